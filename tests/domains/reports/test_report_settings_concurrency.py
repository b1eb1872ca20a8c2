"""Settings that several people make at the same time: one of them is first, and the others are told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.settings import routing_settings, teams
from plateforme.domains.reports.settings.routing import Rule
from plateforme.domains.reports.settings.setting_errors import SettledMeanwhile
from plateforme.kit.db import Database

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOWN = Principal("desk", "nantes", frozenset({"reports:configure"}), "key")
AT_ONCE = 6


def test_a_team_made_by_several_at_once_is_made_once(any_database: Database) -> None:
    with any_database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
    start = Barrier(AT_ONCE)

    def make(number: int) -> str:
        start.wait()
        try:
            with any_database.writing() as session:
                new = teams.NewTeam(name=f"Team {number}")
                is_new = teams.put_team(session, "nantes", "voirie", new, by=TOWN, now=NOW)[1]
        except SettledMeanwhile:
            return "told"
        return "made" if is_new else "changed"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(make, range(AT_ONCE)))

    with any_database.reading() as session:
        row = teams.get_team(session, "nantes", "voirie")
    assert outcomes.count("made") == 1
    assert row.revision == 1 + outcomes.count("changed")


def test_rules_replaced_by_several_at_once_count_every_change(any_database: Database) -> None:
    with any_database.writing() as session:
        create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
        for number in range(AT_ONCE):
            teams.put_team(session, "nantes", f"team-{number}", teams.NewTeam(name="T"), by=TOWN, now=NOW)
        routing_settings.put_routing(session, "nantes", [], by=TOWN, now=NOW)

    def replace(number: int) -> None:
        with any_database.writing() as session:
            rules = [Rule(team=f"team-{number}")]
            routing_settings.put_routing(session, "nantes", rules, by=TOWN, now=NOW)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(replace, range(AT_ONCE)))

    with any_database.reading() as session:
        row = routing_settings.get_routing(session, "nantes")
    assert row is not None
    assert row.revision == 1 + AT_ONCE
