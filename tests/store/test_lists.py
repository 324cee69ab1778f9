"""A list is what plain Python makes of all tickets; its pages, one after the other, are the whole."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstline.core.ids import AgentId, CustomerId, TicketId
from firstline.store import agents, lists, read_marks, tags, tickets
from firstline.store.db import Connection, Database
from firstline.tickets.phrase import understand
from firstline.tickets.sought import KEYS, NOBODY, Place, Sort, Sought, View
from firstline.tickets.ticket import ENDED, EntryKind, Status, Ticket
from firstline.tickets.unread import is_unread
from tests.store.made import MOMENT, add_customer, add_ticket

COUNT = 60
SOON = MOMENT + timedelta(hours=30)
HOURS = st.integers(-5, 60).map(lambda hours: MOMENT + timedelta(hours=hours))
VALUES: dict[str, tuple[str, ...]] = {
    "category": ("billing", "account", "sales"),
    "subcategory": ("", "refund"),
    "priority": ("low", "high"),
    "level": ("P1", "P3"),
    "sentiment": ("negative", "neutral"),
    "team": ("finance", "support", "größe'%_"),
    "channel": ("email", "api", "fax"),
    "language": ("en", "de"),
    "certainty": ("auto", "person"),
    "scope": ("in_scope", "spam", "bounce"),
}
WAYS = {"by the rarest filter": (1_000, 1), "along the order": (0, 1_000), "a stretch, then": (0, 5)}
"""What counts as few, and how far a list is walked."""
WHOLE_WAYS = {
    "by the rarest filter": {"FEW": 1_000},
    "by all indexes": {"FEW": 0, "SET": 1_000},
    "by some indexes": {"FEW": 0, "SET": 1},
    "by looking up": {"FEW": 0, "SET": 0},
    "along the order": {"FEW": 0, "SET": 0, "LOOK_UP": 1_000, "ROOM": 3},
}
"""What counts as few, as a small set, as dear, and how far a whole list is walked."""
TAGS = ("vip", "refund", "größe")


def several(values: Sequence[Any]) -> st.SearchStrategy[Any]:
    """Ask for nothing, or for some of the values and one that no ticket has."""
    return st.none() | st.lists(st.sampled_from([*values, "nowhere"]), min_size=1, max_size=3)


SOUGHT = st.builds(
    Sought,
    view=st.sampled_from(View),
    me=st.sampled_from([None, AgentId(1), AgentId(2), AgentId(99)]),
    due_before=st.just(SOON),
    status=st.none() | st.lists(st.sampled_from(Status), min_size=1, max_size=3),
    **{name: several(values) for name, values in VALUES.items()},
    id=st.none() | st.lists(st.integers(1, COUNT + 5), min_size=1, max_size=50),
    tag=several(TAGS),
    assignee=st.none() | st.lists(st.sampled_from([NOBODY, 1, 2, 99]), max_size=3),
    customer=st.none() | st.sampled_from([0, 1, 99]).map(lambda n: CustomerId(10**12 + n)),
    unread=st.none() | st.booleans(),
    received_from=st.none() | HOURS,
    received_to=st.none() | HOURS,
)


@pytest.mark.parametrize(("few", "stretch"), WAYS.values(), ids=WAYS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sought=SOUGHT, sort=st.sampled_from(Sort), limit=st.sampled_from([1, 7, 100]))
def test_a_list_is_what_plain_python_makes_of_all_tickets(  # noqa: PLR0913, PLR0917 - all of the situation
    database: Database, few: int, stretch: int, sought: Sought, sort: Sort, limit: int
) -> None:
    """Whatever is asked, in whichever order, by whichever way, and however long the pages are."""
    every = _filled(database)
    expected = [ticket.id for ticket in _sorted(every, sort) if _holds(database, ticket, sought)]

    with pytest.MonkeyPatch.context() as patch, database.read() as db:
        patch.setattr(lists, "FEW", few)
        patch.setattr(lists, "STRETCH", stretch)
        patch.setattr(lists, "LONG_STRETCH", stretch)
        found = [ticket.id for ticket in _all_pages(db, sought, sort, limit)]
        counted = lists.count(db, sought, most=1_000)
        capped = lists.count(db, sought, most=3)

    assert found == expected
    assert (counted, capped) == (len(expected), min(3, len(expected)))


@pytest.mark.parametrize("way", WHOLE_WAYS.values(), ids=WHOLE_WAYS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sought=SOUGHT, sort=st.sampled_from(Sort), most=st.sampled_from([1, 7, 100]))
def test_a_whole_list_is_its_pages_one_after_the_other(
    database: Database, way: dict[str, int], sought: Sought, sort: Sort, most: int
) -> None:
    """Whatever is asked, by whichever way, up to a bound."""
    _filled(database)

    with pytest.MonkeyPatch.context() as patch, database.read() as db:
        paged = [ticket.id for ticket in _all_pages(db, sought, sort, 20)]
        for name, value in way.items():
            patch.setattr(lists, name, value)
        found = lists.whole(db, sought, sort, most=most)

    assert found == paged[:most]


@pytest.mark.parametrize(
    "sought",
    [
        Sought(),
        Sought(category=["billing", "account"], priority=["high"]),
        Sought(view=View.RESOLVED),
        Sought(view=View.RESOLVED, team=["finance", "support"]),
        Sought(view=View.AT_RISK, due_before=SOON),
        Sought(view=View.OPEN, scope=["in_scope", "spam"]),
        Sought(channel=["email", "api"], me=AgentId(1), unread=True),
        Sought(language=["en", "de"], received_from=MOMENT, tag=["vip", "refund"]),
    ],
    ids=[
        "all",
        "two filters",
        "resolved",
        "resolved and a team",
        "at risk",
        "in scope",
        "unread",
        "a tag and a span",
    ],
)
def test_what_many_have_comes_at_once_as_it_does_by_pages(database: Database, sought: Sought) -> None:
    """In each order, by each way."""
    _filled(database)

    with database.read() as db:
        paged = {sort: [one.id for one in _all_pages(db, sought, sort, 7)] for sort in Sort}
        for sort, way in product(Sort, WHOLE_WAYS.values()):
            with pytest.MonkeyPatch.context() as patch:
                for name, value in way.items():
                    patch.setattr(lists, name, value)
                found = [lists.whole(db, sought, sort, most=most) for most in (4, 100)]
            assert found == [paged[sort][:4], paged[sort]]

    assert len(paged[Sort.NEWEST]) > 4


def test_a_list_gives_the_ticket_and_the_beginning_of_its_message(database: Database) -> None:
    """A long message is not carried along."""
    written = _stored(database, message="long " * 10_000)

    with database.read() as db:
        found = lists.page(db, Sought(), Sort.NEWEST, limit=5)

    assert found == [replace(written, message=written.message[: lists.PREVIEW])]


@pytest.mark.parametrize("sort", Sort)
def test_equals_follow_each_other_once(database: Database, sort: Sort) -> None:
    """Tickets of one moment and one weight: the newest first, by due time the oldest."""
    made = [_stored(database).id for _ in range(7)]

    with database.read() as db:
        found = [ticket.id for ticket in _all_pages(db, Sought(), sort, 3)]

    assert found == (made if sort is Sort.DUE else made[::-1])


def test_the_texts_of_a_page_are_read_as_far_as_they_are_shown(database: Database) -> None:
    """Of a long entry its beginning."""
    ticket = _stored(database)

    def write(db: Connection) -> None:
        tickets.add_entry(db, ticket.id, kind=EntryKind.NOTE, author="Eve", text="x" * 50_000, at=MOMENT)

    database.write(write)

    with database.read() as db:
        assert lists.texts_of(db, [ticket.id]) == {ticket.id: ["x" * lists.READ]}


# --- searching ------------------------------------------------------------------------------------------


def test_words_are_found_wherever_they_stand(database: Database) -> None:
    """Each word, in any order, whatever its case and accents, in subject, name, address and text."""
    number = _stored(
        database,
        customer_name="Zoë Müller",
        customer_email="zoe.mueller@example.com",
        subject="Überfällige Rechnung",
        message="Das Café hat 2 STRASSEN, Bestellung 48-2231.",
    ).id
    asked = (
        "cafe",
        "CAFÉ",
        "strassen",
        "straßen",
        "uberfallige",
        "rechnung zoe",
        "mueller@example.com",
        "48-2231",
        '"2231"',
        "bestell",
        '"hat 2 strassen"',
        "“café hat”",
        "müller überf",
    )

    assert {q: _search(database, q) for q in asked} == {q: [number] for q in asked}


def test_what_does_not_stand_there_is_not_found(database: Database) -> None:
    """One word of several, a word's middle, words in another order, what spans two fields."""
    _stored(database, customer_name="Ava", customer_email="a@b.example", subject="Login", message="two weeks")

    asked = ("login nothing", "ogin", '"weeks two"', "lo", '"log"', "avalogin", "???", '""')

    assert {q: _search(database, q) for q in asked} == {q: [] for q in asked}


