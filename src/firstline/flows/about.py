"""What is this desk? What a first run and a page about it need to know, at the cost of a few small reads."""

from dataclasses import dataclass

from firstline.flows.desk import Desk
from firstline.flows.desk_settings import USUAL_NAME
from firstline.flows.schooling import encoder_in_use
from firstline.store import accounts, checkup, settings, tickets

SENDS_EMAIL = False
"""Replies wait at the desk: this version has no way to send them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the desk is, and what is on it."""

    name: str
    has_tickets: bool
    has_accounts: bool
    database: str
    """sqlite or postgresql."""
    encoder: str
    """By which it compares texts."""
    llm_on: bool
    llm_configured: bool
    """There is someone to ask."""
    sends_email: bool


def about(desk: Desk) -> About:
    """Tell what the desk is."""
    with desk.read() as db:
        kept = settings.load_all(db, [settings.DESK_NAME, settings.USE_LLM])
        return About(
            name=kept.get(settings.DESK_NAME, USUAL_NAME),
            has_tickets=tickets.exist(db),
            has_accounts=accounts.exist(db),
            database=checkup.kind(db),
            encoder=encoder_in_use(db),
            llm_on=bool(kept.get(settings.USE_LLM, False)),
            llm_configured=desk.llm.configured,
            sends_email=SENDS_EMAIL,
        )
