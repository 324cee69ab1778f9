"""The encoder that comes with the desk: right, the same for the same text, and careful with its files."""

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from firstline.gateways.wordllama import SHA256, TENSOR, TOKENIZER, WEIGHTS, NoWordLlama, WordLlama
from firstline.triage.encoder import LONGEST_TEXT, Encoder

MINE: Encoder = WordLlama()
TEXTS = ["I was charged twice", "Why did you take the money two times?", "The app crashes", "Grüße 👋 ½"]
FORKS = """
import os, sys
from firstline.gateways.wordllama import WordLlama
WordLlama().encode(["one", "two"] * 100)
if os.fork() == 0:
    WordLlama().encode(["three", "four"] * 100)
    os._exit(0)
os.wait()
import logging
print([name for name in ("wordllama", "onnxruntime", "onnx") if name in sys.modules], logging.root.handlers)
"""


def test_a_vector_is_the_mean_of_its_tokens_rows_brought_to_length_one() -> None:
    """Computed here once more, from the package's files."""
    folder = _package()
    matrix = load_file(folder / WEIGHTS)[TENSOR].astype(np.float64)
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    means = [matrix[tokenizer.encode(text, add_special_tokens=False).ids].mean(axis=0) for text in TEXTS]

    found = MINE.encode(TEXTS)

    expected = np.array([mean / np.linalg.norm(mean) for mean in means])
    assert found.dtype == np.float32
    assert found.shape == (4, MINE.size)
    assert np.abs(found - expected).max() < 1e-6


def test_texts_that_mean_the_same_lie_closer_together() -> None:
    """With hardly a word in common."""
    charged, twice, crashes, _ = MINE.encode(TEXTS)

    assert charged @ twice > charged @ crashes + 0.1


@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_any_text_has_one_vector_whatever_texts_come_with_it(texts: list[str]) -> None:
    """To the last bit; its length is one, or zero where there is nothing to read."""
    together = MINE.encode([*texts, *TEXTS])[: len(texts)]
    alone = np.concatenate([MINE.encode([text]) for text in texts])

    lengths = np.linalg.norm(together, axis=1)
    assert together.tobytes() == alone.tobytes()
    assert all(abs(length - 1) < 1e-5 or length == 0 for length in lengths)


def test_a_text_without_any_token_gives_zeros() -> None:
    """And no texts give no rows; half of a surrogate pair is read as a sign that stands for it."""
    found = MINE.encode(["", " \n\t ", "\ud83d"])

    assert found.any(axis=1).tolist() == [False, False, True]
    assert MINE.encode([]).shape == (0, MINE.size)


def test_of_a_long_text_only_the_beginning_is_looked_at() -> None:
    """A megabyte costs no more than four thousand characters."""
    begin = ("The app crashes again and again. " * 200)[:LONGEST_TEXT]

    found = MINE.encode([begin, begin + "My refund! " * 100_000])

    assert found[0].tobytes() == found[1].tobytes()


def test_threads_that_come_together_get_the_same_vectors(tmp_path: Path) -> None:
    """While the files are read for the first time."""
    encoder = WordLlama(_copied(tmp_path))

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: encoder.encode(TEXTS).tobytes(), range(8)))

    assert set(found) == {MINE.encode(TEXTS).tobytes()}


@pytest.mark.parametrize("name", SHA256)
def test_files_that_were_changed_are_not_used(tmp_path: Path, name: str) -> None:
    """The sentence names the file, and what to install."""
    path = _copied(tmp_path) / name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)

    with pytest.raises(NoWordLlama, match=rf"{Path(name).name} is not the file that Firstline knows"):
        WordLlama(tmp_path).encode(["hello"])


def test_files_that_are_missing_are_named(tmp_path: Path) -> None:
    """As when an installation was cut off."""
    with pytest.raises(NoWordLlama, match="install Firstline again"):
        WordLlama(tmp_path).encode(["hello"])


def test_its_code_is_not_run_and_a_fork_is_quiet() -> None:
    """Nothing is loaded that is not needed, no log is set up, nothing is said."""
    done = subprocess.run([sys.executable, "-c", FORKS], capture_output=True, text=True, check=True)  # noqa: S603 - ours

    assert (done.stdout, done.stderr) == ("[] []\n", "")


def test_the_tokenizer_is_asked_for_what_it_is() -> None:
    """What its file says of cutting and padding is what this encoder counts on: neither."""
    told = json.loads((_package() / TOKENIZER).read_text("utf-8"))

    assert (told["truncation"], told["padding"]) == (None, None)


def _package() -> Path:
    found = find_spec("wordllama")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent


def _copied(folder: Path) -> Path:
    for name in SHA256:
        (folder / name).parent.mkdir()
        shutil.copyfile(_package() / name, folder / name)
    return folder
