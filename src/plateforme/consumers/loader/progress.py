"""What the loader tells while it works, and what it has done at the end."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Step:
    """Where the work stands: `done` of `total`, in words; `percent` of the present step."""

    part: str
    subject: str
    text: str
    done: int | None = None
    total: int | None = None
    percent: int | None = None


Progress = Callable[[Step], None]


def silent(step: Step) -> None:
    """Tell nobody."""
    del step


@dataclass
class Tally:
    """How many records were made, changed, or left as they were."""

    created: int = 0
    changed: int = 0
    kept: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.created + self.changed + self.kept


@dataclass(frozen=True)
class LoadedDataset:
    """A dataset of the load and its current version."""

    slug: str
    title: str
    rows: int
    version: int
    is_new: bool


@dataclass
class LoadSummary:
    """What a load did: a second one of the same files changes nothing."""

    organization: str
    datasets: list[LoadedDataset] = field(default_factory=list)
    services: Tally = field(default_factory=Tally)
    settings: Tally = field(default_factory=Tally)
    reports: Tally = field(default_factory=Tally)

    @property
    def has_changed(self) -> bool:
        """Whether anything on the platform is different from before."""
        tallies = (self.services, self.settings, self.reports)
        return any(one.created or one.changed for one in tallies) or any(one.is_new for one in self.datasets)
