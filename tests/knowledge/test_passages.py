"""An article is cut into passages whose ids last."""

from hypothesis import given
from hypothesis import strategies as st

from firstline.knowledge.blocks import blocks
from firstline.knowledge.passages import DIGITS, MOST_WORDS, passages

PAGE = (
    "Intro.\n\n## Returns\nWithin 30 days. Unopened.\n\n"
    "## Prices\n| Plan | Price |\n|---|---|\n| Plus | 9 € |"
)


def test_an_edit_elsewhere_changes_no_other_id() -> None:
    """Only what was changed has another one."""
    before = passages(PAGE)

    after = passages(PAGE.replace("30 days", "14 days"))

    assert [one.id == other.id for one, other in zip(before, after, strict=True)] == [True, False, True]
    assert [one.heading for one in after] == ["", "Returns", "Prices"]


def test_a_passage_under_another_heading_is_another() -> None:
    """The same words may mean something else there."""
    one, other = passages("## Ireland\nWithin 30 days.\n## USA\nWithin 30 days.")

    assert one.text == other.text
    assert one.id != other.id


def test_what_is_said_twice_has_two_ids() -> None:
    """In the same section, far enough apart to be two passages."""
    told = " ".join(f"Word{number}" for number in range(MOST_WORDS - 1)) + " end."

    first, second = passages(f"{told}\n\n{told}")

    assert (first.text, second.id) == (second.text, f"{first.id}-2")


def test_a_long_section_is_shared_out_by_whole_sentences() -> None:
    """None is longer than it may be, unless one sentence is."""
    sentence = "This is one of the many sentences that stand in this section of ours. "

    found = passages(f"# Long\n{sentence * 40}")

    assert len(found) > 3
    assert {one.heading for one in found} == {"Long"}
    assert all(len(one.text.split()) <= MOST_WORDS for one in found)
    assert {line for one in found for line in one.sentences} == {sentence.strip()}


def test_an_empty_page_has_none() -> None:
    """Nor has one of headings only."""
    assert passages("") == passages("# Title\n## Next") == []


@given(st.text(alphabet=st.sampled_from("ab. \n#|-*1>`<é"), max_size=500))
def test_each_sentence_stands_in_one_passage(page: str) -> None:
    """In the order of the page; ids are unique."""
    found = passages(page)

    told = [sentence for block in blocks(page) for sentence in block.sentences]
    assert [line for one in found for line in one.sentences] == told
    assert len({one.id for one in found}) == len(found)
    assert all(len(one.id) >= DIGITS and one.text for one in found)
