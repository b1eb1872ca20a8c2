"""Lists of reports by the short way: what it answers is, to the byte, what the ordinary way answers."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select
from tests.api.v1.reports.conftest import POTHOLE

from plateforme.api.v1.report_lists import lane
from plateforme.api.v1.report_places.wire import NearReportOut
from plateforme.api.v1.reports.telling import ReportOut, Told
from plateforme.api.v1.reports.writing import write_report
from plateforme.api.v1.short_way import finished
from plateforme.api.wire import Page
from plateforme.domains.reports.tables import Report

ORDINARY = {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}
"""A condition on a date sends a request the ordinary way; lists know no date, so that it changes nothing."""

AROUND = f"lon={POTHOLE['lon']}&lat={POTHOLE['lat']}"

LISTS = [
    "/v1/reports",
    "/v1/reports?limit=1",
    "/v1/reports?limit=2&count=exact&sort=category,-reference",
    "/v1/reports?category=pothole&is_open=true&bbox=-1.6,47.1,-1.5,47.3&limit=1",
    "/v1/reports?q=%C3%A9l%C3%A8ve+piste&organization=nantes",
    "/v1/reports?is_overdue=false&filter=category%20%3D%20%27pothole%27",
    "/v1/reports?near=-1.5534,47.2173&radius=500",
    "/v1/reports?category=nothing",
    f"/v1/reports/nearby?{AROUND}",
    f"/v1/reports/nearby?{AROUND}&radius=2000&limit=1&category=pothole",
]

OF_ITS_OWN = {"x-request-id", "etag", "content-length"}
"""Headers that differ from one refusal to the next, for each has a number."""

OTHERWISE = [
    "/v1/reports?limit=many",
    "/v1/reports?limit=1&limit=2",
    "/v1/reports?status=nowhere",
    "/v1/reports?sort=description",
    "/v1/reports?cursor=forged",
    "/v1/reports?bbox=1,2,3",
    "/v1/reports?unknown=1",
    "/v1/reports?format=geojson",
    "/v1/reports/nearby",
    "/v1/reports/nearby?lon=47.2173&lat=-1.5534",
    "/v1/reports/nearby?lon=-1.55&lat=47.2&format=geojson",
]


@pytest.fixture
async def reports(send):
    """Three reports near each other, with all that JSON has to escape."""
    for number, words in enumerate(
        ['Piste « élève » \u2028 "trou" \\ \t fin', "Trou 🚲 dans la piste </script>", "Nid"]
    ):
        answer = await send(client_id=f"report-{number}", description=words, lat=47.2173 + number / 10_000)
        assert answer.status_code == 201, answer.text


@pytest.fixture
def by_the_lane(monkeypatch):
    """How many answers the short way has given."""
    given = []

    async def noted(*told):
        given.append(told)
        return await finished(*told)

    monkeypatch.setattr(lane, "finished", noted)
    return given


def without_id(answer):
    return answer.status_code, {k: v for k, v in answer.headers.items() if k != "x-request-id"}, answer.content


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize("path", LISTS)
async def test_both_ways_give_the_same_bytes_and_headers(http, by_the_lane, path):
    for headers in ({}, {"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip"}, {"Accept": "application/json"}):
        short = await http.get(path, headers=headers)
        told = len(by_the_lane)
        ordinary = await http.get(path, headers={**headers, **ORDINARY})

        assert short.status_code == 200
        assert without_id(short) == without_id(ordinary)
        assert len(by_the_lane) == told > 0
        by_the_lane.clear()


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize("path", OTHERWISE)
async def test_what_is_no_plain_page_is_left_to_the_ordinary_way(http, by_the_lane, path):
    short, ordinary = await http.get(path), await http.get(path, headers=ORDINARY)

    def told(answer):
        kept = {
            name: value
            for name, value in answer.headers.items()
            if name not in {"x-request-id", "etag", "content-length"}
        }
        body = json.loads(answer.content)
        return answer.status_code, kept, {name: value for name, value in body.items() if name != "instance"}

    assert told(short) == told(ordinary)
    assert not by_the_lane


@pytest.mark.usefixtures("reports")
async def test_whoever_has_the_page_already_is_told_so_and_a_key_reads_in_person(http, by_the_lane, roads):
    page = await http.get("/v1/reports")
    fresh = {"Cache-Control": "no-cache"}  # else the answer that was kept would do
    again = await http.get("/v1/reports", headers={"If-None-Match": page.headers["etag"], **fresh})
    ordinary = await http.get("/v1/reports", headers={"If-None-Match": page.headers["etag"], **ORDINARY})
    told = len(by_the_lane)
    in_person = await http.get("/v1/reports", headers=roads)

    assert (again.status_code, again.content, told) == (304, b"", 2)
    assert without_id(again) == without_id(ordinary)
    assert (in_person.headers["cache-control"], len(by_the_lane)) == ("private, no-cache", told)


@pytest.mark.usefixtures("reports")
async def test_a_walk_by_cursors_meets_each_report_once_whichever_way_it_goes(http):
    seen, path = [], "/v1/reports?limit=1&sort=category"
    headers: dict[str, str] = {}
    while path:
        page = (await http.get(path, headers=headers)).json()
        seen += [item["reference"] for item in page["items"]]
        path, headers = page["links"]["next"], {} if headers else ORDINARY

    assert len(seen) == len(set(seen)) == 3


@pytest.mark.usefixtures("reports")
@pytest.mark.parametrize(("path", "page"), [("/v1/reports", Page[ReportOut]), (LISTS[-2], Page[NearReportOut])])
async def test_a_page_is_written_as_its_documented_form_would_be(http, path, page):
    answer = await http.get(path)

    assert page.model_validate_json(answer.content).model_dump_json().encode() == answer.content


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(words=TEXTS, lon=st.floats(-180, 180), years=st.integers(-500, 500), micro=st.integers(0, 999_999))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_report_is_written_as_its_wire_object_would_be(platform, stored, words, lon, years, micro):
    stored.description, stored.lon, stored.times_reopened = words, lon, 2**40
    stored.opened_at = stored.opened_at.replace(year=2026 + years, microsecond=micro)

    with platform.db.reading() as session:
        told = Told(session, "http://plateforme.test/v1", platform.clock.now(), None)

        assert write_report(stored, told) == ReportOut.of(stored, told).model_dump_json().encode()


@pytest.fixture
async def stored(platform, report):
    """The row of a report, out of its session, with an answer that no machine word holds."""
    with platform.db.reading() as session:
        row = session.exec(select(Report).where(Report.reference == report.json()["reference"])).one()
        session.expunge(row)
    return row