@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("йод и ёлка", "йод"),
        ("한국어 안녕하세요", "안녕하"),
        ("नमस्ते दुनिया", "नमस्ते"),
        ("שָׁלוֹם עולם", "שָׁלוֹם"),
        ("中文字 测试", "中文字"),
        ("e\u0301te\u0301 chaud", "été"),
        ("été", "e\u0301te\u0301"),
        ("İstanbul", "istanbul"),
        ("ᾼδης", "ᾼδης"),
        ("Ωmega", "Ωmega"),
        ("user_name", "user_name"),
        ("it's", "it's"),
        ("12e5 and -5 and 1.5", "-5 12e5"),
        ("see http://a.example/b?c=d&e", "http://a.example/b?c=d&e"),
        ("3rd 2nd 1st", "2nd"),
    ],
)
def test_a_word_is_found_by_itself_in_any_script(database: Database, text: str, q: str) -> None:
    """Both databases split and fold alike what people write."""
    number = _stored(database, message=text).id

    assert _search(database, q) == [number]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60))
def test_whatever_is_typed_is_a_search(database: Database, typed: str) -> None:
    """No sign is a language of the database's, and nothing is an error."""
    assert _search(database, typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        "a AND b OR c NOT d NEAR(e, 3)",
        "head : x",
        "^x*",
        "{head}: y",
        "x' | 'y",
        "a & !b <-> c:*",
        "\\'); DROP TABLE tickets; --",
        "-" * 900,
        "w" * 1_000,
        "中" * 1_000,
        "a " * 500,
        '"' * 999,
        '"' + "a " * 400 + '"',
    ],
)
def test_the_languages_of_the_databases_mean_nothing(database: Database, typed: str) -> None:
    """Their words are words, and long ones are cut."""
    _stored(database, message="nothing of this")

    assert _search(database, typed) == []


