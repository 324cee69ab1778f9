"""A verdict comes back from the database with its basis, also from a desk that stored it plainly."""

import zlib
from dataclasses import replace

import msgspec
import pytest

from firstline.core.ids import LARGEST
from firstline.store.bodies import Unreadable, basis_of, packed, read_carefully, unpacked
from firstline.tickets.basis import Basis, Origin
from firstline.tickets.message import Message
from firstline.tickets.urgency_policy import NO_FACTS, USUAL_POLICY, Facts, policy_of
from firstline.triage.judge import judge

VERDICT = judge(Message("I was charged twice, please help. " * 20, subject="Double charge"))
BASIS = Basis(
    edition="0.1.0+0123456789ab",
    taxonomy=3,
    subject="Größe 👋",
    tier="vip",
    language="de",
    origin=Origin(
        encoder="minilm",
        encoder_version="minilm@0123456789ab",
        taxonomy=2,
        model=7,
        learnt_until=1_234,
        newest=LARGEST,
        promise=0.97,
    ),
)


def test_a_verdict_comes_back_whole_and_takes_a_quarter_of_its_room_at_most() -> None:
    """It repeats its reasons for each voice and field."""
    body = packed(VERDICT)

    assert unpacked(body) == VERDICT
    assert len(body) * 4 < len(msgspec.json.encode(VERDICT))


def test_the_basis_comes_back_and_takes_little_room() -> None:
    """Less than a tenth of a short message's verdict; and whoever reads the verdict alone passes over it."""
    body = packed(VERDICT, BASIS)

    assert read_carefully(body) == (VERDICT, BASIS)
    assert unpacked(body) == VERDICT
    assert len(body) - len(packed(VERDICT)) < len(packed(VERDICT)) / 10


def test_facts_and_a_policy_come_back_and_take_little_room() -> None:
    """Only numbers that are not the usual ones are written down."""
    policy = policy_of({"urgency_vip": 1, "urgency_channels": {"chat": 0.5}, "level_p1_from": 4.5})
    facts = Facts(channel="chat", earlier=LARGEST, waiting_days=4.25, others=2)
    basis = replace(BASIS, facts=facts, policy=policy)

    assert read_carefully(packed(VERDICT, basis)) == (VERDICT, basis)
    assert len(packed(VERDICT, basis)) - len(packed(VERDICT, BASIS)) < 100


def test_a_basis_from_before_facts_were_noted_has_none() -> None:
    """It was weighed as every desk was."""
    told = b'["0.1",1,"","","","","",1,0,0,0,0]'
    body = b'%b,"basis":%b}' % (msgspec.json.encode(VERDICT)[:-1], told)

    basis = basis_of(body)

    assert basis is not None
    assert (basis.facts, basis.policy) == (NO_FACTS, USUAL_POLICY)


def test_a_verdict_without_a_basis_has_none() -> None:
    """It is from before that was kept."""
    assert basis_of(packed(VERDICT)) is None
    assert basis_of(msgspec.json.encode(VERDICT)) is None


@pytest.mark.parametrize(
    "basis",
    [
        b'"words"',
        b'["0.1"]',
        b'["0.1",-1,"","","","","",1,0,0,0,0]',
        b'["0.1",2147483648,"","","","","",1,0,0,0,0]',
        b'["0.1",1,"","","","","",1,0,0,9223372036854775808,0]',
        b'["0.1",1,"","","","","",1,0,0,0,2]',
        b'["0.1",1,7,"","","","",1,0,0,0,0]',
        b'["0.1",1,"","","","","",1,0,0,0,0,["chat",-1,0,0]]',
        b'["0.1",1,"","","","","",1,0,0,0,0,["chat",1,1e300,0]]',
        b'["0.1",1,"","","","","",1,0,0,0,0,null,{"urgency_vip":99}]',
        b'["0.1",1,"","","","","",1,0,0,0,0,null,{"urgency":1}]',
        b'["0.1",1,"","","","","",1,0,0,0,0,null,{"level_p1_from":{"chat":1}}]',
    ],
)
def test_what_can_be_no_basis_is_refused(basis: bytes) -> None:
    """Before any of it reaches the database as a number."""
    body = b'%b,"basis":%b}' % (msgspec.json.encode(VERDICT)[:-1], basis)

    with pytest.raises(Unreadable, match="damaged or changed"):
        read_carefully(zlib.compress(body))


def test_a_verdict_that_was_stored_before_bodies_were_deflated_is_still_read() -> None:
    """Nobody has to rewrite a large desk."""
    assert unpacked(msgspec.json.encode(VERDICT)) == VERDICT


@pytest.mark.parametrize("cut", [0, 1, 40, -1])
def test_a_damaged_body_is_no_verdict(cut: int) -> None:
    """It is said, instead of a verdict without reasons."""
    with pytest.raises((zlib.error, msgspec.DecodeError)):
        unpacked(packed(VERDICT)[:cut])
