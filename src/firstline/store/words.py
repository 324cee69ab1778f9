"""Which tickets hold these words? By an index of words, the newest ticket first.

SQLite keeps an FTS5 index beside the texts, PostgreSQL a `tsvector`. Both fold case and accents, and walk a
common word's tickets from the newest on without sorting them all. What is asked is made of letters, digits
and their marks alone, so nothing that anyone types is a search language.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    column,
    false,
    func,
    literal,
    literal_column,
    select,
    table,
)

from firstline.store.schema import search_texts
from firstline.tickets.phrase import Phrase, Sentence, plain

WORDS = table("search_words", column("rowid"), column("search_words"))
"""The index on SQLite."""


def found_in(
    db: Connection, sentence: Sentence
) -> tuple[FromClause, ColumnElement[int], ColumnElement[bool]]:
    """Give where to look, the ticket's number there, and what must hold; no words are found nowhere."""
    if not sentence.phrases:
        return search_texts, search_texts.c.ticket_id, false()
    if db.dialect.name == "sqlite":
        asked = " ".join(_on_sqlite(phrase) for phrase in sentence.phrases)
        return WORDS, WORDS.c.rowid, WORDS.c.search_words.op("MATCH")(asked)
    asked = " & ".join(_on_postgres(phrase) for phrase in sentence.phrases)
    words: ColumnElement[Any] = literal_column("search_texts.words")
    query = func.to_tsquery(literal_column("'simple'::regconfig"), literal(asked))
    return search_texts, search_texts.c.ticket_id, words.op("@@")(query)


def newest_with(db: Connection, sentence: Sentence, *, limit: int) -> Select[int]:
    """Select the numbers of the newest tickets that hold the sentence."""
    where, number, holds = found_in(db, sentence)
    return select(number).select_from(where).where(holds).order_by(number.desc()).limit(limit)


def _on_sqlite(phrase: Phrase) -> str:
    """Give the words as they are: the index takes their accents off in its own way."""
    return f'"{" ".join(phrase.words)}"{"*" if phrase.is_beginning else ""}'


def _on_postgres(phrase: Phrase) -> str:
    words = [f"'{plain(word)}'" for word in phrase.words]
    if phrase.is_beginning:
        words[-1] += ":*"
    return f"({' <-> '.join(words)})"
