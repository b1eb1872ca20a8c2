"""Every operator on every type, on both databases, against what plain Python says."""

import math
import operator
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, MetaData, insert, text
from sqlmodel import Field, SQLModel, delete, select

from plateforme.kit.counting import CHEAP
from plateforme.kit.db import Instant
from plateforme.kit.grammar.areas import EARTH_RADIUS, read_areas
from plateforme.kit.grammar.conditions import All, Circle, Either, Filter, Not, Place, Words
from plateforme.kit.grammar.errors import BadValue, UnknownParameter
from plateforme.kit.grammar.listing import Listing, fields_of
from plateforme.kit.grammar.operators import BY_NAME, fitting
from plateforme.kit.grammar.values import pack
from plateforme.kit.keyset import Asked, fetch


class Thing(SQLModel, table=True):
    metadata = MetaData()  # none of the platform's tables: migrations must not see it
    __tablename__ = "test_relational_thing"

    id: int = Field(primary_key=True)
    name: str | None = None
    count: int | None = None
    weight: float | None = None
    flag: bool | None = None
    day: date | None = None
    at: datetime | None = Field(default=None, sa_type=Instant)
    words: list[str] = Field(sa_type=JSON)
    lon: float | None = None
    lat: float | None = None
    folded: str = ""


SCALARS = ("name", "count", "weight", "flag", "day", "at")
LISTING = Listing(
    key="id",
    fields=fields_of(Thing, ("id", *SCALARS, "words", "lon", "lat")),
    text=Thing.folded,
    place=Place("lon", "lat"),
)
MINUTES = st.integers(-3, 3).map(lambda minutes: datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=minutes))
TEXTS = st.text(alphabet="aAéÉœß*[]%_\\'\",; #", max_size=3)
VALUES = {
    "name": TEXTS,
    "count": st.integers(-3, 3) | st.sampled_from([-(2**31), 2**31 - 1]),
    "weight": st.sampled_from([-1.5, -0.0, 0.0, 0.1, 1e-9, 3.0, 1e300]),
    "flag": st.booleans(),
    "day": st.dates(date(2026, 2, 27), date(2026, 3, 2)) | st.sampled_from([date.min, date.max]),
    "at": MINUTES,
}
ASKED = {**VALUES, "count": VALUES["count"] | st.sampled_from([2**31, -(2**63) + 1, 2**63 - 1])}
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            **{name: st.none() | values for name, values in VALUES.items()},
            "words": st.lists(TEXTS, max_size=3),
            "lon": st.none() | st.floats(-180, 180),
            "lat": st.none() | st.floats(-90, 90),
        }
    ),
    max_size=8,
)
LAWS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FORMS = st.lists(st.sampled_from(["%", "_", r"\%", r"\_", "\\\\", *"aAÉ*?[]^-'"]), max_size=4).map("".join)


def looks_like(value, form):
    pieces = re.findall(r"\\?.", form, re.DOTALL)
    plain = {"%": ".*", "_": "."}
    return (
        re.fullmatch("".join(plain.get(each) or re.escape(each[-1]) for each in pieces), value, re.DOTALL) is not None
    )


PLAIN = {
    "like": looks_like,
    "eq": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, *asked: value in asked,
    "contains": lambda value, asked: asked in value,
    "startswith": lambda value, asked: value.startswith(asked),
}


@pytest.fixture
def things(any_database):
    Thing.metadata.create_all(any_database.engine)
    return any_database


def fill(session, rows):
    session.exec(delete(Thing))
    session.add_all(Thing(id=number, **row) for number, row in enumerate(rows))
    session.flush()


def found(session, *conditions):
    return {row.id for row in fetch(session, select(Thing), LISTING, Asked(limit=1000, where=conditions)).rows}


def written(value):
    """The value as somebody writes it in a URL."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(pack(value))


def in_a_list(value):
    return '"' + written(value).replace('"', '""') + '"'


@st.composite
def comparisons(draw, names=SCALARS):
    """A filter on one field as a parameter and as what Python compares with."""
    name = draw(st.sampled_from(names))
    chosen = draw(st.sampled_from(fitting(LISTING.fields[name].kind)))
    if not chosen.takes_value:
        asked = draw(st.booleans())
        return name, chosen.name, (asked,), written(asked)
    values = TEXTS if name == "words" else ASKED[name]
    if chosen.takes_list:
        some = draw(st.lists(values, min_size=1, max_size=3))
        return name, chosen.name, tuple(some), ",".join(in_a_list(each) for each in some)
    asked = draw(FORMS if chosen.takes_pattern else values)
    return name, chosen.name, (asked,), written(asked)


def plainly(value, name, asked):
    """True, false or None, as SQL's three values."""
    if name == "isnull":
        return (value is None) == asked[0]
    if name == "ne":
        return value is None or value != asked[0]
    return None if value is None else PLAIN[name](value, *asked)


