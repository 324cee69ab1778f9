"""How often does the knowledge base find the article that answers, and know when none does?

Run `python -m evals.retrieval`, or with `--encoder minilm`. The bases are those of `evals/bases.py`.

A question counts as found at 1 when the first article answers it, at 5 when one of the first five does. An
outdated article must never come first where a newer one says otherwise. Whether a question can be answered is
judged by heads that learnt from other questions ("others"), and by heads that never saw the base ("strange",
`evals/answerable.py`): AUROC of all questions, and of the answerable ones against near misses alone. On the
public sets a question that cannot be answered is one whose articles were taken out. Of what a draft would
answer, the precision is the share in which the first article is right.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # it ships no types

from evals.answerable import ENCODERS, Floats, Sample, answered, auroc, judged, samples, strange
from evals.bases import WRITTEN, Base, Question, bases
from firstline.gateways.model_files import encoder_named
from firstline.knowledge.answerable import ANSWERABLE
from firstline.run.say import say_rows
from firstline.run.settings import read_settings

NEAR: Final = 5
FOUND: Final = ("set", "questions", "first", "among five", "outdated first")
KNOWN: Final = ("set", "heads", "AUROC", "near misses", "answered right", "of all")
NEAR_MISS: Final = "near_miss"


def main() -> None:
    """Print how often each set's questions find their article, and how well it is known when not."""
    parser = argparse.ArgumentParser(prog="python -m evals.retrieval")
    parser.add_argument("--encoder", default="wordllama")
    name = parser.parse_args().encoder
    models = read_settings().models
    ready = list(bases(encoder_named(name, models)))
    say_rows([FOUND, *(row for base in ready for row in _found(base))])
    told = [sample for base in ready for sample in samples(base)]
    others = [one for one in ENCODERS if one != name]
    told += [one for other in others for base in bases(encoder_named(other, models)) for one in samples(base)]
    say_rows([KNOWN, *_known(told, name)])


def _found(base: Base) -> Iterator[Sequence[str]]:
    """Give a row for the set, and one for each kind of question in it."""
    told = [(one, _named(base, one)) for one in base.questions if one.articles]
    by_kind: dict[str, list[tuple[Question, Sequence[str]]]] = defaultdict(list)
    for one, names in told:
        by_kind[one.kind].append((one, names))
    yield _row(base.name, told)
    if len(by_kind) > 1:
        yield from (_row(f"  {kind}", some) for kind, some in sorted(by_kind.items()))


def _named(base: Base, question: Question) -> Sequence[str]:
    return [one.article.id for one in base.ask(question)[1]]


def _row(name: str, told: Sequence[tuple[Question, Sequence[str]]]) -> Sequence[str]:
    first = sum(names[0] in one.articles for one, names in told) / len(told)
    near = sum(not {*names[:NEAR]}.isdisjoint(one.articles) for one, names in told) / len(told)
    old = sum(names[0] in one.outdated for one, names in told)
    return name, f"{len(told):,}", f"{first:.3f}", f"{near:.3f}", str(old)


def _known(told: Sequence[Sample], encoder: str) -> Iterator[Sequence[str]]:
    for heads, chances in (("others", judged(told)), ("strange", strange(told))):
        for base in dict.fromkeys(one.base for one in told):
            yield _known_row(told, chances, base, encoder, heads)


def _known_row(told: Sequence[Sample], chances: Floats, base: str, encoder: str, heads: str) -> Sequence[str]:
    asked = [
        at
        for at, one in enumerate(told)
        if (one.base, one.encoder) == (base, encoder) and not (base in WRITTEN and one.is_made)
    ]
    some, theirs = [told[at] for at in asked], chances[asked]
    is_so = np.array([one.is_answerable for one in some], np.bool_)
    is_near = is_so | np.array([one.question.kind == NEAR_MISS for one in some], np.bool_)
    near = f"{auroc(theirs[is_near], is_so[is_near]):.3f}" if base in WRITTEN else "-"
    right, share = answered(some, theirs, ANSWERABLE)
    return base, heads, f"{auroc(theirs, is_so):.3f}", near, f"{right:.2f}", f"{share:.2f}"


if __name__ == "__main__":
    with threadpool_limits(1):  # as in `evals/corpus.py`
        main()
