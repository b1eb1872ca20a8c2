"""Tables to export, published as those whose rows are read."""

from tests.api.v1.rows.conftest import publish

__all__ = ["publish"]
