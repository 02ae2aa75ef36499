"""Settings, read once from the environment. Production refuses to start on an unsafe one (`security.md` S-94)."""

import base64
import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
MIN_SECRET_LENGTH = 32
LOCAL = ("127.0.0.1", "localhost")
DEMO_MARKER = VAR / "demo-databases.json"


class Mode(StrEnum):
    """How far the running copy is trusted with real people."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


class Tls(StrEnum):
    """How the way to the mail server is sealed; `off` is refused in production."""

    STARTTLS = "starttls"
    TLS = "tls"
    OFF = "off"


@dataclass(frozen=True)
class MailSettings:
    """Where mails leave from. Without a host they wait in the outbox; `authority` is a file of trusted certificates."""

    host: str = ""
    port: int = 587
    tls: Tls = Tls.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    authority: str = ""


class UnsafeSetting(Exception):
    """A setting that must not go into production; the text says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs between one installation and another."""

    mode: Mode
    database_url: str
    secret_key: str
    field_keys: str
    trusted_hosts: tuple[str, ...] = ()
    https: bool = True
    require_totp: bool = True
    debug: bool = False
    sqlite_synchronous: str = "FULL"
    idle: timedelta = timedelta(minutes=30)
    idle_administrator: timedelta = timedelta(minutes=15)
    absolute: timedelta = timedelta(hours=12)
    proxies: int = 0
    port: int = 8000
    files_an_hour: int = 120  # different personal files that one account may open
    searches_an_hour: int = 240  # of people, by one account; a field asks at each pause of who types
    mail: MailSettings = field(default_factory=MailSettings)

    @property
    def public_url(self) -> str:
        """Where this installation is reached, for links in mails: never what a request claims (S-29)."""
        if self.trusted_hosts:
            return f"{'https' if self.https else 'http'}://{self.trusted_hosts[0]}"
        return f"http://127.0.0.1:{self.port}"

    @property
    def hosts_answered(self) -> tuple[str, ...]:
        """Host names this installation answers to (S-72): those it is given, and itself where no real people are."""
        return self.trusted_hosts if self.mode is Mode.PRODUCTION else (*self.trusted_hosts, *LOCAL)

    def with_(self, **changes: Any) -> "Settings":
        return replace(self, **changes)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _flag(value: str | None, default: bool) -> bool:
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def demo_databases() -> dict[str, str]:
    """Databases that `tremplin demo` made here, with their data set."""
    return dict(json.loads(DEMO_MARKER.read_text())) if DEMO_MARKER.exists() else {}


def default_mode(env: Mapping[str, str]) -> Mode:
    """Production, unless the database is one that `tremplin demo` made."""
    return Mode.DEMO if _url(env) in demo_databases() else Mode.PRODUCTION


def _url(env: Mapping[str, str]) -> str:
    return _driver(env.get("TREMPLIN_DATABASE_URL") or f"sqlite:///{VAR / 'tremplin.sqlite3'}")


def from_environment(env: Mapping[str, str]) -> Settings:
    """Settings of an installation. In production nothing is invented: what is missing stays empty and is refused."""
    mode = Mode(env.get("TREMPLIN_MODE") or default_mode(env))
    production = mode is Mode.PRODUCTION
    return Settings(
        mode=mode,
        database_url=_url(env),
        secret_key=env.get("TREMPLIN_SECRET_KEY") or ("" if production else _kept("secret-key", _secret)),
        field_keys=env.get("TREMPLIN_FIELD_KEYS") or ("" if production else _kept("field-keys", _field_key)),
        trusted_hosts=tuple(_words(env.get("TREMPLIN_HOSTS", ""))),
        https=_flag(env.get("TREMPLIN_HTTPS"), production),
        require_totp=_flag(env.get("TREMPLIN_REQUIRE_TOTP"), production),
        debug=_flag(env.get("FLASK_DEBUG"), False),
        sqlite_synchronous=env.get("TREMPLIN_SQLITE_SYNCHRONOUS", "FULL").upper(),
        proxies=int(env.get("TREMPLIN_PROXIES") or 0),
        port=int(env.get("PORT") or 8000),
        files_an_hour=int(env.get("TREMPLIN_FILES_AN_HOUR") or Settings.files_an_hour),
        searches_an_hour=int(env.get("TREMPLIN_SEARCHES_AN_HOUR") or Settings.searches_an_hour),
        mail=_mail(env),
    )


def _mail(env: Mapping[str, str]) -> MailSettings:
    return MailSettings(
        host=env.get("TREMPLIN_SMTP_HOST", ""),
        port=int(env.get("TREMPLIN_SMTP_PORT") or 587),
        tls=Tls((env.get("TREMPLIN_SMTP_TLS") or Tls.STARTTLS).lower()),
        user=env.get("TREMPLIN_SMTP_USER", ""),
        password=env.get("TREMPLIN_SMTP_PASSWORD", ""),
        sender=env.get("TREMPLIN_MAIL_FROM", ""),
        authority=env.get("TREMPLIN_SMTP_CA", ""),
    )


def _driver(url: str) -> str:
    """Name psycopg 3 in a plain PostgreSQL address, as operators write it."""
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _secret() -> str:
    return secrets.token_urlsafe(48)


def _field_key() -> str:
    return "k1:" + base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _kept(name: str, make: Any) -> str:
    """A demo secret, made once and kept beside the demo database, so that a restart can still read it."""
    path = VAR / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make())
        path.chmod(0o600)
    return path.read_text()


def refuse_unsafe(settings: Settings) -> None:
    """Raise `UnsafeSetting` where production would run with settings that endanger people, naming each (S-94)."""
    found = unsafe(settings) if settings.mode is Mode.PRODUCTION else []
    if found:
        raise UnsafeSetting("\n".join(found))


def unsafe(settings: Settings) -> list[str]:
    """What is wrong with the settings of an installation that holds real people, a line each."""
    found = (*_secrets(settings), *_openings(settings), *_mails(settings.mail))
    return [line for wrong, line in found if wrong]


def _secrets(settings: Settings) -> Iterator[tuple[bool, str]]:
    yield (
        len(settings.secret_key) < MIN_SECRET_LENGTH,
        f"TREMPLIN_SECRET_KEY is missing or under {MIN_SECRET_LENGTH} characters",
    )
    yield not settings.field_keys, "TREMPLIN_FIELD_KEYS is missing: personal fields cannot be sealed"


def _openings(settings: Settings) -> Iterator[tuple[bool, str]]:
    yield settings.debug, "FLASK_DEBUG is on"
    yield (
        settings.sqlite_synchronous not in {"FULL", "EXTRA"},
        "TREMPLIN_SQLITE_SYNCHRONOUS is below FULL: a power cut could undo saved work",
    )
    yield not settings.https, "TREMPLIN_HTTPS is off: the session cookie would travel in clear"
    yield not settings.require_totp, "TREMPLIN_REQUIRE_TOTP is off: a password alone would open personal files"
    yield (
        not settings.trusted_hosts,
        "TREMPLIN_HOSTS is empty: name the host names this installation answers to",
    )


def _mails(mail: MailSettings) -> Iterator[tuple[bool, str]]:
    given = bool(mail.host)
    yield given and mail.tls is Tls.OFF, "TREMPLIN_SMTP_TLS is off: links that open accounts would travel in clear"
    yield given and "@" not in mail.sender, "TREMPLIN_MAIL_FROM is missing: a mail needs an address to leave from"
