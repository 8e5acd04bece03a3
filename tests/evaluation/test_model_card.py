from evaluation.model_card import model_card
from models.bundle import default_bundle
from models.manifest import read_manifest


def test_the_card_of_the_shipped_model_shows_every_facet_of_every_tier() -> None:
    manifest = read_manifest(default_bundle())
    card = model_card(manifest)
    tiers = [manifest.tier, *manifest.other_tiers]
    for facet in manifest.metrics["facets"]:
        assert card.count(f"| {facet} |") == len(tiers)
    assert all(f"Tier `{tier}`" in card for tier in tiers)


def test_the_card_says_what_the_data_are() -> None:
    manifest = read_manifest(default_bundle())
    assert "invented" in model_card(manifest)
    unsaid = manifest.model_copy(update={"data_note": ""})
    assert "Nothing was said of the narratives" in model_card(unsaid)


def test_the_bundle_holds_its_card() -> None:
    card = (default_bundle() / "model_card.md").read_text()
    assert card == model_card(read_manifest(default_bundle()))
