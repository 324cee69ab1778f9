"""From weights to a graph in int8: it computes what BERT computes, and refuses what it cannot."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from firstline.gateways.minilm import NotBert, Sizes, make_int8
from firstline.gateways.model_trial import likeness
from firstline.gateways.onnx_encoder import Graph, OnnxEncoder, Pooling, Unusable, dimensions
from tests.bert import Bert, ids_of

TEXTS = ["I was charged twice!", "No.", "Where is my parcel, and why does nobody answer?"]


def encoder(folder: Path, model: str, *, pooling: Pooling = Pooling.MEAN, size: int = 32) -> OnnxEncoder:
    """Open a graph of a folder."""
    graph = Graph(
        name="tiny",
        version="tiny@1",
        size=size,
        model=folder / model,
        tokenizer=folder / "tokenizer.json",
        pooling=pooling,
    )
    return OnnxEncoder(graph)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Make both graphs of a tiny encoder."""
    folder = Bert().write(tmp_path)
    make_int8(folder, folder / "int8.onnx", exact=folder / "exact.onnx")
    return folder


@pytest.mark.parametrize("bert", [Bert(), Bert(layers=1, heads=2, dimensions=48), Bert(layers=3, heads=1)])
@pytest.mark.parametrize("pooling", Pooling)
def test_the_graph_computes_what_the_paper_says(tmp_path: Path, bert: Bert, pooling: Pooling) -> None:
    """Whatever its sizes: they are read from its weights, the heads from its configuration."""
    folder = bert.write(tmp_path)

    sizes = make_int8(folder, folder / "int8.onnx", exact=folder / "exact.onnx")
    found = encoder(folder, "exact.onnx", pooling=pooling, size=bert.dimensions).encode(TEXTS)

    rows = [bert.hidden(ids_of(text)) for text in TEXTS]
    vectors = [row[0] if pooling is Pooling.CLS else row.mean(axis=0) for row in rows]
    expected = np.array([vector / np.linalg.norm(vector) for vector in vectors])
    assert sizes == Sizes(bert.layers, bert.heads, bert.dimensions, bert.positions, 1e-12)
    assert np.abs(found - expected).max() < 1e-5


def test_in_int8_it_is_close_to_the_original_and_a_third_as_large(tmp_path: Path) -> None:
    """Close, and not the same: it is another graph."""
    folder = Bert(dimensions=192).write(tmp_path)

    make_int8(folder, folder / "int8.onnx", exact=folder / "exact.onnx")

    rough, exact = (encoder(folder, name, size=192) for name in ("int8.onnx", "exact.onnx"))
    assert 0.96 <= likeness(rough, exact) < 1
    assert rough.encode(TEXTS).tobytes() != exact.encode(TEXTS).tobytes()
    assert (folder / "int8.onnx").stat().st_size < (folder / "exact.onnx").stat().st_size / 3


def test_the_same_weights_make_the_same_file(made: Path, tmp_path: Path) -> None:
    """So that two machines of one desk get the same version; also from weights that say whose they are."""
    folder = Bert().write(tmp_path / "again")
    weights = {f"bert.{name}": array for name, array in load_file(folder / "model.safetensors").items()}
    save_file(weights | {"bert.embeddings.position_ids": np.arange(300)}, folder / "model.safetensors")

    make_int8(folder, folder / "int8.onnx", exact=folder / "exact.onnx")

    assert (folder / "int8.onnx").read_bytes() == (made / "int8.onnx").read_bytes()


def test_weights_in_half_precision_are_taken(tmp_path: Path) -> None:
    """Many encoders are given away so."""
    folder = Bert().write(tmp_path)
    make_int8(folder, folder / "int8.onnx", exact=folder / "exact.onnx")
    halved = {name: array.astype(np.float16) for name, array in Bert().weights().items()}
    save_file(halved, folder / "model.safetensors")

    make_int8(folder, folder / "int8.onnx", exact=folder / "half.onnx")

    assert likeness(encoder(folder, "half.onnx"), encoder(folder, "exact.onnx")) > 0.999


def test_a_text_has_one_vector_whatever_texts_come_with_it(made: Path) -> None:
    """In int8, where numbers are scaled by all that is in a run; to the last bit."""
    tiny = encoder(made, "int8.onnx")

    together = tiny.encode([*TEXTS, "a much longer text than the others, with many more letters" * 4])
    alone = np.concatenate([tiny.encode([text]) for text in TEXTS])

    assert together[:3].tobytes() == alone.tobytes()
    assert np.abs(np.linalg.norm(together, axis=1) - 1).max() < 1e-5


