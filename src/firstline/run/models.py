"""Encoders for the command line: installed, taken into use, removed, listed."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from firstline.core.clock import wall_clock
from firstline.core.errors import Conflict, Invalid, Missing
from firstline.flows.encoder import use_encoder
from firstline.flows.schooling import encoder_in_use
from firstline.gateways import model_files, wordllama
from firstline.gateways.model_catalogue import KNOWN, Known
from firstline.gateways.model_files import Manifest
from firstline.gateways.model_source import Taken, Tell, check, fetch, take
from firstline.gateways.model_trial import texts_per_second
from firstline.run.opening import is_there, opened_database, opened_desk
from firstline.run.say import harmless
from firstline.run.settings import Settings, read_settings
from firstline.store.migrate import revision_of

SHA256: Final = re.compile("[0-9A-Fa-f]{64}")
UNKNOWN: Final = "unknown"


class InUse(Conflict):
    """The desk cannot do without this encoder."""

    code = "encoder_in_use"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An encoder, as the list shows it."""

    name: str
    in_use: bool
    version: str | None = None
    installed: bool = False
    dimensions: int | None = None
    languages: str = UNKNOWN
    size_bytes: int | None = None
    texts_per_second: float | None = None
    """On this machine, short texts on one core."""
    accuracy_full: float | None = None
    """Share of right answers on Banking77."""
    accuracy_ten: float | None = None
    """The same with ten labels for each class."""


def install_now(name: str, given: str | None, sha256: str | None) -> tuple[Manifest, bool]:
    """Install an encoder and use it; tells whether it had to be made.

    Raises:
        Invalid: when it is not clear what shall be installed.
    """
    _check(name, given, sha256)
    folder = read_settings().models
    manifest = _whole(name, folder) if given is None else None
    is_new = manifest is None
    if manifest is None:
        known = _known(name, given)
        manifest = _made(name, folder, lambda work, tell: _taken(known, given, sha256, work, tell))
    _use(name)
    return manifest, is_new


def use_now(name: str) -> str:
    """Use another encoder; gives the name of the one before.

    Raises:
        NotInstalled: when it is not on this machine.
        Damaged: when its files were changed.
    """
    model_files.encoder_named(name, read_settings().models)
    return _use(name)


def remove_now(name: str) -> None:
    """Take an encoder off this machine.

    Raises:
        InUse: when it is the one that comes with the desk, or the desk uses it.
        NotInstalled: when it is not there.
    """
    settings = read_settings()
    if name == wordllama.NAME:
        message = f"{name} comes with the desk and cannot be removed."
        raise InUse(message)
    model_files.find(name, settings.models)
    if name == encoder_now(settings):
        message = f"The desk uses {name}. Let it use another first: `firstline models use {wordllama.NAME}`."
        raise InUse(message)
    model_files.remove(name, settings.models)


def list_now() -> Sequence[Line]:
    """List what there is: what comes with the desk, what is known by name, what else is installed."""
    settings = read_settings()
    used = encoder_now(settings)
    there = {manifest.name: manifest for manifest in model_files.installed(settings.models)}
    names = list(dict.fromkeys([*KNOWN, *there, used]))
    return [_line(name, there.get(name), in_use=name == used) for name in names]


def encoder_now(settings: Settings) -> str:
    """Name the encoder that the desk uses; nothing is made and nothing is migrated.

    Raises:
        Unavailable: when the database cannot be reached.
    """
    if not is_there(settings):
        return wordllama.NAME
    with opened_database(settings) as database, database.read() as db:
        return wordllama.NAME if revision_of(db) is None else encoder_in_use(db)


def _check(name: str, given: str | None, sha256: str | None) -> None:
    """Refuse what makes no sense."""
    model_files.check_name(name)
    if name == wordllama.NAME:
        message = f"{name} comes with the desk: `firstline models use {name}` is enough."
        raise Invalid(message, field="name")
    if given is None and sha256 is not None:
        message = "--sha256 belongs to --from; what is known by name has its own."
        raise Invalid(message, field="sha256")
    if sha256 is not None and SHA256.fullmatch(sha256) is None:
        message = "--sha256 takes 64 hexadecimal digits."
        raise Invalid(message, field="sha256")


def _known(name: str, given: str | None) -> Known | None:
    """Say what a name means; a new name is understood when it is said where its files are."""
    if given is None and name not in KNOWN:
        message = f"{name} is not known by name: say where it is with --from, such as hub:OWNER/NAME."
        raise Invalid(message, field="name")
    return KNOWN.get(name)


def _whole(name: str, folder: Path) -> Manifest | None:
    """Give what is installed already, if its files are as they were."""
    try:
        model_files.open_encoder(name, folder)
        return model_files.find(name, folder)
    except Missing:
        return None


def _made(name: str, folder: Path, get: Callable[[Path, Tell], Taken]) -> Manifest:
    from firstline.gateways.model_making import make  # noqa: PLC0415 - it loads what makes graphs

    with model_files.making(folder) as work, _progress() as tell:
        made, manifest = make(
            get(work, tell), name, work, at=wall_clock(), say=lambda what: tell(what, 0, None)
        )
        model_files.keep(made, manifest, folder)
    return manifest


def _taken(known: Known | None, given: str | None, sha256: str | None, work: Path, tell: Tell) -> Taken:
    """Get the files from where they are said to be, or from where they are known to be."""
    if given is None and known is not None:
        return fetch(known, work, tell=tell)
    taken = take(str(given), work, sha256=sha256, tell=tell)
    return check(taken, known) if known else taken


def _use(name: str) -> str:
    with opened_desk() as desk:
        return use_encoder(desk, name)


def _line(name: str, manifest: Manifest | None, *, in_use: bool) -> Line:
    known = KNOWN.get(name)
    line = Line(name=name, in_use=in_use)
    if known is not None:
        line = replace(
            line,
            languages=known.languages,
            dimensions=known.size,
            accuracy_full=known.quality.full,
            accuracy_ten=known.quality.ten,
        )
    if name == wordllama.NAME:
        return _line_of_ours(line)
    return line if manifest is None else _line_of(manifest, line)


def _line_of_ours(line: Line) -> Line:
    """Complete it with what this machine says; it is quick enough to be measured each time."""
    encoder = wordllama.WordLlama()
    return replace(
        line,
        version=encoder.version,
        installed=True,
        size_bytes=wordllama.size_bytes(),
        texts_per_second=texts_per_second(encoder),
    )


def _line_of(manifest: Manifest, line: Line) -> Line:
    """Complete it with what was found out when it was installed."""
    return replace(
        line,
        version=manifest.version,
        installed=True,
        dimensions=manifest.size,
        size_bytes=manifest.size_bytes,
        texts_per_second=manifest.texts_per_second,
    )


@contextmanager
def _progress() -> Iterator[Tell]:
    """Show what is being done where somebody looks, and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console  # noqa: PLC0415 - only where there is a terminal
    from rich.markup import escape  # noqa: PLC0415 - as above
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn  # noqa: PLC0415 - as above

    columns = (BarColumn(), DownloadColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda what, done, total: bar.update(
            task, completed=done, total=total, description=escape(harmless(what))
        )
