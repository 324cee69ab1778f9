"""What the desk has learnt, ready to be asked: heads, phrases and labelled messages, for each language.

A message is taken apart once (`Heard`) and then asked about one field after the other (`think`). What every
scorer says is added up by trust and made into chances; labels that were learnt after the newest training
count at once, by how near their messages are. The thought names its reasons: words by what they added,
labelled messages and phrases by how near they are.

Whatever happens: only labels that the caller names have a chance, the same message gets the same thought from
the same `Learned`, and a language of which nothing is known is answered as English, never surely.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstline.tickets.basis import Origin
from firstline.tickets.urgency_policy import USUAL_POLICY, UrgencyPolicy
from firstline.tickets.verdict import Reason, Span, TicketScope, Voice
from firstline.triage.encoder import Encoder
from firstline.triage.grams import Grams, grams
from firstline.triage.heads import (
    FIRST_TRUST,
    Chances,
    Head,
    Scorer,
    aligned,
    chances,
    rule_scores,
)
from firstline.triage.linear import Scores, Vocabulary, Weighed, WordSums
from firstline.triage.memory import NONE, Memory, Neighbours, neighbours, news, votes
from firstline.triage.own_rules import NO_RECORDS, Records, Said
from firstline.triage.phrased import Phrases
from firstline.triage.quoting import BLANK
from firstline.triage.starter import (
    CATEGORY,
    EDITION,
    HEARD_AS_ENGLISH,
    SCOPE,
    Hint,
    Starter,
)
from firstline.triage.text import Reading

HOME: Final = "en"
"""The language that answers for those of which nothing is known."""
MOST_WORDS: Final = 4
"""Words that a thought names as its reasons."""
MOST_SIMILAR: Final = 3
LEAST_LIKE: Final = 0.5
"""The cosine from which a labelled message or a phrase is worth naming."""
LEAST_ADDED: Final = 0.05
"""Log-odds from which a word is worth naming."""
LIKELIER_THAN_NOT: Final = 0.5
LIKELY: Final = 0.6
"""The chance below which nobody knows what a message is about, where the starter heads guess, too."""
NO_PROMISE: Final = 0.0
"""Stands where nothing that learns has a say."""
KEYWORD: Final = 0.6
"""What a keyword decides alone: more than all others together."""
OWN_TRUST: Final = 1.0
"""How far the odds of the desk's own rules are trusted beside a head: as counted, on the desk's labels."""
IN_SCOPE: Final = TicketScope.IN_SCOPE.value
SHORT: Final = 15
"""Words up to which a documented keyword may be all that a message says; in longer ones the starter heads are
heard, too."""
VOICES: Final[Mapping[Scorer, Voice]] = {
    Scorer.WORDS: Voice.MODEL,
    Scorer.MEANING: Voice.MODEL,
    Scorer.SIMILAR: Voice.MODEL,
    Scorer.PHRASES: Voice.PHRASE,
    Scorer.RULES: Voice.RULE,
    Scorer.STARTER: Voice.MODEL,
}


@dataclass(frozen=True, slots=True, eq=False)
class Tongue:
    """What the desk knows in one language."""

    encoder: Encoder
    heads: Mapping[str, Head] = field(default_factory=dict)
    """By field."""
    phrases: Mapping[str, Phrases] = field(default_factory=dict)
    """By field."""
    memory: Memory | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """All that the desk has learnt."""

    tongues: Mapping[str, Tongue] = field(default_factory=dict)
    version: int = 0
    """Of the model; 0: nothing was trained yet."""
    taxonomy: int = 0
    """The version of the taxonomy whose phrases it has."""
    learnt_until: int = 0
    """The newest example that the model has learnt from; 0: no model answers."""
    newest: int = 0
    """The newest example that is remembered; 0: none is."""
    promise: float = NO_PROMISE
    """The precision that is kept where the desk acts by itself."""
    ranked: int = 5
    """Values that a field's ranking keeps."""
    records: Records = NO_RECORDS
    """How often the desk's own rules were right."""
    starter: Starter | None = None
    """What every desk knows; None: it goes without."""
    policy: UrgencyPolicy = USUAL_POLICY
    """What facts add to the urgency, and what follows from it."""

    @property
    def has_labels(self) -> bool:
        """Tell whether anyone's labels are in it."""
        return any(tongue.heads or tongue.memory for tongue in self.tongues.values())

    @property
    def origin(self) -> Origin:
        """Say of what it is made."""
        home = self.tongues.get(HOME)
        return Origin(
            encoder="" if home is None else home.encoder.name,
            encoder_version="" if home is None else home.encoder.version,
            taxonomy=self.taxonomy,
            model=self.version,
            learnt_until=self.learnt_until,
            newest=self.newest,
            promise=self.promise,
        )

    @property
    def untaught(self) -> "Learned":
        """What is known without anyone's labels."""
        tongues = {name: replace(one, heads={}, memory=None) for name, one in self.tongues.items()}
        bare = replace(self, tongues=tongues, version=0, learnt_until=0, newest=0)
        return replace(bare, records=NO_RECORDS)

    def hear(self, reading: Reading, language: str) -> "Heard | None":
        """Take a message apart; None: nothing is known at all."""
        tongue = self.tongues.get(language)
        own = self.tongues.get(HOME) if tongue is None else tongue
        if own is None:
            return None
        source, starter = f"model@{self.version}", self.starter
        at_home = tongue is not None
        return Heard(reading, language, own, source, at_home=at_home, ranked=self.ranked, starter=starter)


