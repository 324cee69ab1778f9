"""The queue at the native door: looked at by leads, decided about by admins."""

import json
from collections.abc import Sequence
from datetime import timedelta

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from firstline.core.access import Role
from firstline.flows.desk import Desk
from firstline.store import jobs
from tests.make import make_ticket, run_steps
from tests.people import make_account, signed_in
from tests.web.calls import Json, fault, ids

AT = "/api/v1/jobs"
SECRET = "My card 4929 is blocked, says Ava Stone"  # noqa: S105 - what a customer wrote
REASON = "It stopped with KeyError."


def test_the_queue_is_counted_and_listed(client: TestClient, desk: Desk) -> None:
    """As the design has it, field by field."""
    ticket = make_ticket(desk)
    dead = bury(desk)
    make_ticket(desk)

    told = client.get(AT).json()

    assert (told["waiting"], told["running"], told["dead"], told["next"]) == (1, 0, 1, None)
    first, second = told["items"]
    assert first == {
        "id": dead,
        "verb": "draft_ticket",
        "subject": ticket.id,
        "state": "dead",
        "tries": 1,
        "priority": first["priority"],
        "due_at": "2026-03-02T08:01:00Z",
        "put_at": "2026-03-02T08:00:00Z",
        "dead_at": "2026-03-02T08:00:00Z",
        "reason": REASON,
        "worker": None,
    }
    assert (second["state"], second["reason"]) == ("waiting", None)
    assert client.get(f"{AT}/{dead}").json() == first


def test_pages_follow_each_other_and_belong_to_their_filters(client: TestClient, desk: Desk) -> None:
    """A place of one list is none in another."""
    for _ in range(5):
        make_ticket(desk)
    every = ids(client.get(AT).json()["items"])

    first = client.get(AT, params={"limit": 2, "state": "waiting"}).json()
    rest = client.get(AT, params={"after": first["next"], "state": "waiting"}).json()

    assert ids(first["items"]) + ids(rest["items"]) == every
    assert rest["next"] is None
    assert fault(client.get(AT, params={"after": first["next"], "state": "dead"}), 422) == ""


def test_nothing_of_what_a_customer_wrote_is_shown(client: TestClient, desk: Desk) -> None:
    """Neither in the list nor in the log of decisions."""
    make_ticket(desk, SECRET)
    dead = bury(desk)
    shown = [client.get(AT).text, client.get(f"{AT}/{dead}").text]

    client.post(f"{AT}/{dead}/retry")

    shown.append(client.get("/api/v1/events", params={"kind": "job.retried"}).text)
    assert json.loads(shown[-1])["items"][0]["data"]["verb"] == "draft_ticket"
    assert all(word not in "".join(shown) for word in ("4929", "blocked", "Ava"))


def test_a_dead_letter_is_retried(client: TestClient, desk: Desk) -> None:
    """And done."""
    make_ticket(desk)
    dead = bury(desk)

    answer = client.post(f"{AT}/{dead}/retry")

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["tries"], answer.json()["reason"]) == ("waiting", 0, None)
    assert run_steps(desk) == 1
    assert fault(client.get(f"{AT}/{dead}"), 404) == ""


def test_a_waiting_job_is_cancelled_and_a_dead_letter_discarded(client: TestClient, desk: Desk) -> None:
    """Each leaves the queue; the other way round is refused."""
    make_ticket(desk)
    dead = bury(desk)
    make_ticket(desk)
    waiting = dead + 1

    refused = [client.post(f"{AT}/{dead}/cancel"), client.delete(f"{AT}/{waiting}")]
    refused.append(client.post(f"{AT}/{waiting}/retry"))
    done = [client.post(f"{AT}/{waiting}/cancel"), client.delete(f"{AT}/{dead}")]

    assert [fault(answer, 409) for answer in refused] == [""] * 3
    assert [answer.json()["code"] for answer in refused] == ["job_dead", "job_not_dead", "job_not_dead"]
    assert [answer.status_code for answer in done] == [204, 204]
    assert client.get(AT).json()["items"] == []


@pytest.mark.parametrize("body", [None, {}, {"verb": None}, {"verb": "draft_ticket"}])
def test_all_dead_letters_are_retried(client: TestClient, desk: Desk, body: Json | None) -> None:
    """It says how many there were, and how many are left."""
    for _ in range(3):
        make_ticket(desk)
        bury(desk)

    answer = client.post(f"{AT}/retry", json=body) if body is not None else client.post(f"{AT}/retry")

    assert (answer.status_code, answer.json()) == (200, {"retried": 3, "left": 0})
    assert client.get(AT).json()["waiting"] == 3


def test_dead_letters_of_another_step_stay(client: TestClient, desk: Desk) -> None:
    """The step is named in the body."""
    make_ticket(desk)
    bury(desk)

    assert client.post(f"{AT}/retry", json={"verb": "ask_llm"}).json() == {"retried": 0, "left": 0}
    assert client.get(AT).json()["dead"] == 1


@pytest.mark.parametrize("number", ["7", "0", "-1", str(2**63), str(10**30)])
def test_a_job_that_is_not_there_is_missing(client: TestClient, number: str) -> None:
    """Whatever the number."""
    asked = [("GET", ""), ("POST", "/retry"), ("POST", "/cancel"), ("DELETE", "")]

    found = [client.request(method, f"{AT}/{number}{end}") for method, end in asked]

    assert [fault(answer, 404) for answer in found] == [""] * 4


@pytest.mark.parametrize(
    "query",
    [
        {"state": "done"},
        {"verb": "a" * 41},
        {"limit": 0},
        {"limit": 101},
        {"after": "jobs.1"},
        {"after": "x"},
    ],
    ids=str,
)
def test_a_query_that_means_nothing_is_refused(client: TestClient, query: Json) -> None:
    """With what is wrong."""
    assert fault(client.get(AT, params=query), 422) == ""


@pytest.mark.parametrize(
    "body", [[], {"verb": 7}, {"verb": ""}, {"verb": "a" * 41}, {"steps": "all"}], ids=str
)
def test_a_retry_of_what_cannot_be_is_refused(client: TestClient, desk: Desk, body: object) -> None:
    """And nothing is retried."""
    make_ticket(desk)
    bury(desk)

    assert fault(client.post(f"{AT}/retry", json=body), 422) == ""
    assert client.get(AT).json()["dead"] == 1


def test_leads_look_and_admins_decide(desk: Desk) -> None:
    """Agents have their tickets."""
    make_account(desk)
    for name, role in (("Lea", Role.LEAD), ("Ana", Role.AGENT)):
        make_account(desk, name, role)
    make_ticket(desk)
    dead = bury(desk)

    found = {name: tried(signed_in(desk, name), dead) for name in ("Ana", "Lea", "Kim")}

    assert found == {"Ana": [403, 403, 403], "Lea": [200, 403, 403], "Kim": [200, 200, 204]}


def tried(browser: TestClient, dead: int) -> Sequence[int]:
    """Look, retry, cancel."""
    answers: list[Response] = [browser.get(AT), browser.post(f"{AT}/{dead}/retry")]
    return [answer.status_code for answer in (*answers, browser.post(f"{AT}/{dead}/cancel"))]


def bury(desk: Desk) -> int:
    """Let the next job be given up."""
    now, lease = desk.clock(), timedelta(minutes=1)
    (job,) = desk.write(lambda db: jobs.claim(db, now=now, lease=lease, limit=1, token="mine"))  # noqa: S106 - a lease
    desk.write(lambda db: jobs.bury(db, job, REASON, now=now))
    return int(job.id)
