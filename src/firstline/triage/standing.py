"""Which of the phrases found still stand: not negated, not over, not a figure of speech.

Negation ("not urgent", "isn't down", "no longer blocked") takes back words of trouble, and only those: it
has to reach the word over small words alone, in the same clause. A trouble is over when that is stated as
fact in its own sentence or the next ("was blocked but works now"); after "when", "once", "until", "if", in
a wish or in a question nothing is stated, and the trouble stands. A figure of speech ("calm down") takes
back the words inside it.

Whatever happens: a word whose absence is the trouble ("not received", "cannot access") is never taken back
by a negation, and a "not" that belongs to a found phrase negates nothing else.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from firstline.triage.matcher import Hit, match
from firstline.triage.packs import grammar
from firstline.triage.text import BREAK, Reading

NEGATIONS = grammar("negations")
SMALL_WORDS = grammar("small_words")
"""A negation reaches a word over these."""
JOINTS = grammar("joints")
"""A negation reaches on over these: "not angry or upset"."""
CONDITIONS = grammar("conditions") | (NEGATIONS - {"nothing", "none"})
"""After one of these in the same clause, "works again" states no fact."""
CONTRASTS = grammar("contrasts")
"""A trouble that follows "works again" after one of these is a new one."""
TURNS = grammar("turns")
"""A clause begins after one of these."""
TOPICS = "category"
"""The pack whose negated phrases still say what a message speaks of."""
LONGEST_CLAUSE = 12
"""Words that are looked at for a negation before a trouble, and for a condition before "works again"."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The phrases that stand, by pack, and the negated ones whose negation says something itself."""

    reading: Reading
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    negated: list[Hit] = field(default_factory=list)
    denied: list[Hit] = field(default_factory=list)
    """Topics that the text only says are not there: "nothing is down"."""

    def of(self, pack: str) -> list[Hit]:
        """Give a pack's phrases in the order of the text."""
        return self.hits.get(pack, [])


def evidence(reading: Reading) -> Evidence:
    """Find the phrases that stand.

    >>> from firstline.tickets.message import Message
    >>> from firstline.triage.text import read
    >>> evidence(read(Message("It is not urgent."))).of("priority")
    []
    """
    found = match(reading)
    innocent, over = found.pop("innocent", []), found.pop("over", [])
    if innocent:
        found = dict(_without_figures(found, innocent))
    if over:
        crossed = _crossed(found, over)
        over = [fact for place, fact in enumerate(over) if place not in crossed]
    negated = _negated(reading.words, found) if not NEGATIONS.isdisjoint(reading.words) else {}
    facts = _Facts(reading, over) if over else None
    kept = Evidence(
        reading,
        negated=[Hit(hit.rule, cue, hit.last) for hit, cue in negated.items() if hit.rule.negated],
        denied=[hit for hit in negated if hit.rule.pack == TOPICS],
    )
    for name, hits in found.items():
        standing = hits
        if negated or facts:
            standing = [hit for hit in hits if hit not in negated and not (facts and facts.settle(hit))]
        if standing:
            kept.hits[name] = standing
    return kept


def is_negated(words: list[str], first: int) -> bool:
    """Tell whether a negation reaches the word at this place.

    >>> is_negated(["it", "is", "not", "so", "urgent"], 4)
    True
    """
    return _cue(words, first, set(), set()) is not None


def _without_figures(found: dict[str, list[Hit]], innocent: list[Hit]) -> Iterator[tuple[str, list[Hit]]]:
    """Drop the hits inside a figure of speech, unless another phrase cuts across the figure."""
    firsts, crossed = _firsts(innocent), _crossed(found, innocent)
    for name, hits in found.items():
        yield (
            name,
            [
                hit
                for hit in hits
                if not any(
                    at not in crossed and _inside(hit, innocent[at])
                    for at in _overlapped(hit, innocent, firsts)
                )
            ],
        )


def _crossed(found: dict[str, list[Hit]], figures: list[Hit]) -> set[int]:
    """Number the figures that another phrase cuts across: they are not what they seem."""
    firsts = _firsts(figures)
    hits = (hit for hits in found.values() for hit in hits)
    return {at for hit in hits for at in _overlapped(hit, figures, firsts) if _crosses(hit, figures[at])}


