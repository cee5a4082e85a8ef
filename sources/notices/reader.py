"""What an article says: from the parts of a published document to a Notice. Polarity is settled before any name is read."""

from sources.base import Regulator
from sources.notices import conflicts
from sources.notices.article import Article
from sources.notices.classify import Nature, batch_of, mode_of, nature_of, proposal_of
from sources.notices.counts import declared_counts, register_size
from sources.notices.dates import as_of_date, date_in_url, signed_date
from sources.notices.deadlines import deadline_of, read_period
from sources.notices.figures import read_figures
from sources.notices.issuers import issuer_of
from sources.notices.names import Named, names_in
from sources.notices.numbers import find_numbers, normal_number, own_number
from sources.notices.printed_ends import printed_end, printed_period
from sources.notices.scope import scope_of
from sources.notices.sectors import decide_sectors, sectors_in, sectors_of_basis, sectors_of_body
from sources.notices.series import series_of
from sources.notices.stages import is_shown
from sources.notices.unread_periods import unread_period
from sources.notices.vocabulary import REGISTER
from sources.records import Attachment, Deadline, FieldConflict, Kind, Notice, NoticeDate, Period, Polarity, Sector


def read(article: Article, regulator: Regulator | None) -> Notice:
    """The notice that an article is; rows of its attachments are added by the flow that fetches them.

    `regulator` is whose site it is or whose domain a digest prints; None leaves the notice without a series.
    """
    body = "\n".join(article.paragraphs)
    nature = nature_of(article.title, body, [link.name for link in article.attachments])
    signed = signed_date(article.paragraphs)
    published = article.published or date_in_url(article.url)
    period, deadline = _period(body, published, signed) if nature.kind and nature.kind.lists_companies else (None, None)
    if nature.kind is Kind.EXIT_LIST and nature.polarity is Polarity.FLAGGED and period and is_shown(article.title):
        nature = proposal_of(nature)  # whoever may still object has not been struck off
    figures, checks = read_figures(body) if nature.kind is None else ((), ())
    kind = nature.kind or (Kind.STATISTICS if figures else Kind.NEWS)
    is_list = kind.lists_companies

    number = normal_number(article.number or "") or own_number(article.title, article.paragraphs)
    cited = tuple(found for found in find_numbers(f"{article.title}。\n{body}") if found != number)
    sectors = _sectors(article, body, cited, kind)
    batch = batch_of(article.title, body) if is_list else None

    counts = _counts(article.title, body, nature) if is_list else ()
    declared = counts[0] if len(counts) == 1 else None
    unread = unread_period(body, published or signed) if is_list and not (period or deadline) else None
    named = names_in(body, Nature(kind, nature.polarity, nature.list_type), declared, article.url)

    return Notice(
        url=article.url,
        regulator=regulator.id if regulator else "",
        title=article.title,
        kind=kind,
        polarity=nature.polarity,
        origin=article.origin,
        heading=article.heading if article.heading != article.title else None,
        issuer=issuer_of(article)[0],
        number=number,
        signed=signed,
        published=published,
        as_of=as_of_date(article.title, body) if is_list or figures else None,
        sectors=sectors,
        series=series_of(regulator, sectors, nature.list_type, mode_of(kind, article.title, body, batch)),
        batch=batch,
        period=period,
        deadline=deadline,
        scope=scope_of(article.title, body) if is_list else (),
        declared=declared,
        rows=named.rows,
        candidates=named.candidates,
        attachments=tuple(Attachment(link.name, link.url) for link in article.attachments),
        figures=figures,
        checks=checks,
        conflicts=(
            *(_conflicts(article, regulator, body, cited, sectors, batch, counts, named) if is_list else ()),
            *filter(None, [unread]),
        ),
        cited=cited,
        text=body,
    )


def _period(
    body: str, published: NoticeDate | None, signed: NoticeDate | None
) -> tuple[Period | None, Deadline | None]:
    """The notice period and its end; a day without a period is one by which the company must act."""
    period = read_period(body)
    if shown := printed_period(body, published, signed):
        return period or shown[0], shown[1]
    return (period, deadline_of(period, published, signed)) if period else (None, printed_end(body, published, signed))


def _counts(title: str, body: str, nature: Nature) -> tuple[int, ...]:
    """The sizes that a list states; a register of a whole trade is as large as the trade."""
    return declared_counts(title, body) or (register_size(title, body) if nature.list_type == REGISTER else ())


def _sectors(article: Article, body: str, cited: tuple[str, ...], kind: Kind) -> tuple[Sector, ...]:
    """A list's and a statistic's trades come from the body; a policy names trades by the way, so its title decides."""
    title, basis = sectors_in(article.title), sectors_of_basis(cited)
    if kind in (Kind.POLICY, Kind.NEWS, Kind.RULES):
        return title
    found = decide_sectors(
        body=sectors_of_body(body), basis=basis, title=title, heading=sectors_in(article.heading or "")
    )
    # A list of 地方金融组织 of no printed trade is a list all the same, and must have its series.
    return found or ((Sector.OTHER,) if kind.lists_companies else ())


def _conflicts(
    article: Article,
    regulator: Regulator | None,
    body: str,
    cited: tuple[str, ...],
    sectors: tuple[Sector, ...],
    batch: int | None,
    counts: tuple[int, ...],
    named: Named,
) -> tuple[FieldConflict, ...]:
    found = (
        conflicts.sector_conflict(article, body, cited, sectors),
        conflicts.batch_conflict(article, batch),
        conflicts.issuer_conflict(article, body, regulator) or conflicts.reprint_conflict(article, regulator),
        conflicts.title_conflict(article),
        conflicts.count_conflict([*(("body", count) for count in counts), *named.misfit], None),
    )
    return tuple(conflict for conflict in found if conflict)
