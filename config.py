"""Settings of this installation: KAVLING_<NAME> in the environment; without any, one machine works as it is."""

import os
import re
import secrets
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent
MEANT = {"database_url": "read-write", "replica_url": "prefer-standby"}  # which of several hosts


class WrongSetting(ValueError):
    """A setting cannot be used; the text names it and says what would be right."""


class Settings(BaseSettings):
    """What differs between a laptop and a cluster."""

    model_config = SettingsConfigDict(env_prefix="KAVLING_", env_ignore_empty=True, frozen=True, extra="ignore")

    environment: Literal["local", "production"] = "local"
    data: Path = Field(default=ROOT / "var", description="database, media, secret key")
    database_url: str = Field(default="", description="sqlite:///… or postgresql://…; else SQLite in DATA")
    replica_url: str = Field(default="", description="a PostgreSQL replica for public reads")
    redis_url: str = Field(default="", description="shared counts for rate limits; else each process counts alone")
    media_url: str = Field(default="", description="s3://bucket/prefix?endpoint=…&region=…; else a folder in DATA")
    smtp_url: str = Field(default="", description="smtp://user:password@host:587; without it mails wait on the desk")
    mail_from: str = Field(default="desk@example.com", description="the sender of mails that no estate sends")
    operator: str = Field(default="", max_length=200, description="who answers for personal data, as notices name it")
    privacy_contact: str = Field(default="", max_length=200, description="the email address that notices name for rights")
    retention_months: int = Field(default=24, ge=1, le=120, description="how long data are kept after the last contact")
    second_factor: Annotated[list[str], NoDecode] = Field(
        default=[], description="roles that need a second factor, by comma: admin,sales_lead"
    )
    secret_key: str = Field(default="", description="signs cookies and links; without it made once and kept in DATA")
    base_url: str = Field(default="", description="https://www.example.com; absolute links begin with it")
    trusted_hosts: Annotated[list[str], NoDecode] = Field(default=[], description="beside BASE_URL's, by comma")
    proxies: int = Field(default=0, ge=0, le=5, description="how many proxies of ours stand in front")
    metrics_token: str = Field(default="", description="opens /metrics from other machines")
    port: int = Field(default=8000, ge=1, le=65535, description="where `kavling serve` listens; PORT does the same")
    web_workers: int = Field(default_factory=lambda: min(os.cpu_count() or 1, 8), ge=1, le=64)

    @field_validator("trusted_hosts", "second_factor", mode="before")
    @classmethod
    def _by_comma(cls, value: object) -> object:
        return [host.strip() for host in value.split(",") if host.strip()] if isinstance(value, str) else value

    @field_validator("second_factor")
    @classmethod
    def _roles(cls, value: list[str]) -> list[str]:
        if wrong := set(value) - {"sales", "sales_lead", "marketing", "engineer", "admin"}:
            raise ValueError(f"name roles, like admin,sales_lead; these are none: {', '.join(sorted(wrong))}")
        return value

    @field_validator("data")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("database_url", "replica_url")
    @classmethod
    def _with_driver(cls, value: str, field: ValidationInfo) -> str:
        scheme, separator, rest = value.partition("://")
        if not value:
            return value
        if not separator or scheme not in {"sqlite", "postgresql", "postgres", "postgresql+psycopg"}:
            raise ValueError("begin with sqlite:/// or postgresql://")
        if scheme == "sqlite":
            return f"sqlite://{rest}"
        return _hosts_apart(f"postgresql+psycopg://{rest}", MEANT[str(field.field_name)])

    @field_validator("redis_url")
    @classmethod
    def _redis(cls, value: str) -> str:
        if value and urlsplit(value).scheme not in {"redis", "rediss", "redis+unix"}:
            raise ValueError("begin with redis://, rediss:// or redis+unix://")
        return value

    @field_validator("media_url")
    @classmethod
    def _bucket(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme != "s3" or not parts.hostname or parts.username):
            raise ValueError("write it like s3://bucket/prefix?endpoint=https://…; keys are AWS_ACCESS_KEY_ID and its secret")
        endpoint = parse_qs(parts.query).get("endpoint", [""])[0]
        if endpoint and urlsplit(endpoint).scheme not in {"http", "https"}:
            raise ValueError("its endpoint begins with https://")
        return value

    @field_validator("base_url")
    @classmethod
    def _origin(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in {"http", "https"} or not urlsplit(value).hostname):
            raise ValueError("write it like https://www.example.com")
        return value.rstrip("/")

    @field_validator("operator", "privacy_contact")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if not value.isprintable():
            raise ValueError("write it in one line")
        return value.strip()

    @field_validator("privacy_contact")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not re.fullmatch(r"[^\s@<>|]+@[^\s@<>|]+", value):
            raise ValueError("write an email address, like privacy@example.com")
        return value

    @model_validator(mode="after")
    def _operator_with_contact(self) -> "Settings":
        if bool(self.operator) != bool(self.privacy_contact):
            raise ValueError("OPERATOR and PRIVACY_CONTACT go together: notices name both")
        return self

    @model_validator(mode="after")
    def _complete_in_production(self) -> "Settings":
        if self.environment == "production" and len(self.secret_key) < 32:
            raise ValueError("SECRET_KEY must be set to 32 characters or more in production, the same on every machine")
        if self.environment == "production" and not self.base_url:
            raise ValueError("BASE_URL must be set in production, like https://www.example.com")
        if self.environment == "production" and not self.operator:
            raise ValueError("OPERATOR and PRIVACY_CONTACT must be set in production: notices name who answers for data")
        return self

    @model_validator(mode="after")
    def _replica_of_a_server(self) -> "Settings":
        if self.replica_url and not (self.replica_url + self.database_url).count("postgresql+psycopg://") == 2:
            raise ValueError("REPLICA_URL goes with a DATABASE_URL that begins with postgresql://, as it does itself")
        return self

    @property
    def named(self) -> tuple[str, str, int]:
        """What pages say of who runs the site: operator, address for rights, months that data are kept."""
        return self.operator, self.privacy_contact, self.retention_months

    @property
    def database(self) -> str:
        """The URL of the database in use."""
        return self.database_url or f"sqlite:///{self.data / 'kavling.sqlite'}"

    @property
    def address(self) -> str:
        """What absolute links begin with, without a slash at the end."""
        return self.base_url or f"http://127.0.0.1:{self.port}"

    @property
    def hosts(self) -> list[str]:
        """Every host name that requests may carry."""
        own = urlsplit(self.address).hostname or ""
        local = [] if self.environment == "production" else ["127.0.0.1", "localhost", "[::1]"]
        return list(dict.fromkeys([own, *self.trusted_hosts, *local]))

    @cached_property
    def secret(self) -> str:
        """The key from the environment, or one made at the first start and kept in DATA, readable by its owner only."""
        return self.secret_key or _kept_secret(self.data / "secret-key")


