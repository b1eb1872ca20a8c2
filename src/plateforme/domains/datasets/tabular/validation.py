"""The rules of a schema as SQL over the text of the cells: one count for all of them, then the places of each."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from plateforme.domains.datasets.tabular.patterns import unmatched
from plateforme.domains.datasets.tabular.readings import Reading, class_of, quoted
from plateforme.domains.datasets.tabular.report import MOST_ERRORS, Finding, Report
from plateforme.domains.datasets.tabular.table_schema import Column, ColumnType

_EXPECTED = {
    ColumnType.STRING: ("a text of the declared format", "Write the value in the declared format."),
    ColumnType.INTEGER: ("an integer", "Write a whole number such as 12, without unit or separator."),
    ColumnType.NUMBER: ("a number", "Write a number such as 12.5, with the declared decimal mark and no unit."),
    ColumnType.BOOLEAN: ("a boolean", "Write one of the declared words, true or false when none is declared."),
    ColumnType.DATE: ("a date", "Write an existing date in the declared form, 2024-12-31 when none is declared."),
    ColumnType.DATETIME: ("a date with a time", "Write it in the declared form, such as 2024-12-31T18:30:00Z."),
}


class Table(Protocol):
    """What the rules ask of the engine that holds the table."""

    def one(self, sql: str) -> tuple[Any, ...]:
        """Ask a question that has one row for an answer."""

    def all(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask a question."""

    def counts(self, expressions: Sequence[str]) -> list[int]:
        """Compute aggregates over the table."""

    def understands(self, pattern: str) -> bool:
        """Tell whether the engine can evaluate this regular expression."""

    def keep_values(self, table: str, values: Sequence[str]) -> None:
        """Keep a list of texts as a table."""


@dataclass(frozen=True)
class Planned:
    """A column of the result: its declaration, its label in the file, and the SQL of its cells."""

    column: Column
    shown: str
    cell: str
    reading: Reading
    checked: bool = False

    @property
    def typed(self) -> str:
        """Give the SQL of the value; NULL when the cell is missing or cannot be read."""
        return self.reading.typed(self.cell, checked=self.checked)


@dataclass(frozen=True)
class Rule:
    """One rule: its error code, the SQL that is true for a faulty row, and what to tell."""

    code: str
    column: str
    broken: str
    detail: str
    remedy: str
    told: str = "NULL"


@dataclass(frozen=True)
class Distinct:
    """No two rows may have the same values: SQL of the values."""

    code: str
    column: str
    values: tuple[str, ...]
    detail: str
    remedy: str


def validate(planned: Sequence[Planned], key: Sequence[str], table: Table, report: Report) -> None:
    """Check every rule and put each fault in the report."""
    rules = [rule for each in planned for rule in _rules(each, table, report)]
    distinct = [each for each in map(_unique, planned) if each]
    keyed = [each for name in key for each in planned if each.column.name == name]
    if keyed:
        rules.extend(_key_parts(keyed))
        distinct.append(_key(keyed))
    report.stop_if_wrong()
    findings: list[Finding] = []
    counts: Counter[str] = Counter()
    broken = table.counts([f"count(*) FILTER (WHERE {rule.broken})" for rule in rules]) if rules else []
    for rule, count in zip(rules, broken, strict=True):
        if count:
            counts[rule.code] += count
            findings.extend(_places(rule, table))
    for each in distinct:
        if count := _twins(each, table):
            counts[each.code] += count
            findings.extend(_later_twins(each, table))
    report.extend(findings, counts)


def _places(rule: Rule, table: Table) -> Iterator[Finding]:
    sql = f"SELECT _line, {rule.told} FROM source WHERE {rule.broken} ORDER BY _row LIMIT {MOST_ERRORS}"
    for line, told in table.all(sql):
        detail = rule.detail if told is None else f"{told[0].upper()}{told[1:]} {rule.detail}"
        yield Finding(rule.code, line, rule.column, detail, rule.remedy)


def _rules(planned: Planned, table: Table, report: Report) -> Iterator[Rule]:
    column, cell, label = planned.column, planned.cell, planned.shown
    if not planned.checked and planned.reading.guard:
        expected, remedy = _EXPECTED[column.type]
        broken = f"{cell} IS NOT NULL AND NOT ({planned.reading.matches(cell)})"
        yield Rule("type-error", label, broken, f"where {expected} is expected.", remedy, told=class_of(cell))
    if column.required:
        yield Rule("constraint-error", label, f"{cell} IS NULL", "The cell is empty and is required.", "Fill it in.")
    for name, value in column.constraints.items():
        compiled = _CONSTRAINTS[name](planned, value, table, report) if name in _CONSTRAINTS else None
        if compiled:
            yield Rule("constraint-error", label, *compiled)


Compiled = tuple[str, str, str] | None


