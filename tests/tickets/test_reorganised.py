"""Whatever is renamed, merged or split: a taxonomy comes of it, and every label that was leads somewhere."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstline.core.errors import Conflict, Invalid
from firstline.tickets.reorganised import (
    Change,
    Merging,
    NameTaken,
    Renaming,
    Splitting,
    reorganised,
    settled,
    split_off,
    without_left,
)
from firstline.tickets.sought import named_now, with_leaving
from firstline.tickets.taxonomy import GENERAL as REST
from firstline.tickets.taxonomy import MOST_PHRASES, STOCK, Category, Rule, Taxonomy, faults
from firstline.tickets.whereabouts import label_at, once_called

NAMES = ("a", "b", "c", "d", "e")
PARTS = ("One", "Two", "Three", "Rest")


def category(name: str, *parts: str, **more: object) -> Category:
    """Make a category."""
    return replace(
        Category(name=name, title=name.title(), team=f"team-{name}", subcategories=parts or PARTS),
        **more,  # type: ignore[arg-type] # fields of a category
    )


GENERAL = category("general", "Rest")
FIRST = Taxonomy(1, (category("a"), category("b"), category("c", "One", "Rest"), GENERAL))

OURS = Taxonomy(1, (category("billing"), category("technical"), category("garden"), GENERAL))
"""Two categories of the packs, one of the desk's own, and the one for the rest."""

names, parts = st.sampled_from(NAMES), st.sampled_from(PARTS)
changes: st.SearchStrategy[Change] = st.one_of(
    st.builds(Renaming, category=names, name=names),
    st.builds(Renaming, category=names, subcategory=parts, name=parts),
    st.builds(Merging, categories=st.lists(names, min_size=1, max_size=3), into=names),
    st.builds(
        Splitting,
        category=names,
        subcategories=st.lists(parts, min_size=1, max_size=2),
        into=names | st.builds(category, names),
    ),
)


@given(st.lists(changes, max_size=8), st.booleans())
def test_every_label_that_ever_was_has_a_place(many: Sequence[Change], tidied: bool) -> None:  # noqa: FBT001 - drawn
    """And none that is in use leads elsewhere, however often things were changed, and changed back."""
    taxonomy, ever = FIRST, _labels(FIRST)

    for change in many:
        try:
            taxonomy = reorganised(taxonomy, change)
        except (Invalid, Conflict):
            continue
        ever |= _labels(taxonomy)
        taxonomy = without_left(taxonomy) if tidied else taxonomy

    assert list(faults(taxonomy)) == []
    assert settled(taxonomy) == taxonomy
    for name, part in ever:
        now, _ = taxonomy.present(name, part)
        assert taxonomy.open_for(now) is not None
        assert taxonomy.present(now, part) == taxonomy.present(*taxonomy.present(now, part))
    assert not any(taxonomy.has(old) for old in taxonomy.moves)


@given(st.lists(changes, max_size=6))
def test_rules_always_have_a_label_that_there_is(many: Sequence[Change]) -> None:
    """They go where their labels go."""
    rules = (Rule("x", "category", "a"), Rule("y", "subcategory", label_at("b", "Two")))
    taxonomy = replace(FIRST, rules=rules)

    for change in many:
        try:
            taxonomy = reorganised(taxonomy, change)
        except (Invalid, Conflict):
            continue

    assert list(faults(without_left(taxonomy))) == []


def test_a_renamed_category_keeps_its_place_and_what_it_has() -> None:
    """A title that was the name goes with it; what was left stands at the end without phrases."""
    told = replace(FIRST.categories[0], phrases={"en": ("x",)}, description="About a.")
    taxonomy = replace(FIRST, categories=(told, *FIRST.categories[1:]))

    after = reorganised(taxonomy, Renaming(category="a", name="new_name"))

    assert after.categories[0] == replace(told, name="new_name", title="New Name")
    assert after.categories[-1] == replace(told, retired=True, phrases={}, description="")
    assert without_left(after).categories[1:] == FIRST.categories[1:]


def test_a_title_of_its_own_stays() -> None:
    """Unless another one is given; a team may come along."""
    taxonomy = replace(FIRST, categories=(replace(FIRST.categories[0], title="Ours"), *FIRST.categories[1:]))

    kept = reorganised(taxonomy, Renaming(category="a", name="x")).find("x")
    given_ = reorganised(taxonomy, Renaming(category="a", name="x", title="T", team="t")).find("x")

    assert kept is not None
    assert given_ is not None
    assert (kept.title, kept.team) == ("Ours", "team-a")
    assert (given_.title, given_.team) == ("T", "t")


def test_merged_phrases_stay_within_their_number() -> None:
    """Each gives as many; one that both have counts once."""
    full = [
        replace(one, phrases={"en": tuple(f"{one.name} {n}" for n in range(400))})
        for one in FIRST.categories[:2]
    ]

    after = reorganised(
        replace(FIRST, categories=(*full, *FIRST.categories[2:])), Merging(categories=["b"], into="a")
    )

    texts = after.categories[0].phrases["en"]
    assert len(texts) == MOST_PHRASES
    assert sum(text.startswith("a") for text in texts) == MOST_PHRASES / 2


