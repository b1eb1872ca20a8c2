"""What differs between two sets of columns, and whether it breaks whoever relies on the first: SemVer 2.0.0 for tables.

ADR-0017 has the rules. A column is known by its machine name. What only says how the source is written, or why a type
was inferred, is not seen by readers and counts least or not at all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Self

from plateforme.domains.datasets.tabular.table_schema import Column, TableSchema

FIRST: Final = "1.0.0"
BREAKING: Final = frozenset(
    {"column_removed", "column_renamed", "column_retyped", "column_narrowed", "key_changed", "rows_narrowed"}
)
ADDING: Final = frozenset({"column_added", "column_widened", "rows_widened"})


@dataclass(frozen=True)
class SchemaChange:
    """One difference: its kind, the column it concerns (none: the whole table), and what it is in words."""

    kind: str
    column: str | None
    detail: str

    @property
    def breaking(self) -> bool:
        """Whether a reader or writer of the earlier columns may fail on the later ones."""
        return self.kind in BREAKING

    def to_json(self) -> dict[str, Any]:
        """Give what is stored and sent."""
        return {"kind": self.kind, "column": self.column, "detail": self.detail, "breaking": self.breaking}

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Read what was stored."""
        return cls(told["kind"], told["column"], told["detail"])


Changes = tuple[SchemaChange, ...]


def compare(old: TableSchema, new: TableSchema) -> Changes:
    """Tell everything that a later set of columns changes, what breaks first. Nothing for two that are the same."""
    found = [*_columns(old, new), *_whole_table(old, new)]
    rank = {kind: place for place, kinds in enumerate((BREAKING, ADDING)) for kind in kinds}
    return tuple(sorted(found, key=lambda change: rank.get(change.kind, 2)))


def is_breaking(changes: Iterable[SchemaChange]) -> bool:
    """Whether any of these changes breaks."""
    return any(change.breaking for change in changes)


def next_number(present: str, changes: Changes, *, taken: Iterable[str]) -> str:
    """Give the number of a schema that differs from the present one by these changes: above all that are taken.

    What breaks begins the next major number, what adds the next minor one, the rest the next patch; no change keeps
    the number. After a withdrawal the present number need not be the highest.
    """
    if not changes:
        return present
    known = [numbers(each) for each in (present, *taken)]
    major, minor, _ = numbers(present)
    if is_breaking(changes):
        return f"{max(each[0] for each in known) + 1}.0.0"
    if any(change.kind in ADDING for change in changes):
        return f"{major}.{max(each[1] for each in known if each[0] == major) + 1}.0"
    return f"{major}.{minor}.{max(each[2] for each in known if each[:2] == (major, minor)) + 1}"


def numbers(number: str) -> tuple[int, int, int]:
    """Read `2.1.0` as three integers, which sort as SemVer does."""
    major, minor, patch = (int(each) for each in number.split("."))
    return major, minor, patch


def _columns(old: TableSchema, new: TableSchema) -> Iterator[SchemaChange]:
    before, after = ({column.name: column for column in schema.columns} for schema in (old, new))
    renamed = _renamed(old, new)
    for name, column in before.items():
        if name in after:
            yield from _column(column, after[name])
        elif name in renamed:
            # Only a likeness: nothing in a file says that one column is another one under a new name.
            yield SchemaChange("column_renamed", name, f"{name} is gone; {renamed[name]} looks like its new name.")
        else:
            yield SchemaChange("column_removed", name, f"{name} is gone.")
    for name in after:
        if name not in before and name not in renamed.values():
            yield SchemaChange("column_added", name, f"{name} is new, of type {after[name].declared_as[0]}.")
    kept = [[name for name in schema.names if name in before and name in after] for schema in (old, new)]
    if kept[0] != kept[1]:
        yield SchemaChange("order_changed", None, "The columns stand in another order.")


def _renamed(old: TableSchema, new: TableSchema) -> dict[str, str]:
    """Pair columns that vanished with new ones of the same type: by their label, else by their place."""
    gone = [(place, column) for place, column in enumerate(old.columns) if column.name not in new.names]
    come = [(place, column) for place, column in enumerate(new.columns) if column.name not in old.names]
    alike: tuple[Callable[[int, Column, int, Column], bool], ...] = (
        lambda _, was, __, now: was.label.casefold() == now.label.casefold(),
        lambda there, _, here, __: there == here,
    )
    pairs: dict[str, str] = {}
    for is_alike in alike:
        for there, was in gone:
            for here, now in come:
                free = was.name not in pairs and now.name not in pairs.values()
                if free and was.type is now.type and is_alike(there, was, here, now):
                    pairs[was.name] = now.name
    return pairs


