"""Labelled messages on disk: never changed, and of each place the newest counts."""

import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, select

from firstline.core.ids import TicketId
from firstline.store import examples, schema
from firstline.store.db import Connection, Database
from firstline.store.examples import TICKET, Labelled, Stored
from firstline.tickets.message import Message
from tests.flows.together import together
from tests.make import opened, rows
from tests.store.made import MESSY, MOMENT, add_ticket, stored

BILLING, SALES = {"category": "billing"}, {"category": "sales"}


def labelled(ref: str = "1", **parts: Any) -> Labelled:  # noqa: ANN401 - of Labelled
    """Give a labelled message that differs from the usual one in what is given."""
    usual = {"source": "mails.jsonl", "text": "Where is my refund?", "labels": BILLING, "author": "Eve"}
    return Labelled(ref=ref, **usual | parts)


def add(database: Database, *many: Labelled) -> Sequence[int]:
    """Store examples in one transaction."""
    return database.write(lambda db: examples.add_many(db, many, at=MOMENT))


def ids(found: Sequence[Stored]) -> list[int]:
    """Name examples."""
    return [one.id for one in found]


def test_an_example_comes_back_as_it_was_learnt(database: Database) -> None:
    """From a ticket, with all that a person has said of it."""
    ticket = stored(database)
    parts = {"text": MESSY, "subject": f"Re: {MESSY}", "tier": "vip", "language": "de", "in_scope": False}
    labels = {"category": MESSY, "subcategory": "billing\trefund", "urgency": "4.5"}
    one = labelled(str(ticket.id), source=TICKET, ticket_id=ticket.id, labels=labels, author=MESSY, **parts)

    number = database.write(lambda db: examples.add(db, one, at=MOMENT))

    with database.read() as db:
        (found,) = examples.current(db)
        assert (found.id, found.learnt_at, found.replaced_by) == (number, MOMENT, None)
        assert all(getattr(found, name) == getattr(one, name) for name in Labelled.__slots__)
        assert found.message == Message(MESSY, f"Re: {MESSY}", "vip", "de")
        assert examples.of_ticket(db, ticket.id) == [found]


def test_what_says_the_same_is_passed_over(database: Database) -> None:
    """Whoever says it; and whoever adds is told which example stands for it."""
    first = add(database, labelled("1"), labelled("2"))

    again = add(database, labelled("2", author="Kim"), labelled("3"), labelled("1"), labelled("3"))

    assert again == [first[1], first[1] + 1, first[0], first[1] + 1]
    with database.read() as db:
        assert [one.author for one in examples.current(db)] == ["Eve"] * 3


@pytest.mark.parametrize(
    "other",
    [
        {"labels": SALES},
        {"labels": {}},
        {"labels": BILLING | {"urgency": "2.0"}},
        {"text": "Where is it?"},
        {"subject": "Refund"},
        {"tier": "vip"},
        {"language": "en"},
        {"in_scope": False},
    ],
)
def test_what_says_something_else_takes_the_place_of_the_one_before(
    database: Database, other: dict[str, Any]
) -> None:
    """The one before stays, and names it; an example of another source has nothing to do with it."""
    first, aside = add(database, labelled(), labelled(source="other.jsonl"))

    (second,) = add(database, labelled(**other))

    with database.read() as db:
        assert ids(examples.current(db)) == [aside, second]
        assert chain_of(db) == {first: second, aside: None, second: None}
        assert examples.count(db) == 2
        assert (examples.replaced_since(db, aside), examples.replaced_since(db, second)) == ([first], [])


def test_a_place_may_say_several_things_in_one_call(database: Database) -> None:
    """The last one counts, and the chain tells the order."""
    found = add(
        database, labelled(), labelled(labels=SALES), labelled("2"), labelled(), labelled(labels=BILLING)
    )

    first, second, aside, third, same = found
    assert third == same
    with database.read() as db:
        assert ids(examples.current(db)) == [aside, third]
        assert chain_of(db) == {first: second, second: third, aside: None, third: None}


def test_a_ticket_tells_all_that_was_learnt_from_it(database: Database) -> None:
    """Of other tickets nothing."""
    one, other = (database.write(add_ticket).id for _ in range(2))
    for ticket, labels in ((one, BILLING), (other, BILLING), (one, SALES)):
        add(database, labelled(str(ticket), source=TICKET, ticket_id=ticket, labels=labels))

    with database.read() as db:
        found = examples.of_ticket(db, one)
        assert [(example.labels, example.replaced_by) for example in found] == [
            (BILLING, found[1].id),
            (SALES, None),
        ]
        assert examples.of_ticket(db, TicketId(99)) == []


def test_those_that_count_are_listed_in_parts(database: Database) -> None:
    """In the order in which they were learnt."""
    first = add(database, *(labelled(str(number)) for number in range(6)))
    (newest,) = add(database, labelled("2", labels=SALES))

    with database.read() as db:
        assert ids(examples.current(db)) == [*first[:2], *first[3:], newest]
        assert ids(examples.current(db, limit=2)) == list(first[:2])
        assert ids(examples.current(db, after=first[1], limit=2)) == list(first[3:5])
        assert ids(examples.current(db, after=first[4], until=first[5])) == [first[5]]
        assert examples.newest_id(db) == newest


