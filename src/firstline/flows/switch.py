"""The LLM's switch: kept in the database, so it survives a restart and reaches every process."""

from firstline.flows.desk import Desk
from firstline.store import events, settings
from firstline.store.db import Connection
from firstline.store.events import Event


def is_llm_on(desk: Desk) -> bool:
    """Tell how the switch stands; off on a fresh desk."""
    with desk.read() as db:
        return bool(settings.load(db, settings.USE_LLM, default=False))


def switch_llm(desk: Desk, *, on: bool) -> None:
    """Turn the LLM on or off for every process, from its next message on."""

    def save(db: Connection) -> None:
        at = desk.clock()
        settings.save(db, settings.USE_LLM, on, at=at)
        events.add(db, None, Event("settings.changed", "local", {settings.USE_LLM: on}, at))

    desk.write(save)
