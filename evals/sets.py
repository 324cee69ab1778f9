"""The sets that the desk is measured on, as files that `firstline evaluate` takes.

Our own messages are always there: judged with the taxonomy of a fresh desk, and without a label to learn
from. Public sets are read from the folder that `FIRSTLINE_EVAL_DATA` names. To compare, messages of their
training parts are held back and asked; their test parts are for the last look, so that nobody tunes on them.
Where few labels are learnt, several draws of them are made. `python -m evals.sets FOLDER [--last-look]`
writes the files and prints the commands.

What always holds: a seed always cuts and draws the same, no line is both learnt and asked, a test part is not
opened but for the last look, and nothing of a public set is written but into the folder that was asked for.
"""

import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np

from evals.labelled import (
    DEV,
    FRESH,
    HERE,
    KNOWN,
    SCOPE_DEV,
    SCOPE_TEST,
    TEST,
    Labelled,
    Sample,
    labelled,
)
from firstline.triage.labels import first_taxonomy

Row: TypeAlias = dict[str, Any]
Rows: TypeAlias = Sequence[Row]
Draw: TypeAlias = Callable[[Rows], Rows]
"""Takes what may be learnt, and gives what is."""

FOLDER: Final = "FIRSTLINE_EVAL_DATA"
TAXONOMIES: Final = HERE / "taxonomies"
OWN: Final = (KNOWN, DEV, FRESH, SCOPE_DEV)
LAST_OWN: Final = (TEST, SCOPE_TEST)
"""Of our own, what is for the last look."""
SEED: Final = 77
"""Of the cut between what is learnt and what is asked."""
DRAWS: Final = 3
"""Of few labels: how much they teach depends on which they are."""
FIVE: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "check_cancellation_fee",
            "check_invoice",
            "check_payment_methods",
            "check_refund_policy",
            "get_invoice",
            "get_refund",
            "payment_issue",
            "track_refund",
        ),
        "billing",
    ),
    **dict.fromkeys(
        (
            "create_account",
            "delete_account",
            "edit_account",
            "recover_password",
            "registration_problems",
            "switch_account",
        ),
        "account",
    ),
    **dict.fromkeys(
        (
            "cancel_order",
            "change_order",
            "change_shipping_address",
            "complaint",
            "contact_customer_service",
            "contact_human_agent",
            "delivery_options",
            "delivery_period",
            "newsletter_subscription",
            "place_order",
            "review",
            "set_up_shipping_address",
            "track_order",
        ),
        "general",
    ),
}
"""The intents of bitext27 as categories of a fresh desk: what the sender wants done decides. Billing is money
owed or paid, account is sign-in, profile and closing, general the rest, orders and deliveries among it; none
of them is technical or sales."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One try: what `firstline evaluate` is given."""

    name: str
    """Rounds of one name are draws of the same thing."""
    taxonomy: Path
    train: Path | None
    test: Path
    strays: int
    """Messages asked that do not belong to the set."""

    def command(self, encoder: str = "wordllama") -> str:
        """Give the command that does it."""
        words = ["firstline evaluate", f"--taxonomy {self.taxonomy}"]
        words += [] if self.train is None else [f"--train {self.train}"]
        return " ".join([*words, f"--test {self.test}", f"--encoder {encoder}"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How rounds are made of a public set."""

    name: str
    folder: str
    taxonomy: str
    held: int
    """Messages of the training part that are held back to be asked."""
    draws: Sequence[Draw]
    last: str = "test.jsonl"
    """The part for the last look."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Categories that are called otherwise here."""


def whole(rows: Rows) -> Rows:
    """Learn from everything."""
    return rows


def nothing(_: Rows) -> Rows:
    """Learn from no label."""
    return ()


def of_each(count: int, seed: int, rows: Rows) -> Rows:
    """Learn from so many labels of each category."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in shuffled(rows, seed):
        if is_labelled(row):
            found[row["labels"]["category"]].append(row)
    return shuffled([row for name in sorted(found) for row in found[name][:count]], seed)


def some(count: int, seed: int, rows: Rows) -> Rows:
    """Learn from so many labels."""
    return [row for row in shuffled(rows, seed) if is_labelled(row)][:count]


PLANS: Final = (
    Plan(name="banking77, all labels", folder="banking77", taxonomy="banking77", held=2_000, draws=(whole,)),
    Plan(
        name="banking77, 10 labels each",
        folder="banking77",
        taxonomy="banking77",
        held=2_000,
        draws=tuple(partial(of_each, 10, seed) for seed in range(DRAWS)),
    ),
    Plan(
        name="clinc150, all labels",
        folder="clinc150",
        taxonomy="clinc150",
        held=3_000,
        draws=(whole,),
        last="val.jsonl",
    ),
    Plan(
        name="bitext27 as five, no labels",
        folder="bitext27",
        taxonomy="bitext5",
        held=2_000,
        draws=(nothing,),
        renamed=FIVE,
    ),
    Plan(
        name="complaints10, no labels",
        folder="complaints10",
        taxonomy="complaints10",
        held=1_000,
        draws=(nothing,),
    ),
    Plan(
        name="complaints10, 200 labels",
        folder="complaints10",
        taxonomy="complaints10",
        held=1_000,
        draws=tuple(partial(some, 200, seed) for seed in range(DRAWS)),
    ),
)


def public_data() -> Path | None:
    """Name the folder with the public sets; None: there is none."""
    named = os.environ.get(FOLDER)
    return Path(named) if named else None


def rounds(folder: Path, data: Path | None, *, last_look: bool = False) -> Sequence[Round]:
    """Write the files of all rounds that can be had into a folder."""
    found = list(_own_rounds(folder, last_look=last_look))
    for plan in PLANS:
        if has(data, plan):
            assert data is not None  # noqa: S101 - `has` has seen it
            found += _rounds_of(plan, data, folder, last_look=last_look)
    return found


def has(data: Path | None, plan: Plan) -> bool:
    """Whether a plan's set is there."""
    return data is not None and (data / plan.folder / "train.jsonl").is_file()


def cut(rows: Rows, held: int) -> tuple[Rows, Rows]:
    """Cut a training part into what may be learnt and what is held back; each gets half of the strays."""
    mixed = shuffled(rows, SEED)
    belonging = [row for row in mixed if is_labelled(row)]
    strays = [row for row in mixed if not is_labelled(row)]
    half = len(strays) // 2
    return shuffled([*belonging[held:], *strays[half:]], SEED), [*belonging[:held], *strays[:half]]


def is_labelled(row: Row) -> bool:
    """Whether a line belongs to its set, and says to which category."""
    return row.get("in_scope") is not False and "category" in row.get("labels", {})


def read_rows(file: Path, renamed: Mapping[str, str] | None = None) -> Rows:
    """Read a set's lines, its categories called as a plan calls them."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [_renamed(row, renamed) for row in rows] if renamed else rows


def shuffled(rows: Rows, seed: int) -> Rows:
    """Give the lines in an order that only the seed decides."""
    return [rows[place] for place in np.random.default_rng(seed).permutation(len(rows))]


def _own_rounds(folder: Path, *, last_look: bool) -> Iterable[Round]:
    taxonomy = folder / "fresh-desk.yaml"
    taxonomy.write_text(json.dumps(_fresh_desk()), "utf-8")  # JSON is YAML, too
    for sample in LAST_OWN if last_look else OWN:
        test = _written(folder, _slug(sample.name), _own(sample))
        yield Round(name=f"our {sample.name}, no labels", taxonomy=taxonomy, train=None, test=test, strays=0)


def _rounds_of(plan: Plan, data: Path, folder: Path, *, last_look: bool) -> Iterable[Round]:
    known = read_rows(data / plan.folder / "train.jsonl", plan.renamed)
    learnable, asked = (known, ()) if last_look else cut(known, plan.held)
    if last_look:
        asked = read_rows(data / plan.folder / plan.last, plan.renamed)
    slug = _slug(plan.name)
    test = _written(folder, f"{slug}.{'last' if last_look else 'held'}", asked)
    for number, draw in enumerate(plan.draws):
        drawn = draw(learnable)
        yield Round(
            name=plan.name,
            taxonomy=TAXONOMIES / f"{plan.taxonomy}.yaml",
            train=_written(folder, f"{slug}.train{number}", drawn) if drawn else None,
            test=test,
            strays=sum(not is_labelled(row) for row in asked),
        )


def _fresh_desk() -> Row:
    """Tell the taxonomy of a fresh desk as a file does."""
    names = ("name", "title", "description", "team", "subcategories", "phrases")
    categories = first_taxonomy().categories
    return {"categories": [{name: getattr(one, name) for name in names} for one in categories]}


def _own(sample: Sample) -> Rows:
    return [_row(example) for example in labelled(sample)]


def _row(example: Labelled) -> Row:
    """Write one of our messages as a line; of a range of urgency its middle counts."""
    labels = {
        about: sum(value) / len(value) if isinstance(value, list) else value
        for about, value in example.labels.items()
    }
    message = example.message
    told = {"subject": message.subject, "text": message.text, "tier": message.tier}
    return {"id": example.id, **told, "lang": example.language, "labels": labels}


def _renamed(row: Row, names: Mapping[str, str]) -> Row:
    labels = row.get("labels", {})
    return {**row, "labels": {**labels, "category": names[labels["category"]]}}


def _written(folder: Path, name: str, rows: Rows) -> Path:
    file = folder / f"{name}.jsonl"
    file.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")
    return file


def _slug(name: str) -> str:
    """Make a file's name.

    >>> _slug("banking77, 10 labels each")
    'banking77-10-labels-each'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower())


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    for one in rounds(target, public_data(), last_look="--last-look" in sys.argv):
        print(f"# {one.name}\n{one.command()}")
