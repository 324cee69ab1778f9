"""Is the desk as good as it was? The sets that say so, and how they are compared."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals import compare
from evals.compare import Figure, as_baseline, compared, figures
from evals.labelled import HERE
from evals.promises import Delivered, Remembering, row_of
from evals.sets import FIVE, TAXONOMIES, Round, cut, of_each, rounds, some
from firstline.flows.evaluate import taxonomy_of
from firstline.gateways.labelled_file import read_categories, read_labelled
from firstline.gateways.wordllama import WordLlama
from firstline.triage.labels import first_taxonomy

ROUND = Round(name="made up", taxonomy=Path("t.yaml"), train=None, test=Path("x.jsonl"), strays=10)
CARD = {
    "messages": 400,
    "accuracy": 0.9,
    "macro_f1": 0.88,
    "calibration_error": 0.03,
    "auto": {"threshold": 0.7, "coverage": 0.5, "precision": 0.97},
    "acted": 200,
    "spearman": None,
}
TOLD = {"fields": {"category": CARD}, "out_of_scope_auroc": 0.9, "messages": 410}


def lines(count: int, *, strays: int = 0) -> Sequence[dict[str, Any]]:
    """Make lines of a public set, of two categories in turn."""
    belonging = [
        {"id": f"train-{number}", "text": f"text {number}", "labels": {"category": "ab"[number % 2]}}
        for number in range(count)
    ]
    return [
        *belonging,
        *({"id": f"stray-{n}", "text": f"stray {n}", "in_scope": False} for n in range(strays)),
    ]


def public(folder: Path, *, last: bool = False) -> Path:
    """Lay a public set into a folder, with its last part or without."""
    (folder / "bitext27").mkdir(parents=True)
    rows = [{**row, "labels": {"category": "get_refund"}} for row in lines(2_100)]
    written = {"train": rows, "test": rows[:7]} if last else {"train": rows}
    for part, told in written.items():
        file = folder / "bitext27" / f"{part}.jsonl"
        file.write_text("".join(f"{json.dumps(row)}\n" for row in told), "utf-8")
    return folder


def found(told: Mapping[str, Any] = TOLD) -> Sequence[Figure]:
    """Give the figures of an evaluation."""
    return list(figures(ROUND, told).values())


def test_every_figure_of_a_field_is_compared() -> None:
    """Each with the number of messages that it was counted on."""
    told = {(one.field, one.name): (one.value, one.messages) for one in found()}

    assert told == {
        ("category", "accuracy"): (0.9, 400),
        ("category", "macro-F1"): (0.88, 400),
        ("category", "calibration error"): (0.03, 400),
        ("category", "coverage"): (0.5, 400),
        ("category", "precision there"): (0.97, 200),
        ("out of scope", "AUROC"): (0.9, 10),
    }


def test_the_same_again_is_not_worse() -> None:
    """Every figure stands beside what it was."""
    table = compared(found(), as_baseline(found()))

    assert table.worse == []
    assert {row[5] for row in table.rows} == {"+0.000"}


@pytest.mark.parametrize(
    ("changed", "worse"),
    [
        ({"accuracy": 0.88}, []),
        ({"accuracy": 0.87}, ["accuracy of category (made up)"]),
        ({"accuracy": 0.99, "macro_f1": 0.83}, ["macro-F1 of category (made up)"]),
        ({"calibration_error": 0.04}, []),
        ({"calibration_error": 0.05}, ["calibration error of category (made up)"]),
        (
            {"auto": {"threshold": 0.8, "coverage": 0.4, "precision": 0.99}},
            ["coverage of category (made up)"],
        ),
        ({"auto": {"threshold": 0.6, "coverage": 0.7, "precision": 0.94}, "acted": 280}, []),
        (
            {"auto": {"threshold": 0.6, "coverage": 0.7, "precision": 0.92}, "acted": 280},
            ["precision there of category (made up)"],
        ),
        ({"auto": None, "acted": 0}, ["coverage of category (made up)"]),
        ({"macro_f1": None}, ["macro-F1 of category (made up) is gone"]),
    ],
)
def test_worse_is_what_chance_does_not_explain(changed: dict[str, Any], worse: list[str]) -> None:
    """A precision above the promise may fall for more coverage; a field that acts no more is worse."""
    told = {**TOLD, "fields": {"category": {**CARD, **changed}}}

    assert compared(found(told), as_baseline(found())).worse == worse


def test_few_messages_prove_little() -> None:
    """What is a step back on a thousand may be chance on fifty."""
    many = Figure("made up", "category", "accuracy", 0.85, 1_000)

    assert many.is_worse(0.9)
    assert not replace(many, messages=50).is_worse(0.9)
    assert replace(many, value=0.5, messages=50).is_worse(1.0)


def test_a_figure_of_which_nothing_was_known_is_new() -> None:
    """And not worse, whatever it is."""
    table = compared(found(), {})

    assert (table.worse, {row[-1] for row in table.rows}) == ([], {"new"})


def test_the_baseline_is_written_and_held_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the command, through the code of `firstline evaluate`; another encoder's figures stay."""
    baseline = tmp_path / "baseline.json"
    baseline.write_text('{"other": {"kept": {}}}', "utf-8")
    monkeypatch.setattr(compare, "BASELINE", baseline)
    monkeypatch.delenv("FIRSTLINE_EVAL_DATA", raising=False)

    written = compare.main(["--only", "fresh", "--write"])
    same = compare.main(["--only", "fresh"])
    told = json.loads(baseline.read_text("utf-8"))
    told["wordllama"]["our fresh, no labels"]["category"]["accuracy"] = 1.0
    baseline.write_text(json.dumps(told), "utf-8")
    worse = compare.main(["--only", "fresh"])

    assert (written, same, worse) == (0, 0, 1)
    assert told["other"] == {"kept": {}}
    out = capsys.readouterr().out
    assert "Skipped, as FIRSTLINE_EVAL_DATA names no folder that has them: banking77, bitext27" in out
    assert "Nothing got worse." in out
    assert out.endswith("Worse: accuracy of category (our fresh, no labels).\n")


