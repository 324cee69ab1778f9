"""Each command says what it did, answers programs in JSON, and ends with a code that means something."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from firstline import __version__
from firstline.run.reference import cli_reference
from firstline.store import settings as kept
from firstline.store.migrate import head
from tests.journeys.server import COMMAND, launched, plain_environment
from tests.make import MORNING, make_desk, make_ticket, opened
from tests.run.commands import Run, runner

HOUSE = Path(__file__).parents[2]
SOON = 30.0
"""Seconds within which a desk opens, even on a busy machine."""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands in an empty folder."""
    return runner(tmp_path, monkeypatch)


# --- help -------------------------------------------------------------------------------------------------


def test_the_page_of_the_command_line_is_what_the_commands_say() -> None:
    """`python -m firstline.run.reference > docs/reference/cli.md` renews it."""
    assert (HOUSE / "docs" / "reference" / "cli.md").read_text("utf-8") == cli_reference()


def test_help_loads_nothing_that_takes_time() -> None:
    """The desk, its database and its web framework are needed by what is run, not by what is asked."""
    heavy = ["fastapi", "sqlalchemy", "pydantic", "uvicorn", "rich", "msgspec", "numpy"]
    asked = f"import sys, firstline.run.cli; print([name for name in {heavy} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)  # noqa: S603 - ours

    assert done.stdout == "[]\n"


def test_every_command_shows_an_example() -> None:
    """One to copy."""
    sections = cli_reference().split("\n## ")[2:]

    assert len(sections) > 10
    assert [section.split("\n")[0] for section in sections if "For example:" not in section] == []


def test_the_shell_can_be_taught_the_commands(tmp_path: Path) -> None:
    """By a script that asks the command line itself."""
    command = str(Path(sys.executable).with_name("firstline"))
    typed = {"COMP_WORDS": "firstline do", "COMP_CWORD": "1"}

    taught, offered = (
        subprocess.run(  # noqa: S603 - our own words
            [command],
            cwd=tmp_path,
            env=plain_environment(_FIRSTLINE_COMPLETE=what, **typed),
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        for what in ("source_bash", "complete_bash")
    )

    assert "complete" in taught
    assert offered.split() == ["doctor"]


# --- settings ---------------------------------------------------------------------------------------------


def test_settings_are_told_with_their_sources(run: Run, tmp_path: Path) -> None:
    """The environment goes before the file, the file before the default."""
    Path(".env").write_text("PORT=8001\nENVIRONMENT=trial\n", "utf-8")

    told = {one["name"]: (one["value"], one["from"]) for one in run("settings", "--json", PORT="8002").json}

    assert told["PORT"] == ("8002", "environment")
    assert told["FIRSTLINE_ENVIRONMENT"] == ("trial", ".env, as ENVIRONMENT")
    assert told["HOST"] == ("127.0.0.1", "default")
    assert told["DATABASE_URL"] == (str(tmp_path / "instance" / "firstline.db"), "default")
    assert told["use_llm"] == ("off", "default")
    assert (told["encoder"], told["promise"]) == (("wordllama", "default"), ("0.95", "default"))
    assert list(tmp_path.iterdir()) == [tmp_path / ".env"]


def test_no_secret_is_told(run: Run) -> None:
    """Neither a key nor what may hide in an address."""
    given = {
        "OPENAI_API_KEY": "hush-1",
        "OPENAI_BASE_URL": "https://me:hush-2@llm.example.com/v1?key=hush-3",
        "DATABASE_URL": "postgresql://ava:hush-4@127.0.0.1:1/desk?password=hush-5",
    }

    for words in (("settings",), ("settings", "--json"), ("settings", "get", "OPENAI_API_KEY"), ("doctor",)):
        done = run(*words, "--no-llm", **given) if words == ("doctor",) else run(*words, **given)
        assert "hush" not in done.out + done.err
    told = run("settings", **given).out
    assert "OPENAI_BASE_URL = https://llm.example.com/v1  (environment)" in told
    assert "use_llm = unknown" in told
    assert "encoder = unknown" in told


def test_a_switch_is_turned_for_the_whole_desk(run: Run, database_url: str) -> None:
    """It is kept in the database, where every process looks."""
    before = run("settings", "get", "use_llm", DATABASE_URL=database_url)
    done = run("settings", "set", "USE_LLM", "on", DATABASE_URL=database_url)
    after = run("settings", "get", "use_llm", "--json", DATABASE_URL=database_url)

    assert before.out.splitlines()[0] == "off"
    assert (done.code, done.out) == (0, "use_llm is on.\n")
    assert (after.json["value"], after.json["from"]) == ("on", "database")


def test_what_the_desk_keeps_itself_is_told_as_it_stands_and_how_it_is_changed(
    run: Run, database_url: str
) -> None:
    """By which encoder it compares texts, and what it promises."""
    with opened(database_url) as database:
        database.write(lambda db: kept.save(db, kept.ENCODER, "minilm", at=MORNING))
        database.write(lambda db: kept.save(db, kept.PROMISE, 0.9, at=MORNING))

    told = {one["name"]: one for one in run("settings", "--json", DATABASE_URL=database_url).json}

    assert (told["encoder"]["value"], told["encoder"]["from"]) == ("minilm", "database")
    assert told["encoder"]["sets"].endswith("`firstline models use` changes it.")
    assert (told["promise"]["value"], told["promise"]["from"]) == ("0.9", "database")
    assert (told["at_risk_minutes"]["value"], told["at_risk_minutes"]["from"]) == ("60", "default")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("get", "PROT"), "There is no setting 'PROT'"),
        (("set", "encoder", "minilm"), "encoder is not set here: `firstline models use` changes it."),
        (("set", "PORT", "9000"), "'PORT' is not kept in the database: set it in the environment"),
        (("set", "use_llm", "maybe"), "use_llm takes `on` or `off`, and 'maybe' is neither."),
        (("set", "use_llm"), "Missing argument"),
    ],
)
def test_what_cannot_be_set_is_not_understood(run: Run, words: tuple[str, ...], sentence: str) -> None:
    """Exit code 2, and what can be done instead; no database is made."""
    done = run("settings", *words)

    assert done.code == 2
    assert sentence in done.err
    assert not Path("instance").exists()


