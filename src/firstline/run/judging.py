"""A process beside this one that judges, so that a large import uses two processors.

    python -m firstline.run.judging    (started by `Beside`; frames on standard input and output)

It is told once where the data lies and which encoders there are, and then of what the desk's knowledge is
made (`Learned.origin`). That it makes ready for itself, as `flows/recollect.py` does: what the taxonomy alone
teaches from the taxonomy, models and labels from the database, which it only reads. Until it has, messages
are judged here, and so are those of the first second: a small file starts nothing. Then each batch goes to it
in pieces; whoever wants the batch takes back those that were not begun, so that neither waits for the other.

What always holds: a judgement is the same wherever it was made; if the process beside dies, or cannot make
ready what the desk knows, the rest is judged here; no command line and no log names the database; and the
process ends with whoever started it, by `kill -9` too, because then its input ends.
"""

import gc
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

import msgspec

from firstline.core.errors import DeskError
from firstline.flows.judgement import Judgement, Judgements, judge_here, judged
from firstline.gateways.model_files import encoder_named
from firstline.learning.promise import with_promise
from firstline.tickets.basis import Origin
from firstline.tickets.message import Message
from firstline.tickets.taxonomy import Taxonomy
from firstline.tickets.urgency_policy import USUAL_POLICY, UrgencyPolicy
from firstline.triage.encoder import Encoder
from firstline.triage.learned import NOTHING, Learned
from firstline.triage.novice import novice

if TYPE_CHECKING:
    from firstline.flows.recollect import Recollection
    from firstline.store.db import Connection

WARM: Final = 1.0
"""Seconds after the first batch in which no other process is started: a small file is done by then."""
PIECE: Final = 10
"""Messages that are handed over together: about 20 ms of work."""
LENGTH: Final = 4
"""Bytes that say how long a frame is."""
PATIENCE: Final = 10.0
"""Seconds in which a process ends that was told to."""

GONE: Final = "The process that judges is gone."

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where what the desk knows can be found; the first frame."""

    url: str = field(repr=False)
    """Of the database; it may hold a password."""
    models: str
    """The folder of the encoders."""


@dataclass(frozen=True, slots=True)
class Known:
    """By what is to be judged from now on."""

    taxonomy: Taxonomy
    origin: Origin
    policy: UrgencyPolicy = USUAL_POLICY


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be made ready, and messages to judge by it."""

    messages: Sequence[Message] = ()
    known: Known | None = None
    """None: as before."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a task."""

    judgements: Sequence[Judgement] = ()
    trouble: str = ""
    """Why what is known cannot be made ready; a sentence, or nothing."""


encode = msgspec.msgpack.Encoder().encode
decode_place = msgspec.msgpack.Decoder(Place).decode
decode_task = msgspec.msgpack.Decoder(Task).decode
decode_answer = msgspec.msgpack.Decoder(Answer).decode


