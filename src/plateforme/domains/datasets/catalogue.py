"""What the catalogue says about a dataset: describing it, changing the description, finding it again."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session

from plateforme.domains.access.principal import Principal
from plateforme.domains.datasets import store
from plateforme.domains.datasets.errors import (
    DatasetExists,
    MetadataInvalid,
    UnknownFacet,
)
from plateforme.domains.datasets.licenses import USUAL, canonical_license
from plateforme.domains.datasets.renaming import absence, rename, require_free
from plateforme.domains.datasets.tables import Dataset
from plateforme.domains.datasets.tabular.table_schema import TableSchema
from plateforme.domains.datasets.territories import SENTENCE, kind_of
from plateforme.domains.datasets.themes import THEMES, canonical_theme
from plateforme.domains.datasets.vocabularies import canonical_frequency
from plateforme.kit import filters
from plateforme.kit.clock import CLOCK_SKEW
from plateforme.kit.db import Database, insert_unique
from plateforme.kit.errors import Detail
from plateforme.kit.grammar.conditions import Condition
from plateforme.kit.ids import SLUG_LENGTHS, is_slug, new_id, slugify
from plateforme.kit.keyset import Asked, Slice, Stamp

FACETS: Final = ("organization", "license", "frequency")
DESCRIPTIVE: Final = frozenset(
    {
        "title", "description", "license", "frequency", "keywords", "themes", "spatial", "landing_page", "source",
        "contact", "temporal_start", "temporal_end", "declared_modified_at", "verified_at", "declared_schema",
        "primary_key", "breaking_changes",
        "notice_days", "keep_versions", "keep_days",
    }
)  # fmt: skip
"""Fields a producer may set; the rest follows from publishing."""


def create_dataset(session: Session, *, by: Principal, slug: str | None, now: datetime, **fields: Any) -> Dataset:
    """Describe a new dataset in the name of the caller's organization; its table comes with the first publication."""
    slug = slug or _derived_slug(fields["title"])
    require_free(session, slug)
    dataset = Dataset(
        id=new_id(now),
        slug=slug,
        organization=by.organization,
        created_at=now,
        metadata_updated_at=now,
        search_text="",
        revision=1,
        **_checked(fields),
    )
    dataset.search_text = _folded(dataset)
    if not insert_unique(session, dataset):
        raise DatasetExists(slug)
    return dataset


def _derived_slug(title: str) -> str:
    """A slug made from the title: whole words, as many as fit."""
    slug, longest = slugify(title), SLUG_LENGTHS[-1]
    if len(slug) > longest:
        slug = slug[: longest + 1].rpartition("-")[0] or slug[:longest]
    if not is_slug(slug):
        said = "The title has too few letters to make a slug from: give one, such as aires-de-jeux."
        raise MetadataInvalid(Detail("pointer", "/slug", "required", said))
    return slug


def get_dataset(session: Session, slug: str) -> Dataset:
    """The dataset with this slug."""
    dataset = store.dataset_by_slug(session, slug)
    if dataset is None:
        raise absence(session, slug)
    return dataset


def held_dataset(session: Session, slug: str, *, by: Principal, deleted: bool | None = False) -> Dataset:
    """The dataset with this slug, held for a change by someone of its own organization.

    `deleted`: among those that are not deleted, those that are, or all (None).
    """
    dataset = store.lock_dataset(session, slug, deleted=deleted)
    if dataset is None:
        raise absence(session, slug)
    by.require_organization(dataset.organization)
    return dataset


def update_dataset(session: Session, dataset: Dataset, changes: Mapping[str, Any], *, now: datetime) -> Dataset:
    """Apply a merge patch to the description. The content's own date does not move."""
    confirmed = changes.get("verified_at")
    if confirmed is not None and confirmed > now + CLOCK_SKEW:
        said = "This says when somebody looked; it cannot lie in the future."
        raise MetadataInvalid(Detail("pointer", "/verified_at", "future", said))
    for name, value in _checked(changes, present=dataset).items():
        setattr(dataset, name, value)
    if changes.get("slug"):
        rename(session, dataset, changes["slug"], now=now)
    dataset.search_text = _folded(dataset)
    dataset.metadata_updated_at = now
    dataset.revision += 1
    session.add(dataset)
    return dataset


