"""Codes that describe datasets: what is understood, and what is not."""

import pytest

from plateforme.domains.datasets.licenses import canonical_license
from plateforme.domains.datasets.territories import kind_of
from plateforme.domains.datasets.themes import canonical_theme


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("etalab-2.0", "etalab-2.0"),
        ("ETALAB-2.0", "etalab-2.0"),
        ("lov2", "etalab-2.0"),
        ("odbl", "ODbL-1.0"),
        ("OGL-UK-3.0", "OGL-UK-3.0"),
        ("notspecified", "notspecified"),
        ("Licence maison", None),
        ("", None),
    ],
)
def test_a_licence_is_known_by_its_spdx_identifier_or_a_usual_alias(written, meant):
    assert canonical_license(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ENVI", "ENVI"),
        ("envi", "ENVI"),
        (f"{'http://publications.europa.eu/resource/authority/data-theme/'}TRAN", "TRAN"),
        ("VERT", None),
    ],
)
def test_a_theme_is_known_by_its_code_or_its_address(written, meant):
    assert canonical_theme(written) == meant


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("FR", "country"),
        ("R53", "region"),
        ("56", "department"),
        ("2A", "department"),
        ("972", "department"),
        ("200067932", "epci"),
        ("56260", "commune"),
        ("2A004", "commune"),
        ("97105", "commune"),
        ("00", None),
        ("20", "department"),
        ("20004", "commune"),
        ("99100", None),
        ("Vannes", None),
        ("5626", None),
    ],
)
def test_a_territory_is_told_by_the_form_of_its_code(code, kind):
    assert kind_of(code) == kind