@dataclass(slots=True)
class Beside:
    """Judges in a process of its own; one task after the other."""

    warm: float = WARM
    models: Path = Path()
    """The folder of the encoders."""
    url: str = field(default="", repr=False)
    """Of the database from which is learnt what people have said; it may hold a password."""
    handed: int = 0
    """Messages that were judged by the process beside."""
    _begun_at: float | None = None
    _process: subprocess.Popen[bytes] | None = None
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "judging"))
    _known: Known | None = None
    """What the process beside was told last to make ready."""
    _readied: Future[bool] | None = None
    """Whether it could."""
    _is_gone: bool = False

    def __call__(
        self, taxonomy: Taxonomy, messages: Sequence[Message], learned: Learned = NOTHING
    ) -> Callable[[], Judgements]:
        """Take messages, and give a way to wait for their judgements."""
        here, known = partial(judged, taxonomy, learned=learned), _known(taxonomy, learned)
        if not messages or not self._is_warm() or not self._is_ready(known):
            return judge_here(taxonomy, messages, learned)
        parts = [messages[at : at + PIECE] for at in range(0, len(messages), PIECE)]
        pieces = [_Piece(part, self._thread.submit(self._judge, part)) for part in parts]
        return lambda: _gathered(pieces, here)

    def close(self) -> None:
        """End the process, at once where it is still making something ready."""
        if self._process is not None and self._readied is not None and not self._readied.done():
            self._process.kill()
        self._thread.shutdown(wait=True, cancel_futures=True)
        if self._process is not None:
            _end(self._process)

    def _is_warm(self) -> bool:
        self._begun_at = self._begun_at or time.monotonic()
        return time.monotonic() - self._begun_at >= self.warm

    def _is_ready(self, known: Known) -> bool:
        """Tell whether the process beside judges by this; else let it make that ready."""
        if self._is_gone or (self._readied is not None and not self._readied.done()):
            return False
        if self._readied is not None and self._known == known:
            return self._readied.result()
        if self._process is None:
            self._start()
        self._known, self._readied = known, self._thread.submit(self._make_ready, known)
        return False

    def _start(self) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own words
                [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            _write(self._process.stdin, encode(Place(self.url, str(self.models))))
        except OSError:
            self._is_gone = True

    def _make_ready(self, known: Known) -> bool:
        try:
            trouble = self._ask(Task(known=known)).trouble
        except (OSError, EOFError, msgspec.DecodeError):
            return False
        if trouble:
            log.info("messages are judged in one process, not in two: %s", trouble)
        return not trouble

    def _judge(self, messages: Sequence[Message]) -> Judgements:
        found = self._ask(Task(messages)).judgements
        self.handed += len(found)
        return found

    def _ask(self, task: Task) -> Answer:
        try:
            return self._exchanged(task)
        except (OSError, EOFError, msgspec.DecodeError):
            self._is_gone = True
            raise

    def _exchanged(self, task: Task) -> Answer:
        if self._process is None or self._is_gone:
            raise EOFError(GONE)
        _write(self._process.stdin, encode(task))
        return decode_answer(_read(self._process.stdout))


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some messages of a batch, on their way."""

    messages: Sequence[Message]
    under_way: Future[Judgements]


def serve(source: IO[bytes], answers: IO[bytes]) -> None:
    """Judge what comes, until nothing comes any more."""
    frame = _read(source, may_end=True)
    if not frame:
        return
    knowledge = _Knowledge(decode_place(frame))
    while frame := _read(source, may_end=True):
        _write(answers, encode(knowledge.answer(decode_task(frame))))


@dataclass(slots=True)
class _Knowledge:
    """What the process beside knows, made ready from the place that it was told."""

    place: Place
    _known: Known | None = None
    _learned: Learned = NOTHING
    _recollection: "Recollection | None" = None

    def answer(self, task: Task) -> Answer:
        """Make ready what is to be known, and judge."""
        if task.known is not None and (trouble := self._trouble_with(task.known)):
            return Answer(trouble=trouble)
        assert self._known is not None  # noqa: S101 - nobody asks who was told of trouble
        return Answer(judged(self._known.taxonomy, task.messages, self._learned))

    def _trouble_with(self, known: Known) -> str:
        """Make ready what is to be known; gives a sentence where that is not possible."""
        self._known = None
        try:
            self._learned = replace(self._learnt(known), policy=known.policy)
        except DeskError as error:
            return error.sentence
        except Exception as error:  # noqa: BLE001 - whatever it is, whoever asked can judge without us
            return f"A {type(error).__name__} came while what the desk knows was made ready."
        if self._learned.origin != known.origin:
            return "What the desk knows is not made of the same here."
        self._known = known
        gc.collect()
        gc.freeze()  # as `wiring.settle` does, which would bring the whole desk along
        return ""

    def _learnt(self, known: Known) -> Learned:
        origin = known.origin
        if not origin.encoder:
            return replace(NOTHING, taxonomy=origin.taxonomy, version=origin.model)
        if origin.taxonomy == known.taxonomy.version and not origin.model and not origin.newest:
            told = novice(known.taxonomy, self.encoder_named(origin.encoder))  # the database is not asked
            return with_promise(told, origin.promise)
        return self._recalled(origin)

    def _recalled(self, origin: Origin) -> Learned:
        if self._recollection is None:
            from firstline.flows.recollect import Recollection  # noqa: PLC0415 - 25 MB that fresh desks do without

            self._recollection = Recollection(self, trains=False)
        return self._recollection.at(origin).learned

    @contextmanager
    def read(self) -> Iterator["Connection"]:
        """Open the database to look at it; nothing stays open while messages are judged."""
        from firstline.store.db import open_database  # noqa: PLC0415 - as above

        with closing(open_database(self.place.url, pool=1)) as database, database.read() as db:
            yield db

    def encoder_named(self, name: str) -> Encoder:
        """Give an encoder that is on this machine."""
        return encoder_named(name, Path(self.place.models))


def _known(taxonomy: Taxonomy, learned: Learned) -> Known:
    return Known(taxonomy, learned.origin, learned.policy)


def _gathered(pieces: Sequence[_Piece], here: Callable[[Sequence[Message]], Judgements]) -> Judgements:
    """Judge here what was not begun, the last first, and put all together in order."""
    found = [here(piece.messages) for piece in reversed(pieces) if piece.under_way.cancel()]
    waited = [_answer(piece, here) for piece in pieces if not piece.under_way.cancelled()]
    return list(chain(*waited, *reversed(found)))


def _answer(piece: _Piece, here: Callable[[Sequence[Message]], Judgements]) -> Judgements:
    try:
        return piece.under_way.result()
    except (OSError, EOFError, msgspec.DecodeError):
        return here(piece.messages)  # the process beside is gone; the work goes on


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue  # it died with something left to read
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _write(pipe: IO[bytes] | None, frame: bytes) -> None:
    assert pipe is not None  # noqa: S101 - both ends are pipes
    pipe.write(len(frame).to_bytes(LENGTH) + frame)
    pipe.flush()


def _read(pipe: IO[bytes] | None, *, may_end: bool = False) -> bytes:
    assert pipe is not None  # noqa: S101 - as above
    head = pipe.read(LENGTH)
    if len(head) < LENGTH:
        if may_end:
            return b""
        raise EOFError(GONE)
    return pipe.read(int.from_bytes(head))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it hears it, too, and ends it
    serve(sys.stdin.buffer, sys.stdout.buffer)
