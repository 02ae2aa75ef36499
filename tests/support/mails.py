"""A real mail server on loopback, sealed as a provider's would be, that keeps what it takes and refuses when told."""

import datetime
import email
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.clock import now
from app.config import MailSettings, Tls

USER, PASSWORD, SENDER = "tremplin", "a password of the mail server", "tremplin@tremplin.example"
SILENCE = 5  # seconds after which the server hangs up on who says nothing that it understands


@dataclass
class Mailbox:
    """What arrived, and what the server answers to a recipient or to a text."""

    settings: MailSettings
    taken: list[EmailMessage] = field(default_factory=list)
    to_recipient: str = "250 OK"
    to_text: str = "250 OK"
    hang_up: bool = False  # after the text was taken, instead of an answer

    @property
    def environment(self) -> dict[str, str]:
        """The settings as an operator gives them."""
        given = self.settings
        return {
            "TREMPLIN_SMTP_HOST": given.host,
            "TREMPLIN_SMTP_PORT": str(given.port),
            "TREMPLIN_SMTP_TLS": given.tls,
            "TREMPLIN_SMTP_USER": given.user,
            "TREMPLIN_SMTP_PASSWORD": given.password,
            "TREMPLIN_SMTP_CA": given.authority,
            "TREMPLIN_MAIL_FROM": given.sender,
        }

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        if self.to_text.startswith("250"):
            message = email.message_from_bytes(envelope.content, policy=default)
            message["X-Recipients"] = ",".join(envelope.rcpt_tos)
            self.taken.append(message)
        if self.hang_up:
            server.transport.abort()
        return self.to_text


@contextmanager
def mailbox(folder: Path, tls: Tls = Tls.STARTTLS) -> Iterator[Mailbox]:
    """Serve until the end of the block; the address is only reached through TLS and with the password."""
    certificate, key = _certificate(folder)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    box = Mailbox(MailSettings("127.0.0.1", port, tls, USER, PASSWORD, SENDER, str(certificate)))
    if tls is Tls.TLS:  # the server of tests asks for a password after STARTTLS only
        box.settings = replace(box.settings, user="", password="")
        controller = Controller(box, "127.0.0.1", port, ssl_context=context)
    else:
        asked = {"auth_required": True, "authenticator": _known, "require_starttls": True}
        controller = Controller(box, "127.0.0.1", port, tls_context=context, timeout=SILENCE, **asked)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def _known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
    known = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=given == known)


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail of tests")])
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    built = built.not_valid_before(now() - datetime.timedelta(days=40)).not_valid_after(
        now() + datetime.timedelta(days=40)
    )
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = built.add_extension(names, critical=False).sign(key, hashes.SHA256())
    certificate, secret = folder / "mail.crt", folder / "mail.key"
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, secret
