"""The vocabularies, as somebody who fills in a form reads them."""

import pytest


@pytest.mark.parametrize("name", ["licenses", "frequencies", "themes"])
async def test_a_vocabulary_lists_its_terms_once_each(http, name):
    told = (await http.get(f"/v1/vocabularies/{name}")).json()

    codes = [term["code"] for term in told["items"]]
    assert len(codes) == len(set(codes)) > 10
    assert all(term["label"] for term in told["items"])


async def test_the_licences_of_french_law_come_first(http):
    told = (await http.get("/v1/vocabularies/licenses")).json()

    assert [term["code"] for term in told["items"][:2]] == ["etalab-2.0", "ODbL-1.0"]
    assert "lov2" in told["items"][0]["aliases"]
    assert {"OGL-UK-3.0", "CC-BY-3.0"} <= {term["code"] for term in told["items"]}


async def test_there_is_no_other_vocabulary(http):
    assert (await http.get("/v1/vocabularies/colours")).status_code in {400, 404}
