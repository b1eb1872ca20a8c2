"""Values that several parts of the ledger have in common on the wire."""

from typing import Annotated

from pydantic import Field, StringConstraints

from plateforme.api.wire import ONE_LINE, Wire, WireIn

Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=ONE_LINE)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=ONE_LINE)]
Sought = Annotated[str, StringConstraints(max_length=200, pattern=ONE_LINE)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]*$")]
Count = Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)]


class StateCounts(Wire):
    """Evaluations by the state in which they ended."""

    fresh: int = Field(description="In time.")
    due: int = Field(description="An update is expected; no finding yet.")
    overdue: int = Field(description="Late.")
    delinquent: int = Field(description="Very late.")
    exempt: int = Field(description="Nothing is promised, so nothing can be late.")
    not_evaluable: int = Field(description="Nothing can be said: no policy, no evidence, or evidence that cannot be.")


class StateCountsIn(WireIn):
    """Evaluations by the state in which they ended; what is left out is 0."""

    fresh: Count = Field(default=0, description="In time.", examples=[12])
    due: Count = Field(default=0, description="An update is expected; no finding yet.", examples=[1])
    overdue: Count = Field(default=0, description="Late.", examples=[2])
    delinquent: Count = Field(default=0, description="Very late.", examples=[1])
    exempt: Count = Field(default=0, description="Nothing is promised, so nothing can be late.", examples=[3])
    not_evaluable: Count = Field(default=0, description="Nothing can be said.", examples=[1])


class ChangeCounts(Wire):
    """Evaluations by what they changed in the ledger."""

    opened: int = Field(description="Findings that are new.")
    escalated: int = Field(description="Findings that went from overdue to delinquent.")
    updated: int = Field(description="Findings whose facts changed, or whose handling came to its end.")
    resolved: int = Field(description="Findings that new evidence or a changed policy resolved.")
    reopened: int = Field(description="Findings that came back within 90 days.")
    unchanged: int = Field(description="Evaluations that changed nothing.")


class ChangeCountsIn(WireIn):
    """What a run changed in the ledger, added up over its batches."""

    opened: Count = Field(default=0, description="Findings that are new.", examples=[2])
    escalated: Count = Field(default=0, description="Findings that went from overdue to delinquent.", examples=[0])
    updated: Count = Field(default=0, description="Findings whose facts changed.", examples=[0])
    resolved: Count = Field(default=0, description="Findings that were resolved.", examples=[1])
    reopened: Count = Field(default=0, description="Findings that came back.", examples=[0])
    unchanged: Count = Field(default=0, description="Evaluations that changed nothing.", examples=[17])
