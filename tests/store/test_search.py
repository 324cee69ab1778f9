"""*Contains* means the same on both databases: whatever the case, and every sign stands for itself."""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import SelectBase, text, update

from firstline.core.text import folded
from firstline.store import search, tickets
from firstline.store.db import Connection, Database
from firstline.store.schema import search_texts
from firstline.store.tickets import Wanted
from firstline.tickets.ticket import Ticket
from tests.store.made import MESSY, add_ticket, stored

SIGNS = "aAbßsSİiéÉe\u0301ﬀfÅ'\"%_*?[]^-!/\\ \n👩🏽\u200d🚀中\U0001d400Σ\u03c3ςK"
"""Letters whose case is odd, and signs that mean something in GLOB, LIKE, FTS5 and SQL."""

MESSAGES = [
    "aA%_b",
    "[a-b]*?",
    "STRASSE straße ẞ",
    "İi éÉ e\u0301",
    "ﬀ ff",
    "\\a/b!^ 'x' \"y\"",
    "ΣΑΣ σας",
    "👩🏽\u200d🚀中中",
    "K k \U0001d400",
    "a\nb\ta  b",
    MESSY,
]

FOUND = [
    ("BLOCKED", "My card is blocked", True),
    ("straße", "DIE STRASSE", True),
    ("STRASSE", "die Straße", True),
    ("ẞ", "ss", True),
    ("İ", "i\u0307", True),
    ("istanbul", "İstanbul", False),  # its small letter has a dot of its own
    ("É", "café", True),
    ("e", "é", False),
    ("café", "cafe\u0301", False),  # as it was written
    ("FF", "ﬀ", True),
    ("σας", "ΣΑΣ", True),
    ("100%", "it is 100% sure", True),
    ("100%", "it is 1000 sure", False),
    ("a_c", "abc", False),
    ("a?c", "abc", False),
    ("a*c", "abbc", False),
    ("a[b]c", "abc", False),
    ("[^b]", "a", False),
    ("[^b]", "x[^b]y", True),
    ("a\\%c", "a\\%c", True),
    ("a/_c", "a/_c", True),
    ("a/_c", "a_c", False),
    ('"a" OR b', "b", False),
    ("%", "nothing of the kind", False),
    ("*", "2*3", True),
    ("👩🏽", "👩🏽\u200d🚀", True),
    ("ab  cd", "ab cd", False),
    ("中文", "这是中文。", True),
    ("?éé", "was ist das ?éé", True),
    ("éé?", "éé", False),
    ("éé?abcd", "éé?abcd", True),
    ("éé?abcd", "éé abcd", False),
    ("中文*hello[urgent", "中文*HELLO[urgent", True),
    ("中文*hello[urgent", "中文 hello urgent", False),
    ("abcd?éé", "abcd?éé", True),
    ("abcd?éé", "abcdefgh?éé", False),
    ("???", "why???", True),
]


def test_a_text_is_found_where_it_stands(database: Database) -> None:
    """In the message, and anywhere; each line of the list has a ticket of its own."""
    numbers = [
        stored(database, message=message, subject="-", customer_name="-").id for _, message, _ in FOUND
    ]

    told = [
        (wanted, message, number in _found(database, Wanted(in_message=wanted)))
        for number, (wanted, message, _) in zip(numbers, FOUND, strict=True)
    ]
    anywhere = [
        (wanted, message, number in _found(database, Wanted(anywhere=wanted)))
        for number, (wanted, message, _) in zip(numbers, FOUND, strict=True)
    ]

    assert told == anywhere == FOUND


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.text(SIGNS, min_size=1, max_size=12))
@example(wanted="éé?abcd")
@example(wanted="?éé")
@example(wanted="[a-")
@example(wanted="]*?")
@example(wanted="ßE st")
def test_a_search_finds_what_a_plain_look_finds(database: Database, wanted: str) -> None:
    """Python's own `in` on casefolded texts is the judge, for texts of odd signs."""
    if not _found(database, Wanted()):
        database.write(_add_all)

    found = _found(database, Wanted(in_message=wanted))

    assert found == [n for n, message in enumerate(MESSAGES, 1) if folded(wanted) in folded(message)]


def test_each_short_field_is_searched_by_itself(database: Database) -> None:
    """Name, address, subject; not across two of them, and in no other field."""
    stored(
        database,
        customer_name="Ada Byron",
        customer_email="ADA@example.com",
        subject="Engine",
        message="It stands still",
        team="finance",
        external_ref="REF-77",
    )

    assert _found(database, Wanted(anywhere="byron")) == [1]
    assert _found(database, Wanted(anywhere="ada@EXAMPLE")) == [1]
    assert _found(database, Wanted(anywhere="engine")) == [1]
    assert _found(database, Wanted(anywhere="stands")) == [1]
    for wanted in ("byronada", "byron ada", "finance", "REF-77", "comEngine"):
        assert _found(database, Wanted(anywhere=wanted)) == []
    assert _found(database, Wanted(in_message="byron")) == []


@pytest.mark.parametrize("sign", ["x", "*", "[", "%", "_", "é", "👩"])
def test_the_longest_search_is_only_a_search(database: Database, sign: str) -> None:
    """Databases limit their patterns; the doors' own limit stays below that."""
    long = (sign * search.LONGEST)[: search.LONGEST - 1] + "é"
    stored(database, message=f"before {long} after")
    stored(database, message=f"before {long[1:]} after")

    assert _found(database, Wanted(in_message=long)) == [1]
    assert _found(database, Wanted(anywhere=long + "!")) == []


