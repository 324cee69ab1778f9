"""The SHA-256 of a file: the name by which what was fetched is known again."""

import hashlib
from pathlib import Path


def sha256_of(path: Path) -> str:
    """Give it in hexadecimal digits.

    >>> sha256_of(Path(__file__)) == hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    True
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
