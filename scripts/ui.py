"""The app in the browser: built from `ui/`, checked and tried, always by the Node of `scripts/node.py`.

    python -m scripts.ui build             # unless what is built is what ui/ says
    python -m scripts.ui npm run check     # any command of npm in ui/, with what the lock names installed
    python -m scripts.ui client [--check]  # the API's types for the app, from the API

The wheel's build hook (`hatch_build.py`) calls `build`, too. Nothing that a package of npm brings runs while
it is installed. What always holds: the built page never names a file that is not there, because files come
first, the page after them, and what no page names any more goes last; of two builds at once one waits for the
other; one that was cut short is done again.
"""

import hashlib
import os
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from scripts.node import Node, NotBuilt

ROOT = Path(__file__).resolve().parent.parent
MAKERS = tuple(ROOT / "scripts" / name for name in ("node.py", "shrink.mjs", "ui.py"))
PAGE, ASSETS, STAMP, TURN, FRESH = "index.html", "assets", ".stamp", ".turn", ".fresh-"
PLACE_OF_NONCE = "__CSP_NONCE__"
"""Where the server puts a fresh number into the page (`firstline.web.shell`)."""
NOT_BUILT_FROM = re.compile(r"^node_modules$|^coverage$|\.test\.tsx?$|\.md$")
"""What of `ui/` no build reads, or what the lock names already."""
INSTALL = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retry-mintimeout=1000")
LOCKING = frozenset({"install", "uninstall", "update"})
"""Commands of npm that write the lock: what it names now need not be there before."""
INSTALLED_FROM = ("package.json", "package-lock.json", ".npmrc")
PATIENCE = 900.0
"""Seconds that one build waits for another."""
SCHEMA = Path("src", "lib", "schema.d.ts")


