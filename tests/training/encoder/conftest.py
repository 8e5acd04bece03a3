"""A transformer small enough to fine-tune in seconds. Skipped where the extra is not installed."""

from pathlib import Path

import pytest

from labelled_data.table import CodedTable

pytest.importorskip("torch", reason="fine-tuning needs the extra `encoder`")
pytest.importorskip("transformers", reason="fine-tuning needs the extra `encoder`")
pytest.importorskip("onnx", reason="fine-tuning needs the extra `encoder`")


@pytest.fixture(scope="session")
def tiny_weights(small_table: CodedTable, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a sentence-transformers one: random weights, word pieces of the corpus."""
    import torch
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from tokenizers.normalizers import BertNormalizer
    from tokenizers.pre_tokenizers import BertPreTokenizer
    from tokenizers.processors import TemplateProcessing
    from tokenizers.trainers import WordPieceTrainer
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("tiny-encoder")
    tokenizer = Tokenizer(WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = BertNormalizer()
    tokenizer.pre_tokenizer = BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = WordPieceTrainer(vocab_size=2000, special_tokens=[*special, "[unused0]", "日"])
    tokenizer.train_from_iterator(small_table.narratives, trainer)
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        special_tokens=[("[CLS]", tokenizer.token_to_id("[CLS]")), ("[SEP]", 3)],
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=96,
    )
    BertModel(config, add_pooling_layer=False).save_pretrained(folder)
    return folder
