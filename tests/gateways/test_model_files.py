"""What is installed is whole and the very files that were installed, whenever an installation was cut off."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firstline.core.errors import Invalid
from firstline.gateways import model_files
from firstline.gateways.model_files import (
    CannotKeep,
    Damaged,
    Manifest,
    NotInstalled,
    encoder_named,
    find,
    installed,
    keep,
    making,
    open_encoder,
    remove,
)
from firstline.gateways.model_making import TooRough, make
from firstline.gateways.model_source import Taken
from firstline.gateways.onnx_encoder import Pooling
from tests.bert import Bert

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
Install = Callable[..., Manifest]


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Measure a speed that nobody looks at for a moment only."""
    monkeypatch.setattr("firstline.gateways.model_trial.LEAST_SECONDS", 0.001)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Name a place for encoders; nothing is there yet."""
    return tmp_path / "models"


@pytest.fixture
def install(folder: Path) -> Install:
    """Give a way to install a tiny encoder."""

    def installs(name: str = "tiny", *, seed: int = 7, pooling: str = "") -> Manifest:
        with making(folder) as work:
            made, manifest = _make(work, name, seed=seed, pooling=pooling)
            keep(made, manifest, folder)
        return manifest

    return installs


def test_what_was_installed_can_be_used(install: Install, folder: Path) -> None:
    """Its manifest says what it is, and nothing else is left behind."""
    manifest = install()

    encoder = encoder_named("tiny", folder)
    assert list(installed(folder)) == [manifest]
    assert (encoder.name, encoder.version, encoder.size) == ("tiny", manifest.version, 32)
    assert encoder.encode(["hello", ""]).any(axis=1).tolist() == [True, False]
    assert manifest.version == f"tiny@{manifest.fingerprint}"
    assert manifest.made_at == NOON
    assert manifest.likeness is not None
    assert 0.96 <= manifest.likeness < 1
    assert manifest.texts_per_second > 0
    assert _names(folder) == ["tiny"]
    assert _names(folder / "tiny") == sorted([manifest.fingerprint, "manifest.json"])


def test_what_changes_the_vectors_changes_the_version(install: Install) -> None:
    """Other weights, or another way of pooling; the same again is the same."""
    once = install("a"), install("b"), install("c", seed=8), install("d", pooling="cls")
    again = install("a")

    assert len({manifest.fingerprint for manifest in once}) == 3
    assert again.version == once[0].version
    assert once[3].pooling is Pooling.CLS


def test_the_desk_s_own_encoder_needs_no_folder(folder: Path) -> None:
    """It comes with the desk."""
    assert encoder_named("wordllama", folder).name == "wordllama"
    assert list(installed(folder)) == []
    assert not folder.exists()


def test_what_is_not_installed_is_missing(folder: Path) -> None:
    """With what to do about it."""
    with pytest.raises(NotInstalled, match="`firstline models install minilm` installs it"):
        encoder_named("minilm", folder)


@pytest.mark.parametrize(
    "name", ["", "..", "../tiny", "a/b", "Tiny", ".making-1", "a" * 41, "tiny\n", "a\\b"]
)
def test_no_name_leads_out_of_the_folder(folder: Path, name: str) -> None:
    """Whoever wrote it, even into the database."""
    for ask in (encoder_named, find, open_encoder, remove):
        with pytest.raises(Invalid, match="is no name"):
            ask(name, folder)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_files_that_were_changed_are_not_used_and_mended_by_another_installation(
    install: Install, folder: Path, name: str
) -> None:
    """The list still shows the encoder; using it is refused."""
    manifest = install()
    path = folder / "tiny" / manifest.fingerprint / name
    path.write_bytes(path.read_bytes() + b" ")

    with pytest.raises(Damaged, match="`firstline models install tiny` installs it again"):
        open_encoder("tiny", folder)
    install()

    assert open_encoder("tiny", folder).encode(["hello"]).any()


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1", b'{"name": "tiny", "fingerprint": "../../../etc"}', b"\xff" * 100_000]
)
def test_a_manifest_that_says_nothing_sensible_counts_as_none(
    install: Install, folder: Path, content: bytes
) -> None:
    """The encoder is not installed, and can be installed again."""
    install()
    (folder / "tiny" / "manifest.json").write_bytes(content)

    assert list(installed(folder)) == []
    with pytest.raises(NotInstalled):
        find("tiny", folder)
    assert install() in installed(folder)


def test_a_manifest_of_another_encoder_counts_as_none(install: Install, folder: Path) -> None:
    """As when somebody copies a folder."""
    manifest = install()
    other = replace(manifest, name="other")
    model_files._write(folder / "tiny" / "manifest.json", other)  # noqa: SLF001 - as a person with an editor would

    assert list(installed(folder)) == []


def test_a_new_one_takes_the_place_of_the_old_one(install: Install, folder: Path) -> None:
    """A desk that has the old one open keeps its vectors; the files are gone."""
    before = install(seed=7)
    old = open_encoder("tiny", folder)
    vectors = old.encode(["hello"])

    after = install(seed=8)

    assert find("tiny", folder) == after
    assert _names(folder / "tiny") == sorted([after.fingerprint, "manifest.json"])
    assert old.version == before.version
    assert old.encode(["hello"]).tobytes() == vectors.tobytes()
    assert open_encoder("tiny", folder).encode(["hello"]).tobytes() != vectors.tobytes()


def test_cut_off_before_the_manifest_the_old_one_stays(
    install: Install, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new files are there already, and nobody uses them."""
    before = install(seed=7)

    def dies(_path: Path, _manifest: Manifest) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(model_files, "_write", dies)
        with pytest.raises(KeyboardInterrupt):
            install(seed=8)

    assert find("tiny", folder) == before
    assert open_encoder("tiny", folder).encode(["hello"]).any()
    assert install(seed=8) == find("tiny", folder)


