"""Which rules judge here has a name, and other rules have another one."""

import shutil
from importlib import resources
from pathlib import Path

import pytest

from firstline import __version__
from firstline.triage.edition import FOLDERS, LANGUAGES, digest, edition
from firstline.triage.starter import USUAL, file_name

PACKAGE = "firstline.triage"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Give a copy of all that the rules go by."""
    with resources.as_file(resources.files(PACKAGE)) as folder:
        for name, _ in FOLDERS:
            shutil.copytree(folder / name, tmp_path / name)
        shutil.copyfile(folder / LANGUAGES, tmp_path / LANGUAGES)
    return tmp_path


def test_the_name_says_the_version_and_the_packs(copy: Path) -> None:
    """The same files, wherever they lie, are the same rules."""
    assert edition() == f"{__version__}+{digest(copy)}"


@pytest.mark.parametrize(
    "name",
    [
        "packs/urgency.toml",
        "packs/phrases.toml",
        "glossaries/de.tsv",
        f"starters/{file_name(USUAL)}",
        LANGUAGES,
    ],
)
def test_another_word_anywhere_is_another_edition(copy: Path, name: str) -> None:
    """In a pack, in the phrases, in a glossary, in the starter heads, in what knows languages."""
    before = digest(copy)
    changed = copy / name
    changed.write_bytes(changed.read_bytes() + b"\n")

    assert digest(copy) != before


def test_a_word_that_moves_to_another_pack_is_another_edition(copy: Path) -> None:
    """Each file counts with its name."""
    before = digest(copy)
    one, other = copy / "packs" / "over.toml", copy / "packs" / "innocent.toml"
    contents = one.read_bytes(), other.read_bytes()
    other.write_bytes(contents[0])
    one.write_bytes(contents[1])

    assert digest(copy) != before
