"""`firstline kb`, as somebody types it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from firstline.flows.samples import begin_with_samples
from firstline.gateways.article_file import sample_articles
from tests.make import make_desk, opened
from tests.run.commands import Run, runner
from tests.run.typed import typed

RETURNS = """---
id: returns
title: Returning a device
url: https://help.example.com/returns
updated: 2026-01-02
---
You can send a device back within 30 days of delivery. The label is in the box.
"""
HOURS = """---
id: hours
title: Opening hours
updated: 2026-01-02
---
Our shop is open from nine to five.
"""
MATTERS = (
    *("Invoices", "Passwords", "Delivery", "Warranty", "Batteries", "Gift cards", "Thermostats"),
    *("Valves", "Schedules", "Holidays", "Data export", "Discounts"),
)
ANSWERED = {"id", "ranking", "answerable", "draft"}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands in a folder of their own."""
    return runner(tmp_path, monkeypatch)


@pytest.fixture
def at(sqlite_url: str) -> dict[str, str]:
    """Say where the desk is."""
    return {"DATABASE_URL": sqlite_url}


def write_base() -> None:
    """Write a folder of two articles."""
    Path("help").mkdir(exist_ok=True)
    Path("help/returns.md").write_text(RETURNS, "utf-8")
    Path("help/hours.md").write_text(HOURS, "utf-8")


# --- taken in --------------------------------------------------------------------------------------------


def test_a_folder_is_kept_in_step(run: Run, database_url: str) -> None:
    """Each run says what changed, and what is not there any more is archived; for programs, too."""
    write_base()
    place = {"DATABASE_URL": database_url}
    words = ("kb", "import", "help", "--sync")

    first, again = run(*words, **place), run(*words, "--json", **place)
    Path("help/hours.md").unlink()
    Path("help/returns.md").write_text(RETURNS.replace("30", "14"), "utf-8")
    less = run(*words, **place)

    assert (first.code, first.err) == (0, "")
    assert first.out.splitlines() == [
        "added      hours, returns",
        "2 added, 0 changed, 0 unchanged, 0 archived.",
    ]
    nothing: dict[str, list[str]] = {"added": [], "changed": [], "archived": []}
    assert again.json == nothing | {"unchanged": ["hours", "returns"], "vectors": 0}
    assert less.out.splitlines() == [
        "changed    returns",
        "archived   hours",
        "0 added, 1 changed, 0 unchanged, 1 archived.",
    ]
    assert [one["standing"] for one in run("kb", "list", "--json", **place).json] == ["archived", "published"]


def test_without_sync_nothing_is_archived(run: Run, at: Mapping[str, str]) -> None:
    """A single file may come from a folder of many."""
    write_base()
    run("kb", "import", "help", **at)

    one = run("kb", "import", "help/returns.md", "--source", "help", "--json", **at)

    assert (one.json["unchanged"], one.json["archived"]) == (["returns"], [])


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.md", b"---\ntitle: [\n---\nText.", "a.md: the front matter is no YAML"),
        ("a.md", b"---\nupdated: soon\n---\nText.", "must be a day such as 2026-03-14"),
        ("a.md", b"\xff\xfe", "a.md is not UTF-8"),
        ("a.md", b"x" * 10_000_000, "text of at most 2,000,000 characters"),
        ("a.html", b"<p>" + b"x" * 10_000_000, "text of at most 2,000,000 characters"),
        (
            "articles.jsonl",
            b'{"id": "a", "title": "A", "text": "x"}\n{',
            "articles.jsonl, line 2: it is no JSON",
        ),
        ("articles.csv", b"id,title,text\n,,x\n", "articles.csv, row 2: id is '', and must be letters"),
        ("picture.png", b"\x89PNG", "holds no article"),
    ],
    ids=["yaml", "day", "encoding", "10 MB", "10 MB of HTML", "line", "row", "nothing"],
)
def test_a_bad_file_is_named_and_nothing_is_taken_in(
    run: Run, at: Mapping[str, str], name: str, content: bytes, says: str
) -> None:
    """In one sentence that says what would be right."""
    Path("help").mkdir()
    Path("help", name).write_bytes(content)

    done = run("kb", "import", "help", "--sync", **at)

    assert (done.code, done.out) == (1, "")
    assert says in done.err
    assert len(done.err.splitlines()) == 1
    assert run("kb", "list", "--json", **at).json == []


def test_a_place_that_is_not_there_is_named(run: Run, at: Mapping[str, str]) -> None:
    """To be taken in, and to be asked."""
    for words in (("import", "gone"), ("ask", "Hello?", "--kb", "gone"), ("add", "A", "--file", "gone")):
        done = run("kb", *words, **at)
        assert (done.code, done.out) == (1, "")
        assert "gone" in done.err