def test_a_text_without_any_token_gives_zeros(made: Path) -> None:
    """The tokens that every text has say nothing."""
    found = encoder(made, "int8.onnx").encode(["", " \n ", "a\ud83d"])

    assert found.any(axis=1).tolist() == [False, False, True]


def test_as_many_tokens_are_looked_at_as_it_can_take(made: Path) -> None:
    """Not as few as its tokenizer's file says, and no more than 256."""
    tiny = encoder(made, "exact.onnx")

    short, longer, longest = tiny.encode(["word " * 5, "word " * 40, "word " * 4_000])

    assert short.tobytes() != longer.tobytes()
    assert longer.tobytes() != longest.tobytes()
    assert longest.tobytes() == tiny.encode(["word " * 500])[0].tobytes()


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({"model_type": "roberta"}, "model_type is 'roberta', and the desk can run 'bert' only"),
        ({"hidden_act": "relu"}, "hidden_act is 'relu'"),
        ({"position_embedding_type": "relative_key"}, "position_embedding_type is 'relative_key'"),
        ({"num_attention_heads": 5}, "num_attention_heads must divide the 32 dimensions"),
        ({"num_attention_heads": None}, "num_attention_heads must divide"),
        ({"layer_norm_eps": "tiny"}, "layer_norm_eps must be a small number"),
    ],
)
def test_another_kind_of_encoder_is_refused(tmp_path: Path, config: dict[str, Any], says: str) -> None:
    """With what it is; running it as if it were BERT would give vectors that mean nothing."""
    folder = Bert().write(tmp_path, **config)

    with pytest.raises(NotBert, match=says):
        make_int8(folder, folder / "int8.onnx", exact=folder / "exact.onnx")


@pytest.mark.parametrize(
    ("name", "shape", "says"),
    [
        ("embeddings.word_embeddings.weight", None, "no encoder of the BERT kind"),
        ("embeddings.token_type_embeddings.weight", (2, 31), "of 2 x 32 numbers"),
        ("embeddings.LayerNorm.bias", (31,), "no embeddings.LayerNorm.bias of 32 numbers"),
        ("encoder.layer.0.output.dense.weight", None, "must have from 1 to 48 layers"),
        ("encoder.layer.1.attention.self.query.bias", None, "no encoder.layer.1.attention.self.query.bias"),
        ("encoder.layer.1.intermediate.dense.weight", (128, 31), "do not fit each other"),
    ],
)
def test_weights_that_do_not_fit_are_refused(
    tmp_path: Path, name: str, shape: tuple[int, ...] | None, says: str
) -> None:
    """The sentence names what is missing."""
    folder, weights = Bert().write(tmp_path), Bert().weights()
    del weights[name]
    save_file(
        weights if shape is None else weights | {name: np.ones(shape, np.float32)},
        folder / "model.safetensors",
    )

    with pytest.raises(NotBert, match=says):
        make_int8(folder, folder / "int8.onnx", exact=folder / "exact.onnx")


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
@pytest.mark.parametrize("content", [b"", b"\x80\x04]\x94.", b"[]", b"\xff" * 100])
def test_files_that_are_something_else_are_refused(tmp_path: Path, name: str, content: bytes) -> None:
    """A pickle among them: nothing reads it."""
    folder = Bert().write(tmp_path)
    (folder / name).write_bytes(content)

    with pytest.raises(NotBert):
        make_int8(folder, folder / "int8.onnx", exact=folder / "exact.onnx")


def test_a_graph_tells_its_own_size(made: Path) -> None:
    """Who expects another gets no vectors at all."""
    graph = Graph(name="x", version="", size=0, model=made / "int8.onnx", tokenizer=made / "tokenizer.json")

    assert dimensions(graph) == 32
    with pytest.raises(Unusable, match="no sentence encoder of 384 dimensions"):
        encoder(made, "int8.onnx", size=384).encode(["hello"])


@pytest.mark.parametrize(
    ("name", "says"), [("int8.onnx", "graph of tiny cannot"), ("tokenizer.json", "tokenizer")]
)
def test_what_is_no_graph_or_no_tokenizer_is_refused(made: Path, name: str, says: str) -> None:
    """Whatever else the file is."""
    (made / name).write_bytes(json.dumps({"a": 1}).encode())

    with pytest.raises(Unusable, match=says):
        encoder(made, "int8.onnx").encode(["hello"])
