"""A process beside this one that judges, so that a large import uses two processors.

    python -m firstline.run.judging    (started by `Beside`; frames on standard input and output)

The first batches are judged here, so a small file starts nothing; so is everything at a desk that has labels
of its own, which the other process does not know. What always holds: a judgement is the same
wherever it was made; if the process beside dies, the rest is judged here; and it ends with whoever started
it, by `kill -9` too, because then its input ends.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import msgspec

from firstline.flows.judgement import Judgement, Judgements, judge_here, judged
from firstline.gateways.model_files import encoder_named
from firstline.tickets.message import Message
from firstline.tickets.taxonomy import Taxonomy
from firstline.triage.learned import HOME, NOTHING, Learned
from firstline.triage.novice import novice

WARM = 20
"""Batches that are judged here before another process is started: about a second of work."""
LENGTH = 4
"""Bytes that say how long a frame is."""
PATIENCE = 10.0
"""Seconds in which a process ends that was told to."""


@dataclass(frozen=True, slots=True)
class Task:
    """Messages to judge; the taxonomy comes with the first of them and whenever it changes."""

    messages: Sequence[Message]
    taxonomy: Taxonomy | None
    encoder: str
    """By which phrases are compared; empty: the rules judge alone."""
    models: str
    """The folder of the encoders."""


encode = msgspec.msgpack.Encoder().encode
decode_task = msgspec.msgpack.Decoder(Task).decode
decode_judgements = msgspec.msgpack.Decoder(list[Judgement]).decode


@dataclass(slots=True)
class Beside:
    """Judges in a process of its own; one task after the other."""

    warm: int = WARM
    models: Path = Path()
    """The folder of the encoders."""
    _process: subprocess.Popen[bytes] | None = None
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "judging"))
    _taxonomy: Taxonomy | None = None

    def __call__(
        self, taxonomy: Taxonomy, messages: Sequence[Message], learned: Learned = NOTHING
    ) -> Callable[[], Judgements]:
        """Take messages, and give a way to wait for their judgements."""
        self.warm -= 1
        if self.warm >= 0 or not messages or learned.has_labels:
            return judge_here(taxonomy, messages, learned)
        under_way = self._thread.submit(self._ask, taxonomy, messages, learned)
        return lambda: _answer(under_way, taxonomy, messages, learned)

    def close(self) -> None:
        """End the process."""
        self._thread.shutdown(wait=True)
        if self._process is not None:
            _end(self._process)

    def _ask(self, taxonomy: Taxonomy, messages: Sequence[Message], learned: Learned) -> Judgements:
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 - our own words
                [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        known, self._taxonomy = self._taxonomy, taxonomy
        home = learned.tongues.get(HOME)
        encoder = "" if home is None else home.encoder.name
        task = Task(messages, None if taxonomy is known else taxonomy, encoder, str(self.models))
        _write(self._process.stdin, encode(task))
        return decode_judgements(_read(self._process.stdout))


def serve(source: IO[bytes], answers: IO[bytes]) -> None:
    """Judge what comes, until nothing comes any more."""
    taxonomy, learned, encoder = None, NOTHING, ""
    while frame := _read(source, may_end=True):
        task = decode_task(frame)
        if task.taxonomy is not None or task.encoder != encoder:
            taxonomy, encoder = task.taxonomy or taxonomy, task.encoder
            learned = _novice(taxonomy, task)
        assert taxonomy is not None  # noqa: S101 - it comes with the first task
        _write(answers, encode(judged(taxonomy, task.messages, learned)))


def _novice(taxonomy: Taxonomy | None, task: Task) -> Learned:
    if not task.encoder or taxonomy is None:
        return NOTHING
    return novice(taxonomy, encoder_named(task.encoder, Path(task.models)))


def _answer(
    under_way: Future[Judgements], taxonomy: Taxonomy, messages: Sequence[Message], learned: Learned
) -> Judgements:
    try:
        return under_way.result()
    except (OSError, EOFError, msgspec.DecodeError):
        return judged(taxonomy, messages, learned)  # the process beside is gone; the work goes on


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
        message = "The process that judges is gone."
        raise EOFError(message)
    return pipe.read(int.from_bytes(head))


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