def test_cut_off_while_it_is_made_nothing_is_left(folder: Path) -> None:
    """Nor is anything to be seen of it."""

    def interrupted() -> None:
        with making(folder) as work:
            _make(work, "tiny")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()

    assert _names(folder) == []


def test_what_killed_installations_left_is_swept_away_a_day_later(folder: Path) -> None:
    """Not sooner: another one may be under way."""
    old, new = folder / ".making-old", folder / ".making-new"
    for path in (old, new):
        (path / "made").mkdir(parents=True)
    os.utime(old, (time.time() - 90_000,) * 2)

    with making(folder):
        pass

    assert _names(folder) == [".making-new"]
    assert list(installed(folder)) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A file is in the way."""
    (tmp_path / "models").write_text("in the way")

    with pytest.raises(CannotKeep, match="Encoders cannot be kept in"), making(tmp_path / "models"):
        pytest.fail("there is no folder")


def test_what_is_removed_is_gone(install: Install, folder: Path) -> None:
    """The others stay."""
    install("a")
    kept = install("b")

    remove("a", folder)

    assert list(installed(folder)) == [kept]
    assert _names(folder) == ["b"]
    with pytest.raises(NotInstalled):
        remove("a", folder)


def test_an_encoder_that_int8_would_ruin_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the least likeness is raised until no encoder has it."""
    monkeypatch.setattr("firstline.gateways.model_making.LEAST_LIKENESS", 1.0)

    with pytest.raises(TooRough, match="too far from the original"), making(folder) as work:
        _make(work, "tiny")


def _make(work: Path, name: str, *, seed: int = 7, pooling: str = "") -> tuple[Path, Manifest]:
    files = Bert(seed=seed).write(work / "files")
    if pooling:
        told = f'{{"pooling_mode_{pooling}_token": true, "pooling_mode_mean_tokens": false}}'
        (files / "pooling.json").write_text(told)
    return make(Taken(files, "a test", "0" * 64), name, work, at=NOON, say=lambda _: None)


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
