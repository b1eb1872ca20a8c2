"""What the settings of an organization have in common on the wire: their addresses, and how they are replaced."""

from typing import Annotated

from fastapi import Path
from pydantic import Field, StringConstraints

from plateforme.api.deps import PreconditionFailed, check_match
from plateforme.kit.ids import INSEE, SLUG

Organization = Annotated[str, Path(description="Slug of the organization.", examples=["nantes"])]

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=64)]
Slug = Annotated[str, StringConstraints(pattern=SLUG, min_length=2, max_length=80)]
Insee = Annotated[str, StringConstraints(pattern=INSEE)]
Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]

LON = "Longitude in degrees (WGS 84), with `lat`."
LAT = "Latitude in degrees (WGS 84), with `lon`."
COMMUNE = "Commune, as an INSEE code, where the point is not known or not enough."
TITLE = "What it is about, for people, in French."


def check_put(if_match: str | None, revision: int | None) -> None:
    """What exists is replaced knowingly; what does not exist matches nothing.

    Revision 0 is what is read before anything was settled: it may be replaced blindly.
    """
    if revision is None and if_match is not None:
        raise PreconditionFailed(
            "Nothing is settled here yet, so `If-Match` cannot hold. Leave it out.",
            french="Rien n’est encore réglé ici, donc `If-Match` ne peut pas convenir. Retirez-le.",
        )
    if revision is not None and (revision > 0 or if_match is not None):
        check_match(if_match, revision)
