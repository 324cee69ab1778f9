"""A file of any form comes in row by row, within its limits: JSON lines, gzip, bombs."""

import gzip
import io
import json
import tracemalloc
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.gateways.import_file import FileTicket, FileUnreadable, Form, How, Reject, read_rows
from firstline.gateways.import_row import MOST_ENTRIES
from firstline.tickets.ticket import EntryKind, Status

PACKED = b"\x1f\x8b"
"""How a file begins that gzip has packed."""


def read(content: bytes, **how: object) -> Sequence[FileTicket | Reject]:
    """Read a whole file."""
    return list(read_rows(io.BytesIO(content), How(**how)))  # type: ignore[arg-type] # of How, each test its own


def taken(*values: object) -> Sequence[FileTicket | Reject]:
    """Read values as lines of JSON."""
    return read("\n".join(json.dumps(value) for value in values).encode(), form=Form.JSONL)


def test_the_form_shows_in_the_first_sign() -> None:
    """A brace begins JSON lines; everything else is CSV."""
    as_json, as_csv = read(b'\xef\xbb\xbf{"text": "Hello"}\n'), read(b"text\nHello\n")

    assert [getattr(one, "content_type", None) for one in (*as_json, *as_csv)] == [
        "application/x-ndjson",
        "text/csv; charset=utf-8",
    ]


def test_a_line_of_json_is_a_whole_conversation() -> None:
    """With who wrote, what followed, and how it stands."""
    (row,) = taken(
        {
            "customer": {"ref": 77, "email": "ava@example.com", "name": "Ava"},
            "subject": "Parcel",
            "text": "Where is it?",
            "channel": "email",
            "external_ref": "T-1",
            "status": "resolved",
            "tags": ["Parcel"],
            "entries": [{"kind": "reply", "author": "Mara", "text": "Here."}],
            "unknown": [1, 2],
        }
    )

    assert isinstance(row, FileTicket)
    assert (row.caller.external_id, row.caller.email, row.subject) == (77, "ava@example.com", "Parcel")
    assert (row.status, row.tags, row.external_ref) == (Status.RESOLVED, ("parcel",), "T-1")
    assert [(one.kind, one.author, one.text) for one in row.entries] == [(EntryKind.REPLY, "Mara", "Here.")]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({}, "text"),
        ({"text": " "}, "empty"),
        ({"text": 5}, "text"),
        ({"text": "a\x00b"}, "cannot be stored"),
        ({"text": "\ud83d"}, "JSON"),
        ({"text": "x", "status": "gone"}, "status"),
        ({"text": "x", "subject": "s" * 256}, "subject"),
        ({"text": "x", "external_ref": "s" * 256}, "external_ref"),
        ({"text": "x", "tags": ["t" * 61]}, "tag"),
        ({"text": "x", "tags": [f"tag {n}" for n in range(21)]}, "20 tags"),
        ({"text": "x", "received_at": "soon"}, "time"),
        ({"text": "x", "entries": [{"kind": "reply", "text": "no author"}]}, "author"),
        ({"text": "x", "entries": [{"kind": "shout", "text": "x"}]}, "shout"),
        ({"text": "x", "entries": [{"text": "x"}] * (MOST_ENTRIES + 1)}, "entries"),
        ([], "object"),
    ],
)
def test_a_bad_line_is_given_back_with_the_reason(value: object, reason: str) -> None:
    """The lines around it are taken."""
    before, bad, after = taken({"text": "before"}, value, {"text": "after"})

    assert isinstance(before, FileTicket)
    assert isinstance(after, FileTicket)
    assert isinstance(bad, Reject)
    assert (bad.row, reason in bad.reason) == (2, True), bad.reason


def test_nesting_without_end_is_given_back() -> None:
    """It breaks no reader."""
    (row,) = read(b'{"text": "x", "more": ' + b"[" * 100_000 + b"\n", form=Form.JSONL)

    assert isinstance(row, Reject)


@given(st.binary(max_size=300).filter(lambda content: not content.startswith(PACKED)))
def test_no_line_breaks_the_reading(content: bytes) -> None:
    """Every line is taken or given back."""
    found = read(content, form=Form.JSONL)

    assert [one.row for one in found] == list(range(1, len(found) + 1))


@given(st.binary(max_size=300))
def test_what_pretends_to_be_packed_is_one_clear_error(content: bytes) -> None:
    """And no other."""
    with pytest.raises(FileUnreadable, match="packed with gzip"):
        read(PACKED + content, form=Form.JSONL)


def test_a_packed_file_is_read_as_it_is() -> None:
    """By its first bytes, not by its name; several packed parts are one file."""
    packed = gzip.compress(b"text\nfirst\n") + gzip.compress(b"last\n")

    assert [getattr(one, "text", None) for one in read(packed)] == ["first", "last"]


def test_a_packed_file_that_is_cut_off_says_so() -> None:
    """What came before is there already."""
    packed = gzip.compress(b"text\n" + b"".join(b"row %d\n" % n for n in range(50_000)))
    rows = read_rows(io.BytesIO(packed[: len(packed) // 2]))

    assert isinstance(next(rows), FileTicket)
    with pytest.raises(FileUnreadable, match="cut off"):
        list(rows)


def test_a_bomb_is_met_by_the_limit() -> None:
    """Its lines are rejects until then, and it never fills the memory."""
    bomb = gzip.compress(b"text\n" + bytes(200 * 2**20))
    tracemalloc.start()

    with pytest.raises(FileUnreadable, match="more than 50,000,000 bytes"):
        read(bomb, most_bytes=50_000_000)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 60 * 2**20
