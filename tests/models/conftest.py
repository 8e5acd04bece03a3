import pytest

from models.bundle import default_bundle
from models.suggester import Suggester


@pytest.fixture(scope="session")
def suggester() -> Suggester:
    return Suggester.load(default_bundle())
