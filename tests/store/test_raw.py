"""What came in is kept byte for byte."""

import hashlib

import pytest
from sqlalchemy import select

from firstline.store import raw, schema
from firstline.store.db import Database
from firstline.store.raw import Raw
from tests.store.made import MESSY, MOMENT

BODIES = {
    "empty": b"",
    "every byte": bytes(range(256)),
    "no UTF-8": b"\xff\xfe\x00\xd8 \x00",
    "a megabyte": b"\x00\x01\xfe" * 350_000,
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_bytes_come_back_with_their_fingerprint(database: Database, body: bytes) -> None:
    """Whatever they are."""
    raw_id = database.write(lambda db: raw.add(db, Raw("messages", MESSY, body), at=MOMENT))

    with database.read() as db:
        assert raw.load(db, raw_id) == Raw("messages", MESSY, body)
        row = db.execute(select(schema.raw_messages)).one()
    assert row.sha256 == hashlib.sha256(body).digest()
    assert row.received_at == MOMENT
