from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select
from tests.domains.reports.street_reports import (
    CLOSE,
    LATER,
    NOW,
    REOPEN,
    ROADS,
    add,
    go,
    history_of,
    join,
    members,
    part,
)

from plateforme.domains.access.errors import NotYourOrganization
from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.duplicates.duplicate_errors import (
    BadSpot,
    DuplicateInvalid,
    GroupChanged,
    NotADuplicate,
)
from plateforme.domains.reports.duplicates.duplicates import (
    candidates,
    candidates_of,
    is_first,
    list_members,
    radius_of,
)
from plateforme.domains.reports.duplicates.leaving import leave_group
from plateforme.domains.reports.duplicates.merging import held_for_merging, held_for_splitting, merge
from plateforme.domains.reports.errors import ReportNotFound
from plateforme.domains.reports.places.distances import metres_between
from plateforme.domains.reports.places.spots import Spot
from plateforme.domains.reports.tables import Report
from plateforme.kit.keyset import Asked

HERE = Spot(category="pothole", lon=-1.5534, lat=47.2173)


@pytest.fixture(autouse=True)
def towns(session: Session) -> None:
    for slug in ("nantes", "rennes"):
        create_organization(session, slug=slug, name=slug.title(), kind="commune", now=NOW)


def told(session, report):
    return [(event.kind, event.related) for event in history_of(session, report)]


def faults(refusal):
    return [fault.code for fault in refusal.value.errors]


def test_what_is_near_of_the_same_category_and_open_is_offered_nearest_first(session):
    far, near = add(session, metres=40), add(session, metres=10)
    add(session, metres=60)
    add(session, metres=5, category="graffiti")

    found = candidates(session, HERE, now=NOW)

    assert [each.report.reference for each in found] == [near.reference, far.reference]
    assert [round(each.distance_m, 1) for each in found] == [10.0, 40.0]


def test_what_was_closed_long_ago_is_another_problem(session):
    report = add(session)
    go(session, report, CLOSE)

    assert candidates(session, HERE, now=LATER + timedelta(days=29))
    assert not candidates(session, HERE, now=LATER + timedelta(days=31))


def test_made_up_reports_and_those_of_others_are_offered_only_when_asked_for(session):
    add(session, sample=True)
    real = add(session)

    made_up = candidates(session, replace(HERE, sample=True), now=NOW)

    assert [each.report.sample for each in made_up] == [True]
    assert not candidates(session, replace(HERE, organization="rennes"), now=NOW)
    assert [each.report.reference for each in candidates(session, HERE, now=NOW)] == [real.reference]


def test_a_report_is_no_candidate_of_itself_nor_is_who_follows_another(session):
    first, second, third = add(session), add(session, metres=5, hours=1), add(session, metres=9, hours=2)
    join(session, second, first)

    assert [each.report.reference for each in candidates_of(session, third, now=LATER)] == [first.reference]
    assert candidates_of(session, add(session, lon=None, lat=None, address="ici"), now=LATER) == []


def test_a_point_that_is_none_and_an_unknown_category_are_named(session):
    with pytest.raises(BadSpot) as refusal:
        candidates(session, Spot(category="nothing", lon=47.2173, lat=-1.5534), now=NOW)

    assert [(fault.name, fault.code) for fault in refusal.value.errors] == [("lon", "swapped"), ("category", "unknown")]
    assert all(fault.french for fault in refusal.value.errors if fault.name == "category")


def test_merging_is_remembered_by_both_and_counted_by_the_anchor(session):
    first, second = add(session), add(session, metres=20, hours=1)

    join(session, second, first, explanation="Même trou.")

    assert (second.duplicate_of, first.duplicates, first.duplicate_of) == (first.reference, 1, None)
    assert told(session, first)[-1] == ("merged", second.reference)
    assert told(session, second)[-1] == ("merged", first.reference)
    assert [row.reference for row in members(session, first)] == [second.reference]


def test_merging_again_changes_nothing(session):
    first, second = add(session), add(session, hours=1)
    join(session, second, first)
    revisions = first.revision, second.revision

    join(session, second, first)

    assert (first.revision, second.revision, first.duplicates) == (*revisions, 1)


def test_the_followers_of_a_follower_follow_the_first_one(session):
    first, second, third = (add(session, hours=hour) for hour in range(3))
    join(session, third, second)

    join(session, second, first)

    assert (first.duplicates, second.duplicates) == (2, 0)
    assert {second.duplicate_of, third.duplicate_of} == {first.reference}


def test_a_follower_may_change_whom_it_follows(session):
    first, second, third = add(session), add(session, metres=30, hours=1), add(session, metres=30, hours=2)
    join(session, third, first)

    join(session, third, second)

    assert (first.duplicates, second.duplicates, third.duplicate_of) == (0, 1, second.reference)
    assert told(session, first)[-1] == ("split", third.reference)


def test_what_cannot_be_one_group_is_refused_with_the_reason(session):
    first, second, third = add(session), add(session, hours=1), add(session, hours=2)
    join(session, second, first)
    refused = {
        "itself": (third, third),
        "not_an_anchor": (third, second),
        "not_first": (first, third),
        "too_far": (add(session, metres=51, hours=3), first),
        "other_category": (add(session, category="graffiti", hours=3), first),
        "sample": (add(session, sample=True, hours=3), first),
        "no_point": (add(session, lon=None, lat=None, address="ici", hours=3), first),
    }
    for code, (report, anchor) in refused.items():
        with pytest.raises(DuplicateInvalid) as refusal:
            join(session, report, anchor)
        assert faults(refusal) == [code]
        assert all(fault.french for fault in refusal.value.errors)


