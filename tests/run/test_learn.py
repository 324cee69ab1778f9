"""`firstline learn`, `firstline review` and `firstline taxonomy check`, as somebody types them."""

import gzip
import json
from pathlib import Path

import pytest

from firstline.core.access import LOCAL
from firstline.flows import train
from firstline.flows.correct import Changes, change_fields
from firstline.learning.gate import Decision
from firstline.run.commands import taxonomy
from tests.make import make_client, make_desk, make_ticket, opened
from tests.run.commands import Run, runner
from tests.taught import add_model, labelled

FILE = "history.jsonl"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands in a folder of their own."""
    return runner(tmp_path, monkeypatch)


def test_a_file_teaches_once(run: Run, database_url: str) -> None:
    """However often it comes, packed or not; what the desk does not know is told."""
    write(each=2, more=['{"text": "Sing me a song", "labels": {"category": "music", "mood": "gay"}}'])
    Path(f"{FILE}.gz").write_bytes(gzip.compress(Path(FILE).read_bytes()))
    at = {"DATABASE_URL": database_url}

    first, again = run("learn", "import", FILE, **at), run("learn", "import", f"{FILE}.gz", "--json", **at)

    assert (first.code, first.out.splitlines()) == (
        0,
        [
            "5 messages, 4 with something to learn, 4 new.",
            "Labels that this desk does not have, and how often they came:",
            "  category: music  1",
            "  mood: gay        1",
        ],
    )
    assert again.json == {
        "source": FILE,
        "messages": 5,
        "examples": 4,
        "new": 0,
        "unknown": {"category: music": 1, "mood: gay": 1},
    }
    assert run("learn", "status", "--json", **at).json["examples"] == 4


@pytest.mark.parametrize("name", ["", "Old Desk", "ticket", "a" * 41])
def test_a_source_has_a_plain_name(run: Run, name: str) -> None:
    """And not the one under which the desk keeps what its tickets teach."""
    write(each=1)

    done = run("learn", "import", FILE, "--source", name)

    assert (done.code, done.out) == (2, "")
    assert "A source has up to 40 small letters" in done.err


def test_a_line_that_is_no_message_is_named(run: Run) -> None:
    """So is a file that is not there."""
    write(each=1, more=['{"text": 7}'])

    broken, missing = run("learn", "import", FILE), run("learn", "import", "none.jsonl")

    assert (broken.code, missing.code) == (1, 1)
    assert "history.jsonl, line 3: " in broken.err
    assert "none.jsonl cannot be read: No such file" in missing.err


def test_a_model_is_trained_and_told_of(run: Run, database_url: str) -> None:
    """With the gate's sentence, and what each field can promise; its progress is no part of the answer."""
    write(each=30)
    at = {"DATABASE_URL": database_url}
    run("learn", "import", FILE, **at)

    done = run("learn", "train", **at)
    told = run("learn", "status", **at)

    first, head, row, promise = done.out.splitlines()
    assert done.code == 0
    assert first.startswith("Model 1, active: ")
    assert head.split() == ["field", "language", "labels", "accuracy", "acts", "from", "on"]
    assert row.split()[:3] == ["category", "en", "60"]
    assert promise.startswith("category (en): ")
    assert done.err.splitlines()[0] == "60 examples"
    assert told.out.splitlines()[:2] == [
        "60 labelled messages, 0 since the newest training.",
        f"Model 1 answers: {first.removeprefix('Model 1, active: ')}",
    ]
    assert promise in told.out


