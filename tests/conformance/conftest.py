"""One world for all checks of a process: starting it takes seconds, asking it milliseconds."""

from collections.abc import Iterator

import pytest
from tests.conformance.world import World, a_world


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with a_world(tmp_path_factory.mktemp("conformance")) as world:
        yield world
