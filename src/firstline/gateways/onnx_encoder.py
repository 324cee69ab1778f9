"""A sentence encoder that runs as an ONNX graph: slower than `wordllama`, and understands more.

A text is cut into at most 256 tokens, the graph gives a vector for each of them, and their mean (or the first
of them, as the encoder was trained) is the text's. Each text is a run of its own: an int8 graph scales its
numbers by all that is in a run, so texts beside it would change a text's vector, by up to .02 of cosine.
Batches would be a fifth quicker for short texts and a quarter slower for long ones.

What always holds: the same text gives the same vector, whatever comes with it, and a process that uses no
such encoder loads nothing for it.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firstline.core.errors import Refused
from firstline.triage.encoder import Vectors, beginning, unit

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

LONGEST: Final = 256
"""Tokens of a text that are looked at."""
QUIET: Final = 3
"""onnxruntime's level of errors: what it warns of is no operator's affair."""
INPUTS: Final = ("input_ids", "attention_mask", "token_type_ids")
"""What a graph may ask for."""

# As in `wordllama.py`: one text is the work of one core, and no fork warns.
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


class Pooling(StrEnum):
    """How the vectors of the tokens become the text's."""

    MEAN = "mean"
    CLS = "cls"
    """The first token's, which stands for the whole."""


class Unusable(Refused):
    """The graph or its tokenizer is no sentence encoder."""

    code = "unusable_encoder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """What an encoder consists of on the disk."""

    name: str
    version: str
    size: int
    model: Path
    tokenizer: Path
    pooling: Pooling = Pooling.MEAN
    longest: int = LONGEST


def dimensions(graph: Graph) -> int:
    """Tell how long the vectors are that a graph gives, whatever size it is said to have.

    Raises:
        Unusable: when it is no sentence encoder.
    """
    opened = _opened(graph, threads=1)
    vector = _run(graph, opened, opened.tokenizer.encode(graph.name))
    if vector.ndim != 1:
        message = f"{graph.name} is no sentence encoder: it gives no vector for a text."
        raise Unusable(message)
    return len(vector)


class OnnxEncoder:
    """The encoder; its files are read when it is first asked, once.

    Args:
        graph: its files, and what is known of them.
        threads: on how many cores one text may run.
    """

    def __init__(self, graph: Graph, *, threads: int = 1) -> None:
        self._graph = graph
        self._threads = threads
        self._opening = Lock()
        self._opened: _Opened | None = None

    @property
    def name(self) -> str:
        """By what people know it."""
        return self._graph.name

    @property
    def version(self) -> str:
        """Changes whenever the vectors would."""
        return self._graph.version

    @property
    def size(self) -> int:
        """How many dimensions its vectors have."""
        return self._graph.size

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Give each text's vector.

        Raises:
            Unusable: when the files are no sentence encoder of this size.
        """
        opened = self._open()
        rows = np.zeros((len(texts), self.size), np.float32)
        for row, text in enumerate(texts):
            tokens = opened.tokenizer.encode(beginning(text))
            if len(tokens.ids) > opened.specials:
                rows[row] = self._vector(opened, tokens)
        return unit(rows)

    def _open(self) -> "_Opened":
        with self._opening:
            if self._opened is None:
                self._opened = _opened(self._graph, self._threads)
            return self._opened

    def _vector(self, opened: "_Opened", tokens: "Encoding") -> NDArray[np.float32]:
        vector = _run(self._graph, opened, tokens)
        if vector.shape != (self.size,) or not np.isfinite(vector).all():
            message = f"{self.name} is no sentence encoder of {self.size} dimensions."
            raise Unusable(message)
        return vector


class _Opened(NamedTuple):
    tokenizer: "Tokenizer"
    session: Any
    """onnxruntime's, which has no types."""
    inputs: Sequence[str]
    output: Sequence[str]
    specials: int
    """Tokens that every text has."""


def _opened(graph: Graph, threads: int) -> _Opened:
    tokenizer = _tokenizer(graph)
    session = _session(graph, threads)
    inputs = [one.name for one in session.get_inputs()]
    if INPUTS[0] not in inputs or not set(inputs) <= set(INPUTS):
        message = f"{graph.name} asks for {', '.join(inputs)}, and a sentence encoder takes {INPUTS[0]}."
        raise Unusable(message)
    output = [session.get_outputs()[0].name]
    return _Opened(tokenizer, session, inputs, output, tokenizer.num_special_tokens_to_add(is_pair=False))


def _tokenizer(graph: Graph) -> "Tokenizer":
    from tokenizers import Tokenizer  # noqa: PLC0415 - only where vectors are made

    try:
        tokenizer = Tokenizer.from_file(str(graph.tokenizer))
        tokenizer.no_padding()
        tokenizer.enable_truncation(graph.longest)
    except Exception as error:  # the package raises nothing narrower
        message = f"The tokenizer of {graph.name} cannot be read."
        raise Unusable(message) from error
    return tokenizer


def _session(graph: Graph, threads: int) -> Any:  # noqa: ANN401 - onnxruntime has no types
    import onnxruntime  # type: ignore[import-untyped]  # noqa: PLC0415 - as above; only where it is in use

    onnxruntime.disable_telemetry_events()
    how = onnxruntime.SessionOptions()
    how.intra_op_num_threads = threads
    how.inter_op_num_threads = 1
    how.log_severity_level = QUIET
    how.enable_cpu_mem_arena = False  # else the longest text's memory is kept for ever
    try:
        return onnxruntime.InferenceSession(str(graph.model), how, providers=["CPUExecutionProvider"])
    except Exception as error:  # it raises what has no name of its own
        message = f"The graph of {graph.name} cannot be opened."
        raise Unusable(message) from error


def _run(graph: Graph, opened: _Opened, tokens: "Encoding") -> NDArray[np.float32]:
    try:
        (found,) = opened.session.run(opened.output, _fed(opened.inputs, tokens))
        return _pooled(np.asarray(found, np.float32), graph.pooling)
    except Exception as error:  # what it raises for a graph that does not fit has no name of its own
        message = f"{graph.name} is no sentence encoder: it cannot take a text's tokens."
        raise Unusable(message) from error


def _fed(inputs: Sequence[str], tokens: "Encoding") -> Mapping[str, NDArray[np.int64]]:
    values = dict(zip(INPUTS, (tokens.ids, tokens.attention_mask, tokens.type_ids), strict=True))
    return {name: np.array([values[name]], np.int64) for name in inputs}


def _pooled(found: NDArray[np.float32], pooling: Pooling) -> NDArray[np.float32]:
    """Make one vector of a graph's answer: of a row for each token, or of the text's own."""
    rows: NDArray[np.float32] = found[0]
    if rows.ndim > 1 and pooling is Pooling.MEAN:
        rows = rows.mean(axis=0)
    elif rows.ndim > 1:
        rows = rows[0]
    return rows
