"""Articles are made, changed, removed and taken in, and can be found at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from firstline.core.access import LOCAL
from firstline.core.errors import Invalid, Missing, Outdated
from firstline.flows.articles import (
    ArticleThere,
    change_article,
    find_article,
    find_revisions,
    make_article,
    remove_article,
    remove_samples,
)
from firstline.flows.canned import make_canned
from firstline.flows.consult import consult
from firstline.flows.desk import Desk
from firstline.flows.embed import embed_all
from firstline.flows.import_articles import Source, checked_source, import_articles
from firstline.flows.library import Library, Stocking
from firstline.flows.samples import begin_with_samples
from firstline.gateways.article_file import sample_articles
from firstline.gateways.wordllama import WordLlama
from firstline.knowledge.article import Article, Audience, Standing
from firstline.store import articles, passage_vectors
from firstline.store.articles import SAMPLES, ArticleMissing, Sought
from tests.flows.together import together
from tests.make import make_ticket, run_steps

RETURNS = Article(
    id="returns",
    title="Returning a device",
    text="You can send it back within 30 days.",
    updated=date(2026, 1, 2),
)
HOURS = Article(
    id="hours", title="Opening hours", text="Our shop is open from nine to five.", updated=date(2026, 1, 2)
)


def test_an_article_is_found_as_soon_as_it_is_made(desk: Desk) -> None:
    """By its words; by its meaning, too, once the step that follows has run."""
    make_article(desk, RETURNS, by=LOCAL)

    assert found(desk, "send back") == ["returns"]
    assert consult(desk, "send back", language="en").found[0].scores.words > 0
    run_steps(desk)
    desk.board.look(desk.read)
    [one] = consult(desk, "shipping the thing to you again", language="en").found
    assert one.scores.meaning > 0.1


def test_an_article_that_would_end_before_it_begins_is_refused(desk: Desk) -> None:
    """However it comes, and what was there stays as it was."""
    never = replace(RETURNS, valid_from=date(2026, 5, 2), valid_until=date(2026, 5, 1))
    make_article(desk, replace(RETURNS, valid_from=date(2026, 5, 2)), by=LOCAL)

    with pytest.raises(Invalid, match="before the day from which it holds"):
        make_article(desk, replace(never, id="other"), by=LOCAL)
    with pytest.raises(Invalid, match="before the day from which it holds"):
        change_article(desk, "returns", {"valid_until": date(2026, 5, 1)}, by=LOCAL)
    with pytest.raises(Invalid, match="before the day from which it holds"):
        import_articles(desk, [HOURS, never], Source("help"), by=LOCAL)

    assert find_article(desk, "returns").stored.version == 1
    with desk.read() as db:
        assert articles.find(db, "hours") is None


def test_an_article_is_changed_and_removed(desk: Desk) -> None:
    """What somebody else has changed since is not overwritten; what is gone is found no more."""
    make_article(desk, RETURNS, by=LOCAL)
    make_article(desk, HOURS, by=LOCAL)

    changed = change_article(desk, "returns", {"title": "Refusing a delivery"}, by=LOCAL, expected={1})
    same = change_article(desk, "returns", {"title": "Refusing a delivery"}, by=LOCAL)
    with pytest.raises(Outdated):
        remove_article(desk, "returns", by=LOCAL, expected={1})
    remove_article(desk, "returns", by=LOCAL, expected={2})

    assert (changed.stored.version, same.stored.version) == (2, 2)
    assert found(desk, "refusing a delivery") == ["hours"]
    assert [one.version for one in find_revisions(desk, "returns")] == [3, 2, 1]
    with pytest.raises(ArticleMissing):
        find_article(desk, "returns")


def test_an_id_is_given_once(desk: Desk) -> None:
    """Even when six make it at once."""

    def make() -> str:
        try:
            return make_article(desk, RETURNS, by=LOCAL).stored.article.id
        except ArticleThere:
            return ""

    assert sorted(together([make] * 6)) == [""] * 5 + ["returns"]


def test_a_folder_is_kept_in_step(desk: Desk) -> None:
    """Each run says what changed; what is not there any more is archived, but what others brought stays."""
    make_article(desk, replace(HOURS, id="own"), by=LOCAL)
    first = import_articles(desk, [RETURNS, HOURS], Source("help", whole=True))
    again = import_articles(desk, [RETURNS, HOURS], Source("help", whole=True))

    less = import_articles(desk, [replace(RETURNS, text="Within 14 days.")], Source("help", whole=True))

    assert (first.added, again.unchanged, again.added) == (["returns", "hours"], ["returns", "hours"], [])
    assert (less.changed, less.archived) == (["returns"], ["hours"])
    assert find_article(desk, "hours").stored.article.standing is Standing.ARCHIVED
    assert found(desk, "open from nine") == ["own", "returns"]


def test_two_importers_at_once_double_nothing(desk: Desk) -> None:
    """Each article is as one of them had it."""
    many = [replace(RETURNS, id=f"a{number}", title=f"Matter {number}") for number in range(30)]

    together([lambda: import_articles(desk, many, Source("help"))] * 2)

    with desk.read() as db:
        assert set(articles.versions(db).values()) == {1}
        assert len(articles.versions(db)) == 30


def test_importers_that_go_opposite_ways_wait_for_each_other(desk: Desk) -> None:
    """Neither holds what the other one waits for."""
    many = [replace(RETURNS, id=f"a{number}", title=f"Matter {number}") for number in range(60)]
    other = [replace(one, text="Other.") for one in reversed(many)]

    together([partial(import_articles, desk, some, Source("help")) for some in (many, other)])

    with desk.read() as db:
        assert len(articles.versions(db)) == 60


def test_an_article_without_a_day_keeps_the_one_that_it_has(desk: Desk) -> None:
    """As long as it says the same; a change is of today."""
    source = Source("help", undated=frozenset({"returns"}))
    import_articles(desk, [RETURNS], source)
    later = replace(RETURNS, updated=date(2026, 5, 1))

    same = import_articles(desk, [later], source)
    changed = import_articles(desk, [replace(later, text="Never.")], source)

    assert (same.unchanged, changed.changed) == (["returns"], ["returns"])
    assert find_article(desk, "returns").stored.article.updated == date(2026, 5, 1)


def test_the_name_of_the_samples_is_no_source() -> None:
    """Or removing them would take somebody's own."""
    with pytest.raises(Invalid, match="come with the desk"):
        checked_source(SAMPLES)
    assert checked_source("help") == "help"


