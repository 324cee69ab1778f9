"""The doctor finds what is wrong, says the mend, and changes nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from firstline.core.clock import wall_clock
from firstline.gateways.fake_llm import FakeLlm, fails, scores
from firstline.run.checks import database as examined
from firstline.run.checks import machine
from firstline.store import jobs, workers
from firstline.store.db import Connection
from firstline.store.migrate import LOCK, head, upgrade
from firstline.store.workers import Worker
from tests.make import StillClock, make_desk, make_ticket, opened
from tests.postgres import Postgres
from tests.run.commands import Ran, Run, runner


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands in an empty folder."""
    folder = tmp_path / "desk"
    folder.mkdir(mode=0o700)
    return runner(folder, monkeypatch)


@pytest.fixture(params=["sqlite", "postgresql"])
def own_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give a migrated database whose schema may be changed, once of each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/own.db"
        upgrade(url)
        yield url
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.new_database()
    upgrade(url)
    yield url
    postgres.drop(url)


def test_a_healthy_desk_is_called_healthy(run: Run, database_url: str) -> None:
    """Every part was looked at; nothing is broken, and there is nothing to mend."""
    done = run("doctor", "--json", DATABASE_URL=database_url)

    states = {finding["part"]: finding["state"] for finding in done.json}
    assert done.code == 0
    assert set(states) == {
        "settings",
        "disk",
        "rights",
        "database",
        "schema",
        "clock",
        "queue",
        "workers",
        "encoder",
        "LLM",
    }
    assert {state for part, state in states.items() if part not in {"disk", "rights"}} == {"fine", "skipped"}


def test_an_empty_folder_is_no_illness(run: Run) -> None:
    """And stays empty."""
    done = run("doctor")

    assert done.code == 0
    assert "`firstline up` makes it" in done.out
    assert list(Path().iterdir()) == []


def test_settings_that_cannot_be_used_end_the_examination(run: Run) -> None:
    """The first thing to mend."""
    done = run("doctor", "--json", PORT="eighty")

    assert done.code == 1
    assert [(finding["part"], finding["state"]) for finding in done.json] == [("settings", "broken")]
    assert "PORT" in done.json[0]["what"]


