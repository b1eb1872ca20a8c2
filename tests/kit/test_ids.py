"""Identifiers sort by time, and slugs are what people expect."""

from datetime import UTC, datetime, timedelta

import pytest

from plateforme.kit.ids import CROCKFORD, new_id, new_reference, slugify

NOW = datetime(2026, 4, 13, tzinfo=UTC)


def test_identifiers_sort_by_the_time_they_were_made():
    made = [new_id(NOW + timedelta(milliseconds=step)) for step in range(50)]

    assert made == sorted(made)
    assert all(len(identifier) == 26 and set(identifier) <= set(CROCKFORD) for identifier in made)


def test_a_reference_carries_its_day_and_is_short_enough_to_read_aloud():
    reference = new_reference(NOW)

    assert reference.startswith("2026-0413-")
    assert len(reference) == 16


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Écoles & crèches", "ecoles-creches"),
        ("  L'Île-d'Œuf ", "l-ile-d-oeuf"),
        ("déjà_vu", "deja-vu"),
        ("l’école – l'été", "l-ecole-l-ete"),
        ("№ 5", "no-5"),
        ("***", ""),
    ],
)
def test_a_slug_folds_accents_case_and_signs(text, slug):
    assert slugify(text) == slug