def test_the_last_look_is_printed_and_never_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It runs other messages, beside no baseline."""
    monkeypatch.setattr(compare, "BASELINE", tmp_path / "baseline.json")
    monkeypatch.delenv("FIRSTLINE_EVAL_DATA", raising=False)

    done = compare.main(["--last-look"])

    out = capsys.readouterr().out
    assert done == 0
    assert not (tmp_path / "baseline.json").exists()
    assert out.splitlines()[1].split() == ["set", "field", "figure", "now"]
    assert "our blind test, no labels" in out
    assert "fresh" not in out


def test_the_last_look_renews_no_baseline() -> None:
    """The two cannot be asked for at once."""
    with pytest.raises(SystemExit):
        compare.main(["--last-look", "--write"])


def test_what_is_asked_was_not_learnt() -> None:
    """A cut gives each line to one side, what does not belong by halves, and is the same each time."""
    rows = lines(100, strays=10)

    learnt, asked = cut(rows, 30)

    assert sorted(row["id"] for row in [*learnt, *asked]) == sorted(row["id"] for row in rows)
    assert (len(asked), sum("labels" not in row for row in asked)) == (35, 5)
    assert cut(rows, 30) == (learnt, asked)


def test_few_labels_are_drawn_by_a_seed() -> None:
    """So many of each category, or so many at all; what does not belong is not among them."""
    rows = lines(100, strays=10)

    each, few = of_each(10, 0, rows), some(15, 0, rows)

    assert Counter(row["labels"]["category"] for row in each) == {"a": 10, "b": 10}
    assert len({row["id"] for row in few}) == 15
    assert all("labels" in row for row in few)
    assert (of_each(10, 0, rows), some(15, 0, rows)) == (each, few)
    assert some(15, 1, rows) != few


def test_a_public_set_is_used_where_it_is_and_its_test_part_left_alone(tmp_path: Path) -> None:
    """To compare, the training part is enough: the test part may be missing."""
    data, folder = public(tmp_path / "data"), tmp_path / "made"
    folder.mkdir()

    made = {one.name: one for one in rounds(folder, data)}

    assert list(made) == [
        "our messages, no labels",
        "our blind dev, no labels",
        "our fresh, no labels",
        "our scope dev, no labels",
        "bitext27 as five, no labels",
    ]
    with made["bitext27 as five, no labels"].test.open("rb") as source:
        asked = list(read_labelled(source, name="asked"))
    assert len(asked) == 2_000
    assert {one.labels["category"] for one in asked} == {"billing"}
    assert made["bitext27 as five, no labels"].train is None


def test_the_last_look_asks_the_test_part(tmp_path: Path) -> None:
    """All of it."""
    data, folder = public(tmp_path / "data", last=True), tmp_path / "made"
    folder.mkdir()

    made = {one.name: one for one in rounds(folder, data, last_look=True)}

    assert list(made) == [
        "our blind test, no labels",
        "our scope test, no labels",
        "bitext27 as five, no labels",
    ]
    assert len(made["bitext27 as five, no labels"].test.read_text("utf-8").splitlines()) == 7


def test_our_own_messages_are_in_the_form_that_the_command_takes(tmp_path: Path) -> None:
    """With the taxonomy of a fresh desk; of a range of urgency the middle counts."""
    own = list(rounds(tmp_path, None))

    with own[0].taxonomy.open("rb") as source:
        told = taxonomy_of(read_categories(source, name="own"))
    with own[0].test.open("rb") as source:
        first = next(read_labelled(source, name="own"))

    assert told == first_taxonomy()
    assert first.message.subject == "Double charge"
    assert (first.labels["category"], first.labels["urgency"]) == ("billing", 4.25)
    assert len(own[0].test.read_text("utf-8").splitlines()) == 145


@pytest.mark.parametrize(
    ("name", "categories", "phrases"),
    [("banking77", 77, 0), ("clinc150", 150, 0), ("bitext5", 5, 0), ("complaints10", 10, 40)],
)
def test_the_taxonomies_can_be_used(name: str, categories: int, phrases: int) -> None:
    """They tell what their sets are divided into, and nothing that was taken from messages."""
    with (TAXONOMIES / f"{name}.yaml").open("rb") as source:
        told = read_categories(source, name=name)

    taxonomy_of(told)
    assert len(told) == categories
    assert sum(len(one.phrases or ()) for one in told) == phrases
    if name in {"banking77", "clinc150"}:
        assert {one.description for one in told} == {one.name.replace("_", " ").lower() for one in told}


def test_all_intents_of_bitext_have_a_place_in_a_fresh_desk() -> None:
    """27 of them, in three of its categories."""
    names = {one.name for one in first_taxonomy().categories}

    assert len(FIVE) == 27
    assert set(FIVE.values()) == {"billing", "account", "general"} < names
    with (TAXONOMIES / "bitext5.yaml").open("rb") as source:
        assert {one.name for one in read_categories(source, name="bitext5")} == names


def test_the_baseline_that_is_kept_has_our_own_sets() -> None:
    """Of the encoder that comes with the desk."""
    told = json.loads((HERE / "baseline.json").read_text("utf-8"))["wordllama"]

    assert {"our messages, no labels", "our blind dev, no labels", "our fresh, no labels"} <= set(told)
    assert {"category", "urgency", "sentiment"} <= set(told["our fresh, no labels"])
    assert set(told["our scope dev, no labels"]) == {"scope"}


def test_a_promise_is_kept_by_what_comes_or_by_saying_that_nobody_can_know() -> None:
    """Two points below it are forgiven."""
    kept, broken = Delivered(True, 100, 93, 500, 0.9), Delivered(True, 100, 92, 500, 0.8)  # noqa: FBT003 - as it is made
    silent = Delivered(False, 0, 0, 500, 0.4)  # noqa: FBT003 - as above

    row = row_of("made up", 100, [kept, broken, silent])

    assert row == ("made up", "100", "3", "2", "1", "0.925", "0.920", "0.133", "0.700")


def test_vectors_are_made_once_and_stay_the_same() -> None:
    """In whatever order they are asked for."""
    encoder = Remembering(WordLlama())
    first = encoder.encode(["one", "two", "one"])

    again = encoder.encode(["two", "three"])

    assert (first == WordLlama().encode(["one", "two", "one"])).all()
    assert (again[0] == first[1]).all()
    assert encoder.encode([]).shape == (0, encoder.size)