def settings_from_environment() -> Settings:
    """Read the settings; raise WrongSetting with one sentence per wrong one."""
    try:
        port = os.environ.get("PORT")
        return Settings(port=port) if port else Settings()  # type: ignore[arg-type]  # pydantic turns text into a number
    except ValidationError as wrong:
        raise WrongSetting("\n".join(map(_sentence, wrong.errors()))) from None


def _hosts_apart(url: str, meant: str) -> str:
    """Write several hosts (a:5432,b:5432) as the driver reads them, and which of them is `meant` unless the URL tells."""
    match = re.fullmatch(r"([^/]+//(?:[^@/]*@)?)([^@/?]*,[^@/?]*)([^?]*)\??(.*)", url)
    if match is None:
        return url
    before, hosts, path, query = match.groups()
    told = [f"host={host}" for host in hosts.split(",")] + ([query] if query else [])
    if "target_session_attrs=" not in query:
        told.append(f"target_session_attrs={meant}")
    return f"{before}{path}?{'&'.join(told)}"


def _sentence(error: object) -> str:
    """Name the setting and what is wrong, never its value: it may be a secret."""
    assert isinstance(error, dict)
    name = "_".join(str(part) for part in error["loc"][:1]).upper()
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"KAVLING_{name}: {message}" if name else f"KAVLING_{message}"


def _kept_secret(file: Path) -> str:
    """Return the key in `file`; make it first when it is not there. Two processes that start at once get the same."""
    file.parent.mkdir(parents=True, exist_ok=True)
    made = file.with_name(f"{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(48), encoding="ascii")
    try:
        os.link(made, file)  # fails when another was quicker; never replaces a key that is in use
    except FileExistsError:
        pass
    finally:
        made.unlink()
    return file.read_text(encoding="ascii").strip()
