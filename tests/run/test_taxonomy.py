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


def test_a_taxonomy_is_kept_as_yaml(run: Run, tmp_path: Path) -> None:
    """Written, edited by hand and read again; what is odd in YAML stays text."""
    run("taxonomy", "rename", "sales", "deals")
    run("taxonomy", "export", "t.yaml")
    text = (tmp_path / "t.yaml").read_text()
    (tmp_path / "t.yaml").write_text(
        text.replace("team: finance", "team: money").replace("- Payments", "- no\n  - 404")
    )

    again, done = run("taxonomy", "export", "u.yaml"), run("taxonomy", "import", "t.yaml")

    assert (again.code, done.out) == (0, "The taxonomy was replaced; it is at version 3 now.\n")
    told = run("taxonomy", "show", "--json").json
    assert (told["categories"][0]["team"], told["categories"][0]["subcategories"][:2]) == (
        "money",
        ["no", "404"],
    )
    assert told["categories"][-1]["retired"] is True
    assert told["moves"] == {"sales": "deals"}
    assert (tmp_path / "u.yaml").read_text() == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("categories: [", "neither JSON nor YAML"),
        ("- a", "is no taxonomy"),
        ("categories: [{name: general}]", "categories.0.title"),
        ("a: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b]", "categories"),
        ("!!python/object/apply:os.system [x]", "is no taxonomy"),
        ("[" * 100, "it is not JSON"),
        ("a:\n" + "".join(" " * n + "- \n" for n in range(1, 40)), "is no taxonomy"),
    ],
)
def test_what_is_no_taxonomy_in_yaml_is_refused(run: Run, tmp_path: Path, text: str, says: str) -> None:
    """Whatever it tries."""
    (tmp_path / "t.yaml").write_text(text)

    done = run("taxonomy", "import", "t.yaml")

    assert (done.code, done.out) == (2, "")
    assert says in done.err


def test_a_category_is_renamed(run: Run) -> None:
    """A look ahead first, which changes nothing."""
    ahead = run("taxonomy", "rename", "billing", "money", "--dry-run")
    done = run("taxonomy", "rename", "billing", "money", "--title", "Money")
    part = run("taxonomy", "rename", "money/Refunds", "Money back", "--json")

    assert ahead.out == "billing would become money.\n0 tickets and 0 labelled messages would move.\n"
    assert done.out == "billing is money now.\n0 tickets and 0 labelled messages follow within moments.\n"
    assert part.json["moved"] == {"money\tRefunds": "money\tMoney back"}
    assert run("taxonomy", "show").out.splitlines()[1].split()[0] == "money"


def test_categories_are_merged_and_split(run: Run) -> None:
    """As somebody types it."""
    merged = run("taxonomy", "merge", "sales", "--into", "billing", "--map", "sales/Quotes=Invoices")
    split = run(
        "taxonomy", "split", "billing", "--subcategories", "Refunds, Loans", "--into", "credit", "--json"
    )

    assert "sales / Quotes is billing / Invoices now." in merged.out
    (made,) = (one for one in split.json["taxonomy"]["categories"] if one["name"] == "credit")
    assert (made["team"], made["subcategories"]) == ("finance", ["Refunds", "Loans", "Other"])


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("rename", "general", "rest"), 1, "general stays"),
        (("rename", "llamas", "x"), 1, "no category 'llamas'"),
        (("rename", "billing", "sales"), 1, "already"),
        (("merge", "sales", "--into", "billing", "--map", "Quotes=Invoices"), 2, "CATEGORY/SUBCATEGORY"),
        (("split", "billing", "--subcategories", ",", "--into", "x"), 1, "leave billing"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(
    run: Run, words: tuple[str, ...], code: int, says: str
) -> None:
    """With one sentence."""
    done = run("taxonomy", *words)

    assert (done.code, done.out) == (code, "")
    assert says in done.err


def _edit(path: Path, *, team: str) -> None:
    taxonomy = json.loads(path.read_text())
    taxonomy["categories"][0]["team"] = team
    path.write_text(json.dumps(taxonomy))
