from tests.api.v1.rows.conftest import publish

__all__ = ["publish"]