def test_a_word_that_is_cut_is_still_found(database: Database) -> None:
    """By its beginning."""
    number = _stored(database, message="x" + "w" * 999).id

    assert _search(database, "x" + "w" * 999) == [number]
    assert _search(database, '"' + "x" + "w" * 999 + '"') == [number]


def test_a_text_of_any_size_can_be_stored_and_found(database: Database) -> None:
    """Half a million words, of which the first ones count everywhere."""
    words = " ".join(chr(0x4E00 + n % 20_000) + chr(0x10000 + n % 50_000) for n in range(120_000))
    number = _stored(database, message=f"beginning {words}", subject="s " * 50_000).id

    assert _search(database, "beginning") == [number]


@pytest.mark.parametrize("sort", Sort)
def test_a_search_has_pages_and_orders_and_takes_filters(database: Database, sort: Sort) -> None:
    """The newest of a search came in last."""
    every = _filled(database)
    words = understand("blocked account")
    sought = Sought(words=words, category=["billing"], view=View.OPEN)
    plain = [ticket for ticket in every if _holds(database, ticket, replace(sought, words=None))]
    expected = sorted(plain, key=lambda one: -one.id) if sort is Sort.NEWEST else _sorted(plain, sort)

    with database.read() as db:
        found = _all_pages(db, sought, sort, 4)
        whole, some = (lists.whole(db, sought, sort, most=most) for most in (100, 3))

    assert [one.id for one in found] == [one.id for one in expected] == whole
    assert some == whole[:3]
    assert len(expected) > 4


def test_a_changed_text_is_found_by_what_it_says_now(database: Database) -> None:
    """The index of words follows the texts."""
    ticket = _stored(database)
    changed = replace(ticket, subject="Something else")

    database.write(lambda db: tickets.save_search_head(db, changed))
    database.write(lambda db: tickets.add_to_search(db, ticket.id, "a further word"))

    assert _search(database, "something further") == [ticket.id]


# --- the situation --------------------------------------------------------------------------------------


def _filled(database: Database) -> list[Ticket]:
    """Store tickets of all kinds, once; the same ones each time."""
    with database.read() as db:
        found = lists.page(db, Sought(), Sort.NEWEST, limit=COUNT)
    if len(found) == COUNT:
        return list(found)
    database.write(_fill)
    return _filled(database)


def _fill(db: Connection) -> None:
    dice = random.Random(5)  # noqa: S311 - a test's dice
    people = [agents.find_or_add(db, name, at=MOMENT) for name in ("Eve", "Kim")]
    customers = [add_customer(db, number) for number in (7, 8)]
    for _ in range(COUNT):
        ticket = add_ticket(db, **_values(dice, people, customers))
        tags.change(db, ticket.id, add={tag for tag in TAGS if dice.random() < 0.3})
        if dice.random() < 0.5:
            read_marks.put(db, dice.choice(people), ticket.id, at=_moment(dice))


