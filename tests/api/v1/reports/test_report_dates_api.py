"""Dates as people and programs write them: one way is understood, and all others are refused with the reason."""

import pytest

FORMATS = [
    "01/03/2026",
    "01/03/2026 18:20",
    "03-01-2026",
    "2026/03/01 18:20",
    "2026-02-27",
    "2026-02-27T18:20:00",
    "2026-02-27 18:20:00",
    "Sun, 01 Mar 2026 18:20:00 GMT",
    "1er mars 2026 à 18 h 20",
    "2026-W09-7",
    "2026-060",
    "20260301",
    "1772389200",
    "1772389200.5",
    1772389200,
    "2026-02-30T18:20:00Z",
    "2026-02-27T25:20:00Z",
    "2026-02-27T18:20:00 Europe/Paris",
    "hier",
    "",
    True,
    [2026, 3, 1],
]


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_a_date_in_another_format_is_refused_with_what_to_write(send, citizen, language):
    first_words = {"en": ("An instant", "Write"), "fr": ("Un instant", "L’instant", "Écrivez")}[language]

    for written in FORMATS:
        answer = await send({**citizen, "Accept-Language": language}, occurred_at=written)

        assert (answer.status_code, answer.headers["content-language"]) == (422, language), written
        (fault,) = answer.json()["errors"]
        assert fault["pointer"] == "/occurred_at"
        assert fault["detail"].startswith(first_words)
        assert "2026-03-01T18:20:00+01:00" in fault["detail"]
        assert len(str(written)) < 5 or str(written) not in answer.text


async def test_an_instant_with_its_offset_is_understood(send):
    kept = {
        "2026-03-01T18:20:00+01:00": "2026-03-01T17:20:00Z",
        "2026-03-01T17:20:00Z": "2026-03-01T17:20:00Z",
        "2026-03-01T17:20:00.250Z": "2026-03-01T17:20:00.250000Z",
        "2026-03-01t17:20:00z": "2026-03-01T17:20:00Z",
        "2026-03-01 18:20:00+01:00": "2026-03-01T17:20:00Z",
    }

    told = {written: (await send(occurred_at=written, client_id=None)).json()["occurred_at"] for written in kept}

    assert told == kept


async def test_odd_dates_are_kept_and_flagged(send):
    future = await send(occurred_at="2026-03-02T12:00:00Z", client_id=None)
    past = await send(occurred_at="1987-03-02T12:00:00Z", client_id=None)

    assert (future.status_code, future.json()["warnings"]) == (201, ["occurred_in_future"])
    assert (past.status_code, past.json()["warnings"]) == (201, ["occurred_long_ago"])


@pytest.mark.parametrize(
    ("field", "written", "code"),
    [
        ("occurred_at", "1000-03-01T18:20:00Z", "value_error"),
        ("occurred_at", "9999-03-01T18:20:00Z", "value_error"),
        ("opened_at", "2026-03-02T12:00:00Z", "future"),
        ("opened_at", "1987-03-02T12:00:00Z", "too_old"),
    ],
)
async def test_a_date_that_cannot_be_meant_is_refused(send, roads, field, written, code):
    answer = await send(roads, **{field: written})

    assert answer.status_code == 422, answer.text
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [(f"/{field}", code)]


async def test_a_problem_is_seen_before_it_is_reported(send, roads):
    answer = await send(roads, opened_at="2026-02-01T12:00:00Z", occurred_at="2026-02-02T12:00:00Z")

    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [("/occurred_at", "order")]


async def test_a_report_is_not_closed_before_it_was_opened(report, roads, patch):
    answer = await patch(
        report, roads, status="closed", outcome="fixed", explanation="Fait.", at="2026-03-01T12:00:00Z"
    )

    assert answer.status_code == 422
    assert [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]] == [("/at", "order")]
