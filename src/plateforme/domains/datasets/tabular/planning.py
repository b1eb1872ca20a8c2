"""From the header of a file and a declared schema, or the cells themselves, to the plan of each column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from plateforme.domains.datasets.tabular.declared_readings import declared_reading
from plateforme.domains.datasets.tabular.inference import Choice, Evidence, choose, plausible
from plateforme.domains.datasets.tabular.readings import (
    READINGS,
    TEXT,
    Reading,
    is_blank,
    is_padded,
    quoted,
    starts_with_zero,
    stripped,
)
from plateforme.domains.datasets.tabular.report import Report
from plateforme.domains.datasets.tabular.table_schema import (
    Column,
    ColumnType,
    TableSchema,
    machine_name,
    machine_names,
)
from plateforme.domains.datasets.tabular.validation import Planned

SAMPLE_ROWS = 4_000
LONGEST_LABEL = 1_000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


class Counted(Protocol):
    """What planning asks of the engine that holds the table."""

    def one(self, sql: str) -> tuple[Any, ...]:
        """Ask a question that has one row for an answer."""

    def counts(self, expressions: Sequence[str], *, condition: str = "true") -> list[int]:
        """Compute aggregates over the table."""


@dataclass(frozen=True)
class Header:
    """The labels of a file, where they stand, and what a typed file says of each column."""

    labels: tuple[str, ...]
    row: int | None
    kinds: tuple[frozenset[str], ...] = ()

    def kind(self, at: int) -> frozenset[str]:
        """Give the kinds of cell that a typed file holds in this column; none for plain text."""
        return self.kinds[at] if self.kinds else frozenset()


def check_labels(header: Header, report: Report) -> None:
    """Refuse blank and duplicate labels: nobody could say which column is meant."""
    seen: dict[str, int] = {}
    for at, label in enumerate(header.labels, start=1):
        if not label:
            said = f"The header of column {at} is empty."
            report.add("blank-label", said, "Give the column a name, or delete it.", row=header.row)
        elif len(label) > LONGEST_LABEL:
            said = f"The header of column {at} exceeds {LONGEST_LABEL} characters: line ends are probably missing."
            report.add("label-error", said, "Put the header on a line of its own, with short names.", row=header.row)
        elif _CONTROL.search(label):
            said = f"The header of column {at} holds control characters."
            report.add("label-error", said, "Write the name in plain characters, on one line.", row=header.row)
        elif label in seen:
            said = f"Columns {seen[label]} and {at} have the same header."
            report.add("duplicate-label", said, "Rename one of the two columns.", row=header.row, column=label)
        seen.setdefault(label, at)
    report.stop_if_wrong()


def plan_declared(header: Header, declared: TableSchema, table: Counted, report: Report) -> list[Planned]:
    """Match the declared columns with the header, in any order, by name or by label."""
    found = _match(header, declared, report)
    report.stop_if_wrong()
    padded = _padded(header, table)
    planned = []
    for column in declared.columns:
        reading = declared_reading(column)
        if reading is None:
            said = "The declared format of the column is not one that can be checked."
            report.add(
                "schema-error", said, "Use default, any, or a strptime form such as %d/%m/%Y.", column=column.label
            )
            continue
        at = found[column.name]
        cell = _cell(at, reading, padded=padded[at], missing=declared.missing_values)
        planned.append(Planned(column, header.labels[at], cell, reading))
    report.stop_if_wrong()
    return planned


def plan_inferred(header: Header, table: Counted) -> list[Planned]:
    """Choose the type of each column on the whole of its cells."""
    padded = _padded(header, table)
    choices = _infer(header, padded, table)
    names = machine_names(header.labels)
    return [
        Planned(
            Column(name=name, label=label, type=choice.reading.type, why=choice.why),
            shown=label,
            cell=_cell(at, choice.reading, padded=padded[at]),
            reading=choice.reading,
            checked=True,
        )
        for at, (name, label, choice) in enumerate(zip(names, header.labels, choices, strict=True))
    ]


def resolve_key(wanted: Sequence[str], planned: Sequence[Planned], report: Report) -> tuple[str, ...]:
    """Give the machine names of the key's columns, which may be named by their labels."""
    key = []
    for name in wanted:
        found = next((each for each in planned if name in (each.column.name, each.column.label, each.shown)), None)
        if found is None:
            said = "The primary key names a column that the table does not have."
            report.add("missing-label", said, "Name existing columns in the key, or add the column.", column=name)
        else:
            key.append(found.column.name)
    report.stop_if_wrong()
    return tuple(key)


def stored_schema(planned: Sequence[Planned], key: tuple[str, ...], table: Counted) -> TableSchema:
    """Describe the table as it is stored: source formats are gone, bounds are in the stored form."""
    return TableSchema(columns=tuple(_stored(each, table) for each in planned), primary_key=key)


