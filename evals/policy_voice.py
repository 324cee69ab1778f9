"""Teaches the policy check's voice from the replies of `corpus/replies`. `python -m evals.policy_voice`.

Each sentence of a reply, and of the customer's message where there is one, has the marks that touch it. The
weights are a logistic regression's over the pieces that at least three hands have written; what our own
drafts, our sample articles and customers' messages of little urgency say is read beside them, as nothing to
find in, and so are the rules' own examples.
Sums of weights become chances by curves that are fitted to sentences of hands that were held back.

`--try` measures alone: every hand is judged by what was learnt from the others, and from none of its own.

What always holds: the labelled drafts of `policy.jsonl` teach nothing; the same replies give the same voice.
"""

import argparse
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from evals.corpus import messages
from firstline.gateways.article_file import sample_articles
from firstline.knowledge.passages import passages
from firstline.replies import letter
from firstline.replies.policy import voice as shipped
from firstline.replies.policy.finder import Text, find, is_settled, read, span
from firstline.replies.policy.rules import Flag, stock_rules
from firstline.replies.policy.voice import KINDS, LEAST, Sentence, cut, pieces, voice_of
from firstline.run.say import say_rows

FOLDER: Final = Path(__file__).parents[1] / "corpus" / "replies"
PLACE: Final = Path(shipped.__file__).with_name(shipped.FILE)
FOLDS: Final = 8
"""Groups of hands."""
FEWEST_HANDS: Final = 3
"""That have written a piece which is learnt from."""
STRENGTH: Final = 1.0
"""Of the evidence against the pull of all weights to zero; .3 was no better."""
FLAGS: Final[Mapping[str, Flag]] = {
    "refund": Flag.REFUND_PROMISE,
    "time": Flag.SLA_MENTIONED,
    "admission": Flag.LEGAL_ADMISSION,
    "disclosure": Flag.DATA_DISCLOSURE,
    "insult": Flag.INSULT_OR_BLAME,
    "matter": Flag.ESCALATION_NEEDED,
}
EACH: Final = 2
"""Every so many messages of the starter corpus are looked at."""
SOME_MONEY: Final = 1
"""The most that is at stake in one."""
LITTLE: Final = 2.0
"""The most urgency of a message that nobody need take over."""
MATTER, HANDED = KINDS.index("matter"), KINDS.index("handed")