# --- one at a time ---------------------------------------------------------------------------------------


def test_an_article_is_written_shown_and_removed(run: Run, at: Mapping[str, str]) -> None:
    """From standard input; what is gone is said to be."""
    made = typed("Nine to five.\n\n## Sundays\nClosed.", "kb", "add", "Opening hours", **at)
    shown = run("kb", "show", "opening-hours", **at)
    told = run("kb", "show", "opening-hours", "--json", **at).json
    removed = run("kb", "remove", "opening-hours", **at)
    gone = run("kb", "show", "opening-hours", **at)

    assert made.out == "opening-hours is written, passages: 2.\n"
    assert shown.out.startswith("Opening hours\n")
    assert "## Sundays" in shown.out
    assert (told["version"], told["audience"], told["source"]) == (1, "public", "")
    assert [one["heading"] for one in told["passages"]] == ["", "Sundays"]
    assert removed.out == "opening-hours is removed.\n"
    assert (gone.code, gone.err) == (1, "firstline: There is no article 'opening-hours'.\n")
    assert run("kb", "remove", "opening-hours", **at).code == 1


def test_an_article_is_written_from_a_file_under_an_id_of_its_own(run: Run, at: Mapping[str, str]) -> None:
    """For agents alone; the same id is given once."""
    Path("steps.md").write_text("Ask for the serial number.", "utf-8")
    words = ("kb", "add", "Repair steps", "--file", "steps.md", "--id", "repair.2", "--internal", "--json")

    made, again = run(*words, **at), run(*words, **at)

    assert made.json == {"id": "repair.2", "version": 1}
    assert (again.code, "There is an article 'repair.2' already" in again.err) == (1, True)
    outside = run("kb", "search", "serial number", "--json", **at).json
    inside = run("kb", "search", "serial number", "--internal", "--json", **at).json
    assert (outside["items"], [one["id"] for one in inside["items"]]) == ([], ["repair.2"])


@pytest.mark.parametrize(
    ("words", "given", "says"),
    [
        (("???",), "Text.", "id is '', and must be letters"),
        (("A", "--id", "a b"), "Text.", "id is 'a b', and must be letters"),
        (("x" * 301,), "Text.", "text of at most 300 characters"),
        (("A",), "a\0b", "text is"),
        (("A",), "---\nstatus: gone\n---\nText.", "draft or published or archived"),
    ],
)
def test_what_can_be_no_article_is_not_written(
    run: Run, at: Mapping[str, str], words: tuple[str, ...], given: str, says: str
) -> None:
    """It says why."""
    done = typed(given, "kb", "add", *words, **at)

    assert (done.code, done.out) == (1, "")
    assert says in done.err
    assert run("kb", "list", "--json", **at).json == []


def test_a_text_from_right_to_left_is_found_and_shown(run: Run, at: Mapping[str, str]) -> None:
    """As it was written, but for marks that would turn the terminal's line around."""
    given = "---\nid: returns-he\nlanguage: he\n---\nאפשר להחזיר את המכשיר תוך 30 יום.\u202e"
    made = typed(given.encode(), "kb", "add", "החזרת מכשיר", **at)

    shown = run("kb", "show", "returns-he", **at)
    found = run("kb", "search", "איך להחזיר את המכשיר", "--json", **at).json

    assert made.code == 0
    assert "אפשר להחזיר את המכשיר תוך 30 יום.�" in shown.out
    assert [one["id"] for one in found["items"]] == ["returns-he"]


# --- looked up and over ----------------------------------------------------------------------------------


def test_a_question_finds_articles(run: Run, at: Mapping[str, str]) -> None:
    """The best first, with its passage and the chance that it answers."""
    write_base()
    run("kb", "import", "help", **at)

    shown = run("kb", "search", "How do I send a device back?", **at)
    told = run("kb", "search", "How do I send a device back?", "--json", **at).json

    first, passage, *_, last = shown.out.splitlines()
    assert first.endswith("returns  Returning a device")
    assert passage.strip().startswith("You can send a device back within 30 days")
    assert last.startswith("The chance that the first one answers it is ")
    assert [one["id"] for one in told["items"]] == ["returns", "hours"]
    assert set(told["items"][0]) == {"id", "title", "score", "passages"}
    assert 0 <= told["answerable"] <= 1


def test_an_empty_base_has_nothing_and_says_what_to_do(run: Run, at: Mapping[str, str]) -> None:
    """Whatever it is asked."""
    found = run("kb", "search", "Anything?", **at)
    asked = run("kb", "ask", "Anything?", "--json", **at).json

    assert found.out == "There is nothing to find: firstline kb import DIR takes articles in.\n"
    assert (asked["ranking"], asked["answerable"], asked["draft"]) == ([], 0, [])
    assert run("kb", "search", "Anything?", "--json", **at).json == {"answerable": 0, "items": []}
    assert run("kb", "check", **at).out == "There is nothing to mend.\n"
    assert run("kb", "samples", **at).out == "There are no samples.\n"
    assert run("kb", "list", "--json", **at).json == []


