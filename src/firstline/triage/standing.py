"""Which of the phrases found still stand: not negated, not over, not a figure of speech.

Negation ("not urgent", "isn't down", "no longer blocked") takes back words of trouble, and only those: it has to
reach the word over small words alone, in the same clause. A trouble is over when that is stated as fact in its own
sentence or the next ("was blocked but works now"); after "when", "once", "until", "if", in a wish or in a question nothing is
stated, and the trouble stands. A figure of speech ("calm down") takes back the words inside it.

Whatever happens: a word whose absence is the trouble ("not received", "cannot access") is never taken back by a
negation, and a "not" that belongs to a found phrase negates nothing else.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from firstline.triage.matcher import Hit, match
from firstline.triage.packs import Rule
from firstline.triage.text import BREAK, Reading

NEGATIONS = frozenset(
    [
        "not",
        "no",
        "never",
        "isnt",
        "wasnt",
        "arent",
        "werent",
        "dont",
        "doesnt",
        "didnt",
        "hasnt",
        "havent",
        "hadnt",
        "aint",
        "wont",
        "wouldnt",
        "without",
        "neither",
        "nor",
        "nothing",
        "none",
        "hardly",
        "nicht",
        "kein",
        "keine",
        "keinen",
        "non",
        "niet",
        "geen",
    ]
)
SMALL_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "at",
        "all",
        "any",
        "that",
        "this",
        "so",
        "very",
        "really",
        "too",
        "in",
        "such",
        "been",
        "be",
        "being",
        "is",
        "are",
        "was",
        "were",
        "longer",
        "more",
        "yet",
        "ever",
        "even",
        "especially",
        "particularly",
        "terribly",
        "super",
        "overly",
        "exactly",
        "it",
        "my",
        "our",
        "your",
        "by",
        "from",
        "of",
        "or",
        "nor",
        "and",
        "have",
        "has",
        "had",
        "get",
        "got",
        "as",
        "it's",
        "i",
        "am",
        "we",
        "need",
        "anything",
        "mean",
        "saying",
        "think",
        "feel",
        "call",
        "called",
        "consider",
        "an",
        "considered",
        "require",
        "requiring",
    ]
)
"""A negation reaches a word over these."""
CONDITIONS = frozenset(
    [
        "when",
        "once",
        "until",
        "till",
        "if",
        "unless",
        "before",
        "whether",
        "while",
        "after",
        "will",
        "would",
        "should",
        "must",
        "shall",
        "please",
        "need",
        "needs",
        "needed",
        "want",
        "wants",
        "how",
        "why",
        "never",
        "hope",
        "hoping",
        "expect",
        "expecting",
        "wish",
        "soon",
        "promised",
        "supposed",
        "said",
        "told",
        "says",
        "claims",
        "claimed",
        "allegedly",
        "apparently",
        "supposedly",
        "pretend",
        "pretends",
        "whenever",
        "wait",
        "waiting",
        "may",
        "might",
        "let",
        "get",
    ]
) | (NEGATIONS - {"nothing", "none"})
"""After one of these in the same clause, "works again" states no fact."""
CONTRASTS = frozenset(
    [
        "but",
        "however",
        "although",
        "though",
        "except",
        "yet",
        "still",
        "nevertheless",
        "unfortunately",
        "now",
        "then",
        "again",
    ]
)
TURNS = frozenset({"but", "however", "although", "though", "and", "so", "because", "since"})
"""A clause begins after one of these."""
LONGEST_CLAUSE = 12
"""Words that are looked at before "works again" for a condition."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The phrases that stand, by pack, and the negated ones whose negation says something itself."""

    reading: Reading
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    negated: list[Hit] = field(default_factory=list)

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
    kept = Evidence(reading)
    negations = _Negations(reading.words, found) if not NEGATIONS.isdisjoint(reading.words) else None
    facts = _Facts(reading, over) if over else None
    for name, hits in found.items():
        standing = [
            hit for hit in hits if not (_negated(hit, negations, kept) or (facts and facts.settle(hit)))
        ]
        if standing:
            kept.hits[name] = standing
    return kept


def _without_figures(found: dict[str, list[Hit]], innocent: list[Hit]) -> Iterator[tuple[str, list[Hit]]]:
    """Drop the hits inside a figure of speech, unless another phrase cuts across the figure."""
    firsts = [figure.first for figure in innocent]
    cut = {
        at
        for hits in found.values()
        for hit in hits
        for at in _overlapped(hit, innocent, firsts)
        if _crosses(hit, innocent[at])
    }
    for name, hits in found.items():
        yield (
            name,
            [
                hit
                for hit in hits
                if not any(
                    at not in cut and _inside(hit, innocent[at]) for at in _overlapped(hit, innocent, firsts)
                )
            ],
        )


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


class _Negations:
    """Where in a text a negation reaches."""

    def __init__(self, words: list[str], found: dict[str, list[Hit]]) -> None:
        self.words = words
        self.used = {
            place
            for hits in found.values()
            for hit in hits
            for place in range(hit.first, hit.last)
            if words[place] in NEGATIONS
        }
        self.taken: set[int] = set()

    def cue(self, hit: Hit) -> int | None:
        """Find the negation that reaches a phrase, if there is one."""
        place = hit.first - 1
        while place >= 0 and (self.words[place] in SMALL_WORDS or place in self.taken):
            place -= 1
        if place < 0 or self.words[place] not in NEGATIONS or place in self.used:
            return None
        self.taken.update(range(hit.first, hit.last))
        return place


def _negated(hit: Hit, negations: "_Negations | None", kept: Evidence) -> bool:
    if negations is None or not hit.rule.negatable:
        return False
    cue = negations.cue(hit)
    if cue is None:
        return False
    if hit.rule.negated:
        kept.negated.append(Hit(hit.rule, cue, hit.last))
    return True


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


def standing_rules(hits: Iterable[Hit]) -> set[Rule]:
    """Give the rules behind some hits."""
    return {hit.rule for hit in hits}
