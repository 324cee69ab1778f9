"""A whole desk goes into lines and comes out of them again, on either kind of database, or not at all."""

import gzip
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from firstline.core.errors import DeskError
from firstline.flows.desk import Desk
from firstline.flows.tidy import fold_tallies
from firstline.store import dump, events, schema, tickets
from firstline.store.alone import DeskRuns
from firstline.store.backup_file import BadBackup, Lines, NewerBackup
from firstline.store.db import Connection, DiskFull
from firstline.store.events import Cursor
from firstline.store.fill import NotEmpty
from firstline.store.migrate import head, revision_of, upgrade
from firstline.store.restore import restore
from firstline.store.tickets import Wanted
from tests.crowd import wait_until
from tests.disk import limited_disk
from tests.flows.whole import assert_whole
from tests.make import MORNING, StillClock, make_desk, make_ticket, opened, rows, run_steps
from tests.store import worked
from tests.store.early import put, rows_of, tables

Tables = dict[str, list[Any]]
"""By name: a table's head, then its rows."""


def test_a_desk_comes_back_as_it_was_on_either_kind(desk: Desk, empty_url: str, clock: StillClock) -> None:
    """Row for row; it can be searched, its numbers go on behind, and the steps that waited go on."""
    worked.work(desk)
    desk.write(worked.leave_steps)

    restored = restore(empty_url, backup(desk))

    assert restored.head.revision == head()
    with opened(empty_url) as database:
        after = make_desk(database, clock=clock)
        assert content(after) == content(desk)
        after.write(worked.forget_dead)
        assert run_steps(after) >= 2
        new = make_ticket(after, "Where is the zebra?", door="process", draft_now=True)
        assert new.id == newest(desk) + 1
        with after.read() as db:
            found = tickets.newest(db, Wanted(anywhere="zebra"), limit=9)
        assert [one.id for one in found] == [new.id]
        assert_whole(after)


def test_every_table_is_in_a_backup_or_is_named_as_left_out(desk: Desk) -> None:
    """And a desk that was worked on has rows in each."""
    worked.work(desk)

    with desk.read() as db:
        told = dump.sums(db, dump.shapes(db))

    assert told.keys() | dump.LEFT_OUT.keys() == schema.metadata.tables.keys()
    assert not told.keys() & dump.LEFT_OUT.keys()
    assert [name for name, one in told.items() if not one.rows] == []


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004", "0005"])
def test_a_backup_of_an_older_version_is_brought_to_this_ones_schema(
    revision: str, empty_url: str, tmp_path: Path
) -> None:
    """It was written from the tables of its own time, every column of which is known."""
    old = f"sqlite:///{tmp_path}/old.db"
    upgrade(old, to=revision)
    with opened(old) as database:
        database.write(lambda db: put(db, rows_of(revision)))
        with database.read() as db:
            assert set(written_columns(db)) == set(columns(db)), "a column is gone: keep it in `dump`"
            kept, file = amounts(db), BytesIO(b"".join(dump.dump(db, moment=MORNING, version="0")))

    restored = restore(empty_url, file)

    assert restored.head.revision == revision
    with opened(empty_url) as database, database.read() as db:
        assert revision_of(db) == head()
        assert amounts(db) == kept


def test_numbers_that_were_given_away_are_not_given_again(desk: Desk, empty_url: str) -> None:
    """Not even those of rows that are gone."""
    for _ in range(3):
        make_ticket(desk)
    assert run_steps(desk) == 3

    restore(empty_url, backup(desk))

    with opened(empty_url) as database:
        make_ticket(make_desk(database))
        with database.read() as db:
            assert db.execute(select(func.max(schema.jobs.c.id))).scalar_one() == 4


def test_followers_hear_of_what_comes_after_a_restore(desk: Desk, empty_url: str) -> None:
    """The old events stand before the new ones, whatever the other server's transactions were called."""
    make_ticket(desk)
    restore(empty_url, backup(desk))

    with opened(empty_url) as database:
        after = make_desk(database)
        with after.read() as db:
            end = events.part(db, Cursor(), limit=100).next
        new = make_ticket(after)
        with after.read() as db:
            heard = events.part(db, end, limit=100).items

    assert end.tx == 0
    assert [one.ticket_id for one in heard] == [new.id]


def test_a_backup_shows_one_moment_while_the_desk_goes_on(desk: Desk, empty_url: str) -> None:
    """Messages come in all the while, and followers hear of them; what comes back is a whole desk."""
    worked.work(desk)
    with writing(desk), desk.read() as db:
        lines = dump.dump(db, moment=MORNING, version="0")
        begun = [next(lines), next(lines)]
        meanwhile = make_ticket(desk, "While it is read").id
        # On PostgreSQL what was just written is heard once no older write is under way any more.
        wait_until(lambda: meanwhile in {one.ticket_id for one in log_of(desk)})
        file = BytesIO(b"".join([*begun, *lines]))

    restore(empty_url, file)

    with opened(empty_url) as database:
        after = make_desk(database)
        run_steps(after)
        assert newest(after) < meanwhile
        assert_whole(after)