def test_a_model_that_is_refused_is_an_answer(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one before goes on; exit code 0."""
    write(each=30)
    run("learn", "import", FILE)
    sentence = "The old model stays: category falls."
    monkeypatch.setattr(train, "decide", lambda _: Decision(promoted=False, sentence=sentence, changes=()))

    done = run("learn", "train", "--json")

    assert (done.code, done.json["state"], done.json["sentence"]) == (0, "refused", sentence)
    assert "No model answers yet" in run("learn", "status").out


def test_too_little_cannot_be_trained_on(run: Run) -> None:
    """It says how little."""
    done = run("learn", "train")

    assert (done.code, done.out) == (1, "")
    assert "There is too little to learn from yet: 0 labelled messages." in done.err


def test_the_status_is_what_the_api_shows(run: Run, database_url: str) -> None:
    """Field by field."""
    with opened(database_url) as database:
        desk = make_desk(database)
        add_model(desk, encoder="other@1")
        add_model(desk, promoted=False)
        with make_client(desk) as client:
            shown = client.get("/api/v1/models").json()

    told = run("learn", "status", "--json", DATABASE_URL=database_url).json
    spoken = run("learn", "status", DATABASE_URL=database_url).out

    assert told == shown
    assert "Model 1 answers: It is better." in spoken
    assert "But it was made for other@1, and the desk uses wordllama" in spoken


def test_what_a_file_has_taught_is_taken_back(run: Run, database_url: str) -> None:
    """As a whole, and whoever brings it again teaches it again."""
    write(each=6)
    at = {"DATABASE_URL": database_url}
    run("learn", "import", FILE, **at)

    nothing = run("learn", "forget", "--source", "other.jsonl", **at)
    others = run("learn", "forget", "--source", FILE, "--author", "Eve", **at)
    done = run("learn", "forget", "--source", FILE, **at)
    twice = run("learn", "forget", "--source", FILE, **at)
    again = run("learn", "import", FILE, **at)

    assert nothing.out == others.out == twice.out == "Nothing was learnt from there.\n"
    assert done.out.startswith("Taken back: 12. ")
    assert again.out.startswith("12 messages, 12 with something to learn, 12 new.")
    assert run("learn", "forget", **at).code == 2


def test_a_promise_is_weighed_and_kept(run: Run, database_url: str) -> None:
    """What it buys is told first, with the curve; the desk keeps to it once it is told to."""
    write(each=15)
    at = {"DATABASE_URL": database_url}
    run("learn", "import", FILE, **at)
    run("learn", "train", **at)

    asked = run("learn", "promise", "0.6", **at)
    before = run("settings", "get", "promise", **at).out
    kept = run("learn", "promise", "0.6", "--set", **at)
    after = run("settings", "get", "promise", **at).out

    assert asked.out.startswith("Asked: 0.6. The desk keeps to 0.95; --set changes that.\ncategory (en): At ")
    assert asked.out.splitlines()[2].split() == ["from", "decides", "right"]
    assert kept.out.startswith("The desk keeps to 0.6 from now on.\ncategory (en): At ")
    assert (before.split()[0], after.split()[0]) == ("0.95", "0.6")
    assert run("learn", "status", **at).out.endswith(kept.out.splitlines()[1] + "\n")
    assert run("learn", "promise", "--json", **at).json["in_force"] == 0.6


def test_a_promise_is_weighed_before_anything_was_learnt(run: Run, database_url: str) -> None:
    """By what came with the desk."""
    done = run("learn", "promise", "0.9", DATABASE_URL=database_url)

    first, second, third = done.out.splitlines()[:3]
    assert first == "Asked: 0.9. The desk keeps to 0.95; --set changes that."
    assert second == "No model answers yet; what came with the desk is asked, by messages of our own."
    assert third.startswith("category (*): At ")


@pytest.mark.parametrize(
    ("words", "sentence"), [(("0.3",), "greater than or equal to 0.5"), (("--set",), "Say which one")]
)
def test_what_cannot_be_promised_is_told(run: Run, words: tuple[str, ...], sentence: str) -> None:
    """In a sentence."""
    done = run("learn", "promise", *words)

    assert done.code == 2
    assert sentence in done.err


def test_one_goes_back_to_the_model_before(run: Run, database_url: str) -> None:
    """Or to the one that is named; one that is not there is told."""
    with opened(database_url) as database:
        desk = make_desk(database)
        for _ in range(3):
            add_model(desk)
    at = {"DATABASE_URL": database_url}

    back, named = run("learn", "rollback", **at), run("learn", "rollback", "1", **at)
    missing, absurd = run("learn", "rollback", "9", **at), run("learn", "rollback", str(10**20), **at)

    assert (back.code, back.out) == (0, "Model 2 answers from now on.\n")
    assert (named.code, named.out) == (0, "Model 1 answers from now on.\n")
    assert (missing.code, missing.err) == (1, "firstline: There is no model 9.\n")
    assert absurd.code == 2
    states = {one["version"]: one["state"] for one in run("learn", "status", "--json", **at).json["items"]}
    assert states == {1: "active", 2: "retired", 3: "retired"}


def test_what_teaches_most_is_listed(run: Run, database_url: str) -> None:
    """For people with the reason, for programs as the API shows it."""
    with opened(database_url) as database:
        desk = make_desk(database)
        make_ticket(desk, "There was a rooster again this morning", subject="A rooster,\nagain")
        make_ticket(desk, "Ich warte seit einer Woche auf meine Bestellung, bitte helfen Sie mir")
        with make_client(desk) as client:
            shown = client.get("/api/v1/review").json()

    spoken = run("review", DATABASE_URL=database_url)
    told = run("review", "--json", DATABASE_URL=database_url).json

    head, row = spoken.out.splitlines()
    assert head.split() == ["ticket", "category", "sure", "why", "subject"]
    assert row.startswith("1  ")
    assert row.endswith("A rooster, again")
    assert spoken.err.splitlines() == [
        "Tickets without a label that were looked at: 1.",
        "Left out, because the encoder knows English alone: 1.",
    ]
    assert told == shown


def test_what_is_labelled_needs_no_review(run: Run, database_url: str) -> None:
    """Then nothing is left."""
    with opened(database_url) as database:
        desk = make_desk(database)
        ticket = make_ticket(desk)
        change_fields(desk, ticket.id, Changes(verdict={"category": "account"}), by=LOCAL)

    assert run("review", DATABASE_URL=database_url).out == "No ticket is left to label.\n"


def test_looking_makes_no_database(run: Run, tmp_path: Path) -> None:
    """There is nothing to look at."""
    for words in (("review",), ("learn", "status"), ("learn", "rollback")):
        done = run(*words)
        assert (done.code, done.out) == (1, "")
        assert "There is no database" in done.err
    assert list(tmp_path.iterdir()) == []


def test_the_taxonomy_is_looked_over(run: Run, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings are advice, so the code stays 0; programs get what the API shows, people the strongest."""
    monkeypatch.setattr(taxonomy, "MOST_TOLD", 1)
    with opened(database_url) as database, make_client(make_desk(database)) as client:
        shown = client.get("/api/v1/taxonomy/check").json()

    spoken = run("taxonomy", "check", DATABASE_URL=database_url)
    told = run("taxonomy", "check", "--json", DATABASE_URL=database_url)

    assert (spoken.code, told.code) == (0, 0)
    assert told.json == shown
    assert spoken.out.splitlines() == [
        shown["strays"][0]["sentence"],
        f"And {len(shown['strays']) - 1} more; --json shows them.",
    ]
    assert "Not compared, because the encoder knows English alone: de, es, fr, pt." in spoken.err


def write(*, each: int, more: list[str] | None = None) -> None:
    """Write a labelled file."""
    lines = [json.dumps({"text": one.message.text, "labels": one.labels}) for one in labelled(each)]
    Path(FILE).write_text("\n".join([*lines, *(more or [])]) + "\n", "utf-8")
