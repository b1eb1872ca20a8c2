"""GeoReport Bulk: everything, in one file."""

import csv
import io

COLUMNS = (
    "service_request_id,requested_datetime,updated_datetime,closed_date,status_description,status_notes,source,"
    "service_name,service_subtype,description,agency_responsible,address,lat,long"
)


async def read(http, more=""):
    answer = await http.get(f"/open311/v2/bulk.csv{more}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


async def test_the_file_has_the_columns_of_the_proposal_in_their_order(http):
    answer = await http.get("/open311/v2/bulk.csv")

    assert answer.content == COLUMNS.encode() + b"\r\n"


async def test_each_report_is_a_line(http, told, moved):
    words = 'Trou "profond", devant\nl’école'
    open_one = await told(description=words)
    closed_one = await told()
    await moved(closed_one, status="closed", outcome="fixed", explanation="Réparé.")

    lines = {line["service_request_id"]: line for line in await read(http)}

    assert lines[open_one]["description"] == words
    assert (lines[open_one]["closed_date"], lines[open_one]["status_description"]) == ("", "received")
    assert lines[closed_one]["closed_date"] == "2026-03-02T10:00:00+01:00"
    assert lines[closed_one]["status_notes"] == "Réparé."
    assert lines[closed_one]["lat"] == "47.2173"


async def test_an_erased_report_is_a_tombstone(http, told, database):
    reference = await told()
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE reports SET visibility = 'erased'")

    (line,) = await read(http)

    assert (line["service_request_id"], line["status_description"]) == (reference, "erased")
    assert (line["description"], line["address"], line["lat"], line["long"]) == ("", "", "", "")


async def test_all_batches_are_there_once(http, told, monkeypatch):
    monkeypatch.setattr("plateforme.domains.reports.search.public_pages.BATCH", 2)
    references = {await told() for _ in range(5)}

    lines = await read(http)

    assert len(lines) == 5
    assert {line["service_request_id"] for line in lines} == references


async def test_filters_narrow_the_file(http, told):
    await told()

    assert await read(http, "?service_code=sidewalk") == []
    assert await read(http, "?end_date=2020-01-01") == []
    assert len(await read(http, "?updated_after=2026-03-01")) == 1


async def test_texts_that_a_spreadsheet_would_run_are_escaped_on_request(http, told):
    await told(description='=HYPERLINK("https://x.example";"ici")', address="+33, rue Haute", lon=-1.5534)

    (plain,) = await read(http)
    (escaped,) = await read(http, "?escape_formulas=true")

    assert (plain["description"][0], plain["address"][0]) == ("=", "+")
    assert escaped["description"] == f"'{plain['description']}"
    assert escaped["address"] == f"'{plain['address']}"
    assert escaped["long"] == plain["long"] == "-1.5534"
