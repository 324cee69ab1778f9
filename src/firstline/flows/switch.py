"""The LLM's switch: kept in the database, so it survives a restart and reaches every process."""

from firstline.core.access import LOCAL, Principal
from firstline.flows.desk import Desk
from firstline.flows.desk_settings import change_settings
from firstline.store import settings


def is_llm_on(desk: Desk) -> bool:
    """Tell how the switch stands; off on a fresh desk."""
    with desk.read() as db:
        return bool(settings.load(db, settings.USE_LLM, default=False))


def switch_llm(desk: Desk, *, on: bool, by: Principal = LOCAL) -> None:
    """Turn the LLM on or off: here from the next message on, in other processes within about a second."""
    change_settings(desk, {settings.USE_LLM: on}, by=by)
