"""`firstline evaluate`, as somebody types it: verdicts on labelled messages, and how good they were."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from firstline.flows.evaluate import taxonomy_of
from firstline.gateways.labelled_file import FileCategory
from firstline.triage.labels import first_taxonomy
from firstline.triage.learned import HOME
from firstline.triage.novice import texts_in
from tests.run.commands import Ran, Run, runner

TAXONOMY = """
categories:
  - name: Parcels & delivery
    description: Parcels, couriers, and when an order arrives
  - name: money
    description: Payments, invoices, charges and refunds
    team: finance
  - name: sign-in
    description: Passwords, logging in, locked accounts
"""
NAMES = {"Parcels & delivery", "money", "sign-in"}
TOLD = (
    ("The courier never came with my parcel", "Parcels & delivery"),
    ("My order should have arrived on Monday", "Parcels & delivery"),
    ("When will the package be delivered?", "Parcels & delivery"),
    ("The parcel lies at the wrong address", "Parcels & delivery"),
    ("I was charged twice on my card", "money"),
    ("Please send me the invoice of March", "money"),
    ("The refund of my payment is missing", "money"),
    ("Why did you charge me a fee?", "money"),
    ("I forgot my password", "sign-in"),
    ("My account is locked after three tries", "sign-in"),
    ("The code for logging in never comes", "sign-in"),
    ("I cannot log in with my new password", "sign-in"),
)
ASKED = (
    ("Where is my parcel, has the courier lost it?", "Parcels & delivery"),
    ("My invoice shows a charge that I did not make", "money"),
    ("The password reset does not let me log in", "sign-in"),
)
FIELDS = {"category", "subcategory", "urgency", "priority", "level", "sentiment", "frustrated", "team"}
VALUES: dict[str, set[Any]] = {
    "category": NAMES,
    "subcategory": {"Other"},
    "urgency": {step / 2 for step in range(2, 11)},
    "priority": {"low", "medium", "high", "urgent"},
    "level": {"P1", "P2", "P3"},
    "sentiment": {"positive", "neutral", "negative"},
    "frustrated": {True, False},
    "team": {"finance", "support"},
}
FEW = "Nobody can know yet: even without a mistake it takes 42 labels to promise 95%, and there are 12."


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands in a folder with a taxonomy and a dozen labelled messages."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "t.yaml").write_text(TAXONOMY, "utf-8")
    write(folder / "train.jsonl", *(labelled(*pair) for pair in TOLD))
    write(folder / "test.jsonl", *(labelled(*pair) for pair in ASKED))
    return runner(folder, monkeypatch)


def labelled(text: str, category: str | None = None, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    """Make a line of a file."""
    return {"id": text[:20], "text": text, **({"labels": {"category": category}} if category else {}), **more}


def write(file: Path | str, *lines: dict[str, Any] | str) -> None:
    """Write a file of lines."""
    told = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    Path(file).write_text("".join(f"{line}\n" for line in told), "utf-8")


def evaluated(run: Run, *words: str, **environment: str) -> Ran:
    """Evaluate the files that lie there."""
    files = ("--taxonomy", "t.yaml", "--test", "test.jsonl", "--predictions", "out.jsonl")
    return run("evaluate", *files, *words, **environment)


def predictions() -> Sequence[dict[str, Any]]:
    """Read what was predicted."""
    return [json.loads(line) for line in Path("out.jsonl").read_text("utf-8").splitlines()]


def category_of(told: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
    """Give what was predicted of the category."""
    return told["fields"]["category"]


@pytest.mark.parametrize("train", [(), ("--train", "train.jsonl")])
def test_a_prediction_tells_language_entities_and_every_field(run: Run, train: tuple[str, ...]) -> None:
    """In exactly the shape that is promised, whether it was taught or not."""
    text = (
        "Order no 4711 cost 19,90 €, write to ava@example.com or call +44 20 7946 0958 by 2026-03-01. "
        "My IBAN is DE89 3704 0044 0532 0130 00."
    )
    write("test.jsonl", {"id": 8, "text": text, "subject": "My order", "tier": "vip", "channel": "email"})

    done = evaluated(run, *train)

    assert (done.code, done.err) == (0, "")
    (told,) = predictions()
    assert set(told) == {"id", "language", "entities", "fields"}
    assert (told["id"], told["language"]) == ("8", "en")
    assert told["entities"] == [
        {"type": "order_no", "value": "4711"},
        {"type": "amount", "value": "EUR 19.90"},
        {"type": "email", "value": "ava@example.com"},
        {"type": "phone", "value": "+442079460958"},
        {"type": "date", "value": "2026-03-01"},
        {"type": "iban", "value": "DE89370400440532013000"},
    ]
    assert set(told["fields"]) == FIELDS
    for about, field in told["fields"].items():
        shape = {"value", "confidence", "decision", "ranking"}
        assert set(field) == (shape | {"in_scope"} if about == "category" else shape)
        assert field["decision"] in {"auto", "suggest", "person"}
        assert 0 <= field["confidence"] <= 1
    assert 0 <= category_of(told)["in_scope"] <= 1


@pytest.mark.parametrize("train", [(), ("--train", "train.jsonl")])
def test_a_ranking_shares_out_the_chance_among_the_values_that_there_are(
    run: Run, train: tuple[str, ...]
) -> None:
    """The first one is the value; of the urgency, which is a number, it is a step of half a point."""
    texts = [text for text, _ in ASKED] + ["", "URGENT!!! I am furious, this is fraud", "Danke, alles gut"]
    write("test.jsonl", *({"id": text[:9], "text": text} for text in texts))

    evaluated(run, *train)

    told = predictions()
    assert len(told) == len(texts)
    for about, field in [pair for one in told for pair in one["fields"].items()]:
        ranked, chances = zip(*field["ranking"], strict=True)
        assert sum(chances) == pytest.approx(1, abs=0.01)
        assert list(chances) == sorted(chances, reverse=True)
        assert len(set(ranked)) == len(ranked)
        assert set(ranked) == VALUES[about]
        assert field["value"] == ranked[0] or (about == "urgency" and 1 <= field["value"] <= 5)


def test_names_and_descriptions_must_do_without_phrases(run: Run) -> None:
    """And do, where a message is about what they say."""
    done = evaluated(run, "--json")

    assert [category_of(told)["value"] for told in predictions()] == [category for _, category in ASKED]
    assert (done.json["trained_on"], done.json["promises"]) == (0, [])
    assert {category_of(told)["decision"] for told in predictions()} <= {"suggest", "person"}


def test_the_scores_are_those_of_the_predictions(run: Run) -> None:
    """A program reads them, and may count for itself."""
    write(
        "test.jsonl", *(labelled(*pair) for pair in ASKED), labelled("Hello there", "money"), labelled("Hi")
    )

    done = evaluated(run, "--train", "train.jsonl", "--json")

    told, truth = predictions(), [*(category for _, category in ASKED), "money"]
    score = done.json["fields"]["category"]
    right = [category_of(one)["value"] == label for one, label in zip(told[:4], truth, strict=True)]
    assert score["messages"] == 4
    assert score["accuracy"] == sum(right) / 4
    assert sum(cell["count"] for cell in score["confusion"]) == 4 - sum(right)
    assert set(done.json["fields"]) == {"category"}
    assert (done.json["messages"], done.json["trained_on"]) == (5, 12)
    assert (done.json["encoder"], done.json["promise"]) == ("wordllama", 0.95)
    assert done.json["out_of_scope_auroc"] is None
    assert 0 < done.json["milliseconds"]["p50"] <= done.json["milliseconds"]["p95"]
    (promise,) = done.json["promises"]
    assert (promise["field"], promise["language"], promise["labels"]) == ("category", "en", 12)
    assert (promise["threshold"], promise["sentence"]) == (None, FEW)


def test_labels_with_names_from_before_count_under_the_present_ones(run: Run) -> None:
    """Where the taxonomy's file says where they went."""
    Path("t.yaml").write_text(f"{TAXONOMY}moves: {{bills: money}}\n", "utf-8")
    for file, rows in (("train.jsonl", TOLD), ("test.jsonl", ASKED)):
        write(file, *(labelled(text, "bills" if name == "money" else name) for text, name in rows))

    done = evaluated(run, "--train", "train.jsonl", "--json")

    assert done.json["fields"]["category"]["accuracy"] == 1.0