@pytest.mark.parametrize(
    ("given", "what", "mend"),
    [
        (
            {"FIRSTLINE_LOGLEVEL": "DEBUG"},
            "FIRSTLINE_LOGLEVEL is no setting",
            "Did you mean FIRSTLINE_LOG_LEVEL?",
        ),
        ({"FIRSTLINE_PROXIES": "0.0.0.0/0"}, "believes every address", "List the addresses"),
        ({"LOG_LEVEL": "INFO", "FIRSTLINE_LOG_LEVEL": "DEBUG"}, "are both set", "Take one of them away"),
        (
            {"FIRSTLINE_HOME": ".", "DATABASE_URL": "sqlite:///x.db"},
            "FIRSTLINE_HOME is set and has no effect",
            "one",
        ),
        ({"FIRSTLINE_CORS_ORIGINS": "*"}, "any web page", "List the origins"),
        ({"FIRSTLINE_CORS_ORIGINS": "localhost:3000"}, "which no browser sends", "https://"),
        ({"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "http://llm.example.com/v1"}, "unprotected", "https"),
    ],
)
def test_settings_that_nobody_can_have_meant_are_a_warning(
    run: Run, given: dict[str, str], what: str, mend: str
) -> None:
    """With what to write instead."""
    done = run("doctor", "--json", "--no-llm", **given)

    (found,) = [finding for finding in done.json if finding["part"] == "settings"]
    assert done.code == 0
    assert found["state"] == "warning"
    assert what in found["what"]
    assert mend in found["mend"]


def test_a_desk_without_an_admin_must_not_be_open_to_others(run: Run) -> None:
    """It would not start."""
    done = run("doctor", HOST="192.0.2.7")

    assert done.code == 1
    assert "BROKEN   settings: HOST=192.0.2.7 can be reached from other machines" in done.out


def test_a_desk_that_others_reach_should_say_where(run: Run) -> None:
    """Where customers reach it; one that listens to its own machine alone need not."""
    url = "https://help.example.com"
    told = [
        [finding["state"] for finding in done.json if "FIRSTLINE_PUBLIC_URL" in finding["what"]]
        for done in (
            run("doctor", "--json", HOST="192.0.2.7"),
            run("doctor", "--json", HOST="192.0.2.7", FIRSTLINE_PUBLIC_URL=url),
            run("doctor", "--json", HOST="127.0.0.2"),
        )
    ]

    assert told == [["warning"], [], []]


def test_a_database_that_does_not_answer_is_broken(run: Run) -> None:
    """Exit code 1, and where it was looked for, without the password."""
    done = run("doctor", DATABASE_URL="postgresql://ava:hush@127.0.0.1:1/desk")

    assert done.code == 1
    assert "BROKEN   database: The database cannot be reached." in done.out
    assert "hush" not in done.out


def test_an_old_schema_is_a_warning_and_stays_as_it_is(run: Run, tmp_path: Path) -> None:
    """The next start mends it."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    upgrade(url, to="0001")

    first, second = run("doctor", DATABASE_URL=url), run("doctor", DATABASE_URL=url)

    assert first.code == 0
    assert f"WARNING  schema: It stands at revision 0001, and this version wants {head()}." in first.out
    assert first.out == second.out


def test_steps_that_were_given_up_are_counted_with_their_reason(run: Run, database_url: str) -> None:
    """Somebody has to look at them; and one has been due for long."""
    with opened(database_url) as database:
        desk = make_desk(database, clock=StillClock(wall_clock() - timedelta(hours=3)))
        make_ticket(desk, "My card is blocked")
        make_ticket(desk, "My card is blocked again")
        desk.write(bury_one)

    done = run("doctor", DATABASE_URL=database_url)

    assert done.code == 0
    assert "1 steps draft_ticket were given up: It stopped with KeyError." in done.out
    assert "`firstline jobs retry --all --verb draft_ticket`" in done.out
    assert "1 steps wait, the oldest has been due for 3:00:" in done.out
    assert "WARNING  workers: Nobody works, and 1 steps wait." in done.out


def test_a_worker_that_fell_silent_is_named(run: Run, database_url: str) -> None:
    """With how long ago it was seen; the others are named too."""
    for place, silent in (("alpha:7", timedelta(hours=2)), ("beta:8", timedelta(seconds=5))):
        see_worker(database_url, place, wall_clock() - silent)

    done = run("doctor", DATABASE_URL=database_url)

    assert done.code == 0
    assert "WARNING  workers: The worker alpha:7 was killed or hangs: it was last seen 2:00:" in done.out
    assert "ok       workers: 1 work: beta:8." in done.out


def test_workers_that_do_not_keep_up_are_told_to_be_more(run: Run, database_url: str) -> None:
    """Somebody works, and yet something has been due for long."""
    with opened(database_url) as database:
        make_ticket(make_desk(database, clock=StillClock(wall_clock() - timedelta(minutes=5))))
    see_worker(database_url, "beta:8", wall_clock())

    done = run("doctor", DATABASE_URL=database_url)

    assert "WARNING  queue: 1 steps wait, the oldest has been due for 0:05:0" in done.out
    assert "-> The workers do not keep up" in done.out


@pytest.mark.parametrize(
    ("cut", "what"),
    [
        ("DROP TABLE presence", "and lacks table presence: a migration was cut off"),
        ("ALTER TABLE jobs DROP COLUMN worker", "and lacks column jobs.worker: a migration was cut off"),
        ("DELETE FROM alembic_version", "It has tables and no revision: making or restoring it was cut off."),
    ],
)
def test_a_migration_that_was_cut_off_is_broken(run: Run, own_url: str, cut: str, what: str) -> None:
    """Whatever the revision says; the mend is a backup."""
    with opened(own_url) as database:
        database.write(lambda db: db.execute(text(cut)))

    done = run("doctor", DATABASE_URL=own_url)

    assert done.code == 1
    assert "BROKEN   schema: " in done.out
    assert what in done.out
    assert "restore the latest backup" in done.out


def test_a_migration_under_way_is_told(run: Run, postgresql_url: str) -> None:
    """By its lock, which only PostgreSQL shows."""
    with opened(postgresql_url) as database, database.engine.connect() as other:
        other.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        during = run("doctor", DATABASE_URL=postgresql_url)
        other.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
    after = run("doctor", DATABASE_URL=postgresql_url)

    assert "WARNING  schema: Another process migrates the database just now." in during.out
    assert "migrates" not in after.out


def test_a_server_whose_clock_is_wrong_is_noticed(
    run: Run, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Steps are handed out by the time."""
    monkeypatch.setattr(examined, "wall_clock", lambda: wall_clock() + timedelta(minutes=5))

    done = run("doctor", DATABASE_URL=postgresql_url)

    assert done.code == 1
    assert "BROKEN   clock: This machine's clock and the database server's are 300 s apart." in done.out


def test_events_of_the_future_are_noticed(run: Run, sqlite_url: str) -> None:
    """A clock that was set back is how they come about."""
    with opened(sqlite_url) as database:
        make_ticket(make_desk(database, clock=StillClock(wall_clock() + timedelta(days=1))))

    done = run("doctor", DATABASE_URL=sqlite_url)

    assert "WARNING  clock: The newest event happened at " in done.out


def test_a_database_that_may_not_be_written_is_broken(run: Run, postgresql_url: str) -> None:
    """A standby server answers, and takes nothing in."""
    with opened(postgresql_url) as database:
        database.write(lambda db: db.execute(text("CREATE ROLE reader LOGIN")))
        database.write(lambda db: db.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")))
    try:
        done = run("doctor", DATABASE_URL=postgresql_url.replace("//postgres@", "//reader@"))
    finally:
        with opened(postgresql_url) as database:
            database.write(lambda db: db.execute(text("DROP OWNED BY reader")))
            database.write(lambda db: db.execute(text("DROP ROLE reader")))

    assert done.code == 1
    assert "BROKEN   database: It can be read and not written." in done.out


def test_files_that_others_can_read_are_a_warning(run: Run) -> None:
    """They hold customers' words."""
    run("db", "upgrade")
    Path("instance").chmod(0o755)
    Path("instance/firstline.db").chmod(0o644)
    Path(".env").write_text("PORT=8000\n", "utf-8")
    Path(".env").chmod(0o640)

    done = run("doctor")

    assert done.code == 0
    for mend in ("chmod 700 ", "chmod 600 .env", "chmod 600 /"):
        assert mend in done.out


def test_a_disk_that_is_nearly_full_is_broken(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it is full."""
    monkeypatch.setattr(machine, "TIGHT", 2**60)

    done = run("doctor")

    assert done.code == 1
    assert "BROKEN   disk: " in done.out


# --- the LLM ----------------------------------------------------------------------------------------------


def test_an_llm_that_answers_is_fine(run: Run) -> None:
    """It was asked one question."""
    with FakeLlm(scores(2.0)) as provider:
        done = run("doctor", "--json", OPENAI_BASE_URL=provider.base_url)

    assert llm_of(done)["state"] == "fine"
    assert len(provider.asked) == 1


def test_an_llm_that_refuses_the_key_is_broken_only_where_it_is_wanted(run: Run) -> None:
    """With its switch off it is asked by nobody else."""
    with FakeLlm(fails(401)) as provider:
        unwanted = run("doctor", "--json", OPENAI_BASE_URL=provider.base_url, OPENAI_API_KEY="k")
        run("settings", "set", "use_llm", "on")
        wanted = run("doctor", "--json", OPENAI_BASE_URL=provider.base_url, OPENAI_API_KEY="k")

    assert (unwanted.code, llm_of(unwanted)["state"]) == (0, "warning")
    assert (wanted.code, llm_of(wanted)["state"]) == (1, "broken")
    assert "did not accept the API key" in llm_of(wanted)["what"]


def test_an_llm_need_not_be_asked(run: Run) -> None:
    """A question may cost something."""
    with FakeLlm(scores(2.0)) as provider:
        done = run("doctor", "--json", "--no-llm", OPENAI_BASE_URL=provider.base_url)

    assert llm_of(done)["state"] == "skipped"
    assert provider.asked == []


def test_a_switch_without_an_llm_is_a_contradiction(run: Run) -> None:
    """Somebody forgot the key."""
    run("settings", "set", "use_llm", "on")

    done = run("doctor", "--json")

    assert llm_of(done)["state"] == "warning"
    assert "OPENAI_API_KEY" in llm_of(done)["mend"]


def test_a_budget_that_is_used_up_is_told(run: Run) -> None:
    """With what it was, and when it begins anew."""
    limits = {"FIRSTLINE_LLM_MONTHLY_BUDGET": "0", "FIRSTLINE_LLM_PRICE_IN": "1"}
    run("db", "upgrade")
    with FakeLlm(scores(2.0)) as provider:
        unwanted = run("doctor", "--json", "--no-llm", OPENAI_BASE_URL=provider.base_url, **limits)
        run("settings", "set", "use_llm", "on")
        wanted = run("doctor", "--json", "--no-llm", OPENAI_BASE_URL=provider.base_url, **limits)

    assert account_of(unwanted)["state"] == "fine"
    assert account_of(wanted)["state"] == "warning"
    assert "0 calls" in account_of(wanted)["what"]
    assert "cost 0.00 of 0.00, so the rules decide alone" in account_of(wanted)["what"]
    assert "FIRSTLINE_LLM_MONTHLY_BUDGET" in account_of(wanted)["mend"]


def account_of(done: Ran) -> dict[str, str]:
    """Give what was found of the LLM's account."""
    found: dict[str, str] = next(finding for finding in done.json if finding["part"] == "LLM account")
    return found


def llm_of(done: Ran) -> dict[str, str]:
    """Give what was found of the LLM."""
    found: dict[str, str] = next(finding for finding in done.json if finding["part"] == "LLM")
    return found


def see_worker(url: str, place: str, at: datetime) -> None:
    """Let a worker have said at a moment that it lives."""
    with opened(url) as database:
        database.write(lambda db: workers.live(db, Worker(place, place, "1", at, at)))


def bury_one(db: Connection) -> None:
    """Give one step up."""
    held = jobs.claim(db, now=wall_clock(), lease=jobs.FIRST_PAUSE, limit=1, token="one")  # noqa: S106 - a lease
    jobs.bury(db, held[0], "It stopped with KeyError.", now=wall_clock())
