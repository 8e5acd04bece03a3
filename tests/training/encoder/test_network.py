import json
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from labelled_data.table import CodedTable
from models.coder import facet_columns
from models.encoder import Encoder
from training.encoder.word_pieces import reduced_tokenizer


def test_reduced_pieces_cut_a_narrative_as_all_of_them_do(
    tiny_weights: Path, small_table: CodedTable
) -> None:
    whole = Tokenizer.from_file(str(tiny_weights / "tokenizer.json"))
    content = json.loads((tiny_weights / "tokenizer.json").read_text())
    reduced, kept = reduced_tokenizer(content, most_pieces=500)
    assert len(kept) == whole.get_vocab_size() - 2  # [unused0] and 日
    for narrative in small_table.narratives[:50]:
        assert reduced.encode(narrative).tokens == whole.encode(narrative).tokens
        assert [kept[at] for at in reduced.encode(narrative).ids] == whole.encode(narrative).ids


def test_the_quantised_file_answers_as_the_network_it_was_made_of(
    tiny_weights: Path, small_table: CodedTable, tmp_path: Path
) -> None:
    import torch

    from training.encoder.fine_tuning import padded
    from training.encoder.network import new_network
    from training.encoder.onnx_file import write_encoder

    content = json.loads((tiny_weights / "tokenizer.json").read_text())
    tokenizer, kept = reduced_tokenizer(content, most_pieces=64)
    frame = small_table.frame
    labels = np.hstack([small_table.indicator(facet.id) for facet in frame.facets])
    network = new_network(tiny_weights, tokenizer, kept, frame, labels, dropout=0.1).eval()
    torch.nn.init.normal_(network.queries, std=0.5)
    write_encoder(tmp_path, network, tokenizer)
    narratives = small_table.narratives[:20]
    pieces = [tokenizer.encode(narrative).ids for narrative in narratives]
    with torch.no_grad():
        exact = network(*padded(pieces, np.arange(20))).numpy()
    found = Encoder(tmp_path).logits(narratives)
    assert np.corrcoef(exact.ravel(), found.ravel())[0, 1] > 0.99


def test_what_a_facet_is_not_coded_in_teaches_nothing(small_table: CodedTable) -> None:
    import torch

    from training.encoder.fine_tuning import facet_loss

    frame = small_table.frame
    labels = np.hstack([small_table.indicator(facet.id) for facet in frame.facets])[:4]
    logits = torch.randn(labels.shape, requires_grad=True)
    coded = torch.ones((4, len(frame.facets)), dtype=torch.bool)
    coded[:, 1] = False
    facet_loss(logits, torch.from_numpy(labels), coded, frame).backward()
    columns = facet_columns(frame)
    assert logits.grad is not None
    assert not logits.grad[:, columns[1]].any()
    assert logits.grad[:, columns[0]].any()


@pytest.mark.parametrize("kind", ["single", "multi"])
def test_the_loss_falls_as_the_right_codes_rise(small_table: CodedTable, kind: str) -> None:
    import torch

    from training.encoder.fine_tuning import facet_loss

    frame = small_table.frame
    labels = np.hstack([small_table.indicator(facet.id) for facet in frame.facets])[:4]
    coded = torch.tensor([[facet.kind == kind for facet in frame.facets]] * 4)
    truth = torch.from_numpy(labels)
    losses = [
        float(facet_loss(sure * (2.0 * truth - 1), truth, coded, frame)) for sure in (0.0, 1.0, 3.0)
    ]
    assert losses == sorted(losses, reverse=True)