def _stored(planned: Planned, table: Counted) -> Column:
    column = planned.column
    if column.type is ColumnType.STRING or not (column.format or column.options):
        return column

    def told(value: object) -> Any:
        typed = planned.reading.typed(quoted(str(value)))
        return table.one(f"SELECT CAST({typed} AS VARCHAR)")[0]

    rules = dict(column.constraints)
    for name in ("minimum", "maximum"):
        if name in rules:
            rules[name] = told(rules[name])
    if "enum" in rules:
        rules["enum"] = [told(value) for value in rules["enum"]]
    # A pattern speaks of the text in the source, which the stored value no longer is.
    rules.pop("pattern", None)
    return replace(column, format=None, options={}, constraints=rules)


def _match(header: Header, declared: TableSchema, report: Report) -> dict[str, int]:
    exact = {label: at for at, label in reversed(list(enumerate(header.labels)))}
    loose = {machine_name(label): at for label, at in exact.items()}
    found: dict[str, int] = {}
    for column in declared.columns:
        at = next((exact[each] for each in (column.name, column.label) if each in exact), None)
        at = at if at is not None else loose.get(column.name, loose.get(machine_name(column.label)))
        if at is None or at in found.values():
            said = "The declared schema has this column, and the file does not."
            report.add("missing-label", said, "Add the column, empty if need be.", row=header.row, column=column.label)
        else:
            found[column.name] = at
    for at, label in enumerate(header.labels):
        if at not in found.values():
            said = "The file has this column, and the declared schema does not."
            report.add("extra-label", said, "Delete the column, or declare it.", row=header.row, column=label)
    return found


def _padded(header: Header, table: Counted) -> list[bool]:
    asked = [f"count(*) FILTER (WHERE {is_padded(f'c{at}')})" for at in range(len(header.labels))]
    return [count > 0 for count in table.counts(asked)]


def _cell(at: int, reading: Reading, *, padded: bool, missing: Sequence[str] = ("",)) -> str:
    """Give the SQL of a cell: NULL when missing; blanks around a value that is not text are dropped."""
    raw = f"c{at}"
    value = stripped(raw) if padded and reading.type is not ColumnType.STRING else raw
    if not padded and tuple(missing) == ("",):
        return f"nullif({raw}, '')"
    tests = [f"{raw} IN ({', '.join(map(quoted, missing))})"] if missing else []
    if padded and "" in missing:
        tests.append(is_blank(raw))
    return f"CASE WHEN {' OR '.join(tests)} THEN NULL ELSE {value} END" if tests else value


def _infer(header: Header, padded: Sequence[bool], table: Counted) -> list[Choice]:
    columns = range(len(header.labels))
    rows = table.counts(["count(*)"])[0]
    some = f"_row % {max(1, rows // SAMPLE_ROWS)} = 0 OR _row <= 100"
    cells = [_cell(at, READINGS[0], padded=padded[at]) for at in columns]
    firsts = table.one(f"SELECT {', '.join(f'any_value({cell})' for cell in cells)} FROM source")
    likely = [plausible(header.labels[at], header.kind(at), firsts[at]) for at in columns]
    sampled = _gather(list(zip(cells, likely, strict=True)), table, some)
    left = {at: [*(each for each in likely[at] if sampled[at].fits(each)), TEXT] for at in columns}
    chosen: dict[int, Choice] = {}
    while left:
        whole = _gather([(cells[at], readings[:1]) for at, readings in left.items()], table, "true")
        for at, evidence in zip(list(left), whole, strict=True):
            choice = choose(header.labels[at], header.kind(at), left[at].pop(0), evidence)
            if choice:
                chosen[at] = choice
                del left[at]
    return [chosen[at] for at in columns]


def _gather(asked: Sequence[tuple[str, Sequence[Reading]]], table: Counted, condition: str) -> list[Evidence]:
    """Count, in one pass, how many cells of each column each reading takes, and what its choice needs besides."""
    questions: list[str] = []
    for cell, readings in asked:
        questions.append(f"count({cell})")
        questions.extend(f"count(*) FILTER (WHERE {reading.matches(cell)})" for reading in readings)
        alone = readings[0] if len(readings) == 1 else None
        whole = alone is not None and alone.type is ColumnType.INTEGER
        questions.append(f"min(length({cell}))" if whole else "0")
        questions.append(f"max(length({cell}))" if whole else "0")
        questions.append(f"count(*) FILTER (WHERE {starts_with_zero(cell)})" if alone is TEXT else "0")
    found = iter(table.counts(questions, condition=condition))
    evidence = []
    for _, readings in asked:
        filled = next(found)
        matched = {reading.name: next(found) for reading in readings}
        evidence.append(Evidence(filled, matched, *(next(found) for _ in range(3))))
    return evidence
