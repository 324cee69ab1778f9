"""How many messages does the rules' judge take in a second? Prints a table; run `python bench/triage.py`.

One core, one process, the whole of `judge`: reading, rules, language, entities, the verdict with its reasons.
"""

import json
import time
from pathlib import Path

from firstline.tickets.message import Message
from firstline.triage.judge import judge

MESSAGES = Path(__file__).parents[1] / "evals/messages.jsonl"
LASTS = 2.0
"""Seconds that each row is measured."""


def main() -> None:
    """Measure short, medium and long texts."""
    texts = [json.loads(line)["text"] for line in MESSAGES.read_text("utf-8").splitlines()]
    english = [text for text in texts if text.isascii() and len(text) < len("a short message") * 10]
    medium = [" ".join(english[at : at + 8]) for at in range(0, len(english) - 8, 8)]
    long = ["\n\n".join(medium)]
    print(f"{'texts':<8}{'characters':>12}{'texts/s':>10}{'us each':>10}")
    for name, sample in (("short", english), ("medium", medium), ("long", long)):
        length = sum(map(len, sample)) // len(sample)
        speed = rate([Message(text) for text in sample])
        print(f"{name:<8}{length:>12}{speed:>10.0f}{1e6 / speed:>10.0f}")


def rate(messages: list[Message]) -> float:
    """Judge the messages again and again, and count."""
    for message in messages:
        judge(message)
    done, start = 0, time.perf_counter()
    while time.perf_counter() - start < LASTS:
        for message in messages:
            judge(message)
        done += len(messages)
    return done / (time.perf_counter() - start)


if __name__ == "__main__":
    main()
