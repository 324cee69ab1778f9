"""Prometheus is told what happened, in its own words, and no caller can make it more."""

import re
import threading
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from firstline.core.meter import BOUNDS
from firstline.flows.desk import Desk
from firstline.store.db import Connection, DatabaseDown
from firstline.web import metrics
from tests.make import StillClock, make_client, make_ticket

SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\\n]|\\.)*",?)*)\})? (\S+)')
SENT = {"user_id": 7, "message": "My card is blocked!"}


def test_requests_are_counted_by_method_route_and_status(client: TestClient) -> None:
    """By the route's template, so that a thousand tickets are one route."""
    client.post("/api/messages/send", json=SENT)
    for number in (1, 2, 3):
        client.get(f"/tickets/{number}")

    told = scraped(client)

    assert told['firstline_http_requests_total{method="POST",route="/api/messages/send",status="2xx"}'] == 1
    assert told['firstline_http_requests_total{method="GET",route="/tickets/{ticket_id}",status="2xx"}'] == 1
    assert told['firstline_http_requests_total{method="GET",route="/tickets/{ticket_id}",status="4xx"}'] == 2
    assert told['firstline_http_request_duration_seconds_count{route="/tickets/{ticket_id}"}'] == 3
    assert told['firstline_http_request_duration_seconds_bucket{route="/tickets/{ticket_id}",le="+Inf"}'] == 3


def test_paths_and_methods_that_callers_make_up_are_one_name_each(client: TestClient) -> None:
    """However many there are."""
    before = len(scraped(client))
    scraped(client)

    for number in range(50):
        client.get(f'/no/such/"path"/{number}')
        client.request(f"VERB{number}", "/tickets/1")

    told = scraped(client)
    assert told['firstline_http_requests_total{method="GET",route="none",status="4xx"}'] == 50
    assert (
        told['firstline_http_requests_total{method="other",route="/tickets/{ticket_id}",status="4xx"}'] == 50
    )
    routes_and_statuses = 3  # the two above, and /metrics itself
    assert len(told) - before <= routes_and_statuses * (len(BOUNDS) + 4)


def test_messages_are_counted_by_door_and_repeats_are_not(client: TestClient) -> None:
    """A repeat under its key stores nothing, so it counts for nothing."""
    for _ in range(2):
        client.post("/api/messages/send", json=SENT, headers={"Idempotency-Key": "one"})
    client.post("/tickets", json={"customer_name": "Ava", "subject": "Help", "message": "It is down"})

    told = scraped(client)

    assert told['firstline_messages_received_total{door="messages"}'] == 1
    assert told['firstline_messages_received_total{door="tickets"}'] == 1
    assert told["firstline_triage_duration_seconds_count"] == 2


def test_the_queue_and_the_size_are_the_databases(desk: Desk, clock: StillClock) -> None:
    """A step that nobody takes grows old."""
    make_ticket(desk)
    clock.advance(timedelta(minutes=3))

    with make_client(desk) as client:
        told = scraped(client)

    assert told['firstline_queue_steps{state="waiting"}'] == 1
    assert told['firstline_queue_steps{state="dead"}'] == 0
    assert told["firstline_queue_overdue_seconds"] == 180
    assert told["firstline_database_size_bytes"] > 10_000
    assert told["firstline_database_up"] == 1


def test_without_its_database_the_desk_still_tells_of_itself(desk: Desk) -> None:
    """An alarm needs this moment most."""

    def down() -> AbstractContextManager[Connection]:
        message = "The database is down."
        raise DatabaseDown(message)

    with make_client(replace(desk, read=down)) as client:
        told = scraped(client)

    assert told["firstline_database_up"] == 0
    assert told["process_cpu_seconds_total"] > 0
    assert not any(name.startswith("firstline_queue") for name in told)


def test_a_database_that_hangs_is_not_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scraper gives up after some seconds, so the answer has to come before."""
    monkeypatch.setattr(metrics, "PATIENCE", 0.05)
    released = threading.Event()

    def hanging() -> AbstractContextManager[Connection]:
        assert released.wait(10)
        message = "The database is down."
        raise DatabaseDown(message)

    with make_client(replace(desk, read=hanging)) as client:
        told = scraped(client)
        released.set()

    assert told["firstline_database_up"] == 0


def scraped(client: TestClient) -> dict[str, float]:
    """Read the metrics as a scraper does: each line is a sample or says what one means."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.text.endswith("\n")
    samples = [line for line in answer.text.splitlines() if not line.startswith(("# HELP ", "# TYPE "))]
    assert all(SAMPLE.fullmatch(line) for line in samples)
    found = {name: float(value) for name, _, value in (line.rpartition(" ") for line in samples)}
    assert len(found) == len(samples)
    return found
