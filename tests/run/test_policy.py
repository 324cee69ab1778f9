"""`firstline policy check`, as somebody types it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.run.commands import Run, runner
from tests.run.typed import typed

FLAGS = {
    *("refund_promise", "sla_mentioned", "escalation_needed", "legal_admission"),
    *("data_disclosure", "insult_or_blame", "unsupported_claim"),
}
PROMISE = "Hello Ava, we will refund you by Friday."
HARMLESS = "Thank you for your message. We have asked finance whether a refund applies."


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands in a folder of their own."""
    return runner(tmp_path, monkeypatch)


def test_a_reply_is_checked(run: Run) -> None:
    """With what is wrong, and where; no database is made for it."""
    shown, told = run("policy", "check", PROMISE), run("policy", "check", PROMISE, "--json")

    assert (shown.code, shown.out.splitlines()[0]) == (0, "failed")
    assert "refund you" in shown.out
    assert set(told.json) == {"compliance", "flags", "findings"}
    assert set(told.json["flags"]) == FLAGS
    assert {name for name, found in told.json["flags"].items() if found} == {
        "refund_promise",
        "sla_mentioned",
    }
    refund = next(one for one in told.json["findings"] if one["flag"] == "refund_promise")
    assert "refund you" in PROMISE[refund["start"] : refund["end"]]
    assert not Path("instance").exists()


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("words", [(), ("-",)])
def test_a_reply_is_read_from_standard_input(words: tuple[str, ...]) -> None:
    """Where none is given."""
    done = typed(HARMLESS, "policy", "check", *words)

    assert (done.code, done.out, done.err) == (0, "passed\n", "")


def test_the_customers_words_and_the_granted_time_count(run: Run) -> None:
    """A threat that nobody takes up, and a time beyond what was granted."""
    calm = run("policy", "check", HARMLESS, "--json").json
    threat = run("policy", "check", HARMLESS, "--ticket", "My lawyer will sue you.", "--json").json
    late = run("policy", "check", "We will answer within 48 hours.", "--sla-hours", "4", "--json").json
    soon = run("policy", "check", "We will answer within 48 hours.", "--sla-hours", "72", "--json").json

    assert (calm["flags"]["escalation_needed"], threat["flags"]["escalation_needed"]) == (False, True)
    assert {one["source"] for one in threat["findings"]} == {"ticket"}
    assert late["flags"]["sla_mentioned"] is True
    assert soon["flags"]["sla_mentioned"] is True
    assert len(late["findings"]) > len(soon["findings"])


def test_what_a_customer_said_is_shown_from_the_ticket(run: Run) -> None:
    """And not from the same place of the reply."""
    done = run("policy", "check", HARMLESS, "--ticket", "My lawyer will sue you.")

    assert "lawyer" in done.out or "sue" in done.out
    assert "Thank you" not in done.out


def test_a_file_of_replies_is_checked_line_by_line(run: Run) -> None:
    """With exactly the keys that are documented; an id is told as it was given."""
    write(
        {"id": "a", "draft": PROMISE},
        {"id": 7, "draft": HARMLESS, "ticket": None, "passages": None, "sla_hours": None},
        {"draft": "We answer within 48 hours.", "ticket": "Hi", "passages": ["Hello."], "sla_hours": 4},
    )

    done = run("policy", "check", "replies.jsonl", "--predictions", "found.jsonl")

    told = found()
    assert (done.code, done.out) == (0, "")
    assert done.err == "3 replies were checked, 2 of them have findings.\n"
    assert [one["id"] for one in told] == ["a", 7, 3]
    assert all(set(one) == {"id", "compliance", "flags", "findings"} for one in told)
    assert all(set(one["flags"]) == FLAGS for one in told)
    assert [one["compliance"] for one in told[:2]] == ["failed", "passed"]
    assert told[1]["findings"] == []


def test_a_claim_is_held_against_the_passages(run: Run) -> None:
    """Another number than theirs is said without support; the right one is not."""
    passages = ["You can send a device back within 30 days of delivery."]
    right = "You can send a device back within 30 days of delivery."
    write(
        {"id": "right", "draft": right, "passages": passages},
        {"id": "wrong", "draft": right.replace("30", "90"), "passages": passages},
    )

    run("policy", "check", "replies.jsonl", "--predictions", "found.jsonl")

    assert [one["flags"]["unsupported_claim"] for one in found()] == [False, True]


@pytest.mark.usefixtures("run")
def test_a_file_comes_from_standard_input_and_goes_to_standard_output() -> None:
    """With a dash for each."""
    done = typed(json.dumps({"id": "ä", "draft": HARMLESS}), "policy", "check", "-", "--predictions", "-")

    assert (done.code, done.json["id"], done.json["compliance"]) == (0, "ä", "passed")


@pytest.mark.parametrize(
    "line", ["{", "[]", "5", '{"id": "b"}', '{"id": "b", "draft": 5}', "[" * 9_000, "\xff"]
)
def test_a_bad_line_is_named_and_nothing_is_written(run: Run, line: str) -> None:
    """By its number, with what a line looks like; an older file stays."""
    first = json.dumps({"id": "a", "draft": PROMISE})
    Path("replies.jsonl").write_bytes(f"{first}\n\n{line}\n".encode("latin-1"))
    Path("found.jsonl").write_text("old", "utf-8")

    done = run("policy", "check", "replies.jsonl", "--predictions", "found.jsonl")

    assert (done.code, done.out) == (1, "")
    assert 'Line 3 holds no reply: it looks like {"id": "r1", "draft": "..."}.' in done.err
    assert Path("found.jsonl").read_text("utf-8") == "old"
    assert not list(Path().glob("*.unfinished"))


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("replies.jsonl",), 2, "--predictions FILE"),
        ((" ",), 2, "There is no reply"),
        (("gone.jsonl", "--predictions", "found.jsonl"), 1, "gone.jsonl cannot be read"),
        (("replies.jsonl", "--predictions", "no/found.jsonl"), 1, "no/found.jsonl cannot be written"),
    ],
)
def test_what_cannot_be_checked_is_told(run: Run, words: tuple[str, ...], code: int, says: str) -> None:
    """In a sentence, and nothing is written."""
    write({"id": "a", "draft": PROMISE})

    done = run("policy", "check", *words)

    assert (done.code, done.out) == (code, "")
    assert says in done.err
    assert not Path("found.jsonl").exists()


def write(*replies: dict[str, Any]) -> None:
    """Write a file of replies."""
    Path("replies.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in replies), "utf-8")


def found() -> list[dict[str, Any]]:
    """Read what was found."""
    return [json.loads(line) for line in Path("found.jsonl").read_text("utf-8").splitlines()]
