"""What can go wrong, said once, without a word of HTTP.

Each domain subclasses `PlateformeError`; each surface renders the error its own way.

    PlateformeError
    ├── Missing    it does not exist
    ├── Moved      it has another name now
    ├── Gone       it existed and was withdrawn
    ├── Conflict   it clashes with the present state
    ├── Refused    the caller may not do this
    ├── Invalid    the content is understood and wrong
    ├── BadQuery   the question itself is wrong
    └── Busy       ask again later
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar


class Kind(StrEnum):
    """The family of an error: what the caller can do about it."""

    MISSING = "missing"
    MOVED = "moved"
    GONE = "gone"
    CONFLICT = "conflict"
    REFUSED = "refused"
    INVALID = "invalid"
    BAD_QUERY = "bad_query"
    BUSY = "busy"


@dataclass(frozen=True)
class Detail:
    """One precise fault: where it is, what rule it breaks, how to mend it.

    `where` is `pointer` (JSON Pointer in the body), `parameter` (query or path) or `header`. `french` says `detail` in
    French, for those who prefer it.
    """

    where: str
    name: str
    code: str
    detail: str
    french: str | None = None


class PlateformeError(Exception):
    """A business error with a stable code, a sentence for people and a next step in that sentence.

    `detail` never repeats a rejected value; `french` says the same in French; `extra` carries members for machines.
    """

    code: ClassVar[str]
    kind: ClassVar[Kind]
    title: ClassVar[str]

    def __init__(
        self,
        detail: str,
        *,
        errors: Sequence[Detail] = (),
        extra: Mapping[str, Any] | None = None,
        french: str | None = None,
    ) -> None:
        """Say what happened and what to do next, in one or two sentences."""
        super().__init__(detail)
        self.detail = detail
        self.french = french
        self.errors = tuple(errors)
        self.extra = dict(extra or {})


class Missing(PlateformeError):
    """It does not exist, or the caller may not know that it does."""

    kind = Kind.MISSING
    code = "not_found"
    title = "Not found"


class Moved(PlateformeError):
    """It has another name now. Not a fault: a surface leads the caller there."""

    kind = Kind.MOVED
    code = "moved"
    title = "Moved"

    def __init__(self, detail: str, *, collection: str, old: str, new: str) -> None:
        """Say which name in which collection became which."""
        super().__init__(detail)
        self.collection, self.old, self.new = collection, old, new


class Gone(PlateformeError):
    """It existed and was withdrawn; the detail says why and what replaces it."""

    kind = Kind.GONE
    code = "gone"
    title = "Gone"


class Conflict(PlateformeError):
    """It clashes with the present state of the resource."""

    kind = Kind.CONFLICT
    code = "conflict"
    title = "Conflict"


class Refused(PlateformeError):
    """The caller is known and may not do this."""

    kind = Kind.REFUSED
    code = "refused"
    title = "Refused"


class Invalid(PlateformeError):
    """The content was understood and breaks a rule."""

    kind = Kind.INVALID
    code = "invalid"
    title = "Invalid content"


class BadQuery(PlateformeError):
    """The question is malformed: an unknown parameter, an impossible value, a broken cursor."""

    kind = Kind.BAD_QUERY
    code = "bad_query"
    title = "Bad query"


class Busy(PlateformeError):
    """The platform cannot answer now; the detail says how to ask better or when to come back."""

    kind = Kind.BUSY
    code = "busy"
    title = "Busy"
