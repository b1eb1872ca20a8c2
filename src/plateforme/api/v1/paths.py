"""Names in the address that many operations share."""

from typing import Annotated

from fastapi import Path

ReportReference = Annotated[
    str, Path(alias="reference", description="Public reference of the report.", examples=["2026-0302-7QK2M9"])
]