def test_a_base_is_looked_over(run: Run, at: Mapping[str, str]) -> None:
    """A line for each thing to mend."""
    write_base()
    Path("help/new.md").write_text(
        "---\ntitle: Sending back\nupdated: 2026-02-01\n---\n"
        "You can send a device back within 14 days of delivery. See [this](nowhere.md).",
        "utf-8",
    )
    run("kb", "import", "help", **at)

    shown, told = run("kb", "check", **at), run("kb", "check", "--json", **at)

    assert [(one["fault"], one["articles"]) for one in told.json] == [
        ("dead_link", ["new"]),
        ("contradicted", ["returns", "new"]),
    ]
    assert shown.out.splitlines()[0].startswith("dead_link    new: ")
    assert shown.out.splitlines()[-1] == "To look at: 2."


def test_samples_are_listed_and_removed_by_one_command(run: Run, sqlite_url: str) -> None:
    """What the desk wrote itself stays."""
    with opened(sqlite_url) as database:
        begin_with_samples(make_desk(database), sample_articles())
    at = {"DATABASE_URL": sqlite_url}
    typed("Ours.", "kb", "add", "Our own", **at)

    listed, removed = run("kb", "samples", **at), run("kb", "samples", "--remove", **at)

    assert "duplicate-charges" in listed.out.splitlines()
    assert removed.out == f"{len(listed.out.splitlines())} samples are removed.\n"
    assert [one["id"] for one in run("kb", "list", "--json", **at).json] == ["our-own"]
    assert run("kb", "samples", "--remove", "--json", **at).json == []


# --- asked -----------------------------------------------------------------------------------------------


def test_the_desk_is_asked_and_drafts_a_reply(run: Run, at: Mapping[str, str]) -> None:
    """As an argument or on standard input, with what it rests on."""
    write_base()
    run("kb", "import", "help", **at)
    question = "How many days do I have to send a device back?"

    shown = typed(question, "kb", "ask", **at)
    told = run("kb", "ask", question, "--json", **at).json

    assert "[returns] Returning a device" in shown.out
    assert "https://help.example.com/returns" in shown.out
    assert set(told) == ANSWERED | {"question"}
    assert told["question"] == question
    assert {one["article"] for one in told["draft"]} == {"returns"}


def test_an_article_is_named_by_the_address_at_which_customers_reach_it(
    run: Run, at: Mapping[str, str]
) -> None:
    """At the desk and out of a folder; the setting makes it whole."""
    write_base()
    run("kb", "import", "help", **at)
    words = ("kb", "ask", "When is your shop open?")

    bare = run(*words, **at)
    whole = [
        run(*words, *place, FIRSTLINE_PUBLIC_URL="https://example.com/desk/", **at)
        for place in ((), ("--kb", "help"))
    ]

    assert bare.out.rstrip().endswith(" /kb/hours")
    assert [one.out.rstrip().rpartition(" ")[2] for one in whole] == ["https://example.com/desk/kb/hours"] * 2


def test_a_folder_is_asked_and_nothing_is_left_behind(run: Run, tmp_path: Path) -> None:
    """No database is made, nor a folder for one."""
    write_base()

    told = run("kb", "ask", "How many days do I have to send a device back?", "--kb", "help", "--json")

    assert told.json["ranking"][0][0] == "returns"
    assert {one.name for one in tmp_path.iterdir()} <= {"help", "firstline.db"}
    assert not Path("instance").exists()
    assert {one.name for one in Path("help").iterdir()} == {"hours.md", "returns.md"}


def test_a_file_of_questions_is_answered_line_by_line(run: Run) -> None:
    """With exactly the keys that are documented; a question without an answer gets an empty draft."""
    write_many()
    known = "How long is the warranty on batteries?"
    ask_lines({"id": "q1", "question": known}, {"id": "q2", "question": "Who won the chess match in Oslo?"})

    done = run("kb", "ask", "questions.jsonl", "--kb", "help", "--predictions", "answers.jsonl")

    answers = [json.loads(line) for line in Path("answers.jsonl").read_text("utf-8").splitlines()]
    assert (done.code, done.out) == (0, "")
    assert (
        done.err
        == f"2 questions were asked, {sum(bool(one['draft']) for one in answers)} of them answered.\n"
    )
    assert [one["id"] for one in answers] == ["q1", "q2"]
    assert [set(one) for one in answers] == [ANSWERED, ANSWERED]
    for one in answers:
        scores = [score for _, score in one["ranking"]]
        assert len({name for name, _ in one["ranking"]}) >= 10
        assert scores == sorted(scores, reverse=True)
        assert 0 <= one["answerable"] <= 1
    assert answers[0]["answerable"] > answers[1]["answerable"]
    assert answers[1]["draft"] == []


