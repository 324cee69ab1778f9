"""The desk's own rules: words that its people gave, found in a message, and what they say of a field.

A rule speaks where its words stand in what the customer wrote themselves, whole and in a row, compared as the
packs compare words (`text.py`), in a message of its language or of one that cannot be told. A "not" takes
back what a rule says of weight and mood, as it does for the packs; what a message is about it is about all
the same. A rule of a subcategory speaks for its category, too.

How sure a rule is, is counted: of the labelled messages that hold its words, how many say the same. While
there are none, it is as sure as `PRIOR` of `PRIOR_WEIGHT` would make it, because somebody wrote it on
purpose. One that is wrong more often than right says nothing. Where two disagree, the one with the better
odds speaks, then the longer one.

What always holds: a label that is not in use at this desk is never said; all rules are found in one walk over
the words, so the work grows in step with the text; and where there is no rule there is no work.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final

from firstline.tickets.message import Message
from firstline.tickets.taxonomy import RULED, Rule, Taxonomy, labels_of
from firstline.tickets.verdict import Reason, Span, Voice
from firstline.tickets.whereabouts import place_at, spoken
from firstline.triage.decision import quote
from firstline.triage.language import UNDETERMINED
from firstline.triage.quoting import BLANK
from firstline.triage.standing import is_negated
from firstline.triage.text import BREAK, Reading, read

PRIOR: Final = 0.9
"""How often a rule is taken to be right before any label tells: its author knew a message that it fits."""
PRIOR_WEIGHT: Final = 2
"""Labelled messages that this counts as much as: two that say otherwise, and the rule says nothing more."""
LEAST: Final = 0.5
"""The odds below which a rule says nothing."""
TOPICS: Final = frozenset({"category", "subcategory", "team"})
"""What a message is about; a negation does not take it back."""
MOST_REASONS: Final = 3
"""Rules that are named where several say the same."""
MOST_TRIES: Final = 100
"""Places at which a rule is looked for again when it was negated before."""
VOTE: Final = 1.0
KEPT: Final = 3
"""Taxonomies whose rules are kept ready."""

Place = tuple[int, int]
"""Of words in a text: the first, and the one behind the last."""


@dataclass(frozen=True, slots=True)
class Record:
    """What labelled messages that hold a rule's words say of it."""

    met: int = 0
    right: int = 0
    proven: float = 0.0
    """The precision that those prove at least."""

    @property
    def odds(self) -> float:
        """The chance that the rule is right.

        >>> Record().odds, Record(met=2).odds
        (0.9, 0.45)
        """
        return (self.right + PRIOR * PRIOR_WEIGHT) / (self.met + PRIOR_WEIGHT)


UNMET: Final = Record()


@dataclass(frozen=True, slots=True)
class Records:
    """What labelled messages say of all rules."""

    of: Mapping[Rule, Record] = field(default_factory=dict)
    by_example: Mapping[int, Mapping[Rule, bool]] = field(default_factory=dict)
    """By the example's number: the rules that it says something of, and whether they were right."""

    def __getitem__(self, rule: Rule) -> Record:
        """Give what is known of a rule."""
        return self.of.get(rule, UNMET)


NO_RECORDS: Final = Records()


@dataclass(frozen=True, slots=True)
class Said:
    """What the desk's own rules say of a field."""

    label: str
    odds: float
    proven: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Speaker:
    """A rule that speaks for a label of a field."""

    rule: Rule
    label: str
    odds: float
    proven: float
    size: tuple[int, int]
    """Words and characters, by which the longer one is told."""
    span: Span

    @property
    def rank(self) -> tuple[float, tuple[int, int]]:
        return self.odds, self.size


def own_words_of(rule: Rule) -> tuple[str, ...]:
    """Give a rule's words as a text is searched for them; none: no text could ever hold them.

    >>> own_words_of(Rule("Charge-back!", "category", "billing"))
    ('charge', 'back')
    >>> own_words_of(Rule("?!", "category", "billing"))
    ()
    """
    reading = read(Message(rule.words))
    if BLANK in reading.own:
        return ()
    words = reading.words
    told = [place for place, word in enumerate(words) if word != BREAK]
    return tuple(words[told[0] : told[-1] + 1]) if told else ()


def heard_in(reading: Reading, language: str, taxonomy: Taxonomy) -> Mapping[Rule, Place]:
    """Find the desk's rules that speak in a message, each with the first place where it does."""
    return _ear(taxonomy).heard(reading, language) if taxonomy.rules else {}


def own_says(
    reading: Reading, language: str, taxonomy: Taxonomy, records: Records = NO_RECORDS
) -> Mapping[str, Said]:
    """Give what the desk's own rules say of a message, by field; without any it is nothing."""
    found = heard_in(reading, language, taxonomy)
    if not found:
        return {}
    speakers: dict[str, list[_Speaker]] = defaultdict(list)
    for rule, place in found.items():
        for about, speaker in _speakers(rule, place, reading, records[rule]):
            speakers[about].append(speaker)
    source = f"rule@{taxonomy.version}"
    said = {about: _agreed(about, some, source) for about, some in speakers.items()}
    return _in_its_category(said, speakers, source)


def _speakers(rule: Rule, place: Place, reading: Reading, record: Record) -> Iterator[tuple[str, _Speaker]]:
    """Let a rule speak of its field; one of a subcategory speaks of the category first."""
    if record.odds < LEAST:
        return
    size = (place[1] - place[0], len(rule.words))
    span = reading.span(*place)
    if rule.field == "subcategory":
        category = place_at(rule.label)[0]
        yield "category", _Speaker(rule, category, record.odds, record.proven, size, span)
    yield rule.field, _Speaker(rule, rule.label, record.odds, record.proven, size, span)


