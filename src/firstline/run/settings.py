"""What the operator may set: by the environment, or by a `.env` file in the current folder.

`read_settings` reads all of it, once. `docs/reference` and `.env.example` are held to this list by a test.
Secrets are never shown.
"""

import re
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from firstline.flows.desk import Doors
from firstline.gateways.llm import DEADLINE, MODEL, POOL
from firstline.run.logs import LogFormat
from firstline.run.say import NoStart
from firstline.web.texts import Address

ADDRESS: TypeAdapter[str] = TypeAdapter(Address)
LOOPBACK = "127.0.0.1"
ENV_FILE = ".env"
MODELS = "models"
LINKABLE = re.compile(
    r"https?://(?:\w(?:[\w.-]*\w)?|\[[0-9a-f:.]+\])(?::\d+)?(?a:/[\w.~%-]+)*/?", re.IGNORECASE
)
POSTGRESQL = ("postgres", "postgresql", "postgresql+psycopg")


def _named(*names: str) -> AliasChoices:
    return AliasChoices(*names)


class Settings(BaseSettings):
    """The settings, read once at start."""

    model_config = SettingsConfigDict(env_file=ENV_FILE, extra="ignore", env_ignore_empty=True)

    home: Annotated[
        Path,
        Field(
            default=Path(),
            validation_alias=_named("FIRSTLINE_HOME"),
            description="The folder where the desk keeps its data, in `instance/`.",
        ),
    ]
    database_url: Annotated[
        SecretStr | None,
        Field(
            default=None,
            validation_alias=_named("DATABASE_URL", "SUPPORTFLOW_DATABASE_URL"),
            description="A PostgreSQL or SQLite URL. Without it: `instance/firstline.db`.",
        ),
    ]
    host: Annotated[
        str,
        Field(
            default=LOOPBACK,
            validation_alias=_named("HOST"),
            description="The address to listen on. Anything that is no address is ignored.",
        ),
    ]
    port: Annotated[
        int,
        Field(
            default=8000,
            ge=0,
            le=65535,
            validation_alias=_named("PORT"),
            description="The port to listen on.",
        ),
    ]
    public_url: Annotated[
        str,
        Field(
            default="",
            validation_alias=_named("FIRSTLINE_PUBLIC_URL"),
            description="Where customers reach the desk; addresses of its articles begin with it.",
        ),
    ]
    environment: Annotated[
        str,
        Field(
            default="production",
            validation_alias=_named("FIRSTLINE_ENVIRONMENT", "ENVIRONMENT"),
            description="A name that health and the root show.",
        ),
    ]
    log_level: Annotated[
        str,
        Field(
            default="INFO",
            validation_alias=_named("FIRSTLINE_LOG_LEVEL", "LOG_LEVEL"),
            description="DEBUG, INFO, WARNING or ERROR.",
        ),
    ]
    log_format: Annotated[
        LogFormat,
        Field(
            default=LogFormat.AUTO,
            validation_alias=_named("FIRSTLINE_LOG_FORMAT"),
            description="`text`, `json` (one object a line), or `auto`: text on a terminal, else JSON.",
        ),
    ]
    access_log: Annotated[
        bool,
        Field(
            default=True,
            validation_alias=_named("FIRSTLINE_ACCESS_LOG"),
            description="Whether each answered request is a line of the log.",
        ),
    ]
    max_body: Annotated[
        int,
        Field(
            default=2**20,
            ge=1024,
            le=2**28,
            validation_alias=_named("FIRSTLINE_MAX_BODY"),
            description="The largest request body in bytes; larger ones are answered with 413.",
        ),
    ]
    max_upload: Annotated[
        int,
        Field(
            default=2**26,
            ge=1024,
            le=2**33,
            validation_alias=_named("FIRSTLINE_MAX_UPLOAD"),
            description="The largest file in bytes that an import takes; larger ones are answered with 413.",
        ),
    ]
    cors_origins: Annotated[
        frozenset[str],
        NoDecode,
        Field(
            default=frozenset(),
            validation_alias=_named("FIRSTLINE_CORS_ORIGINS"),
            description="Origins whose pages may call the desk, separated by commas. `*`: any page, a risk.",
        ),
    ]
    admin_email: Annotated[
        str | None,
        Field(
            default=None,
            validation_alias=_named("FIRSTLINE_ADMIN_EMAIL"),
            description="With the password: an admin's account, made at start while there is no account.",
        ),
    ]
    admin_password: Annotated[
        SecretStr | None,
        Field(
            default=None,
            validate_default=True,
            validation_alias=_named("FIRSTLINE_ADMIN_PASSWORD"),
            description="That admin's first password. Once the account is there, it is not looked at.",
        ),
    ]
    proxies: Annotated[
        tuple[IPv4Network | IPv6Network, ...],
        NoDecode,
        Field(
            default=(),
            validation_alias=_named("FIRSTLINE_PROXIES"),
            description="Addresses or networks of your own proxies, separated by commas; they are believed.",
        ),
    ]
    rate_limit: Annotated[
        int,
        Field(
            default=6_000,
            ge=0,
            le=10**9,
            validation_alias=_named("FIRSTLINE_RATE_LIMIT"),
            description="Requests a minute for each account or key; without one, a tenth. `0`: any number.",
        ),
    ]
    streams: Annotated[
        int,
        Field(
            default=2_000,
            ge=0,
            le=10**6,
            validation_alias=_named("FIRSTLINE_STREAMS"),
            description="Streams of events that one process holds open at once; more are refused.",
        ),
    ]
    streams_each: Annotated[
        int,
        Field(
            default=20,
            ge=0,
            le=10**6,
            validation_alias=_named("FIRSTLINE_STREAMS_EACH"),
            description="Those of them that one account or key may have.",
        ),
    ]
    worker: Annotated[
        bool,
        Field(
            default=True,
            validation_alias=_named("FIRSTLINE_WORKER"),
            description="Whether `firstline.run.asgi:app` does the steps too, beside serving.",
        ),
    ]
    doors: Annotated[
        Doors,
        Field(
            default=Doors.RULES,
            validation_alias=_named("FIRSTLINE_DOORS"),
            description="What the seeds' doors show: `rules` (their documented formulas) or `verdict`.",
        ),
    ]
    openai_api_key: Annotated[
        SecretStr | None,
        Field(default=None, validation_alias=_named("OPENAI_API_KEY"), description="The LLM provider's key."),
    ]
    openai_base_url: Annotated[
        str | None,
        Field(
            default=None,
            validation_alias=_named("OPENAI_BASE_URL"),
            description="Any OpenAI-compatible endpoint; OpenAI's own when there is only a key.",
        ),
    ]
    llm_model: Annotated[
        str,
        Field(
            default=MODEL,
            validation_alias=_named("FIRSTLINE_LLM_MODEL", "OPENAI_MODEL"),
            description="The model that is asked.",
        ),
    ]
    llm_deadline: Annotated[
        float,
        Field(
            default=DEADLINE,
            gt=0,
            le=120,
            validation_alias=_named("FIRSTLINE_LLM_DEADLINE"),
            description="Seconds after which the rules answer alone.",
        ),
    ]
    llm_at_once: Annotated[
        int,
        Field(
            default=POOL,
            ge=1,
            le=1_000,
            validation_alias=_named("FIRSTLINE_LLM_AT_ONCE"),
            description="Questions under way at once, of all steps together; seed 1's door may have as many.",
        ),
    ]
    llm_per_minute: Annotated[
        int,
        Field(
            default=0,
            ge=0,
            le=10**6,
            validation_alias=_named("FIRSTLINE_LLM_PER_MINUTE"),
            description="Questions to the LLM a minute, of all processes together. `0`: any number.",
        ),
    ]
    llm_price_in: Annotated[
        Decimal | None,
        Field(
            default=None,
            ge=0,
            le=10**6,
            validation_alias=_named("FIRSTLINE_LLM_PRICE_IN"),
            description="What a million tokens cost that the LLM reads, in your currency.",
        ),
    ]
    llm_price_out: Annotated[
        Decimal | None,
        Field(
            default=None,
            ge=0,
            le=10**6,
            validation_alias=_named("FIRSTLINE_LLM_PRICE_OUT"),
            description="What a million tokens cost that the LLM writes, in the same currency.",
        ),
    ]
    llm_monthly_budget: Annotated[
        Decimal | None,
        Field(
            default=None,
            ge=0,
            le=10**9,
            validation_alias=_named("FIRSTLINE_LLM_MONTHLY_BUDGET"),
            description="What the LLM may cost in a calendar month (UTC); then the rules decide alone.",
        ),
    ]

    @field_validator("host")
    @classmethod
    def _address_or_loopback(cls, given: str) -> str:
        """Take `HOST` when it is an address: many systems put the machine's name there."""
        return given if is_address(given) else LOOPBACK

    @field_validator("public_url")
    @classmethod
    def _linkable(cls, given: str) -> str:
        """Refuse what no link can begin with, without repeating it: it may hold a password."""
        if given and not is_linkable(given):
            message = "use http or https, a host and perhaps a path, such as https://example.com/desk"
            raise ValueError(message)
        return given.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _openable(cls, given: SecretStr | None) -> SecretStr | None:
        """Refuse what no desk can open, without repeating it: it may hold a password."""
        if given is not None and not is_openable(given.get_secret_value()):
            message = "use postgresql://user:password@host:port/database or sqlite:///path/to/file.db"
            raise ValueError(message)
        return given

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        if isinstance(given, str):
            return frozenset(part.strip().rstrip("/") for part in given.split(",") if part.strip())
        return given

    @field_validator("proxies", mode="before")
    @classmethod
    def _networks(cls, given: object) -> object:
        if isinstance(given, str):
            return tuple(ip_network(part.strip()) for part in given.split(",") if part.strip())
        return given

    @field_validator("admin_email")
    @classmethod
    def _well_formed(cls, given: str | None) -> str | None:
        return None if given is None else ADDRESS.validate_python(given)

    @field_validator("admin_password")
    @classmethod
    def _both(cls, given: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if "admin_email" in info.data and (info.data["admin_email"] is None) != (given is None):
            message = "set FIRSTLINE_ADMIN_EMAIL and FIRSTLINE_ADMIN_PASSWORD together, or none of them"
            raise ValueError(message)
        return given

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, given: str) -> str:
        level = given.upper()
        if level not in {"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"}:
            message = "use DEBUG, INFO, WARNING or ERROR"
            raise ValueError(message)
        return level

    @field_validator("llm_monthly_budget")
    @classmethod
    def _priced(cls, given: Decimal | None, info: ValidationInfo) -> Decimal | None:
        """Refuse a budget that could never be used up."""
        prices = ("llm_price_in", "llm_price_out")
        if given is not None and not any(info.data.get(price, True) for price in prices):
            message = "set FIRSTLINE_LLM_PRICE_IN and FIRSTLINE_LLM_PRICE_OUT too, or nothing costs anything"
            raise ValueError(message)
        return given

    @property
    def url(self) -> str:
        """Where the data lies."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        file = self.home.resolve() / "instance" / "firstline.db"
        return URL.create(
            "sqlite", database=str(file)
        ).render_as_string()  # a folder may be called what it likes

    @property
    def models(self) -> Path:
        """Where this machine's encoders are kept: beside the database's file, else in `instance/`."""
        url = make_url(self.url)
        if url.get_backend_name() == "sqlite" and "uri" not in url.query:
            return Path(str(url.database)).absolute().parent / MODELS
        return self.home.resolve() / "instance" / MODELS


def read_settings(*, port: int | None = None, host: str | None = None) -> Settings:
    """Read the settings; what the command line says goes first.

    Raises:
        NoStart: when one of them cannot be used; the sentence names it and never repeats a secret.
    """
    if host is not None and host != "localhost" and not is_address(host):
        message = f"--host takes an address, such as {LOOPBACK} or ::1, and {host!r} is none."
        raise NoStart(message)
    given: dict[str, Any] = {"PORT": port, "HOST": host}
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        found = [
            f"{'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors(include_input=False)
        ]
        message = "A setting cannot be used. " + "; ".join(found)
        raise NoStart(message) from None
    except (OSError, UnicodeDecodeError) as error:
        message = "The file .env cannot be read. It must be UTF-8 text that this account may read."
        raise NoStart(message) from error


def is_address(given: str) -> bool:
    """Tell whether a text is an IP address.

    >>> is_address("127.0.0.1"), is_address("::1"), is_address("my-laptop")
    (True, True, False)
    """
    try:
        ip_address(given)
    except ValueError:
        return False
    return True


def is_linkable(url: str) -> bool:
    """Tell whether links can begin with a URL: it has a host, and no user, query or fragment.

    >>> [is_linkable(f"https://{rest}") for rest in ("example.com:8443/desk/", "me:hush@example.com", "")]
    [True, False, False]
    """
    try:
        port = urlsplit(url).port
    except ValueError:
        return False
    return port != 0 and LINKABLE.fullmatch(url) is not None


def is_openable(url: str) -> bool:
    """Tell whether a URL names PostgreSQL or a SQLite file; a desk in memory would forget everything."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        return False
    if address.drivername == "sqlite":
        return address.database not in {None, "", ":memory:"}
    return address.drivername in POSTGRESQL
