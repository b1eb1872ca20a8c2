import pytest
from hypothesis import given
from hypothesis import strategies as st

from plateforme.domains.reports.settings.attributes import check
from plateforme.domains.reports.settings.category import Attribute, Category, Datatype

WASTE = Attribute(
    code="waste",
    label_fr="Déchets",
    label_en="Waste",
    datatype=Datatype.SINGLEVALUELIST,
    values=(("bulky", "Encombrants"), ("rubble", "Gravats")),
)
WHO = Attribute(
    code="who",
    label_fr="Qui",
    label_en="Who",
    datatype=Datatype.MULTIVALUELIST,
    values=(("a", "A"), ("b", "B"), ("c", "C")),
)
POLE = Attribute(code="pole", label_fr="Mât", label_en="Pole", required=True)
VOLUME = Attribute(code="volume", label_fr="Volume", label_en="Volume", datatype=Datatype.NUMBER)
SINCE = Attribute(code="since", label_fr="Depuis", label_en="Since", datatype=Datatype.DATETIME)
NOTICE = Attribute(code="notice", label_fr="Appelez le 18", label_en="Call 18", variable=False)
CATEGORY = Category(
    code="light",
    label_fr="Éclairage",
    label_en="Light",
    help_fr="",
    service_level_days=5,
    attributes=(WASTE, WHO, POLE, VOLUME, SINCE, NOTICE),
)


def faults(given):
    return [(fault.name, fault.code) for fault in check(CATEGORY, {"pole": "A12", **given}).faults]


def test_answers_are_sorted_from_what_was_not_asked():
    known, unknown, wrong = check(CATEGORY, {"pole": "A12", "waste": "bulky", "colour": "red"})

    assert (known, unknown, wrong) == ({"pole": "A12", "waste": "bulky"}, {"colour": "red"}, [])


def test_a_required_attribute_is_missed_in_both_languages():
    (fault,) = check(CATEGORY, {"waste": "bulky"}).faults

    assert (fault.name, fault.code) == ("/attributes/pole", "required")
    assert fault.french


@pytest.mark.parametrize("empty", [None, "", "   ", []])
def test_an_empty_answer_is_none(empty):
    assert faults({"pole": empty}) == [("/attributes/pole", "required")]
    assert check(CATEGORY, {"pole": "1", "x": empty}).unknown == {}


@pytest.mark.parametrize(
    ("code", "given", "kept"),
    [
        ("volume", "2,5", 2.5),
        ("volume", " 3 ", 3),
        ("volume", 4.0, 4),
        ("since", "2026-03-01", "2026-03-01T00:00:00+01:00"),
        ("since", "2026-07-01T08:00:00Z", "2026-07-01T08:00:00+00:00"),
        ("waste", ["rubble"], "rubble"),
        ("who", "b", ["b"]),
        ("who", ["c", "a", "c"], ["a", "c"]),
        ("pole", 12, "12"),
    ],
)
def test_answers_are_read_as_forms_send_them(code, given, kept):
    assert check(CATEGORY, {"pole": "1", code: given}).known[code] == kept


@pytest.mark.parametrize(
    ("code", "given", "fault"),
    [
        ("volume", "beaucoup", "number"),
        ("volume", "nan", "number"),
        ("volume", "1e999", "number"),
        ("volume", True, "number"),
        ("since", "hier", "datetime"),
        ("since", 20260301, "datetime"),
        ("waste", "snow", "choice"),
        ("waste", ["bulky", "rubble"], "choice"),
        ("waste", {"key": "bulky"}, "choice"),
        ("who", ["a", "z"], "choice"),
        ("pole", "a" * 301, "too_long"),
        ("pole", "a\x07", "control_character"),
        ("pole", {"a": 1}, "type"),
        ("other", "b" * 4001, "too_long"),
    ],
)
def test_what_does_not_fit_is_named_and_never_repeated(code, given, fault):
    wrong = check(CATEGORY, {"pole": "1", code: given}).faults

    assert [(one.name, one.code) for one in wrong] == [(f"/attributes/{code}", fault)]
    assert all(one.french and str(given) not in one.detail for one in wrong)


def test_a_notice_takes_no_answer():
    assert check(CATEGORY, {"pole": "1", "notice": "oui"}).unknown == {"notice": "oui"}


def test_a_flood_of_attributes_is_refused_at_once():
    assert faults({f"a{number}": "x" for number in range(60)}) == [("/attributes", "too_many")]


ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["waste", "who", "pole", "volume", "since", "notice", "x", "y/~"]), ANSWERS))
def test_nothing_that_was_sent_is_lost_without_a_word(given):
    known, unknown, wrong = check(CATEGORY, given)

    told = {fault.name.removeprefix("/attributes/").replace("~1", "/").replace("~0", "~") for fault in wrong}
    silent = set(given) - set(known) - set(unknown) - told
    assert all(given[code] in (None, "", [], {}) or not str(given[code]).strip() for code in silent)
    assert not set(known) & set(unknown)


@given(st.dictionaries(st.sampled_from(["waste", "who", "pole", "volume", "since"]), ANSWERS))
def test_what_was_read_once_reads_the_same_again(given):
    known = check(CATEGORY, given).known

    assert check(CATEGORY, known).known == known
