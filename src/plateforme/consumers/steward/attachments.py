"""Files that explain a dataset: attached once, replaced when their bytes differ, found by identifier or by name."""

import hashlib
from pathlib import Path

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import AttachmentChange, AttachmentOut


class AttachmentError(Exception):
    """There is no such attached file, there are several, or what came is not what was attached."""


async def attach(
    api: PlateformeV1, slug: str, path: Path, *, title: str | None = None, description: str | None = None
) -> AttachmentOut:
    """Attach a file. The very same file is not sent twice; another of the same name takes the place of the first."""
    present = [one async for one in api.iter_attachments(slug) if one.name == path.name]
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    same = next((one for one in present if one.digest == digest), None)
    if same is None:
        made = await api.create_attachment(slug, file=path, title=title, description=description)
        for one in present:
            await api.delete_attachment(slug, one.id)
        return made
    said = {"title": title, "description": description}
    differs = {name: text for name, text in said.items() if text is not None and text != getattr(same, name)}
    if not differs:
        return same
    return await api.update_attachment(slug, same.id, AttachmentChange.model_validate(differs))


async def find(api: PlateformeV1, slug: str, which: str) -> AttachmentOut:
    """The attached file of this identifier or name; an identifier that does not exist is the platform's to say."""
    named = [one async for one in api.iter_attachments(slug) if which in {one.id, one.name}]
    if len(named) > 1:
        ids = ", ".join(one.id for one in named)
        raise AttachmentError(f"Several files have this name. Say which by its identifier: {ids}.")
    if not named:
        raise AttachmentError(f"{slug} has no attached file of this name. `plateforme dataset show` lists them.")
    return await api.get_attachment(slug, named[0].id)


async def detach(api: PlateformeV1, slug: str, which: str) -> AttachmentOut:
    """Take an attached file away and say which it was."""
    found = await find(api, slug, which)
    await api.delete_attachment(slug, found.id)
    return found


async def download(api: PlateformeV1, slug: str, which: str, target: Path) -> AttachmentOut:
    """Write an attached file to a place of this machine, whole or not at all; its digest is checked."""
    found = await find(api, slug, which)
    part = target.with_name(f".{target.name}.part")
    seen = hashlib.sha256()
    try:
        with part.open("wb") as file:
            async for chunk in api.get_attachment_content(slug, found.id):
                seen.update(chunk)
                file.write(chunk)
        if seen.hexdigest() != found.digest:
            raise AttachmentError("What came is not what was attached. Download it again.")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return found
