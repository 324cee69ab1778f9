"""Labelled messages and taxonomies from files: what is taken, and what is told of the rest."""

import gzip
import io
import json
from collections.abc import Sequence

import pytest
import yaml  # type: ignore[import-untyped] # it ships no types
from hypothesis import given
from hypothesis import strategies as st

from firstline.gateways.import_row import FileUnreadable
from firstline.gateways.labelled_file import (
    LARGEST_TAXONOMY,
    FileCategory,
    LabelledMessage,
    read_categories,
    read_labelled,
)
from firstline.tickets.message import Message

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)
MERGES = "a: &a {x: y, z: w}\n" + "".join(
    f"{name}: &{name} {{<<: [{', '.join([f'*{before}'] * 9)}]}}\n"
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


def messages(*lines: str | bytes) -> Sequence[LabelledMessage]:
    """Read lines as a file that is called `m.jsonl`."""
    told = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    return list(read_labelled(io.BytesIO(told), name="m.jsonl"))


def categories(told: str | bytes) -> Sequence[FileCategory]:
    """Read a taxonomy as a file that is called `t.yaml`."""
    return read_categories(io.BytesIO(told if isinstance(told, bytes) else told.encode()), name="t.yaml")


def test_a_whole_line_is_taken_as_it_stands() -> None:
    """Nothing of it is lost."""
    labels = {"category": "delivery", "urgency": 2.5, "frustrated": True, "sentiment": "neutral"}
    line = {"id": "7", "subject": "Late", "text": "Where is it?", "lang": "en", "tier": "vip"}

    (found,) = messages(json.dumps({**line, "channel": "email", "labels": labels, "in_scope": True}))

    assert found == LabelledMessage(
        id="7", message=Message("Where is it?", "Late", "vip", "en"), labels=labels, in_scope=True
    )


def test_a_text_is_enough() -> None:
    """A line without an id is called by its number; what is null is not said."""
    first, second = messages(
        '{"text": "one"}', "", '{"text": "two", "subject": null, "labels": {"team": null}}'
    )

    assert (first.id, second.id) == ("1", "3")
    assert second == LabelledMessage(id="3", message=Message("two"))


def test_an_id_may_be_a_number() -> None:
    """It is kept as text."""
    (found,) = messages('{"id": 12, "text": "one"}')

    assert found.id == "12"


@pytest.mark.parametrize(
    ("told", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("pt_BR", "pt"),
        ("EN", "en"),
        ("und", ""),
        ("", ""),
        ("Deutsch", ""),
        ("日", ""),
    ],
)
def test_languages_are_two_or_three_letters(told: str, language: str) -> None:
    """Anything else is not known."""
    (found,) = messages(json.dumps({"text": "x", "lang": told}))

    assert found.message.language == language


@pytest.mark.parametrize(("told", "meant"), [("yes", True), ("no", False), (True, True), (False, False)])
def test_frustrated_may_be_written_as_a_word(told: str | bool, meant: bool) -> None:  # noqa: FBT001 - a table's value
    """The word `no` is no yes."""
    (found,) = messages(json.dumps({"text": "x", "labels": {"frustrated": told}}))

    assert found.labels == {"frustrated": meant}


def test_a_packed_file_with_a_mark_before_it_is_read_too() -> None:
    """As imports are."""
    packed = gzip.compress(b'\xef\xbb\xbf{"text": "one"}\r\n{"text": "two"}\r\n')

    found = list(read_labelled(io.BytesIO(packed), name="m.jsonl.gz"))

    assert [one.message.text for one in found] == ["one", "two"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"text": "x"', "Input data was truncated"),
        ('{"id": "1"}', "missing required field `text`"),
        ('{"text": 5}', "Expected `str`, got `int` - at `$.text`"),
        ('["x"]', "Expected `object`, got `array`"),
        ('{"text": "x", "labels": {"urgency": [2, 3]}}', "got `array`"),
        ('{"text": "x", "labels": {"urgency": "high"}}', "the urgency is a number such as 3.5, not 'high'"),
        ('{"text": "x", "labels": {"urgency": "nan"}}', "the urgency is a number such as 3.5, not 'nan'"),
        ('{"text": "x", "labels": {"urgency": 1e308}}', "the urgency is a number such as 3.5, not 1e+308"),
        ('{"text": "x", "labels": {"urgency": true}}', "the urgency is a number such as 3.5, not True"),
        ('{"text": "x", "labels": {"frustrated": "very"}}', "frustrated is true or false, not 'very'"),
        ('{"text": "a\\u0000b"}', "the text holds characters that no message can have"),
        ('{"text": "x", "subject": "a\\u0000b"}', "the text holds characters that no message can have"),
        ('{"text": "x", "more": ' + "[" * 100_000, "maximum recursion depth"),
        (b'{"text": "\xff"}', "it is not UTF-8 text"),
        ('{"text": "' + "x" * 2**22 + '"}', "it is too long to be one message"),
    ],
)
def test_what_is_no_message_is_told_with_its_line(line: str | bytes, says: str) -> None:
    """Somebody has to find it in the file."""
    with pytest.raises(FileUnreadable) as told:
        messages('{"text": "fine"}', line)

    assert told.value.sentence.startswith("m.jsonl, line 2: ")
    assert says in told.value.sentence
    assert len(told.value.sentence) < 200


