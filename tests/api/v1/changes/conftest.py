"""Tables published without the detour of a file, as for the rows."""

from tests.api.v1.rows.conftest import publish

__all__ = ["publish"]
