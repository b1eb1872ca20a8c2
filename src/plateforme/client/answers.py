"""The base of every generated type: an answer remembers the ETag it came with."""

from pydantic import BaseModel, PrivateAttr


class Answer(BaseModel):
    """Something the API says or reads; after a read, `etag` is what a change must send as `if_match`."""

    _etag: str | None = PrivateAttr(default=None)

    @property
    def etag(self) -> str:
        """The ETag of the answer this object came from; raises when it did not come from one of its own."""
        if self._etag is None:
            raise ValueError("This object has no ETag: read it by its own address first.")
        return self._etag
