"""The words by which a report is found: public ones only."""

from plateforme.domains.reports.settings.category import Category
from plateforme.kit.ids import slugify


def search_words(description: str, address: str | None, category: Category | None) -> str:
    """The folded words of what the public reads, with the names of the category in both languages."""
    names = "" if category is None else f"{category.label_fr} {category.label_en}"
    return slugify(f"{description} {address or ''} {names}", separator=" ")
