"""The form of the front page, as it was sent: what stands in it, what is wrong with it, and as a message."""

from firstline.core.text import is_takable
from firstline.flows.once import Once
from firstline.flows.receive import Incoming
from firstline.store.raw import Raw
from firstline.tickets.customer import Caller
from firstline.tickets.message import Tier
from firstline.tickets.ticket import Channel
from firstline.web.call import KEY, Call
from firstline.web.front_page import Composer

DOOR = "front"
SCOPE = "form /"
"""Where the keys of the form hold."""
NOBODY = "Someone"
"""The customer's name when the form had none."""


def once_of(call: Call) -> Once | None:
    """Read the form's own key; one that cannot be used is none."""
    key = call.form.get("once", "")
    return Once(SCOPE, key, call.body) if KEY.fullmatch(key) else None


def composer_of(call: Call) -> Composer:
    """Read what stands in the form."""
    form = call.form
    tier = form.get("tier", Tier.STANDARD)
    return Composer(
        message=form.get("message", "").strip(),
        subject=form.get("subject", "").strip(),
        name=form.get("name", "").strip(),
        email=form.get("email", "").strip(),
        tier=tier if tier in set(Tier) else Tier.STANDARD,
    )


def fault_in(composer: Composer) -> str:
    """Say why it cannot be taken; nothing when it can."""
    texts = (composer.message, composer.subject, composer.name, composer.email)
    if not composer.message:
        return "Write the customer's message first."
    if not all(is_takable(text) for text in texts):
        return "The text holds a character that cannot be stored."
    if any(len(text) > limit for text, limit in zip(texts[1:], (200, 120, 255), strict=True)):
        return "The subject may have 200 characters, the name 120, the e-mail address 255."
    return ""


def incoming_of(call: Call, composer: Composer) -> Incoming:
    """Make a message of it, with the bytes as they came."""
    return Incoming(
        door=DOOR,
        raw=Raw(DOOR, call.content_type, call.body),
        caller=Caller(composer.name or NOBODY, composer.email or None),
        text=composer.message,
        subject=composer.subject or None,
        channel=Channel.FORM,
        tier=composer.tier,
    )
