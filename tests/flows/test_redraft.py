"""A reply is drafted anew: by the LLM out of the passages alone, or by quoting them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import openai  # noqa: F401 - takes most of a second to load, which must not count against the deadlines below
import pytest

from firstline.core.access import LOCAL
from firstline.core.ids import TicketId
from firstline.flows.articles import make_article
from firstline.flows.browse import find_ticket
from firstline.flows.desk import Desk
from firstline.flows.detail import find_proposal
from firstline.flows.llm_account import Limits
from firstline.flows.llm_limits import LimitedLlm, read_account
from firstline.flows.redraft import (
    MOVED_ON,
    NO_ANSWER,
    NO_PASSAGE,
    NONSENSE,
    UNABLE,
    UNANSWERED,
    find_matter,
    redraft,
    redraft_whole,
)
from firstline.flows.switch import switch_llm
from firstline.gateways.fake_drafts import draft, honest
from firstline.gateways.fake_llm import (
    Behaviour,
    FakeLlm,
    drops,
    fails,
    hangs,
    judges,
    only_takes_objects,
    says,
    writes,
)
from firstline.gateways.llm import LlmAdviser
from firstline.gateways.llm_words import Usage
from firstline.knowledge.article import Article, Audience
from firstline.replies.written import Written
from firstline.store import drafts, llm_costs
from firstline.store.db import Database
from firstline.store.llm_costs import month_of
from firstline.tickets.customer import Caller
from firstline.tickets.ticket import Ticket, TicketMissing
from tests.flows.whole import assert_whole
from tests.make import StillClock, llm_saying, make_desk, make_ticket, rows, run_steps, with_llm

RETURNS = Article(
    id="returns",
    title="Returning a device",
    text="## How long\nYou can send a device back within 30 days of delivery. The return label is free.",
    updated=date(2026, 1, 2),
)
OTHERS = [
    Article(id="invoices", title="Invoices", text="Invoices are sent by e-mail.", updated=date(2026, 1, 2)),
    Article(id="pairing", title="Pairing a valve", text="Hold the ring to pair.", updated=date(2026, 1, 2)),
    Article(
        id="margins",
        title="Returning a device: what it costs us",
        text="Sending a device back costs us 11 euros within 30 days of delivery.",
        updated=date(2026, 1, 2),
        audience=Audience.INTERNAL,
    ),
]
ASKED = "How long do I have to send a device back after delivery, and is the return label free?"
GOOD = "You can send a device back within 30 days of delivery."
FREE = "The return label is free."
SHORT = 0.6
"""Seconds: a deadline that keeps the tests quick."""


@contextmanager
def asking(
    database: Database, clock: StillClock, *script: Behaviour, limits: Limits | None = None, **how: float
) -> Iterator[tuple[Desk, FakeLlm]]:
    """Open a desk with a knowledge base and this LLM, with the switch on."""
    limits = limits or Limits()
    with FakeLlm(script) as fake:
        adviser = LlmAdviser(base_url=fake.base_url, **how)  # type: ignore[arg-type] # only the deadline
        llm = LimitedLlm(llm=adviser, limits=limits, write=database.write, clock=clock)
        desk = replace(make_desk(database, clock=clock), llm=llm, llm_limits=limits)
        stock(desk)
        switch_llm(desk, on=True)
        try:
            yield desk, fake
        finally:
            adviser.close()


def stock(desk: Desk) -> None:
    """Give the desk a knowledge base."""
    for one in (RETURNS, *OTHERS):
        make_article(desk, one, by=LOCAL)
    desk.board.look(desk.read)


def ask(desk: Desk, text: str = ASKED, **parts: object) -> Ticket:
    """Let Ava ask, without the step that asks for the urgency."""
    switch_llm(desk, on=False)
    ticket = make_ticket(desk, text, caller=Caller("Ava Moss", email="ava@example.com"), door="api", **parts)
    run_steps(desk)
    switch_llm(desk, on=True)
    return ticket


def anew(desk: Desk, ticket_id: TicketId) -> Written:
    """Draft anew."""
    return redraft_whole(desk, find_matter(desk, ticket_id))


# --- with an LLM ------------------------------------------------------------------------------------------


def test_the_llm_drafts_out_of_the_passages_and_the_draft_is_shown(
    database: Database, clock: StillClock
) -> None:
    """The first draft stays stored, and nothing is sent."""
    script = writes(draft([(GOOD, [1]), (FREE, [1]), ("It costs 5 euros.", [1])]))
    with asking(database, clock, script) as (desk, _):
        ticket = ask(desk)
        before = find_proposal(desk, ticket.id)

        made = anew(desk, ticket.id)

        assert made.writer == "llm", made.note
        assert f"{GOOD} [returns] {FREE} [returns]" in made.draft.body
        assert "5 euros" not in made.draft.body
        assert [one.is_cut for one in made.said] == [False, False, True]
        assert find_proposal(desk, ticket.id) == made
        with desk.read() as db:
            assert drafts.load(db, ticket.id, revision=1) == before
            assert rows(db, "entries") == 1
        assert find_ticket(desk, ticket.id).version == ticket.version
        assert_whole(desk)


def test_each_sentence_is_given_before_the_next_one_has_come(database: Database, clock: StillClock) -> None:
    """The stream is a stream."""
    script = writes(draft([(GOOD, [1]), (FREE, [1])]), every=0.02)
    with asking(database, clock, script) as (desk, _):
        ticket = ask(desk)
        saying = redraft(desk, find_matter(desk, ticket.id))

        first = next(saying)

        with desk.read() as db:
            assert drafts.load_anew(db, ticket.id, revision=1) is None
        assert (first.sentence.text, first.sentence.doc_id, first.is_cut) == (GOOD, "returns", False)
        assert next(saying).sentence.text == FREE
        saying.close()


def test_whoever_stops_listening_ends_the_question(database: Database, clock: StillClock) -> None:
    """Nothing is stored, and the place is free again."""
    script = [writes(draft([(GOOD, [1])] * 9), every=0.05), writes(draft([(GOOD, [1])]))]
    with asking(database, clock, *script, pool=1) as (desk, _):
        ticket = ask(desk)
        saying = redraft(desk, find_matter(desk, ticket.id))
        next(saying)

        saying.close()

        with desk.read() as db:
            assert drafts.load_anew(db, ticket.id, revision=1) is None
        assert anew(desk, ticket.id).writer == "llm"


def test_the_llm_sees_the_message_and_public_passages_and_nothing_else(
    database: Database, clock: StillClock
) -> None:
    """No name, no address, no other ticket, no internal article, nothing that is hidden."""
    with asking(database, clock, judges()) as (desk, fake):
        make_ticket(desk, "My card is 4111 1111 1111 1111", caller=Caller("Bo", email="bo@example.com"))
        ticket = ask(desk, f"<p>{ASKED}</p><p hidden>Send it back \u200byes</p>")

        made = anew(desk, ticket.id)

        asked = fake.asked[-1]
        data = json.loads(asked.user.removeprefix("<case>").removesuffix("</case>"))
        assert data["message"] == ASKED
        assert {one["title"] for one in data["passages"]} <= {
            "Returning a device",
            "Invoices",
            "Pairing a valve",
        }
        for hidden in ("Ava", "Moss", "example.com", "4111", "Bo", "11 euros"):
            assert hidden not in json.dumps(asked.body)
        assert asked.name.startswith(f"draft_ticket:{ticket.id}:1:")
        assert asked.body["response_format"]["json_schema"]["name"] == "draft"
        assert made.writer == "llm", made.note


def test_the_pretended_llm_is_honest(database: Database, clock: StillClock) -> None:
    """It says what the passages say, and all of that is kept."""
    assert json.loads(honest([]))["answered"] is False
    with asking(database, clock, judges()) as (desk, _):
        made = anew(desk, ask(desk).id)

        assert made.writer == "llm"
        assert not any(one.is_cut for one in made.said)
        assert made.policy.compliance == "passed"


def test_a_provider_that_takes_no_schema_is_asked_in_a_plainer_form(
    database: Database, clock: StillClock
) -> None:
    """And one that streams nothing is read as a whole."""
    script = only_takes_objects(says(draft([(GOOD, [1])])))
    with asking(database, clock, script) as (desk, fake):
        assert anew(desk, ask(desk).id).writer == "llm"
        assert [one.form for one in fake.asked] == ["json_schema", "json_object"]


def test_what_it_took_is_counted(database: Database, clock: StillClock) -> None:
    """As the provider says it was."""
    limits = Limits(price_in=Decimal(1), price_out=Decimal(2))
    script = writes(draft([(GOOD, [1])]), tokens=(500, 40))
    with asking(database, clock, script, limits=limits) as (desk, _):
        anew(desk, ask(desk).id)

        (line,) = read_account(desk).lines
        assert (line.cost.calls, line.cost.tokens_in, line.cost.tokens_out) == (1, 500, 40)


# --- without a draft of its own ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (hangs(), "The LLM did not answer within 0.6 s; the draft quotes the articles."),
        (fails(503), "The LLM is out of order (status 503); the draft quotes the articles."),
        (fails(401), "The LLM did not accept the API key (status 401); the draft quotes the articles."),
        (drops(), "The LLM broke off its answer; the draft quotes the articles."),
        (writes("I am a poet."), NONSENSE),
        (writes(draft([(GOOD, [1])])[:-3]), NONSENSE),
        (writes(draft([], answered=False)), UNANSWERED),
        (writes(draft([(GOOD, [1])], answered=False)), UNANSWERED),
        (writes(draft([("You have 14 days.", [1])])), "Nothing that the LLM wrote is said by the passages"),
        (writes(draft([])), "Nothing that the LLM wrote is said by the passages"),
        (says(None, refusal="No."), "The LLM declined to answer; the draft quotes the articles."),
    ],
)
def test_whatever_the_llm_does_a_draft_stands_and_says_why(
    database: Database, clock: StillClock, script: Behaviour, why: str
) -> None:
    """The one that quotes the articles; what had been said by then is withdrawn."""
    with asking(database, clock, script, deadline=SHORT) as (desk, _):
        ticket = ask(desk)
        before = find_proposal(desk, ticket.id)

        made = anew(desk, ticket.id)

        assert (made.writer, made.draft) == ("template", before.draft)
        assert made.note.startswith(why)
        assert all(one.is_cut for one in made.said)
        assert find_proposal(desk, ticket.id) == made
        assert_whole(desk)


def test_a_budget_that_is_used_up_leaves_the_llm_alone(database: Database, clock: StillClock) -> None:
    """The same as for its other questions; so is the rate."""
    limits = Limits(price_in=Decimal(1), monthly_budget=Decimal("0.0001"))
    with asking(database, clock, writes(draft([(GOOD, [1])])), limits=limits) as (desk, fake):
        ticket = ask(desk)
        database.write(lambda db: llm_costs.add(db, month_of(clock()), "x", limits.cost(Usage(1, 1_000, 0))))

        made = anew(desk, ticket.id)

        assert made.note.startswith("The LLM was not asked, because this month's budget for it is used up;")
        assert fake.asked == []


def test_the_rate_counts_for_drafts_as_well(database: Database, clock: StillClock) -> None:
    """One a minute is one a minute, and after it another."""
    with asking(database, clock, judges(), limits=Limits(per_minute=1)) as (desk, fake):
        ticket = ask(desk)

        notes = [anew(desk, ticket.id).note for _ in range(4)]
        clock.advance(timedelta(minutes=2))

        assert notes[-1].startswith("The LLM was not asked, because the desk asks it 1 times a minute")
        assert anew(desk, ticket.id).writer == "llm"
        assert len(fake.asked) < 5


def test_a_question_without_an_answer_is_not_put_to_the_llm(database: Database, clock: StillClock) -> None:
    """It would have to guess."""
    with asking(database, clock, judges()) as (desk, fake):
        made = anew(desk, ask(desk, "Do you sponsor chess tournaments in Iceland?").id)

        assert (made.note, made.draft.is_holding, fake.asked) == (NO_ANSWER, True, [])


def test_passages_in_another_language_are_not_given(database: Database, clock: StillClock) -> None:
    """They could support no sentence of the reply."""
    with asking(database, clock, judges()) as (desk, fake):
        made = anew(desk, ask(desk, "Wie lange kann ich ein Gerät nach der Lieferung zurückschicken?").id)

        assert made.note in {NO_PASSAGE, NO_ANSWER}
        assert fake.asked == []


@pytest.mark.parametrize("on", [True, False])
def test_without_an_llm_the_articles_are_quoted_at_once(desk: Desk, *, on: bool) -> None:
    """By what they say now."""
    stock(desk)
    ticket = ask(desk)
    switch_llm(desk, on=on)
    before = find_proposal(desk, ticket.id)

    made = anew(desk, ticket.id)

    assert (made.writer, made.note, made.draft, made.said) == ("template", "", before.draft, ())
    assert GOOD in made.draft.body
    assert find_proposal(desk, ticket.id) == made


def test_an_llm_that_only_judges_writes_nothing(desk: Desk) -> None:
    """It is not asked."""
    desk = with_llm(desk, llm_saying(3.0))
    stock(desk)

    assert anew(desk, ask(desk).id).note == UNABLE


def test_a_newer_article_is_quoted_by_the_draft_that_is_made_anew(desk: Desk) -> None:
    """The first draft is as old as the message."""
    ticket = ask(desk)
    stock(desk)

    made = anew(desk, ticket.id)

    assert GOOD in made.draft.body
    assert GOOD in find_proposal(desk, ticket.id).draft.body


def test_a_customer_who_writes_meanwhile_gets_a_draft_of_the_new_message(
    database: Database, clock: StillClock
) -> None:
    """The one that was being written is told to be late, and is not shown."""
    with asking(database, clock, judges()) as (desk, _):
        ticket = ask(desk, external_ref="1")
        matter = find_matter(desk, ticket.id)
        ask(desk, "Thank you, it is solved", external_ref="1")

        made = redraft_whole(desk, matter)

        assert (made.writer, made.note) == ("llm", MOVED_ON)
        assert find_proposal(desk, ticket.id) != made


def test_nobody_drafts_for_a_ticket_that_is_not_there(desk: Desk) -> None:
    """The error says so."""
    with pytest.raises(TicketMissing):
        find_matter(desk, TicketId(99))
