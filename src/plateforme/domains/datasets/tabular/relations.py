"""What the rows of a table owe to one another and to other tables: keys, unique keys and foreign keys of a schema."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from plateforme.kit.errors import Detail

_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]*")
_ADDRESS = re.compile(rf"https?://[^?#\s]*/datasets/({_SLUG.pattern})/?")


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values must be found in another table, or in the table itself when `resource` is empty."""

    columns: tuple[str, ...]
    resource: str
    referenced: tuple[str, ...]

    def to_descriptor(self) -> dict[str, Any]:
        """Give the item of `foreignKeys`."""
        reference = {"resource": self.resource, "fields": list(self.referenced)}
        return {"fields": list(self.columns), "reference": reference}


@dataclass(frozen=True)
class Names:
    """The names that a schema may use for its own fields: as written, or made safe for machines."""

    machine: Mapping[str, str]
    faults: list[Detail]

    @classmethod
    def of(cls, written: Sequence[str], machine: Sequence[str], faults: list[Detail]) -> Self:
        """Pair the names; faults found later go to the list that is given."""
        return cls({**dict(zip(written, machine, strict=True)), **{name: name for name in machine}}, faults)

    def wrong(self, pointer: str, code: str, detail: str) -> None:
        """Keep a fault of the schema with its place."""
        self.faults.append(Detail("pointer", pointer, code, detail))

    def known(self, wanted: Sequence[str], pointer: str) -> tuple[str, ...]:
        """Give the machine names of fields, each of which the schema must have."""
        for index, each in enumerate(wanted):
            if each not in self.machine:
                self.wrong(f"{pointer}/{index}", "reference", "No field of the schema has this name.")
        return tuple(self.machine[each] for each in wanted if each in self.machine)


def read_primary_key(declared: object, names: Names) -> tuple[str, ...]:
    """Read `primaryKey`: a field name or a list of them."""
    if declared is None:
        return ()
    wanted = _texts(declared)
    if wanted is None:
        names.wrong("/primaryKey", "type", "The primary key is a field name or a list of field names.")
        return ()
    return names.known(wanted, "/primaryKey")


def read_unique_keys(declared: object, names: Names) -> tuple[tuple[str, ...], ...]:
    """Read `uniqueKeys` (Data Package v2): a list of lists of field names."""
    if declared is None:
        return ()
    if not isinstance(declared, list):
        names.wrong("/uniqueKeys", "type", "Unique keys are a list of lists of field names.")
        return ()
    read = []
    for index, each in enumerate(declared):
        pointer, wanted = f"/uniqueKeys/{index}", _texts(each)
        if not wanted:
            names.wrong(pointer, "type", "A unique key is a list of field names, with at least one.")
        else:
            read.append(names.known(wanted, pointer))
    return tuple(read)


def read_foreign_keys(declared: object, names: Names) -> tuple[ForeignKey, ...]:
    """Read `foreignKeys`: each with its fields and what they refer to."""
    if declared is None:
        return ()
    if not isinstance(declared, list):
        names.wrong("/foreignKeys", "type", "Foreign keys are a list of objects.")
        return ()
    read = (_read_foreign_key(each, f"/foreignKeys/{index}", names) for index, each in enumerate(declared))
    return tuple(each for each in read if each)


def _read_foreign_key(declared: object, pointer: str, names: Names) -> ForeignKey | None:
    if not isinstance(declared, Mapping):
        names.wrong(pointer, "type", "A foreign key is an object with `fields` and `reference`.")
        return None
    reference = declared.get("reference")
    if not isinstance(reference, Mapping):
        names.wrong(f"{pointer}/reference", "required", "Say what is referred to: an object with `fields`.")
        return None
    wanted, referenced = _texts(declared.get("fields")), _texts(reference.get("fields"))
    resource = _read_resource(reference.get("resource"), f"{pointer}/reference/resource", names)
    for place, found in ((f"{pointer}/fields", wanted), (f"{pointer}/reference/fields", referenced)):
        if not found:
            names.wrong(place, "required", "Give a field name or a list of field names, with at least one.")
    if not wanted or not referenced or resource is None:
        return None
    if len(wanted) != len(referenced):
        said = f"As many fields as in the foreign key are needed: {len(wanted)}."
        names.wrong(f"{pointer}/reference/fields", "length", said)
        return None
    columns = names.known(wanted, f"{pointer}/fields")
    own = not resource
    theirs = names.known(referenced, f"{pointer}/reference/fields") if own else tuple(referenced)
    return ForeignKey(columns, resource, theirs)


def _read_resource(declared: object, pointer: str, names: Names) -> str | None:
    """Give the slug of the dataset that is meant, empty for the table itself."""
    if declared is None or declared == "":
        return ""
    if isinstance(declared, str) and (found := _ADDRESS.fullmatch(declared)):
        return found[1]
    if isinstance(declared, str) and _SLUG.fullmatch(declared):
        return declared
    names.wrong(
        pointer, "format", "Give the slug of a dataset of the platform, its address, or nothing for this table."
    )
    return None


def _texts(declared: object) -> list[str] | None:
    wanted = [declared] if isinstance(declared, str) else declared
    if not isinstance(wanted, list | tuple) or not all(isinstance(each, str) for each in wanted):
        return None
    return list(wanted)
