import json

import pytest

from plateforme.consumers.loader.street.mapping import MappingError, SourceMapping
from plateforme.consumers.loader.street.run import load_file

MAPPING = SourceMapping.model_validate(
    {
        "source": "old-tool",
        "file": {"delimiter": ";", "encoding": "cp1252"},
        "dates": {"formats": ["%d/%m/%Y %H:%M"]},
        "fields": {
            "id": "n",
            "description": "texte",
            "opened_at": "ouvert",
            "expected_at": "promis",
            "updated_at": "vu",
            "lon": "x",
            "lat": "y",
            "address": "rue",
        },
        "category": {"column": "type", "values": {"Lampadaire": "street_light", "Trou": "pothole"}},
        "status": {
            "column": "etat",
            "values": {"": "received", "Vu": "acknowledged", "Prévu": "planned", "Clos": "closed"},
        },
        "closing": {
            "at": "clos",
            "note": "mot",
            "note_without": ["^Clos : "],
            "outcome": {"rules": [{"to": "duplicate", "column": "mot", "contains": "doublon"}], "default": "fixed"},
        },
    }
)
HEADER = "n;type;texte;ouvert;promis;vu;etat;clos;mot;x;y;rue\n"
FIRST = "1;Lampadaire;Éteint;05/01/2026 10:00;12/01/2026 23:59;;Clos;07/01/2026 09:00;Clos : réparé;-1,55;47,21;\n"
OPEN = "2;Trou;Profond;05/01/2026 10:00;;06/01/2026 10:00;Vu;;;;;Rue Noire\n"
PLANNED = "3;Trou;Large;05/01/2026 10:00;20/01/2026 10:00;06/01/2026 10:00;Prévu;;;;;Rue Noire\n"


@pytest.fixture
def bring_in(town, target, tmp_path):
    async def go(*lines, header=HEADER, mapping=MAPPING):
        path = tmp_path / "old.csv"
        path.write_bytes((header + "".join(lines)).encode("cp1252"))
        return await load_file(town, path, target(mapping))

    return go


@pytest.fixture
def refused(rejects, tmp_path):
    """What the file of rejects says: place and code of each refusal."""

    def read():
        rejects.__exit__(None, None, None)
        lines = map(json.loads, (tmp_path / "rejects.ndjson").read_text().splitlines())
        return [(line["place"], line["code"]) for line in lines if line["result"] == "refused"]

    return read


async def found(town):
    return {one.description: one async for one in town.iter_reports()}


async def test_a_file_of_an_old_tool_is_brought_in_with_what_became_of_each_report(town, bring_in):
    tally = await bring_in(FIRST, OPEN, PLANNED)

    reports = await found(town)
    light, hole, wide = reports["Éteint"], reports["Profond"], reports["Large"]
    assert (tally.created, tally.refused) == (3, 0)
    assert (light.status, light.outcome, light.lon, light.category) == ("closed", "fixed", -1.55, "street_light")
    assert light.closed_at.isoformat() == "2026-01-07T08:00:00+00:00"
    assert light.expected_at.isoformat() == "2026-01-12T22:59:00+00:00"
    assert (hole.status, hole.expected_at, hole.address) == ("acknowledged", None, "Rue Noire")
    assert (wide.status, wide.expected_at.isoformat()) == ("planned", "2026-01-20T09:00:00+00:00")
    events = (await town.list_report_events(light.reference)).items
    assert [one.explanation for one in events] == [None, "réparé"]


async def test_the_file_again_changes_nothing_and_a_later_one_adds_what_was_done_since(town, bring_in):
    await bring_in(FIRST, OPEN)

    again = await bring_in(FIRST, OPEN)
    later = await bring_in(FIRST, OPEN.replace(";Vu;;;", ";Clos;09/01/2026 10:00;C’est un doublon;"))

    assert (again.created, again.changed, again.kept) == (0, 0, 2)
    assert (later.changed, later.kept) == (1, 1)
    assert (await found(town))["Profond"].outcome == "duplicate"


async def test_what_cannot_be_brought_in_is_kept_with_its_line_and_the_reason(bring_in, refused):
    tally = await bring_in(
        FIRST,
        "4;Lampadaire;Court\n",
        "5;Volcan;Lave;05/01/2026 10:00;;;;;;;;Rue\n",
        "6;Trou;Sans date;;;;;;;;;Rue\n",
        "7;Trou;Date;2026-01-05;;;;;;;;Rue\n",
        "8;Trou;Nulle part;05/01/2026 10:00;;;;;;;;\n",
        "9;Trou;Avant;05/01/2026 10:00;;;Clos;04/01/2026 10:00;fait;;;Rue\n",
        "10;Trou;Muet;05/01/2026 10:00;;;Clos;06/01/2026 10:00;;;;Rue\n",
        "11;Trou;Sans fin;05/01/2026 10:00;;;Clos;;fait;;;Rue\n",
        "12;Trou;Perdu;05/01/2026 10:00;;;Égaré;;;;;Rue\n",
        ";Trou;Anonyme;05/01/2026 10:00;;;;;;;;Rue\n",
        "13;Trou;Demain;05/01/2031 10:00;;;;;;;;Rue\n",
    )

    assert (tally.created, tally.refused) == (1, 11)
    assert sorted(refused()) == sorted(
        [
            ("line 3", "wrong_width"),
            ("line 4", "unknown_category"),
            ("line 5", "no_date"),
            ("line 6", "unreadable_date"),
            ("line 7", "no_place"),
            ("line 8", "closed_before_opened"),
            ("line 9", "closed_without_note"),
            ("line 10", "closed_without_date"),
            ("line 11", "unknown_status"),
            ("line 12", "no_id"),
            ("line 13", "report_invalid"),
        ]
    )


async def test_what_the_contract_does_not_take_does_not_hold_up_its_batch(bring_in, refused):
    tally = await bring_in(FIRST, OPEN.replace("Profond", "x" * 5000), PLANNED)

    assert (tally.created, tally.refused) == (2, 1)
    assert refused() == [("line 3", "invalid")]


async def test_an_impossible_point_is_left_out_where_an_address_remains(town, bring_in, rejects):
    await bring_in(OPEN.replace(";;;Rue Noire", ";0;0;Rue Noire").replace("Vu;;;0", "Vu;;;0"))

    report = (await found(town))["Profond"]
    assert (report.lon, report.address) == (None, "Rue Noire")
    assert rejects.remarks == {"impossible_point": 1}


async def test_a_category_that_the_organization_does_not_have_is_said_before_anything_is_sent(bring_in):
    wrong = MAPPING.model_copy(update={"category": MAPPING.category.model_copy(update={"default": "volcano"})})

    with pytest.raises(MappingError, match="boston has no category volcano"):
        await bring_in(FIRST, mapping=wrong)


async def test_a_file_in_another_encoding_says_what_to_change(bring_in):
    utf8 = MAPPING.model_copy(update={"file": MAPPING.file.model_copy(update={"encoding": "utf-8"})})

    with pytest.raises(MappingError, match=r"say its encoding in \[file\]"):
        await bring_in(FIRST, mapping=utf8)