def test_a_desk_that_has_learnt_nothing_says_so(database: Database) -> None:
    """With empty lists and noughts."""
    assert add(database) == []
    with database.read() as db:
        assert (examples.newest_id(db), examples.count(db)) == (0, 0)
        assert (examples.current(db), examples.as_of(db, 9), examples.replaced_since(db, 0)) == ([], [], [])


def test_what_counted_at_any_time_can_be_told_later(database: Database) -> None:
    """After eighty changes in six places, each state is told as it was seen then."""
    chance = random.Random(7)  # noqa: S311 - a test's own draw
    seen: dict[int, list[int]] = {}
    for _ in range(80):
        change = labelled(str(chance.randrange(6)), labels={"category": chance.choice("abc")})
        add(database, change)
        with database.read() as db:
            seen[examples.newest_id(db)] = ids(examples.current(db))

    with database.read() as db:
        assert len(seen) > 40
        assert {until: ids(examples.as_of(db, until)) for until in seen} == seen
        for until, then in seen.items():
            gone = set(then) - set(ids(examples.current(db)))
            assert gone <= set(examples.replaced_since(db, until))


def test_from_any_time_to_any_later_one_it_is_told_what_came_and_what_went(database: Database) -> None:
    """So whoever knows what counted then comes to what counted later, in steps of any length."""
    chance = random.Random(8)  # noqa: S311 - a test's own draw
    for _ in range(40):
        add(database, labelled(str(chance.randrange(5)), labels={"category": chance.choice("abc")}))

    with database.read() as db:
        newest = examples.newest_id(db)
        for early in range(newest + 1):
            for late in range(early, newest + 1, 3):
                gone = examples.replaced_since(db, early, until=late)
                stayed = [one for one in ids(examples.as_of(db, early)) if one not in gone]
                came = ids(examples.as_of(db, late, after=early))
                assert stayed + came == ids(examples.as_of(db, late))


def test_many_are_stored_in_their_order_and_never_twice(database: Database) -> None:
    """More than go into one round; a file that is taken in again changes nothing."""
    many = [labelled(str(number), text=f"Message {number}") for number in range(examples.AT_ONCE + 50)]

    found, again = add(database, *many), add(database, *many)

    assert again == found
    assert list(found) == sorted(set(found))
    with database.read() as db:
        assert [one.text for one in examples.current(db)] == [one.text for one in many]
        assert rows(db, "examples") == len(many)


def test_a_hundred_take_a_few_statements(database: Database) -> None:
    """Half of them new, half of them in others' places."""
    add(database, *(labelled(str(number)) for number in range(50)))

    with counted(database) as statements:
        add(database, *(labelled(str(number), labels=SALES) for number in range(100)))

    assert len([one for one in statements if "examples" in one]) <= 4


def test_of_many_corrections_at_once_one_counts(database_url: str) -> None:
    """Four processes correct a ticket forty times; the chain holds every one of them, once."""
    with ExitStack() as stack:
        databases = [stack.enter_context(opened(database_url)) for _ in range(4)]

        together([partial(_correct, database, n) for n, database in enumerate(databases)])

        with databases[0].read() as db:
            (last,) = examples.current(db)
            chain = chain_of(db)
    assert len(chain) == 40
    assert followed(chain, min(chain)) == sorted(chain)
    assert last.id == max(chain)


def test_ids_are_given_in_the_order_of_the_commits(database_url: str) -> None:
    """Who adds while another has not committed gets a later id, and only after that: none is missed."""
    with opened(database_url) as first, opened(database_url) as second:
        added, is_done = threading.Event(), threading.Event()

        def slowly() -> Sequence[int]:
            return [first.write(lambda db: _add_and_wait(db, added, until=is_done))]

        def meanwhile() -> Sequence[int]:
            assert added.wait(10)
            add(second, labelled("2"))
            is_done.set()
            with second.read() as db:
                return ids(examples.current(db))

        early, seen = together([slowly, meanwhile])
    assert (early, seen) == ([1], [1, 2])


# --- what the tests above use -----------------------------------------------------------------------------


def chain_of(db: Connection) -> dict[int, int | None]:
    """Say of every example by which one it was replaced."""
    found = db.execute(select(schema.examples.c.id, schema.examples.c.replaced_by))
    return {row.id: row.replaced_by for row in found}


def followed(chain: dict[int, int | None], number: int | None) -> list[int]:
    """Follow a chain from its beginning."""
    found = []
    while number is not None:
        found.append(number)
        number = chain[number]
    return found


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Note the statements that are sent."""
    sent: list[str] = []

    def note(*given: Any) -> None:  # noqa: ANN401 - as SQLAlchemy calls it
        sent.append(given[2])

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def _correct(database: Database, process: int) -> None:
    for number in range(10):
        add(database, labelled("4711", source=TICKET, labels={"category": f"{process}-{number}"}))


def _add_and_wait(db: Connection, added: threading.Event, *, until: threading.Event) -> int:
    number = examples.add(db, labelled("1"), at=MOMENT)
    added.set()
    assert not until.wait(0.3)
    return number
