"""The whole register as one number: equal for two databases that say the same, apart from when it was written."""

import sqlite3
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

_TABLES = (
    *("notice", "notice_alias", "notice_reading", "conflict", "correction", "series", "edition", "printed_row", "company"),
    *("company_name", "company_past", "name_gram", "listing", "revision", "hit"),
)
# Of a source that turned bad or good the event is named by its look, and a look is made again after a crash.
_EVENTS = (
    "SELECT CASE WHEN source_id IS NULL THEN id END, type, company_id, series_key, notice_id, source_id, facts, revision"
    " FROM event"
)
_MAILS = "SELECT recipient, subject FROM message"
_OF_LISTS = {_EVENTS: " WHERE source_id IS NULL", _MAILS: " WHERE subject NOT LIKE '【来源%'"}


def digest(database: Path, *, sources: bool = True) -> str:
    """SHA-256 over the rows in order; without `sources`, what was told of sources alone is left out."""
    whole = sha256()
    connection = sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True)
    try:
        queries = [_query(connection, table) for table in _TABLES]
        queries += [query if sources else query + of_lists for query, of_lists in _OF_LISTS.items()]
        for query in queries:
            for row in sorted(map(repr, connection.execute(query))):
                whole.update(row.encode())
            whole.update(b"|")
    except sqlite3.OperationalError as error:
        if "no such table" not in str(error):
            raise
        return ""
    finally:
        connection.close()
    return whole.hexdigest()


def _query(connection: sqlite3.Connection, table: str) -> str:
    """All columns; of moments only whether there is one."""
    columns = [
        f'"{name}" IS NULL' if kind == "DATETIME" else f'"{name}"'
        for _, name, kind, *_ in connection.execute(f"PRAGMA table_info({table})")
    ]
    return f"SELECT {', '.join(columns)} FROM {table}" if columns else f"SELECT * FROM {table}"
