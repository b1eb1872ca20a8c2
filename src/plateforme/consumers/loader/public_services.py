"""The demo's public services: national information sheets with their real dates, and town halls with their hours."""

import asyncio
import csv
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from plateforme.client.errors import ClientError
from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import (
    Channel,
    Identifier,
    OpeningHours,
    Place,
    ServiceChange,
    ServiceIn,
    ServiceOut,
    Slot,
    Source,
)
from plateforme.consumers.loader.comparing import says
from plateforme.consumers.loader.organizations import Part
from plateforme.consumers.loader.progress import Progress, Step, Tally

AT_ONCE: Final = 4
"""Requests under way together: enough to keep the platform busy, few enough to leave room for others."""

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: Final[Mapping[str, Weekday]] = {
    "Mo": "monday",
    "Tu": "tuesday",
    "We": "wednesday",
    "Th": "thursday",
    "Fr": "friday",
    "Sa": "saturday",
    "Su": "sunday",
}
SHEETS_SOURCE: Final = Source(
    name="Service-public.fr (DILA), extrait de novembre 2020",
    url="https://www.service-public.fr/",
    license="etalab-2.0",
)
DIRECTORY_SOURCE: Final = Source(
    name="Annuaire de l’administration (DILA), extrait d’octobre 2026",
    url="https://lannuaire.service-public.fr/",
    license="etalab-2.0",
)


async def load_services(api: PlateformeV1, organization: str, folder: Path, *, progress: Progress) -> Tally:
    """Add the entries that are missing, correct those that differ, leave the others alone."""
    known = {one.slug: one async for one in api.iter_services(organization=organization, limit=1000)}
    wanted = [*sheets(folder, organization), *town_halls(folder, organization)]
    tally = Tally()
    room = asyncio.Semaphore(AT_ONCE)
    failed: BaseException | None = None

    async def load(one: ServiceIn) -> None:
        async with room:
            await _load_one(api, one, known.get(one.slug), tally)
        progress(Step(Part.SERVICES, "services", "loading", tally.total, len(wanted)))

    try:
        async with asyncio.TaskGroup() as group:
            for one in wanted:
                group.create_task(load(one))
    except* ClientError as failures:
        failed = failures.exceptions[0]  # the others were stopped by it, or say the same
    if failed is not None:
        raise failed
    return tally


async def _load_one(api: PlateformeV1, wanted: ServiceIn, known: ServiceOut | None, tally: Tally) -> None:
    if known is None:
        await api.create_service(wanted)
        tally.created += 1
        return
    fields = wanted.model_dump(mode="json", exclude_unset=True, exclude={"slug", "organization"})
    if says(known.model_dump(mode="json"), fields):
        tally.kept += 1
        return
    current = await api.get_service(wanted.slug)  # a list carries no ETag for each of its items
    await api.update_service(wanted.slug, ServiceChange.model_validate(fields), if_match=current.etag)
    tally.changed += 1


def sheets(folder: Path, organization: str) -> Iterator[ServiceIn]:
    """The national information sheets, as entries: what they are about and when they last changed."""
    for row in _rows(folder / "information_sheets.csv"):
        optional: dict[str, Any] = {"url": row["url"]} if row["url"] else {}
        about = f" Thème : {row['theme']}." if row["theme"] else ""
        yield ServiceIn(
            slug=f"fiche-{row['audience']}-{row['id'].lower()}",
            organization=organization,
            kind="information_sheet",
            title=row["title"],
            description=f"{row['type']} de Service-public.fr : {row['title']}.{about}",
            audience=[row["audience"].capitalize()],
            themes=[one for one in row["subjects"].split("|") if one],
            identifiers=[Identifier(scheme="vosdroits", value=row["id"])],
            source=SHEETS_SOURCE,
            content_modified_at=date.fromisoformat(row["modified"]),
            **optional,
        )


def town_halls(folder: Path, organization: str) -> Iterator[ServiceIn]:
    """The town halls, as entries with a place, ways to reach them and opening hours."""
    for row in _rows(folder / "town_halls.csv"):
        optional: dict[str, Any] = {"url": row["url"]} if row["url"] else {}
        if row["opening_hours"]:
            weekly = weekly_slots(row["opening_hours"])
            optional["opening_hours"] = OpeningHours(weekly=weekly, original=row["opening_hours"])
        yield ServiceIn(
            slug=f"mairie-{row['insee_code'].lower()}",
            organization=organization,
            kind="town_hall",
            title=row["name"],
            description="Accueil de la mairie : état civil, élections, urbanisme et démarches de proximité.",
            audience=["Particuliers", "Professionnels", "Associations"],
            themes=["Papiers - Citoyenneté"],
            channels=list(_channels(row)),
            places=[_place(row)],
            identifiers=[Identifier(scheme="insee", value=row["insee_code"])],
            source=DIRECTORY_SOURCE,
            **optional,
        )


def weekly_slots(text: str) -> list[Slot]:
    """Read hours such as `Mo-We 08:00-12:00,13:30-17:30; Sa 09:00-12:00`, the part of the syntax that we write."""
    slots = []
    for rule in text.split("; "):
        days, _, hours = rule.partition(" ")
        for slot in hours.split(","):
            opens, closes = slot.split("-")
            slots.append(Slot(days=_days(days), opens=opens, closes=closes))
    return slots


def _days(text: str) -> list[Weekday]:
    first, _, last = text.partition("-")
    order = list(DAYS)
    return [DAYS[one] for one in order[order.index(first) : order.index(last or first) + 1]]


def _channels(row: Mapping[str, str]) -> Iterator[Channel]:
    if row["phone"]:
        yield Channel(type="phone", value=row["phone"])
    if row["email"]:
        yield Channel(type="email", value=row["email"])
    if row["url"]:
        yield Channel(type="web", value=row["url"])


def _place(row: Mapping[str, str]) -> Place:
    fields: dict[str, Any] = {"name": row["name"], "insee_code": row["insee_code"]}
    if row["street"]:
        fields["address"] = f"{row['street']}, {row['postcode']} {row['city']}"
    if row["postcode"]:
        fields["postal_code"] = row["postcode"]
    if row["lon"]:
        fields |= {"lon": float(row["lon"]), "lat": float(row["lat"])}
    return Place(**fields)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