def list_datasets(session: Session, asked: Asked) -> Slice[Stamp]:
    """One page of the catalogue, by identifier and revision."""
    return store.list_datasets(session, asked)


def glance(db: Database, asked: Asked) -> Slice[Stamp] | None:
    """The same for the plain catalogue by slug, at once; None where the store is a round trip away."""
    return store.glance_at_datasets(db, asked)


def datasets_by_id(session: Session, ids: Sequence[str]) -> Sequence[Dataset]:
    """The datasets with these identifiers, in no order."""
    return store.datasets_by_id(session, ids)


def facets(session: Session, names: Sequence[str], *, where: tuple[Condition, ...]) -> dict[str, list[tuple[str, int]]]:
    """For each named facet, its values among the datasets that are meant and how many of them have each."""
    for name in names:
        if name not in FACETS:
            raise UnknownFacet(f"There is no such facet. Known facets: {', '.join(FACETS)}.")
    return {name: store.facet_counts(session, name, where) for name in names}


def searched(q: str | None, *, keyword: str | None = None) -> tuple[Condition, ...]:
    """Datasets that hold each word of a search, and a keyword as a whole; accents and case do not matter."""
    marks = [f"#{slug}#" for slug in [slugify(keyword or "")] if slug]
    return filters.holding([*marks, *words(q)])


def words(q: str | None) -> list[str]:
    """The folded words of a search, without the plural endings that keep people from finding things."""
    return [re.sub(r"(?<=...)[sx]$", "", word) for word in filters.words(q)]


def _folded(dataset: Dataset) -> str:
    text = " ".join([dataset.slug, dataset.title, dataset.description, *dataset.keywords, *dataset.themes])
    marks = "".join(f"#{slugify(keyword)}#" for keyword in dataset.keywords)
    return f"{filters.folded(text)} {marks}"


def _check_terms(values: dict[str, Any]) -> list[Detail]:
    """Bring themes into their canonical form, and hold the codes of territories against their forms."""
    errors = []
    themes = [canonical_theme(code) for code in values.get("themes") or []]
    for place, theme in enumerate(themes):
        if theme is None:
            said = f"Use codes of the EU data-theme vocabulary: {', '.join(THEMES)}."
            errors.append(Detail("pointer", f"/themes/{place}", "enum", said))
    if themes:
        values["themes"] = list(dict.fromkeys(themes))
    for place, code in enumerate(values.get("spatial") or []):
        if kind_of(code) is None:
            errors.append(Detail("pointer", f"/spatial/{place}", "format", f"Write {SENTENCE}."))
    return errors


def _checked(fields: Mapping[str, Any], *, present: Dataset | None = None) -> dict[str, Any]:
    """Hold the fields against the vocabularies and what stays, and answer them in their canonical form."""
    values = {name: value for name, value in fields.items() if name in DESCRIPTIVE}
    errors = []
    if (code := values.get("frequency")) is not None:
        values["frequency"] = canonical_frequency(code)
        if values["frequency"] is None:
            errors.append(
                Detail("pointer", "/frequency", "enum", "Use a code of the EU frequency vocabulary, such as ANNUAL.")
            )
    if (code := values.get("license")) is not None:
        values["license"] = canonical_license(code)
        if values["license"] is None:
            said = f"Use an SPDX identifier or one of: {', '.join(USUAL)}. GET /v1/vocabularies/licenses lists them."
            errors.append(Detail("pointer", "/license", "enum", said))
    errors.extend(_check_terms(values))
    start, end = (values.get(name, getattr(present, name, None)) for name in ("temporal_start", "temporal_end"))
    if start is not None and end is not None and end < start:
        errors.append(Detail("pointer", "/temporal_end", "order", "The end of the period is before its start."))
    if errors:
        raise MetadataInvalid(*errors)
    if (descriptor := values.get("declared_schema")) is not None:
        schema = TableSchema.from_descriptor(descriptor)
        values["declared_schema"] = descriptor
        if not values.get("primary_key") and schema.primary_key:
            values["primary_key"] = list(schema.primary_key)
    return values
