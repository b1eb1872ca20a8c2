"""Groups around a report that the public must not see: what is said about it is not repeated beside it."""

import pytest
from sqlmodel import Session, col, select
from tests.domains.reports.street_reports import LATER, NOW, ROADS, add, go, history_of, join, part

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.changes.tables import Change
from plateforme.domains.reports.duplicates import merging
from plateforme.domains.reports.duplicates.duplicate_errors import DuplicateInvalid
from plateforme.domains.reports.errors import ReportErased, ReportNotFound
from plateforme.domains.reports.history.following import forget_quotes
from plateforme.domains.reports.lifecycle.lifecycle import Move
from plateforme.domains.reports.tables import ReportStatus, ReportVisibility

STRANGER = Principal("desk", "lyon", frozenset({"reports:triage"}), "k9")


@pytest.fixture(autouse=True)
def town(session: Session) -> None:
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)


def test_words_about_a_hidden_anchor_are_not_repeated_to_its_followers(session):
    first, second = add(session), add(session, hours=1)
    join(session, second, first)
    first.visibility = ReportVisibility.HIDDEN

    go(session, first, Move(to=ReportStatus.IN_PROGRESS, explanation="Chez Madame Martin, au troisième."))

    assert second.status == "in_progress"
    told = history_of(session, second)[-1].explanation or ""
    assert told.endswith("est en cours de traitement.")
    assert "Martin" not in told


def test_a_hidden_report_is_not_named_in_the_public_history_of_another(session):
    first, second = add(session), add(session, hours=1)
    second.visibility = ReportVisibility.HIDDEN

    with pytest.raises(DuplicateInvalid) as refused:
        join(session, second, first)

    assert [fault.code for fault in refused.value.errors] == ["not_public"]
    assert first.duplicates == 0


@pytest.mark.parametrize("visibility", [ReportVisibility.HIDDEN, ReportVisibility.SANDBOX, ReportVisibility.DRAFT])
def test_whoever_may_not_see_a_report_is_not_told_that_it_is_there(session, visibility):
    first, second = add(session), add(session, hours=1)
    second.visibility = visibility
    session.flush()

    for ask in (
        lambda: merging.held_for_merging(session, second.reference, first.reference, by=STRANGER),
        lambda: merging.held_for_splitting(session, second.reference, by=STRANGER),
    ):
        with pytest.raises(ReportNotFound):
            ask()


def test_an_erased_report_is_gone_for_everybody(session):
    first, second = add(session), add(session, hours=1)
    second.visibility = ReportVisibility.ERASED
    session.flush()

    for by in (STRANGER, ROADS):
        with pytest.raises(ReportErased):
            merging.held_for_merging(session, second.reference, first.reference, by=by)


def test_what_was_said_about_an_anchor_can_be_taken_out_of_every_history_that_repeats_it(session):
    first, second, third, apart = (add(session, hours=hours) for hours in range(4))
    for member in (second, third):
        join(session, member, first)
    go(session, first, Move(to=ReportStatus.IN_PROGRESS, explanation="Chez Madame Martin : au troisième."))
    go(session, apart, Move(to=ReportStatus.IN_PROGRESS, explanation="Chez Madame Martin."))
    part(session, third)

    assert forget_quotes(session, first, now=LATER) == 2

    heard = session.exec(select(Change).order_by(col(Change.position).desc()).limit(2)).all()
    assert {(each.subject, each.action) for each in heard} == {(each.reference, "updated") for each in (second, third)}
    told = [history_of(session, each)[2].explanation for each in (second, third)]
    assert told == [f"Le signalement {first.reference}, auquel celui-ci est rattaché, est en cours de traitement."] * 2
    assert history_of(session, apart)[-1].explanation == "Chez Madame Martin."
    assert forget_quotes(session, first, now=LATER) == 0