Line = Mapping[str, Any]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Folds = NDArray[np.int_]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and what is marked in it."""

    sentence: Sentence
    hand: str
    reply: int
    is_ticket: bool
    kinds: frozenset[str]
    ruled: frozenset[str]
    """The kinds of which a rule speaks in it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply, and which flags it deserves."""

    flags: frozenset[Flag]
    settled: bool
    """The rules see that it hands the matter over."""


def main() -> None:
    """Learn, or measure."""
    parser = argparse.ArgumentParser(description="Teach the policy check's voice.")
    parser.add_argument("--try", action="store_true", dest="tried", help="measure alone, hands held back")
    options = parser.parse_args()
    replies, said = load()
    material = Material(said)
    held = held_back(material, said)
    slope, offset = curves(held, material)
    judged = verdicts(replies, said, 1 / (1 + np.exp(-(held * slope + offset))))
    if options.tried:
        _report(judged)
        return
    weights, bias = material.learn(np.ones(len(said), bool))
    told: dict[str, NDArray[np.generic]] = {
        "codes": material.codes,
        "weights": weights.astype(np.float16),
        "bias": bias.astype(np.float32),
        "slope": slope.astype(np.float32),
        "offset": offset.astype(np.float32),
    }
    body = voice_of(told)
    PLACE.write_bytes(body)
    print(
        f"{len(replies):,} replies, {len(said):,} sentences, {len(material.codes):,} pieces, "
        f"{len(body):,} bytes"
    )


def load() -> tuple[list[Reply], list[Said]]:
    """Read the marked replies."""
    replies, said, rules = list[Reply](), list[Said](), stock_rules()
    for hand, lines in _sources():
        for line in lines:
            own, asked = read(line["draft"], rules), read(line.get("ticket", ""), rules)
            marked = {one["what"] for one in line["marks"]}
            flags = {flag for kind, flag in FLAGS.items() if kind in marked}
            if "handed" in marked:
                flags.discard(Flag.ESCALATION_NEEDED)
            settled = is_settled(own, rules, Flag.ESCALATION_NEEDED)
            for text, is_ticket in ((own, False), (asked, True)):
                said += _said(text, line, hand, len(replies), is_ticket=is_ticket)
            replies.append(Reply(frozenset(flags), settled))
    return replies, said


def _sources() -> Iterator[tuple[str, Iterable[Line]]]:
    """Give all that is read, by the hands that wrote it."""
    for path in sorted(FOLDER.glob("*.jsonl")):
        yield path.stem, map(json.loads, path.read_text("utf-8").splitlines())
    yield "templates", _templates()
    yield "samples", _samples()
    yield "rules", _examples()
    yield from _ordinary().items()


def _ordinary() -> Mapping[str, Sequence[Line]]:
    """Give messages that nobody need take over: little is at stake, and no rule speaks."""
    found, rules = dict[str, list[Line]](), stock_rules()
    for one in messages()[::EACH]:
        is_little = one.in_scope and one.labels.urgency <= LITTLE and one.marks["stakes"] <= SOME_MONEY
        if is_little and not any(find(read(one.whole, rules), rules, reads="ticket")):
            line = {"draft": "", "ticket": one.whole, "marks": []}
            found.setdefault(f"messages of {one.writer}", []).append(line)
    return found


def _templates() -> Iterator[Line]:
    """Give what our drafts say by themselves, but the granted time that one may tell: all of it is fine."""
    folder = files(letter.__package__).joinpath("templates")
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        page = tomllib.loads(entry.read_text("utf-8"))
        page["holding"].pop("time")
        for text in _texts(page):
            yield {"draft": text, "marks": []}


def _samples() -> Iterator[Line]:
    """Give what our sample articles say, which drafts quote."""
    for article in sample_articles():
        for passage in passages(article.text):
            yield {"draft": "\n".join(passage.sentences), "marks": []}


def _examples() -> Iterator[Line]:
    """Give the rules' own examples."""
    kinds = {flag: kind for kind, flag in FLAGS.items()}
    for rule in stock_rules().rules:
        where = "ticket" if rule.reads == "ticket" else "draft"
        for text in (*rule.flagged, *rule.fine):
            marked = (
                [{"what": kinds[rule.flag], "text": text}]
                if rule.flag in kinds and text in rule.flagged
                else []
            )
            yield {"draft": "", where: text, "marks": marked}


def _texts(page: object) -> Iterator[str]:
    if isinstance(page, str):
        yield page
    elif isinstance(page, Mapping):
        for part in page.values():
            yield from _texts(part)
    elif isinstance(page, list):
        for part in page:
            yield from _texts(part)


def _said(text: Text, line: Line, hand: str, reply: int, *, is_ticket: bool) -> Iterator[Said]:
    places = [
        (one["what"], text.whole.find(one["text"]), len(one["text"]))
        for one in line["marks"]
        if not is_ticket or one["what"] == "matter"
    ]
    rules = stock_rules()
    by_rule = [
        (one.rule.flag, *span(text, one))
        for one in find(text, rules, reads="ticket" if is_ticket else "draft")
    ]
    for sentence in cut(text):
        start, end = sentence.start, sentence.end
        ruled = {
            kind
            for kind, flag in FLAGS.items()
            if any(one == flag and at < end and start < stop for one, at, stop in by_rule)
        }
        kinds = {
            kind
            for kind, at, length in places
            if at >= 0 and at < sentence.end and sentence.start < at + length
        }
        yield Said(sentence, hand, reply, is_ticket, frozenset(kinds), frozenset(ruled))


class Material:
    """The sentences as rows of pieces."""

    def __init__(self, said: Sequence[Said]) -> None:
        cut_up = [pieces(one.sentence) for one in said]
        hands: dict[int, set[str]] = {}
        for one, (codes, _) in zip(said, cut_up, strict=True):
            for code in codes.tolist():
                hands.setdefault(code, set()).add(one.hand)
        kept = sorted(code for code, by in hands.items() if len(by) >= FEWEST_HANDS)
        self.codes = np.array(kept, np.uint32)
        at = {code: column for column, code in enumerate(kept)}
        rows, columns, values = list[int](), list[int](), list[float]()
        for row, (codes, counts) in enumerate(cut_up):
            for code, count in zip(codes.tolist(), counts.tolist(), strict=True):
                if code in at:
                    rows.append(row)
                    columns.append(at[code])
                    values.append(count)
        self.rows = csr_matrix((values, (rows, columns)), shape=(len(said), len(kept)))
        self.right = np.array([[kind in one.kinds for kind in KINDS] for one in said])

    def learn(self, which: Flags) -> tuple[Floats, Floats]:
        """Learn each kind from some of the sentences: weights (pieces, kinds) and bias (kinds,)."""
        learnt = [
            LogisticRegression(C=STRENGTH, class_weight="balanced", solver="liblinear", max_iter=2_000).fit(
                self.rows[which], self.right[which, kind]
            )
            for kind in range(len(KINDS))
        ]
        return np.column_stack([one.coef_[0] for one in learnt]), np.array(
            [one.intercept_[0] for one in learnt]
        )


