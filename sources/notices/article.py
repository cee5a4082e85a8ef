"""A notice's page taken apart by its CMS family, or cut out of a digest, before anything in it is understood."""

from dataclasses import dataclass

from sources.documents.tables import Table
from sources.records import NoticeDate


@dataclass(frozen=True, slots=True)
class Link:
    """An attachment's absolute URL (None where only a name is printed) and its decoded, human name."""

    url: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Article:
    """The parts of one published document.

    `title` is the official title; `heading` what the place where it was found calls it, when that differs.
    `paragraphs` are whole paragraphs of the body in order, signature and date lines included, without markup.
    `published` comes from meta tags or the URL. `tables` are those of the body itself. `source` is who wrote it, as the
    page says (ContentSource): a site also reprints what others publish. `number` is the document's own, where an
    interface gives it.
    """

    url: str | None
    title: str
    paragraphs: tuple[str, ...]
    heading: str | None = None
    published: NoticeDate | None = None
    site_name: str | None = None
    attachments: tuple[Link, ...] = ()
    tables: tuple[Table, ...] = ()
    origin: str = "site"
    source: str | None = None
    number: str | None = None
