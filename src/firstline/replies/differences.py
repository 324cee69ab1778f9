"""In what a clause differs from what a passage says: another fact, another name, or the other way round.

What always holds: a clause does not differ from itself, and each difference is told in a sentence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from firstline.replies.clauses import Clause, Turn, root
from firstline.replies.facts import Fact

LEAST_DENIED: Final = 2
"""Words in the reach of a "not" that a clause must share to be held against it, if not the nearest."""


MOST_DENIED: Final = 0.6
"""Share of a clause's words."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs."""

    reason: str
    is_other: bool
    """The passage says something else; False: it does not say it."""


def differences(
    clause: Clause, meant: Sequence[Clause], whole: Sequence[Clause], known: frozenset[str]
) -> Iterator[Difference]:
    """Compare a clause with the pieces that it speaks of.

    Args:
        clause: of the reply.
        meant: the pieces that are nearest to it.
        whole: all pieces of the same passage; a name may stand in any.
        known: stems of the customer's own words.
    """
    for fact in clause.facts:
        near = [one for piece in meant for one in piece.facts]
        yield from _fact(fact, near, [one for piece in whole for one in piece.facts], known)
    yield from _names(clause, meant, whole, known)
    yield from _turned(clause, meant)
    yield from _only_denied(clause, meant, whole)
    yield from _opposed(clause, meant)
    if clause.is_all and not any(piece.is_all for piece in whole):
        yield Difference("No passage says it of all cases.", is_other=False)


def _fact(
    fact: Fact, told: Sequence[Fact], whole: Sequence[Fact], known: frozenset[str]
) -> Iterator[Difference]:
    """Look for a fact in what is meant, and where nothing there stands in its place in the whole passage."""
    if any(map(fact.is_same, told)) or fact.text.casefold() in known:
        return
    same_kind = [one for one in told if one.kind == fact.kind]
    if fact.kind == "number":
        rivals = [one for one in same_kind if one.said == fact.said or one.unit == fact.unit]
    else:
        rivals = [one for one in same_kind if one.value[:1] == fact.value[:1] or fact.kind != "day"]
    if not rivals and (fact.is_one or any(map(fact.is_same, whole))):
        return
    yield _other(fact, rivals)


def _other(fact: Fact, rivals: Sequence[Fact]) -> Difference:
    if rivals:
        return Difference(
            f"The passage says \u201c{rivals[0].text}\u201d, not \u201c{fact.text}\u201d.", is_other=True
        )
    return Difference(f"No passage says \u201c{fact.text}\u201d.", is_other=False)


def _names(
    clause: Clause, meant: Sequence[Clause], whole: Sequence[Clause], known: frozenset[str]
) -> Iterator[Difference]:
    """Look for names that are in no piece, or that stand where the piece has another."""
    near = frozenset[str]().union(*(one.every for one in meant))
    anywhere = frozenset[str]().union(*(one.every for one in whole))
    said = {name.value for name in clause.names}
    rivals = [name for one in meant for name in one.names if name.value not in said | clause.every]
    for name in clause.names:
        is_near = name.value in near or root(name.value) in {root(stem) for stem in near}
        if is_near or name.value in known or (name.value in anywhere and not rivals):
            continue
        yield _other(name, rivals)


def _turned(clause: Clause, meant: Sequence[Clause]) -> Iterator[Difference]:
    """See that what turns one round turns the other round, too."""
    told = [turn for piece in meant for turn in piece.turns]
    is_free = clause.is_free and any(piece.is_free for piece in meant)
    for name in ("not", "only", "unless"):
        own = [turn for turn in clause.turns if turn.name == name]
        others = [turn for turn in told if turn.name == name]
        answers = others if name == "only" else [turn for turn in told if turn.name != "only"]
        claimed = _besides_charges(own) if is_free else own
        as_many = name == "not" and len(claimed) <= len(others)
        if (
            claimed
            and not as_many
            and not any(_overlap(turn, other) for turn in claimed for other in answers)
        ):
            yield Difference(f"The passage does not say \u201c{name}\u201d here.", is_other=True)
        if not own and any(
            _is_dropped(turn, clause) for turn in (_besides_charges(others) if is_free else others)
        ):
            yield Difference(f"The passage says \u201c{name}\u201d here.", is_other=True)


def _only_denied(clause: Clause, meant: Sequence[Clause], whole: Sequence[Clause]) -> Iterator[Difference]:
    """Look for a word that the passage says under a "not" alone, where the clause has none."""
    if any(turn.name == "not" for turn in clause.turns):
        return
    besides = [one for one in whole if one not in meant]
    denied = {turn.first for one in besides for turn in one.turns if turn.name == "not"}
    said = {stem for one in whole if not any(turn.name == "not" for turn in one.turns) for stem in one.every}
    for stem in clause.stems:
        if stem in denied - said:
            yield Difference(f"The passage says \u201cnot\u201d of \u201c{stem}\u201d.", is_other=True)


def _besides_charges(turns: Sequence[Turn]) -> list[Turn]:
    """Leave out "no charge": it says the same as "free"."""
    return [turn for turn in turns if not turn.is_of_charges]


def _overlap(turn: Turn, other: Turn) -> bool:
    if other.name != turn.name == "not":
        return True
    own, its = ({root(stem) for stem in (*one.before, *one.after)} for one in (turn, other))
    return not own or not its or bool(own & its)


def _is_dropped(turn: Turn, clause: Clause) -> bool:
    """Tell whether a clause says what a passage turns round, and leaves out what turns it."""
    scope = turn.after or turn.before[:1]
    said = {root(stem) for stem in clause.every}
    shared = [stem for stem in scope if root(stem) in said]
    if turn.name == "not" and _is_all_denied(turn, clause):
        return True
    if turn.name == "unless":
        return len(shared) >= min(LEAST_DENIED, len(scope)) > 0
    return bool(scope) and (scope[0] in shared or len(shared) >= LEAST_DENIED)


def _is_all_denied(turn: Turn, clause: Clause) -> bool:
    """Tell whether most of what a clause says stands beside a "not" of the passage."""
    near = {root(stem) for stem in (*turn.before, *turn.after)}
    shared = sum(root(stem) in near for stem in clause.stems)
    return shared >= LEAST_DENIED and shared >= MOST_DENIED * len(clause.stems)


def _opposed(clause: Clause, meant: Sequence[Clause]) -> Iterator[Difference]:
    """Look for a word where the piece has its opposite."""
    told = frozenset[tuple[int, int]]().union(*(one.sides for one in meant))
    if clause.is_free and any(piece.is_free for piece in meant):
        return
    for axis, side in clause.sides:
        if (axis, 1 - side) in told and not {(axis, side)} & told and (axis, 1 - side) not in clause.sides:
            yield Difference("The passage says the opposite of a word of it.", is_other=True)
