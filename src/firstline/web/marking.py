"""Cut a text where evidence begins and ends, so that a page can mark it.

The text is swept once from left to right; at each edge of a span the set of fields that lean on what
follows changes, and a new segment begins.

Whatever happens: the segments joined are the text, spans may overlap, nest or repeat, and a span that
reaches beyond the text, or is empty, marks only what is there. No markup is made here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text and the fields it is evidence for, in alphabetical order."""

    text: str
    fields: tuple[str, ...] = ()


def mark(text: str, spans_by_field: Mapping[str, Iterable[tuple[int, int]]]) -> list[Segment]:
    """Split a text into segments, each with the fields that lean on it.

    >>> [(part.text, part.fields) for part in mark("I am blocked", {"urgency": [(5, 12)]})]
    [('I am ', ()), ('blocked', ('urgency',))]
    """
    segments: list[Segment] = []
    open_spans: dict[str, int] = {}
    place = 0
    for edge, field, change in _edges(len(text), spans_by_field):
        if edge > place:
            segments.append(Segment(text[place:edge], _open(open_spans)))
            place = edge
        open_spans[field] = open_spans.get(field, 0) + change
    if place < len(text):
        segments.append(Segment(text[place:]))
    return _joined(segments)


def _edges(
    length: int, spans_by_field: Mapping[str, Iterable[tuple[int, int]]]
) -> list[tuple[int, str, int]]:
    """List where spans begin (+1) and end (-1), from left to right."""
    edges = []
    for field, spans in spans_by_field.items():
        for first, last in spans:
            start, end = max(0, first), min(length, last)
            if start < end:
                edges += [(start, field, 1), (end, field, -1)]
    return sorted(edges)


def _open(open_spans: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(field for field, count in open_spans.items() if count > 0))


def _joined(segments: Iterable[Segment]) -> list[Segment]:
    """Join neighbours that are evidence for the same fields."""
    joined: list[Segment] = []
    for segment in segments:
        if joined and joined[-1].fields == segment.fields:
            joined[-1] = Segment(joined[-1].text + segment.text, segment.fields)
        else:
            joined.append(segment)
    return joined
