"""No error leaves this surface in another form than that of the standard."""

import pytest
from lxml import etree

LIST = "/open311/v2/requests"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/open311/v2/requests/nope", 404),
        (f"{LIST}.json?jurisdiction_id=nowhere.fr", 404),
        ("/open311/v2/services.json?jurisdiction_id=nowhere.fr", 404),
        ("/open311/v2/nothing", 404),
        ("/open311/v2", 404),
        ("/open311/v2/services.yaml", 400),
        (f"{LIST}.json?start_date=yesterday", 400),
        (f"{LIST}.json?start_date=2026-02-30", 400),
        (f"{LIST}.json?start_date=0000-01-01", 400),
        (f"{LIST}.json?start_date=2026-03-01&end_date=2026-02-01", 400),
        (f"{LIST}.json?start_date=2025-01-01&end_date=2026-01-01", 400),
        (f"{LIST}.json?status=late", 400),
        (f"{LIST}.json?page=-1", 400),
        (f"{LIST}.json?page=9999999999999999999", 400),
        (f"{LIST}.json?page_size=1001", 400),
        (f"{LIST}.json?bbox=1,2,3", 400),
        (f"{LIST}.json?bbox=0,50,1,40", 400),
        (f"{LIST}.json?lat=47&long=-1", 400),
        (f"{LIST}.json?radius=50", 400),
        (f"{LIST}.json?lat=47&long=-1&radius=1e9", 400),
        (f"{LIST}.json?lat=nan&long=-1&radius=10", 400),
        (f"{LIST}.json?lat=95&long=-1&radius=10", 400),
        (f"{LIST}.json?extensions=perhaps", 400),
        (f"{LIST}.json?service_code=nope,neither", 404),
        (f"{LIST}.json?q={'x' * 501}", 400),
        (f"{LIST}.json?service_request_id={','.join(map(str, range(1001)))}", 400),
    ],
)
async def test_errors_have_the_standards_form(http, xml_schema, path, status):
    for wanted in ("json", "xml"):
        answer = await http.get(path.replace(".json", f".{wanted}"))

        assert answer.status_code == status, answer.text
        if wanted == "json" and ".json" in path:
            assert answer.headers["content-type"] == "application/json; charset=utf-8"
            assert [error["code"] for error in answer.json()] == [status]
        else:
            assert answer.headers["content-type"] == "text/xml; charset=utf-8"
            root = etree.fromstring(answer.content)
            xml_schema.assertValid(root)
            assert root.findtext("error/code") == str(status)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "no-store"


async def test_the_field_is_named(http):
    answer = await http.get(f"{LIST}.json?start_date=yesterday")

    assert answer.json()[0]["description"].startswith("start_date: write the date as")


async def test_errors_are_told_in_french_to_those_who_prefer_it(http):
    answer = await http.get(f"{LIST}.json?page_size=5000", headers={"Accept-Language": "fr"})

    assert answer.json()[0]["description"] == "page_size: donnez un nombre entier, 1000 au plus."


async def test_a_method_that_is_not_answered_is_400_with_allow(http):
    answer = await http.delete(f"{LIST}.json")

    assert answer.status_code == 400
    assert answer.json()[0]["code"] == 400
    assert {"GET", "HEAD", "OPTIONS"} <= set(answer.headers["allow"].split(", "))


async def test_nothing_that_was_sent_comes_back(http):
    for name in ("start_date", "status", "jurisdiction_id", "bbox", "q", "service_code"):
        answer = await http.get(f"{LIST}.xml", params={name: "<script>alert(1)</script>" * 40})

        assert "alert" not in answer.text


async def test_a_failure_of_ours_is_told_in_the_same_form(http, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("out of order")

    monkeypatch.setattr("plateforme.domains.reports.search.public_pages.page", fail)

    answer = await http.get(f"{LIST}.json")

    assert answer.status_code == 500
    assert answer.json()[0]["code"] == 500
    assert "out of order" not in answer.text
