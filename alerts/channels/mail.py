"""One mail as values, and as it is written on the wire: the same mail is the same bytes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from functools import lru_cache
from hashlib import sha256
from types import MappingProxyType

# CR and LF are what a header injection needs; the other control characters only spoil what people see.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")


class _AsWritten(UnstructuredHeader):
    """A header that mail programs compare or follow: the library would write a long one as encoded words."""

    def fold(self, *, policy: EmailPolicy) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


class _Remembering(HeaderRegistry):
    """Most headers are those of the mail before, and parsing them is most of the work of a mail; none is ever altered."""

    def __init__(self) -> None:
        super().__init__()
        self._kinds = lru_cache(maxsize=100)(super().__getitem__)
        self._parsed = lru_cache(maxsize=1000)(super().__call__)

    def __getitem__(self, name: str) -> type[BaseHeader]:
        return self._kinds(name)

    def __call__(self, name: str, value: object) -> BaseHeader:
        # One moment in two time zones is equal, and yet another date: only what is text is remembered.
        return self._parsed(name, value) if type(value) is str else super().__call__(name, value)


_registry = _Remembering()
for _name in ("message-id", "in-reply-to", "references", "list-id", "list-unsubscribe", "list-unsubscribe-post"):
    _registry.map_to_type(_name, _AsWritten)  # type: ignore[arg-type]  # made one with the base when a header is
_POLICY = SMTP.clone(header_factory=_registry)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A CSV file that goes with a mail."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """One message to one recipient; `date` is aware, `sender` None means the channel's own.

    `message_id` is decided by the caller and stays the same at every try, so that a mail that arrives twice is
    recognised. `headers` are further ones (List-Unsubscribe, References …).
    """

    message_id: str
    recipient: str
    subject: str
    text: str
    html: str
    date: datetime
    sender: str | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    attachment: Attachment | None = None

    def to_email(self) -> EmailMessage:
        """Build the message; ValueError when an address, the Message-ID or a header cannot be written."""
        if not _MESSAGE_ID.fullmatch(self.message_id):
            raise ValueError(f"Message-ID 格式不正确：{self.message_id!r}")
        email = EmailMessage(policy=_POLICY)
        if self.sender is not None:
            email["From"] = _mailbox("From", self.sender)
        email["To"] = _mailbox("To", self.recipient)
        email["Subject"] = one_line(self.subject)
        email["Date"] = self.date
        email["Message-ID"] = self.message_id
        email["Auto-Submitted"] = "auto-generated"
        email["X-Auto-Response-Suppress"] = "All"  # what Exchange heeds instead
        for name, value in self.headers.items():
            email[name] = one_line(value)
        # base64 because a mail server may cut lines longer than 998 bytes, and a Chinese paragraph is one line
        email.set_content(writable(self.text), cte="base64")
        email.add_alternative(writable(self.html), subtype="html", cte="base64")
        if self.attachment is not None:
            name = one_line(self.attachment.name)
            # Twice, because older mail programs look for the name at the type only.
            email.add_attachment(
                self.attachment.content, "text", "csv", filename=name, params={"charset": "utf-8", "name": name}
            )
        _bound(email, self.message_id)
        return email


def _bound(email: EmailMessage, message_id: str) -> None:
    """Boundaries that the Message-ID decides, in place of random ones; base64 cannot contain them."""
    for number, part in enumerate(part for part in email.walk() if part.is_multipart()):
        part.set_boundary(f"=_{sha256(f'{number} {message_id}'.encode()).hexdigest()[:40]}")


@lru_cache(maxsize=1000)
def _mailbox(header: str, printed: str) -> BaseHeader:
    """The header with that one address; ValueError as `mailbox_of`."""
    return _registry(header, mailbox_of(printed))


def mailbox_of(printed: str) -> Address:
    """Read `a@b.cn` or `名称 <a@b.cn>`; ValueError when it is not exactly one address."""
    name, bracket, rest = printed.strip().rpartition("<")
    spec = rest.removesuffix(">") if bracket else printed.strip()
    if _CONTROL.search(printed) or (bracket and not printed.strip().endswith(">")):
        raise ValueError("邮件地址格式不正确")
    try:
        address = Address(display_name=name.strip().strip('"'), addr_spec=spec)
    except (ValueError, IndexError, HeaderParseError) as trouble:  # IndexError: the parser's own, on an empty part
        raise ValueError("邮件地址格式不正确") from trouble
    if not address.username or not address.domain:
        raise ValueError("邮件地址格式不正确")
    return address


def one_line(words: str) -> str:
    """Take line breaks and control characters out, so that fetched words can stand in a header."""
    return writable(_CONTROL.sub(" ", words)).strip()


def writable(words: str) -> str:
    """Replace lone surrogates, which no encoding can write."""
    return words.encode("utf-8", "replace").decode("utf-8")
