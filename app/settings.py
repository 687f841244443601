"""All settings, typed, read once from the environment (`CLAIMSTEAD_…`) by `main` and `cli`, and from nowhere else."""

import os
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.mail.carriers import in_ascii
from app.mail.smtp_server import SmtpServer
from app.secrets.keys import KeyRing, KeysUnusable

CONNECTIONS_BESIDE_THE_POOL = 3
"""What a process needs of its database besides its pool: the bus, the jobs, and one to spare."""


class SettingsRefused(Exception):
    """The settings cannot be used; the text is one line that says what to change."""


class Settings(BaseSettings):
    """What an operator can set. Any of them may be given as `<NAME>_FILE`, a path to a file with the value."""

    model_config = SettingsConfigDict(env_prefix="CLAIMSTEAD_", extra="ignore")

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    public_url: str = Field(
        "",
        description="The address people and devices use, such as `https://claim.acme.example`. "
        "Default: `http://127.0.0.1:<port>`.",
    )
    data: Path = Field(Path("data"), description="Folder of the embedded PostgreSQL and of the keys it makes.")
    database_url: SecretStr | None = Field(
        None, description="A PostgreSQL (15 to 18) to use instead of the embedded one: `postgresql://…`."
    )
    database_pool: int = Field(10, ge=2, le=200, description="Connections to the database, for each process.")
    nats_url: SecretStr | None = Field(
        None,
        description="NATS servers that carry events between nodes instead of PostgreSQL, comma-separated: "
        "`nats://user:password@host:4222`, `tls://…`.",
    )
    keys: SecretStr | None = Field(
        None,
        description="The key ring as JSON, made by `claimstead keys generate`. Needed with CLAIMSTEAD_DATABASE_URL; "
        "the embedded database makes its own in `<data>/keys.json`.",
    )
    trusted_proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode] = Field(
        (), description="Networks whose `X-Forwarded-For` is believed, comma-separated: `10.0.0.0/8,::1`."
    )
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Web origins besides our own that may open WebSockets and call the API, comma-separated."
    )
    smtp_url: SecretStr | None = Field(
        None,
        description="The mail server: `smtp://user:password@mail.example.com:587` (turns to TLS, which is demanded "
        "unless the host is this machine) or `smtps://…:465`. User and password percent-encoded.",
    )
    mail_from: str = Field(
        "", description="The address that mails come from, such as `no-reply@acme.example`. Needed with a mail server."
    )
    development: bool = Field(
        False,
        description="GraphiQL at /graphql, logs for people, and mails that stay readable; without a mail server they "
        "are printed. `make run` switches it on.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="How much is logged.")
    device_limit: int = Field(
        20_000, ge=1, description="Devices connected to one process; more are told to come back later."
    )
    device_limit_per_address: int = Field(
        10_000, ge=1, description="Those of them from one address (with IPv6: one /64 network)."
    )
    device_transport: Literal["own", "asgi"] = Field(
        "own", description="What carries devices: `own`, or `asgi`, the server's general WebSocket engine."
    )
    metrics_token: SecretStr | None = Field(
        None,
        min_length=16,
        description="Who shows it as a bearer token may read `/metrics`; without one, programs on this machine may.",
    )
    workers: int = Field(1, ge=1, le=64, description="Processes of `claimstead serve`, on one listening socket.")
    jobs: bool = Field(True, description="Whether these processes also run jobs, such as minting.")

    @field_validator("trusted_proxies", "allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _check_address(self) -> "Settings":
        if not self.public_url:
            self.public_url = f"http://127.0.0.1:{self.port}"
        self.public_url = self.public_url.rstrip("/")
        parts = urlsplit(self.public_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
            raise ValueError("PUBLIC_URL is an address such as https://claim.acme.example, without a path")
        return self

    @field_validator("smtp_url")
    @classmethod
    def _check_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value().strip():
            return None
        SmtpServer.parse(value.get_secret_value())
        return value

    @field_validator("nats_url")
    @classmethod
    def _check_nats(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value().strip():
            return None
        for address in value.get_secret_value().split(","):
            parts = urlsplit(address.strip())
            if parts.scheme not in {"nats", "tls"} or not parts.hostname:
                raise ValueError("these are addresses such as nats://user:password@host:4222, with commas between")
        return value

    @field_validator("mail_from")
    @classmethod
    def _check_sender(cls, value: str) -> str:
        local, _, domain = value.strip().rpartition("@")
        if value and (not local or not domain or not value.isprintable() or set(value) & set(' <>",;')):
            raise ValueError("this is an address alone, such as no-reply@acme.example")
        return in_ascii(value.strip())

    @model_validator(mode="after")
    def _check_mail(self) -> "Settings":
        if self.smtp_url is not None and not self.mail_from:
            raise ValueError("MAIL_FROM is needed with SMTP_URL: the address that mails come from")
        return self

    @property
    def smtp_server(self) -> SmtpServer | None:
        """The mail server; None when none is set."""
        return None if self.smtp_url is None else SmtpServer.parse(self.smtp_url.get_secret_value())

    @property
    def nats_servers(self) -> str | None:
        """The addresses of the NATS servers; None when PostgreSQL carries the events."""
        return None if self.nats_url is None else self.nats_url.get_secret_value()

    @property
    def public_host(self) -> str:
        """Host, with port if any, of the public address."""
        return urlsplit(self.public_url).netloc


def read_settings(**overrides: Any) -> Settings:
    """The settings of the environment, `overrides` (from the command line) before them. Raises SettingsRefused."""
    given = {name: value for name, value in overrides.items() if value is not None}
    for name in Settings.model_fields:
        path = os.environ.get(f"CLAIMSTEAD_{name.upper()}_FILE")
        if path and name not in given:
            try:
                given[name] = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise SettingsRefused(
                    f"CLAIMSTEAD_{name.upper()}_FILE cannot be read: {error.strerror or error}."
                ) from error
    try:
        return Settings(**given)
    except ValueError as error:
        raise SettingsRefused(_first_fault(error)) from error


def _first_fault(error: ValueError) -> str:
    faults = error.errors() if hasattr(error, "errors") else []
    if not faults:
        return str(error)
    place = "_".join(str(part) for part in faults[0]["loc"]).upper()
    return f"CLAIMSTEAD_{place}: {faults[0]['msg']}." if place else f"{faults[0]['msg']}."


def named_keys_file() -> Path | None:
    """The file that CLAIMSTEAD_KEYS_FILE names; the settings hold the keys in it, and not where they came from."""
    named = os.environ.get("CLAIMSTEAD_KEYS_FILE")
    return Path(named) if named else None


def own_keys_file(settings: Settings) -> Path:
    """Where the embedded database's own keys are kept, or will be after its first start."""
    return settings.data.expanduser() / "keys.json"


def load_key_ring(settings: Settings) -> KeyRing:
    """The keys of the settings; for the embedded database its own, made at the first start with mode 0600.

    Raises SettingsRefused: an external database without keys is never served,
    because keys made on the spot would be lost with this machine.
    """
    try:
        if settings.keys is not None:
            return KeyRing.from_json(settings.keys.get_secret_value())
        if settings.database_url is not None:
            raise SettingsRefused(
                "An external database needs its keys: set CLAIMSTEAD_KEYS_FILE to a file made by "
                "`claimstead keys generate`, and keep a copy of it."
            )
        return _own_key_ring(own_keys_file(settings))
    except KeysUnusable as error:
        raise SettingsRefused(f"The keys cannot be used: {error}") from error


def _own_key_ring(path: Path) -> KeyRing:
    try:
        if not path.exists():
            # Written aside and linked: two first starts cannot end with two rings.
            draft = path.with_name(f"{path.name}.{os.getpid()}")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(KeyRing.generate().to_json())
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        if path.stat().st_mode & 0o077:
            raise SettingsRefused(f"{path} can be read by others: chmod 600 it.")
        return KeyRing.from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsRefused(f"{path} cannot be used: {error.strerror or error}.") from error