def _values(
    dice: random.Random, people: Sequence[AgentId], customers: Sequence[CustomerId]
) -> dict[str, Any]:
    status, agent = dice.choice(list(Status)), dice.choice([None, *people])
    ended = status in ENDED
    return {
        "customer_id": dice.choice(customers),
        "status": status,
        "resolved_at": MOMENT if ended else None,
        "snoozed_until": MOMENT if not ended and dice.random() < 0.2 else None,
        "assignee_id": agent,
        "assigned_to": None if agent is None else ("Eve", "Kim")[people.index(agent)],
        "urgency": dice.choice([1.0, 2.5, 4.7]),
        "priority_score": dice.choice([10, 40, 95]),
        "heard_at": dice.choice([None, _moment(dice)]),
        **{name: _moment(dice) for name in ("received_at", "created_at", "updated_at", "due_at")},
        **{name: dice.choice(values) for name, values in VALUES.items()},
    }


def _moment(dice: random.Random) -> Any:  # noqa: ANN401 - a moment
    return MOMENT + timedelta(hours=dice.randrange(0, 60))


def _stored(database: Database, **changes: Any) -> Ticket:  # noqa: ANN401 - of the ticket's fields
    return database.write(lambda db: add_ticket(db, **changes))


def _search(database: Database, typed: str) -> list[int]:
    with database.read() as db:
        sought = Sought(words=understand(typed))
        found = {sort: lists.page(db, sought, sort, limit=10) for sort in Sort}
        count = lists.count(db, sought, most=10)
    ids = [[ticket.id for ticket in page] for page in found.values()]
    assert all(len(one) == count for one in ids)
    return list(ids[0])


def _all_pages(db: Connection, sought: Sought, sort: Sort, limit: int) -> list[Ticket]:
    found: list[Ticket] = []
    place: Place | None = None
    while page := lists.page(db, sought, sort, limit=limit, after=place):
        found += page
        place = Place(getattr(page[-1], KEYS[sort]), page[-1].id)
    return found


# --- the same in plain Python ---------------------------------------------------------------------------


def _sorted(every: Sequence[Ticket], sort: Sort) -> list[Ticket]:
    return sorted(every, key=lambda one: (getattr(one, KEYS[sort]), one.id), reverse=sort is not Sort.DUE)


def _holds(database: Database, ticket: Ticket, sought: Sought) -> bool:
    asked = (name for name in FILTERS if getattr(sought, name) is not None)
    return IN_VIEW[sought.view](ticket, sought) and all(_fits(database, ticket, sought, one) for one in asked)


def _fits(database: Database, ticket: Ticket, sought: Sought, name: str) -> bool:  # noqa: PLR0911 - one for each
    wanted: Any = getattr(sought, name)
    match name:
        case "tag":
            with database.read() as db:
                return bool(set(wanted) & set(tags.of(db, [ticket.id])[ticket.id]))
        case "assignee":
            return ticket.assignee_id in wanted
        case "customer":
            return bool(ticket.customer_id == wanted)
        case "unread":
            return (
                sought.me is not None and is_unread(ticket, _read_at(database, ticket, sought.me)) is wanted
            )
        case "received_from":
            return bool(ticket.received_at >= wanted)
        case "received_to":
            return bool(ticket.received_at < wanted)
    return getattr(ticket, name) in wanted


def _read_at(database: Database, ticket: Ticket, me: AgentId) -> Any:  # noqa: ANN401 - a moment or None
    with database.read() as db:
        return read_marks.of(db, me, [TicketId(ticket.id)]).get(ticket.id)


FILTERS = ("id", "status", *VALUES, "tag", "assignee", "customer", "unread", "received_from", "received_to")


def _is_open(ticket: Ticket, _: object = None) -> bool:
    return ticket.status not in ENDED and ticket.snoozed_until is None


IN_VIEW: dict[View, Callable[[Ticket, Sought], bool]] = {
    View.OPEN: _is_open,
    View.MINE: lambda one, sought: _is_open(one) and sought.me is not None and one.assignee_id == sought.me,
    View.UNASSIGNED: lambda one, _: _is_open(one) and one.assignee_id is None,
    View.AT_RISK: lambda one, _: _is_open(one) and one.due_at < SOON and one.scope == "in_scope",
    View.NEEDS_PERSON: lambda one, _: _is_open(one) and one.certainty == "person",
    View.WAITING: lambda one, _: _is_open(one) and one.status is Status.WAITING_CUSTOMER,
    View.SNOOZED: lambda one, _: one.status not in ENDED and one.snoozed_until is not None,
    View.RESOLVED: lambda one, _: one.status in ENDED,
    View.ALL: lambda *_: True,
}
