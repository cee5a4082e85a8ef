"""From news to mails: subject, text and HTML in Chinese; pure, and the same news gives the same mail."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from alerts import wording
from alerts.news import Item, Receiver
from store.coverage import Coverage
from store.outbox import Draft

_templates = Environment(
    loader=PackageLoader("alerts"),
    autoescape=select_autoescape(enabled_extensions=("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals["wording"] = wording
_NEW = frozenset({"listed", "escalated"})


@dataclass(frozen=True, slots=True)
class SourceNews:
    """A source that can no longer be seen, or can be seen again."""

    event: str
    source: str
    title: str
    turned: str  # degraded, recovered
    state: str
    detail: str
    last_good: str


def alert(receiver: Receiver, items: Sequence[Item], coverage: Coverage, *, at: datetime, domain: str) -> Draft:
    """The mail that tells one subscription what happened to its counterparties."""
    facts = {"receiver": receiver, "items": items, "coverage": coverage, "at": at}
    draft = _draft(
        key="|".join(("alert", str(receiver.subscription), *sorted({item.event for item in items}))),
        recipient=receiver.address,
        subject=_subject(items),
        template="alert",
        facts=facts,
        domain=domain,
    )
    return replace(draft, portfolio=receiver.portfolio_id)


def source_notice(address: str, news: SourceNews, coverage: Coverage, *, at: datetime, domain: str) -> Draft:
    """The mail that tells one address that a source went blind or came back."""
    label = "来源异常" if news.turned == "degraded" else "来源恢复"
    return _draft(
        key="|".join(("source", address, news.event)),
        recipient=address,
        subject=f"【{label}】{news.title}：{wording.look_state(news.state)}",
        template="source",
        facts={"news": news, "coverage": coverage, "at": at},
        domain=domain,
    )


def _subject(items: Sequence[Item]) -> str:
    """【新增命中】2家交易对手·大连市金融发展局: what is most urgent, for how many, who says so."""
    label, told = _headline(items)
    regulators = sorted({item.regulator for item in told})
    more = f"等 {len(regulators)} 家机构" if len(regulators) > 1 else ""
    return f"【{label}】{len({item.row for item in told})}家交易对手·{regulators[0]}{more}"


def _headline(items: Sequence[Item]) -> tuple[str, list[Item]]:
    """The label, and the items that it speaks of."""
    for kinds, matched, doubtful in (
        (_NEW, "新增命中", "新增待复核"),
        ({"disposed"}, "处置公告", "处置公告待复核"),
        ({"standing"}, "名单命中", "待复核"),
        ({"deadline_passed"}, "公告期届满", "公告期届满"),
    ):
        told = [item for item in items if item.happened in kinds]
        sure = [item for item in told if item.grade == "match"]
        if told:
            return (matched, sure) if sure else (doubtful, told)
    return "名单变更", list(items)


def _draft(
    *, key: str, recipient: str, subject: str, template: str, facts: dict[str, object], domain: str
) -> Draft:
    return Draft(
        dedupe_key=sha256(key.encode()).hexdigest(),
        message_id=f"<w.{sha256(key.encode()).hexdigest()[:32]}@{domain}>",
        recipient=recipient,
        subject="".join(subject.split()),  # blanks get lost where a mail program folds a Chinese subject
        text=_templates.get_template(f"{template}.txt").render(facts),
        html=_templates.get_template(f"{template}.html").render(facts),
    )