def test_a_person_reads_a_table(run: Run) -> None:
    """How many, how fast, what can be promised, and what is confused."""
    write("test.jsonl", *(labelled(*pair) for pair in ASKED), labelled("The parcel never came", "money"))

    done = evaluated(run, "--train", "train.jsonl")

    lines = done.out.splitlines()
    assert lines[0].startswith("4 messages judged by wordllama, learnt from 12 in ")
    assert f"category (en): {FEW}" in lines
    header, row = (line.split("  ") for line in lines[3:5])
    assert header[0] == "field"
    assert [cell for cell in row if cell][:2] == ["category", "4"]
    assert lines[-1].startswith("category, most confused: money as Parcels & delivery: 1")


def test_nothing_is_left_but_the_predictions(run: Run, tmp_path: Path) -> None:
    """A desk of its own leaves no trace, neither here nor where the desk keeps its data."""
    home = tmp_path / "home"
    home.mkdir()
    before = {path.name: path.read_bytes() for path in Path().iterdir()}

    done = evaluated(run, "--train", "train.jsonl", FIRSTLINE_HOME=str(home))

    assert done.code == 0
    assert list(home.iterdir()) == []
    assert {path.name for path in Path().iterdir()} == {*before, "out.jsonl"}
    assert all(Path(name).read_bytes() == told for name, told in before.items())
    assert Path("out.jsonl").stat().st_mode & 0o077 == 0


