"""Is there room on the disk, and do the data belong to the desk alone?"""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.engine import make_url

from firstline.run.checks.finding import Finding, broken, fine, skipped, warn
from firstline.run.settings import ENV_FILE, Settings

DISK = "disk"
RIGHTS = "rights"
TIGHT, SHORT = 64 * 2**20, 1024 * 2**20
"""Bytes: SQLite's log alone may take 64 MB; below 1 GB somebody should make room while there is time."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def check_machine(settings: Settings) -> Iterator[Finding]:
    """Look at the disk and the files; those of a database server are its own affair."""
    url = make_url(settings.url)
    if url.get_backend_name() != "sqlite":
        yield skipped(DISK, "The data lie with the database server.")
        yield from _rights([Path(ENV_FILE)])
        return
    file = Path(str(url.database)).absolute()
    yield _disk(file)
    beside = [file.with_name(file.name + ending) for ending in ("", "-wal", "-shm")]
    yield from _rights([file.parent, *beside, Path(ENV_FILE)])


def _disk(file: Path) -> Finding:
    folder = next(folder for folder in file.parents if folder.exists())
    free = shutil.disk_usage(folder).free
    what = f"{free / 2**30:.1f} GB are free where the data lie."
    mend = "Make room; without it the desk refuses to store."
    if free < TIGHT:
        return broken(DISK, what, mend)
    return warn(DISK, what, mend) if free < SHORT else fine(DISK, what)


def _rights(paths: list[Path]) -> Iterator[Finding]:
    """Look whether others can read what holds customers' words or secrets, and whether we can write it."""
    present = [path for path in paths if path.exists()]
    if os.name != "posix":
        yield skipped(RIGHTS, "This system keeps rights in another way.")
        return
    found = [finding for path in present for finding in _rights_of(path)]
    yield from found or [fine(RIGHTS, "What there is of data and secrets, only this account can read.")]


def _rights_of(path: Path) -> Iterator[Finding]:
    if not os.access(path, os.R_OK | os.W_OK):
        mend = f"Give it to the account that runs the desk: chown -R $(id -un) {path}"
        yield broken(RIGHTS, f"{path} cannot be read and written by this account.", mend)
    if path.stat().st_mode & OTHERS:
        mend = f"chmod {'700' if path.is_dir() else '600'} {path}"
        yield warn(RIGHTS, f"{path} is open to other accounts of this machine.", mend)
