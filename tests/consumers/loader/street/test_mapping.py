import re
from pathlib import Path

import pytest

from plateforme.consumers.loader.street.mapping import MappingError, built_in_names, read_mapping

SMALLEST = """
source = "old-tool"
[fields]
id = "n"
description = "texte"
opened_at = "date"
address = "rue"
[category]
default = "other"
"""


@pytest.fixture
def written(tmp_path):
    def write(text):
        path = tmp_path / "own.toml"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


@pytest.mark.parametrize("name", built_in_names())
def test_every_mapping_that_comes_with_the_platform_can_be_read(name):
    assert read_mapping(name).source


def test_a_mapping_of_ones_own_needs_few_lines(written):
    mapping = read_mapping(written(SMALLEST))

    assert (mapping.source, mapping.dates.time_zone, mapping.status.default) == ("old-tool", "Europe/Paris", "received")


def test_a_mapping_that_does_not_exist_names_those_that_do():
    with pytest.raises(MappingError, match=r"boston_street_lights, dans_ma_rue, open311"):
        read_mapping("nowhere")


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("[status]\ncolumn = 'etat'\nvalues = {Clos = 'closed'}", r"say in \[closing\] when"),
        ("[status]\ndefault = 'mended'", r"\[status\] leads to mended"),
        ("[closing.outcome]\ndefault = 'mended'", r"\[closing\] leads to mended"),
        ("[dates]\ntime_zone = 'Europe/Paname'", "There is no such time zone"),
        ("[closing]\nnote_without = ['(']\noutcome = {default = 'fixed'}", "no regular expression"),
        ("colour = 'red'", "Extra inputs"),
        ("[place]\nnowhere = [{to = 'nowhere', column = 'x'}]", "A rule says when"),
        ("= 3", "is no TOML"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused_before_anything_is_sent(written, more, reason):
    text = f"{more}\n{SMALLEST}" if "colour" in more else f"{SMALLEST}\n{more}"

    with pytest.raises(MappingError, match=reason):
        read_mapping(written(text))


def test_the_mapping_of_the_guide_can_be_read(written):
    guide = Path(__file__).parents[4] / "docs" / "import-reports.md"
    (text,) = re.findall(r"```toml\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)

    mapping = read_mapping(written(text))

    assert (mapping.source, mapping.fields.attributes) == ("old-tool", {"pole_number": "numero_mat"})
