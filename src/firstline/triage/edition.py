"""Which rules these are: Firstline's version, and a digest of all that they go by.

That is: the packs and the phrases, the languages, the glossaries and the starter heads.

What always holds: it is made once for each process, and another byte in any of these files gives another one.
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
FOLDERS: Final = (("packs", ".toml"), ("glossaries", ".tsv"), ("starters", ".bin"))
"""Beside it, with how their files' names end."""


@cache
def edition() -> str:
    """Name the rules that judge here: `0.1.0+` and the digest."""
    return f"{__version__}+{digest(resources.files(__package__))}"


def digest(folder: Traversable) -> str:
    """Give the digest of all that a folder's rules go by, each file with its name."""
    told = hashlib.sha256()
    files = [file for name, ending in FOLDERS for file in _files(folder / name, ending)]
    for one in (*files, folder / LANGUAGES):
        content = one.read_bytes()
        told.update(f"{one.name}\n{len(content)}\n".encode() + content)
    return told.hexdigest()[:DIGITS]


def _files(folder: Traversable, ending: str) -> list[Traversable]:
    return sorted((one for one in folder.iterdir() if one.name.endswith(ending)), key=_name)


def _name(one: Traversable) -> str:
    return one.name
