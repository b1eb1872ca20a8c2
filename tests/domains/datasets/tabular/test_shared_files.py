"""Every table of the shared real data: published with its rows counted elsewhere, or refused for a stated reason."""

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.domains.datasets.tabular.ingest_cases import faults, publish, refuse, types_of, warned, why_of

from plateforme.domains.datasets.tabular.reading.headers import BLANKS
from plateforme.domains.datasets.tabular.reading.hints import Hints

PUBLISHED = {
    "tabular/geo/communes_herault_2018.geojson": 343,
    "tabular/geo/departements_simplifie_2018.geojson": 96,
    "tabular/messy/communes_population_spaces.csv": 4_999,
    "tabular/messy/covoiturage_calvados_utf8_bom.csv": 37,
    "tabular/messy/covoiturage_corse_latin1.csv": 60,
    "tabular/messy/creches_repeated_header.csv": 404,  # 406 lines, of which two say the header again
    "tabular/messy/qualite_eau_sample.parquet": 1_000,
    "tabular/messy/rei_1987_two_sheets.xlsx": 5,  # the second sheet: the first is its notice
    "tabular/messy/replacement_characters.csv": 12,
    "tabular/messy/salles_yffiniac_bom_in_quotes.csv": 7,  # the eighth line is a byte order mark
    "tabular/messy/spaces_as_empty.csv": 18,
    "tabular/messy/trailing_separators.csv": 7,
    "tabular/messy/utf16_semicolons.csv": 20,
    "tabular/montpellier/AirLR_LR_StationAir.csv": 20,
    "tabular/montpellier/VilleMTP_MTP_AccERP_2012.csv": 209,
    "tabular/montpellier/VilleMTP_MTP_AccERP_2013.csv": 296,
    "tabular/montpellier/VilleMTP_MTP_AccERP_2014.csv": 212,
    "tabular/montpellier/VilleMTP_MTP_AffichageLibre.csv": 124,
    "tabular/montpellier/VilleMTP_MTP_BudgetAnt.csv": 9_998,
    "tabular/montpellier/VilleMTP_MTP_BudgetPri_2012.csv": 1_338,
    "tabular/montpellier/VilleMTP_MTP_BudgetPri_2013.csv": 1_511,
    "tabular/montpellier/VilleMTP_MTP_BudgetPri_2014.csv": 1_448,
    "tabular/montpellier/VilleMTP_MTP_BureauxVote.csv": 131,
    "tabular/montpellier/VilleMTP_MTP_CameraSurv.csv": 141,
    "tabular/montpellier/VilleMTP_MTP_CarteScoMat_2013.csv": 6_096,
    "tabular/montpellier/VilleMTP_MTP_Comptage.csv": 3_314,
    "tabular/montpellier/VilleMTP_MTP_Defibrilateurs.geojson": 167,
    "tabular/montpellier/VilleMTP_MTP_Defibrillateurs.csv": 167,
    "tabular/montpellier/VilleMTP_MTP_Delibs.csv": 160,
    "tabular/montpellier/VilleMTP_MTP_ETP.csv": 472,
    "tabular/montpellier/VilleMTP_MTP_EffectifSco_2012.csv": 119,
    "tabular/montpellier/VilleMTP_MTP_EffectifSco_2013.csv": 120,
    "tabular/montpellier/VilleMTP_MTP_EffectifSco_2014.csv": 120,
    "tabular/montpellier/VilleMTP_MTP_EspacesVertsGlobal.csv": 203,
    "tabular/montpellier/VilleMTP_MTP_EspacesVertsGlobal.geojson": 203,
    "tabular/montpellier/VilleMTP_MTP_EtabliPublic.csv": 1_024,
    "tabular/montpellier/VilleMTP_MTP_EtabliPublic.geojson": 1_024,
    "tabular/montpellier/VilleMTP_MTP_EtatCivil.csv": 44,
    "tabular/montpellier/VilleMTP_MTP_Europeenne2014.csv": 3_275,
    "tabular/montpellier/VilleMTP_MTP_FilaireVoies.csv": 8_011,
    "tabular/montpellier/VilleMTP_MTP_FontainesPublic.csv": 89,
    "tabular/montpellier/VilleMTP_MTP_Fourriere.xls": 3,  # the first of two sheets
    "tabular/montpellier/VilleMTP_MTP_Horodateurs_2011.csv": 823,
    "tabular/montpellier/VilleMTP_MTP_JeuEnfantAge.csv": 97,
    "tabular/montpellier/VilleMTP_MTP_JeuEnfantType.geojson": 97,
    "tabular/montpellier/VilleMTP_MTP_MarchesConclus_2013.xls": 616,  # rows 8 to 623 of the sheet
    "tabular/montpellier/VilleMTP_MTP_NbreDeces.csv": 14,
    "tabular/montpellier/VilleMTP_MTP_ParkingOuv.csv": 22,
    "tabular/montpellier/VilleMTP_MTP_PermisConst.csv": 4_738,
    "tabular/montpellier/VilleMTP_MTP_PlacesGIG.csv": 477,
    "tabular/montpellier/VilleMTP_MTP_PlacesReserv.csv": 309,
    "tabular/montpellier/VilleMTP_MTP_Prenoms.csv": 51,
    "tabular/montpellier/VilleMTP_MTP_Quartiers.geojson": 7,
    "tabular/montpellier/VilleMTP_MTP_Signalisation.csv": 373,
    "tabular/montpellier/VilleMTP_MTP_SousQuartiers.geojson": 31,
    "tabular/montpellier/VilleMTP_MTP_StatOD.xls": 99,  # the first of six sheets, less a title
    "tabular/montpellier/VilleMTP_MTP_TarifStaVoies.csv": 7_981,
    "tabular/montpellier/VilleMTP_MTP_ZAC.csv": 35,
    "tabular/montpellier/VilleMTP_MTP_ZAC.geojson": 35,
    "tabular/montpellier/VilleMTP_MTP_ZATMeric_2011.csv": 130,
    "tabular/montpellier/arbres_alignement.csv": 742,
    "tabular/montpellier/catalogue.csv": 111,
    "tabular/montpellier/europeennes_2014.parquet": 3_275,
    "tabular/montpellier/subventions_2014.xlsx": 1_223,  # 1264 rows below the header, less 26 blank ones and 15 headers
    "tabular/national/bnlc.csv": 2_473,
    "tabular/national/jours_feries_metropole.csv": 286,
    "tabular/national/mouvements-communes.csv": 13_284,
    "tabular/national/vacances_scolaires.csv": 13_514,
    "tabular/schemas/accessibilite-erp/exemple.csv": 6,
    "tabular/schemas/arbres-urbains/exemple-valide.csv": 4,
    "tabular/schemas/arbres-urbains/exemple-valide.xlsx": 4,
    "tabular/schemas/base-adresse-locale/1.3-incoherent-uid_adresse.csv": 1,
    "tabular/schemas/base-adresse-locale/1.4-bad-id-ban-commune.csv": 1,
    "tabular/schemas/base-adresse-locale/1.4-cog-no-match-id_ban_commune.csv": 2,
    "tabular/schemas/base-adresse-locale/1.4-valid.csv": 2,
    "tabular/schemas/base-adresse-locale/1.5-valid.csv": 2,
    "tabular/schemas/base-adresse-locale/1.5-without-ban-ids.csv": 2,
    "tabular/schemas/base-adresse-locale/junk.ascii.csv": 6,
    "tabular/schemas/base-adresse-locale/sample.csv": 15,
    "tabular/schemas/catalogue-donnees/exemple-valide.csv": 1,
    "tabular/schemas/comptage-mobilites-channel/exemple-invalide.csv": 4,
    "tabular/schemas/comptage-mobilites-channel/exemple-valide-eco-compteur.csv": 10,
    "tabular/schemas/comptage-mobilites-channel/exemple-valide.csv": 1,
    "tabular/schemas/comptage-mobilites-measure/exemple-valide-eco-compteur.csv": 3_650,
    "tabular/schemas/comptage-mobilites-measure/exemple-valide.csv": 9,
    "tabular/schemas/comptage-mobilites-site/exemple-valide-eco-compteur.csv": 3,
    "tabular/schemas/comptage-mobilites-site/exemple-valide.csv": 1,
    "tabular/schemas/decp-dpa/exemple-valide.csv": 1,
    "tabular/schemas/friches/exemple-valide.csv": 1,
    "tabular/schemas/hautes-remunerations/exemple-valide.csv": 2,
    "tabular/schemas/irve-dynamique/exemple-valide-dynamique.csv": 2,
    "tabular/schemas/irve-statique/exemple-valide-statique.csv": 2,
    "tabular/schemas/lieux-covoiturage/exemple-invalide.csv": 2,
    "tabular/schemas/lieux-covoiturage/exemple-valide.csv": 1,
    "tabular/schemas/lieux-covoiturage/exemple-valide.xls": 1,
    "tabular/schemas/lieux-mediation-numerique/exemple-valide.csv": 1,
    "tabular/schemas/passage-a-niveau/exemple-valide.csv": 1,
    "tabular/schemas/stationnement/exemple-invalide.csv": 1,
    "tabular/schemas/stationnement/exemple-valide.csv": 2,
    "tabular/schemas/stationnement-cyclable/exemple-valide.csv": 1,
    "tabular/schemas/stations-taxi/exemple-non-valide.csv": 17,
    "tabular/schemas/stations-taxi/exemple-valide.csv": 17,
    "tabular/schemas/stations-taxi/exemple-valide.xlsx": 17,
    "street/boston_street_lights_2015.csv": 7_956,
    "street/dans_ma_rue_sample.csv": 10_000,
    "territory/communes.csv": 34_969,
    "territory/departments.csv": 109,
    "territory/epci.csv": 1_255,
    "territory/former_communes.csv": 4_871,
    "territory/regions.csv": 26,
    "services/place_type_codes.csv": 202,
    "services/post_office_hours.csv": 9_999,
    "services/service_sheets.ndjson": 1_500,
}
"""Rows as the manifest of the files counts them; the comments say why where the manifest counts something else."""

