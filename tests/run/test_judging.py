"""Judging beside: the same judgements, faster, and nothing is lost when the other process dies."""

import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from firstline.core.access import OPERATOR
from firstline.flows.correct import Changes, change_fields
from firstline.flows.desk import Desk
from firstline.flows.judgement import judged
from firstline.flows.reorganise import reorganise
from firstline.flows.train import train_model
from firstline.run.judging import Beside
from firstline.store import schema
from firstline.store.bodies import packed
from firstline.tickets.message import Message
from firstline.tickets.reorganised import Renaming
from firstline.tickets.taxonomy import Taxonomy
from firstline.triage.judge import decided, judge
from firstline.triage.labels import first_taxonomy
from firstline.triage.learned import NOTHING, Learned
from tests.crowd import wait_until
from tests.flows.test_learn import labelled, learn
from tests.make import SCHOOLING, make_ticket

MESSAGES = [
    Message("My account is blocked", "Help", "vip"),
    Message("I was charged twice: 19.90 EUR 👋"),
    Message("Danke!"),
]
MANY = [replace(one, text=f"{one.text} ({n})") for n in range(100) for one in MESSAGES]
LIKE_LABELS = [Message("Please refund order zzzqq"), Message("The app crashes on page abc")]


@pytest.fixture
def beside() -> Iterator[Beside]:
    """Judge in another process from the first message on."""
    with closing(Beside(warm=0)) as found:
        yield found


@pytest.fixture
def knowing(database_url: str) -> Iterator[Beside]:
    """Judge in another process, which knows where the data lies."""
    with closing(Beside(warm=0, url=database_url)) as found:
        yield found


def others() -> list[int]:
    """Name the processes that this one has started itself, that live, and that judge."""
    return [child.pid for child in psutil.Process().children() if _judges(child)]


def _judges(process: psutil.Process) -> bool:
    try:
        return "firstline.run.judging" in process.cmdline()
    except psutil.NoSuchProcess:  # it has just ended
        return False


def wait_for_other(beside: Beside, taxonomy: Taxonomy, learned: Learned = NOTHING) -> None:
    """Wait until the other process judges by this."""
    before = beside.handed

    def is_handed() -> bool:
        ask = beside(taxonomy, MESSAGES, learned)
        time.sleep(0.1)  # whoever asks at once takes back what was not begun
        ask()
        return beside.handed > before

    wait_until(is_handed)


def taught(desk: Desk) -> Learned:
    """Give what a desk has learnt that has a model, and labels that came since."""
    learn(desk, labelled(120))
    train_model(desk)
    correct(desk, "The payout for June is missing")
    return desk.board.learned


def correct(desk: Desk, text: str) -> None:
    """Say of a ticket that it is a matter of sales."""
    change_fields(desk, make_ticket(desk, text).id, Changes(verdict={"category": "sales"}), by=OPERATOR)


def test_a_judgement_is_the_same_wherever_it_is_made(beside: Beside) -> None:
    """Its columns and, byte for byte, what is stored."""
    taxonomy = first_taxonomy()
    wait_for_other(beside, taxonomy)
    before = beside.handed

    waiting = [beside(taxonomy, MESSAGES[:2]), beside(taxonomy, MESSAGES[2:])]
    wait_until(lambda: beside.handed == before + len(MESSAGES))

    assert [one for ask in waiting for one in ask()] == list(judged(taxonomy, MESSAGES))
    here = decided(MESSAGES[0], taxonomy=taxonomy, learned=NOTHING)
    assert judged(taxonomy, MESSAGES[:1])[0].body == packed(here.verdict, here.basis)
    assert here.verdict == judge(MESSAGES[0])
    assert len(others()) == 1


def test_it_is_the_same_by_what_the_phrases_say(beside: Beside) -> None:
    """At a desk that nobody has taught; the database is not asked for that."""
    taxonomy = first_taxonomy()
    learned = SCHOOLING.first(taxonomy).learned
    wait_for_other(beside, taxonomy, learned)
    before = beside.handed

    ask = beside(taxonomy, MESSAGES, learned)
    wait_until(lambda: beside.handed == before + len(MESSAGES))

    assert ask() == judged(taxonomy, MESSAGES, learned)


