"""A page beside each dataset of the demo: where it comes from, under which licence, and what its columns are."""

import hashlib
import tempfile
from pathlib import Path
from typing import Any, Final

from plateforme.client.v1 import PlateformeV1
from plateforme.client.v1_types import DatasetIn

NAME: Final = "source-et-licence.md"
TITLE: Final = "Source, licence et colonnes"

LICENCES: Final = {"etalab-2.0": "Licence Ouverte 2.0 (<https://www.etalab.gouv.fr/licence-ouverte-open-licence>)"}


async def document(api: PlateformeV1, slug: str, description: DatasetIn) -> bool:
    """Attach the page, unless the very same one is there; an earlier one goes. Says whether anything changed."""
    text = page(description).encode()
    present = [one async for one in api.iter_attachments(slug) if one.name == NAME]
    if any(one.digest == hashlib.sha256(text).hexdigest() for one in present):
        return False
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        path.write_bytes(text)
        await api.create_attachment(
            slug, file=path, title=TITLE, description="D’où viennent ces données, et comment les citer."
        )
    for one in present:
        await api.delete_attachment(slug, one.id)
    return True


def page(description: DatasetIn) -> str:
    """The page, in Markdown; the same description makes the same bytes."""
    said = [f"# {description.title}", description.description]
    facts = {
        "Source": description.source,
        "Licence": LICENCES.get(description.license, description.license),
        "Page de présentation": description.landing_page,
        "Contenu daté du": description.declared_modified_at,
    }
    said.append("\n".join(f"- {name} : {value}" for name, value in facts.items() if value))
    columns = (description.table_schema or {}).get("fields", [])
    if columns:
        said.append("## Colonnes")
        said.append("\n".join(f"- {_column(one)}" for one in columns))
    return "\n\n".join(said) + "\n"


def _column(field: dict[str, Any]) -> str:
    return f"`{field['name']}` : {field.get('title', '')} ({field.get('type', 'string')})"
