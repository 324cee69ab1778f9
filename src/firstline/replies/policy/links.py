"""Links and images that a reply should not carry.

A link is foreign when its host is not among the allowed ones, however it is written: plain, in brackets,
by reference, in HTML or as a bare domain. An allowed entry is a host ("example.com", which allows its
subdomains) or the begin of an address ("https://example.com/help/"). Every image that is fetched from
somewhere is a finding, because it tells the sender who reads and when.

What always holds: no address is fetched, and a host is compared as a whole, label by label.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from firstline.replies.policy.words import spelling

_IMAGE = re.compile(
    r"!\[[^\]\n]{0,300}\](?:\([^)\n]{0,999}\)|\[[^\]\n]{0,99}\])|<img\b[^>\n]{0,999}>?", re.IGNORECASE
)
_HOST = r"(?:[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,62})\.){1,6}[a-z\u00a1-\uffff]{2,24}"
_ADDRESS = re.compile(
    rf"(?:\b[a-z][a-z0-9+]{{1,9}}:)?//(?:[^\s/@<>]{{1,99}}@)?(?P<host>{_HOST}|\d{{1,3}}(?:\.\d{{1,3}}){{3}})[^\s<>\"')\]]{{0,999}}"
    rf"|(?<![\w@./-])(?P<bare>{_HOST})(?![\w@-])[^\s<>\"')\],]{{0,999}}",
    re.IGNORECASE,
)
_PLACE = re.compile(
    rf"(?:https?://)?(?:{_HOST}|localhost)(?::\d{{1,5}})?(?:/[^\s<>\"']{{0,500}})?", re.IGNORECASE
)
_ENDINGS: Final = frozenset(spelling()["domains"]["endings"].split())
"""What a bare name must end with to be a domain."""


def foreign_links(text: str, allowed: Sequence[str] | None) -> Iterator[tuple[int, int]]:
    """Find images, and links beyond the allowed ones; with `None`, links are not judged.

    >>> list(foreign_links("See https://evil.com/a or help.example.com.", ["example.com"]))
    [(4, 22)]
    """
    for match in _IMAGE.finditer(text):
        yield match.span()
    if allowed is None:
        return
    for match in _ADDRESS.finditer(text):
        host = (match["host"] or match["bare"]).casefold()
        if match["bare"] and host.rpartition(".")[2] not in _ENDINGS:
            continue
        if not _is_allowed(match[0].casefold(), host, allowed):
            yield match.span()


def is_place(entry: str) -> bool:
    """Tell whether an entry can stand among the allowed ones.

    >>> [is_place(one) for one in ("example.com", "https://example.com/help/", "javascript:x", "help")]
    [True, True, False, False]
    """
    return _PLACE.fullmatch(entry) is not None


def _is_allowed(address: str, host: str, allowed: Sequence[str]) -> bool:
    for entry in (one.casefold() for one in allowed):
        bare = entry.partition("//")[2] or entry
        if "/" in bare.rstrip("/"):
            if (address.partition("//")[2] or address).startswith(bare):
                return True
        elif host == (name := bare.rstrip("/")) or host.endswith(f".{name}"):
            return True
    return False
