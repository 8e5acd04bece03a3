from collections.abc import Sequence

import numpy as np

from evaluation.benchmarks.reference_run import micro_f1, reference_decisions, training_folds
from labelled_data.table import CodedNarrative, CodedTable
from models.static_embedding import StaticEmbedding, shipped_embedding
from models.words import cut
from taxonomy.frame import Code, CodeFrame, Facet
from training.out_of_fold import training_rows
from training.settings import TrainingSettings
from training.vocabulary import fit_text_features

PLACE = Facet("place", "Place", "single", (Code("ward", "Ward"), Code("road", "Road")))
CAUSE = Facet("cause", "Cause", "multi", (Code("wet", "Wet"), Code("dark", "Dark")))
FRAME = CodeFrame("falls", "1", "Falls", "test", (PLACE, CAUSE))


def falls(rows: int) -> CodedTable:
    def row(at: int) -> CodedNarrative:
        place: Sequence[str] = ("ward",) if at % 2 else ("road",)
        cause = tuple(code for code, every in (("wet", 3), ("dark", 4)) if at % every == 0)
        words = f"{' '.join(place)} {' '.join(cause)} number {at}"
        codes = {"place": tuple(place)} | ({"cause": cause} if cause else {})
        return CodedNarrative(at + 2, str(at), words, codes=codes)

    return CodedTable.from_rows(FRAME, [row(at) for at in range(rows)])


def test_the_reference_finds_codes_that_their_words_give_away() -> None:
    table = falls(120)
    folds = np.arange(120) % 5
    for facet in (PLACE, CAUSE):
        coded = table.coded(facet.id)
        decided = reference_decisions(table, facet, folds)
        assert micro_f1(table.indicator(facet.id)[coded], decided[coded]) > 0.95


def test_rows_that_are_not_coded_get_no_code() -> None:
    table = falls(120)
    decided = reference_decisions(table, CAUSE, np.arange(120) % 5)
    assert not decided[~table.coded("cause")].any()


def test_a_code_with_too_few_rows_is_never_decided() -> None:
    table = falls(120)
    decided = reference_decisions(table, CAUSE, np.arange(120) % 5, fewest=30)
    assert decided[:, CAUSE.position("wet")].any()
    assert not decided[:, CAUSE.position("dark")].any()


def test_the_reference_is_folded_as_a_training_is() -> None:
    table, settings = falls(60), TrainingSettings()
    text = fit_text_features(table.narratives, settings).matrix(cut(table.narratives))
    embedding = StaticEmbedding(shipped_embedding()).matrix(cut(table.narratives))
    rows = training_rows(
        table, text, embedding, settings, folds=settings.folds_for(60), apart=table.submitters
    )
    assert training_folds(table, settings.to_dict()).tolist() == rows.folds.tolist()