def test_a_taxonomy_needs_no_more_than_names() -> None:
    """And may tell as much as it likes."""
    bare, full = categories(
        """
        categories:
          - name: delivery
          - name: Billing & money
            description: What is owed
            phrases: {en: [I was charged twice], de: [Doppelt abgebucht]}
            team: finance
            title: Money
            subcategories: [Invoices, Other]
            retired: true
        """
    )

    assert bare == FileCategory("delivery")
    assert full == FileCategory(
        "Billing & money",
        "What is owed",
        {"en": ["I was charged twice"], "de": ["Doppelt abgebucht"]},
        "finance",
        "Money",
        ["Invoices", "Other"],
        retired=True,
    )


def test_names_are_read_as_they_are_written() -> None:
    """YAML's own reader makes truths, numbers and days of them."""
    found = categories(
        "categories: [{name: no, phrases: [yes, 1.0]}, {name: 404}, {name: 2026-13-45}, {name: null}]"
    )

    assert [one.name for one in found] == ["no", "404", "2026-13-45", "null"]
    assert found[0].phrases == ["yes", "1.0"]


def test_what_is_left_empty_is_not_said() -> None:
    """In each of YAML's ways, and in JSON's."""
    told = "categories: [{name: a, phrases: , description: ~, team: null, title: ''}]"
    in_json = '{"categories": [{"name": "a", "phrases": null, "description": null}]}'

    assert categories(told) == categories(in_json) == [FileCategory("a")]


def test_lists_that_were_written_once_and_named_again_are_fine() -> None:
    """Python's writer does so when it meets the same list twice."""
    same = ["where is it?"]
    told = yaml.safe_dump({"categories": [{"name": name, "phrases": same} for name in "ab"]})

    assert "*id001" in told
    assert [one.phrases for one in categories(told)] == [same, same]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("", "Expected `object`, got `null`"),
        ("just words", "Expected `object`, got `str`"),
        ("names: [a]", "missing required field `categories`"),
        ("categories: [a]", "Expected `object`, got `str` - at `$.categories[0]`"),
        ("categories: [{title: a}]", "missing required field `name` - at `$.categories[0]`"),
        ("categories: [{name: [a]}]", "Expected `str`, got `array` - at `$.categories[0].name`"),
        ("categories: [{name: a, retired: perhaps}]", "at `$.categories[0].retired`"),
        ("categories: [{name: a}", "line 1, column"),
        ("categories:\n\t- name: a", "line 2, column 1"),
        ("? [a]\n: b", "unhashable"),
        (b"categories: [{name: \xff}]", "invalid leading UTF-8 octet"),
        ("categories: &a [*a]", "recursive"),
        (f"{LAUGHS}categories: *j", "line 6 goes too deep, or is too much for a taxonomy"),
        (f"{MERGES}categories: *j", "line 6 goes too deep, or is too much for a taxonomy"),
        ("[" * 100_000, "line 1 goes too deep"),
        ("{a: " * 100_000, "line 1 goes too deep"),
        ("- " * 100_000, "line 1 goes too deep"),
        ("categories:\n" + "  - {name: x}\n" * 150_000, "too much for a taxonomy"),
    ],
)
def test_what_is_no_taxonomy_is_told_with_its_place(told: str | bytes, says: str) -> None:
    """A file that was made to break readers is refused like any other."""
    with pytest.raises(FileUnreadable) as error:
        categories(told)

    assert error.value.sentence.startswith("t.yaml is no taxonomy: ")
    assert says in error.value.sentence
    assert len(error.value.sentence) < 300


def test_a_file_beyond_all_measure_is_not_read_to_its_end() -> None:
    """It stops behind the limit."""
    endless = io.BytesIO(b"#" * (2 * LARGEST_TAXONOMY))

    with pytest.raises(FileUnreadable, match="has more than 4,194,304 bytes: no taxonomy is that long"):
        read_categories(endless, name="t.yaml")

    assert endless.tell() == LARGEST_TAXONOMY + 1


def test_tags_run_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """They are read over."""
    made = categories("categories: [{name: !!python/name:os.system x, team: !!timestamp y}]")

    with pytest.raises(FileUnreadable):
        categories('categories: [!!python/object/apply:os.system ["echo run"]]')

    assert made == [FileCategory("x", team="y")]
    assert capfd.readouterr().out == ""


PIECES = st.lists(
    st.sampled_from(
        [*"[]{}:,-&*!|>%@\"'\n\t #~?0", "categories", "name", "\n  - ", ": ", "&x ", "*x", "!!bool ", "<<: "]
    ),
    max_size=40,
).map("".join)


@given(PIECES, st.integers(0, 60))
def test_no_yaml_breaks_the_reader(noise: str, place: int) -> None:
    """It is read, or refused with a sentence."""
    fine = "categories:\n  - {name: a, phrases: &x [b]}\n  - {name: c, phrases: *x}\n"
    try:
        found = categories(fine[:place] + noise + fine[place:])
    except FileUnreadable as error:
        assert error.sentence.startswith("t.yaml is no taxonomy: ")  # noqa: PT017 - either of two ends is right
    else:
        assert all(isinstance(one.name, str) for one in found)
