"""Does a reply mention when something happens?

A timeline is a span ("within the next 24-48 hours", "3-5 business days"), a day ("by Friday",
"tomorrow") or the end of one. A span counts when a word in front of it points ahead (within, in, takes,
up to ...), or when it is a range or counts business days. Days that a customer may be remembering
("today", "on Friday") count only after a word that speaks of the future.

Whatever happens: time that has passed ("two days ago", "the last 24 hours") and words without a
date ("soon", "shortly") are no timeline; and each word is looked at with a fixed reach, so the time
taken grows with the length of the text alone.
"""

from collections.abc import Callable, Iterator

from firstline.replies.words import PAUSE, Sentence, word_lists

REACH = 12
"""Words to look back for a sign of the future."""
FILL = 5
"""Words that may stand between "within" and the number: "the next"."""

Found = tuple[int, int]
"""The first and the last word of a finding."""

_LISTS = word_lists("timelines")
_UNITS = _LISTS["units"]
_COUNTS = _LISTS["counts"]
_BETWEEN_COUNTS = _LISTS["between_counts"]
_WORKING = _LISTS["working"]
_AHEAD = _LISTS["ahead"]
_FILL = _LISTS["fill"]
_PAST = _LISTS["past"]
_AFTERWARDS = _LISTS["afterwards"]
_FUTURE = _LISTS["future"]
_DEADLINE = _LISTS["deadline"]
_WEEKDAYS = _LISTS["weekdays"]
_MONTHS = _LISTS["months"]
_PERIODS = _LISTS["periods"]
_MOMENTS = _WEEKDAYS | _LISTS["moments"]
_LIMITS = frozenset({("up", "to"), ("less", "than"), ("fewer", "than"), ("at", "most"), ("at", "least")})
_CLOCK = _LISTS["clock"]


def timelines(sentence: Sentence) -> Iterator[Found]:
    """Find each mention of a timeline, from left to right, none inside another."""
    done = -1
    for at in range(len(sentence)):
        found = next(filter(None, (look(sentence, at) for look in _LOOKS)), None) if at > done else None
        if found:
            yield found
            done = found[1]


def _span(sentence: Sentence, at: int) -> Found | None:
    """Find a span whose lead ("within", "takes") stands at a place."""
    if _text(sentence, at) not in _AHEAD or _text(sentence, at - 1) in _PAST:
        return None
    start = _after(sentence, at + 1, _FILL, most=FILL)
    end = _amount(sentence, start) or _unit_alone(sentence, at, start)
    return (at, end) if end and _text(sentence, end + 1) not in _AFTERWARDS else None


def _promised_amount(sentence: Sentence, at: int) -> Found | None:
    """Find a range or a number of business days that needs no lead: "3-5 business days"."""
    end = _amount(sentence, at)
    if end is None or _text(sentence, end + 1) in _AFTERWARDS or _looks_back(sentence, at):
        return None
    words = [word.text for word in sentence[at : end + 1]]
    is_range = not words[0].isdigit() and sentence[at].is_number
    ahead = (_text(sentence, at - 2), _text(sentence, at - 1)) in _LIMITS
    ahead = ahead or _text(sentence, end + 1) == "from" or _told(sentence, at)
    return (at, end) if ahead or is_range or {"business", "working", "to", "or"} & set(words) else None


def _told(sentence: Sentence, at: int) -> bool:
    """See "the response time is 24 hours"."""
    return "time" in {_text(sentence, at - 2), _text(sentence, at - 3)}


def _deadline(sentence: Sentence, at: int) -> Found | None:
    """Find "by Friday", "before the 15th", "until 5 pm", "by March 3"."""
    no_later = (_text(sentence, at - 1), _text(sentence, at)) == ("later", "than")
    if _text(sentence, at) not in _DEADLINE and not no_later:
        return None
    day = _after(
        sentence, at + 1, frozenset({"the", "this", "next", "coming", "on", "early", "late"}), most=3
    )
    text, following = _text(sentence, day), _text(sentence, day + 1)
    if text in _MOMENTS or (text in _PERIODS and day > at + 1):
        return at, day
    if text in _MONTHS and following[:1].isdigit():
        return at, day + 1
    if not text[:1].isdigit():
        return None
    if following in _CLOCK | _MONTHS:
        return at, day + 1
    return (at, day) if set(text) & set(":/-") else None


def _period_end(sentence: Sentence, at: int) -> Found | None:
    """Find "end of the day", "close of business", "EOD"."""
    if _text(sentence, at) in {"eod", "cob"}:
        return at, at
    if _text(sentence, at) not in {"end", "close"} or _text(sentence, at + 1) != "of":
        return None
    fill = frozenset({"the", "this", "next", "my", "our", "business", "working"})
    last = _after(sentence, at + 2, fill - {"business"}, most=3)
    last += _text(sentence, last) == "business" and _text(sentence, last + 1) in _PERIODS
    return (at, last) if _text(sentence, last) in _PERIODS | _MOMENTS else None


def _day(sentence: Sentence, at: int) -> Found | None:
    """Find "tomorrow", and "today", "on Friday", "next week" when they lie ahead."""
    text, before = _text(sentence, at), _text(sentence, at - 1)
    if text == "tomorrow":
        return at, at
    if before in {"next", "same"} and text in {"business", "working"} and _text(sentence, at + 1) == "day":
        return at - 1, at + 1
    if text in {"today", "tonight"} and _lies_ahead(sentence, at):
        return at, at
    if before in {"on", "this", "next", "coming"} and text in _PERIODS | _WEEKDAYS:
        return (at - 1, at) if _lies_ahead(sentence, at - 1) else None
    return (at - 1, at) if before == "same" and text == "day" else None


_LOOKS: tuple[Callable[[Sentence, int], Found | None], ...] = (
    _span,
    _deadline,
    _period_end,
    _promised_amount,
    _day,
)


def _amount(sentence: Sentence, at: int) -> int | None:
    """Give the last word of "24-48 hours", "two or three working days", if one begins here."""
    if not _counts(sentence, at):
        return None
    place = at
    while place < at + FILL and (_counts(sentence, place) or _text(sentence, place) in _BETWEEN_COUNTS):
        place += 1
    place += _text(sentence, place) in _WORKING
    return place if _text(sentence, place) in _UNITS else None


def _unit_alone(sentence: Sentence, lead: int, start: int) -> int | None:
    """Give the place of the unit in "within hours", "within the hour", "in the coming days"."""
    loose = {word.text for word in sentence[lead:start]} & {"within", "next", "coming", "following"}
    start += _text(sentence, start) in _WORKING
    return start if loose and _text(sentence, start) in _UNITS else None


def _counts(sentence: Sentence, at: int) -> bool:
    return _text(sentence, at) in _COUNTS or (0 <= at < len(sentence) and sentence[at].is_number)


def _looks_back(sentence: Sentence, at: int) -> bool:
    nearby = {word.text for word in sentence[max(0, at - 4) : at]}
    return bool(nearby & (_PAST | {"waited", "waiting", "for"}))


def _lies_ahead(sentence: Sentence, at: int) -> bool:
    for word in reversed(sentence[max(0, at - REACH) : at]):
        if word.text == PAUSE:
            return False
        if word.text in _FUTURE:
            return True
    return False


def _after(sentence: Sentence, start: int, fill: frozenset[str], *, most: int) -> int:
    """Give the first place from `start` on that holds no filling word."""
    place = start
    while place < start + most and _text(sentence, place) in fill:
        place += 1
    return place


def _text(sentence: Sentence, at: int) -> str:
    return sentence[at].text if 0 <= at < len(sentence) else ""