# --- files that cannot be restored ------------------------------------------------------------------------


def test_a_file_that_is_cut_off_is_recognised_wherever_it_ends(desk: Desk, tmp_path: Path) -> None:
    """Within the packing, between two lines, before the last byte."""
    make_ticket(desk)
    plain = backup(desk).getvalue()
    file, lines = gzip.compress(plain), plain.splitlines(keepends=True)

    for length in (0, 1, 15, len(file) // 2, len(file) - 9, len(file) - 1):
        refused(unpacking(file[:length]), tmp_path)
    for amount in range(0, len(lines), 7):
        refused(BytesIO(b"".join(lines[:amount])), tmp_path)
    refused(BytesIO(plain[:-1]), tmp_path)


def test_a_changed_byte_is_recognised_wherever_it_is(desk: Desk, tmp_path: Path) -> None:
    """Within the packing, or packed anew."""
    make_ticket(desk)
    plain = backup(desk).getvalue()
    file = gzip.compress(plain, mtime=0)

    for place in range(12, len(file), len(file) // 20):
        refused(unpacking(flipped(file, place)), tmp_path)
    for place in range(0, len(plain), len(plain) // 40):
        refused(BytesIO(flipped(plain, place)), tmp_path)
    refused(BytesIO(plain + b"[]\n"), tmp_path)


@pytest.mark.parametrize(
    "found",
    [b"", b"\n", b"Hello\n", b"{}\n", b"[1]\n", b'{"firstline_backup":"x"}\n', b"\xff\n", b"[" * 9_999],
)
def test_what_is_no_backup_is_refused(found: bytes, tmp_path: Path) -> None:
    """Packed or not."""
    refused(BytesIO(found), tmp_path)
    refused(unpacking(gzip.compress(found)), tmp_path)
    refused(unpacking(found), tmp_path)


def _without_teams(tables: Tables) -> None:
    del tables["teams"]


def _without_customers(tables: Tables) -> None:
    del tables["customers"][1:]


def _with_a_ticket_twice(tables: Tables) -> None:
    tables["tickets"].append(tables["tickets"][1])


def _with_another_column(tables: Tables) -> None:
    tables["tickets"][0]["columns"][0] = "id; DROP TABLE tickets"


def _with_a_word_for_a_number(tables: Tables) -> None:
    tables["tickets"][1] = ["many", *tables["tickets"][1][1:]]


def _with_another_table(tables: Tables) -> None:
    tables["sqlite_master"] = [{"table": "sqlite_master", "columns": ["sql"], "given": None}, ["x"]]


def _with_a_table_twice(tables: Tables) -> None:
    tables["again"] = tables["teams"]


SPOILED = (
    _without_teams,
    _without_customers,
    _with_a_ticket_twice,
    _with_another_column,
    _with_a_word_for_a_number,
    _with_another_table,
    _with_a_table_twice,
)


@pytest.mark.parametrize("spoil", SPOILED)
def test_a_file_that_somebody_made_up_is_refused(
    spoil: Callable[[Tables], None], desk: Desk, empty_url: str
) -> None:
    """Its checksums are right, and its rows do not fit each other or the tables."""
    make_ticket(desk)
    plain = backup(desk).getvalue()
    tables = taken_apart(plain)
    spoil(tables)

    with pytest.raises(DeskError) as told:
        restore(empty_url, put_together(plain, tables))

    assert told.value.sentence.endswith(
        ("Take another backup.", "Nothing was restored.", "Nothing was stored.")
    )
    assert restore(empty_url, put_together(plain, taken_apart(plain))).rows


def test_a_backup_of_a_newer_version_is_refused(desk: Desk, tmp_path: Path) -> None:
    """With a sentence that says what to do."""
    plain = backup(desk).getvalue()
    newer = plain.replace(f'"revision":"{head()}"'.encode(), b'"revision":"9999"', 1)
    later = plain.replace(b'"firstline_backup":1', b'"firstline_backup":2', 1)

    for file in (newer, later):
        with pytest.raises(NewerBackup, match="Upgrade Firstline"):
            restore(f"sqlite:///{tmp_path}/new.db", BytesIO(file))


# --- places where nothing can be restored -----------------------------------------------------------------


def test_nothing_is_ever_put_over_a_desk(desk: Desk, empty_url: str) -> None:
    """It stays as it is."""
    make_ticket(desk)
    file = backup(desk)
    restore(empty_url, file)
    file.seek(0)

    with pytest.raises(NotEmpty, match="Name an empty database"):
        restore(empty_url, file)

    with opened(empty_url) as database:
        assert content(make_desk(database)) == content(desk)


def test_a_desk_that_was_only_started_can_be_filled(desk: Desk, empty_url: str) -> None:
    """It has its own steps, and nothing else."""
    make_ticket(desk)
    upgrade(empty_url)
    with opened(empty_url) as database:
        fold_tallies(make_desk(database), 0)

    restore(empty_url, backup(desk))

    with opened(empty_url) as database:
        assert content(make_desk(database)) == content(desk)


def test_a_desk_that_runs_is_noticed(desk: Desk, database_url: str) -> None:
    """By SQLite's own lock, or by its connections to PostgreSQL."""
    with desk.read() as db:
        assert rows(db, "tickets") == 0

    with pytest.raises(DeskRuns, match="Stop it"):
        restore(database_url, backup(desk))


def test_a_full_disk_leaves_nothing_behind(desk: Desk) -> None:
    """But the sentence; with room again, the restore is simply repeated."""
    worked.work(desk)
    file = backup(desk)

    with limited_disk("3m") as disk:
        (disk / "other").write_bytes(b"x" * 2_600_000)
        with pytest.raises(DiskFull):
            restore(f"sqlite:///{disk}/firstline.db", file)
        assert [one.name for one in disk.iterdir()] == ["other"]

        (disk / "other").unlink()
        file.seek(0)
        assert restore(f"sqlite:///{disk}/firstline.db", file).rows


# --- what the tests above use -----------------------------------------------------------------------------


def backup(desk: Desk) -> BytesIO:
    """Write a backup; that it is packed is the command line's affair."""
    with desk.read() as db:
        return BytesIO(b"".join(dump.dump(db, moment=MORNING, version="0")))


def unpacking(file: bytes) -> Lines:
    """Read a packed file."""
    return gzip.GzipFile("", "rb", fileobj=BytesIO(file))


def content(desk: Desk) -> dict[str, list[Any]]:
    """Give every row, and the highest numbers that were given away."""
    with desk.read() as db:
        return {shape.name: [dump.given(db, shape), *dump.rows(db, shape)] for shape in dump.shapes(db)}


def written_columns(db: Connection) -> Iterator[tuple[str, str]]:
    """Name what a backup holds, and what a restore fills."""
    for shape in dump.shapes(db):
        yield from ((shape.name, name) for name in [*shape.columns, *shape.filled])


def columns(db: Connection) -> Iterator[tuple[str, str]]:
    """Name what the tables have."""
    for table in tables(db).sorted_tables:
        if table.name not in dump.LEFT_OUT:
            yield from ((table.name, column.name) for column in table.c)


def amounts(db: Connection) -> dict[str, int]:
    """Count what no migration adds to."""
    return {table: rows(db, table) for table in ("tickets", "entries", "events", "jobs", "accounts")}


def newest(desk: Desk) -> int:
    """Name the newest ticket."""
    with desk.read() as db:
        return int(db.execute(select(func.max(schema.tickets.c.id))).scalar_one())


def log_of(desk: Desk) -> list[events.Logged]:
    """Follow the log from its beginning."""
    with desk.read() as db:
        return list(events.part(db, Cursor(), limit=4_000).items)


@contextmanager
def writing(desk: Desk) -> Iterator[None]:
    """Take messages in all the while."""
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            make_ticket(desk, "One more")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()


def refused(file: Lines, folder: Path) -> None:
    """Try to restore a file that cannot be."""
    with pytest.raises(BadBackup, match="Take another backup"):
        restore(f"sqlite:///{folder}/none/firstline.db", file)
    assert not list((folder / "none").glob("*"))


def flipped(content: bytes, place: int) -> bytes:
    """Change one byte, and never into what means the same."""
    return content[:place] + bytes([content[place] ^ 0x04]) + content[place + 1 :]


def taken_apart(plain: bytes) -> Tables:
    """Give what the tables hold."""
    found: Tables = {}
    for line in map(json.loads, plain.splitlines()[1:-1]):
        if isinstance(line, dict):
            found[line["table"]] = []
            last = line["table"]
        found[last].append(line)
    return found


def put_together(plain: bytes, tables: Tables) -> BytesIO:
    """Write a file whose checksums are right."""
    lines, sums = [plain.splitlines(keepends=True)[0]], {}
    for head_line, *found in tables.values():
        written = [_line(row) for row in found]
        lines += [_line(head_line), *written]
        digest = hashlib.sha256(b"".join(written)).hexdigest()
        sums[head_line["table"]] = {"rows": len(found), "sha256": digest}
    whole = hashlib.sha256(b"".join(lines)).hexdigest()
    return BytesIO(b"".join([*lines, _line({"tables": sums, "sha256": whole})]))


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
