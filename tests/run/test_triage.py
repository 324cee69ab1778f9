"""`firstline triage`: what the desk here thinks of a text, or a fresh one where there is none."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from firstline.core.access import OPERATOR
from firstline.flows.correct import Changes, change_fields
from firstline.store import settings
from tests.make import MORNING, make_client, make_desk, make_ticket, opened
from tests.run.commands import Run, runner

TEXT = "The payout for the June campaign is missing from the dashboard"
SAID = {
    "en": "I was charged twice, please help!",
    "de": "Ich warte seit einer Woche auf meine Bestellung, bitte helfen Sie mir",
    "it": "Aspetto il mio ordine da una settimana, per favore aiutatemi",
}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands in an empty folder."""
    return runner(tmp_path, monkeypatch)


@pytest.mark.parametrize("text", SAID.values(), ids=SAID)
def test_where_there_is_no_desk_a_fresh_one_judges(run: Run, database_url: str, text: str) -> None:
    """Its phrases and its encoder speak, in the language of the message; nothing is made."""
    fresh = asked(database_url, text)

    told = run("triage", "--json", text)

    assert (told.code, told.err) == (0, "")
    assert told.json == fresh
    assert "phrase" in told.json["category"]["opinions"]
    assert not Path("instance").exists()


def test_where_there_is_a_desk_it_judges_as_its_api_does(run: Run, database_url: str) -> None:
    """By what people have taught it, and nothing is stored."""
    with opened(database_url) as database:
        desk = make_desk(database)
        ticket = make_ticket(desk, TEXT)
        change_fields(desk, ticket.id, Changes(verdict={"category": "sales"}), by=OPERATOR)

    told = run("triage", "--json", TEXT.replace("June", "July"), DATABASE_URL=database_url)

    assert told.json == asked(database_url, TEXT.replace("June", "July"))
    assert told.json["category"]["value"] == "sales" != ticket.category
    reasons = [reason["text"] for reason in told.json["category"]["reasons"] if reason["ticket"] == 1]
    assert ["reads like ticket 1, which is sales" in text for text in reasons] == [True]


def test_an_encoder_that_is_not_here_leaves_the_rules_to_decide(run: Run, database_url: str) -> None:
    """It says so, beside the verdict."""
    with opened(database_url) as database:
        database.write(lambda db: settings.save(db, settings.ENCODER, "minilm", at=MORNING))

    told = run("triage", "--json", "I was charged twice", DATABASE_URL=database_url)

    assert (told.code, told.json["category"]["decided_by"]) == (0, "rule")
    assert "minilm" in told.err


def test_a_database_that_is_no_desk_yet_is_told(run: Run) -> None:
    """Nothing is migrated for a look."""
    with closing(sqlite3.connect("old.db")) as old:
        old.execute("CREATE TABLE letters (text)")

    told = run("triage", "Hello", DATABASE_URL="sqlite:///old.db")

    assert (told.code, told.out) == (1, "")
    assert "run `firstline db upgrade` first" in told.err


def asked(database_url: str, text: str) -> dict[str, Any]:
    """Ask the API of a desk."""
    with opened(database_url) as database:
        desk = make_desk(database)
        desk.board.look(desk.read)
        with make_client(desk) as client:
            answer: dict[str, Any] = client.post("/api/v1/triage", json={"text": text}).json()
            return answer
