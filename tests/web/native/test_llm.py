"""How the LLM stands, whether it answers, and what it has taken, at the native door."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import openai  # noqa: F401 - takes most of a second to load, which must not count against the deadlines
import pytest
from starlette.testclient import TestClient

from firstline.core.access import Role
from firstline.flows import llm_status
from firstline.flows.desk import Desk
from firstline.flows.llm_account import Limits
from firstline.flows.llm_limits import LimitedLlm
from firstline.flows.switch import switch_llm
from firstline.gateways.fake_drafts import draft
from firstline.gateways.fake_llm import (
    Behaviour,
    FakeLlm,
    drops,
    fails,
    floods,
    hangs,
    hangs_up,
    only_takes_objects,
    replies,
    says,
    scores,
    trickles,
    writes,
)
from firstline.gateways.llm import LlmAdviser
from firstline.store import llm_costs
from firstline.store.llm_costs import Cost
from tests.make import llm_saying, make_client, make_ticket, with_llm
from tests.people import make_account, signed_in
from tests.web.calls import Json, fault

PATH = "/api/v1/llm/usage"
STATUS = "/api/v1/llm"
TEST = "/api/v1/llm/test"
PRICES = Limits(price_in=Decimal(1), price_out=Decimal(2), monthly_budget=Decimal("0.01"))


@contextmanager
def desk_with(
    desk: Desk, script: Behaviour | list[Behaviour], limits: Limits = PRICES, *, deadline: float = 8.0
) -> Iterator[tuple[TestClient, FakeLlm]]:
    """Stand before a desk with an LLM that follows a script, its switch off."""
    with FakeLlm(script) as fake:
        adviser = LlmAdviser(base_url=fake.base_url, api_key="sk-secret", deadline=deadline)
        llm = LimitedLlm(llm=adviser, limits=limits, write=desk.write, clock=desk.clock)
        with make_client(replace(desk, llm=llm, llm_limits=limits)) as client:
            yield client, fake
        adviser.close()


def tried(client: TestClient) -> Json:
    """Try the LLM."""
    answer = client.post(TEST)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    """Stand before a desk with a budget of 2."""
    limits = Limits(per_minute=10, price_in=Decimal(1), monthly_budget=Decimal(2))
    with make_client(replace(desk, llm_limits=limits)) as found:
        yield found


def take(desk: Desk, month: str, model: str, cost: Cost) -> None:
    """Write something down as taken."""
    desk.write(lambda db: llm_costs.add(db, month, model, cost))


def test_a_desk_that_asked_nobody_has_an_empty_account(client: TestClient) -> None:
    """And all of its budget."""
    assert client.get(PATH).json() == {
        "month": "2026-03",
        "calls": 0,
        "tokens_in": 0,
        "tokens_out": 0,
        "cost": 0.0,
        "budget": 2.0,
        "used_up": False,
        "per_minute": 10,
        "items": [],
    }


def test_the_account_tells_of_this_month_and_of_those_before(desk: Desk, client: TestClient) -> None:
    """Models apart in the list, together in the sum."""
    take(desk, "2026-02", "small", Cost(5, 5_000, 50, 5_000_000))
    take(desk, "2026-03", "large", Cost(1, 900_000, 30, 1_500_000))
    take(desk, "2026-03", "small", Cost(2, 1_000, 60, 500_000))

    told = client.get(PATH).json()

    assert (told["calls"], told["tokens_in"], told["tokens_out"], told["cost"]) == (3, 901_000, 90, 2.0)
    assert told["used_up"] is True
    assert [(item["month"], item["model"], item["cost"]) for item in told["items"]] == [
        ("2026-03", "large", 1.5),
        ("2026-03", "small", 0.5),
        ("2026-02", "small", 5.0),
    ]


def test_a_desk_without_a_budget_has_none(desk: Desk) -> None:
    """Null, and not nothing."""
    with make_client(desk) as client:
        told = client.get(PATH).json()

    assert (told["budget"], told["used_up"], told["per_minute"]) == (None, False, 0)


# --- how it stands ----------------------------------------------------------------------------------------


def test_a_fresh_desk_has_no_llm(desk: Desk) -> None:
    """And says so without asking anybody."""
    with make_client(desk) as client:
        told = client.get(STATUS).json()

    assert told == {
        "on": False,
        "configured": False,
        "has_key": False,
        "model": "gpt-4o-mini",
        "host": "",
        "health": "unknown",
        "trouble": None,
        "month": "2026-03",
        "cost": 0.0,
        "budget": None,
        "budget_left": None,
        "used_up": False,
    }


def test_an_llm_that_is_set_up_tells_its_host_and_never_its_key(desk: Desk) -> None:
    """Nor the password of its address."""
    adviser = LlmAdviser(base_url="https://ava:hush@llm.example:8443/v1", api_key="sk-secret", model="small")
    llm = LimitedLlm(llm=adviser, limits=PRICES, write=desk.write, clock=desk.clock)
    with make_client(replace(desk, llm=llm, llm_limits=PRICES)) as client:
        switch_llm(desk, on=True)
        answer = client.get(STATUS)

    told = answer.json()
    assert (told["on"], told["configured"], told["has_key"]) == (True, True, True)
    assert (told["model"], told["host"]) == ("small", "llm.example:8443")
    assert (told["budget"], told["budget_left"], told["used_up"]) == (0.01, 0.01, False)
    assert "hush" not in answer.text
    assert "sk-secret" not in answer.text


@pytest.mark.parametrize(
    ("adviser", "host", "has_key"),
    [
        (LlmAdviser(api_key="sk-secret"), "api.openai.com", True),
        (LlmAdviser(base_url="http://127.0.0.1:11434/v1"), "127.0.0.1:11434", False),
        (LlmAdviser(base_url="http://["), "", False),
    ],
)
def test_a_key_alone_means_openai_and_an_address_needs_none(
    desk: Desk, adviser: LlmAdviser, host: str, *, has_key: bool
) -> None:
    """What makes no sense is no host."""
    with make_client(with_llm(desk, adviser)) as client:
        told = client.get(STATUS).json()

    assert (told["configured"], told["host"], told["has_key"]) == (True, host, has_key)


def test_its_health_is_how_the_last_question_ended(desk: Desk) -> None:
    """Of those that this process asked."""
    seen = []
    with desk_with(desk, [fails(401), scores(3), says(None, refusal="No."), fails(401)]) as (client, _):
        for _ in range(4):
            seen.append(client.get(STATUS).json())
            tried(client)
        seen.append(client.get(STATUS).json())

    trouble = "The LLM did not accept the API key (status 401)."
    assert [(one["health"], one["trouble"]) for one in seen] == [
        ("unknown", None),
        ("failing", trouble),
        ("healthy", None),
        ("healthy", None),  # it declined to answer, which it is free to
        ("failing", trouble),
    ]


def test_its_health_knows_of_drafts_too(desk: Desk) -> None:
    """Which are written when somebody asks for one."""
    article = {"id": "returns", "title": "Returning a device", "updated": "2026-01-02"}
    article["text"] = "## How long\nYou can send a device back within 30 days of delivery."
    good = draft([("You can send a device back within 30 days of delivery.", [1])])
    with desk_with(desk, [fails(401), writes(good)], Limits()) as (client, _):
        assert client.post("/api/v1/knowledge/articles", json=article).status_code == 201
        ticket = make_ticket(desk, "How long do I have to send a device back after delivery?")
        switch_llm(desk, on=True)
        seen = []
        for _ in range(2):
            assert client.post(f"/api/v1/tickets/{ticket.id}/draft").status_code == 200
            seen.append(client.get(STATUS).json()["health"])

    assert seen == ["failing", "healthy"]


def test_agents_see_how_it_stands_and_leads_try_it(desk: Desk) -> None:
    """The account in full is for leads as well."""
    make_account(desk)
    for name, role in (("Ana", Role.AGENT), ("Lou", Role.LEAD)):
        make_account(desk, name, role)
    ana, lou = signed_in(desk, "Ana"), signed_in(desk, "Lou")

    assert ana.get(STATUS).status_code == 200
    assert fault(ana.post(TEST), 403) == ""
    assert lou.post(TEST).json()["ok"] is False


# --- whether it answers -----------------------------------------------------------------------------------


def test_an_llm_that_answers_is_told_with_its_time_and_is_counted(desk: Desk) -> None:
    """With the switch off, because whoever turns it wants to know before."""
    with desk_with(desk, scores(2, tokens=(600, 30))) as (client, fake):
        told = tried(client)
        account = client.get(PATH).json()
        left = client.get(STATUS).json()["budget_left"]

    assert (told["ok"], told["model"]) == (True, "gpt-4o-mini")
    assert 0 < told["milliseconds"] < 8_000
    assert told["detail"].startswith("The LLM answered in ")
    assert (account["calls"], account["tokens_in"], account["tokens_out"]) == (1, 600, 30)
    assert left == pytest.approx(0.01 - 0.00066)
    (asked,) = fake.asked
    assert len(asked.user) < 200


def test_a_provider_that_wants_a_plainer_form_is_no_trouble(desk: Desk) -> None:
    """As with every other question."""
    with desk_with(desk, only_takes_objects(scores(2))) as (client, _):
        assert tried(client)["ok"] is True


@pytest.mark.parametrize(
    ("script", "trouble", "hint"),
    [
        (fails(401), "did not accept the API key (status 401).", "Check OPENAI_API_KEY"),
        (fails(403), "did not accept the API key (status 403).", "Check OPENAI_API_KEY"),
        (fails(404), "does not know this model or address (status 404).", "Check FIRSTLINE_LLM_MODEL"),
        (fails(402), "wants to be paid first (status 402).", "Look at your account"),
        (fails(429), "is asked too often (status 429).", "Look at the limits"),
        (fails(500), "is out of order (status 500).", ""),
        (says("Hello, I can hear you!"), "sent an answer without a score.", "Check OPENAI_BASE_URL"),
        (replies("<html>Welcome</html>"), "sent something that is not an answer.", "Check OPENAI_BASE_URL"),
        (replies(b"\xff\x00" * 50), "sent something that is not an answer.", "Check OPENAI_BASE_URL"),
        (scores(17), "sent a score that is not between 1 and 5.", "Check OPENAI_BASE_URL"),
        (floods(), "sent an answer that is too long to read.", "Check OPENAI_BASE_URL"),
        (says(None, refusal="No."), "declined to answer.", "Another model"),
        (drops(), "broke off its answer.", ""),
        (hangs_up(), "could not be reached.", "Check OPENAI_BASE_URL"),
    ],
)
def test_what_is_wrong_is_told_with_what_helps(
    desk: Desk, script: Behaviour, trouble: str, hint: str
) -> None:
    """And is no error of the desk's; nothing of the provider's own words is repeated."""
    with desk_with(desk, script) as (client, _):
        told = tried(client)

    assert (told["ok"], told["model"]) == (False, "gpt-4o-mini")
    assert told["detail"].startswith(f"The LLM {trouble}")
    assert told["detail"].removeprefix(f"The LLM {trouble}").strip().startswith(hint)
    assert "rules" not in told["detail"]


@pytest.mark.parametrize("script", [hangs(), trickles(every=0.2), trickles(every=0.2, head=True)])
def test_an_llm_that_hangs_is_given_up_in_time(
    desk: Desk, script: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the desk itself would wait longer; what may have been taken is counted."""
    monkeypatch.setattr(llm_status, "PATIENCE", 1.5)
    with desk_with(desk, script, deadline=60) as (client, _):
        began = time.monotonic()
        told = tried(client)
        seconds = time.monotonic() - began
        calls = client.get(PATH).json()["calls"]

    assert (
        told["detail"]
        == "The LLM did not answer within 1.5 s. It may be loading its model: try again in a minute."
    )
    assert (told["ok"], calls) == (False, 1)
    assert 1500 <= told["milliseconds"] <= 1000 * seconds < 10_000