NOTHING: Final = Learned()


@dataclass(frozen=True, slots=True, eq=False)
class Thought:
    """What is thought of one field."""

    labels: tuple[str, ...]
    chances: Chances
    unruled: float
    """The chance of the best label without the desk's own rules: what a promise is about."""
    in_scope: float | None
    head: Head | None
    movers: Sequence[Voice]
    """Those who spoke, by how much they raised the answer over the next, the most first."""
    reasons: tuple[Reason, ...]
    voices: Mapping[Voice, Chances]
    """What each voice would say alone."""

    @property
    def value(self) -> str:
        """The label with the best chance."""
        return self.labels[int(self.chances.argmax())]

    @property
    def ranking(self) -> tuple[tuple[str, float], ...]:
        """Give all labels with their chances, the best first."""
        order = np.lexsort((np.arange(len(self.labels)), -self.chances))
        return tuple((self.labels[at], float(self.chances[at])) for at in order)


@dataclass
class Heard:
    """A message taken apart, as far as it was needed yet."""

    reading: Reading
    language: str
    tongue: Tongue
    source: str
    _: KW_ONLY
    at_home: bool
    """Whether its language is one that the desk knows."""
    ranked: int
    """Values that a field's ranking keeps."""
    starter: Starter | None
    _weighed: tuple[Vocabulary, Weighed] | None = None

    @cached_property
    def hint(self) -> Hint | None:
        """What the starter heads hear; None: they are not there, or do not know the language."""
        if self.starter is None:
            return None
        is_home = self.language in HEARD_AS_ENGLISH
        taken = self.grams if is_home else None
        vector = self.vector if is_home and self.starter.encoder is self.tongue.encoder else None
        return self.starter.hear(self.reading, self.language, taken=taken, vector=vector)

    @cached_property
    def grams(self) -> Grams:
        """The pieces of its text."""
        return grams(self.reading)

    def weighed(self, known: Vocabulary) -> Weighed:
        """Weigh its pieces; the heads of one training share their vocabulary, so that it is done once."""
        if self._weighed is None or self._weighed[0] is not known:
            self._weighed = known, known.weighed(self.grams)
        return self._weighed[1]

    @cached_property
    def vector(self) -> NDArray[np.float32]:
        """Its place among all texts."""
        vector: NDArray[np.float32] = self.tongue.encoder.encode([text_of(self.reading)])[0]
        return vector

    @cached_property
    def told(self) -> dict[str, NDArray[np.float32]]:
        """The cosine to each phrase, by field."""
        return {about: told.near(self.vector) for about, told in self.tongue.phrases.items()}

    @cached_property
    def near(self) -> NDArray[np.float32]:
        """The cosine to each labelled message."""
        assert self.tongue.memory is not None  # noqa: S101 - asked only where there is one
        near: NDArray[np.float32] = self.tongue.memory.vectors @ self.vector
        return near

    def think(  # noqa: PLR0913 - all that speaks
        self,
        about: str,
        labels: Sequence[str],
        *,
        rule: tuple[str, float] | None,
        keyword: str | None = None,
        rest: str | None = None,
        own: Said | None = None,
        hinted: Scores | None = None,
    ) -> Thought | None:
        """Think about a field; None: nothing was learnt of it.

        Args:
            about: the field.
            labels: those that it may have; at least one.
            rule: what the rules found, and with which odds; None: nothing.
            keyword: the label that decides while the desk has no labels of its own.
            rest: the label for what fits nowhere else: while the desk has no labels of its own, and the rules
                found nothing, it stands where no label is likelier than all others.
            own: what the desk's own rules say, in place of what the others do.
            hinted: what the starter heads say, where it is not simply their scores for this field.
        """
        head, told = self.tongue.heads.get(about), self.tongue.phrases.get(about)
        likes, hint = self._neighbours(about), self._hint(about, labels)
        if hinted is None and hint is not None:
            hinted = hint.scores(about, labels)
        if head is None and told is None and likes is None and hinted is None:
            return None
        scores = self._scores(about, labels, rule, likes)
        if hinted is not None:
            scores[Scorer.STARTER] = hinted
        trust = self._trust(about, head, hint)
        sums = _summed(scores, trust)
        found = chances(sums)
        is_short = hint is None or self.reading.length <= SHORT
        if head is None and keyword in labels and is_short:
            found = (1 - KEYWORD) * found + KEYWORD * (np.array(labels) == keyword)
        least = LIKELIER_THAN_NOT if hint is None else LIKELY
        if head is None and rule is None and rest in labels and found.max() < least:
            found = _exchanged(found, labels.index(str(rest)), int(found.argmax()))
        unruled = found = self._with_news(about, labels, likes, found)
        if own is not None and own.label in labels:
            scores = {**scores, Scorer.RULES: rule_scores(labels, own.label, own.odds)}
            # What the desk itself wrote speaks in place of all that comes with it.
            trust = {**trust, Scorer.RULES: OWN_TRUST, Scorer.STARTER: 0.0}
            ruled = chances(_summed(scores, trust))
            if head is None:
                ruled = _given(ruled, labels.index(own.label), own.odds)
            found = self._with_news(about, labels, likes, ruled)
        thinking = _Thinking(self, about, tuple(labels), scores, trust, likes)
        return thinking.thought(sums, found, unruled)

    def _hint(self, about: str, labels: Sequence[str]) -> Hint | None:
        """Give what the starter heads know of a field with these labels."""
        knows = self.starter is not None and self.starter.knows(about, labels)
        return self.hint if knows else None

    def first_head(self, about: str, labels: Sequence[str]) -> Head | None:
        """Give the starter head that may act on a field; None: it knows other labels than these."""
        hint = self._hint(about, labels)
        return None if hint is None else hint.starter.acting(about, labels)

    def _trust(self, about: str, head: Head | None, hint: Hint | None) -> Mapping[Scorer, float]:
        """Say how far each scorer is trusted: as the desk's labels have it, or those of the starter heads."""
        if head is not None:
            return head.trust
        if hint is None:
            return FIRST_TRUST
        return {**FIRST_TRUST, **hint.head(about).trust, Scorer.STARTER: FIRST_TRUST[Scorer.STARTER]}

    @cached_property
    def nearest(self) -> Neighbours:
        """The labelled messages that are nearest, whatever their labels are of."""
        return neighbours(self.near)

    def _neighbours(self, about: str) -> Neighbours | None:
        memory = self.tongue.memory
        if memory is None or about not in memory.codes or not len(memory):
            return None
        is_known = memory.codes[about] != NONE
        if is_known.all():
            return self.nearest
        found = neighbours(self.near, among=np.flatnonzero(is_known))
        return found if len(found.rows) else None

    def _scores(
        self, about: str, labels: Sequence[str], rule: tuple[str, float] | None, likes: Neighbours | None
    ) -> dict[Scorer, Scores]:
        head, told, memory = self.tongue.heads.get(about), self.tongue.phrases.get(about), self.tongue.memory
        found: dict[Scorer, Scores] = {}
        if head is not None and head.words is not None:
            scores = head.words.scores(self.weighed(head.words.vocabulary))
            found[Scorer.WORDS] = aligned(scores, head.labels, labels)
        if head is not None and head.meaning is not None:
            found[Scorer.MEANING] = aligned(head.meaning.scores(self.vector), head.labels, labels)
        if likes is not None and memory is not None:
            known = memory.labels[about]
            cast = votes(memory.codes[about][likes.rows], likes.cosines, len(known))
            found[Scorer.SIMILAR] = aligned(cast, known, labels)
        if told is not None:
            found[Scorer.PHRASES] = aligned(told.scores(self.vector, self.told[about]), told.labels, labels)
        if rule is not None and rule[0] in labels:
            found[Scorer.RULES] = rule_scores(labels, *rule)
        return found

    def _with_news(
        self, about: str, labels: Sequence[str], likes: Neighbours | None, found: Chances
    ) -> Chances:
        """Let fresh labels count at once."""
        memory = self.tongue.memory
        told = None if memory is None or likes is None else news(memory, about, likes)
        if told is None or memory is None:
            return found
        share, shares = told
        known = dict(zip(memory.labels[about], shares.tolist(), strict=True))
        wanted = np.array([known.get(label, 0.0) for label in labels])
        if not wanted.any():
            return found
        mixed: Chances = (1 - share) * found + share * wanted / wanted.sum()
        return mixed


