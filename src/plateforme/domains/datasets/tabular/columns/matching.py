"""Matching the header of a file with the declared columns, and what is stored of them.

Columns are matched by name or by label, whatever their order; case and accents may differ. When the schema declares no
`fieldsMatch`, the rule is the one of schema.data.gouv.fr: a required column (or a part of the key) must be there, an
optional one may be missing, which is a warning and leaves its cells empty, and a column that is not declared is an
error, for it would be lost. With `fieldsMatch` (Data Package v2) the schema decides: `exact` and `equal` want every
column and no other, `exact` in the declared order; `superset` allows fewer (never fewer than the required ones),
`subset` allows more, `partial` both, with one match at least. ADR 0016 has the reasons.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from plateforme.domains.datasets.tabular.columns.constraints import literal
from plateforme.domains.datasets.tabular.columns.declared_readings import declared_reading
from plateforme.domains.datasets.tabular.columns.planning import Counted, Header, cell_of, padded_columns
from plateforme.domains.datasets.tabular.columns.rules import Planned
from plateforme.domains.datasets.tabular.report import Report
from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema, machine_name
from plateforme.kit.grammar.column_types import ColumnType

_NUMBERS_OF_FILES = frozenset({"integer", "number", "int", "float"})
NO_CELL = "CAST(NULL AS VARCHAR)"


@dataclass(frozen=True)
class _Rule:
    """What a value of `fieldsMatch` allows."""

    fewer: bool = False
    more: bool = False
    in_order: bool = False


_RULES: Mapping[str | None, _Rule] = {
    None: _Rule(fewer=True),
    "exact": _Rule(in_order=True),
    "equal": _Rule(),
    "subset": _Rule(more=True),
    "superset": _Rule(fewer=True),
    "partial": _Rule(fewer=True, more=True),
}


def plan_declared(
    header: Header, declared: TableSchema, table: Counted, report: Report, *, key: Sequence[str] = ()
) -> list[Planned]:
    """Match the declared columns with the header, and say how the cells of each are read.

    A column that the file does not have is planned as well, without cells, so that the others are checked whatever
    the header lacks. `key` names further columns that must be there.
    """
    for said in declared.unchecked:
        report.warn("unchecked-rule", said, "Check it by other means, or declare it as Table Schema does.")
    found = _match(header, declared, {*declared.primary_key, *key}, report)
    padded = padded_columns(header, table)
    planned = []
    for column in declared.columns:
        reading = declared_reading(column)
        if reading is None:
            said = "The declared format of the column is not one that can be checked."
            remedy = "Use default, any, or a strptime form such as %d/%m/%Y."
            report.add("schema-error", said, remedy, column=column.label)
        elif (at := found.get(column.name)) is None:
            planned.append(Planned(column, column.label, NO_CELL, reading, absent=True))
        else:
            missing = declared.missing_values if column.missing_values is None else column.missing_values
            cell = cell_of(at, reading, padded=padded[at], missing=missing)
            planned.append(Planned(column, header.labels[at], cell, reading))
            _tell_numbers_for_text(column, header, at, report)
    if "schema-error" in report.totals:
        report.stop_if_wrong()
    return planned


def _tell_numbers_for_text(column: Column, header: Header, at: int, report: Report) -> None:
    """Warn of a declared text that a typed file keeps as numbers: frictionless refuses it, and we read the digits."""
    if column.declared_as[0] == "string" and header.kind(at) & _NUMBERS_OF_FILES:
        said = "The file keeps this text as numbers: zeros at the beginning may be lost."
        remedy = "Give the column the text format in the spreadsheet, and type the codes again."
        report.warn("type-error", said, remedy, column=header.labels[at])


def _match(header: Header, declared: TableSchema, needed: set[str], report: Report) -> dict[str, int]:
    """Give the place of each column that the file has; tell what misses, is too much, or is not in its place."""
    rule = _RULES[declared.fields_match]
    found = dict(_places(header, declared))
    for column in declared.columns:
        if column.name not in found:
            _tell_missing(
                column, header, report, fatal=not rule.fewer or bool(_names(column) & needed) or column.required
            )
    for at, label in enumerate(header.labels):
        if at not in found.values():
            _tell_extra(label, header, report, fatal=not rule.more)
    if not found:
        said = "No column of the file is one of the declared schema."
        report.add("unmatched-header", said, "Check that this is the file that was meant.", row=header.row)
    elif rule.in_order:
        _tell_order(found, header, declared, report)
    return found


def _places(header: Header, declared: TableSchema) -> Iterator[tuple[str, int]]:
    exact = {label: at for at, label in reversed(list(enumerate(header.labels)))}
    loose = {machine_name(label): at for label, at in exact.items()}
    taken: set[int] = set()
    for column in declared.columns:
        at = next((exact[each] for each in (column.name, column.label) if each in exact), None)
        at = at if at is not None else loose.get(column.name, loose.get(machine_name(column.label)))
        if at is not None and at not in taken:
            taken.add(at)
            yield column.name, at


def _names(column: Column) -> set[str]:
    return {column.name, column.label}


def _tell_missing(column: Column, header: Header, report: Report, *, fatal: bool) -> None:
    tell = report.add if fatal else report.warn
    said = "The declared schema has this column, and the file does not."
    remedy = "Add the column, empty if need be." if not column.required else "Add the column, with its values."
    tell("missing-label", said, remedy, row=header.row, column=column.label)


def _tell_extra(label: str, header: Header, report: Report, *, fatal: bool) -> None:
    said = "The file has this column, and the declared schema does not."
    if fatal:
        report.add("extra-label", said, "Delete the column, or declare it.", row=header.row, column=label)
    else:
        remedy = "It was left out. Declare it to publish it."
        report.warn("extra-label", said, remedy, row=header.row, column=label)


def _tell_order(found: Mapping[str, int], header: Header, declared: TableSchema, report: Report) -> None:
    for place, column in enumerate(declared.columns):
        if found.get(column.name, place) != place:
            said = f"The declared schema wants this column at place {place + 1}."
            report.add("incorrect-label", said, "Put the columns in order.", row=header.row, column=column.label)


def stored_schema(
    planned: Sequence[Planned], key: tuple[str, ...], table: Counted, declared: TableSchema | None = None
) -> TableSchema:
    """Describe the table as it is stored: source formats are gone, bounds are in the stored form."""
    columns = tuple(_stored(each, table) for each in planned)
    if declared is None:
        return TableSchema(columns=columns, primary_key=key)
    return TableSchema(columns, key, unique_keys=declared.unique_keys, foreign_keys=declared.foreign_keys)


def _stored(planned: Planned, table: Counted) -> Column:
    # Which texts mean "missing" is over once the table is stored.
    column = replace(planned.column, missing_values=None)
    if column.type is ColumnType.STRING or not (column.format or column.options):
        return column

    def told(value: object) -> Any:
        return table.one(f"SELECT CAST({literal(planned, value)} AS VARCHAR)")[0]

    rules = dict(column.constraints)
    for name in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        if name in rules:
            rules[name] = told(rules[name])
    if "enum" in rules:
        rules["enum"] = [told(value) for value in rules["enum"]]
    options = {}
    if "categories" in column.options:
        options["categories"] = [told(value) for value in column.options["categories"]]
    # A pattern speaks of the text in the source, which the stored value no longer is.
    rules.pop("pattern", None)
    return replace(column, format=None, options=options, constraints=rules)
