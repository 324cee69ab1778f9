"""Does a reply promise a refund, or does it only speak of one?

Money can come back by an act ("refund you", "pay it back", "reverse the charge"), as a thing that is
given ("issue a refund", "get your money back"), or as a thing that moves ("your refund is on its way").
Each is only a promise when somebody stands for it: from the act we read back to the nearest word that
commits (will, have, can, happy to), denies (not, unable) or leaves it open (may, whether, ask, check).
An offer ("we can refund you") and a claim ("was refunded") count as promises; a question, a refusal,
a condition, a request and the customer's own words do not.

Whatever happens: at most a fixed number of words around each word is looked at, so the time taken
grows with the length of the text alone. The words are English; a promise in another language is not seen.
"""

from collections.abc import Callable, Iterator

from firstline.replies.words import PAUSE, QUESTION, Sentence, word_lists

REACH = 10
"""Words to read back or ahead for the one that commits."""

Found = tuple[int, int]
"""The first and the last word of a finding."""

_LISTS = word_lists("promises")
_ACTS = _LISTS["acts"]
_ACTS_BEFORE_AN_OBJECT = frozenset({"refund", "credit"})
_RETURNS = _LISTS["returns"]
_PAYS = _LISTS["pays"]
_HANDS = _LISTS["hands"]
_MONEY = _LISTS["money"]
_NOUNS = _LISTS["nouns"]
_COMPOUNDS = _LISTS["compounds"]
_GIVES = _LISTS["gives"]
_GETS = _LISTS["gets"]
_FILL = _LISTS["fill"]
_DONE = _LISTS["done"]
_SETTLED = _LISTS["settled"]
_AUXILIARIES = _LISTS["auxiliaries"]
_COMMITS = _LISTS["commits"]
_OPEN = _LISTS["open"]
_DENIALS = _LISTS["denials"]
_CONDITIONS = _LISTS["conditions"]
_ORDERS = _CONDITIONS | {"when", "once", "after"}
_REPORTS = _LISTS["reports"]
_SAYS = _LISTS["says"]
_HEDGES = _LISTS["hedges"]
_OPENERS = _LISTS["openers"]
_PRONOUNS = _LISTS["pronouns"]
_US = frozenset({"we", "i"})
_TURNS = _LISTS["turns"]
_OBJECTS = _LISTS["objects"]
_BEFORE_VERBS = _LISTS["before_verbs"] | _PRONOUNS | _COMMITS | _OPEN
_BEFORE_NOUNS = _LISTS["before_nouns"]


def refund_promises(sentence: Sentence) -> Iterator[Found]:
    """Find each promise of money back, from left to right, none inside another."""
    done = -1
    for at in range(_begin_of_question(sentence)):
        found = next(filter(None, (look(sentence, at) for look in _LOOKS)), None) if at > done else None
        if found:
            yield found
            done = found[1]


def _begin_of_question(sentence: Sentence) -> int:
    """Give the place where a question opens, such as "can you" or "when will"; else the sentence's length."""
    if sentence and sentence[-1].text == QUESTION:
        for at, word in enumerate(sentence):
            if word.text in _OPENERS and _text(sentence, at - 1) in {"", PAUSE, "and", "but"}:
                return at
    return len(sentence)


def _act(sentence: Sentence, at: int) -> Found | None:
    """Find an act that somebody stands for: "we will refund you"."""
    end = _end_of_act(sentence, at)
    if end is None:
        return None
    passive = bool({"be", "been", "being"} & set(_texts(sentence, at - 3, at))) or _is_bare_passive(
        sentence, at
    )
    start = _vouched(sentence, at, receives=passive)
    return None if start is None else (start, end)


def _thing_given(sentence: Sentence, at: int) -> Found | None:
    """Find a refund that somebody gives or gets: "you will receive a full refund"."""
    end = _end_of_noun(sentence, at)
    if end is None or _text(sentence, end + 1) in _COMPOUNDS:
        return None
    verb = at - 1
    while verb >= max(0, at - REACH) and _text(sentence, verb) in _FILL:
        verb -= 1
    if _text(sentence, verb) not in _GIVES | _GETS:
        return None
    start = _vouched(sentence, verb, receives=_text(sentence, verb) in _GETS)
    return None if start is None else (start, end)


