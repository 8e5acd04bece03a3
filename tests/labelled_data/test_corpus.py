from labelled_data.corpus import corpus_path, real_incidents_path
from labelled_data.reading import read_coded
from taxonomy.reading import load_frame

DRAFT24 = load_frame("draft24")


def test_the_corpus_is_fully_coded_in_draft24() -> None:
    table = read_coded(corpus_path(), DRAFT24)
    assert len(table) == 6000
    assert len(set(table.submitters)) == 40
    for facet in DRAFT24.facets:
        assert table.coded(facet.id).all()


def test_the_real_incidents_are_coded_in_draft24() -> None:
    table = read_coded(real_incidents_path(), DRAFT24)
    assert len(table) == 68
    assert table.coded("severity").all()


def test_the_corpus_comes_with_its_data_sheet() -> None:
    assert "They are *not* real reports" in corpus_path().with_name("DATASHEET.md").read_text()
