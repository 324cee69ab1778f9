"""Where phrases of a lexicon stand among tokens.

What always holds: at each token only the phrases that begin with it are looked at, so the time taken grows
with the length of the text.
"""

from collections.abc import Iterator, Sequence

from firstline.replies.lexicon import Lexicon, Phrase, Phrases
from firstline.replies.tokens import Token


def found(tokens: Sequence[Token], phrases: Phrases) -> Iterator[tuple[int, int]]:
    """Find phrases: where each begins, and where it has ended."""
    for at, token in enumerate(tokens):
        for phrase in phrases.get(token.text, ()):
            if _stands(tokens, at, phrase):
                yield at, at + len(phrase)


def sides(tokens: Sequence[Token], words: Lexicon) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Find what is said of pairs that exclude each other: where, of which pair, and which of the two."""
    for at, token in enumerate(tokens):
        for phrase, axis, side in words.sides.get(token.text, ()):
            if _stands(tokens, at, phrase):
                yield at, at + len(phrase), (axis, side)


def _stands(tokens: Sequence[Token], at: int, phrase: Phrase) -> bool:
    return all(
        token.text == word for token, word in zip(tokens[at : at + len(phrase)], phrase, strict=False)
    ) and (at + len(phrase) <= len(tokens))
