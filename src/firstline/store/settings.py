"""Settings that every process shares and that survive a restart."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from firstline.store.hold import hold
from firstline.store.schema import settings

USE_LLM = "use_llm"
"""Seed 1's switch: whether the LLM is asked for its opinion. Off on a fresh desk."""

LOAD = select(settings.c.value).where(settings.c.name == bindparam("wanted"))


def load(db: Connection, name: str, default: Any) -> Any:  # noqa: ANN401 - a setting is any JSON value
    """Read a setting."""
    row = db.execute(LOAD, {"wanted": name}).one_or_none()
    return default if row is None else row[0]


def save(db: Connection, name: str, value: Any, *, at: datetime) -> None:  # noqa: ANN401 - as above
    """Change a setting."""
    hold(db, f"setting:{name}")
    values = {"value": value, "changed_at": at}
    if not db.execute(update(settings).where(settings.c.name == name).values(values)).rowcount:
        db.execute(insert(settings).values(name=name, **values))
