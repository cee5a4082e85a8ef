"""What a file really is, by its first bytes: names and content types of attachments lie."""

from enum import StrEnum


class FileKind(StrEnum):
    """The kinds that need different words or readers."""

    ZIP = "zip"  # .xlsx, .docx, .ofd and plain archives alike
    OLE2 = "ole2"  # .xls, .et, .doc, .wps
    PDF = "pdf"
    HTML = "html"
    IMAGE = "image"
    ARCHIVE = "archive"
    EMPTY = "empty"
    OTHER = "other"


_MAGIC = (
    (b"PK\x03\x04", FileKind.ZIP),
    (b"PK\x05\x06", FileKind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind.OLE2),
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF8", FileKind.IMAGE),
    (b"Rar!\x1a\x07", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"\x1f\x8b", FileKind.ARCHIVE),
)
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<meta", b"<title", b"<table")
_LOOK_AT = 2048


def kind_of(content: bytes) -> FileKind:
    """Return what the bytes are; HTML is found behind a byte order mark, blanks, comments or an XML line too."""
    start = content[:_LOOK_AT].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        return FileKind.EMPTY
    for magic, kind in _MAGIC:
        if content.startswith(magic):
            return kind
    lowered = start.lower()
    if lowered.startswith(b"<") and any(tag in lowered for tag in _MARKUP):
        return FileKind.HTML
    return FileKind.OTHER
