"""Reports of lists as JSON, without making a wire object of each: the very bytes that those would give."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final, TypeVar

import orjson

from plateforme.api.paging import Pager, link_header
from plateforme.api.v1.reports.telling import ReportOut, Told, is_overdue, links_of
from plateforme.domains.reports.people.findings import told_warnings
from plateforme.domains.reports.places.spots import Near
from plateforme.domains.reports.tables.listed import ListedReport
from plateforme.kit.keyset import Slice

T = TypeVar("T")

_BLANK: Final[dict[str, Any]] = dict.fromkeys(ReportOut.model_fields)
"""Every member in its place; what a list does not tell stays null."""

_READ: Final = tuple(_BLANK.keys() - {"links", "is_overdue", "attributes", "private", "warnings"})
_VALUES: Final = attrgetter(*_READ)


def write_report(row: ListedReport, told: Told) -> bytes:
    """One report among others, as `ReportOut` writes its public face."""
    members = _BLANK | dict(zip(_READ, _VALUES(row), strict=True))
    members["is_overdue"] = is_overdue(row, told.now)
    members["attributes"] = _answers(row, told)
    members["warnings"] = told_warnings(row, told.caller)
    members["links"] = links_of(row, told.base)
    return orjson.dumps(members, option=orjson.OPT_UTC_Z)


def write_near(near: Near, told: Told) -> bytes:
    """One report around a point, as `NearReportOut` writes it."""
    distance = orjson.dumps(round(near.distance_m, 1))
    return b'{"distance_m":%b,"report":%b}' % (distance, write_report(near.report, told))


def write_page(paging: Pager, found: Slice[T], write: Callable[[T], bytes]) -> tuple[bytes, dict[str, str]]:
    """The page as JSON, and the headers that go with it."""
    body, links = paging.joined(found, map(write, found.rows))
    header = link_header(links)
    return body, {} if header is None else {"Link": header}


def _answers(row: ListedReport, told: Told) -> Any:
    """What the category asks may have been answered with anything, such as a number too large for orjson."""
    if not row.attributes:
        return []
    answers = (one.model_dump_json() for one in told.attributes(row, private=False))
    return orjson.Fragment(f"[{','.join(answers)}]")
