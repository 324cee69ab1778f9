"""At the native door a reply waits as long as its caller says, and comes back when they think again."""

from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from firstline.core.access import Role
from firstline.flows.desk import Desk
from tests.flows.whole import assert_whole
from tests.make import StillClock, make_ticket, run_steps
from tests.people import make_account, signed_in
from tests.web.calls import fault, stored

TICKET = "/api/v1/tickets/1"
ENTRIES, OUTGOING = f"{TICKET}/entries", f"{TICKET}/outgoing"
REPLY = {"kind": "reply", "text": "Hello Ava", "delay_seconds": 10}


def test_what_waits_is_shown_with_the_ticket_until_it_goes_out(
    client: TestClient, desk: Desk, clock: StillClock
) -> None:
    """The answer says when that will be, what the policy check found, and how the ticket stands."""
    make_ticket(desk)

    answer = client.post(ENTRIES, json=REPLY | {"html": "<p>Hello <b>Ava</b></p>", "status": "resolved"})
    waiting = client.get(TICKET)
    clock.advance(timedelta(seconds=10))
    run_steps(desk)
    after = client.get(TICKET).json()

    assert (answer.status_code, answer.json()["policy"]["compliance"]) == (202, "passed")
    one = answer.json()["outgoing"]
    assert one == {
        "id": 1,
        "ticket_id": 1,
        "kind": "reply",
        "author": "local",
        "text": "Hello Ava",
        "html": "<p>Hello <b>Ava</b></p>",
        "status": "resolved",
        "due_at": "2026-03-02T08:00:10Z",
    }
    assert (waiting.json()["outgoing"], len(waiting.json()["thread"])) == ([one], 1)
    assert waiting.headers["etag"] == f'"{answer.json()["ticket"]["version"]}"'
    assert answer.json()["ticket"] == waiting.json()["ticket"]
    assert (after["outgoing"], after["ticket"]["status"]) == ([], "resolved")
    assert after["thread"][-1]["html"] == one["html"]


def test_what_is_taken_back_is_the_draft_again(client: TestClient, desk: Desk) -> None:
    """The answer has the words, the draft, and the version to go on from."""
    make_ticket(desk)
    client.put(f"{TICKET}/draft", json={"text": "Hello"})
    one = client.post(ENTRIES, json=REPLY).json()["outgoing"]
    assert client.get(TICKET).json()["drafts"] == []

    answer = client.delete(f"{OUTGOING}/{one['id']}")

    detail = client.get(TICKET).json()
    assert (answer.status_code, answer.json()["outgoing"]) == (200, one)
    assert [answer.json()["draft"]] == detail["drafts"]
    assert detail["drafts"][0]["text"] == "Hello Ava"
    assert answer.json()["ticket"] == detail["ticket"]
    assert detail["outgoing"] == []
    assert_whole(desk)


def test_what_has_gone_out_says_so(client: TestClient, desk: Desk, clock: StillClock) -> None:
    """In a sentence, and with a code that differs from that of what is not there."""
    make_ticket(desk)
    one = client.post(ENTRIES, json=REPLY).json()["outgoing"]
    clock.advance(timedelta(seconds=10))
    run_steps(desk)

    late, unknown = client.delete(f"{OUTGOING}/{one['id']}"), client.delete(f"{OUTGOING}/{10**30}")

    assert (fault(late, 409), fault(unknown, 404)) == ("", "")
    assert late.json()["code"] == "already_sent"
    assert late.json()["detail"] == "This has gone out already, so it cannot be taken back any more."
    assert unknown.json()["code"] == "outgoing_missing"


def test_a_repeat_under_a_key_waits_once(client: TestClient, desk: Desk, clock: StillClock) -> None:
    """And is answered alike, also when it has gone out meanwhile."""
    make_ticket(desk)
    key = {"Idempotency-Key": "one"}
    first, again = (client.post(ENTRIES, json=REPLY, headers=key) for _ in range(2))
    clock.advance(timedelta(seconds=10))
    run_steps(desk)
    later = client.post(ENTRIES, json=REPLY, headers=key)

    assert [one.status_code for one in (first, again, later)] == [202] * 3
    assert first.content == again.content == later.content
    assert stored(desk)["entries"] == 2


def test_it_is_refused_at_once_or_not_at_all(desk: Desk) -> None:
    """By the policy, and where the ticket was changed since the caller looked."""
    make_account(desk, "Kim")
    make_account(desk, "Ana", Role.AGENT)
    ana = signed_in(desk, "Ana")
    make_ticket(desk)

    held = ana.post(ENTRIES, json=REPLY | {"text": "We will refund you."})
    outdated = ana.post(ENTRIES, json=REPLY, headers={"If-Match": '"7"'})

    assert (fault(held, 409), held.json()["code"]) == ("", "reply_held")
    assert (outdated.status_code, outdated.json()["current"]["version"]) == (412, 1)
    assert ana.get(TICKET).json()["outgoing"] == []


def test_a_second_window_takes_it_back_another_agent_cannot(desk: Desk) -> None:
    """But a lead can, and the agent finds the words in the draft."""
    make_account(desk, "Kim")
    for name, role in (("Ana", Role.AGENT), ("Bo", Role.AGENT), ("Lea", Role.LEAD)):
        make_account(desk, name, role)
    ana, second, bo, lea = (signed_in(desk, name) for name in ("Ana", "Ana", "Bo", "Lea"))
    make_ticket(desk)
    one, other = (ana.post(ENTRIES, json=REPLY | {"kind": kind}).json() for kind in ("reply", "note"))

    refused = bo.delete(f"{OUTGOING}/{one['outgoing']['id']}")
    by_lead = lea.delete(f"{OUTGOING}/{one['outgoing']['id']}")
    by_author = second.delete(f"{OUTGOING}/{other['outgoing']['id']}")

    assert (fault(refused, 403), refused.json()["code"]) == ("", "not_allowed")
    assert refused.json()["detail"] == "This reply is Ana's: they can take it back, and so can a lead."
    assert (by_lead.status_code, by_lead.json()["draft"]) == (200, None)
    assert (by_author.status_code, by_author.json()["draft"]["text"]) == (200, "Hello Ava")
    assert {one["kind"] for one in ana.get(TICKET).json()["drafts"]} == {"reply", "note"}
    assert bo.get(TICKET).json()["drafts"] == []


@pytest.mark.parametrize("delay", [-1, 61, 1.5, "10", None, True])
def test_a_delay_that_is_none_is_refused(client: TestClient, desk: Desk, delay: Any) -> None:  # noqa: ANN401 - any JSON
    """Whole seconds, a minute at most."""
    make_ticket(desk)

    assert fault(client.post(ENTRIES, json=REPLY | {"delay_seconds": delay}), 422) == ""
    assert client.get(TICKET).json()["outgoing"] == []


def test_without_a_delay_it_goes_out_at_once(client: TestClient, desk: Desk) -> None:
    """As it always did."""
    make_ticket(desk)

    answer = client.post(ENTRIES, json=REPLY | {"delay_seconds": 0})

    assert (answer.status_code, answer.json()["entry"]["text"]) == (201, "Hello Ava")


def test_nothing_waits_on_a_ticket_that_is_not_there(client: TestClient, desk: Desk) -> None:
    """It is not found, and no agent is made on the way."""
    reply, note = (client.post(ENTRIES, json=REPLY | {"kind": kind}) for kind in ("reply", "note"))
    taken = client.delete(f"{OUTGOING}/1")

    assert [fault(one, 404) for one in (reply, note, taken)] == [""] * 3
    assert stored(desk)["agents"] == 0