REFUSED = {
    "tabular/montpellier/VilleMTP_MTP_Delibs_Archives.csv": (
        {"label-error": 1},
        "no header: the first row is a decision with its date",
    ),
    "tabular/montpellier/VilleMTP_MTP_Opendata.csv": (
        {"format-error": 1},
        "quotes inside quoted cells: where a cell ends is a guess",
    ),
    "tabular/montpellier/VilleMTP_MTP_QVEnquete_2013.xlsx": (
        {"duplicate-label": 5},
        "a second row of names repeats five of them under merged titles",
    ),
    "tabular/montpellier/arbres_alignement_nul_rows.csv": (
        {"source-error": 14},
        "the sheet breaks off in NUL bytes: 14 rows are lost",
    ),
    "tabular/national/gtfs_frioul_if_express.zip": ({"format-error": 1}, "nine tables that only make sense together"),
    **{
        f"tabular/schemas/marches-publics-decp/{name}.json": (
            {"format-error": 1},
            "a tree (contracts with their amendments), not a table",
        )
        for name in (
            "concessions",
            "concessions_avec_modifications",
            "marches_avec_modifications",
            "marches_concessions",
        )
    },
}
ENDINGS = {".csv", ".tsv", ".xlsx", ".xls", ".ods", ".json", ".geojson", ".parquet", ".zip"}


