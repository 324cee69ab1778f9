"""Which encoders are installed on this machine, in a folder beside the desk's data.

`NAME/manifest.json` says which files count, and `NAME/FINGERPRINT/` holds them. New files come into a folder
of their own, whole, and the manifest is replaced after them.

What always holds: an installation that was cut off at any moment leaves the one before it in use, and files
that are not the ones which the manifest names are not used.
"""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from firstline.core.errors import DeskError, Invalid, Missing
from firstline.gateways import wordllama
from firstline.gateways.onnx_encoder import Graph, OnnxEncoder, Pooling
from firstline.gateways.sha256 import sha256_of
from firstline.triage.encoder import Encoder

MODEL: Final = "model.onnx"
TOKENIZER: Final = "tokenizer.json"
MANIFEST: Final = "manifest.json"
MAKING: Final = ".making-"
"""How folders begin in which something is being made."""
NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
FINGERPRINT: Final = re.compile(r"[0-9a-f]{12}")
LONGEST_MANIFEST: Final = 2**16
"""Bytes."""
DAY: Final = 86_400
"""Seconds."""


class NotInstalled(Missing):
    """There is no such encoder on this machine."""

    code = "encoder_not_installed"


class Damaged(Missing):
    """An encoder's files are not the ones that were installed."""

    code = "encoder_damaged"


class CannotKeep(DeskError):
    """The folder of the encoders cannot be written."""

    code = "encoder_not_kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is known of an installed encoder."""

    name: str
    fingerprint: str
    """Of its files and how they are used; it names their folder."""
    size: int
    pooling: Pooling
    longest: int
    likeness: float | None
    """The lowest cosine of its int8 vectors to those in float, of some samples; None: taken as it came."""
    texts_per_second: float
    source: str
    source_sha256: str
    licence: str
    made_at: datetime
    model_sha256: str
    tokenizer_sha256: str
    size_bytes: int

    @property
    def version(self) -> str:
        """Changes whenever the vectors would."""
        return f"{self.name}@{self.fingerprint}"


def check_name(name: str) -> None:
    """Go on with a name that can be a folder's.

    Raises:
        Invalid: when it cannot.
    """
    if NAME.fullmatch(name) is None:
        message = f"{name!r} is no name: use up to 40 of a-z, 0-9, _ and -, a letter or digit first."
        raise Invalid(message, field="name")


def installed(folder: Path) -> Sequence[Manifest]:
    """List what is installed, by name."""
    if not folder.is_dir():
        return []
    found = (_read(path.parent) for path in sorted(folder.glob(f"*/{MANIFEST}")))
    return [manifest for manifest in found if manifest is not None]


def find(name: str, folder: Path) -> Manifest:
    """Give what is known of an installed encoder.

    Raises:
        Invalid: when no encoder can have this name.
        NotInstalled: when it is not on this machine.
    """
    check_name(name)
    manifest = _read(folder / name)
    if manifest is None:
        message = (
            f"The encoder {name} is not installed on this machine: `firstline models install {name}` "
            "installs it, and `firstline models use wordllama` does without."
        )
        raise NotInstalled(message)
    return manifest


def encoder_named(name: str, folder: Path) -> Encoder:
    """Give an encoder by its name: the one that comes with the desk, or an installed one.

    Raises:
        Invalid: when no encoder can have this name.
        NotInstalled: when it is not on this machine.
        Damaged: when its files were changed.
    """
    return wordllama.WordLlama() if name == wordllama.NAME else open_encoder(name, folder)


def open_encoder(name: str, folder: Path, *, threads: int = 1) -> Encoder:
    """Give an installed encoder, its files checked; they are loaded when it is first asked.

    Raises:
        Invalid: when no encoder can have this name.
        NotInstalled: when it is not on this machine.
        Damaged: when its files were changed.
    """
    manifest = find(name, folder)
    files = folder / name / manifest.fingerprint
    if not _is_whole(files, manifest):
        message = f"Files in {files} were changed: `firstline models install {name}` installs it again."
        raise Damaged(message)
    return OnnxEncoder(graph_of(manifest, files), threads=threads)


def graph_of(manifest: Manifest, files: Path) -> Graph:
    """Say what an encoder consists of."""
    return Graph(
        name=manifest.name,
        version=manifest.version,
        size=manifest.size,
        model=files / MODEL,
        tokenizer=files / TOKENIZER,
        pooling=manifest.pooling,
        longest=manifest.longest,
    )


@contextmanager
def making(folder: Path) -> Iterator[Path]:
    """Give a folder to work in; it is gone afterwards, with all that was not kept.

    Raises:
        CannotKeep: when the disk does not take it.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(folder)
        with tempfile.TemporaryDirectory(prefix=MAKING, dir=folder, ignore_cleanup_errors=True) as made:
            yield Path(made)
    except OSError as error:
        message = f"Encoders cannot be kept in {folder}: {error.strerror or error}."
        raise CannotKeep(message) from error


def keep(made: Path, manifest: Manifest, folder: Path) -> None:
    """Keep an encoder whose files lie in a folder of their own: first the files, then the manifest."""
    home = folder / manifest.name
    home.mkdir(mode=0o700, exist_ok=True)
    files = home / manifest.fingerprint
    if not _is_whole(files, manifest):
        shutil.rmtree(files, ignore_errors=True)
        for path in made.iterdir():
            _to_disk(path)
        made.rename(files)
    _write(home / MANIFEST, manifest)
    _forget_others(home, manifest.fingerprint)


def remove(name: str, folder: Path) -> None:
    """Take an encoder off this machine.

    Raises:
        Invalid: when no encoder can have this name.
        NotInstalled: when it is not on this machine.
    """
    find(name, folder)
    (folder / name / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(folder / name, ignore_errors=True)


def _read(home: Path) -> Manifest | None:
    """Read a manifest, if there is one whose files are there."""
    try:
        with (home / MANIFEST).open("rb") as file:
            manifest = msgspec.json.decode(file.read(LONGEST_MANIFEST), type=Manifest)
    except (OSError, msgspec.DecodeError):
        return None
    files = home / manifest.fingerprint
    is_whole = manifest.name == home.name and FINGERPRINT.fullmatch(manifest.fingerprint)
    return manifest if is_whole and (files / MODEL).exists() and (files / TOKENIZER).exists() else None


def _is_whole(files: Path, manifest: Manifest) -> bool:
    expected = {MODEL: manifest.model_sha256, TOKENIZER: manifest.tokenizer_sha256}
    try:
        return all(sha256_of(files / name) == sha256 for name, sha256 in expected.items())
    except OSError:
        return False


def _write(path: Path, manifest: Manifest) -> None:
    """Replace a manifest at once."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")
    _to_disk(unfinished)
    unfinished.replace(path)


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sweep(folder: Path) -> None:
    """Remove what installations left behind that were killed, a day ago or longer."""
    for path in folder.glob(f"{MAKING}*"):
        if path.stat().st_mtime < time.time() - DAY:
            shutil.rmtree(path, ignore_errors=True)


def _forget_others(home: Path, fingerprint: str) -> None:
    """Remove the files that were in use before; who has them open keeps them."""
    for path in home.iterdir():
        if path.is_dir() and path.name != fingerprint:
            shutil.rmtree(path, ignore_errors=True)
