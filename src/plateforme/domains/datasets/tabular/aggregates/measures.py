"""What a question may compute over rows, and by which parts of a moment it may group them: the ONE registry.

The parser, the compiler, the documentation and the tests read it. A template speaks of `{column}`, a quoted name (for a
part: of the moment on the clocks of the territory), and of `?`, a bound parameter; it never holds a value.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plateforme.kit.grammar.column_types import ColumnType

NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER)
DATES = (ColumnType.DATE, ColumnType.DATETIME)
ORDERED = (*NUMBERS, *DATES, ColumnType.STRING)
EPOCH = date(1970, 1, 1).toordinal()
_DAYS, _YEARS = 146_097, 400
"""The Gregorian calendar repeats itself after so many days, which are so many years."""


class Gives(StrEnum):
    """Of which type a measure is."""

    COUNT = "integer"
    SAME = "that of the column"
    NUMBER = "number"
    BETWEEN = "number; of a date or an instant, its own"


@dataclass(frozen=True)
class Measure:
    """One number (or value) for each group: its name in a URL, its SQL by the type of its column, and its words."""

    name: str
    sql: Mapping[ColumnType, str]
    sentence: str
    example: str
    gives: Gives
    bare: str | None = None
    """Its SQL without a column, if it needs none."""
    takes_percent: bool = False

    @property
    def fits(self) -> tuple[ColumnType, ...]:
        """The types that it can be computed on."""
        return tuple(kind for kind in ColumnType if kind in self.sql)

    def is_floating(self, kind: ColumnType) -> bool:
        """Tell whether the engine computes it in floating point, where a result may be beyond all numbers."""
        if self.gives is Gives.SAME:
            return kind is ColumnType.NUMBER
        return self.gives is not Gives.COUNT and kind in NUMBERS


class Clock(StrEnum):
    """What a part needs to know of an instant: the day in the territory, the time on its clocks, or UTC."""

    DAY = "day"
    TIME = "time"
    UTC = "utc"


@dataclass(frozen=True)
class Part:
    """One part of a date or an instant: its name in a URL, its SQL, which gives a whole number, and its words.

    The numbers are in the order of time. `write` gives what the answer says for one of them.
    """

    name: str
    sql: str
    sentence: str
    example: str
    shown: str
    gives: str
    write: Callable[[int], str | int]
    fits: tuple[ColumnType, ...] = DATES
    needs: Clock = Clock.DAY
    """What its SQL must know of an instant."""


def _for(template: str, *kinds: ColumnType) -> dict[ColumnType, str]:
    return dict.fromkeys(kinds, template)


MEASURES: tuple[Measure, ...] = (
    Measure(
        "count",
        _for("count({column})", *ColumnType),
        "How many rows; with a column, how many where it is not missing.",
        example="count",
        gives=Gives.COUNT,
        bare="count(*)",
    ),
    Measure(
        "distinct",
        _for("count(DISTINCT {column})", *ColumnType),
        "How many different values, missing ones not counted.",
        example="distinct(commune)",
        gives=Gives.COUNT,
    ),
    Measure(
        "sum",
        {ColumnType.INTEGER: "sum({column})", ColumnType.NUMBER: "fsum({column})"},
        "The sum; of whole numbers exact, whatever its size.",
        example="sum(montant)",
        gives=Gives.SAME,
    ),
    Measure(
        "avg",
        {ColumnType.INTEGER: "avg({column})", ColumnType.NUMBER: "favg({column})"},
        "The mean of the values that are there.",
        example="avg(montant)",
        gives=Gives.NUMBER,
    ),
    Measure(
        "min",
        _for("min({column})", *ORDERED),
        "The smallest value, the earliest moment, the first text.",
        example="min(date)",
        gives=Gives.SAME,
    ),
    Measure(
        "max",
        _for("max({column})", *ORDERED),
        "The largest value, the latest moment, the last text.",
        example="max(date)",
        gives=Gives.SAME,
    ),
    Measure(
        "median",
        {**_for("quantile_cont({column}, 0.5)", *NUMBERS), **_for("quantile_disc({column}, 0.5)", *DATES)},
        "The value in the middle; between two numbers their mean, between two moments the earlier.",
        example="median(montant)",
        gives=Gives.BETWEEN,
    ),
    Measure(
        "percentile",
        {**_for("quantile_cont({column}, ?)", *NUMBERS), **_for("quantile_disc({column}, ?)", *DATES)},
        "The value below which so many percent of the values lie, interpolated between two numbers.",
        example="percentile(montant,95)",
        gives=Gives.BETWEEN,
        takes_percent=True,
    ),
)


def _day(code: int) -> str:
    cycles, rest = divmod(code + EPOCH - 1, _DAYS)
    found = date.fromordinal(rest + 1)
    return f"{found.year + cycles * _YEARS:04d}-{found.month:02d}-{found.day:02d}"


PARTS: tuple[Part, ...] = (
    Part("year", "year({column})", "The year.", "year(date)", "2026", "integer", int),
    Part(
        "quarter",
        "(year({column}) * 4 + quarter({column}) - 1)",
        "The quarter of a year.",
        "quarter(date)",
        "2026-Q1",
        "string",
        lambda code: f"{code // 4:04d}-Q{code % 4 + 1}",
    ),
    Part(
        "month",
        "(year({column}) * 12 + month({column}) - 1)",
        "The month of a year.",
        "month(date)",
        "2026-03",
        "string",
        lambda code: f"{code // 12:04d}-{code % 12 + 1:02d}",
    ),
    Part(
        "week",
        "(isoyear({column}) * 100 + week({column}))",
        "The week of ISO 8601, which begins on a Monday and belongs to the year of its Thursday.",
        "week(date)",
        "2026-W09",
        "string",
        lambda code: f"{code // 100:04d}-W{code % 100:02d}",
    ),
    Part(
        "day",
        "(CAST({column} AS DATE) - DATE '1970-01-01')",
        "The day.",
        "day(date)",
        "2026-03-01",
        "string",
        _day,
    ),
    Part(
        "weekday",
        "isodow({column})",
        "The day of the week: 1 is Monday, 7 is Sunday.",
        "weekday(date)",
        "7",
        "integer",
        int,
    ),
    Part(
        "hour",
        "hour({column})",
        "The hour of the day, from 0 to 23.",
        "hour(horodatage)",
        "14",
        "integer",
        int,
        fits=(ColumnType.DATETIME,),
        needs=Clock.TIME,
    ),
)

BIN = "bin"
"""The word that cuts numbers into ranges of one size; beside the parts, the only function of `group_by`."""

BIN_SENTENCE = "The range of this size, from a multiple of it, that holds the number; the answer gives where it begins."
BIN_EXAMPLE = "bin(montant,1000)"

MEASURE_BY_NAME: Mapping[str, Measure] = {measure.name: measure for measure in MEASURES}
PART_BY_NAME: Mapping[str, Part] = {part.name: part for part in PARTS}


def listed_types(kinds: Iterable[ColumnType]) -> str:
    """Write types for a sentence."""
    names = [kind.value for kind in kinds]
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