def all_tables(shared: Path) -> set[str]:
    found = {each for each in (shared / "tabular").rglob("*") if each.suffix in ENDINGS and each.name != "schema.json"}
    for pattern in ("street/*.csv", "territory/*.csv", "services/*.csv", "services/*.ndjson"):
        found |= set(shared.glob(pattern))
    return {each.relative_to(shared).as_posix() for each in found}


def name_of(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def test_the_two_lists_hold_every_file(shared_data):
    assert all_tables(shared_data) == PUBLISHED.keys() | REFUSED.keys()


@pytest.mark.parametrize("path", PUBLISHED)
def test_a_real_file_is_published_whole(shared_data, path):
    made, rows = publish(shared_data / path, name_of(path))

    assert made.rows == len(rows) == PUBLISHED[path]
    assert [row[-1] for row in rows] == list(range(1, made.rows + 1))
    assert all(each["why"] for each in made.report["columns"])
    counted = counted_elsewhere(shared_data / path, made.report["source"])
    repeated = sum(
        counted_rows(each["detail"]) for each in made.report["warnings"] if each["code"] == "repeated-header"
    )
    assert counted in {None, made.rows + repeated}


def counted_rows(detail: str) -> int:
    return detail.rsplit("row", 1)[-1].count(",") + 1


def counted_elsewhere(path: Path, source: dict[str, Any]) -> int | None:
    """Count the rows with the standard library alone, for the formats it reads."""
    if source["format"] == "geojson":
        return len(json.loads(path.read_bytes().decode(source["encoding"]))["features"])
    if source["format"] == "ndjson":
        return sum(bool(line.strip()) for line in path.read_bytes().splitlines())
    if source["format"] != "csv":
        return None
    text = path.read_bytes().decode(source["encoding"].replace("-bom", "-sig"))
    records = list(csv.reader(io.StringIO(text, newline=""), delimiter=source["delimiter"]))
    return sum(any(cell.strip(BLANKS) for cell in record) for record in records[source["header_row"] :])


@pytest.mark.parametrize("path", REFUSED)
def test_a_real_file_that_is_no_table_is_refused_for_what_is_wrong(shared_data, path):
    totals, why = REFUSED[path]
    refused = refuse(shared_data / path, name_of(path))

    assert refused.report["totals"] == totals, why


# --- what the reports say of the defects that the manifest lists ---

WARNED = {
    "street/boston_street_lights_2015.csv": [
        ("blank-label", 1, "column_1"),
        ("suspicious-code", None, "LOCATION_ZIPCODE"),
    ],
    "tabular/messy/covoiturage_corse_latin1.csv": [("encoding-error", None, None)],
    "tabular/messy/creches_repeated_header.csv": [("repeated-header", 2, None)],
    "tabular/messy/rei_1987_two_sheets.xlsx": [("other-sheets", None, None)],
    "tabular/messy/replacement_characters.csv": [("encoding-error", 1, None), ("blank-label", 1, None)],
    "tabular/messy/salles_yffiniac_bom_in_quotes.csv": [("blank-row", 9, None)],
    "tabular/messy/trailing_separators.csv": [("encoding-error", 1, None), ("extra-cell", 2, None)],
    "tabular/montpellier/VilleMTP_MTP_ETP.csv": [
        ("encoding-error", None, None),
        ("blank-row", 2, None),
        ("blank-label", 1, "column_2"),
    ],
    "tabular/montpellier/VilleMTP_MTP_EspacesVertsGlobal.geojson": [("encoding-error", None, None)],
    "tabular/montpellier/VilleMTP_MTP_EtatCivil.csv": [("encoding-error", None, None), ("blank-label", 1, "column_1")],
    "tabular/montpellier/VilleMTP_MTP_MarchesConclus_2013.xls": [("preamble", 2, None)],
    "tabular/montpellier/VilleMTP_MTP_StatOD.xls": [
        ("other-sheets", None, None),
        ("preamble", 1, None),
        ("blank-label", 2, None),
        ("blank-label", 2, "column_10"),
        ("blank-label", 2, "column_11"),
    ],
    "tabular/montpellier/VilleMTP_MTP_ZATMeric_2011.csv": [("encoding-error", None, None), ("blank-row", 132, None)],
    "tabular/schemas/stations-taxi/exemple-valide.xlsx": [("suspicious-code", None, "insee")],
    "tabular/schemas/lieux-covoiturage/exemple-valide.xls": [("suspicious-code", None, "insee")],
}


@pytest.mark.parametrize("path", WARNED)
def test_the_report_tells_the_defects_of_a_file(shared_data, path):
    made, _ = publish(shared_data / path, name_of(path))

    assert warned(made) == WARNED[path]


TYPES = {
    ("street/boston_street_lights_2015.csv", "open_dt"): ("datetime", "written MM/DD/YYYY"),
    ("street/boston_street_lights_2015.csv", "case_enquiry_id"): ("string", "every value has 12 digits"),
    ("street/boston_street_lights_2015.csv", "location_zipcode"): ("string", "names a code"),
    ("territory/communes.csv", "insee_code"): ("string", "names a code"),
    ("tabular/messy/creches_repeated_header.csv", "numcom"): ("string", "names a code"),
    ("tabular/montpellier/VilleMTP_MTP_ETP.csv", "column_2"): ("number", "with a decimal comma (472 seen)"),
    ("tabular/montpellier/VilleMTP_MTP_BudgetAnt.csv", "execute"): ("number", "decimal comma (9 998 seen)"),
    ("tabular/montpellier/VilleMTP_MTP_BudgetPri_2014.csv", "bp"): ("string", "1300 of 1448 values"),
    ("tabular/montpellier/VilleMTP_MTP_Comptage.csv", "ddebut_d"): ("date", "a year of two digits"),
    ("tabular/montpellier/VilleMTP_MTP_Comptage.csv", "tjm_n_19_8"): ("integer", "whole number"),
    ("tabular/montpellier/VilleMTP_MTP_Comptage.csv", "commentair_c_254"): ("string", "no other type"),
    ("tabular/montpellier/VilleMTP_MTP_ParkingOuv.csv", "datfc_d"): ("string", "9 of 10 values"),
    ("tabular/montpellier/VilleMTP_MTP_PermisConst.csv", "date_signature_decision_finale"): ("date", "day/month/year"),
    ("tabular/montpellier/VilleMTP_MTP_MarchesConclus_2013.xls", "siren"): ("string", "names a code"),
    ("tabular/montpellier/arbres_alignement.csv", "idarbre"): ("string", "8.2 and 8.20 may be two codes"),
}


@pytest.mark.parametrize(("path", "column"), TYPES)
def test_a_column_of_a_real_file_has_its_type_and_the_report_says_why(shared_data, path, column):
    made, _ = publish(shared_data / path, name_of(path))
    type_, why = TYPES[path, column]

    assert types_of(made)[column] == type_
    assert why in why_of(made, column)


def test_repeated_headers_are_told_with_their_rows_and_are_no_data(shared_data):
    made, rows = publish(shared_data / "tabular/messy/creches_repeated_header.csv")

    assert "rows 2, 3." in made.report["warnings"][0]["detail"]
    assert rows[0][:2] == ("01001", "L'ABERGEMENT-CLEMENCIAT")
    assert types_of(made)["txcouvglo_com_2014"] == "number"


def test_the_sheet_of_data_is_found_behind_its_notice_and_any_sheet_can_be_asked_for(shared_data):
    path = shared_data / "tabular/messy/rei_1987_two_sheets.xlsx"
    found, _ = publish(path)
    asked, rows = publish(path, hints=Hints(sheet="notice"))

    assert (found.report["source"]["sheet"], found.report["source"]["sheets"]) == ("REI_1987", ["Notice", "REI_1987"])
    assert found.report["source"]["header_row"] == 2
    assert (asked.report["source"]["sheet"], len(rows)) == ("Notice", 6)


def test_every_sheet_of_a_workbook_can_be_asked_for_by_name_or_number(shared_data):
    path = shared_data / "tabular/montpellier/VilleMTP_MTP_StatOD.xls"
    made, rows = publish(path, hints=Hints(sheet="3"))

    assert (made.report["source"]["sheet"], made.report["source"]["header_row"], len(rows)) == ("Données OSM", 3, 6)
    assert "“Données OSM”" in refuse(path, hints=Hints(sheet="Ventes")).detail


def test_a_sheet_without_header_is_refused_and_published_once_that_is_said(shared_data):
    path = shared_data / "tabular/montpellier/subventions_2014.xlsx"
    refused = refuse(path, hints=Hints(sheet="Détail Sport"))
    made, rows = publish(path, hints=Hints(sheet="Détail Sport", header_row=0))

    assert faults(refused) == [("label-error", 1, None)]
    assert (made.schema.names[0], rows[0][0], len(rows)) == ("column_1", 5400, 122)


def test_a_file_without_header_is_published_once_that_is_said(shared_data):
    path = shared_data / "tabular/montpellier/VilleMTP_MTP_Delibs_Archives.csv"
    made, rows = publish(path, hints=Hints(header_row=0))

    assert made.rows == 23_524
    assert rows[0][:2] == ("2012-06-25", "Mise a disposition des locaux associatifs")
    assert Counter(each["code"] for each in made.report["warnings"])["blank-label"] == 0


def test_a_broken_csv_names_the_row_where_quotes_go_wrong(shared_data):
    assert faults(refuse(shared_data / "tabular/montpellier/VilleMTP_MTP_Opendata.csv")) == [("format-error", 4, None)]


def test_rows_of_nul_bytes_are_told_one_by_one(shared_data):
    refused = refuse(shared_data / "tabular/montpellier/arbres_alignement_nul_rows.csv")

    assert [row for _, row, _ in faults(refused)] == list(range(24, 38))


def test_a_gtfs_feed_is_called_by_its_name(shared_data):
    assert "GTFS" in refuse(shared_data / "tabular/national/gtfs_frioul_if_express.zip").detail


def test_accents_of_an_old_macintosh_and_lone_carriage_returns_are_read(shared_data):
    made, rows = publish(shared_data / "tabular/montpellier/VilleMTP_MTP_ZATMeric_2011.csv")

    assert made.report["source"]["encoding"] == "mac_roman"
    assert made.schema.columns[5].label == "Heure Début"
    assert len(rows) == 130


def test_a_geojson_in_latin_1_keeps_its_accents_and_its_geometry(shared_data):
    made, rows = publish(shared_data / "tabular/montpellier/VilleMTP_MTP_EspacesVertsGlobal.geojson")

    assert made.report["source"]["encoding"] == "cp1252"
    assert made.report["source"]["crs"] is None
    assert any("é" in str(cell) for cell in rows[0])
    assert types_of(made)["geometry"] == "string"
    assert why_of(made, "geometry")
