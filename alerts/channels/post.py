"""Messages as mails: composed from a letter, handed to an SMTP server."""

from dataclasses import replace

from jinja2 import TemplateError

from alerts.channels.letter import Delivery, Letter, Outcome
from alerts.channels.mail import Mail
from alerts.channels.smtp import SmtpChannel
from alerts.compose import compose


class MailChannel:
    """Sends each letter as one mail with a text and an HTML part."""

    def __init__(self, smtp: SmtpChannel) -> None:
        self._smtp = smtp

    def send(self, letter: Letter) -> Delivery:
        """Compose and hand over; what cannot be composed is dead, and shown."""
        try:
            text, html = compose(letter)
        except (TemplateError, LookupError, TypeError, ValueError) as trouble:
            return Delivery(Outcome.DEAD, None, f"邮件无法生成：{type(trouble).__name__}: {trouble}"[:300])
        mail = Mail(letter.message_id, letter.recipient, letter.subject, text, html, letter.date)
        return replace(self._smtp.send(mail), text=text)

    def close(self) -> None:
        """Nothing is kept between two mails."""
