"""The knowledge base of a process is in step with the database, whoever has changed it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from firstline.core.access import LOCAL
from firstline.core.errors import Missing
from firstline.flows import library
from firstline.flows.articles import (
    change_article,
    find_article,
    find_revisions,
    make_article,
    remove_article,
)
from firstline.flows.consult import consult
from firstline.flows.desk import Desk
from firstline.flows.embed import embed_all, embed_step
from firstline.flows.import_articles import Source, import_articles
from firstline.flows.library import Stocking
from firstline.flows.noticeboard import Noticeboard
from firstline.knowledge.article import Article, Audience, Standing
from firstline.knowledge.passages import passages
from firstline.store import articles, drafts
from firstline.triage.encoder import Encoder
from tests.flows.together import together
from tests.make import SCHOOLING, StillClock, make_ticket, run_steps

TODAY = date(2026, 3, 2)
RETURNS = Article(
    id="returns",
    title="Returning a device",
    text="You can send a device back within 30 days of delivery.",
    updated=date(2026, 1, 2),
)
HOURS = Article(
    id="hours", title="Opening hours", text="Our shop is open from nine to five.", updated=date(2026, 1, 2)
)
QUESTION = "How many days do I have to send a device back?"


# --- in step ---------------------------------------------------------------------------------------------


def test_an_empty_base_answers_nothing(desk: Desk) -> None:
    """And says so; a question of nothing but blanks has no answer anywhere."""
    desk.board.look(desk.read)
    empty = desk.board.library
    assert found(desk) == []
    assert consult(desk, QUESTION, language="en").chance == 0

    make_article(desk, RETURNS, by=LOCAL)

    assert (empty.is_empty, desk.board.library.is_empty) == (True, False)
    assert found(desk, " \n") == []


def test_a_base_that_loses_its_last_article_is_empty_again(desk: Desk) -> None:
    """Nothing of it is found any more."""
    make_article(desk, RETURNS, by=LOCAL)

    remove_article(desk, "returns", by=LOCAL)

    assert desk.board.library.is_empty
    assert found(desk) == []


def test_what_another_process_changes_is_seen_at_the_next_look(desk: Desk) -> None:
    """Not before: until then it is answered by what was there."""
    other = elsewhere(desk)
    make_article(desk, RETURNS, by=LOCAL)
    assert found(other) == []

    other.board.look(other.read)
    assert found(other) == ["returns"]
    change_article(desk, "returns", {"text": "Never."}, by=LOCAL)
    make_article(desk, HOURS, by=LOCAL)
    other.board.look(other.read)
    assert said(other) == {"returns": "Never.", "hours": HOURS.text}
    remove_article(desk, "returns", by=LOCAL)
    other.board.look(other.read)

    assert found(other) == ["hours"]


def test_a_look_at_what_has_not_changed_makes_nothing_ready(desk: Desk) -> None:
    """It reads one number."""
    make_article(desk, RETURNS, by=LOCAL)
    before = desk.board.library

    desk.board.look(desk.read)

    assert desk.board.library is before


def test_only_what_changed_is_read_again(desk: Desk) -> None:
    """An article that has all its vectors stays as it is on the shelf."""
    for one in (RETURNS, HOURS):
        make_article(desk, one, by=LOCAL)
    embed_all(desk)
    before = {one.article.id: one for one in desk.board.library.shelf.kept}

    change_article(desk, "hours", {"text": "Closed."}, by=LOCAL)

    after = {one.article.id: one for one in desk.board.library.shelf.kept}
    assert after["returns"] is before["returns"]
    assert after["hours"].article.text == "Closed."


def test_a_large_base_waits_for_the_whole_look(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who changes an article of it waits for nothing; what is asked meanwhile is answered as before."""
    monkeypatch.setattr(library, "LARGE", 1)
    import_articles(desk, [RETURNS, HOURS], Source("help"))
    desk.board.look(desk.read, whole=True)
    assert desk.board.library.is_large

    change_article(desk, "returns", {"text": "Never."}, by=LOCAL)
    desk.board.look(desk.read)
    meanwhile = said(desk)
    desk.board.look(desk.read, whole=True)

    assert meanwhile["returns"] == RETURNS.text
    assert said(desk)["returns"] == "Never."


