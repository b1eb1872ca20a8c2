"""From the header of a file and a declared schema, or the cells themselves, to the plan of each column."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from plateforme.domains.datasets.tabular.columns.inference import Choice, Evidence, choose, is_code_label, plausible
from plateforme.domains.datasets.tabular.columns.readings import (
    READINGS,
    TEXT,
    Reading,
    begins_blank,
    is_blank,
    is_padded,
    looks_padded,
    quoted,
    starts_with_zero,
    stripped,
)
from plateforme.domains.datasets.tabular.columns.rules import Planned
from plateforme.domains.datasets.tabular.reading.headers import BLANKS
from plateforme.domains.datasets.tabular.report import Report
from plateforme.domains.datasets.tabular.table_schema import Column, machine_names
from plateforme.kit.grammar.column_types import ColumnType

SAMPLE_ROWS = 4_000
FIRST_ROWS = 2_048
COLUMNS_AT_ONCE = 200
"""To plan a question about more columns takes longer than two questions."""
LONGEST_LABEL = 1_000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


_Asked = tuple[str, str, Sequence[Reading], bool]
"""A column: its label, its cells, the readings to try, and whether all of its cells may be percentages."""


class Counted(Protocol):
    """What planning asks of the engine that holds the table."""

    def one(self, sql: str) -> tuple[Any, ...]:
        """Ask a question that has one row for an answer."""

    def sample(self, condition: str) -> None:
        """Keep a copy of the rows that meet a condition, for the questions to come about just these."""

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


def plan_inferred(header: Header, table: Counted) -> list[Planned]:
    """Choose the type of each column on the whole of its cells."""
    choices = _infer(header, table)
    names = machine_names(header.labels)
    return [
        Planned(
            Column(name=name, label=label, type=choice.reading.type, why=choice.why),
            shown=label,
            cell=cell_of(at, choice.reading, padded=padded),
            reading=choice.reading,
            checked=True,
        )
        for at, (name, label, (choice, padded)) in enumerate(zip(names, header.labels, choices, strict=True))
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
    if len(key) < len(wanted):
        report.stop_if_wrong()
    return tuple(key)


def padded_columns(header: Header, table: Counted) -> list[bool]:
    """Tell which columns have cells with blanks at either end."""
    asked = [f"count(*) FILTER (WHERE {is_padded(f'c{at}')})" for at in range(len(header.labels))]
    return [count > 0 for count in table.counts(asked)]


def cell_of(at: int, reading: Reading, *, padded: bool, missing: Sequence[str] = ("",)) -> str:
    """Give the SQL of a cell: NULL when missing; blanks around a value that is not text are dropped."""
    raw = f"c{at}"
    value = stripped(raw) if padded and reading.type is not ColumnType.STRING else raw
    if not padded and tuple(missing) == ("",):
        return f"nullif({raw}, '')"
    tests = [f"{raw} IN ({', '.join(map(quoted, missing))})"] if missing else []
    if padded and "" in missing:
        tests.append(is_blank(raw))
    return f"CASE WHEN {' OR '.join(tests)} THEN NULL ELSE {value} END" if tests else value


def _infer(header: Header, table: Counted) -> list[tuple[Choice, bool]]:
    """Choose how each column is read, and tell whether blanks have to be dropped from the ends of its cells.

    Blanks that only a rare cell ends with are looked for when a reading fails: every reading but text refuses them, and
    a text keeps them.
    """
    columns = range(len(header.labels))
    rows = table.counts(["count(*)"])[0]
    some = f"_row % {max(1, rows // SAMPLE_ROWS)} = 0 OR _row <= 100" if rows > SAMPLE_ROWS else "true"
    if rows > SAMPLE_ROWS:
        table.sample(some)
    looked = table.counts([f"count(*) FILTER (WHERE {looks_padded(f'c{at}')})" for at in columns], condition=some)
    padded = [count > 0 for count in looked]
    cells = [cell_of(at, READINGS[0], padded=padded[at]) for at in columns]
    firsts = _first_cells(cells, padded, table)
    likely = [plausible(header.labels[at], header.kind(at), firsts[at]) for at in columns]
    sampled = _gather([(header.labels[at], cells[at], likely[at], False) for at in columns], table, some)
    percent = table.counts([f"count(*) FILTER (WHERE {_is_percent(cell)})" for cell in cells], condition=some)
    left = {at: [*(each for each in likely[at] if sampled[at].fits(each)), TEXT] for at in columns}
    _find_blanks([at for at in columns if left[at] == [TEXT] and not padded[at]], padded, cells, table)
    chosen: dict[int, Choice] = {}
    while left:
        asked = [
            (header.labels[at], cells[at], readings[:1], percent[at] == sampled[at].filled)
            for at, readings in left.items()
        ]
        for at, evidence in zip(list(left), _gather(asked, table, "true"), strict=True):
            tried = left[at].pop(0)
            choice = choose(header.labels[at], header.kind(at), tried, evidence, sampled[at])
            if choice:
                chosen[at] = choice
                del left[at]
            elif not padded[at] and not evidence.fits(tried) and _is_padded(at, table):
                padded[at] = True
                cells[at] = cell_of(at, READINGS[0], padded=True)
                left[at].insert(0, tried)
    return [(chosen[at], padded[at]) for at in columns]


def _first_cells(cells: list[str], padded: list[bool], table: Counted) -> list[str | None]:
    """Give a filled cell of each column, from the first rows when they have one; one that is blank tells of blanks."""
    firsts: list[str | None] = []
    for start in range(0, len(cells), COLUMNS_AT_ONCE):
        some = ", ".join(f"any_value({cell})" for cell in cells[start : start + COLUMNS_AT_ONCE])
        firsts.extend(table.one(f"SELECT {some} FROM (SELECT * FROM source LIMIT {FIRST_ROWS})"))
    for at, first in enumerate(firsts):
        if first is not None and not first.strip(BLANKS):
            padded[at] = True
            cells[at] = cell_of(at, READINGS[0], padded=True)
            firsts[at] = None
    lacking = [at for at, first in enumerate(firsts) if first is None]
    if lacking:
        found = table.one(f"SELECT {', '.join(f'any_value({cells[at]})' for at in lacking)} FROM source")
        for at, first in zip(lacking, found, strict=True):
            firsts[at] = first
    return [first and first.strip(BLANKS) for first in firsts]


def _find_blanks(texts: Sequence[int], padded: list[bool], cells: list[str], table: Counted) -> None:
    """Find the columns of texts where a cell begins with a blank: it may be nothing else, and is missing then."""
    begins = table.counts([f"count(*) FILTER (WHERE {begins_blank(f'c{at}')})" for at in texts])
    for at, count in zip(texts, begins, strict=True):
        if count:
            padded[at] = True
            cells[at] = cell_of(at, READINGS[0], padded=True)


def _is_padded(at: int, table: Counted) -> bool:
    return table.counts([f"count(*) FILTER (WHERE {is_padded(f'c{at}')})"])[0] > 0


def _gather(asked: Sequence[_Asked], table: Counted, condition: str) -> list[Evidence]:
    """Count, in one pass, how many cells of each column each reading takes, and what its choice needs besides."""
    questions: list[str] = []
    for label, cell, readings, may_be_percent in asked:
        questions.append(f"count({cell})")
        questions.extend(f"count(*) FILTER (WHERE {each.matches(cell)})" for each in readings if each is not TEXT)
        alone = readings[0] if len(readings) == 1 else None
        whole = alone is not None and alone.type is ColumnType.INTEGER
        questions.append(f"min(length({cell}))" if whole else "0")
        questions.append(f"max(length({cell}))" if whole else "0")
        # The label of a code explains a text already.
        is_plain_text = alone is TEXT and not is_code_label(label)
        questions.append(f"count(*) FILTER (WHERE {starts_with_zero(cell)})" if is_plain_text else "0")
        if alone is TEXT:
            is_asked = is_plain_text and may_be_percent
            questions.append(f"count(*) FILTER (WHERE {_is_percent(cell)})" if is_asked else "0")
        else:
            questions.append(_proof(cell, alone))
    found = iter(table.counts(questions, condition=condition))
    evidence = []
    for _, _, readings, _ in asked:
        filled = next(found)
        matched = {each.name: filled if each is TEXT else next(found) for each in readings}
        evidence.append(Evidence(filled, matched, *(next(found) for _ in range(4))))
    return evidence


def _is_percent(cell: str) -> str:
    return f"suffix({cell}, '%')"


def _proof(cell: str, alone: Reading | None) -> str:
    if alone is None or not alone.proof:
        return "0"
    return f"count(*) FILTER (WHERE regexp_full_match({cell}, {quoted(alone.proof)}))"
