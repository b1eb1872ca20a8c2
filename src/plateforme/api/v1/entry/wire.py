"""The entry of the API on the wire."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from plateforme.api.wire import Wire


class EntryLinks(Wire):
    """Everything that can be reached from here."""

    self: str = Field(description="This page.")
    documentation: str = Field(description="The reference, for people.")
    openapi: str = Field(description="The same as an OpenAPI document, for machines.")
    organizations: str = Field(description="Who publishes here.")
    datasets: str = Field(description="The catalogue of datasets.")
    report_categories: str = Field(description="What a street report can be about.")
    reports: str = Field(description="Street reports.")
    report_statistics: str = Field(description="How many street reports there are, how fast and how they end.")
    report_retention: str = Field(description="How long what people tell in street reports is kept.")
    changes: str = Field(description="What changes, in one order, for whoever follows.")
    open311: str = Field(description="The same reports as Open311 GeoReport v2: its discovery document.")
    services: str = Field(description="The catalogue of public services.")
    policies: str = Field(description="How fresh each thing must be.")
    findings: str = Field(description="What is out of date or wrong, since when, and who must act.")
    scores: str = Field(description="How much of each organization's data is fresh.")
    quality_runs: str = Field(description="When quality was checked.")
    consumers: str = Field(description="Who uses the platform.")
    scopes: str = Field(description="What a key may be allowed to do.")


class CheckerOut(Wire):
    """How fresh the quality checker's own work is."""

    finished_at: datetime = Field(description="When its last complete run ended.")


class EntryOut(Wire):
    """The way in: who answers, and where everything is."""

    name: str = Field(description="Name of the software.", examples=["Plateforme"])
    api: Literal["v1"] = Field(description="Major version of the contract; it never breaks within one.")
    build: str = Field(description="Release that answers.", examples=["0.1.0"])
    checker: CheckerOut | None = Field(description="The last complete quality run; null before the first.")
    links: EntryLinks = Field(description="Where to go from here.")