def _column(was: Column, now: Column) -> Iterator[SchemaChange]:
    name = was.name
    (kind, form), (new_kind, new_form) = was.declared_as, now.declared_as
    if kind != new_kind:
        yield SchemaChange("column_retyped", name, f"{name} was of type {kind} and is of type {new_kind}.")
    elif form != new_form:
        yield _form(name, kind, new_form)
    yield from _rules(name, was.constraints, now.constraints)
    if was.label != now.label:
        yield SchemaChange("label_changed", name, f"{name} has another label.")
    if was.description != now.description:
        yield SchemaChange("description_changed", name, f"{name} has another description.")
    if (dict(was.options), was.missing_values) != (dict(now.options), now.missing_values):
        yield SchemaChange("source_changed", name, f"{name} is written in another way in the source.")


def _form(name: str, kind: str, new_form: str) -> SchemaChange:
    """Tell what another format means: of a text it is a rule, of a date only how the source writes it."""
    if kind in {"date", "datetime", "time"}:
        return SchemaChange("source_changed", name, f"{name} is written in another format in the source.")
    if new_form == "default":
        return SchemaChange("column_widened", name, f"{name} no longer has to follow a format.")
    return SchemaChange("column_narrowed", name, f"{name} has to follow another format.")


def _rules(name: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[SchemaChange]:
    for rule in dict.fromkeys([*was, *now]):
        old, new = was.get(rule), now.get(rule)
        if old == new or (_is_unset(old) and _is_unset(new)):
            continue
        narrower, wider = _direction(rule, old, new)
        if narrower:
            yield SchemaChange("column_narrowed", name, f"{name} has a stricter rule: {rule}.")
        if wider:
            yield SchemaChange("column_widened", name, f"{name} has a looser rule: {rule}.")


def _is_unset(value: Any) -> bool:
    return value is None or value is False


def _direction(rule: str, old: Any, new: Any) -> tuple[bool, bool]:
    """Say whether a rule forbids something that it allowed, and whether it allows something that it forbade."""
    if _is_unset(new):
        return False, True
    if _is_unset(old):
        return True, False
    if rule == "enum" and isinstance(old, Sequence) and isinstance(new, Sequence):
        before, after = {str(each) for each in old}, {str(each) for each in new}
        return bool(before - after), bool(after - before)
    if rule in {"minimum", "minLength", "exclusiveMinimum"}:
        return _bounds(old, new)
    if rule in {"maximum", "maxLength", "exclusiveMaximum"}:
        return _bounds(new, old)
    return True, False  # two patterns, or a rule of a kind not known here: nobody can tell, so it counts as stricter


def _bounds(old: Any, new: Any) -> tuple[bool, bool]:
    """Compare two lower bounds: numbers as numbers, dates as the texts they are."""
    try:
        change = Decimal(str(new)).compare(Decimal(str(old)))
    except InvalidOperation:
        return str(new) > str(old), str(new) < str(old)
    return change == 1, change == -1


def _whole_table(old: TableSchema, new: TableSchema) -> Iterator[SchemaChange]:
    if old.primary_key != new.primary_key:
        was, now = (", ".join(schema.key) for schema in (old, new))
        yield SchemaChange("key_changed", None, f"Rows were identified by {was} and are identified by {now}.")
    for what, before, after in (
        ("unique key", set(old.unique_keys), set(new.unique_keys)),
        ("foreign key", set(old.foreign_keys), set(new.foreign_keys)),
    ):
        if after - before:
            yield SchemaChange("rows_narrowed", None, f"Rows have to follow another {what}.")
        if before - after:
            yield SchemaChange("rows_widened", None, f"Rows no longer have to follow a {what}.")
    if old.geometry != new.geometry:
        yield SchemaChange("geometry_changed", None, "Where rows are on the map is read from other columns.")
    if any(getattr(old, name) != getattr(new, name) for name in ("missing_values", "fields_match", "crs")):
        yield SchemaChange("source_changed", None, "The source is written in another way.")
