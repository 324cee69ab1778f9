"""`firstline policy`, done: replies checked, one or a file of them, by the rules that come with the desk.

Nothing is stored and no database is opened: what is said of a reply depends on the reply and the rules alone.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, BinaryIO, Final

from firstline.core.errors import Refused
from firstline.replies.policy import Flag, PolicyCheck, check
from firstline.run.files import opened, written
from firstline.tickets.verdict import Level

LONGEST_LINE: Final = 4_000_000
"""Bytes."""
MOST_HOURS: Final = 1_000_000
FLAGS: Final = (
    Flag.REFUND_PROMISE,
    Flag.SLA_MENTIONED,
    Flag.ESCALATION_NEEDED,
    Flag.LEGAL_ADMISSION,
    Flag.DATA_DISCLOSURE,
    Flag.INSULT_OR_BLAME,
    Flag.UNSUPPORTED_CLAIM,
)


class BadReply(Refused):
    """A line holds no reply."""

    code = "bad_reply"


def check_text(text: str, *, ticket: str = "", sla_hours: float | None = None) -> PolicyCheck:
    """Check one reply."""
    return check(text, level=Level.P3, ticket=ticket, sla_hours=sla_hours)


def check_file(replies: str, predictions: str) -> tuple[int, int]:
    """Check each reply of a file, and write down what was found; tells how many, and how many have findings.

    Raises:
        DeskError: when a line holds no reply, or a file cannot be used.
    """
    count, found = 0, 0
    with opened(replies) as source, written(predictions) as out:
        for told in replies_in(source):
            result = as_json(_checked(told))
            out.write(json.dumps({"id": _name(told["id"]), **result}).encode() + b"\n")
            count, found = count + 1, found + bool(result["findings"])
    return count, found


def replies_in(source: BinaryIO) -> Iterator[Mapping[str, Any]]:
    """Read replies, one JSON object on each line.

    Raises:
        BadReply: when a line holds none.
    """
    for number, line in enumerate(iter(lambda: source.readline(LONGEST_LINE), b""), 1):
        if line.strip():
            yield {"id": number, **_told(line, number)}


def as_json(found: PolicyCheck) -> dict[str, Any]:
    """Tell what was found to a program."""
    return {
        "compliance": found.compliance,
        "flags": {flag.value: bool(getattr(found, flag.value)) for flag in FLAGS},
        "findings": [asdict(one) for one in found.findings],
    }


def _told(line: bytes, number: int) -> Mapping[str, Any]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("draft"), str):
        message = f'Line {number} holds no reply: it looks like {{"id": "r1", "draft": "..."}}.'
        raise BadReply(message)
    return told


def _checked(told: Mapping[str, Any]) -> PolicyCheck:
    passages = told.get("passages") or []
    hours = told.get("sla_hours")
    return check(
        told["draft"],
        level=Level.P3,
        ticket=str(told.get("ticket") or ""),
        passages=[str(one) for one in passages] if isinstance(passages, list) else [str(passages)],
        sla_hours=_hours(hours),
    )


def _name(given: object) -> str | int:
    """Give what a reply is called, as JSON can say it."""
    return given if isinstance(given, str | int) else str(given)


def _hours(given: object) -> float | None:
    """Give a number of hours that somebody can have granted."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 < given <= MOST_HOURS:
        return None
    return float(given)
