"""The page `words.toml`: words that are treated apart.

What always holds: the page is read once, and a language that it does not name has no such words.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def word_list(name: str, language: str = "") -> frozenset[str]:
    """Give the words of a list, or of one of its languages.

    >>> "the" in word_list("small", "en"), word_list("small", "xx")
    (True, frozenset())
    """
    found = _page()[name]
    return frozenset((found.get(language, "") if isinstance(found, dict) else found).split())


@cache
def _page() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("words.toml").read_text("utf-8"))
