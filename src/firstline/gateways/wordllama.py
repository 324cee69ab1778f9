"""The encoder that comes with the desk: a vector for each token, and their mean. English.

WordLlama's matrix (32,000 tokens, 256 dimensions) and tokenizer are plain files of its package. They are read
from there and its code is not run: it cannot find its own files offline, and sets up logging for the process.
The matrix stays in the file, mapped, so that processes of one machine share it.

What always holds: both files are the very ones whose checksums stand here, and a text's vector does not
depend on the texts beside it.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firstline.core.errors import Missing
from firstline.gateways.sha256 import sha256_of
from firstline.triage.encoder import Vectors, beginning, unit

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NAME: Final = "wordllama"
VERSION: Final = "wordllama-l2-256@1"
SIZE: Final = 256
WEIGHTS: Final = "weights/l2_supercat_256.safetensors"
TOKENIZER: Final = "tokenizers/l2_supercat_tokenizer_config.json"
SHA256: Final = {
    WEIGHTS: "64b47a2dc493cb8e85944076601189739852d7b64e0e1eedcb1937a251cd9fd5",
    TOKENIZER: "93248f2a9ec36c7b35f700a033d5f36228aae48db61aee31007fa49062cdeb68",
}
TENSOR: Final = "embedding.weight"
AT_ONCE: Final = 256
"""Texts whose tokens are held in memory together."""
LOADING = Lock()
"""Held while the files are read, so that texts that come together read them once."""

# One text is the work of one core; without this a batch would take all of them, and a later fork would warn.
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


class NoWordLlama(Missing):
    """The files that come with the desk are not there, or not the ones it knows."""

    code = "no_wordllama"


@dataclass(frozen=True, slots=True)
class WordLlama:
    """The encoder; its files are read when it is first asked, once for a process."""

    folder: Path | None = None
    """Where its package lies; None: where Python finds it."""

    @property
    def name(self) -> str:
        """By what people know it."""
        return NAME

    @property
    def version(self) -> str:
        """Changes whenever the vectors would."""
        return VERSION

    @property
    def size(self) -> int:
        """How many dimensions its vectors have."""
        return SIZE

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Give each text's vector.

        Raises:
            NoWordLlama: when its files are missing or changed.
        """
        files = _files(self.folder)
        rows = np.zeros((len(texts), SIZE), np.float32)
        for begin in range(0, len(texts), AT_ONCE):
            some = [beginning(text) for text in texts[begin : begin + AT_ONCE]]
            for row, ids in enumerate(_ids(files.tokenizer, some), begin):
                files.matrix[ids].sum(axis=0, dtype=np.float32, out=rows[row])  # of no rows: zeros
        return unit(rows)


def size_bytes() -> int:
    """Say how large the files are.

    Raises:
        NoWordLlama: when they are missing.
    """
    folder = _package()
    try:
        return sum((folder / name).stat().st_size for name in SHA256)
    except OSError as error:
        message = f"{folder} lacks a file of the encoder ({error.strerror}): install Firstline again."
        raise NoWordLlama(message) from error


class _Files(NamedTuple):
    tokenizer: "Tokenizer"
    matrix: NDArray[np.float16]


def _ids(tokenizer: "Tokenizer", texts: Sequence[str]) -> Sequence[NDArray[np.intp]]:
    found = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
    return [np.array(one.ids, np.intp) for one in found]


def _files(folder: Path | None) -> _Files:
    with LOADING:
        return _loaded(folder or _package())


@cache
def _package() -> Path:
    """Find the package without running it."""
    found = find_spec("wordllama")
    if found is None or found.origin is None:
        message = "The package wordllama, which comes with Firstline, is missing: install Firstline again."
        raise NoWordLlama(message)
    return Path(found.origin).parent


@cache
def _loaded(folder: Path) -> _Files:
    for name, expected in SHA256.items():
        _check(folder / name, expected)
    return _Files(_tokenizer(folder / TOKENIZER), _matrix(folder / WEIGHTS))


def _check(path: Path, expected: str) -> None:
    try:
        found = sha256_of(path)
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}): install Firstline again."
        raise NoWordLlama(message) from error
    if found != expected:
        message = f"{path} is not the file that Firstline knows: install wordllama 0.4.0.post1 again."
        raise NoWordLlama(message)


def _tokenizer(path: Path) -> "Tokenizer":
    from tokenizers import Tokenizer  # noqa: PLC0415 - only where vectors are made
    from tokenizers.models import BPE  # noqa: PLC0415 - as above

    tokenizer = Tokenizer.from_file(str(path))
    model = tokenizer.model
    # It would keep the last 10,000 texts, 25 MB of customers' words; they hardly ever come again.
    if isinstance(model, BPE):
        model._resize_cache(0)  # noqa: SLF001 - documented by the package, and it has no other name
    return tokenizer


def _matrix(path: Path) -> NDArray[np.float16]:
    """Map the one tensor of a safetensors file: eight bytes of length, a header in JSON, the numbers."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        shape = json.loads(file.read(length))[TENSOR]["shape"]
    return np.asarray(np.memmap(path, np.float16, "r", offset=8 + length, shape=tuple(shape)))
