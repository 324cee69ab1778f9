"""A wheel has the app inside, and no wheel is made without it; a source package can make one."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from scripts.node import PACKAGE
from scripts.ui import MAKERS, ROOT, Workshop, build
from tests.scripts.made import Made

COPIED = (
    ".gitignore",
    "LICENSE",
    "README.md",
    "hatch_build.py",
    "pyproject.toml",
    "scripts",
    "src/firstline/web",
)
ALONE = ("src/firstline/__init__.py", "src/firstline/triage/languages.LICENSE")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Copy what a package is made of, with a little app that is built already."""
    root = tmp_path / "checkout"
    for name in (*COPIED, *ALONE):
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, place)
    shutil.rmtree(root / "src/firstline/web/ui", ignore_errors=True)
    for name in ("package.json", "package-lock.json", ".npmrc", "src/main.tsx"):
        place = root / "ui" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("{}")
    build(Workshop(Made(version=version(PACKAGE)), root))
    return root


def package(root: Path, target: str) -> subprocess.CompletedProcess[str]:
    """Make a package as pip does."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", "dist"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603 - our own Python


def test_a_wheel_has_the_app_inside_and_nothing_of_its_making(checkout: Path) -> None:
    """Each file with its smaller forms; no sources, no packages, no marks of the tools."""
    done = package(checkout, "wheel")

    assert done.returncode == 0, done.stderr
    (wheel,) = (checkout / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
    app = "firstline/web/ui/"
    assert sorted(name.removeprefix(app) for name in names if name.startswith(app)) == [
        "assets/index-1.js",
        "assets/index-1.js.br",
        "assets/index-1.js.gz",
        "index.html",
    ]
    assert {name.partition("/")[0] for name in names} == {"firstline", "firstline-0.1.0.dist-info"}
    assert not [name for name in names if "node_modules" in name or name.endswith(".tsx")]


def test_a_source_package_has_all_that_builds_the_app_and_not_the_app(checkout: Path) -> None:
    """Nor the packages that npm installed."""
    done = package(checkout, "sdist")

    assert done.returncode == 0, done.stderr
    (archive,) = (checkout / "dist").glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    makers = {path.relative_to(ROOT).as_posix() for path in MAKERS}
    assert names >= {
        *makers,
        "hatch_build.py",
        "scripts/bin/npm",
        "ui/package-lock.json",
        "ui/.npmrc",
        "ui/src/main.tsx",
    }
    assert not [name for name in names if name.startswith(("src/firstline/web/ui", "ui/node_modules"))]


def test_no_wheel_is_made_of_an_app_that_is_not_whole(checkout: Path) -> None:
    """A sentence says what is missing, and no file is left."""
    (checkout / "src/firstline/web/ui/assets/index-1.js").unlink()

    done = package(checkout, "wheel")

    assert done.returncode == 1
    assert "assets/index-1.js is missing" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((checkout / "dist").glob("*.whl"))


def test_a_wheel_that_would_leave_the_app_out_is_not_kept(checkout: Path) -> None:
    """Whatever the packing was told."""
    settings = checkout / "pyproject.toml"
    told = settings.read_text()
    place = 'packages = ["src/firstline"]\n'
    settings.write_text(told.replace(place, f'{place}exclude = ["/src/firstline/web"]\n'))
    hook = checkout / "hatch_build.py"
    hook.write_text(hook.read_text().replace('build_data["artifacts"] += ', "_ = "))

    done = package(checkout, "wheel")

    assert done.returncode == 1
    assert "no inbox inside" in done.stderr
    assert not list((checkout / "dist").glob("*.whl"))
