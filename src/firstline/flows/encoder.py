"""By which encoder the desk turns texts into vectors: kept in the database, for all its processes."""

from firstline.core.access import OPERATOR, Principal
from firstline.core.errors import DeskError, Unavailable
from firstline.flows.desk import Desk
from firstline.flows.embed import STEP as EMBED
from firstline.flows.schooling import encoder_in_use
from firstline.store import events, settings
from firstline.store.db import Connection
from firstline.store.events import Event
from firstline.triage.encoder import Encoder
from firstline.triage.learned import HOME


class NoEncoder(Unavailable):
    """The desk's encoder cannot be used on this machine."""

    code = "no_encoder"


def use_encoder(desk: Desk, name: str, *, by: Principal = OPERATOR) -> str:
    """Use an encoder from now on, in every process; gives the name of the one before."""

    def save(db: Connection) -> str:
        before = encoder_in_use(db)
        if before != name:
            settings.save(db, settings.ENCODER, name, at=desk.clock())
            events.add(db, None, Event("settings.changed", by.name, {settings.ENCODER: name}, desk.clock()))
            desk.queue.put(db, EMBED, 0, key=EMBED)
        return before

    return desk.write(save)


def encoder_here(desk: Desk) -> Encoder:
    """Give the encoder by which this process compares texts.

    Raises:
        NoEncoder: when the one that the desk uses cannot be used on this machine.
    """
    tongue = desk.board.learned.tongues.get(HOME)
    return encoder_chosen(desk) if tongue is None else tongue.encoder


def encoder_chosen(desk: Desk) -> Encoder:
    """Give the encoder that the desk uses from now on, which this process may not have seen yet.

    Raises:
        NoEncoder: when it cannot be used on this machine.
    """
    with desk.read() as db:
        name = encoder_in_use(db)
    try:
        return desk.encoder_named(name)
    except DeskError as error:
        raise NoEncoder(error.sentence) from error
