"""What can go wrong with the feed."""

from plateforme.kit.errors import Gone


class CursorTooOld(Gone):
    """Changes after this cursor are no longer kept: whoever holds a copy has missed some."""

    code = "feed_cursor_expired"
    title = "Cursor too old"

    def __init__(self) -> None:
        """Say how to be the same again."""
        super().__init__(
            "Changes after this cursor are no longer kept. Ask for `since=latest`, read everything anew, then follow "
            "the feed from the cursor that you got first.",
            french="Les changements qui suivent ce curseur ne sont plus gardés. Demandez `since=latest`, relisez tout, "
            "puis suivez le flux depuis le curseur obtenu au début.",
        )
