"""Settings that every process shares and that survive a restart."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Text, bindparam, cast, insert, select, update

from firstline.store.hold import hold
from firstline.store.hot import Hot
from firstline.store.schema import settings

USE_LLM = "use_llm"
"""Seed 1's switch: whether the LLM is asked for its opinion. Off on a fresh desk."""

LOAD = Hot(select(cast(settings.c.value, Text)).where(settings.c.name == bindparam("wanted")))


def load(db: Connection, name: str, default: Any) -> Any:  # noqa: ANN401 - a setting is any JSON value
    """Read a setting."""
    found = LOAD.scalar(db, {"wanted": name})
    return default if found is None else msgspec.json.decode(found)


def save(db: Connection, name: str, value: Any, *, at: datetime) -> None:  # noqa: ANN401 - as above
    """Change a setting."""
    hold(db, f"setting:{name}")
    values = {"value": value, "changed_at": at}
    if not db.execute(update(settings).where(settings.c.name == name).values(values)).rowcount:
        db.execute(insert(settings).values(name=name, **values))
