import pytest

from taxonomy.frame import Code, CodeFrame, Facet


@pytest.fixture
def severity() -> Facet:
    codes = tuple(Code(f"L{n}", f"Level {n}") for n in range(1, 6))
    return Facet(id="severity", title="Severity", kind="single", ordinal=True, codes=codes)


@pytest.fixture
def pathway() -> Facet:
    return Facet(
        id="pathway",
        title="Patient pathway",
        kind="multi",
        levels=("stage", "step", "code"),
        codes=(
            Code("1.1a", "Wrong patient", parents=("1", "1.1")),
            Code("1.1b", "Wrong examination", parents=("1", "1.1")),
            Code("1.2a", "Not justified", parents=("1", "1.2")),
            Code("3.2a", "Implant missed", parents=("3", "3.2")),
        ),
    )


@pytest.fixture
def frame(severity, pathway) -> CodeFrame:
    return CodeFrame(
        id="small24",
        version="1",
        title="A small <working> frame",
        status="draft",
        facets=(severity, pathway),
    )
