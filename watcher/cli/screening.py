"""A screening as a command shows it: counted, the first hits as a table, what was odd, and what it does not cover."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from alerts import wording
from store.coverage import Coverage
from watcher.cli import files
from watcher.cli.output import Exit, Result, table
from watcher.screening.listed import ALGORITHM, Grade
from watcher.screening.records import UNTOLD, Problem, Problems
from watcher.screening.report import ResultRow
from watcher.screening.tabular import MOST_BYTES
from watcher.screening.upload import Upload, read_portfolio
from watcher.screenings import Screened

MOST_SHOWN = 200  # hits in the text; the result file and JSON hold all
MEANING = "没有筛查，也没有保存任何内容"


def read_upload(name: str, column: str | None = None) -> Upload:
    """Read a portfolio file from the disk."""
    return read_portfolio(files.read(name, most=MOST_BYTES, meaning=MEANING), Path(name).name, name_column=column)


@dataclass
class Tally:
    """What is kept of the lines that pass by; with `keep_all` every one of them, as JSON lists them."""

    keep_all: bool = False
    records: int = 0
    hits: int = 0
    shown: list[ResultRow] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)

    def passing(self, rows: Iterable[ResultRow]) -> Iterator[ResultRow]:
        """The same lines, counted."""
        last = 0
        for row in rows:
            self.records += row.row != last
            last = row.row
            self.hits += row.grade is not Grade.CLEAR
            if (row.matched_name or row.matched_uscc) and len(self.shown) < MOST_SHOWN:
                self.shown.append(row)
            if self.keep_all:
                self.rows.append(asdict(row))
            yield row


def result(done: Screened, *, fail_on_hit: bool) -> Result:
    """A screening that is held in memory."""
    tally = Tally(keep_all=True)
    for _ in tally.passing(done.rows):
        pass
    problems = Problems()
    problems.first.extend(done.problems)
    problems.counts["需要留意"] = len(done.problems)
    return shown(tally, problems, done.coverage, fail_on_hit=fail_on_hit)


def shown(
    tally: Tally,
    problems: Problems,
    coverage: Coverage | None,
    *,
    fail_on_hit: bool,
    against: Mapping[str, Any] | None = None,
    out: Path | None = None,
) -> Result:
    """The result of a command; `against` says of the other file how many records could not be used."""
    data = {
        "revision": coverage.revision if coverage else None,
        "algorithm": ALGORITHM,
        "records": tally.records,
        "hits": tally.hits,
        "rows": tally.rows,
        "problems": [asdict(problem) for problem in problems.first],
        "problem_counts": dict(problems.counts),
        "coverage": coverage.as_json() if coverage else None,
    }
    unused = against["unscreened"] if against else 0
    if against:
        data["against"] = dict(against)
    parts = [f"{tally.records} 条记录，{tally.hits} 条命中或需复核", *_table(tally, out)]
    parts += [f"! {problem_words(problem)}" for problem in problems.first]
    if problems.more:
        counts = "，".join(f"{kind} {count}" for kind, count in problems.counts.items())
        parts.append(f"! 另有 {problems.more} 处未逐条列出；合计：{counts}")
    parts += [f"! 名单文件中有 {unused} 条记录既无可用的名称，也无有效的信用代码，未纳入比对"] if unused else []
    parts += coverage_words(coverage)
    needs_a_person = problems.first or unused or (fail_on_hit and tally.hits)
    return Result(data, "\n".join(parts), Exit.NEEDS_A_PERSON if needs_a_person else Exit.DONE)


def _table(tally: Tally, out: Path | None) -> Iterator[str]:
    """The first hits."""
    lines: list[tuple[str, ...]] = [
        (str(row.row), row.name, wording.GRADE[row.grade], str(row.score), row.matched_name, row.reason)
        for row in tally.shown
    ]
    if lines:
        yield table(("序号", "交易对手", "结论", "分值", "名单所载", "依据"), lines)
    shown_hits = sum(row.grade is not Grade.CLEAR for row in tally.shown)
    if tally.hits > shown_hits:
        where = f"见结果文件 {out}" if out else "未显示，请用 --out 写入结果文件"
        yield f"其余 {tally.hits - shown_hits} 条命中或需复核{where}"


def problem_words(problem: Problem) -> str:
    """What is odd about one record, counted from 1 below the heading."""
    if problem.words == UNTOLD:
        return f"另有 {problem.value} 处未逐条列出"
    if not problem.row:
        return f"表头：{problem.words}"
    column = f"，{problem.column}" if problem.column else ""
    return f"第 {problem.row} 条记录{column}：{problem.words}"


def coverage_words(coverage: Coverage | None) -> list[str]:
    """What the result does not cover."""
    if coverage is None:
        return []
    lines = [] if coverage.lists else ["名单库中还没有任何名单，“无命中”不说明任何问题"]
    lines += [f"缺名称：{gap.title}（{wording.gap_size(gap.declared, gap.missing)}）" for gap in coverage.gaps]
    lines += [f"看不到的来源：{one.title}（{wording.look_state(one.state)}）" for one in coverage.blind]
    unsent = coverage.unsent
    if unsent.mails:
        lines.append(
            f"有 {unsent.mails} 封提醒邮件尚未送达（其中 {unsent.refused} 封被拒收），用 watcher outbox list 查看"
        )
    return lines