def _thing_moving(sentence: Sentence, at: int) -> Found | None:
    """Find a refund that is said to move: "your refund has been issued"."""
    if _text(sentence, at) not in _NOUNS or _is_general(sentence, at) or _is_left_open(sentence, at):
        return None
    compound = _text(sentence, at + 1) in _COMPOUNDS
    done = _SETTLED if compound else _DONE
    if _begins_clause(sentence, at) and _text(sentence, at + 1) in done | {"on"} - {"back"}:
        return at, at + 1
    auxiliary = _first_auxiliary(sentence, at + 1 + compound)
    moved = None if auxiliary is None else _first_done(sentence, auxiliary + 1, done)
    return None if moved is None else (at, moved)


_LOOKS: tuple[Callable[[Sentence, int], Found | None], ...] = (_act, _thing_given, _thing_moving)


def _end_of_act(sentence: Sentence, at: int) -> int | None:
    text, following = _text(sentence, at), _text(sentence, at + 1)
    if text in _ACTS:
        return min(at + 1, len(sentence) - 1)
    if text in _ACTS_BEFORE_AN_OBJECT and _is_verb(sentence, at):
        return at + 1 if following else at
    if text in _RETURNS:
        return _first(sentence, at + 1, at + 5, _MONEY) or (at if _is_money_coming(sentence, at) else None)
    if text in _PAYS:
        return _first(sentence, at + 1, at + 4, {"back"})
    back = _first(sentence, at + 1, at + 3, {"back"}) if text in _HANDS else None
    return None if back is None else _first(sentence, back + 1, back + 4, _MONEY)


def _is_verb(sentence: Sentence, at: int) -> bool:
    """Tell "we refund you" from "the refund": the words beside it decide."""
    before, after = _text(sentence, at - 1), _text(sentence, at + 1)
    if before in _BEFORE_NOUNS or after in _COMPOUNDS:
        return False
    if _text(sentence, at) == "credit":
        return after in {"you", "your", "it", "this", "back"}
    return before in _BEFORE_VERBS or before.endswith("ly") or after in _OBJECTS or _is_denial(before)


def _is_money_coming(sentence: Sentence, at: int) -> bool:
    """See "the payment will be returned", but not the one "returned by the bank"."""
    return bool(_MONEY & set(_texts(sentence, at - 7, at))) and _text(sentence, at + 1) != "by"


def _is_bare_passive(sentence: Sentence, at: int) -> bool:
    """See "you were refunded"; in "we have refunded" the subject itself acts."""
    is_participle = _text(sentence, at).endswith(("ed", "repaid"))
    return is_participle and bool(
        {"was", "were", "is", "are", "'re", "get", "got"} & set(_texts(sentence, at - 3, at))
    )


def _end_of_noun(sentence: Sentence, at: int) -> int | None:
    text = _text(sentence, at)
    if text == "money":
        return at + 1 if _text(sentence, at + 1) == "back" else None
    return at if text in _NOUNS else None


def _vouched(sentence: Sentence, at: int, *, receives: bool) -> int | None:
    """Find the word with which somebody stands for an act; none when nobody does."""
    linked, bare = False, True
    for place in range(at - 1, max(-1, at - REACH - 1), -1):
        text = _text(sentence, place)
        if text in _COMMITS:
            return _subject(sentence, place, receives=receives)
        if bare and text in _US | {"you"}:
            return _bare(sentence, place, at, receives=receives)
        if text in {"me", "us"} and not linked:
            return place - 1 if _text(sentence, place - 1) in {"let", "allow"} else None
        if _is_denial(text) or text in _TURNS or (text in _OPEN and not linked):
            return None
        linked = linked or text in {"and", "then"}
        bare = bare and (text.endswith("ly") or text in {"hereby", "now", "also"})
    return at if _text(sentence, at) == "expect" and at == 0 else None


