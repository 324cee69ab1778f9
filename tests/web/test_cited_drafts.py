"""Seed 3's door on a fresh desk: drafts cite the articles that come with it, promise nothing, and pass."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from firstline.flows.desk import Desk
from firstline.flows.embed import embed_all
from firstline.flows.samples import begin_with_samples
from firstline.gateways.article_file import sample_articles
from tests.make import make_client
from tests.web.calls import JOHN, Json

ANSWERED = (
    (JOHN["raw_message"], "duplicate-charges"),
    ("I was charged twice for my subscription this month. Please refund one of them!", "duplicate-charges"),
    ("You billed me two times for the same order", "duplicate-charges"),
    ("My card shows the same payment twice, why is that?", "duplicate-charges"),
    ("There are two identical charges from you on my statement.", "duplicate-charges"),
    ("I forgot my password and cannot get in", "reset-password"),
    ("How do I reset my password?", "reset-password"),
    ("The reset mail for my password never arrives", "reset-password"),
    ("How can I cancel my subscription?", "cancel-subscription"),
    ("I would like to end my subscription, where do I do that?", "cancel-subscription"),
    ("How do I get a copy of all my data?", "data-export"),
    ("I want to export my data from my account", "data-export"),
    ("Where can I find my invoice?", "find-invoice"),
    ("I need the invoice for last month, where can I download it?", "find-invoice"),
    ("How do I send an item back?", "returns"),
    ("My account is locked after too many attempts", "account-locked"),
    ("I want to report a security problem in your app", "report-security-problem"),
    ("I got a strange mail asking for my password. Is it really from you?", "suspicious-message"),
    ("My item arrived damaged, what shall I do?", "damaged-or-wrong-item"),
    ("How do I change my email address?", "change-email-address"),
    ("Where is my order?", "order-status-and-delivery"),
    ("My payment failed, what can I do?", "failed-payment"),
    ("Please delete my account and my personal data", "delete-account-and-data"),
    ("The two-factor code does not arrive on my phone", "two-factor-codes"),
)
UNANSWERED = (
    "Do you sell gift cards for astronauts?",
    "My scooter makes a strange noise when it rains",
    "Can I bring my dog to your office on Sundays?",
    "Which of your investors is from Norway?",
)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Take one kind of database: what is found lies in memory."""
    return sqlite_url


@pytest.fixture(name="client")
def fresh_desk(desk: Desk) -> Iterator[TestClient]:
    """Stand before a desk as `firstline up` makes it."""
    begin_with_samples(desk, sample_articles())
    embed_all(desk)
    with make_client(desk) as found:
        yield found


def test_what_people_write_of_most_is_answered_by_the_article_that_is_about_it(client: TestClient) -> None:
    """Each citation is marked in the body, has an address, and a score; the best comes first."""
    told = {text: process(client, text) for text, _ in ANSWERED}

    first = {text: [one["doc_id"] for one in result["citations"]][:1] for text, result in told.items()}
    wrong = {text: first[text] for text, article in ANSWERED if first[text] != [article]}
    assert wrong == {}
    for result in told.values():
        scores = [one["score"] for one in result["citations"]]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)
        assert all(one["url"] and one["chunk_id"] and one["title"] for one in result["citations"])
        assert all(f"[{one['doc_id']}]" in result["answer_draft"]["body"] for one in result["citations"])


def test_no_draft_promises_anything_and_the_check_agrees(client: TestClient) -> None:
    """No money and no time; only where the customer's words call for it a person is asked for."""
    for text in (*(text for text, _ in ANSWERED), *UNANSWERED):
        check = process(client, text)["policy_check"]

        assert (check["refund_promise"], check["sla_mentioned"]) == (False, False), text
        assert check["compliance"] == "passed" or check["escalation_needed"], (text, check)


def test_what_no_article_answers_is_not_guessed(client: TestClient) -> None:
    """The draft says that a person looks into it, and names the ticket by the caller's own number."""
    for text in UNANSWERED:
        result = process(client, text)

        assert result["citations"] == [], text
        assert "a person on our team will look at it" in result["answer_draft"]["body"]
        assert "Your ticket number is T-" in result["answer_draft"]["body"]


def process(client: TestClient, text: str) -> Json:
    """Send a message of John's."""
    body = JOHN | {"ticket_id": f"T-{abs(hash(text))}", "raw_message": text}
    answer = client.post("/api/v1/tickets/process", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["result"])