def test_the_anchor_to_name_instead_is_told(session):
    first, second, third = (add(session, hours=hour) for hour in range(3))
    join(session, second, first)

    with pytest.raises(DuplicateInvalid) as refusal:
        join(session, third, second)
    assert refusal.value.extra == {"anchor": first.reference}


def test_followers_that_are_too_far_from_the_first_keep_their_group(session):
    first, second, third = add(session), add(session, metres=40, hours=1), add(session, metres=80, hours=2)
    join(session, third, second)

    with pytest.raises(DuplicateInvalid) as refusal:
        join(session, second, first)
    assert faults(refusal) == ["too_far"]
    assert third.reference in refusal.value.errors[0].detail
    assert (second.duplicate_of, third.duplicate_of) == (None, second.reference)


def test_one_address_is_near_enough_where_there_is_no_point(session):
    first = add(session, lon=None, lat=None, address="12 rue de Strasbourg")
    second = add(session, lon=None, lat=None, address="12 Rue de Strasbourg", hours=1)

    assert join(session, second, first).duplicate_of == first.reference


def test_other_organizations_neither_merge_nor_are_merged_into(session):
    ours, theirs = add(session, hours=1), add(session)
    theirs.organization = "rennes"
    session.flush()

    with pytest.raises(DuplicateInvalid) as refusal:
        join(session, ours, theirs)
    assert faults(refusal) == ["other_organization"]
    with pytest.raises(NotYourOrganization):
        held_for_merging(session, theirs.reference, ours.reference, by=ROADS)


def test_unknown_reports_are_named(session):
    report = add(session)

    with pytest.raises(ReportNotFound):
        held_for_merging(session, "2026-0101-AAAAAA", report.reference, by=ROADS)
    held = held_for_merging(session, report.reference, "a\x00b", by=ROADS)
    with pytest.raises(DuplicateInvalid) as refusal:
        merge(session, held, "a\x00b", by=ROADS, now=LATER)
    assert faults(refusal) == ["unknown"]
    with pytest.raises(NotADuplicate):
        held_for_splitting(session, report.reference, by=ROADS)


def test_splitting_is_remembered_and_reopens_what_was_closed_as_a_duplicate(session):
    first, second = add(session), add(session, hours=1)
    join(session, second, first)
    go(session, first, CLOSE)

    part(session, second, explanation="Un autre trou.")

    assert (second.status, second.outcome, second.closed_at, second.times_reopened) == ("received", None, None, 1)
    assert second.expected_at is not None
    assert second.expected_at > LATER
    assert (second.duplicate_of, first.duplicates) == (None, 0)
    assert told(session, first)[-1] == ("split", second.reference)
    assert told(session, second)[-1] == ("split", first.reference)


def test_a_group_that_changed_in_the_meantime_is_not_written_over(session, monkeypatch):
    first, second = add(session), add(session, hours=1)
    join(session, second, first)
    from plateforme.domains.reports.duplicates import merging  # noqa: PLC0415

    monkeypatch.setattr(merging, "_seen", lambda *_, **__: None)

    with pytest.raises(GroupChanged):
        held_for_merging(session, second.reference, first.reference, by=ROADS)


def test_the_radius_is_that_of_the_category_where_it_has_none_the_usual(session):
    assert radius_of(session, None, "no_such_category") == 50
    assert radius_of(session, "nantes", "pothole") > 0


def test_strangers_see_the_public_followers_only(session):
    first, second, hidden = (add(session, hours=hour) for hour in range(3))
    join(session, second, first)
    join(session, hidden, first)
    hidden.visibility = "hidden"
    session.flush()

    assert [row.reference for row in members(session, first)] == [second.reference]
    _, staff = list_members(session, first.reference, Asked(), caller=ROADS)
    assert len(staff.rows) == 2


steps = st.tuples(st.sampled_from(("merge", "split", "close", "reopen", "leave")), st.integers(0, 5), st.integers(0, 5))


@given(st.lists(st.integers(-80, 80), min_size=6, max_size=6), st.lists(steps, max_size=14))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_sequence_of_changes_breaks_the_laws_of_groups(session, places, asked):
    reports = [add(session, metres=metres, hours=hour) for hour, metres in enumerate(places)]
    for step, one, other in asked:
        try:
            match step:
                case "merge":
                    join(session, reports[one], reports[other])
                case "split":
                    part(session, reports[one])
                case "leave":
                    leave_group(session, reports[one], by=ROADS, now=LATER)
                case "close" if reports[one].status != "closed":
                    go(session, reports[one], CLOSE)
                case "reopen" if reports[one].status == "closed":
                    go(session, reports[one], REOPEN)
        except (DuplicateInvalid, NotADuplicate):
            pass
        _obey(session, reports)


def _obey(session: Session, reports: list[Report]) -> None:
    session.flush()
    by_reference = {report.reference: report for report in reports}
    followers = Counter(report.duplicate_of for report in reports if report.duplicate_of)
    for report in reports:
        assert report.duplicates == followers[report.reference]
        if report.duplicate_of is None:
            continue
        anchor = by_reference[report.duplicate_of]
        assert anchor.duplicate_of is None, "no chains"
        assert is_first(anchor, report)
        assert (metres_between(report, anchor) or 0) <= 50
    for one in reports:
        for other in reports:
            if one.duplicate_of is not None and one.duplicate_of == other.duplicate_of:
                assert (metres_between(one, other) or 0) <= 100


def test_nobody_but_the_staff_holds_a_draft(session):
    report = add(session)
    report.visibility = "draft"
    session.flush()

    with pytest.raises(ReportNotFound):
        held_for_splitting(session, report.reference, by=Principal("x", "nantes", ROADS.scopes, "k"))
    assert session.exec(select(Report)).all() == [report]