def _in_its_category(
    said: Mapping[str, Said], speakers: Mapping[str, Sequence[_Speaker]], source: str
) -> Mapping[str, Said]:
    """Leave out rules of subcategories that another category has than the one that is said."""
    if "subcategory" not in said:
        return said
    category = said["category"].label
    fitting = [one for one in speakers["subcategory"] if place_at(one.label)[0] == category]
    others = {about: one for about, one in said.items() if about != "subcategory"}
    return others | {"subcategory": _agreed("subcategory", fitting, source)} if fitting else others


def _agreed(about: str, speakers: Sequence[_Speaker], source: str) -> Said:
    """Let the best of a field's rules decide, and name those that say the same."""
    ranked = sorted(speakers, key=lambda one: one.rank, reverse=True)
    best = ranked[0]
    agreeing = [one for one in ranked if one.label == best.label][:MOST_REASONS]
    reasons = tuple(_reason(about, one, source) for one in agreeing)
    return Said(best.label, round(best.odds, 4), best.proven, reasons)


def _reason(about: str, speaker: _Speaker, source: str) -> Reason:
    text = f"your rule {quote(speaker.rule.words)} says {spoken(speaker.rule.label)}"
    weight = float(speaker.label) if about == "urgency" else VOTE
    return Reason(Voice.RULE, text, weight, source, speaker.span)


@dataclass(slots=True, eq=False)
class _Node:
    """A place in the tree of all rules' words."""

    depth: int = 0
    following: dict[str, "_Node"] = field(default_factory=dict)
    behind: "_Node | None" = None
    """Where to go on when the next word does not follow: the longest end of these words that begins one."""
    numbers: list[int] = field(default_factory=list)
    """The rules that end here."""
    ending: "_Node | None" = None
    """The next node behind at which a rule ends, too."""


class _Ear:
    """All rules of a taxonomy, found in one walk (Aho and Corasick, Efficient string matching, 1975)."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self.root = _Node()
        for number, rule in enumerate(rules):
            self._plant(number, own_words_of(rule))
        self._link()

    def heard(self, reading: Reading, language: str) -> Mapping[Rule, Place]:
        """Find the rules that speak, each at its first place, never across subject and message."""
        search = _Search(self.rules, reading.words, language)
        root, border = self.root, reading.subject_length[0]
        node = root
        for place, word in enumerate(reading.words):
            if place == border:
                node = root
            node = _next(node, word, root)
            end = node if node.numbers else node.ending
            if end is not None and end not in search.settled:
                search.look(end, place + 1)
        return {self.rules[number]: place for number, place in sorted(search.found.items())}

    def _plant(self, number: int, words: Iterable[str]) -> None:
        node = self.root
        for word in words:
            node = node.following.setdefault(word, _Node(node.depth + 1))
        if node is not self.root:
            node.numbers.append(number)

    def _link(self) -> None:
        waiting = deque([self.root])
        while waiting:
            node = waiting.popleft()
            for word, child in node.following.items():
                behind = self.root if node.behind is None else _next(node.behind, word, self.root)
                child.behind = behind
                child.ending = behind if behind.numbers else behind.ending
                waiting.append(child)


class _Search:
    """A walk over a message's words: the rules that have spoken, and where nothing more is to be found."""

    def __init__(self, rules: Sequence[Rule], words: list[str], language: str) -> None:
        self.rules, self.words = rules, words
        self.found: dict[int, Place] = {}
        self.left = [MOST_TRIES if _speaks(rule, language) else 0 for rule in rules]
        self.settled: set[_Node] = set()

    def look(self, end: _Node, last: int) -> None:
        """Try the rules that end before this word."""
        seen, node = list[_Node](), end
        while node not in self.settled:
            for number in node.numbers:
                self._try(number, (last - node.depth, last))
            seen.append(node)
            if node.ending is None:
                break
            node = node.ending
        for one in reversed(seen):
            if any(self.left[number] for number in one.numbers):
                return
            if one.ending is None or one.ending in self.settled:
                self.settled.add(one)

    def _try(self, number: int, place: Place) -> None:
        if not self.left[number]:
            return
        rule = self.rules[number]
        if rule.field in TOPICS or not is_negated(self.words, place[0]):
            self.found[number] = place
            self.left[number] = 0
        else:
            self.left[number] -= 1


def _speaks(rule: Rule, language: str) -> bool:
    return not rule.language or language in {rule.language, UNDETERMINED}


def _next(node: _Node, word: str, root: _Node) -> _Node:
    """Go on by a word."""
    while word not in node.following:
        if node.behind is None:
            return root
        node = node.behind
    return node.following[word]


_READY: Final = list[tuple[Taxonomy, _Ear]]()
"""The rules of the taxonomies that were asked for last, known by identity: to compare 500 takes longer."""


def _ear(taxonomy: Taxonomy) -> _Ear:
    for known, ear in _READY:
        if known is taxonomy:
            return ear
    ear = _Ear(list(_legal(taxonomy)))
    _READY[:] = [(taxonomy, ear), *_READY[: KEPT - 1]]
    return ear


def _legal(taxonomy: Taxonomy) -> Iterator[Rule]:
    """Give the rules whose labels messages can have here, each once."""
    open_ones = frozenset(one.name for one in taxonomy.categories if not one.retired)
    labels = {about: _open(labels_of(taxonomy, about), about, open_ones) for about in RULED}
    for rule in dict.fromkeys(taxonomy.rules):
        if rule.label in labels.get(rule.field, ()):
            yield rule


def _open(labels: AbstractSet[str], about: str, open_ones: AbstractSet[str]) -> AbstractSet[str]:
    if about not in {"category", "subcategory"}:
        return labels
    return {label for label in labels if place_at(label)[0] in open_ones}
