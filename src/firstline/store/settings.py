"""Settings that every process shares and that survive a restart."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Text, bindparam, cast, delete, insert, select, update

from firstline.store.hold import hold
from firstline.store.hot import Hot
from firstline.store.schema import settings

USE_LLM = "use_llm"
"""Seed 1's switch: whether the LLM is asked for its opinion. Off on a fresh desk."""
DESK_NAME = "desk_name"
"""What the desk is called where people see it."""
AT_RISK_MINUTES = "at_risk_minutes"
"""How many minutes before it is due an open ticket counts as at risk."""
AT_RISK_USUALLY = 60
ENCODER = "encoder"
"""By which encoder the desk turns texts into vectors: its name."""

PROMISE = "promise"
"""The precision that is asked for where the desk acts by itself, such as 0.95."""

KNOWLEDGE = "knowledge"
"""A number that grows with every change of what the knowledge base can find."""

POLICY = "policy"
"""What the desk has changed of the policy for replies: `replies/house_rules.py`."""

LOAD = Hot(select(cast(settings.c.value, Text)).where(settings.c.name == bindparam("wanted")))


def load(db: Connection, name: str, default: Any) -> Any:  # noqa: ANN401 - a setting is any JSON value
    """Read a setting."""
    found = LOAD.scalar(db, {"wanted": name})
    return default if found is None else msgspec.json.decode(found)


def load_all(db: Connection, names: Sequence[str]) -> dict[str, Any]:
    """Read those of some settings that were ever saved."""
    found = db.execute(select(settings.c.name, settings.c.value).where(settings.c.name.in_(names)))
    return {row.name: row.value for row in found}


def claim(db: Connection, name: str) -> None:
    """Let nobody else change a setting until the transaction ends."""
    hold(db, f"setting:{name}")


def save(db: Connection, name: str, value: Any, *, at: datetime) -> None:  # noqa: ANN401 - as above
    """Change a setting."""
    claim(db, name)
    values = {"value": value, "changed_at": at}
    if not db.execute(update(settings).where(settings.c.name == name).values(values)).rowcount:
        db.execute(insert(settings).values(name=name, **values))


def forget(db: Connection, name: str) -> None:
    """Let a setting be its default again."""
    claim(db, name)
    db.execute(delete(settings).where(settings.c.name == name))
