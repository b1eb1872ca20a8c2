from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from plateforme.domains.access.consumers import create_consumer
from plateforme.domains.access.errors import NotYourOrganization
from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.settings import teams
from plateforme.domains.reports.settings.setting_errors import NotYourTeam, ReportTeamInvalid, ReportTeamNotFound

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def principal(consumer, organization="nantes"):
    return Principal(consumer, organization, frozenset({"reports:configure", "reports:triage"}), "key")


@pytest.fixture
def town(session):
    for slug in ("nantes", "reze"):
        create_organization(session, slug=slug, name=slug, kind="commune", now=NOW)
    for slug, organization in (("roads", "nantes"), ("lights", "nantes"), ("desk", "nantes"), ("others", "reze")):
        create_consumer(session, slug=slug, name=slug, organization=organization, now=NOW)
    return session


def put(session, slug, *members, by="desk"):
    new = teams.NewTeam(name=slug.title(), members=members)
    return teams.put_team(session, "nantes", slug, new, by=principal(by), now=NOW)


def a_report(team):
    return SimpleNamespace(reference="2026-0302-7QK2M9", organization="nantes", team=team)


def test_members_of_another_team_are_refused_and_told_whose_it_is(town):
    put(town, "voirie", "roads")
    put(town, "eclairage", "lights")

    with pytest.raises(NotYourTeam) as refused:
        teams.require_team(town, a_report("eclairage"), principal("roads"))

    assert refused.value.extra == {"team": "eclairage"}
    assert "eclairage" in (refused.value.french or "")


@pytest.mark.parametrize(
    ("team", "consumer"),
    [("voirie", "roads"), (None, "roads"), ("voirie", "desk"), ("gone", "desk"), ("eclairage", "lights")],
)
def test_the_own_team_nobody_s_report_and_the_coordination_pass(town, team, consumer):
    put(town, "voirie", "roads")
    put(town, "eclairage", "lights")

    teams.require_team(town, a_report(team), principal(consumer))


def test_a_retired_team_binds_its_members_no_more(town):
    put(town, "voirie", "roads")
    put(town, "eclairage", "lights")
    teams.retire_team(town, "nantes", "voirie", by=principal("desk"), now=NOW)

    teams.require_team(town, a_report("eclairage"), principal("roads"))
    assert not teams.is_active_team(town, "nantes", "voirie")


def test_members_are_consumers_of_the_organization(town):
    with pytest.raises(ReportTeamInvalid) as refused:
        put(town, "voirie", "roads", "others", "nobody")

    assert [(fault.name, fault.code) for fault in refused.value.errors] == [
        ("/members/1", "unknown"),
        ("/members/2", "unknown"),
    ]


def test_the_same_team_changes_nothing_and_a_retired_one_comes_back(town):
    assert put(town, "voirie", "roads")[1]
    assert put(town, "voirie", "roads")[0].revision == 1
    assert put(town, "voirie", "roads", "desk")[0].revision == 2
    assert teams.retire_team(town, "nantes", "voirie", by=principal("desk"), now=NOW).revision == 3

    back, is_new = put(town, "voirie", "roads", "desk")

    assert (back.retired_at, back.revision, is_new) == (None, 4, False)


def test_a_team_is_its_organization_s(town):
    with pytest.raises(NotYourOrganization):
        teams.put_team(town, "nantes", "x", teams.NewTeam(name="X"), by=principal("others", "reze"), now=NOW)
    with pytest.raises(ReportTeamNotFound):
        teams.get_team(town, "reze", "voirie")
