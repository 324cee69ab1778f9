"""A small disk that can be filled to its last byte, and freed again.

It is a file system in memory (tmpfs), mounted for as long as a block lasts; that needs root. Where mounting
is not allowed, the folder is an ordinary one, nothing is ever filled, and `why_not` says so: a limit on the
size of files, or of a database's pages, would be another fault than a full disk.

What always holds: when the test process ends, however it ends, the file system and its folder are gone. A
small shell process sees to that: it waits on a pipe that closes with the test process.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PATIENCE = 30.0
"""Seconds within which a disk is mounted, or taken away."""
CHUNKS = (1 << 20, 4096, 1)
"""Bytes that are written at once: many first, then the rest."""
BALLAST = "ballast"
NO_MOUNT = "a disk of limited size could not be mounted here, which takes root"

WATCH = """
mount -t tmpfs -o "size=$2,mode=0700,uid=$3" firstline-test "$1" || exit 1
echo mounted
trap '' INT TERM
read -r nothing
umount -l "$1"
rmdir "$1"
"""


@dataclass(slots=True)
class Disk:
    """A disk, or a folder that stands for one."""

    folder: Path
    why_not: str = ""
    """Why it cannot be filled."""
    _full_since: float | None = field(default=None, init=False)

    @property
    def full_for(self) -> float:
        """Seconds since it was filled; 0: it is not full."""
        return 0.0 if self._full_since is None else time.monotonic() - self._full_since

    def fill(self) -> None:
        """Leave no room."""
        assert not self.why_not
        self._full_since = time.monotonic()
        with (self.folder / BALLAST).open("wb", buffering=0) as ballast:
            for chunk in CHUNKS:
                _pour(ballast.fileno(), bytes(chunk))

    def free(self) -> None:
        """Give the room back."""
        self._full_since = None
        (self.folder / BALLAST).unlink(missing_ok=True)


@contextmanager
def small_disk(size: str, *, owner: int = 0) -> Iterator[Disk]:
    """Give a disk of a size (`64m`) that belongs to an account; it is gone when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="firstline-disk-", dir="/tmp" if owner else None))  # noqa: S108 - mkdtemp makes a fresh, closed folder in it
    with _watched(folder, size, owner) as is_mounted:
        try:
            yield Disk(folder, "" if is_mounted else NO_MOUNT)
        finally:
            if not is_mounted:
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def limited_disk(size: str) -> Iterator[Path]:
    """Give the folder of such a disk; the test is skipped where there can be none."""
    with small_disk(size) as disk:
        if disk.why_not:
            pytest.skip(disk.why_not)
        yield disk.folder


@contextmanager
def _watched(folder: Path, size: str, owner: int) -> Iterator[bool]:
    watch = subprocess.Popen(  # noqa: S603 - the script and its words are ours
        ["/bin/sh", "-c", WATCH, "firstline-disk", folder, size, str(owner)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a Ctrl-C is for the tests; the disk goes after them
    )
    assert watch.stdin is not None
    assert watch.stdout is not None
    with watch.stdin, watch.stdout:
        yield watch.stdout.readline() == b"mounted\n"
    watch.wait(PATIENCE)


def _pour(file: int, data: bytes) -> None:
    """Write until there is no room for as much as this."""
    try:
        while os.write(file, data) == len(data):
            pass
    except OSError:  # no room at all
        return
