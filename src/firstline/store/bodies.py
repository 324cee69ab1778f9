"""The form in which a verdict lies in the database: JSON, deflated, and behind it the basis of the verdict.

A verdict repeats its reasons for every voice and field, seven thousand characters for a message of one line.
Deflated it takes an eighth of that and 30 microseconds, and the disk has less to write for each message. The
basis is one more field of the JSON, a list in a fixed order, because names would cost more than they tell: it
adds some sixty bytes. Whoever reads the verdict alone passes over it.
"""

import zlib
from dataclasses import astuple, dataclass
from typing import Annotated, Final

import msgspec

from firstline.core.ids import LARGEST
from firstline.tickets.basis import Basis, Origin
from firstline.tickets.urgency_policy import NO_FACTS, Facts, apart, fits, policy_of
from firstline.tickets.verdict import Verdict

FASTEST = 1
"""zlib's level; the higher ones take half as long again for a tenth less."""
PLAIN = b"{"
"""What a body from before begins with; a deflated one never does."""
LARGEST_VERSION: Final = 2**31 - 1
"""Of a taxonomy, as PostgreSQL can count."""
MOST_DAYS: Final = 10_000_000
"""Days that anyone can have waited, by the calendar."""

_Number = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
_Version = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_VERSION)]
_Days = Annotated[float, msgspec.Meta(ge=0, le=MOST_DAYS)]


class _Facts(msgspec.Struct, array_like=True, frozen=True):
    """What was known besides the words."""

    channel: str
    earlier: _Number
    waiting_days: _Days
    others: _Number


class _Basis(msgspec.Struct, array_like=True, frozen=True):
    """A basis as it is stored; what is added later comes last and has a default."""

    edition: str
    taxonomy: _Version
    subject: str
    tier: str
    language: str
    encoder: str
    encoder_version: str
    taxonomy_learnt: _Version
    model: _Number
    learnt_until: _Number
    newest: _Number
    promise: Annotated[float, msgspec.Meta(ge=0, le=1)]
    facts: _Facts | None = None
    policy: dict[str, float | dict[str, float]] | None = None
    """The desk's settings that were not the usual ones."""


@dataclass(frozen=True, slots=True)
class _Grounded:
    """The part of a body that is not the verdict."""

    basis: _Basis | None = None


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Verdict).decode
_decode_basis = msgspec.json.Decoder(_Grounded).decode


class Unreadable(ValueError):
    """A body was damaged, or is no verdict."""


def packed(verdict: Verdict, basis: Basis | None = None) -> bytes:
    """Give a verdict its stored form, with its basis if it has one."""
    told = _encode(verdict)
    if basis is not None:
        told = b'%b,"basis":%b}' % (told[:-1], _encode(_flat(basis)))
    return zlib.compress(told, FASTEST)


def unpacked(body: bytes) -> Verdict:
    """Read a verdict back.

    Raises:
        zlib.error: when the body was damaged.
        msgspec.DecodeError: when it is no verdict.
    """
    return _decode(_plain(body))


def basis_of(body: bytes) -> Basis | None:
    """Read back by what a verdict was decided; None: that was not noted.

    Raises:
        zlib.error: when the body was damaged.
        msgspec.DecodeError: when what is noted is no basis.
    """
    found = _decode_basis(_plain(body)).basis
    return None if found is None else _whole(found)


def read_carefully(body: bytes) -> tuple[Verdict, Basis | None]:
    """Read both back.

    Raises:
        Unreadable: when the body was damaged, or is no verdict.
    """
    try:
        return unpacked(body), basis_of(body)
    except (zlib.error, msgspec.DecodeError) as error:
        message = "The stored verdict cannot be read: it was damaged or changed."
        raise Unreadable(message) from error


def _plain(body: bytes) -> bytes:
    return body if body.startswith(PLAIN) else zlib.decompress(body)


def _flat(basis: Basis) -> _Basis:
    origin = basis.origin
    return _Basis(
        basis.edition,
        basis.taxonomy,
        basis.subject,
        basis.tier,
        basis.language,
        origin.encoder,
        origin.encoder_version,
        origin.taxonomy,
        origin.model,
        origin.learnt_until,
        origin.newest,
        origin.promise,
        None if basis.facts == NO_FACTS else _Facts(*astuple(basis.facts)),
        apart(basis.policy) or None,
    )


def _whole(found: _Basis) -> Basis:
    weighed = found.policy or {}
    if not all(fits(name, value) for name, value in weighed.items()):
        message = "These are no settings."
        raise msgspec.ValidationError(message)
    return Basis(
        edition=found.edition,
        taxonomy=found.taxonomy,
        subject=found.subject,
        tier=found.tier,
        language=found.language,
        origin=Origin(
            encoder=found.encoder,
            encoder_version=found.encoder_version,
            taxonomy=found.taxonomy_learnt,
            model=found.model,
            learnt_until=found.learnt_until,
            newest=found.newest,
            promise=found.promise,
        ),
        facts=NO_FACTS if found.facts is None else Facts(**msgspec.structs.asdict(found.facts)),
        policy=policy_of(weighed),
    )
