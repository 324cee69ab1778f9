"""Where each setting comes from, and how it may be shown: never a secret, nor an address with one in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlsplit

from pydantic import AliasChoices, SecretStr
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource
from sqlalchemy.engine import make_url

from firstline.run.settings import ENV_FILE, Settings

DEFAULT = "default"
ENVIRONMENT = "environment"
HIDDEN = "(set, not shown)"


@dataclass(frozen=True, slots=True)
class Told:
    """One setting, as it may be shown."""

    name: str
    value: str
    source: str
    """`default`, or where it stands and under which name."""
    meaning: str


def tell(settings: Settings) -> Iterator[Told]:
    """List the settings of this process."""
    given = Given()
    for field, info in Settings.model_fields.items():
        names = names_of(field)
        yield Told(names[0], _shown(settings, field), given.source(names), str(info.description))


def names_of(field: str) -> tuple[str, ...]:
    """Name the variables that set a field, the one that counts first."""
    alias = Settings.model_fields[field].validation_alias
    return tuple(map(str, alias.choices)) if isinstance(alias, AliasChoices) else (field,)


class Given:
    """The variables that are set: those of the environment, which go first, and those of the file."""

    def __init__(self) -> None:
        self.environment = EnvSettingsSource(Settings).env_vars
        self.file = DotEnvSettingsSource(Settings).env_vars

    def source(self, names: tuple[str, ...]) -> str:
        """Say where a setting comes from."""
        for place, variables in ((ENVIRONMENT, self.environment), (ENV_FILE, self.file)):
            for name in names:
                if name.lower() in variables:
                    return place if name == names[0] else f"{place}, as {name}"
        return DEFAULT

    def values(self, names: tuple[str, ...]) -> set[str]:
        """Give the values that are set under any of the names, in the place that counts."""
        for variables in (self.environment, self.file):
            found = {str(variables[name.lower()]) for name in names if name.lower() in variables}
            if found:
                return found
        return set()


def place_of(settings: Settings) -> str:
    """Say where the data lies: a file as a person writes it, a server without its password."""
    url = make_url(settings.url)
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(query={}).render_as_string(hide_password=True)  # a query may hold a password too


def written(value: object) -> str:
    """Write a setting's value for a person.

    >>> written(True), written(0.95), written(None)
    ('on', '0.95', '')
    """
    match value:
        case SecretStr():
            return HIDDEN
        case frozenset() | tuple():
            return ", ".join(sorted(map(str, value)))
        case dict():
            return ", ".join(f"{name} {one}" for name, one in sorted(value.items()))
        case bool():
            return "on" if value else "off"
        case Enum():
            return str(value.value)
    return "" if value is None else str(value)


def _shown(settings: Settings, field: str) -> str:
    value = getattr(settings, field)
    if field == "database_url":
        return place_of(settings)
    if field == "openai_base_url" and value is not None:
        return without_secrets(value)
    return written(value)


def without_secrets(address: str) -> str:
    """Give an address without what may be a password.

    >>> without_secrets("https://me:hush@llm.example.com:8443/v1?key=hush")
    'https://llm.example.com:8443/v1'
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return HIDDEN
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()