def test_each_sentence_of_an_answer_quotes_its_passage(run: Run) -> None:
    """Word for word, from the article that it names."""
    write_base()
    ask_lines({"id": 7, "question": "How many days do I have to send a device back?"})

    run("kb", "ask", "questions.jsonl", "--kb", "help", "--predictions", "answers.jsonl")

    [answer] = [json.loads(line) for line in Path("answers.jsonl").read_text("utf-8").splitlines()]
    assert answer["id"] == "7"
    assert answer["draft"]
    for one in answer["draft"]:
        assert set(one) == {"text", "article", "passage", "quote"}
        assert one["article"] == "returns"
        assert one["quote"] in RETURNS
        assert one["passage"]


def test_answers_go_to_standard_output_where_no_file_is_named(run: Run) -> None:
    """A line each; lines without a question are passed over."""
    write_base()
    Path("questions.jsonl").write_text('\n{"id": "a", "question": "When are you open?"}\n\n', "utf-8")

    done = run("kb", "ask", "questions.jsonl", "--kb", "help")

    assert done.json["id"] == "a"
    assert done.json["ranking"][0][0] == "hours"


@pytest.mark.parametrize("line", ["{", "[]", "5", "null", '{"id": "q2"}', "[" * 9_000])
def test_a_bad_line_is_named_and_no_answers_are_written(run: Run, line: str) -> None:
    """By its number, with what a line looks like; an older file of answers stays."""
    write_base()
    Path("questions.jsonl").write_text(f'{{"id": "q1", "question": "Open?"}}\n{line}\n', "utf-8")
    Path("answers.jsonl").write_text("old", "utf-8")

    done = run("kb", "ask", "questions.jsonl", "--kb", "help", "--predictions", "answers.jsonl")

    assert (done.code, done.out) == (1, "")
    assert 'Line 2 holds no question: it looks like {"id": "q1", "question": "..."}.' in done.err
    assert Path("answers.jsonl").read_text("utf-8") == "old"
    assert not list(Path().glob("*.unfinished"))


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("questions.jsonl",), 2, "add --kb DIR"),
        (("Open?", "--predictions", "out.jsonl"), 2, "add --kb DIR"),
        (("gone.jsonl", "--kb", "help"), 1, "gone.jsonl cannot be read: No such file"),
        (
            ("questions.jsonl", "--kb", "help", "--predictions", "no/out.jsonl"),
            1,
            "no/out.jsonl cannot be written",
        ),
        (("Open?", "--kb", "help", "--encoder", "minilm"), 1, "minilm"),
        (("Open?", "--kb", "help", "--encoder", "../etc"), 1, "etc"),
        (("  ", "--kb", "help"), 2, "There is no question"),
    ],
)
def test_what_cannot_be_asked_is_told(run: Run, words: tuple[str, ...], code: int, says: str) -> None:
    """In a sentence, without an answer."""
    write_base()
    ask_lines({"id": "q1", "question": "Open?"})

    done = run("kb", "ask", *words)

    assert (done.code, done.out) == (code, "")
    assert says in done.err
    assert not Path("out.jsonl").exists()


def test_a_base_of_lines_is_asked_as_a_folder_is(run: Run) -> None:
    """`articles.jsonl`, alone or in its folder."""
    Path("base").mkdir()
    row = {"article": "hours", "title": "Opening hours", "text": "Our shop is open from nine to five."}
    Path("base/articles.jsonl").write_text(json.dumps(row), "utf-8")

    rankings = [
        run("kb", "ask", "When are you open?", "--kb", place, "--json").json["ranking"]
        for place in ("base", "base/articles.jsonl")
    ]

    assert [[name for name, _ in ranking] for ranking in rankings] == [["hours"], ["hours"]]


def write_many() -> None:
    """Write a folder of twelve articles."""
    Path("help").mkdir()
    for title in MATTERS:
        text = f"The {title.lower()} page. The warranty on {title.lower()} lasts two years."
        Path("help", f"{title.lower().replace(' ', '-')}.md").write_text(f"---\ntitle: {title}\n---\n{text}")


def ask_lines(*questions: Mapping[str, Any]) -> None:
    """Write a file of questions."""
    lines = (f"{json.dumps(one)}\n" for one in questions)
    Path("questions.jsonl").write_text("".join(lines), "utf-8")
