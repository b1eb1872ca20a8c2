"""The rules of a schema as SQL over the text of the cells: one count for all of them, then the places of each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from plateforme.domains.datasets.tabular.columns.constraints import constraint_rules, items_of_list
from plateforme.domains.datasets.tabular.columns.declared_readings import comparable, declared_reading
from plateforme.domains.datasets.tabular.columns.readings import class_of
from plateforme.domains.datasets.tabular.columns.rules import (
    CELLS,
    UNCLASSED,
    Distinct,
    Planned,
    Rule,
    Table,
    computed_once,
    kind_of,
)
from plateforme.domains.datasets.tabular.faults import Faults
from plateforme.domains.datasets.tabular.references import Reference, References, reference_of
from plateforme.domains.datasets.tabular.report import Report
from plateforme.domains.datasets.tabular.table_schema import TableSchema, item_column
from plateforme.kit.grammar.column_types import ColumnType

_EXPECTED: Mapping[str, tuple[str, str]] = {
    "string": ("a text of the declared format", "Write the value in the declared format."),
    "integer": ("an integer", "Write a whole number such as 12, without unit or separator."),
    "number": ("a number", "Write a number such as 12.5, with the declared decimal mark and no unit."),
    "boolean": ("a boolean", "Write one of the declared words, true or false when none is declared."),
    "date": ("a date", "Write an existing date in the declared form, 2024-12-31 when none is declared."),
    "datetime": ("a date with a time", "Write it in the declared form, such as 2024-12-31T18:30:00Z."),
    "time": ("a time", "Write it in the declared form, 18:30:00 when none is declared."),
    "year": ("a year", "Write the year with four digits, such as 2024."),
    "yearmonth": ("a month", "Write the year and the month, such as 2024-12."),
    "duration": ("a duration", "Write it as ISO 8601 does, such as P1Y2M or PT90M."),
    "geopoint": ("a point", "Write the longitude, then the latitude, in degrees: 3.87, 43.61, or as declared."),
    "geojson": ("a GeoJSON object", "Write a geometry, a feature or a collection of features as JSON."),
    "array": ("a JSON array", 'Write the values between brackets, such as ["a", "b"].'),
    "object": ("a JSON object", 'Write the members between braces, such as {"a": 1}.'),
}
_ITEM = "An item of the value is not of the declared type."


_AT_ONCE = 300
"""How many rules one question counts."""


def validate(
    planned: Sequence[Planned],
    key: Sequence[str],
    table: Table,
    report: Report,
    *,
    declared: TableSchema | None = None,
    references: References | None = None,
) -> None:
    """Check every rule; count the faults in the report and keep the place of each in the engine."""
    planned = computed_once(planned, table)
    present = [each for each in planned if not each.absent]
    rules = [rule for each in present for rule in _rules(each, table, report)]
    distinct: list[Distinct | Reference] = [each for each in map(_unique, present) if each]
    by_name = {each.column.name: each for each in planned}
    keyed = [by_name[name] for name in key]
    if keyed and not any(each.absent for each in keyed):
        rules.extend(_key_parts(keyed))
        distinct.append(_key(keyed))
    if declared:
        distinct.extend(_relations(declared, by_name, table, report, references))
    if "schema-error" in report.totals:
        report.stop_if_wrong()
    found = Faults(table, [each.kind for each in (*rules, *distinct)])
    report.late = found.places
    for start in range(0, len(rules), _AT_ONCE):
        some = rules[start : start + _AT_ONCE]
        asked = ", ".join(f"count(*) FILTER (WHERE {rule.broken})" for rule in some)
        counts = table.one(f"SELECT {asked} FROM {CELLS}")
        broken = [(rule, count) for rule, count in zip(some, counts, strict=True) if count]
        for rule, count in broken:
            report.count(rule.kind.code, count)
        if broken:
            found.keep_broken(CELLS, [rule for rule, _ in broken])
    # A column may be unique and the key as well: it is counted once.
    alone = {each.count: each.ascends for each in distinct if isinstance(each, Distinct)}
    twins = {count: 0 if table.one(ascends)[0] else table.one(count)[0] for count, ascends in alone.items()}
    for each in distinct:
        if isinstance(each, Reference) or twins[each.count]:
            report.count(each.kind.code, found.keep(each.kind, each.places))


def _rules(planned: Planned, table: Table, report: Report) -> Iterator[Rule]:
    if not planned.checked and planned.reading.guard:
        expected, remedy = _expected(planned)
        broken = f"{planned.cell} IS NOT NULL AND {planned.typed} IS NULL"
        kind = kind_of("type-error", [planned], f"where {expected} is expected.", remedy, says_class=True)
        yield Rule(broken, kind, class_of(planned.cell))
    yield from constraint_rules(planned, table, report)
    if not planned.checked:
        yield from _item_rules(planned, table, report)


def _expected(planned: Planned) -> tuple[str, str]:
    """Name the type, and mend what breaks it: of a date its form too, for one in another form is a date as well."""
    kind, form = planned.column.declared_as
    expected, remedy = _EXPECTED[kind]
    if kind == "date" and form != "any":
        expected = f"an existing date ({'YYYY-MM-DD' if form == 'default' else form})"
    return expected, remedy


def _item_rules(planned: Planned, table: Table, report: Report) -> Iterator[Rule]:
    """Give the rules on the items of arrays and lists: a cell is faulty once, however many of its items are."""
    column = item_column(planned.column)
    reading = declared_reading(column) if column else None
    if column is None or reading is None:
        return
    in_json = planned.column.declared_as[0] == "array"
    items = f"json_extract({planned.typed}, '$[*]')" if in_json else items_of_list(planned)
    item = Planned(column, planned.shown, "nullif(x->>'$', '')" if in_json else "x", reading, inner=True)
    expected, remedy = _EXPECTED.get(column.declared_as[0], _EXPECTED["string"])
    wrong = f"NOT ({reading.matches(item.cell)})" if reading.guard else "false"
    if in_json and column.type is ColumnType.STRING and not reading.guard:
        wrong = "json_type(x) <> 'VARCHAR'"
    kind = kind_of("type-error", [planned], f"{_ITEM} Expected: {expected}.", remedy)
    rules = [Rule(f"{item.cell} IS NOT NULL AND {wrong}", kind), *constraint_rules(item, table, report)]
    for rule in rules:
        told = rule.kind if rule.kind is kind else replace(rule.kind, detail=f"An item: {rule.kind.detail}")
        yield Rule(f"len(list_filter({items}, lambda x: {rule.broken})) > 0", told)


def _unique(planned: Planned) -> Distinct | None:
    if not planned.column.constraints.get("unique"):
        return None
    said = "An earlier row has the same value, and the schema says that values are unique."
    kind = kind_of("unique-error", [planned], said, "Mend or delete one of the two rows.")
    return Distinct((_value(planned),), kind, class_of(planned.cell))


def _key_parts(keyed: Sequence[Planned]) -> Iterator[Rule]:
    for each in keyed:
        said = "The cell is empty and is part of the primary key."
        remedy = "Fill it in, or choose another key."
        yield Rule(f"{each.cell} IS NULL", kind_of("primary-key", [each], said, remedy, empty=True))


def _key(keyed: Sequence[Planned]) -> Distinct:
    said = "An earlier row has the same primary key."
    remedy = "Delete one of the two rows, or add a column to the key that tells them apart."
    told = class_of(keyed[0].cell) if len(keyed) == 1 else UNCLASSED
    return Distinct(tuple(_value(each) for each in keyed), kind_of("primary-key", keyed, said, remedy), told)


def _relations(
    declared: TableSchema, by_name: Mapping[str, Planned], table: Table, report: Report, references: References | None
) -> Iterator[Distinct | Reference]:
    for names in declared.unique_keys:
        parts = [by_name[name] for name in names]
        if not any(each.absent for each in parts):
            said = "An earlier row has the same values, and the schema says that together they are unique."
            kind = kind_of("unique-error", parts, said, "Mend or delete one of the two rows.")
            yield Distinct(tuple(_value(each) for each in parts), kind)
    for foreign in declared.foreign_keys:
        if reference := reference_of(foreign, list(by_name.values()), table, report, references):
            yield reference


def _value(planned: Planned) -> str:
    """Give the SQL of what makes two values the same: NULL for one that cannot be read."""
    plain = comparable(planned.column)
    if plain == "{v}":
        return planned.typed
    return f"CASE WHEN {planned.typed} IS NOT NULL THEN {plain.replace('{v}', planned.typed)} END"
