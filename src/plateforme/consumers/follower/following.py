"""One passage of a follower: take the whole table once, then only what changed; start again when that is gone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from plateforme.client.v1 import (
    ChangesNotComparable,
    ChangesNotReady,
    HistoryGone,
    PlateformeV1,
    VersionNotFound,
    VersionWithdrawn,
)
from plateforme.client.v1_types import DatasetOut
from plateforme.consumers.follower.applying import Digesting, DriftedError, TooManyChangesError, apply, changes, digest
from plateforme.consumers.follower.memory import Memory, replacing
from plateforme.consumers.follower.rows import FORMS, Form

MOST_CHANGES: Final = 500_000
"""Changes that are held in memory at once; beyond, the table is downloaded anew."""

FEW: Final = 1000
"""Changes that are always worth applying, however small the table is."""

ATTEMPTS: Final = 3
"""How often a passage begins again because the current version was withdrawn meanwhile."""

WHY: Final[dict[type[Exception], str]] = {
    HistoryGone: "the version of the copy is no longer kept",
    ChangesNotComparable: "what identifies a row changed",
    ChangesNotReady: "the changes are not ready yet",
    DriftedError: "the copy was changed by somebody else",
    TooManyChangesError: "most rows changed",
}


class CannotFollowError(Exception):
    """There is nothing to follow, or no way to write it."""


@dataclass(frozen=True)
class Followed:
    """What a passage did; `why` says why the whole table was downloaded."""

    how: Literal["downloaded", "applied", "unchanged"]
    dataset: str
    version: int
    rows: int
    since: int | None = None
    added: int = 0
    changed: int = 0
    removed: int = 0
    why: str | None = None


def form_of(target: Path) -> Form:
    """How the copy is written, told by its name."""
    form = FORMS.get(target.suffix.lower())
    if form is None:
        raise CannotFollowError(f"A copy ends in {', '.join(FORMS)}: the name says how it is written.")
    return form


async def follow(api: PlateformeV1, slug: str, target: Path) -> Followed:
    """Bring the copy to the current version. It is replaced whole or stays as it was, also when this is interrupted."""
    form = form_of(target)
    for attempt in range(1, ATTEMPTS + 1):
        dataset = await api.get_dataset(slug)
        if dataset.version is None:
            raise CannotFollowError(f"{slug} has no published version yet: there is nothing to copy.")
        try:
            return await _pass(api, dataset, dataset.version, target, form)
        except (VersionNotFound, VersionWithdrawn, HistoryGone):
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


async def _pass(api: PlateformeV1, dataset: DatasetOut, version: int, target: Path, form: Form) -> Followed:
    known = Memory.read(target)
    if known is None:
        return await _download(api, dataset.slug, version, target, form)
    if known.version == version and digest(target) == known.digest:
        return Followed("unchanged", dataset.slug, version, known.rows, version)
    try:
        if known.version == version:
            raise DriftedError
        if not dataset.primary_key:
            why = "its rows have no key"
            return await _download(api, dataset.slug, version, target, form, known=known, why=why)
        return await _apply(api, dataset, version, target, form, known=known)
    except tuple(WHY) as error:
        why = WHY[next(kind for kind in WHY if isinstance(error, kind))]
        return await _download(api, dataset.slug, version, target, form, known=known, why=why)


async def _apply(
    api: PlateformeV1, dataset: DatasetOut, version: int, target: Path, form: Form, *, known: Memory
) -> Followed:
    most = min(MOST_CHANGES, max(FEW, known.rows // 2))
    known = Memory(dataset.slug, known.version, known.columns, known.rows, known.digest)
    found = await changes(api, known, version, form, most=most)
    columns = await _columns(api, dataset.slug, version)
    made = apply(target, known, found, form, version=version, columns=columns)
    made.write(target)
    counts = (found.added, found.changed, found.removed)
    return Followed("applied", dataset.slug, version, made.rows, known.version, *counts)


async def _download(
    api: PlateformeV1,
    slug: str,
    version: int,
    target: Path,
    form: Form,
    *,
    known: Memory | None = None,
    why: str | None = None,
) -> Followed:
    columns = await _columns(api, slug, version)
    rows = (await api.get_version(slug, version)).rows
    with replacing(target) as file:
        out = Digesting(file)
        async for chunk in api.export_rows(slug, form.name, version=version):
            out.write(chunk)
    Memory(slug, version, columns, rows, out.seen.hexdigest()).write(target)
    return Followed("downloaded", slug, version, rows, known.version if known else None, why=why)


async def _columns(api: PlateformeV1, slug: str, version: int) -> list[str]:
    return [str(one["name"]) for one in (await api.get_dataset_schema(slug, version=version)).fields]
