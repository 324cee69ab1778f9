"""What customers ask and no article answers is counted, alike questions together."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from firstline.core.access import LOCAL
from firstline.core.errors import Missing, Outdated
from firstline.core.ids import TicketId
from firstline.flows.articles import make_article
from firstline.flows.desk import Desk
from firstline.flows.draft import draft_tickets
from firstline.flows.gaps import LONGEST_QUESTION, list_gaps, settle_gap
from firstline.flows.library import Stocking
from firstline.flows.noticeboard import Noticeboard
from firstline.knowledge.article import Article
from firstline.store.gaps import Gap, GapMissing, GapState
from firstline.triage.encoder import Encoder
from tests.flows.together import together
from tests.make import SCHOOLING, StillClock, make_ticket, rows, run_steps

RETURNS = Article(
    id="returns",
    title="Returning a device",
    text="You can send a device back within 30 days of delivery.",
    updated=date(2026, 1, 2),
)
ICELAND = "Do you also ship your gift cards to Iceland?"
ICELAND_TOO = "Can gift cards be shipped to Iceland?"
SCOOTER = "My scooter makes a strange noise when it rains"


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """Give a desk that has an article."""
    make_article(desk, RETURNS, by=LOCAL)
    return desk


def test_alike_questions_are_counted_together(stocked: Desk) -> None:
    """What is asked most comes first, in the words of the first who asked."""
    first = asked(stocked, ICELAND)
    asked(stocked, SCOOTER)
    second = asked(stocked, ICELAND_TOO)

    found = list_gaps(stocked, GapState.OPEN, limit=9)

    assert [(one.question, one.times) for one in found] == [(ICELAND, 2), (SCOOTER, 1)]
    assert list(found[0].tickets) == [second, first]
    assert found[0].language == "en"


def test_a_question_in_another_language_stands_apart(stocked: Desk) -> None:
    """Who writes the article needs to know in which one it is wanted."""
    asked(stocked, ICELAND)
    asked(stocked, "Verschicken Sie Ihre Geschenkkarten bitte auch nach Island, wenn ich das brauche?")

    assert sorted((one.language, one.times) for one in gaps(stocked)) == [("de", 1), ("en", 1)]


def test_a_ticket_is_counted_once_however_often_it_is_drafted_for(stocked: Desk) -> None:
    """Also when its gap was settled meanwhile."""
    number = asked(stocked, ICELAND)

    draft_tickets(stocked, [number])
    settle_gap(stocked, gaps(stocked)[0].id, GapState.DISMISSED, by=LOCAL)
    draft_tickets(stocked, [number])

    [one] = list_gaps(stocked, None, limit=9)
    assert (one.times, one.state) == (1, GapState.DISMISSED)


def test_what_is_answered_is_no_gap(stocked: Desk) -> None:
    """A draft cites the article instead."""
    asked(stocked, "How many days do I have to send a device back?")

    assert gaps(stocked) == []


@pytest.mark.parametrize(
    "text",
    [
        "Congratulations! You have won a free cruise, click here to claim your prize now: http://win.example",
        "We offer link building and SEO services to bring your website to page one of Google. Interested?",
    ],
)
def test_what_is_no_matter_for_the_desk_is_no_gap(stocked: Desk, text: str) -> None:
    """No article is missing for an advertisement."""
    asked(stocked, text)

    assert gaps(stocked) == []


def test_a_desk_without_articles_has_no_gaps(desk: Desk) -> None:
    """It would be every question."""
    asked(desk, ICELAND)

    assert gaps(desk) == []


def test_without_vectors_the_words_tell_what_is_alike(stocked: Desk) -> None:
    """An encoder that is not here leaves them."""
    bare = without_encoder(stocked)
    asked(bare, ICELAND)
    asked(bare, "Do you ship gift cards to Iceland also?")
    asked(bare, SCOOTER)

    assert [(one.question, one.times) for one in gaps(bare)] == [(ICELAND, 2), (SCOOTER, 1)]


def test_what_was_asked_without_vectors_is_joined_by_its_words(stocked: Desk) -> None:
    """Once there are vectors again."""
    asked(without_encoder(stocked), ICELAND)

    asked(stocked, "Do you ship gift cards to Iceland also?")

    assert [one.times for one in gaps(stocked)] == [2]


def test_a_settled_gap_opens_anew_when_it_is_asked_again(stocked: Desk) -> None:
    """As another one: the article that was written does not answer, after all."""
    asked(stocked, ICELAND)
    first = gaps(stocked)[0]
    settled = settle_gap(stocked, first.id, GapState.ANSWERED, by=LOCAL, expected={first.version})

    asked(stocked, ICELAND_TOO)

    assert (settled.state, settled.version) == (GapState.ANSWERED, first.version + 1)
    [again] = gaps(stocked)
    assert (again.question, again.times) == (ICELAND_TOO, 1)
    assert again.id != first.id
    assert len(list_gaps(stocked, None, limit=9)) == 2


def test_a_gap_that_another_has_changed_is_not_settled(stocked: Desk) -> None:
    """One more who asked is a change, too; settling it as it is leaves no trace."""
    asked(stocked, ICELAND)
    before = gaps(stocked)[0]
    asked(stocked, ICELAND_TOO)

    with pytest.raises(Outdated):
        settle_gap(stocked, before.id, GapState.ANSWERED, by=LOCAL, expected={before.version})
    before_it = told(stocked)
    same = settle_gap(stocked, before.id, GapState.OPEN, by=LOCAL)

    assert same.version == before.version + 1
    assert told(stocked) == before_it
    with pytest.raises(GapMissing):
        settle_gap(stocked, before.id + 9, GapState.OPEN, by=LOCAL)


def test_when_it_was_asked_is_told(stocked: Desk, clock: StillClock) -> None:
    """First and last."""
    asked(stocked, ICELAND)
    clock.advance(timedelta(days=3))
    asked(stocked, ICELAND_TOO)

    [one] = gaps(stocked)

    assert one.last_at - one.first_at == timedelta(days=3)


def test_of_a_long_message_the_beginning_is_kept(stocked: Desk) -> None:
    """It is a question that people read in a list."""
    asked(stocked, f"{ICELAND} {'I wonder about that. ' * 100}")

    [one] = gaps(stocked)

    assert one.question.startswith(ICELAND)
    assert len(one.question) <= LONGEST_QUESTION


def test_alike_questions_that_come_at_once_make_one_gap(stocked: Desk) -> None:
    """The second waits for the first."""
    numbers = [make_ticket(stocked, text).id for text in (ICELAND, ICELAND_TOO)]

    together([partial(draft_tickets, stocked, [one]) for one in numbers])

    assert [one.times for one in gaps(stocked)] == [2]


def test_a_ticket_that_is_drafted_for_by_six_at_once_is_counted_once(stocked: Desk) -> None:
    """And each of them ends well."""
    number = make_ticket(stocked, ICELAND).id

    together([lambda: draft_tickets(stocked, [number])] * 6)

    assert [one.times for one in gaps(stocked)] == [1]


def asked(desk: Desk, text: str) -> TicketId:
    """Let a customer ask, and the desk do what follows."""
    number = make_ticket(desk, text).id
    run_steps(desk)
    return number


def gaps(desk: Desk) -> Sequence[Gap]:
    """List the open ones."""
    return list_gaps(desk, GapState.OPEN, limit=9)


def without_encoder(desk: Desk) -> Desk:
    """Give the same desk where the encoder is missing."""

    def missing(name: str) -> Encoder:
        message = f"There is no encoder {name!r} here."
        raise Missing(message)

    bare = replace(desk, board=Noticeboard(SCHOOLING, stocking=Stocking(missing)), encoder_named=missing)
    bare.board.look(bare.read)
    assert bare.board.library.encoder is None
    return bare


def told(desk: Desk) -> int:
    """Count the events."""
    with desk.read() as db:
        return rows(db, "events")
