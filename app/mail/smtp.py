"""The way to the mail server. What it answers decides what becomes of a mail: none is ever sent twice (R-20)."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import Enum, auto
from types import TracebackType

from app.clock import now
from app.config import MailSettings, Tls

PATIENCE = 20  # seconds for each answer
TAKEN, WILL_FORWARD, TEMPORARY = 250, 251, range(400, 500)
FAILED = (OSError, smtplib.SMTPException)


class Fate(Enum):
    """What became of a mail that was handed over."""

    SENT = auto()
    LATER = auto()  # the server said: not now
    NEVER = auto()  # the server said: not at all
    UNKNOWN = auto()  # it took the text and did not answer: sent perhaps, so never again


class Unreachable(Exception):
    """The mail server does not answer, or not as it must; says no more."""


@dataclass(frozen=True)
class Letter:
    """A mail ready to go: an address, a fixed subject, a fixed text with at most one link (S-93)."""

    name: str
    to: str
    subject: str
    text: str


class Sender:
    """One connection for a run; opened with the first letter, again after one that broke it."""

    def __init__(self, settings: MailSettings) -> None:
        self.settings = settings
        self.server: smtplib.SMTP | None = None

    def __enter__(self) -> "Sender":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._hang_up()

    def send(self, letter: Letter) -> Fate:
        """Hand a letter over. Raises `Unreachable` before anything was handed over."""
        server = self.server = self.server or self._connected()
        try:
            to = _ascii(letter.to)
        except UnicodeError:
            return Fate.NEVER
        try:
            for code, _ in (server.mail(self.settings.sender), server.rcpt(to)):
                if code not in (TAKEN, WILL_FORWARD):
                    server.rset()
                    return _refused(code)
        except FAILED:
            self._hang_up()
            return Fate.LATER
        return self._hand_over(server, _written(letter, self.settings.sender))

    def _hand_over(self, server: smtplib.SMTP, content: bytes) -> Fate:
        try:
            code, _ = server.data(content)
        except smtplib.SMTPDataError as error:
            self._hang_up()
            return _refused(error.smtp_code)
        except FAILED:
            self._hang_up()
            return Fate.UNKNOWN
        return Fate.SENT if code == TAKEN else _refused(code)

    def _connected(self) -> smtplib.SMTP:
        server: smtplib.SMTP | None = None
        given = self.settings
        try:
            context = ssl.create_default_context(cafile=given.authority or None)
            if given.tls is Tls.TLS:
                server = smtplib.SMTP_SSL(given.host, given.port, timeout=PATIENCE, context=context)
            else:
                server = smtplib.SMTP(given.host, given.port, timeout=PATIENCE)
            if given.tls is Tls.STARTTLS:
                server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
            if given.user:
                server.login(given.user, given.password)
        except FAILED as error:
            if server is not None:
                server.close()
            raise Unreachable(type(error).__name__) from error
        return server

    def _hang_up(self) -> None:
        server, self.server = self.server, None
        if server is not None:
            try:
                server.quit()
            except FAILED:
                server.close()


def _refused(code: int) -> Fate:
    return Fate.LATER if code in TEMPORARY else Fate.NEVER


def _ascii(address: str) -> str:
    """An address as every server reads it. Raises `UnicodeError` for a name of the box that cannot be written so."""
    box, _, domain = address.rpartition("@")
    return box.encode("ascii").decode() + "@" + domain.encode("idna").decode()


def _written(letter: Letter, sender: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, _ascii(letter.to)
    message["Subject"], message["Date"] = letter.subject, format_datetime(now())
    message["Message-ID"] = f"<{letter.name}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message.as_bytes()
