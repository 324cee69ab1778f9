"""An LLM beside a real desk: it may do what it likes, and messages are taken in as ever.

The desk runs in a process of its own, with its worker; the LLM is a scripted server on this machine. How long
a message takes is compared with what it took in the same run before the trouble began; `bench/trouble.py`
measures the same under load.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import update

from firstline.core.clock import wall_clock
from firstline.gateways.fake_llm import (
    Asked,
    Behaviour,
    FakeLlm,
    Talk,
    drops,
    fails,
    hangs,
    hangs_up,
    replies,
    says,
    scores,
)
from firstline.store import schema
from tests.journeys.server import PATIENCE, Server, opened_desk
from tests.make import opened

SOON = 5.0
"""Seconds within which the LLM's word is in the verdict."""
MESSAGES = 10
SLACK = 0.15
"""Seconds that one message may take longer on a busy machine; a hanging LLM takes ten times as long."""

TROUBLES: Mapping[str, Behaviour] = {
    "it hangs": hangs(),
    "it hangs up": hangs_up(),
    "it is out of order": fails(503),
    "it sends a page": replies("<html>Sign in</html>"),
    "it talks": says("I feel that it is urgent."),
    "it breaks off": drops(),
    "it wants a pause": fails(429, retry_after="60"),
}


def take_in(server: Server, number: int = 0, *, door: str = "/tickets") -> int:
    """Send a message to a door that answers at once, and give the ticket's number."""
    body = {
        "customer_name": "Ava",
        "customer_email": f"ava{number}@example.com",
        "subject": "Help",
        "message": f"My account is blocked ({number})",
        "source": "email",
    }
    answered = server.ask("POST", door, body)
    assert answered.status == 201, answered.body
    return int(answered.json["id"])


def ticket(server: Server, number: int) -> Mapping[str, Any]:
    """Show a ticket whole."""
    shown: Mapping[str, Any] = server.ask("GET", f"/api/v1/tickets/{number}").json
    return shown


def urgency(server: Server, number: int) -> Mapping[str, Any]:
    """Give what the newest verdict says of the urgency."""
    revision = ticket(server, number)["ticket"]["revision"]
    told = server.ask("GET", f"/api/v1/tickets/{number}/verdicts/{revision}").json
    field: Mapping[str, Any] = told["verdict"]["urgency"]
    return field


def wait_until(true: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Wait for something to become true, and tell whether it did."""
    give_up_at = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < give_up_at:
        time.sleep(0.05)
    return found


def seconds_each(server: Server) -> float:
    """Take messages in one after the other, and give the median of what they took."""
    took = []
    for number in range(MESSAGES):
        begun = time.perf_counter()
        take_in(server, number)
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


def switch_on(server: Server) -> None:
    """Turn the LLM on."""
    assert server.ask("POST", "/api/set/llm", {"use_llm": True}).status == 200


def test_the_llms_word_is_in_the_verdict_soon_after_the_answer(database_url: str, tmp_path: Path) -> None:
    """Which the rules have given at once; the events tell of both."""
    with (
        FakeLlm(scores(1.0)) as llm,
        opened_desk(tmp_path, DATABASE_URL=database_url, OPENAI_BASE_URL=llm.base_url) as server,
    ):
        switch_on(server)
        made = [take_in(server, number) for number in range(20)]
        begun = time.monotonic()
        heard = wait_until(lambda: all(ticket(server, one)["ticket"]["revision"] == 2 for one in made))
        took = time.monotonic() - begun

        told = server.ask("GET", f"/api/v1/tickets/{made[0]}/events").json["items"]
        usage = server.ask("GET", "/api/v1/llm/usage").json

        assert heard
        assert took < SOON
        word = urgency(server, made[0])
        assert word["opinions"]["llm"]["value"] == 1.0
        assert word["value"] == round(0.6 * 1.0 + 0.4 * word["opinions"]["model"]["value"], 1)
        assert word["value"] < word["opinions"]["model"]["value"]
        assert "ticket.judged" in {event["kind"] for event in told}
        assert usage["calls"] == len(llm.asked) == 20
        assert server.stop() == 0


def test_a_failing_llm_makes_no_message_wait(sqlite_url: str, tmp_path: Path) -> None:
    """And the steps of the others go on: every ticket has its draft."""
    now = [hangs()]

    def behave(asked: Asked, talk: Talk) -> None:
        now[0](asked, talk)

    with (
        FakeLlm(behave) as llm,
        opened_desk(
            tmp_path, DATABASE_URL=sqlite_url, OPENAI_BASE_URL=llm.base_url, FIRSTLINE_LLM_DEADLINE="1.5"
        ) as server,
    ):
        seconds_each(server)
        quiet = seconds_each(server)
        switch_on(server)
        for name, trouble in TROUBLES.items():
            now[0], asked = trouble, len(llm.asked)
            troubled = seconds_each(server)

            assert troubled < 1.2 * quiet + SLACK, name
            assert wait_until(partial(_is_asked_again, llm, asked)), name
            assert wait_until(lambda: _waiting(sqlite_url, "draft_ticket") == 0), name


def test_a_desk_that_died_with_the_answer_in_its_hands_asks_again_under_the_same_name(
    database_url: str, tmp_path: Path
) -> None:
    """So the other end can know it; the ticket is judged once."""
    with FakeLlm(scores(1.0)) as llm:
        given = {"DATABASE_URL": database_url, "OPENAI_BASE_URL": llm.base_url}
        with opened_desk(tmp_path, FIRSTLINE_CRASH_AT="after_llm", **given) as server:
            switch_on(server)
            made = take_in(server)
            server.process.wait(PATIENCE)
        _let_leases_run_out(database_url)
        with opened_desk(tmp_path, **given) as server:
            judged = wait_until(lambda: ticket(server, made)["ticket"]["revision"] == 2)
            usage = server.ask("GET", "/api/v1/llm/usage").json
            assert server.stop() == 0

    first, second = llm.asked
    assert judged
    assert first.name == second.name
    assert first.name.startswith(f"ask_llm:{made}:1:")
    assert usage["calls"] == 2


def _is_asked_again(llm: FakeLlm, before: int) -> bool:
    return len(llm.asked) > before


def _waiting(url: str, verb: str) -> int:
    with opened(url) as database, database.read() as db:
        waiting = schema.jobs.select().where(schema.jobs.c.verb == verb)
        return len(db.execute(waiting).all())


def _let_leases_run_out(url: str) -> None:
    """Make the leases of the dead end now instead of in half a minute."""
    held = schema.jobs.c.token.is_not(None)
    with opened(url) as database:
        database.write(
            lambda db: db.execute(update(schema.jobs).where(held).values(due_at=wall_clock())).close()
        )
