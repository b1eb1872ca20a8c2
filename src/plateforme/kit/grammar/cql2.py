"""`filter=`: a condition in CQL2 text (OGC 21-065r2), for what several parameters, which must all hold, cannot say.

What is compared with a missing value is neither true nor false, as in SQL: neither `a = 1` nor `NOT a = 1` finds a row
in which `a` is missing; `a IS NULL` does.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from plateforme.kit.grammar.areas import GEOMETRIES, RADIUS_MAX, NoPlaces, Relation, read_box, read_shape
from plateforme.kit.grammar.column_types import ColumnType
from plateforme.kit.grammar.conditions import All, Box, Circle, Condition, Either, Filter, Not, Place, Shape
from plateforme.kit.grammar.cql2_text import NUMBER, PARAMETER, SHOWN, parse
from plateforme.kit.grammar.errors import BadValue, UnknownParameter
from plateforme.kit.grammar.operators import BY_NAME, fitting
from plateforme.kit.grammar.parsing import LIST_MAX, Names, ends_open
from plateforme.kit.grammar.values import Scalar, read

_COMPARES: Final = {"=": "eq", "<>": "eq", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}
_TURNED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_TAKES: Final = {"not": 1, "isnull": 1, "between": 3, "in": 2, "like": 2, **dict.fromkeys(_COMPARES, 2)}
"""How many things an operation is about: the library lets `LIKE ('a')` pass. The others look for themselves."""

_GEOMETRY: Final = frozenset({"geometry", "geom"})
"""What a filter may call the place of a thing, beside the name of its column."""

_SIMPLE: Final = re.compile(r"(?P<start>%?)(?P<text>[^%_\\]*)(?P<end>%?)", re.DOTALL)
_WHOLE: Final = 2.0**53
_SUPPORTED: Final = (
    "Supported are AND, OR, NOT, = <> < <= > >=, BETWEEN, IN, LIKE and IS NULL, between a column and values, "
    "S_INTERSECTS, S_WITHIN, S_DISJOINT and S_DWITHIN."
)
_SUPPORTED_FR: Final = (
    "Sont compris AND, OR, NOT, = <> < <= > >=, BETWEEN, IN, LIKE et IS NULL, entre une colonne et des valeurs, "
    "S_INTERSECTS, S_WITHIN, S_DISJOINT et S_DWITHIN."
)
_PLACE_SHOWN: Final = "filter=S_INTERSECTS(geometry, BBOX(-1.65,47.18,-1.47,47.30))"
_NEAR_SHOWN: Final = "filter=S_DWITHIN(geometry, POINT(-1.5536 47.2184), 500)"
_METRES: Final = {"meters": 1.0, "metres": 1.0, "meter": 1.0, "metre": 1.0, "m": 1.0, "kilometers": 1e3, "km": 1e3}


def read_filter(text: str, names: Names, place: Place | None) -> Condition:
    """Read a CQL2 text into a condition on the columns that `names` gives; `place` says where the things are kept."""
    return _Reader(names, place).condition(parse(text))


class _Reader:
    """Turns the tree of the library into ours, with every name and value checked."""

    def __init__(self, names: Names, place: Place | None) -> None:
        self._names, self._place = names, place
        self._known: Mapping[str, Callable[[str, Sequence[Any]], Condition]] = {
            "and": lambda _, args: All(tuple(self.condition(each) for each in args)),
            "or": lambda _, args: Either(tuple(self.condition(each) for each in args)),
            "not": lambda _, args: Not(self.condition(args[0])),
            "between": self._between,
            "in": self._in,
            "like": self._like,
            "isnull": lambda _, args: Filter(self._column(args[0]), BY_NAME["isnull"], (True,)),
            "s_intersects": self._meets,
            "s_disjoint": lambda _, args: Not(self._meets("s_intersects", args)),
            "s_within": self._meets,
            "s_dwithin": self._near,
            **dict.fromkeys(_COMPARES, self._compared),
        }

    def condition(self, tree: Any) -> Condition:
        """Read what is true or false."""
        if isinstance(tree, bool):
            return All(()) if tree else Either(())
        if isinstance(tree, Mapping):
            if "property" in tree:
                return self._alone(self._column(tree))
            operation, args = str(tree.get("op", "")).lower(), tree.get("args", ())
            if operation in self._known and len(args) == _TAKES.get(operation, len(args)):
                return self._known[operation](operation, args)
        raise _unsupported()

    def _alone(self, column: str) -> Condition:
        if self._names.kinds[column] is not ColumnType.BOOLEAN:
            raise BadValue(
                PARAMETER,
                f"{column} stands alone and is neither true nor false. Compare it with a value.",
                french=f"{column} est seul et n’est ni vrai ni faux. Comparez-le à une valeur.",
            )
        return Filter(column, BY_NAME["eq"], (True,))

    def _compared(self, operation: str, args: Sequence[Any]) -> Condition:
        left, right = args
        if not _is_column(left):
            left, right, operation = right, left, _TURNED.get(operation, operation)
        found = self._filter(left, _COMPARES[operation], [right])
        return Not(found) if operation == "<>" else found

    def _between(self, _: str, args: Sequence[Any]) -> Condition:
        column, low, high = args
        return All((self._filter(column, "gte", [low]), self._filter(column, "lte", [high])))

    def _in(self, _: str, args: Sequence[Any]) -> Condition:
        column, values = args
        if not isinstance(values, list):
            values = [values]
        if len(values) > LIST_MAX:
            raise BadValue(
                PARAMETER,
                f"a list holds {LIST_MAX} values at most. Ask in several questions.",
                french=f"une liste a {LIST_MAX} valeurs au plus. Posez plusieurs questions.",
            )
        return self._filter(column, "in", values)

    def _like(self, _: str, args: Sequence[Any]) -> Condition:
        asked = self._filter(args[0], "like", [args[1]])
        simple = _SIMPLE.fullmatch(str(asked.values[0]))
        if simple is None:
            return asked
        # what an index can answer
        name = {(False, False): "eq", (False, True): "startswith", (True, True): "contains"}.get(
            (bool(simple["start"]), bool(simple["end"]))
        )
        return asked if name is None else Filter(asked.column, BY_NAME[name], (simple["text"],))

    def _filter(self, column: Any, operator: str, values: Sequence[Any]) -> Filter:
        name = self._column(column)
        kind = self._names.kinds[name]
        asked = BY_NAME[operator]
        if kind not in asked.fits:
            known = [each.name for each in fitting(kind)]
            raise UnknownParameter(PARAMETER, part=operator, what=f"an operator on {name} ({kind.value})", known=known)
        read_all = tuple(self._value(name, kind, each) for each in values)
        if asked.takes_pattern and any(ends_open(str(each)) for each in read_all):
            raise BadValue(
                PARAMETER,
                f"the pattern on {name} ends with a lone \\: write \\\\ for the sign itself.",
                french=f"le motif sur {name} finit par un \\ seul : écrivez \\\\ pour le signe lui-même.",
            )
        return Filter(name, asked, read_all)

    def _value(self, name: str, kind: ColumnType, tree: Any) -> Scalar:
        form = self._names.readings[kind]
        try:
            return read(kind, _written(tree, kind), self._names.readings)
        except ValueError:
            quoted = kind not in {ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.BOOLEAN}
            shown = f"'{form.example}'" if quoted else form.example
            said = (
                f"{name} is a column of type {kind.value}; compare it with {form.expected}, such as {name} = {shown}."
            )
            french = (
                f"{name} est une colonne de type {kind.value} ; comparez-la à {form.french}, comme {name} = {shown}."
            )
            raise BadValue(PARAMETER, said, french=french) from None

    def _column(self, tree: Any) -> str:
        if not _is_column(tree):
            raise _unsupported()
        word = tree["property"]
        if column := self._names.column(word):
            return column
        hint = self._names.hint(word)
        known = list(self._names.kinds)
        raise UnknownParameter(PARAMETER, part=word, what="a column in filter", known=known, hint=hint)

    def _meets(self, operation: str, args: Sequence[Any]) -> Box | Shape:
        place, literal = self._placed(args)
        relation: Relation = "inside" if operation == "s_within" else "touches"
        if isinstance(literal, Mapping) and isinstance(literal.get("bbox"), list):
            box = read_box(",".join(repr(each) for each in literal["bbox"]), place, PARAMETER)
            if relation == "touches":
                return box
            literal = _outline(box)
        return read_shape(literal, place, PARAMETER, kinds=GEOMETRIES, relation=relation)

    def _near(self, _: str, args: Sequence[Any]) -> Circle:
        place, literal = self._placed(args[:2])
        is_point = isinstance(literal, Mapping) and literal.get("type") == "Point"
        unit = args[3]["property"].lower() if len(args) > 3 and _is_column(args[3]) else "m"  # noqa: PLR2004
        distance = args[2] if len(args) > 2 else None  # noqa: PLR2004
        if not is_point or isinstance(distance, bool) or not isinstance(distance, int | float) or unit not in _METRES:
            raise BadValue(
                PARAMETER,
                f"S_DWITHIN takes a place, a point and metres, as in {_NEAR_SHOWN}.",
                french=f"S_DWITHIN prend un lieu, un point et des mètres, comme {_NEAR_SHOWN}.",
            )
        radius = distance * _METRES[unit]
        if not 0 < radius <= RADIUS_MAX:
            raise BadValue(
                PARAMETER,
                f"give metres, above 0 and up to {RADIUS_MAX}, as in {_NEAR_SHOWN}.",
                french=f"donnez des mètres, plus de 0 et {RADIUS_MAX} au plus, comme {_NEAR_SHOWN}.",
            )
        read_shape(literal, place, PARAMETER, kinds={"Point": 0})
        longitude, latitude = literal["coordinates"][:2]
        return Circle(place, longitude, latitude, radius)

    def _placed(self, args: Sequence[Any]) -> tuple[Place, Any]:
        """Give the place that is meant, and what it is compared with."""
        if self._place is None:
            raise NoPlaces(PARAMETER)
        called = _GEOMETRY.union(filter(None, (self._place.column, self._place.longitude, self._place.latitude)))
        if len(args) < 2 or not _is_column(args[0]) or args[0]["property"] not in called:  # noqa: PLR2004
            raise BadValue(
                PARAMETER,
                f"a spatial function compares geometry with a literal, as in {_PLACE_SHOWN}.",
                french=f"une fonction spatiale compare geometry à un littéral, comme {_PLACE_SHOWN}.",
            )
        return self._place, args[1]


def _is_column(tree: Any) -> bool:
    return isinstance(tree, Mapping) and isinstance(tree.get("property"), str)


def _written(tree: Any, kind: ColumnType) -> str:
    """Write a literal as a parameter would have it; ValueError when it is none that fits."""
    is_number = kind in {ColumnType.INTEGER, ColumnType.NUMBER}
    match tree:
        case str() if kind is not ColumnType.BOOLEAN and (is_number or not tree.startswith(NUMBER)):
            return tree.removeprefix(NUMBER)
        case bool() if kind is ColumnType.BOOLEAN:
            return str(tree).lower()
        case int() | float() if is_number and not isinstance(tree, bool):
            is_whole = kind is ColumnType.INTEGER and tree % 1 == 0 and abs(tree) <= _WHOLE
            return str(int(tree)) if is_whole else repr(tree)
        case {"date": str(moment)} | {"timestamp": str(moment)} if kind in {ColumnType.DATE, ColumnType.DATETIME}:
            return moment
        case None:
            raise BadValue(
                PARAMETER,
                "nothing equals NULL: write IS NULL or IS NOT NULL.",
                french="rien n’égale NULL : écrivez IS NULL ou IS NOT NULL.",
            )
        case {"op": _} | {"property": _} | list():
            raise _unsupported()
        case _:
            raise ValueError(kind)


def _outline(box: Box) -> dict[str, Any]:
    """Write a box as polygons: two when it crosses the antimeridian."""
    spans = [(box.west, box.east)] if box.west <= box.east else [(box.west, 180.0), (-180.0, box.east)]
    rings = [[[(w, box.south), (e, box.south), (e, box.north), (w, box.north), (w, box.south)]] for w, e in spans]
    return {"type": "MultiPolygon", "coordinates": rings}


def _unsupported() -> BadValue:
    return BadValue(
        PARAMETER,
        f"a filter compares columns with values: no arithmetic, no functions, no column with a column. {_SUPPORTED} "
        f"Write it like {SHOWN}.",
        french="un filtre compare des colonnes à des valeurs : pas de calcul, pas de fonction, pas de colonne avec une "
        f"colonne. {_SUPPORTED_FR} Écrivez-le comme {SHOWN}.",
    )