@pytest.mark.parametrize("wanted", ["a", "ab", "é"])
def test_a_search_below_three_characters_reads_the_newest_tickets(
    database: Database, monkeypatch: pytest.MonkeyPatch, wanted: str
) -> None:
    """No index can help there, so it does not read everything."""
    monkeypatch.setattr(search, "CAP", 3)
    for _ in range(5):
        stored(database, message="ab é")

    assert _found(database, Wanted(in_message=wanted)) == [3, 4, 5]


@pytest.mark.parametrize("look", [search.in_message, search.anywhere])
def test_a_search_by_trigrams_reads_no_more_than_it_must(
    database: Database, look: Callable[[Connection, str], SelectBase]
) -> None:
    """The database's own plan names the index, and reads no table whole."""
    with database.read() as db:
        if db.dialect.name == "postgresql":
            if not db.execute(search.HAS_TRIGRAMS).scalar():
                pytest.skip("this server has no pg_trgm")
            db.execute(text("SET LOCAL enable_seqscan = off"))  # an empty table is read whole otherwise
        query = look(db, "blocked")
        words = str(query.compile(db, compile_kwargs={"literal_binds": True})).replace("%%", "%")
        explain = "EXPLAIN QUERY PLAN" if db.dialect.name == "sqlite" else "EXPLAIN"
        plan = [str(row) for row in db.connection.cursor().execute(f"{explain} {words}").fetchall()]

    reads = [step for step in plan if "SCAN f" in step or "SCAN search" in step or "Seq Scan" in step]
    assert "INDEX 0:G1" in str(plan) or "ix_search_message" in str(plan)
    assert all("INDEX 0:G" in step for step in reads)


def test_a_text_that_changes_is_found_by_its_new_words_only(database: Database) -> None:
    """So is one that goes."""
    stored(database, message="old words")
    gone = stored(database, message="other words")

    def change(db: Connection) -> None:
        db.execute(update(search_texts).where(search_texts.c.ticket_id == 1).values(message="new text"))
        db.execute(search_texts.delete().where(search_texts.c.ticket_id == gone.id))

    database.write(change)

    assert _found(database, Wanted(in_message="words")) == []
    assert _found(database, Wanted(in_message="new text")) == [1]


def test_a_further_message_is_found_beside_the_first(database: Database) -> None:
    """Each by itself, whatever the case and the signs; nothing is found across the two."""
    ticket = stored(database, message="My first words END")
    other = stored(database, message="Nothing of it")

    _hear(database, ticket, "STRASSE 100% [x] begins")
    _hear(database, ticket, "a third one")

    assert _found(database, Wanted(in_message="first words end")) == [ticket.id]
    assert _found(database, Wanted(in_message="straße 100% [X]")) == [ticket.id]
    assert _found(database, Wanted(anywhere="THIRD one")) == [ticket.id]
    assert _found(database, Wanted(in_message="x]")) == [ticket.id]
    for wanted in ("endstrasse", "end strasse", "end\nstrasse", "endΩstrasse", "Ω", "ω", "beginsa", "s a t"):
        assert _found(database, Wanted(in_message=wanted)) == []
        assert _found(database, Wanted(anywhere=wanted)) == []
    assert _found(database, Wanted(in_message="nothing")) == [other.id]


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.text(SIGNS, max_size=8), then=st.text(SIGNS, max_size=8), wanted=st.text(SIGNS, min_size=1))
@example(first="ab", then="cd", wanted="bc")
@example(first="aΩ", then="Ωb", wanted="ΩΩ")
def test_a_search_of_a_thread_finds_what_a_look_into_each_message_finds(
    database: Database, first: str, then: str, wanted: str
) -> None:
    """Python's own `in` is the judge again."""
    ticket = stored(database, message=first, subject="-", customer_name="-", customer_email=None)

    _hear(database, ticket, then)

    found = ticket.id in _found(database, Wanted(in_message=wanted))
    assert found == any(folded(wanted) in folded(text) for text in (first, then))


def test_a_thread_that_is_full_grows_no_more(database: Database) -> None:
    """Each further message costs what the whole text costs, so there is an end to it."""
    ticket = stored(database, message="first words " + "x" * (search.FULL - 20))

    _hear(database, ticket, "the last that fits")
    for _ in range(3):
        _hear(database, ticket, "one more")

    assert _found(database, Wanted(in_message="last that fits")) == [ticket.id]
    assert _found(database, Wanted(in_message="first words")) == [ticket.id]
    assert _found(database, Wanted(in_message="one more")) == []


def test_trigrams_stay_whole_when_messages_are_added(database: Database) -> None:
    """SQLite compares the index with the texts it was made of; PostgreSQL's keeps itself."""
    numbers = [stored(database, message=text) for text in MESSAGES]

    for ticket in numbers * 2:
        _hear(database, ticket, MESSY)

    database.write(_check_trigrams)

    assert _found(database, Wanted(in_message=MESSY)) == [ticket.id for ticket in numbers]


def _check_trigrams(db: Connection) -> None:
    if db.dialect.name == "sqlite":
        db.exec_driver_sql("INSERT INTO search_trigrams(search_trigrams, rank) VALUES ('integrity-check', 1)")


def _hear(database: Database, ticket: Ticket, text: str) -> None:
    database.write(lambda db: tickets.add_to_search(db, ticket.id, text))


def _add_all(db: Connection) -> None:
    for message in MESSAGES:
        add_ticket(db, message=message)


def _found(database: Database, wanted: Wanted) -> Sequence[int]:
    with database.read() as db:
        return sorted(ticket.id for ticket in tickets.newest(db, wanted, limit=100))
