"""What a customer wrote, as every voice reads it."""

from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """What the customer's contract promises."""

    STANDARD = "standard"
    PREMIUM = "premium"
    VIP = "vip"


@dataclass(frozen=True, slots=True)
class Message:
    """The text to judge. A subject that the desk made from the message itself is not given here."""

    text: str
    subject: str = ""
    tier: str = Tier.STANDARD
    """One of `Tier`; any other word is kept as text and counts as standard."""
    language: str = ""
    """ISO 639-1, where the caller knows it; empty: the desk tells it from the text."""