def test_a_split_into_one_that_is_there_adds_what_it_lacks() -> None:
    """Before the last one, which is for everything else."""
    after = reorganised(FIRST, Splitting(category="a", subcategories=["One", "Two"], into="c"))

    found = after.find("c")
    assert found is not None
    assert found.subcategories == ("One", "Two", "Rest")
    assert after.present("a", "Two") == ("c", "Two")


def test_a_split_may_make_its_category() -> None:
    """Of the team of the old one, with a place for the rest."""
    wanted = Splitting(category="a", subcategories=["One"], into="new")

    made = split_off(FIRST, wanted, title=None, team=None).into

    assert made == Category(name="new", title="New", team="team-a", subcategories=("One", "Other"))
    assert split_off(FIRST, replace(wanted, into="c"), title=None, team=None).into == "c"


def test_a_circle_comes_to_an_end() -> None:
    """There and back again leads home."""
    there = reorganised(FIRST, Renaming(category="a", name="e"))

    back = reorganised(there, Renaming(category="e", name="a"))

    assert back.present("e", "One") == ("a", "One")
    assert back.present("a", "One") == ("a", "One")


def test_a_name_that_others_are_leaving_is_taken() -> None:
    """Their tickets would be mixed up."""
    left = reorganised(FIRST, Renaming(category="a", name="e"))

    with pytest.raises(NameTaken, match="a is e now"):
        reorganised(left, Renaming(category="b", name="a"))

    assert reorganised(without_left(left), Renaming(category="b", name="a")).present("b") == ("a", "")


def test_filters_follow_in_pairs() -> None:
    """A category goes where its subcategories go, and a subcategory alone is looked for everywhere."""
    after = reorganised(FIRST, Splitting(category="a", subcategories=["One"], into="c"))

    assert named_now(after, ["a"], ["One"]) == (["c"], ["One"])
    assert named_now(after, ["a"], ["One", "Two"]) == (["c", "a"], ["One", "Two"])
    assert named_now(after, ["a"], None) == (["a"], None)
    renamed = reorganised(FIRST, Renaming(category="c", subcategory="One", name="First"))
    assert named_now(renamed, None, ["One"]) == (None, ["One", "First"])
    assert named_now(renamed, None, ["Llamas"]) == (None, ["Llamas"])


def test_while_tickets_move_either_name_is_looked_for() -> None:
    """Afterwards only the present one."""
    moving = reorganised(FIRST, Renaming(category="a", name="e"))

    assert with_leaving(moving, ["e"]) == ["e", "a"]
    assert with_leaving(without_left(moving), ["e"]) == ["e"]


def _labels(taxonomy: Taxonomy) -> set[tuple[str, str]]:
    return {(one.name, part) for one in taxonomy.categories for part in ("", *one.subcategories)}


@given(st.lists(changes, max_size=8))
def test_whatever_was_changed_a_category_leads_back_to_the_first_ones(many: Sequence[Change]) -> None:
    """To itself, or to the first of those that became it."""
    taxonomy = FIRST

    for change in many:
        try:
            taxonomy = reorganised(taxonomy, change)
        except (Invalid, Conflict):
            continue

    first = [one.name for one in FIRST.categories]
    for one in taxonomy.categories:
        became = [name for name in first if taxonomy.present(name)[0] == one.name]
        found = once_called(taxonomy.moves, one.name, first)
        if one.name in first:
            assert found == one.name
        elif became:
            assert found == became[0]


@pytest.mark.parametrize(
    ("made", "name", "stands_for"),
    [
        ([], "garden", REST),
        ([], "technical", "technical"),
        ([Renaming(category="billing", name="money")], "money", "billing"),
        ([Renaming(category="garden", name="park")], "park", REST),
        ([Merging(categories=["billing"], into="technical")], "technical", "technical"),
        ([Merging(categories=["technical", "billing"], into="garden")], "garden", "billing"),
        ([Splitting(category="technical", subcategories=["One"], into=category("it"))], "it", "technical"),
        ([Splitting(category="general", subcategories=["Rest"], into=category("it"))], "it", REST),
    ],
)
def test_a_category_stands_for_one_of_the_packs(made: Sequence[Change], name: str, stands_for: str) -> None:
    """The one that it was, the first that became part of it, or the one that it was split off from."""
    taxonomy = replace(OURS, categories=(*OURS.categories[:-1], category("general", "Rest", "Other")))

    for change in made:
        taxonomy = reorganised(taxonomy, change)

    assert taxonomy.stock(name) == stands_for


def test_what_was_split_off_keeps_its_origin_when_both_get_other_names() -> None:
    """In whichever order."""
    names = [Renaming(category="billing", name="money"), Renaming(category="loans", name="credit")]
    split = Splitting(category="billing", subcategories=["One"], into=category("loans", "One", "Rest"))
    orders: Sequence[Sequence[Change]] = (
        [split, *names],
        [names[0], replace(split, category="money"), names[1]],
    )

    for order in orders:
        taxonomy = OURS
        for change in order:
            taxonomy = without_left(reorganised(taxonomy, change))

        assert [taxonomy.stock(name) for name in ("money", "credit")] == ["billing", "billing"]


def test_going_back_ends_where_categories_gave_each_other_parts() -> None:
    """However hostile the moves are."""
    moves = {"a\tOne": "b\tOne", "b\tTwo": "a\tTwo", "c": "d", "d": "c"}

    assert [once_called(moves, name, STOCK) for name in ("a", "b", "c", "d")] == [None] * 4
