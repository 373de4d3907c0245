"""Settings: environment variables `BATON_…`, all in one table.

`docs/settings.md` is held to this table by a test. Secrets stand only in the environment.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.errors import SettingsError

_SECRET_BYTES = range(24, 65)  # Standard Webhooks 1.0.0
ROOT = Path(__file__).resolve().parent.parent


def _path(name: str, value: str) -> Path:
    path = Path(value).expanduser()
    return path if path.is_absolute() else ROOT / path


def _folder(name: str, value: str) -> Path | None:
    return _path(name, value) if value else None


def _text(name: str, value: str) -> str:
    return value


def _optional(name: str, value: str) -> str | None:
    return value or None


def _words(name: str, value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _signing_secrets(name: str, value: str) -> tuple[tuple[str, ...], ...]:
    """For each endpoint its secrets: one, or several joined by + while a key is being rotated."""
    # Base64 has a + of its own.
    endpoints = tuple(tuple(re.split(r"\+(?=whsec_)", each)) for each in _words(name, value))
    for secret in (secret for endpoint in endpoints for secret in endpoint):
        try:
            size = len(base64.b64decode(secret.removeprefix("whsec_"), validate=True))
        except ValueError:
            size = 0
        if not secret.startswith("whsec_") or size not in _SECRET_BYTES:
            expected = "whsec_ and the base64 of 24 to 64 random bytes"
            raise SettingsError(name, f"a secret of {len(secret)} characters", expected)
    return endpoints


def _https(name: str, value: str) -> str | None:
    """An address that secrets are sent to: not in the clear, but to this machine."""
    if not value:
        return None
    try:
        parts = urlsplit(value)
        plain = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"}
        if parts.hostname and (parts.scheme == "https" or plain):
            return value
    except ValueError:
        pass
    # Slack's address is a secret itself: it is not repeated.
    raise SettingsError(name, f"{len(value)} characters", "an address that begins with https://")


def _number(low: int, high: int) -> Callable[[str, str], int]:
    def convert(name: str, value: str) -> int:
        try:
            number = int(value)
        except ValueError:
            raise SettingsError(name, repr(value), f"a whole number {low} to {high}") from None
        if not low <= number <= high:
            raise SettingsError(name, str(number), f"a whole number {low} to {high}")
        return number

    return convert


def _flag(name: str, value: str) -> bool:
    if value.lower() in {"1", "true", "yes", "on"}:
        return True
    if value.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise SettingsError(name, repr(value), "yes or no")


def _database_url(name: str, value: str) -> str:
    if value.startswith("sqlite:///") and not value.startswith("sqlite:////"):
        relative = value.removeprefix("sqlite:///")
        return value if relative == ":memory:" else f"sqlite:///{ROOT / relative}"
    if value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg2://")):
        return value
    raise SettingsError(name, repr(value.split(":", 1)[0]), "a sqlite:/// or postgresql:// URL")


def _smtp_url(name: str, value: str) -> str | None:
    if not value:
        return None
    if urlsplit(value).scheme not in {"smtp", "smtps", "smtp+starttls"}:
        raise SettingsError(
            name,
            repr(urlsplit(value).scheme),
            "smtp://, smtp+starttls:// or smtps://USER:PASSWORD@HOST:PORT",
        )
    return value


@dataclass(frozen=True)
class Setting:
    """One row of the table: `convert(name, text)` gives the value or raises SettingsError."""

    name: str
    default: str
    help: str
    convert: Callable[[str, str], Any] = _text
    secret: bool = False

    @property
    def variable(self) -> str:
        return f"BATON_{self.name.upper()}"


SETTINGS: tuple[Setting, ...] = (
    Setting("knowledge", "knowledge", "Folder of the content.", _path),
    Setting("playbook", "playbook", "Folder of the playbook.", _path),
    Setting("models", "models", "Folder of the trained Rasa models.", _path),
    Setting("var", "var", "Folder of what changes at run time.", _path),
    Setting(
        "database_url",
        "sqlite:///var/baton.db",
        "Where leads and conversations are kept; SQLite or PostgreSQL.",
        _database_url,
        secret=True,
    ),
    Setting(
        "redis_url",
        "",
        "Accepted and not used: several processes share the database alone.",
        _optional,
        True,
    ),
    Setting("host", "127.0.0.1", "Address to listen on."),
    Setting("port", "8000", "Port to listen on.", _number(0, 65535)),
    Setting(
        "public_url",
        "",
        "Address under which people reach this server, for links in mails; "
        "default http://HOST:PORT.",
        _optional,
    ),
    Setting(
        "secret_key",
        "",
        "Signs sessions; without one a random key is kept in the var folder.",
        secret=True,
    ),
    Setting("session_hours", "720", "How long a visitor's chat session lasts.", _number(1, 8760)),
    Setting(
        "away_minutes",
        "60",
        "Minutes of silence after which a visitor who opens the chat again is welcomed back.",
        _number(0, 525_600),
    ),
    Setting(
        "allowed_origins",
        "",
        "Websites, comma separated, that may embed the chat besides this server.",
        _words,
    ),
    Setting("smtp_url", "", "Mail server for lead mails.", _smtp_url, secret=True),
    Setting("mail_from", "baton@localhost", "Sender of lead mails."),
    Setting("webhook_url", "", "Addresses, comma separated, that receive events.", _words, True),
    Setting(
        "webhook_secret",
        "",
        "Signing secrets whsec_…, one for each address in the same order; "
        "two joined by + while a key is being rotated.",
        _signing_secrets,
        secret=True,
    ),
    Setting(
        "webhook_allow_internal",
        "no",
        "Whether webhooks may go to loopback and private addresses.",
        _flag,
    ),
    Setting("slack_url", "", "Incoming webhook of Slack, for what becomes of leads.", _https, True),
    Setting(
        "slack_per_minute",
        "60",
        "Messages that it takes in a minute: Slack takes 60, one of your own that speaks like it "
        "may take more.",
        _number(1, 60_000),
    ),
    Setting("hubspot_token", "", "Token of a private app of HubSpot.", _optional, True),
    Setting(
        "hubspot_per_ten_seconds",
        "190",
        "Requests that your HubSpot account takes in ten seconds: 100 on Free and Starter, 190 on "
        "Professional and Enterprise, 250 with more bought.",
        _number(4, 10_000),
    ),
    Setting("hubspot_url", "https://api.hubapi.com", "Address of HubSpot's API.", _https),
    Setting("salesforce_url", "", "My Domain address of a Salesforce org.", _https),
    Setting("salesforce_client_id", "", "Connected app of Salesforce.", _optional, True),
    Setting("salesforce_client_secret", "", "Its secret.", _optional, True),
    Setting(
        "salesforce_external_id",
        "Baton_Id__c",
        "Field of Salesforce leads, unique and an external id, that holds Baton's id.",
    ),
    Setting(
        "crm_secret",
        "",
        "Signing secret whsec_… of the events that a CRM sends back; several joined by + while a "
        "key is being rotated.",
        _signing_secrets,
        secret=True,
    ),
    Setting(
        "csv_folder", "", "Folder of CSV files that what becomes of leads is added to.", _folder
    ),
    Setting("worker", "yes", "Whether the web process delivers the outbox itself.", _flag),
    Setting("demo", "no", "Whether demo accounts with known passwords are seeded.", _flag),
    Setting(
        "message_limit", "2000", "Longest message of a visitor, characters.", _number(1, 20000)
    ),
    Setting(
        "messages_per_minute", "30", "Messages a visitor may send in a minute.", _number(1, 10000)
    ),
    Setting(
        "sessions_per_minute",
        "60",
        "Chat sessions one address may open in a minute.",
        _number(1, 100000),
    ),
    Setting(
        "retention_days_conversations",
        "90",
        "Days after which a conversation without a lead is erased; 0 keeps it.",
        _number(0, 36_500),
    ),
    Setting(
        "retention_days_leads",
        "730",
        "Days without a change after which a lead that sales is not at work on is erased; 0 keeps.",
        _number(0, 36_500),
    ),
    Setting(
        "retention_days_deliveries",
        "90",
        "Days after which what was sent loses its contents in the outbox; 0 keeps them.",
        _number(0, 36_500),
    ),
    Setting("log_level", "INFO", "Python log level."),
)


@dataclass(frozen=True)
class Settings:
    """All settings, converted; see `SETTINGS` for what each means."""

    knowledge: Path
    playbook: Path
    models: Path
    var: Path
    database_url: str
    redis_url: str | None
    host: str
    port: int
    public_url: str | None
    secret_key: str
    session_hours: int
    away_minutes: int
    allowed_origins: tuple[str, ...]
    smtp_url: str | None
    mail_from: str
    webhook_url: tuple[str, ...]
    webhook_secret: tuple[tuple[str, ...], ...]
    webhook_allow_internal: bool
    slack_url: str | None
    slack_per_minute: int
    hubspot_token: str | None
    hubspot_per_ten_seconds: int
    hubspot_url: str
    salesforce_url: str | None
    salesforce_client_id: str | None
    salesforce_client_secret: str | None
    salesforce_external_id: str
    crm_secret: tuple[tuple[str, ...], ...]
    csv_folder: Path | None
    worker: bool
    demo: bool
    message_limit: int
    messages_per_minute: int
    sessions_per_minute: int
    retention_days_conversations: int
    retention_days_leads: int
    retention_days_deliveries: int
    log_level: str

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from `environ` (default: the process's).

        Raises SettingsError for a value that cannot be used and for an unknown `BATON_…`
        variable, which is most likely a typing error that would otherwise go unnoticed.
        """
        environ = os.environ if environ is None else environ
        known = {setting.variable for setting in SETTINGS}
        for variable in environ:
            if variable.startswith("BATON_") and variable not in known:
                raise SettingsError(variable, "an unknown setting", f"one of {sorted(known)}")
        values = {
            setting.name: setting.convert(
                setting.variable, environ.get(setting.variable, setting.default).strip()
            )
            for setting in SETTINGS
        }
        if len(values["webhook_secret"]) != len(values["webhook_url"]):
            raise SettingsError(
                "BATON_WEBHOOK_SECRET",
                f"{len(values['webhook_secret'])} secrets",
                f"one for each of the {len(values['webhook_url'])} addresses of BATON_WEBHOOK_URL",
            )
        if values["salesforce_url"] and not (
            values["salesforce_client_id"] and values["salesforce_client_secret"]
        ):
            raise SettingsError(
                "BATON_SALESFORCE_URL",
                "no BATON_SALESFORCE_CLIENT_ID and BATON_SALESFORCE_CLIENT_SECRET beside it",
                "both, of a connected app with the client credentials flow",
            )
        if not values["secret_key"]:
            values["secret_key"] = _kept_key(values["var"])
        return cls(**values)

    @property
    def base_url(self) -> str:
        """Address of this server without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def _kept_key(var: Path) -> str:
    """The signing key kept under `var`, made at the first start, readable by its owner only."""
    file = var / "secret_key"
    var.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text().strip()
    key = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w") as out:
        out.write(key)
    return key
