"""The files of a coder: vocabulary, weights, embedding, and the encoder where there is one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

from models.accurate_tier import AccurateTier
from models.coder import Coder
from models.decision import DecisionRule, FrameLimits
from models.encoder import Encoder
from models.familiarity import Familiarity, WordSigns
from models.linear_coder import LinearCoder
from models.readout import Readout, SourceLink
from models.static_embedding import StaticEmbedding
from models.text_features import TextFeatures
from taxonomy.frame import CodeFrame

VOCABULARY_FILE = "vocabulary.json"
WEIGHTS_FILE = "weights.safetensors"
EMBEDDING_FOLDER = "embedding"
ENCODER_FOLDER = "encoder"

_ACCURATE = "accurate_"
"""Before the names of the accurate tier's arrays."""

_LINK = "link_"
"""Before the facet whose link an array (own, source, intercepts; codes) holds."""


def write_coder(directory: Path, coder: Coder) -> None:
    """Write the coder into an existing folder."""
    vocabulary = {"stems": coder.text.stems, "grams": coder.text.grams}
    weighted = np.flatnonzero(coder.linear.text_weights.any(axis=1))
    arrays = {
        "pairs": coder.text.pairs,
        "word_idf": coder.text.word_idf,
        "gram_idf": coder.text.gram_idf,
        "text_weights": coder.linear.text_weights[weighted],
        "weighted": weighted.astype(np.int32),
        "step": coder.linear.step,
        "embedding_weights": np.ascontiguousarray(coder.linear.embedding_weights),
        "intercepts": coder.linear.intercepts,
    } | _readout_arrays(coder.frame, coder.readout)
    if coder.familiarity is not None:
        vocabulary["familiar_words"] = coder.familiarity.signs.words
        arrays |= _familiarity_arrays(coder.familiarity)
    if coder.accurate is not None:
        of_tier = {
            "slopes": coder.accurate.slopes,
            "intercepts": coder.accurate.intercepts,
            "unsure_from": np.array([coder.accurate.unsure_from]),
        } | _readout_arrays(coder.frame, coder.accurate.readout)
        arrays |= {_ACCURATE + name: array for name, array in of_tier.items()}
        _copy(coder.accurate.encoder.folder, directory / ENCODER_FOLDER)
    (directory / VOCABULARY_FILE).write_text(json.dumps(vocabulary))
    save_file(arrays, directory / WEIGHTS_FILE)
    (directory / WEIGHTS_FILE).chmod(0o644)  # safetensors makes it readable by its owner alone
    _copy(coder.embedding.folder, directory / EMBEDDING_FOLDER)


def read_coder(directory: Path, frame: CodeFrame) -> Coder:
    """The coder of a folder. Raises KeyError, ValueError or IndexError if it is not whole."""
    vocabulary = json.loads((directory / VOCABULARY_FILE).read_bytes())
    arrays = load_file(directory / WEIGHTS_FILE)
    text = TextFeatures(
        stems=tuple(vocabulary["stems"]),
        pairs=arrays["pairs"],
        grams=tuple(vocabulary["grams"]),
        word_idf=arrays["word_idf"],
        gram_idf=arrays["gram_idf"],
    )
    text_weights = np.zeros((text.width, arrays["text_weights"].shape[1]), dtype=np.int8)
    text_weights[arrays["weighted"]] = arrays["text_weights"]
    linear = LinearCoder(
        text_weights=text_weights,
        step=arrays["step"],
        embedding_weights=arrays["embedding_weights"],
        intercepts=arrays["intercepts"],
    )
    return Coder(
        frame,
        text,
        StaticEmbedding(directory / EMBEDDING_FOLDER),
        linear,
        _read_readout(frame, arrays),
        _read_accurate(directory, frame, arrays),
        _read_familiarity(vocabulary, arrays),
    )


def _read_accurate(
    directory: Path, frame: CodeFrame, arrays: Mapping[str, np.ndarray]
) -> AccurateTier | None:
    if not (directory / ENCODER_FOLDER).is_dir():
        return None
    of_tier = {
        name.removeprefix(_ACCURATE): array
        for name, array in arrays.items()
        if name.startswith(_ACCURATE)
    }
    return AccurateTier(
        encoder=Encoder(directory / ENCODER_FOLDER),
        slopes=of_tier["slopes"],
        intercepts=of_tier["intercepts"],
        readout=_read_readout(frame, of_tier),
        unsure_from=float(of_tier["unsure_from"][0]),
    )


def _familiarity_arrays(familiarity: Familiarity) -> dict[str, np.ndarray]:
    return {
        "familiar_numbers": familiarity.signs.numbers.astype(np.float16),
        "familiar_typical": np.array([familiarity.signs.typical]),
        "familiar_slopes": familiarity.slopes,
        "familiar_intercept": np.array([familiarity.intercept]),
        "familiar_least_words": np.array([familiarity.least_words]),
    }


def _read_familiarity(
    vocabulary: Mapping[str, list[str]], arrays: Mapping[str, np.ndarray]
) -> Familiarity | None:
    if "familiar_words" not in vocabulary:
        return None
    return Familiarity(
        signs=WordSigns(
            words=tuple(vocabulary["familiar_words"]),
            numbers=arrays["familiar_numbers"].astype(np.float32),
            typical=float(arrays["familiar_typical"][0]),
        ),
        slopes=arrays["familiar_slopes"],
        intercept=float(arrays["familiar_intercept"][0]),
        least_words=int(arrays["familiar_least_words"][0]),
    )


def _readout_arrays(frame: CodeFrame, readout: Readout) -> dict[str, np.ndarray]:
    rules = [readout.rules[facet.id] for facet in frame.facets]
    arrays = {
        "thresholds": np.concatenate([rule.thresholds for rule in rules]),
        "accept_from": np.array([rule.accept_from for rule in rules]),
        "shortlist_from": np.array([rule.shortlist_from for rule in rules]),
    }
    for facet, link in readout.links.items():
        arrays[_LINK + facet] = np.stack([link.own, link.source, link.intercepts])
    return arrays


def _read_readout(frame: CodeFrame, arrays: Mapping[str, np.ndarray]) -> Readout:
    ends = np.cumsum([len(facet.codes) for facet in frame.facets])[:-1]
    rules = {
        facet.id: DecisionRule(
            FrameLimits.of(frame, facet), thresholds, float(accept_from), float(shortlist_from)
        )
        for facet, thresholds, accept_from, shortlist_from in zip(
            frame.facets,
            np.split(arrays["thresholds"], ends),
            arrays["accept_from"],
            arrays["shortlist_from"],
            strict=True,
        )
    }
    links = {
        name.removeprefix(_LINK): SourceLink(*array)
        for name, array in arrays.items()
        if name.startswith(_LINK)
    }
    return Readout(links, rules)


def _copy(folder: Path, target: Path) -> None:
    shutil.copytree(folder, target, dirs_exist_ok=True)
