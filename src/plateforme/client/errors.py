"""What a call can end with, apart from its answer.

ClientError
├── WrongUseError          an address or a key that cannot be one; nothing was sent
├── NetworkError           no answer came, after all retries
├── UnexpectedAnswerError  an answer that the contract does not know
└── ProblemError           the platform said no, and why (RFC 9457); one generated subclass per published code

A program catches the subclass it can do something about and lets the others go up.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

MOST_TOLD = 3
"""How many precise faults the text of a refusal names; `errors` holds them all."""

STANDARD = frozenset({"type", "title", "status", "detail", "instance", "code", "errors"})


class ClientError(Exception):
    """Anything that kept a call from giving its answer."""


class WrongUseError(ClientError):
    """The client was given something that cannot work; nothing was sent."""


class NetworkError(ClientError):
    """The platform could not be reached, or broke off."""


class UnexpectedAnswerError(ClientError):
    """The platform answered with something that the contract does not describe."""


class ProblemError(ClientError):
    """The platform refused and said why.

    `code` is for programs, `detail` for people; `errors` holds the precise faults, `extra` further members such as
    the validation report of a file, `request_id` what to quote when asking for help.
    """

    known_code: ClassVar[str | None] = None

    def __init__(self, status: int, body: Mapping[str, Any], *, retry_after: float | None = None) -> None:
        """Read a problem document; members that are missing stay empty."""
        self.status = status
        self.code = str(body.get("code", "unknown"))
        self.title = str(body.get("title", ""))
        self.detail = str(body.get("detail", ""))
        self.errors: list[dict[str, str]] = list(body.get("errors", ()))
        self.request_id = str(body.get("instance", "")).removeprefix("urn:uuid:")
        self.extra = {name: value for name, value in body.items() if name not in STANDARD}
        self.retry_after = retry_after
        super().__init__(" ".join([f"{status} {self.code}: {self.detail}", *map(_told, self.errors[:MOST_TOLD])]))


def _told(fault: Mapping[str, str]) -> str:
    """One precise fault in a line of text, after its place."""
    place = next((fault[kind] for kind in ("pointer", "parameter", "header") if fault.get(kind)), "the whole")
    return f"[{place}: {fault.get('detail', '')}]"
