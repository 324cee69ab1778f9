"""Call to mind what was learnt: examples, heads and phrases as one `Learned`, and one more example at a time.

What always holds: it does not matter whether examples came one by one or all at once; an example whose place
another has taken is forgotten; labels that the taxonomy has no more count for nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firstline.learning.examples import Example, spoken_in
from firstline.learning.rulings import Answers, Asked, recorded
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.whereabouts import Moves
from firstline.triage.blend import SCALES, label_of
from firstline.triage.encoder import Encoder, Vectors
from firstline.triage.hashed import HashedEncoder
from firstline.triage.heads import Head, head_now
from firstline.triage.learned import HOME, Learned, Tongue, text_of
from firstline.triage.memory import MOST, NONE, Memory
from firstline.triage.novice import told_in
from firstline.triage.text import read

EXCERPT: Final = 60
"""Characters of a message that reasons repeat."""
Known = Mapping[int, NDArray[np.float32]]
"""Vectors by the example's number."""


def questions(taxonomy: Taxonomy) -> Mapping[str, tuple[str, ...]]:
    """List the fields that can be learnt, with the labels that they may have."""
    open_ones = [one for one in taxonomy.categories if not one.retired]
    parts = (
        label_of("subcategory", name, category=one.name) for one in open_ones for name in one.subcategories
    )
    return {
        "category": tuple(one.name for one in open_ones),
        "subcategory": tuple(parts),
        "team": tuple(sorted(taxonomy.teams)),
        **{about: scale.labels for about, scale in SCALES.items()},
    }


def with_heads(
    learned: Learned, heads: Mapping[str, Mapping[str, Head]], *, version: int, moves: Sequence[Moves] = ()
) -> Learned:
    """Let a model's heads, by language and field, answer; what else is known stays.

    Args:
        learned: what is known so far.
        heads: the model's, under the names that it learnt.
        version: of the model.
        moves: where labels have gone since it was trained, step by step.
    """
    heads = {language: _moved(own, moves) for language, own in heads.items()} if moves else heads
    encoders = {language: tongue.encoder for language, tongue in learned.tongues.items()}
    tongues = {
        language: replace(
            learned.tongues.get(language) or Tongue(encoders.get(language, HashedEncoder())),
            heads=heads.get(language, {}),
        )
        for language in {*learned.tongues, *heads}
    }
    return replace(learned, tongues=tongues, version=version)


def with_examples(  # noqa: PLR0913 - all that matters
    learned: Learned,
    examples: Sequence[Example],
    taxonomy: Taxonomy,
    *,
    learnt_until: int,
    known: Known | None = None,
    replaced: Collection[int] = (),
) -> Learned:
    """Remember more examples.

    Args:
        learned: what is known so far.
        examples: those to remember, in the order in which they were learnt.
        taxonomy: the desk's categories.
        learnt_until: the newest example that the model in force has learnt from; later corrections are news.
        known: vectors that need not be made again.
        replaced: numbers of examples that count no more.
    """
    by_language: dict[str, list[tuple[Example, str]]] = defaultdict(list)
    asked, answers = Asked(taxonomy), dict[int, Answers]()
    for example in examples:
        reading = read(example.message)
        by_language[spoken_in(example, reading)].append((example, text_of(reading)))
        answers[example.number] = asked.answers(example, reading)
    tongues = {language: _without(tongue, replaced) for language, tongue in learned.tongues.items()}
    for language, found in by_language.items():
        tongue = tongues.get(language) or _new_tongue(taxonomy, language)
        told = [example for example, _ in found]
        vectors = vectors_of(told, [text for _, text in found], tongue.encoder, known or {})
        more = remembered(told, vectors, taxonomy, learnt_until=learnt_until)
        both = more if tongue.memory is None else _joined(tongue.memory, more)
        tongues[language] = replace(tongue, memory=both)
    records = recorded(learned.records, answers, replaced=replaced)
    return replace(learned, tongues=tongues, records=records)


