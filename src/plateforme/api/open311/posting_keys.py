"""Who posts: the standard sends its key as a field of the form, and the sandbox has one for everybody."""

from typing import Annotated

from fastapi import Depends

from plateforme.api.deps import Caller, Platform, PlatformDep, known_holder
from plateforme.api.open311.arguments import ArgumentsDep
from plateforme.api.open311.endpoints import Endpoint, EndpointDep
from plateforme.api.open311.posting_form import Posted
from plateforme.domains.access.errors import Unauthenticated
from plateforme.domains.access.principal import Principal
from plateforme.domains.reports.exchange import sandbox

SCOPE = "reports:write"


async def sender_of(key: str | None, platform: Platform, *, caller: Principal | None) -> Principal:
    """Who holds the key of the form, or else that of the `Authorization` header."""
    if key is not None:
        return await known_holder(platform, key)
    if caller is None:
        raise Unauthenticated(
            "api_key: this needs a key with the scope reports:write, in the field api_key. The discovery document says "
            "how to get one.",
            french="api_key : il faut ici une clé qui porte le droit reports:write, dans le champ api_key. Le document "
            "discovery dit comment l’obtenir.",
        )
    return caller


async def _sender(form: Posted, platform: PlatformDep, endpoint: EndpointDep, caller: Caller) -> Principal | None:
    key = form.text("api_key")
    if endpoint is Endpoint.TEST and key == sandbox.KEY:
        return None
    sender = await sender_of(key, platform, caller=caller)
    sender.require_scope(SCOPE)
    return sender


Sender = Annotated[Principal | None, Depends(_sender)]
"""Who posts, and may; nobody in particular when it is the key of the sandbox."""


async def _asking(
    arguments: ArgumentsDep, platform: PlatformDep, endpoint: EndpointDep, caller: Caller
) -> Principal | None:
    key = arguments.text("api_key")
    if key is None or (endpoint is Endpoint.TEST and key == sandbox.KEY):
        return caller
    return await sender_of(key, platform, caller=caller)


Asking = Annotated[Principal | None, Depends(_asking)]
"""Who asks, where the address may hold a key: it is not needed, and refused when it is not valid."""


def acting(sender: Principal | None, organization: str) -> Principal:
    """In whose name it is done: the sender's, or that of whoever tries out the sandbox."""
    return sandbox.tester(organization) if sender is None else sender
