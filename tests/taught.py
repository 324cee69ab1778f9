"""Labelled messages for a desk to learn from, and models without a training, in one line each."""

from collections.abc import Sequence
from typing import Any

from firstline.flows.desk import Desk
from firstline.flows.learn import learn_from_file
from firstline.gateways.labelled_file import LabelledMessage
from firstline.gateways.wordllama import VERSION
from firstline.store import models
from firstline.store.db import Connection
from firstline.store.models import Made
from firstline.tickets.message import Message
from firstline.triage.artefact import packed
from firstline.triage.labels import first_taxonomy

KINDS = ("billing", "technical")


def labelled(each: int = 30) -> Sequence[LabelledMessage]:
    """Give so many labelled messages of each of two kinds, one of this kind and one of that in turn."""
    known = [first_taxonomy().find(kind) for kind in KINDS]
    texts = [category.phrases["en"][:each] for category in known if category is not None]
    pairs = [pair for row in zip(*texts, strict=True) for pair in zip(row, KINDS, strict=True)]
    return [
        LabelledMessage(id=str(number), message=Message(text, language="en"), labels={"category": kind})
        for number, (text, kind) in enumerate(pairs)
    ]


def teach(desk: Desk, each: int = 30) -> int:
    """Let the desk learn from labelled messages; tells how many."""
    return learn_from_file(desk, labelled(each), source="history").new


def add_model(desk: Desk, *, promoted: bool = True, body: bytes | None = None, **made: Any) -> int:  # noqa: ANN401 - of `Made`
    """Store a model that no training made."""
    usual: dict[str, Any] = {
        "made_at": desk.clock(),
        "encoder": VERSION,
        "taxonomy": 1,
        "promise": 0.95,
        "fingerprint": "0f" * 32,
        "examples": 7,
        "learnt_until": 0,
        "metrics": {"heads": [], "changes": []},
    }

    def save(db: Connection) -> int:
        version = models.add(db, Made(**usual | made), body=body or packed({}), sentence="It was tried.")
        if promoted:
            models.promote(db, version, at=desk.clock(), sentence="It is better.")
        return version

    return desk.write(save)