def remembered(
    examples: Sequence[Example], vectors: Vectors, taxonomy: Taxonomy, *, learnt_until: int
) -> Memory:
    """Make a memory of the newest examples; corrections behind `learnt_until` are news."""
    kept = slice(max(len(examples) - MOST, 0), None)
    newest, asked = examples[kept], questions(taxonomy)
    numbers = np.array([example.number for example in newest], np.int64)
    return Memory(
        vectors=vectors[kept],
        labels=asked,
        codes={about: codes_of(newest, about, labels) for about, labels in asked.items()},
        tickets=np.array([example.ticket for example in newest], np.int64),
        texts=tuple(excerpt(example.message.text) for example in newest),
        fresh=np.array([_is_news(example, learnt_until) for example in newest], np.bool_),
        numbers=numbers,
    )


def _is_news(example: Example, learnt_until: int) -> bool:
    """Tell whether an example speaks for itself: what a person said of a ticket that no training has seen.

    What a file brings is history, and may be thousands of messages that nobody looked through: it votes with
    others until a training has weighed it.
    """
    return example.ticket != 0 and example.since > learnt_until


def codes_of(examples: Sequence[Example], about: str, labels: tuple[str, ...]) -> NDArray[np.int32]:
    """Number each example's label of a field; -1 where it has none that is known."""
    numbers = {label: number for number, label in enumerate(labels)}
    given = (numbers.get(example.labels.get(about, ""), NONE) for example in examples)
    return np.fromiter(given, np.int32, len(examples))


def vectors_of(examples: Sequence[Example], texts: Sequence[str], encoder: Encoder, known: Known) -> Vectors:
    """Give each example its vector; those that are known are not made again."""
    vectors = np.zeros((len(texts), encoder.size), np.float32)
    missing = []
    for row, example in enumerate(examples):
        vector = known.get(example.number)
        if vector is None or len(vector) != encoder.size:
            missing.append(row)
        else:
            vectors[row] = vector
    if missing:
        made = encoder.encode([texts[row] for row in missing])
        vectors[missing] = made.astype(
            np.float16
        )  # as they are stored, so that it does not matter who made them
    return vectors


def excerpt(text: str) -> str:
    r"""Give a message's beginning, on one line.

    >>> excerpt("Where is\nmy parcel?")
    'Where is my parcel?'
    """
    line = " ".join(text[: 2 * EXCERPT].split())
    return f"{line[:EXCERPT]}…" if len(line) > EXCERPT else line


def _moved(heads: Mapping[str, Head], moves: Sequence[Moves]) -> Mapping[str, Head]:
    return {about: head_now(head, moves) for about, head in heads.items()}


def _new_tongue(taxonomy: Taxonomy, language: str) -> Tongue:
    assert language != HOME  # noqa: S101 - what is spoken at home is known from the beginning
    pieces = HashedEncoder()
    return Tongue(pieces, phrases={"category": told_in(taxonomy, language, pieces)})


def _without(tongue: Tongue, replaced: Collection[int]) -> Tongue:
    memory = tongue.memory
    if memory is None or not replaced:
        return tongue
    kept = ~np.isin(memory.numbers, list(replaced))
    return tongue if kept.all() else replace(tongue, memory=_some(memory, np.flatnonzero(kept)))


def _some(memory: Memory, rows: NDArray[np.intp]) -> Memory:
    return Memory(
        vectors=memory.vectors[rows],
        labels=memory.labels,
        codes={about: codes[rows] for about, codes in memory.codes.items()},
        tickets=memory.tickets[rows],
        texts=tuple(memory.texts[row] for row in rows),
        fresh=memory.fresh[rows],
        numbers=memory.numbers[rows],
    )


def _joined(memory: Memory, more: Memory) -> Memory:
    both = Memory(
        vectors=np.concatenate([memory.vectors, more.vectors]),
        labels=memory.labels,
        codes={about: np.concatenate([codes, more.codes[about]]) for about, codes in memory.codes.items()},
        tickets=np.concatenate([memory.tickets, more.tickets]),
        texts=memory.texts + more.texts,
        fresh=np.concatenate([memory.fresh, more.fresh]),
        numbers=np.concatenate([memory.numbers, more.numbers]),
    )
    return both if len(both) <= MOST else _some(both, np.arange(len(both) - MOST, len(both)))
