"""Why a record cannot become a report."""


class Untold(Exception):  # no failure of ours: a record that somebody has to mend
    """A record that cannot be told: a code for programs, a sentence for whoever mends it."""

    def __init__(self, code: str, detail: str) -> None:
        """Say what is missing or wrong."""
        super().__init__(detail)
        self.code, self.detail = code, detail
