"""`firstline taxonomy`, as somebody types it."""

import json
from pathlib import Path

import pytest

from tests.run.commands import Run, runner


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run commands in a folder of their own."""
    return runner(tmp_path, monkeypatch)


def test_the_categories_are_listed(run: Run) -> None:
    """With their teams; for programs as the API shows them."""
    shown, told = run("taxonomy", "show"), run("taxonomy", "show", "--json")

    assert shown.out.splitlines()[1].split()[:3] == ["billing", "finance", "Payments,"]
    assert [one["team"] for one in told.json["categories"]][:2] == ["finance", "technical_support"]


def test_what_was_exported_is_edited_and_imported(run: Run, tmp_path: Path) -> None:
    """The same file again changes nothing, and says so."""
    run("taxonomy", "export", "t.json")
    _edit(tmp_path / "t.json", team="money")

    done = run("taxonomy", "import", "t.json")
    again = run("taxonomy", "import", "t.json", "--force")

    assert (done.code, done.out) == (0, "The taxonomy was replaced; it is at version 2 now.\n")
    assert again.out == "Nothing has changed: the taxonomy stays at version 2.\n"
    assert run("taxonomy", "show", "--json").json["categories"][0]["team"] == "money"


def test_a_file_of_an_older_version_is_refused_unless_by_force(run: Run, tmp_path: Path) -> None:
    """Else it would undo what another has done since."""
    run("taxonomy", "export", "old.json")
    run("taxonomy", "export", "new.json")
    _edit(tmp_path / "new.json", team="money")
    run("taxonomy", "import", "new.json")
    _edit(tmp_path / "old.json", team="cash")

    refused = run("taxonomy", "import", "old.json")
    forced = run("taxonomy", "import", "old.json", "--force")

    assert (refused.code, forced.code) == (1, 0)
    assert "was changed since" in refused.err


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "it is not JSON"),
        ("[]", "is no taxonomy"),
        ('{"categories": []}', "categories"),
        ('{"categories": [{"name": "general"}]}', "categories.0.title"),
        (
            '{"categories": [{"name": "a", "title": "A", "team": "t", "subcategories": ["x"]}]}',
            "must have 'general'",
        ),
    ],
)
def test_what_is_no_taxonomy_is_refused(run: Run, tmp_path: Path, text: str, says: str) -> None:
    """With the first thing to mend, and exit code 2."""
    (tmp_path / "t.json").write_text(text)

    done = run("taxonomy", "import", "t.json")

    assert (done.code, done.out) == (2, "")
    assert says in done.err


def test_a_file_that_is_not_there_is_named(run: Run) -> None:
    """To be read, or to be written into a folder that is not there."""
    for words in (("import", "none.json"), ("export", "none/t.json")):
        done = run("taxonomy", *words)
        assert (done.code, "No such file" in done.err) == (1, True)


def _edit(path: Path, *, team: str) -> None:
    taxonomy = json.loads(path.read_text())
    taxonomy["categories"][0]["team"] = team
    path.write_text(json.dumps(taxonomy))
