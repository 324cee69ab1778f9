"""Which rules these are: Firstline's version, and a digest of the packs, the phrases and the languages.

What always holds: it is made once for each process, and another word in any pack gives another one.
"""

import hashlib
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final

from firstline import __version__

DIGITS: Final = 12
"""Of the digest, in hexadecimal: enough to tell any two editions apart that ever meet."""
LANGUAGES: Final = "languages.bin"


@cache
def edition() -> str:
    """Name the rules that judge here: `0.1.0+` and the digest."""
    return f"{__version__}+{digest(resources.files(__package__))}"


def digest(folder: Traversable) -> str:
    """Give the digest of all that a folder's rules go by, each file with its name."""
    packs = sorted((one for one in (folder / "packs").iterdir() if one.name.endswith(".toml")), key=_name)
    told = hashlib.sha256()
    for one in (*packs, folder / LANGUAGES):
        content = one.read_bytes()
        told.update(f"{one.name}\n{len(content)}\n".encode() + content)
    return told.hexdigest()[:DIGITS]


def _name(one: Traversable) -> str:
    return one.name
