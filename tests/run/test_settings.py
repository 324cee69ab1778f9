"""What the operator sets is what the desk does, and what cannot be is refused with a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from firstline.flows.desk import Doors
from firstline.run.say import NoStart
from firstline.run.settings import Settings, read_settings

HOUSE = Path(__file__).parents[2]
EXAMPLE = HOUSE / ".env.example"
REFERENCE = HOUSE / "docs" / "reference" / "settings.md"
UP = (sys.executable, "-m", "firstline.run.cli", "up", "--no-browser", "--port", "0")
PATIENCE = 30.0
"""Seconds in which a desk that cannot start has said so."""

FIELDS = Settings.model_fields.values()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder, with none of our settings in the environment."""
    for name in (name for field in FIELDS for name in names_of(field)):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_example_file_lists_every_setting_with_its_description() -> None:
    """One line says what a setting is for, the next shows it; nothing else is listed."""
    listed = paragraphs(EXAMPLE.read_text("utf-8"))

    assert listed == {names_of(field)[0]: field.description for field in FIELDS}


def test_the_example_file_shows_the_defaults() -> None:
    """Without its `#` signs it can be used as it stands, and where a setting has a default it is the one."""
    defaults = {name: value for name, value in read_settings().model_dump().items() if value}
    example = EXAMPLE.read_text("utf-8").splitlines()

    Path(".env").write_text("\n".join(line[2:] for line in example if "=" in line), "utf-8")

    assert defaults.items() <= read_settings().model_dump().items()


def test_the_example_file_changes_nothing_until_it_is_edited() -> None:
    """Copied as it is, it is all comments."""
    untouched = read_settings()

    Path(".env").write_text(EXAMPLE.read_text("utf-8"), "utf-8")

    assert read_settings() == untouched


def test_the_reference_names_every_setting_by_all_its_names() -> None:
    """A reader finds also the names that other systems use."""
    of_processes, _, _ = REFERENCE.read_text("utf-8").partition("## What the desk keeps itself")
    rows = [line for line in of_processes.splitlines() if line.startswith("| `")]

    first_cells = [row.split("|")[1] for row in rows]
    assert [tuple(cell.split("`")[1::2]) for cell in first_cells] == [names_of(field) for field in FIELDS]


def test_without_any_setting_the_desk_listens_here_and_keeps_its_data_here(folder: Path) -> None:
    """A fresh folder is enough."""
    settings = read_settings()

    assert (settings.host, settings.port, settings.doors) == ("127.0.0.1", 8000, Doors.RULES)
    assert settings.url == f"sqlite:///{folder / 'instance' / 'firstline.db'}"


def test_the_data_lies_under_the_home_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It need not be the folder where the desk was started."""
    monkeypatch.setenv("FIRSTLINE_HOME", "elsewhere")

    assert read_settings().url == f"sqlite:///{folder / 'elsewhere' / 'instance' / 'firstline.db'}"


@pytest.mark.parametrize("name", ["DATABASE_URL", "SUPPORTFLOW_DATABASE_URL"])
@pytest.mark.parametrize(
    "url", ["postgres://ava:secret@db/desk", "postgresql://ava@db/desk", "sqlite:///./supportflow.db"]
)
def test_a_database_can_be_named_by_either_variable(
    name: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two seeds have a variable each."""
    monkeypatch.setenv(name, url)

    assert read_settings().url == url


