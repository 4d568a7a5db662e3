"""Argos packs that translate word for word: true CTranslate2 models with weights set by hand.

Every token and every position has a dimension of its own. The decoder looks at the source token of
its own position, reads its translation off a matrix and writes it. A word that is not in the
dictionary is unknown to the model, which then copies it, as real packs do.
"""

import io
import json
import string
import zipfile

import numpy as np
import sentencepiece
from ctranslate2.specs import transformer_spec

MARKS = (".", "?", "!", ",")
SPECIAL = ("<unk>", "<s>", "</s>")
N_POSITIONS = 128
SHARP = 3.0  # how much of the attention goes to one token


def write_pack(path, source, target, words, *, version="1.0", folder="pack/", **metadata):
    """A pack that knows a dictionary of words; returns its path.

    With further metadata the pack says more about itself, as ``target_prefix="__de__"``.
    """
    prefix = metadata.get("target_prefix", "")
    facts = {"from_code": source, "to_code": target, "package_version": version, **metadata}
    members = {
        "metadata.json": json.dumps(facts).encode(),
        "sentencepiece.model": _tokenizer(words),
        **{f"model/{name}": content for name, content in _model(words, prefix, path).items()},
    }
    return write_zip(path, {f"{folder}{name}": content for name, content in members.items()})


def write_zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def _tokenizer(words):
    """Knows the words and the marks; anything else it spells, letter by letter."""
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([string.printable] * 3),
        model_writer=written,
        model_type="char",
        vocab_size=200,
        hard_vocab_limit=False,
        user_defined_symbols=[*(f"\u2581{word}" for word in words), *MARKS],
        minloglevel=2,
    )
    return written.getvalue()


def _model(words, prefix, path):
    """The files of the model."""
    pairs = {f"\u2581{word}": f"\u2581{other}" for word, other in words.items()}
    pairs |= {mark: mark for mark in (*MARKS, *SPECIAL)}
    sources = [*SPECIAL, *(token for token in pairs if token not in SPECIAL)]
    known = dict.fromkeys([*pairs.values(), *([prefix] if prefix else [])])
    targets = [*SPECIAL, *(token for token in known if token not in SPECIAL)]
    spec = transformer_spec.TransformerSpec.from_config((1, 1), 1)
    _set_weights(spec, sources, targets, pairs, bool(prefix))
    spec.config.add_source_eos = True
    spec.register_source_vocabulary(sources)
    spec.register_target_vocabulary(targets)
    spec.validate()
    folder = path.parent / f".{path.stem}-model"
    folder.mkdir()
    spec.save(str(folder))
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def _set_weights(spec, sources, targets, pairs, is_late):
    n_sources, n_targets = len(sources), len(targets)
    size = n_sources + n_targets + N_POSITIONS
    size += -size % 8
    first_target, first_position = n_sources, n_sources + n_targets
    places = np.zeros((N_POSITIONS, size), np.float32)
    places[:, first_position : first_position + N_POSITIONS] = np.eye(N_POSITIONS)
    of_source = np.zeros((n_sources, size), np.float32)
    of_source[:, :n_sources] = np.eye(n_sources)
    query, key, translate = (np.zeros((size, size), np.float32) for _ in range(3))
    for place in range(N_POSITIONS):
        at = first_position + place
        key[at, at] = SHARP
        # behind a token that only names the language, everything comes one position later
        query[at, min(at + is_late, first_position + N_POSITIONS - 1)] = SHARP
    for token, other in pairs.items():
        translate[first_target + targets.index(other), sources.index(token)] = 1.0
    to_targets = np.zeros((n_targets, size), np.float32)
    to_targets[:, first_target : first_target + n_targets] = np.eye(n_targets)

    _blank(spec, size)
    spec.encoder.embeddings[0].weight = of_source
    spec.encoder.position_encodings.encodings = places
    spec.decoder.embeddings.weight = np.zeros((n_targets, size), np.float32)
    spec.decoder.position_encodings.encodings = places
    spec.decoder.projection.weight = to_targets
    spec.decoder.projection.bias = np.zeros(n_targets, np.float32)
    cross = spec.decoder.layer[0].attention
    cross.linear[0].weight = query
    cross.linear[1].weight = np.concatenate([key, np.eye(size, dtype=np.float32)])
    cross.linear[2].weight = translate


def _blank(spec, size):
    """Layers that add nothing to what goes through them."""
    spec.encoder.scale_embeddings = spec.decoder.scale_embeddings = False
    for layer in (spec.encoder.layer[0], spec.decoder.layer[0]):
        attentions = [layer.self_attention, getattr(layer, "attention", None)]
        for attention in filter(None, attentions):
            for linear in attention.linear:
                _zero(linear, size, size)
            _norm(attention.layer_norm, size)
        _zero(layer.self_attention.linear[0], 3 * size, size)
        _zero(layer.ffn.linear_0, 8, size)
        _zero(layer.ffn.linear_1, size, 8)
        _norm(layer.ffn.layer_norm, size)
    _zero(spec.decoder.layer[0].attention.linear[1], 2 * size, size)
    _norm(spec.encoder.layer_norm, size)
    _norm(spec.decoder.layer_norm, size)


def _zero(linear, n_out, n_in):
    linear.weight = np.zeros((n_out, n_in), np.float32)
    linear.bias = np.zeros(n_out, np.float32)


def _norm(norm, size):
    norm.gamma, norm.beta = np.ones(size, np.float32), np.zeros(size, np.float32)
