from datetime import UTC, datetime

import pytest

from plateforme.domains.access.organizations import create_organization
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.settings import categories, category_settings, teams
from plateforme.domains.reports.settings.category import Attribute, Datatype, ServiceLevelKind
from plateforme.domains.reports.settings.setting_errors import ReportCategoryInvalid, ReportCategoryNotFound
from plateforme.domains.reports.settings.shared_categories import BY_CODE, SHARED

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOWN = Principal("desk", "nantes", frozenset({"reports:configure"}), "key")
SCOOTER = {"label_fr": "Trottinette mal garée", "service_level_days": 2}


@pytest.fixture
def town(session):
    create_organization(session, slug="nantes", name="Nantes", kind="commune", now=NOW)
    return session


def put(session, code, terms, now=NOW):
    return category_settings.put_category(session, "nantes", code, terms, by=TOWN, now=now)


def faults(session, code, terms):
    with pytest.raises(ReportCategoryInvalid) as refused:
        put(session, code, terms)
    assert all(fault.french for fault in refused.value.errors)
    return [(fault.name, fault.code) for fault in refused.value.errors]


def test_the_shared_categories_are_a_tree_with_whole_attributes():
    for category in SHARED:
        assert category.parent is None or BY_CODE[category.parent].parent is None
        assert category_settings._attribute_faults(category.attributes) == []
        assert category.group
        assert category.help_fr


def test_an_organization_without_a_word_has_the_shared_categories(town):
    assert dict(categories.effective(town, "nantes")) == dict(BY_CODE)
    assert categories.find(town, "nantes", "pothole") == BY_CODE["pothole"]
    assert categories.find(town, "nantes", "spaceship") is None


def test_a_category_of_its_own_is_the_organization_s_only(town):
    category, is_new = put(town, "scooter", SCOOTER)

    assert is_new
    assert (category.organization, category.label_en, category.is_active) == ("nantes", "Trottinette mal garée", True)
    assert categories.find(town, "nantes", "scooter") == category
    assert categories.find(town, "rezé", "scooter") is None
    assert list(categories.effective(town, "nantes"))[-1] == "scooter"


def test_a_shared_category_on_other_terms_keeps_the_rest(town):
    category, _ = put(town, "pothole", {"service_level_days": 3, "service_level_kind": ServiceLevelKind.CALENDAR})

    assert (category.service_level_days, category.service_level_kind) == (3, ServiceLevelKind.CALENDAR)
    assert (category.label_fr, category.is_safety) == (BY_CODE["pothole"].label_fr, True)
    assert BY_CODE["pothole"].service_level_days == 10


def test_attributes_come_back_as_they_were_written(town):
    asked = Attribute(
        code="brand",
        label_fr="Marque",
        label_en="Brand",
        datatype=Datatype.SINGLEVALUELIST,
        values=(("x", "X"), ("y", "Y")),
        is_public=False,
    )
    put(town, "scooter", {**SCOOTER, "attributes": [asked], "keywords": ["vélo"]})
    town.expire_all()

    found = categories.find(town, "nantes", "scooter")

    assert found is not None
    assert (found.attributes, found.keywords) == ((asked,), ("vélo",))


def test_the_same_terms_change_nothing_and_others_count(town):
    put(town, "scooter", SCOOTER)

    assert put(town, "scooter", SCOOTER)[0].revision == 1
    assert put(town, "scooter", {**SCOOTER, "service_level_days": 4})[0].revision == 2


@pytest.mark.parametrize("code", ["pothole", "scooter"])
def test_a_retired_category_is_kept_for_its_reports_and_can_come_back(town, code):
    put(town, "scooter", SCOOTER)

    retired = category_settings.retire_category(town, "nantes", code, by=TOWN, now=NOW)

    assert not retired.is_active
    assert categories.find(town, "nantes", code) == retired
    assert put(town, code, SCOOTER)[0].is_active


def test_what_never_was_cannot_be_retired(town):
    with pytest.raises(ReportCategoryNotFound):
        category_settings.retire_category(town, "nantes", "spaceship", by=TOWN, now=NOW)


def test_a_category_of_its_own_needs_a_name_and_a_promise(town):
    assert faults(town, "scooter", {}) == [("/label_fr", "required"), ("/service_level_days", "required")]
    assert ("code", "pattern") in faults(town, "Scooter-1", SCOOTER)


def test_the_tree_has_no_circle_and_a_bottom(town):
    assert faults(town, "scooter", {**SCOOTER, "parent": "scooter"}) == [("/parent", "unknown")]
    assert faults(town, "scooter", {**SCOOTER, "parent": "nowhere"}) == [("/parent", "unknown")]
    assert faults(town, "road_sign", {"parent": "road_marking"}) == [("/parent", "unknown")]
    for number in range(1, 5):
        put(town, f"level_{number}", {**SCOOTER, "parent": f"level_{number - 1}" if number > 1 else None})
    assert faults(town, "level_5", {**SCOOTER, "parent": "level_4"}) == [("/parent", "too_deep")]
    assert faults(town, "level_1", {**SCOOTER, "parent": "road_sign"}) == [("/parent", "too_deep")]


def test_only_an_active_team_can_have_a_category(town):
    assert faults(town, "pothole", {"team": "voirie"}) == [("/team", "unknown")]
    teams.put_team(town, "nantes", "voirie", teams.NewTeam(name="Voirie"), by=TOWN, now=NOW)

    assert put(town, "pothole", {"team": "voirie"})[0].team == "voirie"
    teams.retire_team(town, "nantes", "voirie", by=TOWN, now=NOW)
    assert faults(town, "pothole", {"team": "voirie", "position": 2}) == [("/team", "unknown")]


@pytest.mark.parametrize(
    ("terms", "fault"),
    [
        ({"datatype": Datatype.SINGLEVALUELIST}, ("/attributes/0/values", "required")),
        ({"values": (("a", "A"),)}, ("/attributes/0/values", "misplaced")),
        (
            {"datatype": Datatype.MULTIVALUELIST, "values": (("a", "A"), ("a", "B"))},
            ("/attributes/0/values", "duplicate"),
        ),
        ({"required": True, "variable": False}, ("/attributes/0/required", "misplaced")),
    ],
)
def test_an_attribute_that_nobody_could_answer_is_refused(town, terms, fault):
    attribute = Attribute(code="a", label_fr="A", label_en="A", **terms)

    assert faults(town, "scooter", {**SCOOTER, "attributes": [attribute]}) == [fault]
