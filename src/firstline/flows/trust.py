"""Whose desk is it? The first account turns a local desk into a team's."""

from firstline.flows.desk import Desk
from firstline.store import accounts


def has_accounts(desk: Desk) -> bool:
    """Tell whether anyone has an account."""
    with desk.read() as db:
        return accounts.exist(db)


def has_admin(desk: Desk) -> bool:
    """Tell whether there is somebody who may say who works here."""
    with desk.read() as db:
        return accounts.has_admin(db)
