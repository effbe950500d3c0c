"""E-mail by SMTP: plain text, one recipient, an id by which a repeat is known."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from hashlib import sha256
from typing import Final
from urllib.parse import unquote, urlsplit

from fairlead.notices.notice import Notice, Undelivered

__all__ = ["Mail"]

_SECONDS: Final = 20


class Mail:
    """A channel by a mail server: `smtp://host:port`, `smtps://user:secret@host`.

    `smtp` asks for STARTTLS where the server offers it, and never sends a password without.
    """

    def __init__(self, url: str, *, sender: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("The address of the mail server is no smtp:// or smtps://.")
        self.sender = sender
        self._parts = parts

    def send(self, notice: Notice) -> None:
        """Hand the mail to the server. Raises `Undelivered`: lasting when it refuses for good."""
        message = self.message(notice)
        try:
            with self._server() as server:
                server.send_message(message)
        except Undelivered:
            raise
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise Undelivered(
                f"The server refused {notice.to}.", lasting=all(code >= 500 for code in codes)
            ) from error
        except smtplib.SMTPResponseException as error:
            raise Undelivered(
                f"The server answered {error.smtp_code}.", lasting=error.smtp_code >= 500
            ) from error
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise Undelivered(f"The mail was not sent: {error}") from error

    def message(self, notice: Notice) -> EmailMessage:
        """The mail of a notice; lines in its subject or address cannot add headers."""
        domain = self.sender.rpartition("@")[2] or "fairlead"
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = " ".join(notice.to.split())
        message["Subject"] = " ".join(notice.subject.split())
        message["Date"] = notice.at
        message["Message-ID"] = f"<{sha256(notice.key.encode()).hexdigest()[:32]}@{domain}>"
        if notice.thread:
            thread = sha256(notice.thread.encode()).hexdigest()[:32]
            message["References"] = f"<{thread}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(notice.body)
        for file in notice.attachments:
            message.add_attachment(file.text, subtype=file.subtype, filename=file.name)
        return message

    def _server(self) -> smtplib.SMTP:
        host, port = str(self._parts.hostname), self._parts.port
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if self._parts.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, port or 465, timeout=_SECONDS, context=context)
        else:
            server = smtplib.SMTP(host, port or 25, timeout=_SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
        if self._parts.username:
            if not isinstance(server.sock, ssl.SSLSocket):
                server.close()
                raise Undelivered(
                    "The server offers no encryption: no password is sent.", lasting=True
                )
            server.login(unquote(self._parts.username), unquote(self._parts.password or ""))
        return server
