"""Does a clause claim anything? Thanks, sympathy, questions and requests do not.

Neither does it claim anything to hand a matter over, to say that something is not known, or to repeat what
the customer wrote. A name to whom or by whom a letter is written is no name that it speaks of.

What always holds: a clause that names a number, a code or an address is never quiet, unless it asks.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from firstline.replies.lexicon import Lexicon, greetings, stem_of
from firstline.replies.phrases import found, sides
from firstline.replies.tokens import PAUSE, Token

LONGEST_ADDRESS: Final = 7
"""Tokens of "Good morning Ms Mary Ann Moss,"."""
LONGEST_OPENER: Final = 4
"""Tokens of "No problem at all,"."""
LONGEST_SIGNATURE: Final = 4
SOME_WORDS: Final = 3
"""From so many on, the words beside a thank-you claim something."""
SHORTEST_BEFORE_NAME: Final = 3
STOPS: Final = frozenset(",!:.\n\u2013\u2014")
ENDS: Final = frozenset(".!")


def without_address(tokens: Sequence[Token], words: Lexicon) -> Sequence[Token]:
    """Leave out the greeting with its name, a word of courtesy before the matter, and who signs."""
    return _without_name(_without_opener(_without_greeting(tokens), words), words)


def is_quiet(tokens: Sequence[Token], words: Lexicon, *, has_facts: bool) -> bool:
    """Tell whether a clause claims nothing."""
    if any(token.text == "?" for token in tokens[-2:]) or _is_not_ours(tokens, words):
        return True
    if has_facts:
        return False
    said = [token for token in tokens if token.kind != PAUSE]
    if _is_signature(tokens, words) or _is_short_cry(tokens, words) or not _claiming(said, words):
        return True
    parts = _between_commas(tokens)
    loud = [part for part in parts if not _is_courteous(part, words)]
    return len(loud) < len(parts) and sum(_claiming(part, words) for part in loud) < SOME_WORDS


def _is_not_ours(tokens: Sequence[Token], words: Lexicon) -> bool:
    """See what the customer told, and what is said not to be known: whatever it names, we do not claim it."""
    return any(any(found(tokens, words.quiet[manner])) for manner in ("told", "unknown"))


def _is_short_cry(tokens: Sequence[Token], words: Lexicon) -> bool:
    """See "Happy reading!", but not "It is free!"."""
    is_cry = 0 < len(tokens) <= LONGEST_OPENER and tokens[-1].text == "!"
    return is_cry and not any(sides(tokens, words))


def _is_courteous(tokens: Sequence[Token], words: Lexicon) -> bool:
    if tokens and tokens[0].text in words.whether:
        return True
    return any(any(found(tokens, phrases)) for phrases in words.quiet.values())


def _between_commas(tokens: Sequence[Token]) -> Sequence[Sequence[Token]]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in (",", ":"):
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _claiming(tokens: Iterable[Token], words: Lexicon) -> int:
    """Count the words that can claim something."""
    return sum(
        token.kind != PAUSE
        and token.text not in words.small
        and token.text not in words.turns["not"]
        and stem_of(token.text, words.language) not in words.generic
        for token in tokens
    )


def _without_greeting(tokens: Sequence[Token]) -> Sequence[Token]:
    """Leave out "Good morning Ms Moss,", and "yes," behind it."""
    for at, token in enumerate(tokens[: LONGEST_ADDRESS + 1]):
        if token.text in STOPS and not _is_after_title(tokens, at):
            begun = tokens[:at]
            return _without_greeting(tokens[at + 1 :]) if _is_greeting(begun) else tokens
    return [] if len(tokens) <= LONGEST_ADDRESS and _is_greeting(tokens) else tokens


def _is_greeting(tokens: Sequence[Token]) -> bool:
    """See a greeting and whom it greets; the last may be a name as programs give it: "Hello ava_1987"."""
    if not tokens or tokens[0].text not in greetings():
        return False
    *before, last = tokens
    has_digit = any(sign.isdecimal() for sign in last.raw)
    return all(map(_greets, before)) and (_greets(last) or has_digit)


def _is_after_title(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].text == "." and at > 0 and tokens[at - 1].text in greetings()


def _greets(token: Token) -> bool:
    return token.kind == PAUSE or token.text in greetings() or token.raw[:1].isupper()


def _without_opener(tokens: Sequence[Token], words: Lexicon) -> Sequence[Token]:
    """Leave out "No problem," before the matter."""
    first = next((at for at, token in enumerate(tokens[: LONGEST_OPENER + 1]) if token.text in STOPS), 0)
    opener = tokens[:first]
    return tokens[first + 1 :] if opener and any(found(opener, words.quiet["courtesy"])) else tokens


def _without_name(tokens: Sequence[Token], words: Lexicon) -> Sequence[Token]:
    """Leave "Sabrina" out of "Have a nice flight, Sabrina"."""
    said = len(tokens) - (bool(tokens) and tokens[-1].text in ENDS)
    if said <= SHORTEST_BEFORE_NAME or tokens[said - 1].text in words.tiers:
        return tokens
    name, pause, before = tokens[said - 1], tokens[said - 2], tokens[said - 3]
    is_name = name.raw[:1].isupper() and pause.text == "," and before.raw[:1].islower()
    return tokens[: said - 2] if is_name and words.language != "de" else tokens


def _is_signature(tokens: Sequence[Token], words: Lexicon) -> bool:
    """See a name, or a team's; a path of a menu is none."""
    said = [token for token in tokens if token.kind != PAUSE]
    if not 0 < len(said) <= LONGEST_SIGNATURE or any(token.text == ">" for token in tokens):
        return False
    names = [token for token in said if token.text not in words.small]
    return said[0].raw[:1].isupper() and all(
        token.raw[:1].isupper() and token.text not in words.tiers for token in names
    )