def plainly_in_list(items, name, asked):
    if name == "isnull":
        return (not items) == asked[0]
    if name == "ne":
        return asked[0] not in items
    return any(PLAIN[name](item, *asked) for item in items)


@LAWS
@given(rows=ROWS, asked=comparisons())
def test_every_operator_on_every_type_says_what_python_says(things, rows, asked):
    name, chosen, values, text = asked
    conditions = LISTING.read([(f"{name}__{chosen}", text)])
    with things.writing() as session:
        fill(session, rows)

        assert found(session, *conditions) == {
            number for number, row in enumerate(rows) if plainly(row[name], chosen, values)
        }


@LAWS
@given(rows=ROWS, asked=comparisons(names=("words",)))
def test_a_list_is_asked_by_its_items(things, rows, asked):
    name, chosen, values, text = asked
    conditions = LISTING.read([(f"{name}__{chosen}", text)])
    with things.writing() as session:
        fill(session, rows)

        assert found(session, *conditions) == {
            number for number, row in enumerate(rows) if plainly_in_list(row[name], chosen, values)
        }


def holds(condition, row):
    match condition:
        case Filter(column, chosen, values):
            asked = [value.replace(tzinfo=UTC) if isinstance(value, datetime) else value for value in values]
            return plainly(row[column], chosen.name, asked)
        case All(parts):
            told = [holds(part, row) for part in parts]
            return False if False in told else None if None in told else True
        case Either(parts):
            told = [holds(part, row) for part in parts]
            return True if True in told else None if None in told else False
        case Not(part):
            told = holds(part, row)
            return None if told is None else not told


def joined(parts):
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return several.map(All) | several.map(Either) | parts.map(Not)


TREES = st.recursive(comparisons().map(lambda asked: LISTING.read([(f"{asked[0]}__{asked[1]}", asked[3])])[0]), joined)


@LAWS
@given(rows=ROWS, tree=TREES)
def test_conditions_are_joined_with_three_values(things, rows, tree):
    with things.writing() as session:
        fill(session, rows)

        assert found(session, tree) == {number for number, row in enumerate(rows) if holds(tree, row) is True}


def metres(lon, lat, other_lon, other_lat):
    one, other = math.radians(lat), math.radians(other_lat)
    aside = math.sin(math.radians(other_lon - lon) / 2)
    haversine = math.sin((other - one) / 2) ** 2 + math.cos(one) * math.cos(other) * aside**2
    return 2 * EARTH_RADIUS * math.asin(min(1, math.sqrt(haversine)))


@LAWS
@given(rows=ROWS, lon=st.floats(-180, 180), lat=st.floats(-90, 90), radius=st.sampled_from([1, 500, 90_000, 1_000_000]))
def test_a_circle_holds_what_is_near_enough_on_the_ground(things, rows, lon, lat, radius):
    placed = [
        (number, row["lon"], row["lat"]) for number, row in enumerate(rows) if None not in (row["lon"], row["lat"])
    ]
    assume(all(abs(metres(lon, lat, *point) - radius) > 1e-3 for _, *point in placed))
    with things.writing() as session:
        fill(session, rows)

        asked = read_areas({"near": f"{lon:.12f},{lat:.12f}", "radius": str(radius)}, LISTING.place)

        assert found(session, *asked) == {number for number, *point in placed if metres(lon, lat, *point) <= radius}


@pytest.mark.parametrize("tiny", [5e-324, 1e-200, -1e-170, 1e-13])
def test_a_place_as_good_as_zero_breaks_no_question(things, tiny):
    with things.writing() as session:
        fill(session, [{"lon": tiny, "lat": tiny, "words": []}, {"lon": 0.0, "lat": -tiny, "words": []}])

        assert found(session, Circle(Place("lon", "lat"), 0.0, 0.0, 1.0)) == {0, 1}
        assert found(session, Circle(Place("lon", "lat"), tiny, -tiny, 1.0)) == {0, 1}


@pytest.mark.parametrize(
    ("box", "inside"), [("-2,47,-1,48", {0}), ("170,-30,-170,0", {1, 2}), ("-180,-90,180,90", {0, 1, 2})]
)
def test_a_box_may_cross_the_antimeridian(things, box, inside):
    with things.writing() as session:
        fill(
            session, [{"lon": lon, "lat": lat, "words": []} for lon, lat in [(-1.5, 47.2), (178.4, -18.1), (-172, -13)]]
        )
        session.add(Thing(id=9, words=[]))

        assert found(session, *read_areas({"bbox": box}, LISTING.place)) == inside


def test_words_are_sought_literally(things):
    with things.writing() as session:
        fill(session, [{"folded": text, "words": []} for text in ("ecole des 100% #eau#", "ecole", "100x")])

        assert found(session, Words(("100%",), ())) == {0}
        assert found(session, Words(("ecole", "#eau#"), ())) == {0}
        assert found(session, Words((), ())) == {0, 1, 2}


