"""A desk of every earlier revision, filled, becomes a desk of today: its rows are there, and it works.

Revisions are taken from the folder of migrations, so a new one is tried without a word here.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from http import HTTPStatus
from pathlib import Path
from signal import SIGKILL
from typing import Any

import pytest

from firstline.core.access import LOCAL
from firstline.core.ids import TicketId
from firstline.flows.browse import find_ticket
from firstline.flows.desk import Desk
from firstline.flows.replay import replay_all
from firstline.flows.reply import reply_to_ticket
from firstline.store import migrate
from firstline.store.migrate import head, revision_of, upgrade
from firstline.tickets.ticket import ENDED
from tests.flows.whole import flaws
from tests.make import make_client, make_desk, make_ticket, opened, run_steps
from tests.postgres import Postgres
from tests.store.early import Row, look, put, rows_of

UPGRADE = "import sys; from firstline.store.migrate import upgrade; upgrade(sys.argv[1])"
VERSIONS = Path(str(migrate.HERE)) / "versions"
REVISIONS = sorted(file.name.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py"))[:-1]
"""Where a desk may stand that is not of today."""
MADE_ANEW = {"0002": {"sessions", "api_keys"}}
"""Tables that a revision drops and makes again, because nothing had used them yet."""
DERIVED = {"search_texts"}
"""Made of other tables, and made anew where an early version left something out; `flaws` sees to them."""
NOT_YET = "do not tell how it stands"
NOT_YET_BEFORE = "0008"
"""How flaws end that are none on a desk that began before: its events told of fewer fields; replaying sees to
the others."""


@pytest.fixture(params=REVISIONS)
def revision(request: pytest.FixtureRequest) -> str:
    """Name each revision that a desk may stand at."""
    return str(request.param)


@pytest.fixture(params=["sqlite", "postgresql"])
def early_url(request: pytest.FixtureRequest, revision: str, tmp_path: Path) -> Iterator[str]:
    """Give a filled desk of that revision, once of each kind."""
    if request.param == "sqlite":
        yield _filled(f"sqlite:///{tmp_path}/firstline.db", revision)
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    url = postgres.new_database()
    yield _filled(url, revision)
    postgres.drop(url)


def test_a_desk_of_any_revision_becomes_one_of_today(early_url: str, revision: str) -> None:
    """An upgrade that is killed changes nothing; the next one keeps every row, and the desk goes on."""
    before = _look(early_url)
    assert all(before.values())

    assert _killed(early_url) == -SIGKILL
    assert (_look(early_url), _stands(early_url)) == (before, revision)
    upgrade(early_url)

    assert _stands(early_url) == head()
    assert _lost(before, _look(early_url), since=revision) == []
    with opened(early_url) as database:
        desk = make_desk(database)
        assert _wrong(desk, revision) == []
        _work(desk)
        assert _wrong(desk, revision) == []


def test_each_revision_is_tried() -> None:
    """From the first one to the one before today's."""
    assert REVISIONS[0] == "0001"
    assert int(REVISIONS[-1]) == int(head()) - 1


def _filled(url: str, revision: str) -> str:
    upgrade(url, to=revision)
    with opened(url) as database:
        database.write(partial(put, rows=rows_of(revision)))
    return url


def _look(url: str) -> dict[str, dict[str, Row]]:
    with opened(url) as database, database.read() as db:
        return look(db)


def _stands(url: str) -> str | None:
    with opened(url) as database, database.read() as db:
        return revision_of(db)


def _lost(
    before: Mapping[str, Mapping[str, Row]], after: Mapping[str, Mapping[str, Row]], *, since: str
) -> list[str]:
    """Name the rows that are not there any more as they were, in the columns that they had."""
    anew = {name for revision, names in MADE_ANEW.items() if since < revision for name in names}
    return [
        f"{table} {key}: {row} is {after[table].get(key)}"
        for table in before.keys() - anew - DERIVED
        for key, row in before[table].items()
        if not row.items() <= after[table].get(key, {}).items()
    ]


def _wrong(desk: Desk, revision: str) -> list[object]:
    """Name what does not fit together, and tickets that stand otherwise than the event log tells."""
    early = (NOT_YET,) if revision < NOT_YET_BEFORE else ()
    found = [flaw for flaw in flaws(desk) if not flaw.endswith(early)]
    return [*found, *(one for one in replay_all(desk) if not one.agrees)]


def _work(desk: Desk) -> None:
    """Take a message, answer an old one, do what waits; then list, count and find old and new."""
    old = [one.ticket_id for one in replay_all(desk)]

    new = make_ticket(desk, "The Fahrrad is broken").id
    reply_to_ticket(desk, old[0], agent="Eve", text="Zweiräder are on their way.", by=LOCAL)
    run_steps(desk)

    assert new == max(old) + 1
    assert _found(desk, "Fahrrad") == [new]
    assert _found(desk, "zweirader") == [old[0]]
    assert {*_found(desk)} == {new, *old}
    assert _counted(desk) == len([one for one in [*old, new] if _is_open(desk, one)])


def _killed(url: str) -> int:
    """Migrate in a process that dies when all is done and nothing is committed; give its exit code."""
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", UPGRADE, url],
        env=os.environ | {"FIRSTLINE_CRASH_AT": "before_commit"},
        capture_output=True,
        check=False,
    ).returncode


def _found(desk: Desk, words: str | None = None) -> list[int]:
    return [one["id"] for one in _asked(desk, "/api/v1/tickets", q=words, limit="100")["items"]]


def _counted(desk: Desk) -> int:
    """Count what is open, as the lists' sums have it."""
    views = _asked(desk, "/api/v1/tickets/counts")["views"]
    return next(int(one["count"]) for one in views if one["view"] == "open")


def _is_open(desk: Desk, number: int) -> bool:
    ticket = find_ticket(desk, TicketId(number))
    return ticket.status not in ENDED and ticket.snoozed_until is None


def _asked(desk: Desk, path: str, **query: str | None) -> Any:  # noqa: ANN401 - any JSON
    with make_client(desk) as client:
        answer = client.get(path, params={name: value for name, value in query.items() if value})
    assert answer.status_code == HTTPStatus.OK, answer.text
    return answer.json()
