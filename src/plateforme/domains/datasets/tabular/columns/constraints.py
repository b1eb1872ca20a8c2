"""The constraints of a field as SQL over its cells; a cell that cannot be read breaks no constraint."""

import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

from plateforme.domains.datasets.tabular.columns.declared_readings import comparable
from plateforme.domains.datasets.tabular.columns.patterns import SECONDS, unmatched
from plateforme.domains.datasets.tabular.columns.readings import BY_NAME, SQL_TYPES, class_of, quoted
from plateforme.domains.datasets.tabular.columns.rules import CELLS, Planned, Rule, Table, kind_of
from plateforme.domains.datasets.tabular.report import Report
from plateforme.kit.grammar.column_types import ColumnType

Compiled = tuple[str, str, str] | None
_NUMERIC = (ColumnType.INTEGER, ColumnType.NUMBER)


def constraint_rules(planned: Planned, table: Table, report: Report) -> Iterator[Rule]:
    """Give the rules of the constraints and categories of a column."""
    if planned.column.required:
        kind = kind_of("constraint-error", [planned], "The cell is empty and is required.", "Fill it in.", empty=True)
        yield Rule(f"{planned.cell} IS NULL", kind)
    asked = dict(planned.column.constraints)
    if "categories" in planned.column.options:
        asked["categories"] = planned.column.options["categories"]
    for name, value in asked.items():
        compiled = _CONSTRAINTS[name](planned, value, table, report) if name in _CONSTRAINTS else None
        if compiled:
            broken, said, remedy = compiled
            yield Rule(broken, kind_of("constraint-error", [planned], said, remedy), class_of(planned.cell))


def literal(planned: Planned, value: object) -> str:
    """Give the SQL of a value that the schema writes as JSON, or as it would write a cell."""
    kind = planned.column.type
    if isinstance(value, bool) and kind is ColumnType.BOOLEAN:
        return str(value).lower()
    if isinstance(value, int | float) and not isinstance(value, bool) and kind in _NUMERIC:
        return f"TRY_CAST({quoted(str(value))} AS {SQL_TYPES[kind]})"
    if isinstance(value, list | dict):
        return quoted(json.dumps(value, ensure_ascii=False))
    written = planned.reading.typed(quoted(str(value)))
    if kind in (ColumnType.DATE, ColumnType.DATETIME):
        # Table Schema writes bounds as cells are written, and many schemas write them as ISO 8601 all the same.
        return f"coalesce({written}, {BY_NAME[kind.value].typed(quoted(str(value)))})"
    return written


def _known(planned: Planned, value: object, table: Table, report: Report) -> str:
    """Give the SQL of what is compared; tell a value that is none of the column's type."""
    sql = literal(planned, value)
    if table.one(f"SELECT ({sql}) IS NULL")[0]:
        said = f"A constraint of the declared schema is not a value of the column's type ({planned.column.type})."
        report.add("schema-error", said, "Mend the constraint in the schema.", column=planned.shown)
    return _compared(planned, sql)


def _compared(planned: Planned, sql: str) -> str:
    return comparable(planned.column).replace("{v}", sql)


def _bound(sign: str, name: str) -> Callable[[Planned, Any, Table, Report], Compiled]:
    def compile_bound(planned: Planned, value: Any, table: Table, report: Report) -> Compiled:
        bound = _known(planned, value, table, report)
        said = f"The value is {name} the declared bound."
        broken = f"{planned.typed} IS NOT NULL AND {_compared(planned, planned.typed)} {sign} {bound}"
        return broken, said, "Mend the value, or the bound in the schema."

    return compile_bound


def _length(sign: str, name: str) -> Callable[[Planned, Any, Table, Report], Compiled]:
    def compile_length(planned: Planned, value: Any, _table: Table, _report: Report) -> Compiled:
        kind, _ = planned.column.declared_as
        size, unit = f"length({planned.typed})", "characters"
        if kind == "array":
            size, unit = f"json_array_length({planned.typed})", "items"
        elif kind == "object":
            size, unit = f"len(json_keys({planned.typed}))", "members"
        elif kind == "list":
            size, unit = f"len({items_of_list(planned)})", "items"
        said = f"The value is {name} than the {int(value)} {unit} of the schema."
        return f"{size} {sign} {int(value)}", said, "Mend the value, or the length in the schema."

    return compile_length


def items_of_list(planned: Planned) -> str:
    """Give the SQL of the items of a cell of type `list`, as texts."""
    return f"string_split({planned.typed}, {quoted(str(planned.column.options.get('delimiter') or ','))})"


def _enum(planned: Planned, value: Any, table: Table, report: Report) -> Compiled:
    among = ", ".join(_known(planned, each, table, report) for each in value)
    said = "The value is not one of those that the schema lists."
    broken = f"{planned.typed} IS NOT NULL AND {_compared(planned, planned.typed)} NOT IN ({among})"
    return broken, said, "Use one of the listed values, letter for letter."


def _pattern(planned: Planned, value: Any, table: Table, report: Report) -> Compiled:
    pattern = f"(?:{value})"
    said, remedy = "The value does not match the declared pattern.", "Write it as the schema's description shows."
    is_text = planned.column.type is ColumnType.STRING
    # A pattern speaks of the text in the file.
    text = planned.typed if is_text else f"CASE WHEN {planned.typed} IS NOT NULL THEN {planned.cell} END"
    # The engine writes code points another way, and has neither lookaround nor backreferences.
    portable = re.sub(r"\\u([0-9A-Fa-f]{4})", r"\\x{\1}", pattern)
    if table.understands(portable):
        return f"NOT regexp_full_match({text}, {quoted(portable)})", said, remedy
    if planned.inner:
        told = "The declared pattern of the items is one that cannot be checked there."
        report.warn("unchecked-rule", told, "Write a simpler pattern.", column=planned.shown)
        return None
    values = [
        each for (each,) in table.all(f"SELECT DISTINCT v FROM (SELECT {text} AS v FROM {CELLS}) WHERE v NOT NULL")
    ]
    began = time.monotonic()
    wrong = unmatched(pattern, values, seconds=min(SECONDS, report.patience)) if report.patience > 0 else None
    report.patience -= time.monotonic() - began
    if wrong is None:
        told = "The declared pattern takes too long to evaluate."
        remedy = "Write a simpler pattern, without nested repetitions."
        report.add("schema-error", told, remedy, column=planned.shown)
        return None
    kept = f"unmatched_{planned.column.name}"
    table.keep_values(f'"{kept}"', wrong)
    return f'{text} IN (SELECT v FROM "{kept}")', said, remedy


_CONSTRAINTS: dict[str, Callable[[Planned, Any, Table, Report], Compiled]] = {
    "minimum": _bound("<", "below"),
    "maximum": _bound(">", "above"),
    "exclusiveMinimum": _bound("<=", "not above"),
    "exclusiveMaximum": _bound(">=", "not below"),
    "minLength": _length("<", "shorter"),
    "maxLength": _length(">", "longer"),
    "enum": _enum,
    "categories": _enum,
    "pattern": _pattern,
}