def held_back(material: Material, said: Sequence[Said]) -> Floats:
    """Give each sentence its sums by what was learnt from other hands: (sentences, kinds)."""
    folds = folds_of([one.hand for one in said])
    sums = np.zeros((len(said), len(KINDS)))
    for fold in range(FOLDS):
        weights, bias = material.learn(folds != fold)
        mine = folds == fold
        sums[mine] = material.rows[mine] @ weights + bias
    return sums


def folds_of(hands: Sequence[str]) -> Folds:
    """Deal the hands out."""
    known = sorted(set(hands))
    return np.array([known.index(hand) % FOLDS for hand in hands])


def curves(sums: Floats, material: Material) -> tuple[Floats, Floats]:
    """Fit the curves from sums to chances (Platt, 1999): slope and offset, each (kinds,)."""
    fitted = [
        LogisticRegression(C=1e3).fit(sums[:, [kind]], material.right[:, kind]) for kind in range(len(KINDS))
    ]
    return np.array([one.coef_[0, 0] for one in fitted]), np.array([one.intercept_[0] for one in fitted])


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What is known of each reply when a threshold is chosen."""

    best: Floats
    """(replies, kinds): the highest chance of its sentences; of those of the customer's only as a matter."""
    ruled: Flags
    """(replies, kinds): a rule speaks in it."""
    settled: Flags
    """(replies,): the rules see that the matter is handed over."""
    deserved: Flags
    """(replies, kinds): it deserves the flag."""

    def of(self, which: Flags) -> "Verdicts":
        """Look at some of the replies."""
        return Verdicts(self.best[which], self.ruled[which], self.settled[which], self.deserved[which])

    def found(self, kind: int) -> Flags:
        """Say which replies rules and voice flag together."""
        heard = self.best[:, kind] >= LEAST
        if kind == MATTER:
            heard &= ~(self.settled | (self.best[:, HANDED] >= LEAST))
        return self.by_rules(kind) | heard

    def by_rules(self, kind: int) -> Flags:
        """Say which replies the rules alone would flag."""
        return self.ruled[:, kind] & ~self.settled if kind == MATTER else self.ruled[:, kind]


def verdicts(replies: Sequence[Reply], said: Sequence[Said], chances: Floats) -> Verdicts:
    """Gather what is known of each reply."""
    best = np.zeros((len(replies), len(KINDS)))
    for one, row in zip(said, chances, strict=True):
        heard = np.where(np.arange(len(KINDS)) == MATTER, row, 0.0) if one.is_ticket else row
        best[one.reply] = np.maximum(best[one.reply], heard)
    kinds = [FLAGS.get(kind) for kind in KINDS]
    ruled = np.zeros((len(replies), len(KINDS)), bool)
    for one in said:
        ruled[one.reply] |= [kind in one.ruled for kind in KINDS]
    deserved = np.array([[kind in one.flags for kind in kinds] for one in replies])
    return Verdicts(best, ruled, np.array([one.settled for one in replies]), deserved)


def precision_recall(found: Flags, deserved: Flags) -> tuple[float, float]:
    """Count what was found and what deserved it."""
    hits = (found & deserved).sum()
    return float(hits / max(found.sum(), 1)), float(hits / max(deserved.sum(), 1))


def _report(told: Verdicts) -> None:
    rows = [["flag", "rules: precision", "recall", "with the voice: precision", "recall"]]
    for kind in range(HANDED):
        both = (told.by_rules(kind), told.found(kind))
        figures = [precision_recall(found, told.deserved[:, kind]) for found in both]
        rows.append([FLAGS[KINDS[kind]], *(f"{one:.2f}" for pair in figures for one in pair)])
    say_rows(rows)


if __name__ == "__main__":
    main()