# --- db ---------------------------------------------------------------------------------------------------


def test_a_database_that_is_not_there_is_named_and_not_made(run: Run) -> None:
    """To look is not to make."""
    for words in (("db", "status"), ("db", "check")):
        done = run(*words)
        assert (done.code, done.out) == (1, "")
        assert "There is no database at" in done.err
    assert not Path("instance").exists()


def test_upgrade_makes_a_database_and_leaves_one_alone_that_is_up_to_date(run: Run) -> None:
    """It says from where to where."""
    made, again = run("db", "upgrade", "--json"), run("db", "upgrade", "--json")

    assert made.json == {"before": None, "after": head()}
    assert again.json == {"before": head(), "after": head()}


def test_status_tells_what_the_database_holds(run: Run, database_url: str) -> None:
    """On both kinds."""
    with opened(database_url) as database:
        make_ticket(make_desk(database))

    told = run("db", "status", "--json", DATABASE_URL=database_url).json
    shown = run("db", "status", DATABASE_URL=database_url).out

    assert (told["tickets"], told["customers"], told["steps_waiting"], told["steps_dead"]) == (1, 1, 1, 0)
    assert told["revision"] == told["newest_revision"] == head()
    assert told["size_bytes"] > 10_000
    assert "tickets" in shown


def test_check_finds_a_whole_database_whole(run: Run, database_url: str) -> None:
    """Exit code 0."""
    done = run("db", "check", DATABASE_URL=database_url)

    assert (done.code, done.out, done.err) == (0, "The database is whole.\n", "")


def test_check_names_what_is_damaged(run: Run, database_url: str) -> None:
    """Exit code 1, so that a backup can wait for it."""
    with opened(database_url) as database:
        desk = make_desk(database)
        make_ticket(desk)
        desk.write(lambda db: db.execute(text("DELETE FROM search_texts")))

    done = run("db", "check", DATABASE_URL=database_url)
    told = run("db", "check", "--json", DATABASE_URL=database_url)

    assert (done.code, done.out) == (1, "Ticket 1 lacks the text by which it is found.\n")
    assert "restore the latest backup" in done.err
    assert (told.code, told.json["whole"]) == (1, False)


def test_check_of_a_file_with_broken_pages_says_so(run: Run, sqlite_url: str) -> None:
    """A failing disk writes such."""
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    pages = bytearray(file.read_bytes())
    pages[20 * 4096 : 30 * 4096] = b"\x5a" * 10 * 4096
    file.write_bytes(pages)

    done = run("db", "check", DATABASE_URL=sqlite_url)

    assert done.code == 1
    assert "damaged" in done.err


# --- the others -------------------------------------------------------------------------------------------


def test_openapi_is_written_without_a_desk(run: Run, tmp_path: Path) -> None:
    """To standard output or to a file; the same both times."""
    printed, written = (
        run("openapi"),
        run("openapi", "api.json", DATABASE_URL="postgresql://127.0.0.1:1/none"),
    )

    told = json.loads(printed.out)
    assert told["info"]["version"] == __version__
    assert "/api/v1/triage" in told["paths"]
    assert json.loads(Path("api.json").read_text("utf-8")) == told
    assert (written.code, written.out) == (0, "")
    assert list(tmp_path.iterdir()) == [tmp_path / "api.json"]


def test_openapi_into_a_folder_that_is_not_there_is_refused(run: Run) -> None:
    """With a sentence."""
    done = run("openapi", "no/such/folder.json")

    assert done.code == 1
    assert done.err.startswith("firstline: no/such/folder.json cannot be written: ")


def test_serve_greets_nobody_and_writes_to_the_log_alone(tmp_path: Path) -> None:
    """One object a line, where nobody reads along."""
    with launched(tmp_path, *COMMAND, "serve", "--port", "0") as server:
        give_up_at = time.monotonic() + SOON
        while not opening(server.complained) and time.monotonic() < give_up_at:
            time.sleep(0.02)
        code = server.stop()

    assert code == 0
    assert server.said == []
    assert opening(server.complained).startswith("Firstline is open at http://127.0.0.1:")


def opening(lines: list[str]) -> str:
    """Find the line that says where the desk is."""
    told = [json.loads(line)["message"] for line in list(lines) if line.endswith("\n")]
    return next((message for message in told if "is open at" in message), "")
