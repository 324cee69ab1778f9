"""What the desk has learnt, at the native door: looked at, trained again, and gone back to."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from starlette.testclient import TestClient

from firstline.core.access import LOCAL, Role
from firstline.flows.correct import Changes, change_fields
from firstline.flows.desk import Desk
from firstline.flows.opinion import verdict_on
from firstline.flows.train import train_model
from firstline.store import models
from firstline.tickets.message import Message
from tests.make import StillClock, make_ticket, run_steps
from tests.people import make_account, signed_in
from tests.taught import add_model, teach
from tests.web.calls import Json, fault

AT = "/api/v1/models"
JOBS = "/api/v1/jobs"


def test_a_fresh_desk_has_learnt_nothing(client: TestClient) -> None:
    """It says so, and by which encoder it would."""
    told = client.get(AT).json()

    assert told.pop("encoder").startswith("wordllama")
    assert told == {"examples": 0, "new_examples": 0, "training": "none", "items": [], "next": None}


def test_a_model_is_told_with_how_well_each_field_did(client: TestClient, desk: Desk) -> None:
    """Its labels, its accuracy, and the threshold with the curve behind it."""
    taught = teach(desk)
    made = train_model(desk)
    change_fields(desk, make_ticket(desk).id, Changes(verdict={"category": "account"}), by=LOCAL)

    told = client.get(AT).json()

    (model,) = told["items"]
    (head,) = model["metrics"]["heads"]
    assert (taught, told["examples"], told["new_examples"]) == (60, 61, 1)
    assert (model["version"], model["state"], model["sentence"]) == (1, "active", made.sentence)
    assert (model["examples"], model["encoder"]) == (60, told["encoder"])
    assert (head["language"], head["field"], head["labels"]) == ("en", "category", 60)
    assert 0.5 < head["accuracy"] <= 1
    assert head["promise"]["asked"] == model["promise"] == 0.95
    assert head["promise"]["sentence"].endswith(".")
    assert is_a_curve(head["promise"]["curve"])
    assert client.get(f"{AT}/1").json() == model


def test_a_promise_is_weighed_and_kept(client: TestClient, desk: Desk) -> None:
    """What one of .6 buys is told; once it is set, the desk acts from there, without a training."""
    teach(desk, each=15)
    train_model(desk)
    message = Message("I was charged twice for my order", language="en")
    careful = verdict_on(desk, message).category

    (offered,) = client.get("/api/v1/promise?asked=0.6").json()["fields"]
    (promised,) = client.get("/api/v1/promise").json()["fields"]
    client.patch("/api/v1/settings", json={"promise": 0.6})
    bold = verdict_on(desk, message).category

    assert is_a_curve(offered["promise"]["curve"])
    assert (offered["promise"]["asked"], promised["promise"]["asked"]) == (0.6, 0.95)
    assert offered["promise"]["coverage"] > promised["promise"]["coverage"]
    assert (careful.value, careful.confidence) == (bold.value, bold.confidence)
    assert (careful.certainty, bold.certainty) == ("suggest", "auto")
    assert client.get("/api/v1/promise").json()["in_force"] == 0.6


@pytest.mark.parametrize("asked", ["0.49", "1", "nan", "x"])
def test_a_promise_that_nobody_can_keep_is_refused(client: TestClient, asked: str) -> None:
    """Wherever it is asked for."""
    fault(client.get("/api/v1/promise", params={"asked": asked}), 422)
    fault(client.patch("/api/v1/settings", content=f'{{"promise": {asked}}}'), 422)


def test_without_a_model_a_promise_buys_what_came_with_the_desk(client: TestClient) -> None:
    """Its categories, by our own messages; more precision buys less."""
    told = client.get("/api/v1/promise?asked=0.9").json()
    less = client.get("/api/v1/promise").json()

    ((field,), (other,)) = told["fields"], less["fields"]
    assert (told["asked"], less["asked"], told["in_force"], told["model"]) == (0.9, 0.95, 0.95, None)
    assert (field["language"], field["field"]) == ("*", "category")
    assert field["promise"]["coverage"] > other["promise"]["coverage"] > 0
    assert is_a_curve(field["promise"]["curve"])


def test_without_a_model_other_categories_are_promised_nothing(client: TestClient) -> None:
    """What came with the desk does not know them."""
    taxonomy = client.get("/api/v1/taxonomy").json()
    added = {**taxonomy["categories"][0], "name": "recalls", "title": "Recalls"}
    body = {"categories": [*taxonomy["categories"], added]}
    assert client.put("/api/v1/taxonomy", json=body).status_code == 200

    assert client.get("/api/v1/promise").json()["fields"] == []


def test_a_training_is_asked_for_and_done(client: TestClient, desk: Desk) -> None:
    """At most one waits, however often it is asked for; who asked is in the log."""
    teach(desk)

    asked = [client.post(AT) for _ in range(2)]
    waiting = client.get(AT).json()["training"]
    jobs = [one["verb"] for one in client.get(JOBS).json()["items"]]
    done = run_steps(with_training_beside(desk))

    assert [(one.status_code, one.json()) for one in asked] == [(202, {"training": "waiting"})] * 2
    assert (waiting, jobs, done) == ("waiting", ["train_model"], 1)
    after = client.get(AT).json()
    assert (after["training"], after["new_examples"], len(after["items"])) == ("none", 0, 1)
    log = client.get("/api/v1/events", params={"kind": "training.asked"}).json()["items"]
    assert [one["actor"] for one in log] == ["local", "local"]


def test_a_desk_without_any_label_is_not_trained(client: TestClient) -> None:
    """Nothing waits, and the sentence says what to do."""
    refused = client.post(AT)

    assert fault(refused, 409) == ""
    assert refused.json()["code"] == "too_little_to_learn"
    assert client.get(JOBS).json()["items"] == []


def test_one_goes_back_to_an_earlier_model_and_forward_again(
    client: TestClient, desk: Desk, clock: StillClock
) -> None:
    """This process answers by it at once."""
    first = add_model(desk)
    clock.advance(timedelta(hours=1))
    second = add_model(desk)
    desk.board.look(desk.read)

    back = client.post(f"{AT}/{first}/promotion")
    by_first = desk.board.learned.version
    states = [one["state"] for one in client.get(AT).json()["items"]]
    client.post(f"{AT}/{second}/promotion")

    assert (back.status_code, back.json()["state"], by_first) == (200, "active", first)
    assert back.json()["promoted_at"] == "2026-03-02T09:00:00Z"
    assert back.json()["sentence"] == "local went back to it."
    assert states == ["retired", "active"]
    assert desk.board.learned.version == second


def test_a_model_of_which_nothing_is_left_cannot_answer(client: TestClient, desk: Desk) -> None:
    """It is shown as such, and the one that answers goes on."""
    refused, active = add_model(desk, promoted=False), add_model(desk)
    desk.write(lambda db: models.forget_bodies(db, keep=1))

    answer = client.post(f"{AT}/{refused}/promotion")

    assert fault(answer, 409) == ""
    assert answer.json()["code"] == "model_forgotten"
    assert [(one["version"], one["kept"]) for one in client.get(AT).json()["items"]] == [
        (active, True),
        (refused, False),
    ]


@pytest.mark.parametrize("number", ["7", "0", "-1", str(2**63), str(10**30)])
def test_a_model_that_is_not_there_is_missing(client: TestClient, number: str) -> None:
    """Whatever the number."""
    found = [client.get(f"{AT}/{number}"), client.post(f"{AT}/{number}/promotion")]

    assert [fault(answer, 404) for answer in found] == ["", ""]
    assert {answer.json()["code"] for answer in found} == {"model_missing"}


def test_pages_follow_each_other_the_newest_first(client: TestClient, desk: Desk) -> None:
    """The last one says that it is."""
    for _ in range(5):
        add_model(desk, promoted=False)

    first = client.get(AT, params={"limit": 2}).json()
    second = client.get(AT, params={"limit": 2, "after": first["next"]}).json()
    last = client.get(AT, params={"limit": 2, "after": second["next"]}).json()

    assert [[one["version"] for one in page["items"]] for page in (first, second, last)] == [
        [5, 4],
        [3, 2],
        [1],
    ]
    assert last["next"] is None
    assert fault(client.get(AT, params={"after": "jobs.1"}), 422) == ""


@pytest.mark.parametrize("metrics", [{}, {"heads": 7}, {"heads": [{"field": "category"}], "changes": []}])
def test_how_a_model_did_in_other_words_is_not_shown(client: TestClient, desk: Desk, metrics: Json) -> None:
    """What another version of the program wrote down breaks no list."""
    add_model(desk, metrics=metrics)

    (model,) = client.get(AT).json()["items"]

    assert model["metrics"] == {"heads": [], "changes": []}


def test_agents_look_and_leads_decide(desk: Desk) -> None:
    """Training and going back need what changing the taxonomy needs."""
    make_account(desk)
    for name, role in (("Ana", Role.AGENT), ("Lee", Role.LEAD)):
        make_account(desk, name, role)
    add_model(desk)
    teach(desk, each=1)
    agent, lead = signed_in(desk, "Ana"), signed_in(desk, "Lee")

    seen = agent.get(AT).status_code
    refused = [agent.post(AT).status_code, agent.post(f"{AT}/1/promotion").status_code]
    allowed = [lead.post(AT).status_code, lead.post(f"{AT}/1/promotion").status_code]

    assert (seen, refused, allowed) == (200, [403, 403], [202, 200])


def with_training_beside(desk: Desk) -> Desk:
    """Let the step train as a worker does, by a desk of its own."""

    def beside() -> None:
        train_model(desk)

    return replace(desk, train_beside=beside)


def is_a_curve(points: list[Json]) -> bool:
    """Tell whether coverage rises from point to point, up to all, while the threshold falls."""
    rises = all(one["coverage"] < other["coverage"] for one, other in pairwise(points))
    falls = all(one["threshold"] > other["threshold"] for one, other in pairwise(points))
    return rises and falls and points[-1]["coverage"] == 1
