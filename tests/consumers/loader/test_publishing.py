"""Any file, published by anyone with a key."""

import pytest

from plateforme.client.v1 import DatasetNotFound
from plateforme.client.v1_types import DatasetIn
from plateforme.consumers.loader import Step, publish_file
from plateforme.consumers.loader.publishing import PublicationError, describe

TREES = DatasetIn(slug="arbres", title="Arbres", frequency="ANNUAL", primary_key=["id"])


@pytest.fixture
def trees(tmp_path):
    path = tmp_path / "trees.csv"
    path.write_text("id;espece\n1;Tilleul\n2;Érable\n", encoding="utf-8")
    return path


async def test_a_file_is_sent_once(town, trees):
    await describe(town, TREES)

    first = await publish_file(town, "arbres", trees)
    second = await publish_file(town, "arbres", trees)

    assert (first.version, first.rows, first.is_new) == (1, 2, True)
    assert (second.version, second.is_new, second.publication) == (1, False, None)


async def test_another_content_makes_another_version(town, trees):
    await describe(town, TREES)
    await publish_file(town, "arbres", trees)
    trees.write_text("id;espece\n1;Tilleul\n3;Chêne\n", encoding="utf-8")

    again = await publish_file(town, "arbres", trees)

    assert (again.version, again.is_new) == (2, True)


async def test_a_refused_file_says_why_and_where(town, trees):
    await describe(town, TREES)
    trees.write_text("id;espece\n1;Tilleul\n1;Chêne\n", encoding="utf-8")

    with pytest.raises(PublicationError, match=r"trees\.csv was rejected") as refused:
        await publish_file(town, "arbres", trees)

    report = refused.value.publication.report
    assert report is not None
    assert report.totals == {"primary-key": 1}


async def test_an_unknown_dataset_is_named_as_such(town, trees):
    with pytest.raises(DatasetNotFound):
        await publish_file(town, "nowhere", trees)


async def test_a_description_is_corrected_only_when_it_differs(town):
    made = await describe(town, TREES)

    same = await describe(town, TREES)
    changed = await describe(town, TREES.model_copy(update={"frequency": "MONTHLY"}))

    assert (made.revision, same.revision, changed.revision) == (1, 1, 2)
    assert changed.frequency == "MONTHLY"


async def test_progress_is_told_from_sending_to_serving(town, trees):
    await describe(town, TREES)
    steps: list[Step] = []

    await publish_file(town, "arbres", trees, progress=steps.append)

    assert steps[0].text == "sending"
    assert (steps[-1].text, steps[-1].done) == ("published", 2)
