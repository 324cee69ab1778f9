"""What the pretended LLM writes when it is asked for a draft.

By itself it is honest: it says again what the first passages say, each sentence with its number, and nothing
where it was given none. Told to obey, it writes whatever it was made to write and cites what it likes, which
is what the checks of drafts are tested with.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from firstline.knowledge.sentences import sentences

Json = dict[str, Any]
Entry = tuple[str, Sequence[int]]
"""A sentence, and the numbers that it cites."""
MOST: Final = 4
"""Sentences of an honest draft."""
PIECE: Final = 24
"""Characters that come at once when an answer is streamed."""


def passages_of(user: str) -> Sequence[Json] | None:
    """Find the passages in a question; None: it is no question for a draft."""
    start = user.find("{")
    if not user.startswith("<case>") or start < 0:
        return None
    data, _ = json.JSONDecoder().raw_decode(user[start:])
    return list(data.get("passages", []))


def honest(passages: Sequence[Json]) -> str:
    """Write what the passages say."""
    told = [(line, [one["number"]]) for one in passages for line in str(one["text"]).split("\n")]
    return draft(told[:MOST], answered=bool(told))


def obedient(text: str, cites: Sequence[int] = (1,)) -> str:
    """Write what one was told to, sentence by sentence."""
    return draft([(one, cites) for one in sentences(text)])


def draft(entries: Sequence[Entry], *, answered: bool = True) -> str:
    """Write an answer by the schema."""
    told = [{"text": text, "cites": list(cites)} for text, cites in entries]
    return json.dumps({"answered": answered, "sentences": told}, ensure_ascii=False)


def events(content: str, tokens: tuple[int, int] | None) -> Iterator[bytes]:
    """Give an answer as a provider streams it: its words in pieces, then what it took."""
    for start in range(0, len(content), PIECE):
        yield _event({"choices": [{"index": 0, "delta": {"content": content[start : start + PIECE]}}]})
    yield _event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    if tokens is not None:
        read, written = tokens
        yield _event({"choices": [], "usage": {"prompt_tokens": read, "completion_tokens": written}})
    yield b"data: [DONE]\n\n"


def _event(told: Json) -> bytes:
    return f"data: {json.dumps(told)}\n\n".encode()