@LAWS
@given(
    text=st.text(max_size=40) | st.sampled_from(["'; DROP TABLE test_relational_thing; --", "x" * 10_000, "%", "\0"])
)
def test_any_text_is_a_value_or_is_refused_and_never_sql(things, text):
    asked = [(f"{name}__{chosen}", text) for name in ("name", "words") for chosen in ("eq", "ne", "contains", "in")]
    with things.writing() as session:
        fill(session, [{"name": "a", "words": ["b"]}])
        for parameter in asked:
            try:
                conditions = LISTING.read([parameter])
            except BadValue:
                assert "\0" in text or any("\ud800" <= character <= "\udfff" for character in text)
            else:
                assert found(session, *conditions) <= {0}


def test_an_estimate_is_exact_while_that_is_cheap(things):
    with things.writing() as session:
        fill(session, [{"name": "a", "words": []}, {"name": "b", "words": []}])

        few = fetch(session, select(Thing), LISTING, Asked(count="estimate", where=LISTING.read([("name", "a")])))

        assert (few.total, few.counted) == (1, "exact")


def test_of_many_rows_postgresql_tells_about_how_many(things):
    with things.writing() as session:
        session.connection().execute(insert(Thing), [{"id": number, "words": []} for number in range(CHEAP + 500)])
        session.connection().execute(text("ANALYZE test_relational_thing"))

        asked = Asked(limit=1, count="estimate", where=LISTING.read([("id__gte", "0")]))
        many = fetch(session, select(Thing), LISTING, asked)

        assert many.total is not None
        assert abs(many.total - (CHEAP + 500)) <= CHEAP / 5
        assert many.counted == ("exact" if things.is_sqlite else "estimate")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=ROWS,
    later=ROWS,
    asked=comparisons(),
    sort=st.lists(st.tuples(st.sampled_from(SCALARS), st.booleans()), max_size=2, unique_by=lambda step: step[0]),
    limit=st.integers(1, 3),
)
def test_a_filtered_walk_meets_each_row_once_whatever_comes_meanwhile(things, rows, later, asked, sort, limit):
    conditions = LISTING.read([(f"{asked[0]}__{asked[1]}", asked[3])])
    with things.writing() as session:
        fill(session, rows)
        there = found(session, *conditions)
        met, after, coming = [], None, list(enumerate(later, start=100))
        while True:
            page = fetch(session, select(Thing), LISTING, Asked(tuple(sort), limit, after, where=conditions))
            met += [row.id for row in page.rows]
            if (after := page.after) is None:
                break
            if coming:
                number, row = coming.pop()
                session.add(Thing(id=number, **row))
                session.flush()

        assert len(met) == len(set(met))
        assert there <= set(met)


@pytest.mark.parametrize(
    ("parameter", "text"),
    [
        *[("count__gt", text) for text in ("", "NaN", "1e3", "9" * 400, "9223372036854775808", "1_000", "١")],
        *[("weight", text) for text in ("NaN", "inf", "-Infinity", "1e999", "0x1p3", "1,5")],
        *[("day__lt", text) for text in ("10000-01-01", "2026-02-30", "2026-3-1", "01/03/2026", "today")],
        *[("at__gte", text) for text in ("0001-01-01", "9999-12-31T23:59:59-10:00", "2026-03-01T25:00", "1772323200")],
        *[("flag", text) for text in ("yes", "1", "")],
        *[("name__isnull", "maybe"), ("count__in", "1,,2"), ("name__in", ",".join("x" * 1001))],
        ("name", "half \ud800"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_without_repeating_it(parameter, text):
    with pytest.raises(BadValue) as refused:
        LISTING.read([(parameter, text)])

    assert parameter.partition("__")[0] in refused.value.detail
    assert not text or len(text) < 4 or text not in refused.value.detail


@pytest.mark.parametrize(
    ("parameter", "near"),
    [("nmae", "name"), ("name__contain", "contains"), ("flag__gt", None), ("folded", None)],
)
def test_what_is_not_there_is_refused_with_the_nearest_name(parameter, near):
    with pytest.raises(UnknownParameter) as refused:
        LISTING.read([(parameter, "x")])

    assert near is None or refused.value.extra["did_you_mean"] == near


def test_a_day_and_an_hour_without_offset_are_of_paris():
    (summer,) = LISTING.read([("at__gte", "2026-07-01")])
    (told,) = LISTING.read([("at__gte", "2026-07-01T00:00:00+02:00")])

    assert summer == told
    assert isinstance(summer, Filter)
    assert summer.values == (datetime(2026, 6, 30, 22, tzinfo=UTC).replace(tzinfo=None),)


def test_the_operators_of_rows_and_of_lists_are_the_same():
    (condition,) = LISTING.read([("name__startswith", "É")])

    assert isinstance(condition, Filter)
    assert condition.operator is BY_NAME["startswith"]