def test_a_desk_that_begins_with_a_large_base_has_it_at_the_first_look(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is nothing before it that could answer."""
    monkeypatch.setattr(library, "LARGE", 1)
    import_articles(desk, [RETURNS, HOURS], Source("help"))
    other = elsewhere(desk)

    other.board.look(other.read)

    assert set(found(other)) == {"returns", "hours"}


# --- words and vectors -----------------------------------------------------------------------------------


def test_vectors_come_later(desk: Desk) -> None:
    """Until then the words find what they find; the step tells every process."""
    other = elsewhere(desk)
    make_article(desk, RETURNS, by=LOCAL)
    other.board.look(other.read)
    assert lacks_vectors(desk)
    assert lacks_vectors(other)
    assert found(other, "send back") == ["returns"]

    run_steps(desk)
    desk.board.look(desk.read)
    other.board.look(other.read)

    assert not lacks_vectors(desk)
    assert not lacks_vectors(other)


def test_the_step_is_safe_to_repeat(desk: Desk) -> None:
    """A second one finds nothing to do, and nobody has to look again."""
    make_article(desk, RETURNS, by=LOCAL)
    embed_step(desk)
    desk.board.look(desk.read)
    before = desk.board.library

    embed_step(desk)
    desk.board.look(desk.read)

    assert desk.board.library is before


def test_an_encoder_that_is_missing_leaves_the_words(desk: Desk) -> None:
    """It says why; nothing fails, and the steps leave everything as it is."""
    bare = replace(elsewhere(desk, missing), encoder_named=missing)

    make_article(bare, RETURNS, by=LOCAL)
    run_steps(bare)
    bare.board.look(bare.read)

    assert bare.board.library.encoder is None
    assert bare.board.library.trouble == "There is no encoder 'wordllama' here."
    assert found(bare, "send back") == ["returns"]
    assert embed_all(bare) == 0
    asked = consult(bare, QUESTION, language="en")
    assert (asked.vector, asked.encoder) == (None, "")
    assert 0 <= asked.chance <= 1


def test_what_was_made_without_an_encoder_is_found_by_its_meaning_where_there_is_one(desk: Desk) -> None:
    """On another machine, from the same database."""
    bare = replace(elsewhere(desk, missing), encoder_named=missing)
    make_article(bare, RETURNS, by=LOCAL)

    assert embed_all(desk) == 2
    assert not lacks_vectors(desk)


# --- who may read it, and when ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"standing": Standing.ARCHIVED},
        {"standing": Standing.DRAFT},
        {"audience": Audience.INTERNAL},
        {"valid_until": TODAY - timedelta(days=1)},
        {"valid_from": TODAY + timedelta(days=1)},
    ],
    ids=["archived", "draft", "internal", "expired", "future"],
)
def test_what_customers_may_not_read_is_not_found(desk: Desk, change: dict[str, object]) -> None:
    """Nor cited in a draft."""
    make_article(desk, HOURS, by=LOCAL)
    make_article(desk, RETURNS, by=LOCAL)
    embed_all(desk)
    assert found(desk)[0] == "returns"

    change_article(desk, "returns", change, by=LOCAL)
    number = make_ticket(desk, QUESTION).id
    run_steps(desk)

    assert found(desk) == ["hours"]
    with desk.read() as db:
        made = drafts.load(db, number, revision=1)
    assert made is not None
    assert "returns" not in [one.doc_id for one in made.draft.citations]
    assert RETURNS.text not in made.draft.body


def test_an_article_begins_and_ends_to_hold_without_a_change(desk: Desk, clock: StillClock) -> None:
    """On its first day, and after its last one."""
    first, last = TODAY + timedelta(days=1), TODAY + timedelta(days=2)
    make_article(desk, replace(RETURNS, valid_from=first, valid_until=last), by=LOCAL)

    told = []
    for _ in range(4):
        told.append(found(desk))
        clock.advance(timedelta(days=1))

    assert told == [[], ["returns"], ["returns"], []]


def test_an_article_that_is_removed_while_it_is_cited_stays_in_the_draft(desk: Desk) -> None:
    """With its title and the words that were quoted, as they were."""
    make_article(desk, RETURNS, by=LOCAL)
    make_article(desk, HOURS, by=LOCAL)
    embed_all(desk)
    number = make_ticket(desk, QUESTION).id
    run_steps(desk)

    remove_article(desk, "returns", by=LOCAL)
    run_steps(desk)

    with desk.read() as db:
        made = drafts.load(db, number, revision=1)
    assert made is not None
    [cited] = made.draft.citations
    assert (cited.doc_id, cited.title, cited.quote) == ("returns", RETURNS.title, RETURNS.text)
    assert "[returns]" in made.draft.body
    assert found(desk) == ["hours"]


def test_an_article_that_is_removed_before_the_draft_is_stored_harms_nothing(desk: Desk) -> None:
    """Another process has not looked since: its draft cites what was there."""
    make_article(desk, RETURNS, by=LOCAL)
    make_article(desk, HOURS, by=LOCAL)
    other = elsewhere(desk)
    other.board.look(other.read)

    remove_article(desk, "returns", by=LOCAL)
    number = make_ticket(other, QUESTION).id
    run_steps(other)

    with desk.read() as db:
        made = drafts.load(db, number, revision=1)
    assert made is not None
    assert [one.title for one in made.draft.citations] == [RETURNS.title]


# --- two at once -----------------------------------------------------------------------------------------


def test_two_importers_at_once_with_different_texts_leave_whole_articles(desk: Desk) -> None:
    """Each is as one of the two had it, with its own passages, and both states stay among its revisions."""
    ours = [
        replace(RETURNS, id=f"a{at:02}", title=f"Matter {at}", text=f"Ours says {at}.") for at in range(30)
    ]
    theirs = [replace(one, text=f"Theirs\n\nsays {at} otherwise.") for at, one in enumerate(ours)]

    together(
        [
            lambda: import_articles(desk, ours, Source("help")),
            lambda: import_articles(elsewhere(desk), theirs, Source("help")),
        ]
    )

    with desk.read() as db:
        ids = articles.versions(db)
        stored, cut = articles.named(db, ids), articles.passages_of(db, ids)
    assert len(ids) == 30
    assert set(ids.values()) == {2}
    for one, mine, other in zip((stored[name] for name in ids), ours, theirs, strict=True):
        assert one.article in {mine, other}
        assert cut[one.article.id] == passages(one.article.text)
    assert {one.article for one in find_revisions(desk, "a00")} == {ours[0], theirs[0]}


def test_two_who_sync_the_same_source_leave_what_one_of_them_had(desk: Desk) -> None:
    """Articles of neither are archived."""
    import_articles(desk, [HOURS], Source("help", whole=True))
    other = replace(RETURNS, text="Never.")

    def sync(article: Article) -> None:
        import_articles(desk, [article], Source("help", whole=True))

    together([partial(sync, one) for one in (RETURNS, other)])

    assert find_article(desk, "returns").stored.article in {RETURNS, other}
    assert find_article(desk, "hours").stored.article.standing is Standing.ARCHIVED


def test_a_text_from_right_to_left_is_found_by_its_words(desk: Desk) -> None:
    """In its own language."""
    hebrew = replace(
        RETURNS, id="returns-he", title="החזרת מכשיר", text="אפשר להחזיר את המכשיר תוך 30 יום.", language="he"
    )
    for one in (hebrew, replace(HOURS, language="he", id="hours-he")):
        make_article(desk, one, by=LOCAL)

    [first, *_] = consult(desk, "איך להחזיר את המכשיר?", language="he").found

    assert first.article.id == "returns-he"
    assert first.scores.words > 0


def missing(name: str) -> Encoder:
    """Say that there is no encoder."""
    message = f"There is no encoder {name!r} here."
    raise Missing(message)


def elsewhere(desk: Desk, encoder_named: Callable[[str], Encoder] | None = None) -> Desk:
    """Give the same desk in another process."""
    return replace(
        desk, board=Noticeboard(SCHOOLING, stocking=Stocking(encoder_named or SCHOOLING.encoder_named))
    )


def found(desk: Desk, question: str = QUESTION) -> Sequence[str]:
    """Name the articles that are found."""
    return [one.article.id for one in consult(desk, question, language="en").found]


def said(desk: Desk) -> dict[str, str]:
    """Give what each article on the shelf says."""
    return {one.article.id: one.article.text for one in desk.board.library.shelf.kept}


def lacks_vectors(desk: Desk) -> bool:
    """Tell whether an article on the shelf has no vector."""
    return any(
        one.title_vector is None or any(vector is None for vector in one.vectors)
        for one in desk.board.library.shelf.kept
    )
