"""Pages that hold a table and nothing else: what systems export as .xls, and what Excel and Word save as HTML."""

from sources.documents.html import meta, paragraphs, parse, tables
from sources.documents.tables import Document, unreadable
from sources.documents.text import decode

_OF_A_SITE = ("SiteName", "SiteIDCode", "ArticleTitle", "ColumnName")
_INSIDE = ("#", "mailto:")


def read_page(content: bytes, name: str) -> Document:
    """Return the data tables of the page and its other text.

    Raises ReadingError (unreadable) for the page of a site (an error, a login, another notice), which is no attachment.
    """
    tree = parse(decode(content))
    body = tree.body
    leads_on = any(not (node.attributes.get("href") or "#").startswith(_INSIDE) for node in tree.css("a[href]"))
    found = tables(body) if body is not None else ()
    if body is None or not found or leads_on or any(meta(tree, tag) for tag in _OF_A_SITE):
        raise unreadable(f"文件“{name}”实际是一个网页（可能是错误页或验证页），不是表格")
    return Document(found, "\n".join(paragraphs(body)))
