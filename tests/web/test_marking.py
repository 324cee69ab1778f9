"""Evidence is marked where it stands, however its spans overlap."""

from hypothesis import given
from hypothesis import strategies as st

from firstline.web.marking import Segment, mark

SPANS = st.dictionaries(
    st.sampled_from(["category", "urgency", "sentiment"]),
    st.lists(st.tuples(st.integers(-5, 60), st.integers(-5, 60)), max_size=6),
)


def test_a_text_without_evidence_is_one_segment() -> None:
    """There is nothing to mark."""
    assert mark("All is well.", {}) == [Segment("All is well.")]


def test_an_empty_text_has_no_segments() -> None:
    """Not even when spans were made for another text."""
    assert mark("", {"urgency": [(0, 4)]}) == []


def test_overlapping_spans_share_the_words_they_have_in_common() -> None:
    """Each word knows every field that leans on it."""
    segments = mark("cannot log in today", {"urgency": [(0, 13)], "category": [(7, 19)]})

    assert segments == [
        Segment("cannot ", ("urgency",)),
        Segment("log in", ("category", "urgency")),
        Segment(" today", ("category",)),
    ]


def test_the_same_evidence_twice_is_marked_once() -> None:
    """Two reasons of one field may quote the same words, or words side by side."""
    assert mark("blocked!", {"urgency": [(0, 7), (0, 7), (0, 4), (4, 7)]}) == [
        Segment("blocked", ("urgency",)),
        Segment("!"),
    ]


def test_spans_count_code_points() -> None:
    """As verdicts do; an emoji is one step."""
    assert mark("🔥 down", {"level": [(2, 6)]}) == [Segment("🔥 "), Segment("down", ("level",))]


@given(st.text(max_size=50), SPANS)
def test_each_letter_is_marked_by_exactly_the_spans_that_cover_it(
    text: str, spans: dict[str, list[tuple[int, int]]]
) -> None:
    """No letter is lost, moved or marked for the wrong field, whatever the spans."""
    marked = [(letter, segment.fields) for segment in mark(text, spans) for letter in segment.text]

    assert marked == [
        (letter, tuple(sorted(field for field in spans if _covers(spans[field], place))))
        for place, letter in enumerate(text)
    ]


def _covers(spans: list[tuple[int, int]], place: int) -> bool:
    return any(start <= place < end for start, end in spans)