def test_the_same_files_give_the_same_predictions(run: Run) -> None:
    """To the byte."""
    evaluated(run, "--train", "train.jsonl")
    first = Path("out.jsonl").read_bytes()

    evaluated(run, "--train", "train.jsonl")

    assert Path("out.jsonl").read_bytes() == first


def test_predictions_may_go_to_standard_output(run: Run) -> None:
    """Alone, so that a program can read them."""
    done = run("evaluate", "--taxonomy", "t.yaml", "--test", "test.jsonl", "--predictions", "-")

    assert [category_of(json.loads(line))["value"] for line in done.out.splitlines()] == [
        category for _, category in ASKED
    ]
    assert not Path("-").exists()


def test_verdicts_and_scores_do_not_share_standard_output(run: Run) -> None:
    """No program could read them."""
    done = run("evaluate", "--taxonomy", "t.yaml", "--test", "test.jsonl", "--predictions", "-", "--json")

    assert (done.code, done.out) == (2, "")
    assert "leave --json out, or give --predictions a file." in done.err


def test_the_language_that_the_desk_tells_is_compared_with_the_files(run: Run) -> None:
    """Though a message is judged in the one that the file says."""
    write(
        "test.jsonl",
        labelled("Where is my parcel, has the courier lost it?", lang="en"),
        labelled("Wo bleibt mein Paket, hat der Bote es verloren?", lang="de"),
        labelled("Please send me the invoice of March", lang="fr"),
        labelled("My account is locked"),
    )

    done = evaluated(run, "--json")

    assert done.json["language_accuracy"] == pytest.approx(2 / 3)
    assert [told["language"] for told in predictions()][:3] == ["en", "de", "fr"]


def test_a_category_with_a_known_name_is_told_by_its_own_words_and_by_the_shipped_ones() -> None:
    """Its description beside our phrases; without one, ours; with phrases, only what the file says."""
    known = first_taxonomy()
    own = FileCategory("sales", description="Quotes for tractors")
    phrased = FileCategory("account", phrases=["I want a key to the barn"])

    told = texts_in(taxonomy_of([FileCategory("billing"), own, phrased]), HOME)

    ours = {one.name: one for one in known.categories}
    assert told["billing"] == ["billing", ours["billing"].description, *ours["billing"].phrases[HOME]]
    assert told["sales"] == ["sales", "Quotes for tractors", *ours["sales"].phrases[HOME]]
    assert told["account"] == ["account", "I want a key to the barn"]


