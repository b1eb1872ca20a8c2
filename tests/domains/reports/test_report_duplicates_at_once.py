"""Many hands on the same groups at the same time: nothing is lost, nobody waits in a ring."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlmodel import select
from tests.domains.reports.street_reports import NOW, ROADS, add

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.reports.duplicates.duplicate_errors import DuplicateInvalid, GroupChanged, NotADuplicate
from plateforme.domains.reports.duplicates.merging import held_for_merging, held_for_splitting, merge, split
from plateforme.domains.reports.tables import Report, ReportEvent

LATER = NOW + timedelta(days=31)


def test_merging_and_splitting_at_once_loses_no_count_and_no_event(any_database):
    with any_database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
        references = [add(session, hours=hour).reference for hour in range(6)]

    def act(seed):
        drawn = random.Random(seed)  # noqa: S311  # test data
        one, other = drawn.sample(references, 2)
        try:
            with any_database.writing() as session:
                if drawn.random() < 0.3:
                    split(session, held_for_splitting(session, one, by=ROADS), by=ROADS, now=LATER)
                else:
                    held = held_for_merging(session, one, other, by=ROADS)
                    merge(session, held, other, by=ROADS, now=LATER)
        except (DuplicateInvalid, GroupChanged, NotADuplicate):
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(act, range(80)))

    assert any(done)
    with any_database.reading() as session:
        reports = session.exec(select(Report)).all()
        followers = Counter(report.duplicate_of for report in reports if report.duplicate_of)
        anchors = {report.reference for report in reports if report.duplicate_of is None}
        for report in reports:
            assert report.duplicates == followers[report.reference]
            assert report.duplicate_of is None or report.duplicate_of in anchors
            numbers = session.exec(select(ReportEvent.number).where(ReportEvent.report_id == report.id)).all()
            assert sorted(numbers) == list(range(1, report.events + 1))