def test_it_is_the_same_at_a_desk_that_has_learnt(desk: Desk, knowing: Beside) -> None:
    """By its model, by labels that came since, and by another label that comes while it judges."""
    taxonomy, messages = desk.board.taxonomy, [*MESSAGES, *LIKE_LABELS]
    first = taught(desk)
    assert 0 < first.learnt_until < first.newest
    wait_for_other(knowing, taxonomy, first)
    before = knowing.handed
    asked = [(first, knowing(taxonomy, messages, first))]
    correct(desk, "The payout for July is missing")
    second = desk.board.learned
    wait_until(lambda: knowing.handed == before + len(messages))
    wait_for_other(knowing, taxonomy, second)
    before = knowing.handed

    asked.append((second, knowing(taxonomy, messages, second)))
    wait_until(lambda: knowing.handed == before + len(messages))

    for learned, ask in asked:
        assert ask() == judged(taxonomy, messages, learned)
    assert first.newest < second.newest


def test_it_judges_by_the_taxonomy_that_what_was_learnt_is_of(desk: Desk, knowing: Beside) -> None:
    """Also while the desk has another one already."""
    learned = desk.board.learned
    reorganise(desk, Renaming(category="billing", name="money"), by=OPERATOR)
    taxonomy = desk.board.taxonomy
    assert learned.taxonomy != taxonomy.version
    wait_for_other(knowing, taxonomy, learned)
    before = knowing.handed

    ask = knowing(taxonomy, MESSAGES, learned)
    wait_until(lambda: knowing.handed == before + len(MESSAGES))

    assert ask() == judged(taxonomy, MESSAGES, learned)


def test_what_was_not_begun_is_taken_back(beside: Beside) -> None:
    """So that both judge; all come in their order."""
    taxonomy = first_taxonomy()
    wait_for_other(beside, taxonomy)
    before = beside.handed

    ask = beside(taxonomy, MANY)
    wait_until(lambda: beside.handed > before)

    assert ask() == judged(taxonomy, MANY)
    assert 0 < beside.handed - before < len(MANY)


def test_a_small_file_starts_nothing() -> None:
    """Its few batches are judged here."""
    with closing(Beside()) as beside:
        assert beside(first_taxonomy(), MESSAGES)() == judged(first_taxonomy(), MESSAGES)

        assert others() == []


def test_what_cannot_be_made_ready_is_judged_here(
    desk: Desk, knowing: Beside, caplog: pytest.LogCaptureFixture
) -> None:
    """The model's body is gone; the log says why, and nobody trains another one for that."""
    learned = taught(desk)
    desk.write(lambda db: db.execute(schema.models.update().values(body=None)))
    taxonomy = desk.board.taxonomy

    with caplog.at_level(logging.INFO):
        knowing(taxonomy, LIKE_LABELS, learned)()
        wait_until(lambda: "in one process" in caplog.text)

    assert knowing(taxonomy, LIKE_LABELS, learned)() == judged(taxonomy, LIKE_LABELS, learned)
    assert knowing.handed == 0
    assert f"Model {learned.version} was forgotten." in caplog.text


def test_it_is_not_told_where_others_can_read_it(
    desk: Desk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """No command line, no log and no repr holds the password of the database."""
    learned, url = (
        taught(desk),
        f"postgresql://desk:s3cr3t@127.0.0.1:1/nowhere?application_name={tmp_path.name}",
    )

    with closing(Beside(warm=0, url=url)) as beside, caplog.at_level(logging.DEBUG):
        beside(desk.board.taxonomy, MESSAGES, learned)()
        told = [" ".join(psutil.Process(one).cmdline()) for one in others()]
        wait_until(lambda: "in one process" in caplog.text)

    assert len(told) == 1
    assert not any("s3cr3t" in text for text in (*told, caplog.text, repr(beside)))


def test_the_work_goes_on_when_the_other_process_dies(beside: Beside) -> None:
    """What it had been given, and all that follows, is judged here."""
    taxonomy = first_taxonomy()
    wait_for_other(beside, taxonomy)
    given = beside(taxonomy, MANY)
    os.kill(others()[0], signal.SIGKILL)

    answers = [given(), *(beside(taxonomy, MANY)() for _ in range(2))]

    assert answers == [judged(taxonomy, MANY)] * 3


def test_it_ends_with_whoever_started_it() -> None:
    """Nothing stays behind."""
    with closing(Beside(warm=0)) as beside:
        wait_for_other(beside, first_taxonomy())
        (other,) = others()

    assert not psutil.pid_exists(other)


def test_nobody_waits_for_one_that_is_not_ready_yet() -> None:
    """It is ended at once, however far it is."""
    with closing(Beside(warm=0)) as beside:
        beside(first_taxonomy(), MESSAGES)()
        (other,) = others()
        os.kill(other, signal.SIGSTOP)

    assert not psutil.pid_exists(other)