@pytest.mark.parametrize("address", ["127.0.0.2", "::1", "0.0.0.0"])  # noqa: S104 - read, not listened on
def test_host_is_taken_when_it_is_an_address(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the desk may listen there is another question."""
    monkeypatch.setenv("HOST", address)

    assert read_settings().host == address


@pytest.mark.parametrize("name", ["my-laptop", "localhost", "x86_64-conda-linux-gnu", "example.com", ""])
def test_host_is_ignored_when_it_is_a_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many systems put the machine's name there, and nobody meant the desk."""
    monkeypatch.setenv("HOST", name)

    assert read_settings().host == "127.0.0.1"


def test_a_host_on_the_command_line_is_meant_and_must_be_an_address() -> None:
    """Listening somewhere else than was asked for would be a surprise."""
    assert read_settings(host="localhost").host == "127.0.0.1"
    with pytest.raises(NoStart, match="--host takes an address"):
        read_settings(host="my-laptop")


def test_the_env_file_is_read_the_environment_goes_before_it_and_the_command_line_before_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was said last, counts."""
    Path(".env").write_text("PORT=8001\nFIRSTLINE_DOORS=verdict\nOPENAI_MODEL=llama3.2\n", "utf-8")
    monkeypatch.setenv("PORT", "8002")

    settings, told = read_settings(), read_settings(port=8003)

    assert (settings.port, told.port) == (8002, 8003)
    assert (settings.doors, settings.llm_model) == (Doors.VERDICT, "llama3.2")


def test_of_two_names_ours_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the one that was written for this desk."""
    monkeypatch.setenv("OPENAI_MODEL", "theirs")
    monkeypatch.setenv("FIRSTLINE_LLM_MODEL", "ours")

    assert read_settings().llm_model == "ours"


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates of deployments leave empty lines behind."""
    untouched = read_settings()

    for name in ("DATABASE_URL", "PORT", "OPENAI_API_KEY", "FIRSTLINE_CORS_ORIGINS"):
        monkeypatch.setenv(name, "")

    assert read_settings() == untouched


def test_origins_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slash at the end, as browsers' address bars show it, does no harm."""
    monkeypatch.setenv("FIRSTLINE_CORS_ORIGINS", "http://localhost:3000/, https://desk.example.com")

    assert read_settings().cors_origins == {"http://localhost:3000", "https://desk.example.com"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://help.example.com", "https://help.example.com"),
        ("https://example.com/desk/", "https://example.com/desk"),
        ("http://10.0.0.4:8000/", "http://10.0.0.4:8000"),
        ("http://[2001:db8::7]:8000", "http://[2001:db8::7]:8000"),
        ("http://support", "http://support"),
        ("https://hilfe.bücher.example/a/b", "https://hilfe.bücher.example/a/b"),
        ("", ""),
    ],
)
def test_customers_reach_the_desk_at_an_address_of_its_own(
    given: str, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slash at the end does no harm; a path stays."""
    monkeypatch.setenv("FIRSTLINE_PUBLIC_URL", given)

    assert read_settings().public_url == kept


@pytest.mark.parametrize(
    "given",
    [
        "help.example.com",
        "//help.example.com",
        "ftp://help.example.com",
        "javascript:alert(1)",
        "https://",
        "https:///kb",
        "https://me:hush@help.example.com",
        "https://help.example.com?key=hush",
        "https://help.example.com/#top",
        "https://help.example.com:0",
        "https://help.example.com:65536",
        "https://help.example.com:eighty",
        "https://help.example.com/a b",
        "https://help.example.com/(desk)",
        'https://help.example.com/"><b>',
        "https://help.example.com\nhttps://evil.example",
    ],
)
def test_an_address_that_no_link_can_begin_with_is_refused(
    given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a sentence that shows what one looks like, and does not repeat what may be a password."""
    monkeypatch.setenv("FIRSTLINE_PUBLIC_URL", given)

    with pytest.raises(NoStart, match="FIRSTLINE_PUBLIC_URL: use http or https, a host") as refusal:
        read_settings()

    assert "hush" not in str(refusal.value)


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings may end in a log."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hush")
    monkeypatch.setenv("DATABASE_URL", "postgresql://ava:hush@db/desk")

    assert "hush" not in f"{read_settings()!r} {read_settings().model_dump_json()}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "hush"),
        ("DATABASE_URL", "mysql://ava:hush@db/desk"),
        ("DATABASE_URL", "postgresql://ava:hush@db:port/desk"),
        ("DATABASE_URL", "sqlite://"),
        ("PORT", "eight thousand"),
        ("PORT", "65536"),
        ("FIRSTLINE_LOG_LEVEL", "loud"),
        ("FIRSTLINE_MAX_BODY", "1"),
        ("FIRSTLINE_DOORS", "open"),
        ("FIRSTLINE_LLM_DEADLINE", "0"),
        ("FIRSTLINE_LLM_DEADLINE", "nan"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_and_not_repeated_when_it_is_secret(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database's address may hold its password."""
    monkeypatch.setenv(name, value)

    with pytest.raises(NoStart, match=f"A setting cannot be used. {name}: ") as refusal:
        read_settings()

    assert "hush" not in str(refusal.value)


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("DATABASE_URL=nonsense", "firstline: A setting cannot be used. DATABASE_URL: use postgresql://"),
        ("FIRSTLINE_DOORS=open", "firstline: A setting cannot be used. FIRSTLINE_DOORS: "),
        ("HOST=192.0.2.7", "firstline: 192.0.2.7 can be reached from other machines"),
    ],
)
def test_a_desk_that_cannot_start_says_one_sentence(setting: str, sentence: str) -> None:
    """No traceback, nothing on the other stream, an exit code that means it, and no data behind it."""
    Path(".env").write_text(f"{setting}\n", "utf-8")

    done = subprocess.run(UP, env=bare(), capture_output=True, text=True, timeout=PATIENCE, check=False)  # noqa: S603 - ours

    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
    assert not Path("instance").exists()


def test_an_env_file_that_is_no_text_is_named() -> None:
    """It is not read halfway."""
    Path(".env").write_bytes(b"PORT=\xff\xfe\n")

    with pytest.raises(NoStart, match=r"The file \.env cannot be read"):
        read_settings()


def names_of(field: FieldInfo) -> tuple[str, ...]:
    """Give the variables that set a field, ours first."""
    assert isinstance(field.validation_alias, AliasChoices)
    return tuple(str(name) for name in field.validation_alias.choices)


def paragraphs(text: str) -> dict[str, str]:
    """Read the example file: below the heading, two lines for each setting."""
    pairs = [paragraph.splitlines() for paragraph in text.strip().split("\n\n")[1:]]
    return {shown[2:].partition("=")[0]: about[2:] for about, shown in pairs}


def bare() -> dict[str, str]:
    """Give an environment that sets nothing of ours."""
    ours = {name for field in FIELDS for name in names_of(field)}
    return {name: value for name, value in os.environ.items() if name not in ours}
