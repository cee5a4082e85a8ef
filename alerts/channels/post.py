"""Messages as mails: composed from a letter, handed to an SMTP server."""

from dataclasses import replace

from jinja2 import TemplateError

from alerts.channels.letter import Delivery, Letter, Outcome
from alerts.channels.mail import Mail
from alerts.channels.smtp import SmtpChannel
from alerts.compose import compose

UNFIT = (TemplateError, LookupError, TypeError, ValueError)  # a letter that its template cannot take


class MailChannel:
    """Sends each letter as one mail with a text and an HTML part."""

    def __init__(self, smtp: SmtpChannel) -> None:
        self._smtp = smtp

    def send(self, letter: Letter) -> Delivery:
        """Compose and hand over; what cannot be composed is dead, and shown."""
        try:
            text, html = compose(letter)
        except UNFIT as trouble:
            return Delivery(Outcome.DEAD, None, f"邮件无法生成：{type(trouble).__name__}: {trouble}"[:300])
        mail = Mail(letter.message_id, letter.recipient, letter.subject, text, html, letter.date)
        return replace(self._smtp.send(mail), text=text)

    def server(self, letter: Letter) -> str:
        """All mails go through one server."""
        return ""

    def close(self) -> None:
        """End the connection to the server."""
        self._smtp.close()