def _firsts(figures: list[Hit]) -> list[int]:
    return [figure.first for figure in figures]


def _overlapped(hit: Hit, figures: list[Hit], firsts: list[int]) -> Iterable[int]:
    start = max(bisect_right(firsts, hit.first) - 1, 0)
    return (at for at in range(start, bisect_left(firsts, hit.last)) if figures[at].last > hit.first)


def _crosses(hit: Hit, figure: Hit) -> bool:
    return (
        hit.first < figure.first < hit.last < figure.last or figure.first < hit.first < figure.last < hit.last
    )


def _inside(hit: Hit, figure: Hit) -> bool:
    return (
        figure.first <= hit.first
        and hit.last <= figure.last
        and hit.last - hit.first < figure.last - figure.first
    )


def _negated(words: list[str], found: dict[str, list[Hit]]) -> dict[Hit, int]:
    """Find the hits that a negation reaches, each with the place of its negation."""
    hits = sorted((hit for hits in found.values() for hit in hits), key=lambda hit: hit.first)
    firm = _places(hit for hit in hits if not hit.rule.negatable)
    used = {place for place in _places(hits) if words[place] in NEGATIONS}
    taken: set[int] = set()
    negated: dict[Hit, int] = {}
    for hit in hits:
        cue = _cue(words, hit.first, taken, firm) if hit.rule.negatable else None
        if cue is not None and cue not in used and used.isdisjoint(range(hit.first, hit.last)):
            negated[hit] = cue
            taken.update(range(hit.first, hit.last))
    return negated


def _places(hits: Iterable[Hit]) -> set[int]:
    places: set[int] = set()
    for hit in hits:
        places.update(range(hit.first, hit.last))
    return places


def _cue(words: list[str], first: int, taken: set[int], firm: set[int]) -> int | None:
    """Walk back from a word to a negation, over small words and negated words that an "or" joins to it."""
    joined = False
    for place in range(first - 1, max(first - 1 - LONGEST_CLAUSE, -1), -1):
        word = words[place]
        if word in NEGATIONS:
            return place
        joined = joined or word in JOINTS
        if place in firm or not (word in SMALL_WORDS or word in JOINTS or (joined and place in taken)):
            return None
    return None


class _Facts:
    """Where a text states that a trouble is over."""

    def __init__(self, reading: Reading, over: list[Hit]) -> None:
        self.reading = reading
        questions = {reading.sentence(place - 1) for place in reading.questions}
        stated = [
            hit for hit in over if reading.sentence(hit.first) not in questions and not self._conditional(hit)
        ]
        self.places = [hit.first for hit in stated]
        self.sentences = [reading.sentence(hit.first) for hit in stated]
        self.settling = [reading.sentence(hit.first) for hit in stated if hit.rule.id == "settled"]
        self.contrasts = [place for place, word in enumerate(reading.words) if word in CONTRASTS]

    def settle(self, hit: Hit) -> bool:
        """Whether a trouble is stated to be over."""
        if not self.places or not (hit.rule.ends or hit.rule.closes):
            return False
        return self._ended(hit) if hit.rule.ends else self._settled(hit)

    def _ended(self, hit: Hit) -> bool:
        sentence = self.reading.sentence(hit.first)
        later = bisect_left(self.places, hit.first)
        if later < len(self.places) and self.sentences[later] <= sentence + 1:
            return True
        if not later or self.sentences[later - 1] != sentence:
            return False
        fact = self.places[later - 1]
        return bisect_right(self.contrasts, hit.first) == bisect_right(self.contrasts, fact + 2)

    def _settled(self, hit: Hit) -> bool:
        sentence = self.reading.sentence(hit.first)
        at = bisect_left(self.settling, sentence)
        return at < len(self.settling) and self.settling[at] == sentence

    def _conditional(self, fact: Hit) -> bool:
        words = self.reading.words
        for place in range(fact.first - 1, max(fact.first - 1 - LONGEST_CLAUSE, -1), -1):
            if words[place] == BREAK or words[place] in TURNS:
                return False
            if words[place] in CONDITIONS:
                return True
        return False