def _bare(sentence: Sentence, subject: int, verb: int, *, receives: bool) -> int | None:
    """Weigh "we refund you" and "you receive a refund", where no helping word stands between."""
    if _text(sentence, subject - 1) in _ORDERS | _COMMITS or _is_doubted(sentence, subject):
        return None
    fits = receives if _text(sentence, subject) == "you" else _text(sentence, verb) not in _GETS - {"get"}
    return subject if fits else None


def _subject(sentence: Sentence, commit: int, *, receives: bool) -> int | None:
    """Read on from the word that commits to whoever commits; nobody does in a question or a refusal."""
    if _text(sentence, commit + 1) in _PRONOUNS:
        return None
    for place in range(commit - 1, max(-1, commit - 6), -1):
        text = _text(sentence, place)
        if _is_denial(text) or text in _CONDITIONS | _REPORTS | _HEDGES:
            return None
        if text in _PRONOUNS:
            return _fitting(sentence, place, receives=receives)
        if text == PAUSE or text in _TURNS:
            break
    return commit


def _fitting(sentence: Sentence, subject: int, *, receives: bool) -> int | None:
    """Let "you" only receive and "we" only give, and let nobody's doubt stand before them."""
    text = _text(sentence, subject)
    fits = text != "you" or receives
    return subject if fits and not _is_doubted(sentence, subject) else None


def _is_doubted(sentence: Sentence, at: int) -> bool:
    """See "whether we", "you wrote that we", "we cannot promise that you"."""
    place = at - 1 - (_text(sentence, at - 1) == "that")
    text = _text(sentence, place)
    if text in _CONDITIONS | _REPORTS or (_text(sentence, place - 1), text) == ("or", "when"):
        return True
    return text in _SAYS and any(map(_is_denial, _texts(sentence, place - 4, place)))


def _is_general(sentence: Sentence, at: int) -> bool:
    """See "refunds" in general, which promises nothing to this customer."""
    return _text(sentence, at).endswith("s") and _text(sentence, at - 1) not in {
        "your",
        "the",
        "these",
        "both",
    }


def _is_left_open(sentence: Sentence, at: int) -> bool:
    """See "no refund", "whether the refund", "you asked if your refund"."""
    for place in range(at - 1, max(-1, at - 6), -1):
        text = _text(sentence, place)
        if text == PAUSE or text in _TURNS:
            return False
        if _is_denial(text) or text in _CONDITIONS | _REPORTS:
            return True
    return False


def _begins_clause(sentence: Sentence, at: int) -> bool:
    place = at - 1
    while _text(sentence, place) in {"a", "your", "the", "full", "partial"}:
        place -= 1
    return _text(sentence, place) in {"", PAUSE}


def _first_auxiliary(sentence: Sentence, start: int) -> int | None:
    for place in range(start, start + REACH):
        text = _text(sentence, place)
        if not text or text == PAUSE or text in _TURNS | _OPEN:
            return None
        if text in _AUXILIARIES:
            return place
    return None


def _first_done(sentence: Sentence, start: int, done: frozenset[str]) -> int | None:
    for place in range(start, start + 6):
        text = _text(sentence, place)
        if not text or text == PAUSE or _is_denial(text) or text in _OPEN:
            return None
        if text in done:
            return place
    return None


def _is_denial(text: str) -> bool:
    return text in _DENIALS or text.endswith("n't")


def _first(sentence: Sentence, start: int, end: int, wanted: frozenset[str] | set[str]) -> int | None:
    return next((place for place in range(start, end) if _text(sentence, place) in wanted), None)


def _texts(sentence: Sentence, start: int, end: int) -> list[str]:
    return [word.text for word in sentence[max(0, start) : max(0, end)]]


def _text(sentence: Sentence, at: int) -> str:
    return sentence[at].text if 0 <= at < len(sentence) else ""
