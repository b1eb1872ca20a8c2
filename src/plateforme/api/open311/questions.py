"""From the arguments of GET requests to a question about reports: the 90 days, the pages, the filters."""

from datetime import datetime, timedelta
from typing import Final

from plateforme.api.open311.arguments import Arguments
from plateforme.api.open311.errors import BadArgument
from plateforme.api.open311.points import read_places
from plateforme.domains.reports.listings.public_questions import Question
from plateforme.kit import filters

PAGE_MAX: Final = 1000
"""Requests of one answer, at most and when nothing is said (GeoReport v2: the first 1,000)."""

SPAN: Final = timedelta(days=90)
SLACK: Final = timedelta(minutes=1)
"""Clients work out "90 days ago" a moment before they work out "now"."""

RECENT: Final = timedelta(days=30)
"""Changes of this time are few among all: they are looked up by their own index."""

LAST_PAGE: Final = 1_000_000
WORDS_MAX: Final = 500


def read_question(arguments: Arguments, *, organization: str | None, is_sandbox: bool, now: datetime) -> Question:
    """Which reports are asked for. Identifiers override every other filter (GeoReport v2 §GET Service Requests)."""
    references = arguments.some("service_request_id")
    if references:
        return Question(is_sandbox=is_sandbox, references=references)
    updated_from, updated_before = arguments.instant("updated_after"), arguments.instant("updated_before")
    opened_from, opened_before = window(
        arguments.instant("start_date"),
        arguments.instant("end_date"),
        is_lifted=updated_from is not None or updated_before is not None,
        now=now,
    )
    if updated_from is not None and updated_before is None and now - updated_from < RECENT:
        updated_before = now + timedelta(
            days=1
        )  # no change is later; SQLite takes a range with two ends for a short one
    return Question(
        is_sandbox=is_sandbox,
        organization=organization,
        codes=arguments.some("service_code"),
        is_open=read_status(arguments),
        opened_from=opened_from,
        opened_before=opened_before,
        updated_from=updated_from,
        updated_before=updated_before,
        where=(*filters.holding(read_words(arguments)), *read_places(arguments)),
    )


def read_bulk_question(arguments: Arguments, *, organization: str | None, is_sandbox: bool) -> Question:
    """The same filters over all reports, without the 90 days, and with the tombstones of those that were erased."""
    return Question(
        is_sandbox=is_sandbox,
        references=arguments.some("service_request_id"),
        organization=organization,
        codes=arguments.some("service_code"),
        is_open=read_status(arguments),
        opened_from=arguments.instant("start_date"),
        opened_before=arguments.instant("end_date"),
        updated_from=arguments.instant("updated_after"),
        updated_before=arguments.instant("updated_before"),
        where=(*filters.holding(read_words(arguments)), *read_places(arguments)),
        with_erased=True,
    )


def window(
    start: datetime | None, end: datetime | None, *, is_lifted: bool, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """From when, and before when, requests were made: 90 days at most, and the latest ones when nothing is said.

    `is_lifted` says that something else bounds the answer. Nothing is made after now: then there is no upper bound.
    """
    if start is None and end is None:
        return (None, None) if is_lifted else (now - SPAN, None)
    if start is None:
        return end and end - SPAN, end
    if end is None:
        return start, start + SPAN if start + SPAN < now else None
    if end < start:
        raise BadArgument("end_date", "end_date lies before start_date.", french="end_date est antérieur à start_date.")
    if end - start > SPAN + SLACK:
        raise BadArgument(
            "end_date",
            "start_date and end_date are at most 90 days apart: ask for one span after the other.",
            french="start_date et end_date sont distants de 90 jours au plus : demandez une période après l’autre.",
        )
    return start, end


def read_status(arguments: Arguments) -> bool | None:
    """Open ones, closed ones, or all."""
    statuses = arguments.one_of("status", ("open", "closed"))
    return statuses[0] == "open" if len(statuses) == 1 else None


def read_words(arguments: Arguments) -> list[str]:
    """The words of a search."""
    text = arguments.text("q")
    if text is not None and len(text) > WORDS_MAX:
        raise BadArgument("q", f"write {WORDS_MAX} characters at most.", french=f"écrivez {WORDS_MAX} signes au plus.")
    return filters.words(text)


def read_page(arguments: Arguments) -> tuple[int, int]:
    """The number of the page, from 1 (0 is 1), and how many requests it holds."""
    page = max(1, arguments.whole("page", otherwise=1, most=LAST_PAGE))
    return page, max(1, arguments.whole("page_size", otherwise=PAGE_MAX, most=PAGE_MAX))
