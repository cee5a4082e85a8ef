"""What persons corrected, as stored: append-only, like the readings that it corrects."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from store.chunks import chunks
from store.corrections import Correction, What, standing
from store.tables.register import CorrectionRow


def corrections_of(
    session: Session, notices: Iterable[str] = (), series: Iterable[str] = ()
) -> dict[str, tuple[Correction, ...]]:
    """The corrections that stand in these notices, or of these series, by notice, the oldest first."""
    found: dict[int, CorrectionRow] = {}
    for column, values in ((CorrectionRow.notice_id, notices), (CorrectionRow.series_key, series)):
        for some in chunks(sorted(set(values))):
            rows = session.exec(select(CorrectionRow).where(col(column).in_(some)))
            found |= {row.id or 0: row for row in rows}
    by_notice: dict[str, list[Correction]] = {}
    for _, row in sorted(found.items()):
        by_notice.setdefault(row.notice_id, []).append(_correction(row))
    return {notice: standing(several) for notice, several in by_notice.items()}


def corrections_told(session: Session, company: str, known_at: datetime | None = None) -> list[CorrectionRow]:
    """All corrections of what was held of a company, those that were withdrawn too, the oldest first; by that time."""
    query = select(CorrectionRow).where(CorrectionRow.company_id == company).order_by(col(CorrectionRow.id))
    return list(session.exec(query if known_at is None else query.where(CorrectionRow.recorded_at <= known_at)))


def _correction(row: CorrectionRow) -> Correction:
    of_row = row.notice_id, row.company_id, row.series_key, row.row_name, row.row_code
    return Correction(*of_row, What(row.kind), row.value, row.who, row.reason, revision=row.revision)


def write_corrections(session: Session, corrections: Iterable[Correction], at: datetime, revision: int) -> None:
    """Append corrections. The caller commits."""
    for one in corrections:
        row = CorrectionRow(
            notice_id=one.notice,
            company_id=one.company,
            series_key=one.series,
            row_name=one.row_name,
            row_code=one.row_code,
            kind=one.what.value,
            value=one.value,
            who=one.who,
            reason=one.reason,
            recorded_at=at,
            revision=revision,
        )
        session.add(row)
