"""The vocabularies of the catalogue."""

from plateforme.domains.datasets.vocabularies import FREQUENCIES, FREQUENCY_ALIASES, canonical_frequency
from plateforme.domains.quality import frequencies


def test_every_alias_leads_to_a_known_frequency():
    assert set(FREQUENCY_ALIASES.values()) <= set(FREQUENCIES)


def test_an_unknown_frequency_is_none():
    assert canonical_frequency("quelquefois") is None
    assert canonical_frequency("realtime") == "UPDATE_CONT"


def test_the_checker_has_a_rhythm_for_every_frequency_a_dataset_may_have():
    assert set(FREQUENCIES) <= set(frequencies.BY_CODE)
