"""A desk that was really worked on, so that rows of every kind are there when it is carried elsewhere."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import islice

import numpy as np
from sqlalchemy import delete, insert, update

from firstline.core.access import LOCAL
from firstline.core.ids import AgentId, TicketId
from firstline.flows.articles import change_article, make_article
from firstline.flows.assign import assign_ticket
from firstline.flows.correct import Changes, change_fields, make_changes
from firstline.flows.customers import add_note
from firstline.flows.demo import fill_with_samples
from firstline.flows.desk import Desk
from firstline.flows.merge import merge_customer
from firstline.flows.outgoing import send_later
from firstline.flows.read_mark import mark_read
from firstline.flows.reply import Contribution, add_to_thread
from firstline.flows.resolve import resolve_ticket
from firstline.flows.snooze import snooze_ticket
from firstline.flows.switch import switch_llm
from firstline.flows.tag import put_tags
from firstline.flows.take_back import take_back_correction
from firstline.flows.teams import join_team, make_team
from firstline.flows.tidy import fold_tallies
from firstline.gateways.demo_file import demo_conversations
from firstline.knowledge.article import Article
from firstline.store import example_vectors, examples, models, schema, taxonomies
from firstline.store.db import Connection
from firstline.store.examples import TICKET, Labelled
from firstline.store.models import Made
from firstline.tickets.customer import Caller
from firstline.tickets.ticket import EntryKind
from tests.make import MORNING, make_agent, make_ticket, run_steps
from tests.store.made import MESSY

SAMPLES = 60
RETURNS = Article(
    id="returns", title="Returns", text=f"Within 30 days.\n\n{MESSY}", updated=date(2026, 1, 2), tags=("Ä",)
)
REASON = "It stopped with ValueError."


def work(desk: Desk) -> None:
    """Do what people do at a desk; some steps still wait at the end."""
    make_article(desk, RETURNS, by=LOCAL)
    change_article(desk, "returns", {"valid_until": date(2027, 1, 1)}, by=LOCAL)
    fill_with_samples(desk, islice(demo_conversations(), SAMPLES))
    ava = Caller("Ava Stone", "ava@example.com")
    first = make_ticket(desk, "I was charged twice, and nobody answers!", caller=ava, external_ref="T-1").id
    make_ticket(desk, "Any news?", caller=ava, external_ref="T-1")
    assign_ticket(desk, first, "Eve", by=LOCAL)
    put_tags(desk, first, ["refund", "vip", "Ä"], by=LOCAL)
    add_to_thread(desk, first, Contribution(kind=EntryKind.NOTE, text=MESSY), by=LOCAL)
    second = make_ticket(desk, MESSY, subject="Export", door="tickets").id
    change_fields(desk, second, Changes(verdict={"category": "billing", "urgency": 5.0}), by=LOCAL)
    slip = make_changes(desk, second, Changes(verdict={"priority": "low"}), by=LOCAL).corrections[0]
    take_back_correction(desk, second, slip.id, by=LOCAL)
    resolve_ticket(desk, second, by=LOCAL)
    third = make_ticket(desk, "Please send a quote for 40 people", door="process", draft_now=True).id
    snooze_ticket(desk, third, MORNING + timedelta(days=30), by=LOCAL)
    gone = make_ticket(desk, "Thank you!", caller=Caller("Avas Bruder", "bruder@example.com"))
    merge_customer(desk, gone.customer_id, 7, by=LOCAL)
    mark_read(desk, first, by=make_agent(desk, "Eve"))
    add_note(desk, 7, "Pays late", by=LOCAL)
    make_team(desk, "night", "Night shift", by=LOCAL)
    join_team(desk, "night", AgentId(1), by=LOCAL)
    switch_llm(desk, on=False)
    desk.write(_sign_in_and_keep)
    desk.write(partial(_learn, ticket=second))
    run_steps(desk)
    fold_tallies(desk, 0)
    make_ticket(desk, "Where is my parcel?", caller=ava)
    wait = timedelta(seconds=10)
    send_later(desk, first, Contribution(kind=EntryKind.REPLY, text=MESSY), delay=wait, by=LOCAL)


def leave_steps(db: Connection) -> None:
    """Leave a step that a worker holds, and one that was given up."""
    queued = {"subject": 1, "priority": 0, "due_at": MORNING, "put_at": MORNING}
    db.execute(
        insert(schema.jobs),
        [
            queued
            | {
                "verb": "draft_ticket",
                "tries": 1,
                "token": "held",
                "worker": "w",
                "dead_at": None,
                "error": None,
            },
            queued
            | {
                "verb": "gone",
                "tries": 5,
                "token": None,
                "worker": None,
                "dead_at": MORNING,
                "error": REASON,
            },
        ],
    )


def forget_dead(db: Connection) -> None:
    """Take the step away that was given up, which no whole desk has."""
    db.execute(delete(schema.jobs).where(schema.jobs.c.dead_at.is_not(None)))


def come_due(db: Connection) -> None:
    """Let every step be due."""
    db.execute(update(schema.jobs).values(due_at=MORNING))


def _sign_in_and_keep(db: Connection) -> None:
    """Fill what people and programs come in by, and what they keep."""
    for table, row in KEPT:
        db.execute(insert(table), row)


def _learn(db: Connection, ticket: TicketId) -> None:
    """Learn from a ticket and from a file, correct it, and train twice; the taxonomy has changed before."""
    taxonomies.save(db, taxonomies.load(db), at=MORNING)
    first = Labelled(source=TICKET, ref=str(ticket), text=MESSY, author="Eve", ticket_id=ticket)
    other = replace(first, labels={"category": "billing", "urgency": "5.0"})
    strange = Labelled(source="mails.jsonl", ref="0f", text="Buy pills", author="Eve", in_scope=False)
    numbers = examples.add_many(db, [first, strange, other], at=MORNING)
    vectors = {number: np.array([0.6, -0.8], np.float32) for number in numbers}
    example_vectors.add_many(db, "wordllama@1", vectors)
    for body in (b"\x00\xff", b"two"):
        version = models.add(db, MADE, body=body, sentence="It knows more.")
        models.promote(db, version, at=MORNING, sentence="It is better.")
    models.forget_bodies(db, keep=1)


MADE = Made(
    made_at=MORNING,
    encoder="wordllama@1",
    taxonomy=2,
    promise=0.95,
    fingerprint="0f" * 32,
    examples=2,
    learnt_until=3,
    metrics={"en": {"category": {"accuracy": 1.0, "calibration": 0.015, "curve": [[1.0, 0.9], [0.5, 1e-7]]}}},
)
_made = {"created_at": MORNING}
_later = MORNING + timedelta(days=1, microseconds=1)
KEPT = (
    (schema.accounts, {"id": 1, "email": "eve@example.com", "name": "Eve", "role": "admin", **_made}),
    (
        schema.sessions,
        {
            "token_hash": b"\x00\xff",
            "account_id": 1,
            "device": "",
            "last_used_at": MORNING,
            "expires_at": _later,
        }
        | _made,
    ),
    (
        schema.invitations,
        {"token_hash": b"i", "email": "b@example.com", "name": "B", "role": "agent", "invited_by": "Eve"}
        | {"expires_at": _later, **_made},
    ),
    (schema.api_keys, {"name": "Form", "hint": "fl_1", "token_hash": b"k", "scopes": "intake read", **_made}),
    (
        schema.saved_views,
        {"agent_id": 1, "name": "Mine", "shared": True, "filters": {"z": [1, 2.5], "a": None}, "sort": "due"}
        | {"updated_at": _later, "version": 1, **_made},
    ),
    (
        schema.canned_replies,
        {
            "title": "Hello",
            "text": "Hello {name}",
            "author": "Eve",
            "updated_at": _later,
            "version": 1,
            **_made,
        },
    ),
    (
        schema.agent_drafts,
        {"agent_id": 1, "ticket_id": 1, "kind": "reply", "text": "Dear", "version": 1, "saved_at": _later},
    ),
    (
        schema.idempotency,
        {
            "scope": "anyone POST /x",
            "key": "K",
            "digest": b"d",
            "status": 201,
            "body": b"{}",
            "kept_at": MORNING,
        },
    ),
    (schema.schedules, {"verb": "forget_answers", "tick": MORNING}),
    (
        schema.llm_costs,
        {"month": "2026-03", "model": "m", "calls": 1, "tokens_in": 2, "tokens_out": 3, "cost": 2**40},
    ),
    (schema.workers, {"id": "w", "place": "here", "version": "1", "started_at": MORNING, "seen_at": MORNING}),
)