def test_one_label_already_counts(run: Run) -> None:
    """A message like it is more likely of its category than before."""
    text = "The doodad of my gizmo wobbles"
    write("test.jsonl", labelled(text))
    write("train.jsonl", labelled(text, "money"))

    evaluated(run)
    (before,) = predictions()
    evaluated(run, "--train", "train.jsonl")
    (after,) = predictions()

    chance = dict(category_of(before)["ranking"])["money"]
    assert dict(category_of(after)["ranking"])["money"] > chance


def test_labels_that_the_taxonomy_has_not_are_never_said(run: Run) -> None:
    """They teach nothing, and a message that has one counts as wrong."""
    write("train.jsonl", *(labelled(text, "weather") for text, _ in TOLD))
    write("test.jsonl", labelled("Where is my parcel?", "weather"), labelled(*ASKED[0]))

    done = evaluated(run, "--train", "train.jsonl", "--json")

    assert {name for told in predictions() for name, _ in category_of(told)["ranking"]} == NAMES
    assert (done.json["unknown_labels"], done.json["unknown"]) == (12, {"category: weather": 12})
    assert done.err == (
        "12 labels to learn from are not in the taxonomy and taught nothing: category: weather (12).\n"
    )
    assert done.json["fields"]["category"]["accuracy"] == 0.5
    assert done.json["promises"] == []


def test_an_empty_file_has_no_scores(run: Run) -> None:
    """It is no mistake either."""
    write("test.jsonl")

    done, told = evaluated(run), evaluated(run, "--train", "train.jsonl", "--json").json

    assert done.out == "0 messages judged by wordllama, untaught.\n"
    assert (told["messages"], told["fields"], told["milliseconds"]) == (0, {}, {})
    assert predictions() == []


def test_what_does_not_belong_has_no_say_in_the_fields(run: Run) -> None:
    """How well it was told apart has a number of its own."""
    strays = (
        "What is the capital of Peru?",
        "Sing me a song about whales",
        "Who won the chess game in 1972?",
    )
    write(
        "test.jsonl",
        *(labelled(*pair) for pair in ASKED),
        *(labelled(text, "money", in_scope=False) for text in strays),
    )

    done = evaluated(run, "--train", "train.jsonl", "--json")

    assert done.json["fields"]["category"]["messages"] == 3
    assert done.json["out_of_scope_auroc"] == 1.0
    belongs = [category_of(told)["in_scope"] for told in predictions()]
    assert min(belongs[:3]) > max(belongs[3:])


def test_marks_are_scored_where_messages_are_labelled_with_them(run: Run) -> None:
    """What has one has no say in the other fields."""
    spam = "We rank your website on the first page of Google for only $99: https://rank.example"
    write(
        "test.jsonl",
        *({"text": text, "labels": {"category": name, "scope": "in_scope"}} for text, name in ASKED),
        {"text": spam, "labels": {"category": "money", "scope": "spam"}},
        {"text": "Where is it?", "labels": {"scope": "bounce"}},
    )

    fields = evaluated(run, "--json").json["fields"]

    assert fields["category"]["messages"] == len(ASKED)
    assert fields["scope"]["messages"] == len(ASKED) + 2
    assert [(one["truth"], one["said"]) for one in fields["scope"]["confusion"]] == [("bounce", "in_scope")]


def test_what_does_not_belong_may_be_learnt_from(run: Run) -> None:
    """Its label is not: it never makes its category likelier."""
    strays = [labelled(f"What is {number} and {number}?", "money", in_scope=False) for number in range(12)]
    write("train.jsonl", *(labelled(*pair) for pair in TOLD), *strays)
    write("test.jsonl", {"id": "1", "text": "What is 7 and 8?"}, labelled(*ASKED[0]))

    done = evaluated(run, "--train", "train.jsonl")

    stray, ours = map(category_of, predictions())
    assert done.code == 0
    assert stray["decision"] == "person"
    assert stray["in_scope"] < ours["in_scope"]


