"""What turns a text into a vector, so that texts that mean the same lie close together.

An encoder is described here and lent by `gateways/`: `wordllama` comes with the desk, others are installed.
What they share is here too: which part of a text is looked at, and how rows become unit vectors.

What always holds: the same text gives the same vector at the same version, whatever texts come with it, and
a text without any token gives a row of zeros.
"""

from collections.abc import Sequence
from typing import Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from firstline.core.text import legible

Vectors: TypeAlias = NDArray[np.float32]
"""A row for each text."""
LONGEST_TEXT: Final = 4_000
"""Characters at the beginning that are looked at, so that a message of a megabyte costs no more."""


class Encoder(Protocol):
    """Anyone who can turn texts into vectors."""

    @property
    def name(self) -> str:
        """By what people know it: `wordllama`, `minilm`."""

    @property
    def version(self) -> str:
        """Changes whenever the vectors would; it is stored beside them."""

    @property
    def size(self) -> int:
        """How many dimensions its vectors have."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Give a row of length one for each text; zeros for a text without any token."""


def beginning(text: str) -> str:
    r"""Give the part of a text that is looked at, without what no encoder can read.

    >>> beginning("  Where is it?\n"), beginning("a\ud83d")
    ('Where is it?', 'a�')
    """
    return legible(text.strip()[:LONGEST_TEXT])


def unit(rows: Vectors) -> Vectors:
    """Bring every row to length one; a row of zeros stays as it is.

    >>> unit(np.array([[3, 4], [0, 0]], np.float32)).tolist()
    [[0.6000000238418579, 0.800000011920929], [0.0, 0.0]]
    """
    lengths: Vectors = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    lengths[lengths == 0] = 1
    return rows / lengths[:, None]