@dataclass
class _Thinking:
    """One thought in the making."""

    heard: Heard
    about: str
    labels: tuple[str, ...]
    scores: Mapping[Scorer, Scores]
    trust: Mapping[Scorer, float]
    likes: Neighbours | None

    def thought(self, sums: NDArray[np.float64], found: Chances, unruled: Chances) -> Thought:
        """Put it together."""
        head = self.heard.tongue.heads.get(self.about)
        acting = self.heard.first_head(self.about, self.labels) if head is None else head
        best = int(found.argmax())
        other = self._other(found, best)
        return Thought(
            labels=self.labels,
            chances=found,
            unruled=round(float(unruled[best]), 4),
            in_scope=self._in_scope(head, sums),
            head=acting,
            movers=self._movers(best, other),
            reasons=tuple(self._reasons(head, best, other)),
            voices=self._voices(),
        )

    def _other(self, found: Chances, best: int) -> int:
        """Find the runner-up, against which reasons are weighed."""
        if len(self.labels) == 1:
            return best
        rest = found.copy()
        rest[best] = -1
        return int(rest.argmax())

    def _added(self, scorer: Scorer, best: int, other: int) -> float:
        """Say by how much a scorer raised the best label over the other, in log-odds."""
        scores = self.scores[scorer]
        return self.trust.get(scorer, 0.0) * float(scores[best] - scores[other])

    def _movers(self, best: int, other: int) -> Sequence[Voice]:
        added: dict[Voice, float] = defaultdict(float)
        for scorer in self.scores:
            added[VOICES[scorer]] += self._added(scorer, best, other)
        return sorted(added, key=lambda voice: -added[voice])

    def _voices(self) -> Mapping[Voice, Chances]:
        """Let each voice speak alone."""
        sums: dict[Voice, NDArray[np.float64]] = {}
        for scorer, scores in self.scores.items():
            voice = VOICES[scorer]
            if voice is not Voice.RULE:
                given = self.trust.get(scorer, 0.0) * scores.astype(np.float64)
                sums[voice] = sums[voice] + given if voice in sums else given
        return {voice: chances(sum_) for voice, sum_ in sums.items()}

    def _in_scope(self, head: Head | None, sums: NDArray[np.float64]) -> float | None:
        if head is not None and head.scope is not None and self.likes is not None:
            return head.scope.chance(float(sums.max()), float(self.likes.cosines[0]))
        told = self.heard.tongue.phrases.get(self.about)
        known = None if told is None else told.in_scope(self.heard.told[self.about])
        hint = self.heard.hint if self.about == CATEGORY else None
        if hint is None or not hint.knows(SCOPE, ()):
            return known
        customer = hint.chance(SCOPE, IN_SCOPE)
        if hint.knows(CATEGORY, self.labels):
            customer *= hint.covered(self.labels)
        # What phrases of a desk's own are about says more than a stock category, which takes in everything.
        return customer if known is None or hint.knows(CATEGORY, self.labels) else customer * known

    def _reasons(self, head: Head | None, best: int, other: int) -> list[Reason]:
        found = [
            *self._of_words(head, best, other),
            *self._of_starter(best, other),
            *self._of_likes(best),
            *self._of_phrases(best, other),
        ]
        if Scorer.MEANING in self.scores:
            added = self._added(Scorer.MEANING, best, other)
            if added >= LEAST_ADDED:
                text = f"the message as a whole reads like {self.labels[best]}"
                found.append(Reason(Voice.MODEL, text, round(added, 2), self.heard.source))
        return sorted(found, key=lambda reason: -abs(reason.weight))

    def _of_words(self, head: Head | None, best: int, other: int) -> list[Reason]:
        """Name the words that added most, with all that their pieces added."""
        if head is None or head.words is None:
            return []
        pair = [self.labels[best], self.labels[other]]
        if not all(label in head.labels for label in pair):
            return []
        first, second = (self._place(head.labels, head.words, label) for label in pair)
        trust, reading = self.trust.get(Scorer.WORDS, 0.0), self.heard.reading
        added = trust * head.words.moved(self.heard.weighed(head.words.vocabulary), first, second)
        most = np.argsort(-added, kind="stable")[:MOST_WORDS].tolist()
        return [
            self._of_word(reading.span(place, place + 1), float(added[place]), best, self.heard.source)
            for place in most
            if added[place] >= LEAST_ADDED
        ]

    def _of_starter(self, best: int, other: int) -> list[Reason]:
        """Name the words that added most in the starter heads."""
        hint = self.heard.hint if Scorer.STARTER in self.scores else None
        if hint is None or self.about not in hint.starter.heads:
            return []
        trust = self.trust.get(Scorer.STARTER, 0.0)
        return [
            self._of_word(span, trust * added, best, EDITION)
            for span, added in hint.moved(self.about, self.labels[best], self.labels[other])
            if trust * added >= LEAST_ADDED
        ]

    def _place(self, labels: Sequence[str], words: WordSums, label: str) -> int:
        """Say where a label stands; of several places that have become one the best score counted."""
        places = [place for place, one in enumerate(labels) if one == label]
        if len(places) == 1:
            return places[0]
        scores = words.scores(self.heard.weighed(words.vocabulary))
        return max(places, key=lambda place: float(scores[place]))

    def _of_word(self, span: Span, weight: float, best: int, source: str) -> Reason:
        text = f"“{span.text}” speaks for {self.labels[best]}"
        return Reason(Voice.MODEL, text, round(weight, 2), source, span)

    def _of_likes(self, best: int) -> list[Reason]:
        """Name the nearest labelled messages, whatever their labels."""
        memory, likes = self.heard.tongue.memory, self.likes
        if memory is None or likes is None:
            return []
        known, codes = memory.labels[self.about], memory.codes[self.about]
        share = max(self.trust.get(Scorer.SIMILAR, 0.0), LEAST_ADDED)
        found = []
        for row, cosine in zip(likes.rows[:MOST_SIMILAR], likes.cosines[:MOST_SIMILAR], strict=True):
            label = known[codes[row]]
            if cosine >= LEAST_LIKE and codes[row] != NONE:
                sign = 1 if label == self.labels[best] else -1
                ticket = int(memory.tickets[row]) or None
                whose = f"ticket {ticket}" if ticket else f"“{memory.texts[row]}”"
                text = f"reads like {whose}, which is {label} ({cosine:.2f})"
                weight = round(sign * share * float(cosine), 2)
                found.append(Reason(Voice.MODEL, text, weight, self.heard.source, ticket=ticket))
        return found

    def _of_phrases(self, best: int, other: int) -> list[Reason]:
        """Name the phrase of the label that is nearest."""
        told = self.heard.tongue.phrases.get(self.about)
        if told is None or self.labels[best] not in told.labels:
            return []
        phrase, cosine = told.nearest(self.heard.told[self.about], told.labels.index(self.labels[best]))
        if cosine < LEAST_LIKE:
            return []
        added = self._added(Scorer.PHRASES, best, other)
        text = f"reads like “{phrase}” ({cosine:.2f})"
        return [Reason(Voice.PHRASE, text, round(added, 2), f"taxonomy phrase of {self.labels[best]}")]


def _summed(scores: Mapping[Scorer, Scores], trust: Mapping[Scorer, float]) -> NDArray[np.float64]:
    """Add up what the scorers say, each by its trust."""
    weighed = [trust.get(who, 0.0) * given.astype(np.float64) for who, given in scores.items()]
    sums: NDArray[np.float64] = np.sum(weighed, axis=0)
    return sums


def _given(found: Chances, label: int, odds: float) -> Chances:
    """Give a label these odds, and let the others share the rest as they did."""
    rest = found.copy()
    rest[label] = 0.0
    if not rest.any():
        return found
    after: Chances = (1 - odds) * rest / rest.sum()
    after[label] = odds
    return after


def _exchanged(found: Chances, one: int, other: int) -> Chances:
    after = found.copy()
    after[one], after[other] = found[other], found[one]
    return after


def text_of(reading: Reading) -> str:
    """Give the text that an encoder reads: the subject, and what the customer wrote themselves."""
    own = reading.own.replace(BLANK, " ").strip()
    subject = reading.message.subject.strip()
    return f"{subject}\n{own}" if subject else own
