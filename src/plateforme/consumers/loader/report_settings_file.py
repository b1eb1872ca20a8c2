"""The file that says how an organization deals with street reports: its shape, and reading it."""

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from plateforme.client.v1_types import ReportCategoryIn, ReportCoverageIn, ReportTeamIn, RoutingRuleIn


class ReportSettingsError(Exception):
    """The file cannot be used, or a check of it does not hold; `faults` says what, one line each."""

    def __init__(self, sentence: str, faults: Sequence[str] = ()) -> None:
        """Say what happened, and where."""
        super().__init__(sentence)
        self.faults = tuple(faults)


class Check(BaseModel):
    """A report that somebody thinks of, and who should get it: a team, a body, or both."""

    model_config = ConfigDict(extra="forbid")

    category: str
    lon: float | None = None
    lat: float | None = None
    insee_code: str | None = None
    text: str = ""
    attributes: str | None = None
    team: str | None = None
    answers: str | None = None
    """Slug, or name, of the body that should answer for the place."""

    @property
    def has_place(self) -> bool:
        """Whether it says where."""
        return self.lon is not None or self.insee_code is not None


class Retired(BaseModel):
    """Names of what is to go."""

    model_config = ConfigDict(extra="forbid")

    categories: list[str] = Field(default_factory=list)
    teams: list[str] = Field(default_factory=list)
    coverages: list[str] = Field(default_factory=list)


class ReportSettings(BaseModel):
    """What the file says."""

    model_config = ConfigDict(extra="forbid")

    teams: dict[str, ReportTeamIn] = Field(default_factory=dict)
    categories: dict[str, ReportCategoryIn] = Field(default_factory=dict)
    coverages: dict[str, ReportCoverageIn] = Field(default_factory=dict)
    routing: list[RoutingRuleIn] | None = None
    retired: Retired = Field(default_factory=Retired)
    checks: list[Check] = Field(default_factory=list)


def read_settings(path: Path) -> ReportSettings:
    """Read the file; `area_file` in a coverage or a rule stands for the GeoJSON of a file beside it."""
    try:
        text = path.read_text(encoding="utf-8")
        told = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
        for part in (*told.get("coverages", {}).values(), *told.get("routing", ())):
            if name := part.pop("area_file", None):
                part["area"] = _area(path.parent / name)
        return ReportSettings.model_validate(told)
    except ValidationError as wrong:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in wrong.errors()]
        raise ReportSettingsError(f"{path.name} says what cannot be settled.", faults) from None
    except (OSError, ValueError, AttributeError) as broken:
        raise ReportSettingsError(f"{path.name} cannot be read: {broken}.") from None


def _area(path: Path) -> Any:
    """The geometry of a GeoJSON file: a collection of one feature stands for it."""
    told = json.loads(path.read_text(encoding="utf-8"))
    features = told.get("features")
    return features[0] if isinstance(features, list) and len(features) == 1 else told
