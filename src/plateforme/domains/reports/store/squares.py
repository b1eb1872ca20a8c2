"""Finding what is near by the squares of the grid: an index answers, however many reports there are.

Latitude and longitude alone would not do: an index holds one of them, and a band across the country is no place.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, String, bindparam, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType
from sqlmodel import Session, col

from plateforme.domains.reports.places import grid
from plateforme.domains.reports.tables import Report
from plateforme.kit.grammar.areas import outer_box
from plateforme.kit.grammar.conditions import All, Box, Circle, Condition

SPANS: Final = 256
"""More rows of squares than this, 57 km from south to north, are no small place."""

LISTED: Final = 1024
"""Up to so many squares are named one by one, so that the index finds a category in each; more, as spans."""

CROWDED: Final = 4_000
"""With more reports than this in a box, a walk through the order that was asked for comes to its page sooner."""

SIFTED: Final = 20_000
"""The same where other conditions make a match rare, and the walk long."""

_HINT: Final = "INDEXED BY ix_reports_cell_category"


class OneOf(FunctionElement[Any]):
    """Whether a whole number is one of those that a text holds, separated by commas.

    One parameter, however many numbers: a parameter for each would take longer to write than the answer to find.
    """

    # of a Boolean, SQLAlchemy would write `= 1` behind it for SQLite, and no index would answer
    type = NullType()
    inherit_cache = True


@compiles(OneOf)
def _of_array(element: OneOf, compiler: SQLCompiler, **options: Any) -> str:
    number, numbers = (compiler.process(each, **options) for each in element.clauses)
    return f"{number} = ANY(string_to_array({numbers}, ',')::bigint[])"


@compiles(OneOf, "sqlite")
def _of_json(element: OneOf, compiler: SQLCompiler, **options: Any) -> str:
    number, numbers = (compiler.process(each, **options) for each in element.clauses)
    return f"{number} IN (SELECT value FROM json_each('[' || {numbers} || ']'))"  # noqa: S608  # parameters


def looked_up(statement: Any, squares: ColumnElement[bool]) -> Any:
    """A statement about what lies in some squares; SQLite is told that their index is the one to take."""
    return statement.where(squares).with_hint(Report, _HINT, "sqlite")


def in_squares(box: Box) -> ColumnElement[bool] | None:
    """Whether a report lies in the squares that touch a box; none when the box is no small place."""
    if (box.north - box.south) * grid.PER_DEGREE > SPANS:
        return None
    spans = grid.spans_of(box.west, box.south, box.east, box.north)
    numbers = _listed(spans)
    return OneOf(col(Report.cell), literal(numbers, String())) if numbers else _in_spans(spans)


def is_crowded(session: Session, box: Box, *, beyond: int) -> bool:
    """Whether there are more reports than this in the squares that touch a small box; the index alone tells."""
    squares = in_squares(box)
    if squares is None:
        return True
    numbers = _listed(grid.spans_of(box.west, box.south, box.east, box.north))
    if numbers:
        found: int = session.connection().execute(_CROWD, {"numbers": numbers, "most": beyond + 1}).scalar_one()
    else:
        some = looked_up(select(col(Report.cell)), squares).limit(beyond + 1).subquery()
        found = session.connection().execute(select(func.count()).select_from(some)).scalar_one()
    return found > beyond


def _listed(spans: list[tuple[int, int]]) -> str:
    """The numbers of these squares, one by one; nothing when there are too many."""
    if sum(last - first + 1 for first, last in spans) > LISTED:
        return ""
    return ",".join([str(number) for first, last in spans for number in range(first, last + 1)])


def _in_spans(spans: list[tuple[int, int]]) -> ColumnElement[bool]:
    return or_(*(col(Report.cell).between(first, last) for first, last in spans))


_CROWD: Final = select(func.count()).select_from(
    looked_up(select(col(Report.cell)), OneOf(col(Report.cell), bindparam("numbers", type_=String())))
    .limit(bindparam("most", type_=Integer()))
    .subquery()
)
"""How many reports there are in some squares, up to so many: written once, for it is asked with most boxes."""


def narrowed_by_squares(session: Session, statement: Any, where: tuple[Condition, ...]) -> Any:
    """The same statement, told in which squares to look where the question is about a small place that is not crowded.

    What it finds is the same: the exact condition stays beside it.
    """
    areas = _areas(where)
    beyond = CROWDED if len(where) == len(areas) else SIFTED
    for box in map(outer_box, areas):
        squares = in_squares(box)
        if squares is not None:
            if _is_left_to_choose(session, squares) or not is_crowded(session, box, beyond=beyond):
                return looked_up(statement, squares)
            return statement
    return statement


def _is_left_to_choose(session: Session, squares: ColumnElement[bool]) -> bool:
    """PostgreSQL keeps statistics: told of each square, it knows by itself which way is shorter."""
    return isinstance(squares, OneOf) and session.get_bind().dialect.name == "postgresql"


def _areas(where: tuple[Condition, ...]) -> list[Box | Circle]:
    """The places in which everything that is asked for lies."""
    found: list[Box | Circle] = []
    for condition in where:
        match condition:
            case Box() | Circle():
                found.append(condition)
            case All(parts):
                found += _areas(parts)
            case _:
                pass
    return found