def test_a_person_is_asked_about_languages_of_which_nothing_is_known(run: Run) -> None:
    """Whether the file tells the language or the text does."""
    write(
        "test.jsonl",
        {"id": "1", "text": "Wo bleibt mein Paket? Ich warte schon seit drei Wochen darauf."},
        {"id": "2", "text": "我的包裹在哪里已经等了三个星期了"},
        {"id": "3", "text": "paket", "lang": "sv-SE"},
    )

    evaluated(run, "--train", "train.jsonl")

    assert [told["language"] for told in predictions()] == ["de", "zh", "sv"]
    assert {category_of(told)["decision"] for told in predictions()} == {"person"}


def test_other_languages_learn_from_their_own_labels(run: Run) -> None:
    """Words and pieces of words are enough."""
    german = (
        ("Mein Paket ist nicht angekommen", "Parcels & delivery"),
        ("Wann wird das Paket geliefert?", "Parcels & delivery"),
        ("Die Rechnung ist falsch", "money"),
        ("Bitte schicken Sie mir die Rechnung", "money"),
        ("Mein Passwort geht nicht", "sign-in"),
        ("Ich habe das Passwort vergessen", "sign-in"),
    )
    write("train.jsonl", *(labelled(*pair, lang="de") for pair in 2 * german))
    write("test.jsonl", labelled("Wo ist das Paket?", lang="de"), labelled("Neues Passwort bitte", lang="de"))

    done = evaluated(run, "--train", "train.jsonl")

    assert "category (de): " in done.out
    assert [category_of(told)["value"] for told in predictions()] == ["Parcels & delivery", "sign-in"]


def test_urgency_is_learnt_and_scored_as_a_number(run: Run) -> None:
    """By how far off it is, and whether the order is right."""
    calm = ["What are your opening hours?", "Do you have this in blue?", "Thank you for your help"]
    loud = [
        "The gas pipe in our kitchen leaks",
        "The ward has no oxygen left",
        "Smoke comes out of your device",
    ]
    train = [(text, 1.0) for text in calm] + [(text, 5.0) for text in loud]
    write("train.jsonl", *({"text": text, "labels": {"urgency": points}} for text, points in 3 * train))
    write(
        "test.jsonl",
        {"text": "Is it there in blue, too?", "labels": {"urgency": 1}},
        {"text": "Gas leaks in our kitchen", "labels": {"urgency": 4.5}},
    )

    done = evaluated(run, "--train", "train.jsonl", "--json")

    card = done.json["fields"]["urgency"]
    told = [one["fields"]["urgency"]["value"] for one in predictions()]
    off = [abs(value - truth) for value, truth in zip(told, (1, 4.5), strict=True)]
    assert card["spearman"] == 1.0
    assert card["macro_f1"] is None
    assert card["accuracy"] == sum(one <= 0.5 for one in off) / 2


def test_a_message_of_a_megabyte_is_judged_like_any_other(run: Run) -> None:
    """However little it says."""
    write("test.jsonl", labelled("Where is my parcel? " * 52_000), labelled("a" * 2**20))

    done = evaluated(run, "--train", "train.jsonl")

    assert done.code == 0
    assert {category_of(told)["value"] for told in predictions()} <= NAMES


@pytest.mark.parametrize("part", ["test.jsonl", "train.jsonl"])
def test_a_broken_line_is_named_and_nothing_is_predicted(run: Run, part: str) -> None:
    """Predictions of an earlier time stay as they were."""
    write("out.jsonl", "earlier")
    write(part, labelled(*ASKED[0]), '{"id": "2", "text": ')

    done = evaluated(run, "--train", "train.jsonl")

    assert (done.code, done.out) == (1, "")
    assert done.err == f"firstline: {part}, line 2: Input data was truncated.\n"
    assert Path("out.jsonl").read_text("utf-8") == "earlier\n"
    assert not Path("out.jsonl.unfinished").exists()


