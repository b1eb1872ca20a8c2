from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.settings import category_settings, routing_settings, teams
from plateforme.domains.reports.settings.routing import Case, Reason, Rule, decide, who_gets
from plateforme.domains.reports.settings.setting_errors import BadPlace, ReportCategoryNotFound, ReportRoutingInvalid
from plateforme.domains.reports.settings.shared_categories import BY_CODE

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOWN = Principal("desk", "nantes", frozenset({"reports:configure"}), "key")
CENTRE = {"type": "Polygon", "coordinates": [[[0, 45], [1, 45], [1, 46], [0, 46], [0, 45]]]}
DUMP = Case(
    category="illegal_dumping", lon=0.5, lat=45.5, text="Un MATELAS devant l’École", attributes={"kind": "bulky"}
)


def test_the_first_rule_that_fits_decides():
    rules = [Rule(team="a", categories=("pothole",)), Rule(team="b", title="Tout"), Rule(team="c")]

    decision = decide(rules, DUMP, BY_CODE)

    assert (decision.team, decision.reason, decision.rule, decision.title) == ("b", Reason.RULE, 2, "Tout")


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (Rule(team="t", categories=("illegal_dumping",)), True),
        (Rule(team="t", categories=("pothole",)), False),
        (Rule(team="t", area=CENTRE), True),
        (Rule(team="t", area={**CENTRE, "coordinates": [[[2, 45], [3, 45], [3, 46], [2, 45]]]}), False),
        (Rule(team="t", insee_codes=("44109",)), False),
        (Rule(team="t", insee_codes=("44109",), area=CENTRE), True),
        (Rule(team="t", words="matelas"), True),
        (Rule(team="t", words="ecole matel"), True),
        (Rule(team="t", words="matelas armoire"), False),
        (Rule(team="t", words="cole"), False),
        (Rule(team="t", attribute="kind"), True),
        (Rule(team="t", attribute="kind", values=("rubble", "bulky")), True),
        (Rule(team="t", attribute="kind", values=("rubble",)), False),
        (Rule(team="t", attribute="other"), False),
        (Rule(team="t", words="matelas", categories=("pothole",)), False),
    ],
)
def test_every_condition_of_a_rule_must_hold(rule, fits):
    assert (decide([rule], DUMP, BY_CODE).team == "t") is fits


def test_a_category_stands_for_those_under_it():
    rules = [Rule(team="t", categories=("road_sign",))]

    assert decide(rules, Case(category="road_marking"), BY_CODE).team == "t"


def test_where_the_place_is_not_known_no_area_holds_it():
    assert decide([Rule(team="t", area=CENTRE)], Case(category="pothole"), BY_CODE).team is None


def test_of_several_answers_one_is_enough():
    case = Case(category="graffiti", attributes={"nature": ["insulting", "other"]})

    assert decide([Rule(team="t", attribute="nature", values=("insulting",))], case, BY_CODE).team == "t"


@pytest.fixture
def town(session):
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
    for slug in ("voirie", "proprete"):
        teams.put_team(session, "nantes", slug, teams.NewTeam(name=slug), by=TOWN, now=NOW)
    return session


def put(session, *rules):
    return routing_settings.put_routing(session, "nantes", rules, by=TOWN, now=NOW)


def test_without_a_rule_the_team_of_the_category_or_of_the_one_above_gets_it(town):
    category_settings.put_category(town, "nantes", "road_sign", {"team": "voirie"}, by=TOWN, now=NOW)

    above = who_gets(town, "nantes", Case(category="road_marking"))

    assert (above.team, above.reason, above.rule) == ("voirie", Reason.PARENT, None)
    assert who_gets(town, "nantes", Case(category="road_sign")).reason == Reason.CATEGORY
    assert who_gets(town, "nantes", Case(category="pothole")).reason == Reason.NONE


def test_rules_come_back_as_they_were_written(town):
    rule = Rule(
        team="voirie", title="Centre", categories=("pothole",), area=CENTRE, words="trou", insee_codes=("44109",)
    )
    put(town, rule, Rule(team="proprete"))
    town.expire_all()

    decision = who_gets(town, "nantes", Case(category="pothole", lon=0.5, lat=45.5, text="Un gros trou"))

    assert (decision.team, decision.rule, decision.title) == ("voirie", 1, "Centre")
    assert who_gets(town, "nantes", Case(category="pothole")).team == "proprete"
    assert put(town, rule, Rule(team="proprete")) == (routing_settings.get_routing(town, "nantes"), False)
    assert put(town, rule)[0].revision == 2


def test_a_retired_team_gets_nothing(town):
    put(town, Rule(team="voirie"), Rule(team="proprete"))
    teams.retire_team(town, "nantes", "voirie", by=TOWN, now=NOW)

    assert who_gets(town, "nantes", Case(category="pothole")).team == "proprete"


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        (Rule(team="nobody"), ("/rules/1/team", "unknown")),
        (Rule(team="voirie", categories=("x",)), ("/rules/1/categories/0", "unknown")),
        (Rule(team="voirie", area={"type": "Point"}), ("/rules/1/area", "geojson")),
        (Rule(team="voirie", insee_codes=("1",)), ("/rules/1/insee_codes/0", "pattern")),
        (Rule(team="voirie", values=("a",)), ("/rules/1/attribute", "required")),
    ],
)
def test_a_rule_that_names_what_does_not_exist_is_refused_by_its_place(town, rule, fault):
    with pytest.raises(ReportRoutingInvalid) as refused:
        put(town, Rule(team="voirie"), rule)

    assert [(one.name, one.code) for one in refused.value.errors] == [fault]
    assert all(one.french for one in refused.value.errors)
    assert routing_settings.get_routing(town, "nantes") is None


def test_a_question_about_nothing_is_refused(town):
    with pytest.raises(ReportCategoryNotFound):
        who_gets(town, "nantes", Case(category="spaceship"))
    with pytest.raises(BadPlace):
        who_gets(town, "nantes", Case(category="pothole", lon=1.0))


RULES = st.lists(
    st.builds(
        Rule,
        team=st.sampled_from(["a", "b", "c"]),
        categories=st.lists(st.sampled_from(["pothole", "road_sign", "road_marking"]), max_size=2).map(tuple),
        words=st.sampled_from(["", "trou", "éteint"]),
    ),
    max_size=6,
)
CASES = st.builds(
    Case,
    category=st.sampled_from(["pothole", "road_sign", "road_marking"]),
    text=st.sampled_from(["", "un trou", "tout est éteint", "trou éteint"]),
)


@given(rules=RULES, case=CASES)
def test_rules_after_the_one_that_decides_do_not_matter(rules, case):
    decision = decide(rules, case, BY_CODE)

    if decision.rule is None:
        assert all(decide([rule], case, BY_CODE).rule is None for rule in rules)
    else:
        assert decide(rules[: decision.rule], case, BY_CODE) == decision
        assert decide(rules[: decision.rule - 1], case, BY_CODE).rule is None