def test_an_encoder_that_comes_later_is_taken(desk: Desk) -> None:
    """Until then the words find."""
    make_article(desk, RETURNS, by=LOCAL)
    embed_all(desk)
    there: list[WordLlama] = []

    def named(_: str) -> WordLlama:
        if not there:
            message = "There is no such encoder here."
            raise Missing(message)
        return there[0]

    stocking = Stocking(named)
    with desk.read() as db:
        without = stocking.look(db, Library())
        same = stocking.look(db, without)
        there.append(WordLlama())
        with_it = stocking.look(db, same)

    assert (without.encoder, without.trouble, same) == (None, "There is no such encoder here.", without)
    assert with_it.encoder is not None
    assert with_it.shelf.kept[0].title_vector is not None


def test_an_id_stands_once_in_a_source(desk: Desk) -> None:
    """Or nobody could tell which of the two counts."""
    with pytest.raises(Invalid, match="id of two articles"):
        import_articles(desk, [RETURNS, RETURNS], Source("help"))


def test_a_fresh_desk_begins_with_samples_and_is_rid_of_them_by_one_call(desk: Desk) -> None:
    """What was changed is the desk's own; what was removed does not come back."""
    begun = begin_with_samples(desk, sample_articles())
    change_article(desk, "returns", {"text": "Ours."}, by=LOCAL)

    removed = remove_samples(desk, by=LOCAL)

    assert (begun, len(removed), begin_with_samples(desk, sample_articles())) == (24, 23, 0)
    with desk.read() as db:
        assert [one.article.id for one in articles.walk(db, Sought())] == ["returns"]


def test_a_desk_with_tickets_gets_no_samples(desk: Desk) -> None:
    """It has customers, whom they would be quoted to."""
    make_ticket(desk)

    assert begin_with_samples(desk, sample_articles()) == 0


def test_the_samples_promise_nothing_and_can_all_be_cited(desk: Desk) -> None:
    """They are about what customers write of most."""
    begin_with_samples(desk, sample_articles())

    assert found(desk, "I was charged twice")[0] == "duplicate-charges"
    assert found(desk, "I forgot my password")[0] == "reset-password"
    with desk.read() as db:
        assert all(one.source == SAMPLES for one in articles.walk(db, Sought()))


def test_internal_articles_are_for_agents(desk: Desk) -> None:
    """As drafts and archived ones are for nobody."""
    make_article(desk, replace(RETURNS, audience=Audience.INTERNAL), by=LOCAL)
    make_article(desk, replace(HOURS, standing=Standing.DRAFT), by=LOCAL)

    assert found(desk, "send back") == []
    inside = consult(desk, "send back", language="en", audience=Audience.INTERNAL)
    assert [one.article.id for one in inside.found] == ["returns"]


def test_agents_find_canned_replies_beside_articles(desk: Desk) -> None:
    """No draft quotes one; alone they make no knowledge base."""
    make_canned(desk, {"title": "Parcel lost", "text": "We ask the carrier to search for it."}, by=LOCAL)
    desk.board.look(desk.read)
    assert desk.board.library.is_empty
    make_article(desk, HOURS, by=LOCAL)

    inside = consult(desk, "the carrier lost it", language="en", audience=Audience.INTERNAL)

    assert [one.article.id for one in inside.found] == ["canned:1", "hours"]
    assert found(desk, "the carrier lost it") == ["hours"]


def test_all_vectors_are_made_here_and_now_where_that_is_asked(desk: Desk) -> None:
    """What nobody says any more has none."""
    make_article(desk, RETURNS, by=LOCAL)
    assert embed_all(desk) == 2
    change_article(desk, "returns", {"text": "Never."}, by=LOCAL)

    assert embed_all(desk) == 1
    with desk.read() as db:
        version = WordLlama().version
        assert passage_vectors.missing(db, version, most=9) == {}
    assert embed_all(desk) == 0


def found(desk: Desk, question: str) -> Sequence[str]:
    """Name the articles that are found."""
    return [one.article.id for one in consult(desk, question, language="en").found]