def test_what_is_not_utf_8_is_named(run: Run) -> None:
    """A spreadsheet from an old machine."""
    Path("test.jsonl").write_bytes(b'{"id": "1", "text": "Stra\xdfe"}\n')

    done = evaluated(run)

    assert (done.code, done.err) == (1, "firstline: test.jsonl, line 1: it is not UTF-8 text.\n")


@pytest.mark.parametrize(
    ("taxonomy", "says"),
    [
        ("just words", "t.yaml is no taxonomy: Expected `object`, got `str`."),
        ("categories: []", "t.yaml: A taxonomy has 1 to 200 categories, not 0."),
        ("categories: [{name: a}, {name: a}]", "needs a name that no other has, and 'a' is none."),
        ("categories: [{name: ' '}]", "needs a name that no other has, and ' ' is none."),
        ("categories: [{name: a, retired: true}]", "All categories are retired: one must be open"),
        ("categories: [{name: a, phrases: [" + "b," * 501 + "]}]", "'a' has more than 500 phrases."),
        ("a: &a [x, x]\nb: &b [*a, *a]\ncategories: [" + "*b, " * 60_000 + "]", "too much for a taxonomy."),
        ("[" * 100_000, "goes too deep"),
    ],
)
def test_a_file_that_is_no_taxonomy_is_refused(run: Run, taxonomy: str, says: str) -> None:
    """With one sentence, however it was meant."""
    Path("t.yaml").write_text(taxonomy, "utf-8")

    done = evaluated(run)

    assert (done.code, done.out) == (1, "")
    assert says in done.err
    assert len(done.err.splitlines()) == 1
    assert not Path("out.jsonl").exists()


def test_categories_that_are_called_like_truths_are_just_that(run: Run) -> None:
    """Nobody must know how YAML reads `no`."""
    Path("t.yaml").write_text("categories: [{name: yes}, {name: no}]", "utf-8")
    write("test.jsonl", labelled("yes, please do", "yes"), labelled("no, do not", "no"))

    done = evaluated(run, "--json")

    assert done.json["fields"]["category"]["accuracy"] == 1.0


def test_one_category_is_always_right(run: Run) -> None:
    """There is nothing else to say, with labels or without."""
    Path("t.yaml").write_text("categories: [{name: all}]", "utf-8")
    write("train.jsonl", *(labelled(text, "all") for text, _ in TOLD))

    done = evaluated(run, "--train", "train.jsonl")

    assert done.code == 0
    assert {tuple(*category_of(told)["ranking"]) for told in predictions()} == {("all", 1.0)}


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--promise", "0"), 2, "--promise is a precision above 0.02, at most 1, such as 0.95."),
        (("--promise", "0.02"), 2, "--promise is a precision above 0.02"),
        (("--promise", "1.01"), 2, "--promise is a precision above 0.02"),
        (("--promise", "nan"), 2, "--promise is a precision above 0.02"),
        (("--llm", "maybe"), 2, "--llm is `on` or `off`."),
        (("--encoder", "minilm"), 1, "minilm is not installed on this machine: `firstline models install"),
        (("--encoder", "../minilm"), 1, "'../minilm' is no name"),
        (("--taxonomy", "none.yaml"), 1, "none.yaml cannot be read: No such file or directory."),
        (("--train", "none.jsonl"), 1, "none.jsonl cannot be read: No such file or directory."),
        (("--test", "."), 1, ". cannot be read: Is a directory."),
        (("--predictions", "none/out.jsonl"), 1, "none/out.jsonl cannot be written: No such file"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, words: tuple[str, ...], code: int, says: str) -> None:
    """One sentence, and an exit code that tells a mistake in the command from one in the files."""
    done = evaluated(run, *words)

    assert (done.code, done.out) == (code, "")
    assert says in done.err
    assert {path.name for path in Path().iterdir()} == {"t.yaml", "train.jsonl", "test.jsonl"}


def test_without_a_provider_the_llm_is_silent(run: Run) -> None:
    """It is asked of the urgency only, and the rules' stands."""
    evaluated(run)
    before = predictions()

    done = evaluated(run, "--llm", "on")

    assert done.code == 0
    assert predictions() == before