def test_a_desk_that_is_less_patient_says_so(desk: Desk) -> None:
    """An answer that comes too late for the desk would be of no use."""
    with desk_with(desk, hangs(), deadline=0.4) as (client, _):
        assert tried(client)["detail"].startswith("The LLM did not answer within 0.4 s.")


def test_without_an_llm_it_says_what_to_set(desk: Desk) -> None:
    """Nobody is asked."""
    with make_client(desk) as client:
        told = tried(client)

    assert told["ok"] is False
    assert told["detail"].startswith("The LLM was not asked, because no API key is set. Set OPENAI_API_KEY")


def test_a_line_to_nowhere_is_told(desk: Desk) -> None:
    """Nobody listens there."""
    with FakeLlm(scores(3)) as fake:
        pass
    adviser = LlmAdviser(base_url=fake.base_url)
    with make_client(with_llm(desk, adviser)) as client:
        told = tried(client)
    adviser.close()

    assert told["detail"].startswith("The LLM could not be reached. Check OPENAI_BASE_URL")


def test_a_budget_that_is_used_up_is_kept(desk: Desk) -> None:
    """Also by a trial."""
    take(desk, "2026-03", "gpt-4o-mini", Cost(1, 1, 1, 10_000))
    with desk_with(desk, scores(3)) as (client, fake):
        told = tried(client)
        status = client.get(STATUS).json()

    assert told["detail"] == "The LLM was not asked, because this month's budget for it is used up."
    assert (status["used_up"], status["budget_left"], fake.asked) == (True, 0.0, [])


def test_an_llm_of_another_kind_is_tried_all_the_same(desk: Desk) -> None:
    """One of which nothing is known but what it says."""
    with make_client(with_llm(desk, llm_saying(4))) as client:
        told, status = tried(client), client.get(STATUS).json()

    assert (told["ok"], told["model"], status["host"], status["health"]) == (True, "", "", "unknown")