class Tools(Protocol):
    """What runs Node and npm."""

    version: str

    def run(self, *command: str, cwd: Path, **world: str) -> None:
        """Run a program, or raise `NotBuilt`."""


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where the app is made, and by what."""

    tools: Tools = field(default_factory=Node)
    root: Path = ROOT

    @property
    def sources(self) -> Path:
        """The project of npm."""
        return self.root / "ui"

    @property
    def built(self) -> Path:
        """Where the server looks for the app."""
        return self.root / "src" / "firstline" / "web" / "ui"


def build(shop: Workshop) -> Sequence[Path]:
    """Build the app, unless what is built is what `ui/` says; tells its files.

    Raises:
        NotBuilt: when there is no whole app afterwards.
    """
    with _turn(shop):
        stamp = _digest([*_sources(shop.sources), *MAKERS], shop.tools.version)
        if _read(shop.built / STAMP) != stamp or not (shop.built / PAGE).is_file():
            say("Building the inbox: half a minute, or a whole one when its packages have to come first.")
            _install(shop)
            _make(shop)
            (shop.built / STAMP).write_text(stamp, "utf-8")
        check_whole(shop.built)
        return _files(shop.built)


def install(shop: Workshop) -> None:
    """Install the packages that the lock names, unless they are there."""
    with _turn(shop):
        _install(shop)


def check_whole(folder: Path) -> None:
    """See that the page is there, with the place for the number, and all files that it names.

    Raises:
        NotBuilt: when it is not.
    """
    page = _read(folder / PAGE)
    named = re.findall(rf'"/({ASSETS}/[^"]+)"', page)
    lost = [PAGE] if not page else [name for name in named if not (folder / name).is_file()]
    if lost or not named or page.count(PLACE_OF_NONCE) != 1:
        what = f"{lost[0]} is missing" if lost else f"{PAGE} is not the page of the app"
        message = f"The inbox was not built whole: {what} in {folder}. Remove that folder and build again."
        raise NotBuilt(message)


def write_client(shop: Workshop, to: Path) -> None:
    """Write the types of the API as it is today."""
    install(shop)
    with tempfile.TemporaryDirectory() as folder:
        described = Path(folder, "openapi.json")
        firstline = Path(sys.executable).with_name("firstline")
        subprocess.run([firstline, "openapi", described], check=True)  # noqa: S603 - the command beside this Python
        shop.tools.run("node", "scripts/client.mjs", str(described), str(to), cwd=shop.sources)


def check_client(shop: Workshop) -> None:
    """See that the types which the app has are those of the API.

    Raises:
        NotBuilt: when they are not.
    """
    with tempfile.TemporaryDirectory() as folder:
        today = Path(folder, SCHEMA.name)
        write_client(shop, today)
        if _read(today) != _read(shop.sources / SCHEMA):
            message = (
                f"The API is not what ui/{SCHEMA.as_posix()} says. `make client` writes it anew; commit it."
            )
            raise NotBuilt(message)


def say(words: str) -> None:
    """Tell whoever waits."""
    sys.stderr.write(f"firstline: {words}\n")
    sys.stderr.flush()


@contextmanager
def _turn(shop: Workshop) -> Iterator[None]:
    """Be the only one who installs or builds here.

    The lock is one of SQLite's: those work on every system, and the system lets go what a dead process held.
    """
    shop.built.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(shop.built / TURN, timeout=PATIENCE, isolation_level=None)) as turn:
        turn.execute("BEGIN EXCLUSIVE")
        yield


def _install(shop: Workshop) -> None:
    marker = shop.sources / "node_modules" / ".firstline"
    machine = f"{shop.tools.version} {sys.platform} {platform.machine()}"
    wanted = _digest([shop.sources / name for name in INSTALLED_FROM], machine)
    if _read(marker) != wanted:
        shop.tools.run(*INSTALL, cwd=shop.sources)  # which first removes what was there, the marker too
        marker.write_text(wanted, "utf-8")


def _make(shop: Workshop) -> None:
    for left in shop.built.glob(f"{FRESH}*"):  # by a build that was killed
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=FRESH, dir=shop.built) as folder:
        fresh = Path(folder)
        shop.tools.run("npm", "run", "build", cwd=shop.sources, FIRSTLINE_UI_OUT=folder)
        shop.tools.run("node", str(ROOT / "scripts" / "shrink.mjs"), str(fresh / ASSETS), cwd=shop.root)
        check_whole(fresh)
        _put_in_place(fresh, shop.built)


def _put_in_place(fresh: Path, built: Path) -> None:
    places = {built / path.relative_to(fresh): path for path in _files(fresh)}
    for place in sorted(places, key=lambda place: place == built / PAGE):
        place.parent.mkdir(parents=True, exist_ok=True)
        places[place].replace(place)
    for old in set(_files(built)) - set(places):
        old.unlink()


def _files(folder: Path) -> Sequence[Path]:
    """List the files of a build; names that begin with a dot are this module's own."""
    return sorted(_walk(folder, past=lambda name: name.startswith(".")))


def _sources(folder: Path) -> Sequence[Path]:
    """List the files from which the app is built."""
    return sorted(_walk(folder, past=lambda name: NOT_BUILT_FROM.search(name) is not None))


def _walk(folder: Path, *, past: Callable[[str], bool]) -> Iterator[Path]:
    """Give the files below a folder, past those whose name, or a folder's above them, is passed over."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not past(name)]
        yield from (Path(parent, name) for name in names if not past(name))


def _digest(paths: Iterable[Path], more: str) -> str:
    digest = hashlib.sha256(more.encode())
    for path in paths:
        content = path.read_bytes()
        digest.update(f"\n{path.parent.name}/{path.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _read(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


def _main(words: Sequence[str]) -> int:
    tools = Node()
    shop = Workshop(tools)
    match words:
        case ["build"]:
            build(shop)
        case ["npm", *command]:
            if not LOCKING & set(command[:1]):
                install(shop)
            return tools.hand_over("npm", *command, cwd=shop.sources)
        case ["client"]:
            write_client(shop, shop.sources / SCHEMA)
        case ["client", "--check"]:
            check_client(shop)
        case _:
            say(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(_main(sys.argv[1:]))
    except NotBuilt as error:
        say(str(error))
        sys.exit(1)