def _literal(planned: Planned, value: object, table: Table, report: Report) -> str:
    """Give the SQL of a bound that the schema writes as it would write a cell."""
    sql = planned.reading.typed(quoted(str(value)))
    if table.one(f"SELECT ({sql}) IS NULL")[0]:
        report.add(
            "schema-error",
            f"A constraint of the declared schema is not a value of the column's type ({planned.column.type}).",
            "Mend the constraint in the schema.",
            column=planned.shown,
        )
    return sql


def _bound(sign: str, name: str) -> Callable[[Planned, Any, Table, Report], Compiled]:
    def compile_bound(planned: Planned, value: Any, table: Table, report: Report) -> Compiled:
        bound = _literal(planned, value, table, report)
        said = f"The value is {name} the declared bound."
        return f"{planned.typed} {sign} {bound}", said, "Mend the value, or the bound in the schema."

    return compile_bound


def _length(sign: str, name: str) -> Callable[[Planned, Any, Table, Report], Compiled]:
    def compile_length(planned: Planned, value: Any, _table: Table, _report: Report) -> Compiled:
        said = f"The text is {name} than the {value} characters of the schema."
        return f"length({planned.cell}) {sign} {int(value)}", said, "Mend the value, or the length in the schema."

    return compile_length


def _enum(planned: Planned, value: Any, table: Table, report: Report) -> Compiled:
    among = ", ".join(_literal(planned, each, table, report) for each in value)
    said = "The value is not one of those that the schema lists."
    return f"{planned.typed} NOT IN ({among})", said, "Use one of the listed values, letter for letter."


def _pattern(planned: Planned, value: Any, table: Table, report: Report) -> Compiled:
    pattern = f"(?:{value})"
    said, remedy = "The value does not match the declared pattern.", "Write it as the schema's description shows."
    # The engine writes code points another way, and has neither lookaround nor backreferences.
    portable = re.sub(r"\\u([0-9A-Fa-f]{4})", r"\\x{\1}", pattern)
    if table.understands(portable):
        return f"NOT regexp_full_match({planned.cell}, {quoted(portable)})", said, remedy
    values = [
        each
        for (each,) in table.all(f"SELECT DISTINCT v FROM (SELECT {planned.cell} AS v FROM source) WHERE v IS NOT NULL")
    ]
    wrong = unmatched(pattern, values)
    if wrong is None:
        report.add(
            "schema-error",
            "The declared pattern takes too long to evaluate.",
            "Write a simpler pattern, without nested repetitions.",
            column=planned.shown,
        )
        return None
    kept = f"unmatched_{planned.column.name}"
    table.keep_values(f'"{kept}"', wrong)
    return f'{planned.cell} IN (SELECT v FROM "{kept}")', said, remedy


_CONSTRAINTS: dict[str, Callable[[Planned, Any, Table, Report], Compiled]] = {
    "minimum": _bound("<", "below"),
    "maximum": _bound(">", "above"),
    "minLength": _length("<", "shorter"),
    "maxLength": _length(">", "longer"),
    "enum": _enum,
    "pattern": _pattern,
}


def _unique(planned: Planned) -> Distinct | None:
    if not planned.column.constraints.get("unique"):
        return None
    said = "An earlier row has the same value, and the schema says that values are unique."
    return Distinct("unique-error", planned.shown, (planned.typed,), said, "Mend or delete one of the two rows.")


def _key_parts(keyed: Sequence[Planned]) -> Iterator[Rule]:
    for each in keyed:
        said = "The cell is empty and is part of the primary key."
        yield Rule("primary-key", each.shown, f"{each.cell} IS NULL", said, "Fill it in, or choose another key.")


def _key(keyed: Sequence[Planned]) -> Distinct:
    said = "An earlier row has the same primary key."
    remedy = "Delete one of the two rows, or add a column to the key that tells them apart."
    return Distinct(
        "primary-key", ", ".join(each.shown for each in keyed), tuple(each.typed for each in keyed), said, remedy
    )


def _named(distinct: Distinct) -> tuple[str, str, str]:
    values = ", ".join(f"{value} AS k{at}" for at, value in enumerate(distinct.values))
    names = ", ".join(f"k{at}" for at in range(len(distinct.values)))
    filled = " AND ".join(f"k{at} IS NOT NULL" for at in range(len(distinct.values)))
    return f"(SELECT _row, _line, {values} FROM source)", names, filled


def _twins(distinct: Distinct, table: Table) -> int:
    rows, names, filled = _named(distinct)
    groups = f"SELECT count(*) AS n FROM {rows} WHERE {filled} GROUP BY {names}"
    return int(table.one(f"SELECT coalesce(sum(n) - count(*), 0) FROM ({groups})")[0])


def _later_twins(distinct: Distinct, table: Table) -> Iterator[Finding]:
    rows, names, filled = _named(distinct)
    ranked = (
        f"SELECT _row, _line, row_number() OVER (PARTITION BY {names} ORDER BY _row) AS n FROM {rows} WHERE {filled}"
    )
    for (line,) in table.all(f"SELECT _line FROM ({ranked}) WHERE n > 1 ORDER BY _row LIMIT {MOST_ERRORS}"):
        yield Finding(distinct.code, line, distinct.column, distinct.detail, distinct.remedy)
