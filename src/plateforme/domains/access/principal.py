"""Who is calling, as far as business rules need to know."""

from dataclasses import dataclass, field

from plateforme.domains.access.errors import InsufficientScope, NotYourOrganization


@dataclass(frozen=True)
class Principal:
    """A consumer, known by one of its keys, acting for its organization."""

    consumer: str
    organization: str
    scopes: frozenset[str]
    key_id: str
    use_is_due: bool = field(default=False, compare=False)
    """Whether the last recorded use of the key is old enough to be recorded anew."""

    def require_scope(self, scope: str) -> None:
        """Refuse, with the name of the scope, unless the key carries it."""
        if scope not in self.scopes:
            raise InsufficientScope(scope)

    def require_organization(self, slug: str) -> None:
        """Refuse unless the key belongs to this organization."""
        if slug != self.organization:
            raise NotYourOrganization(slug, self.organization)
