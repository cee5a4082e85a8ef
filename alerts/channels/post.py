"""Messages as mails: composed from a letter, handed to an SMTP server."""

from dataclasses import replace

from jinja2 import TemplateError

from alerts.channels.letter import Delivery, Letter, Outcome
from alerts.channels.mail import Mail
from alerts.channels.smtp import SmtpChannel
from alerts.compose import compose
from alerts.links import Links

UNFIT = (TemplateError, LookupError, TypeError, ValueError)  # a letter that its template cannot take


class MailChannel:
    """Sends each letter as one mail with a text and an HTML part; `public_url` is where its links lead."""

    def __init__(self, smtp: SmtpChannel, public_url: str = "") -> None:
        self._smtp = smtp
        self._public_url = public_url

    def send(self, letter: Letter) -> Delivery:
        """Compose and hand over; what cannot be composed is dead, and shown."""
        try:
            mail = mail_of(letter, self._public_url)
        except UNFIT as trouble:
            return Delivery(Outcome.DEAD, None, f"邮件无法生成：{type(trouble).__name__}: {trouble}"[:300])
        return replace(self._smtp.send(mail), text=mail.text)

    def server(self, letter: Letter) -> str:
        """All mails go through one server."""
        return ""

    def close(self) -> None:
        """End the connection to the server."""
        self._smtp.close()


def mail_of(letter: Letter, public_url: str = "") -> Mail:
    """The letter as a mail. Raises what alerts.compose raises."""
    said = compose(letter, public_url)
    return Mail(
        message_id=letter.message_id,
        recipient=letter.recipient,
        subject=letter.subject,
        text=said.text,
        html=said.html,
        date=letter.date,
        headers=_headers(letter, public_url),
        attachment=said.table,
    )


def _headers(letter: Letter, public_url: str) -> dict[str, str]:
    """What mail programs sort, thread and unsubscribe by; one thread for each subscription, operations apart."""
    if letter.subscription is None:
        return {}
    domain = letter.message_id.rpartition("@")[2].rstrip(">")
    thread = f"{'operations' if letter.kind == 'operations' else 'subscription'}-{letter.subscription}"
    root = f"<w.{thread}@{domain}>"
    headers = {"List-Id": f"<{thread}.watcher.{domain}>", "In-Reply-To": root, "References": root}
    if link := Links(public_url, letter.subscription, letter.secret).unsubscribe:
        headers |= {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers
