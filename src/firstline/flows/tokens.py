"""Tokens: what a session, an API key or an invitation is known by.

256 bits by chance, so that none is ever guessed, and a plain SHA-256 of it on the disk: who reads the
database or a copy of it can sign in with nothing that stands there. A slow hash, as passwords need, would add
nothing.
"""

import hashlib
import secrets

BYTES = 32
KEY_MARK = "fl_"
"""How every API key begins, so that a key that leaked is known for what it is."""
HINT = len(KEY_MARK) + 8
"""Letters of a key that are shown for telling it from others; 208 bits of it stay unknown."""


def new_token() -> str:
    """Make a token."""
    return secrets.token_urlsafe(BYTES)


def new_key() -> str:
    """Make an API key."""
    return KEY_MARK + new_token()


def digest(token: str) -> bytes:
    """Give what stands on the disk for a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
