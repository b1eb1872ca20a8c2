"""The codes of a question about places, with what they stand for put in their place."""

from dataclasses import replace
from datetime import datetime

from plateforme.api.deps import Platform
from plateforme.api.paging import Pager
from plateforme.domains.datasets.contours import find_contour
from plateforme.kit.db import Session
from plateforme.kit.grammar.areas import is_drawn


def with_outlines(platform: Platform, session: Session, paging: Pager, *, now: datetime) -> Pager:
    """Give a pager that means the outline where `within` has its code; its links keep the code.

    Its cursors and tags hang on the outline: when that is published anew, an answer is another one, and a walk that
    began with the old one says that it cannot go on.
    """
    asked = dict(paging.parameters).get("within")
    if asked is None or is_drawn(asked):
        return paging
    among = platform.settings.contours_datasets
    contour = find_contour(session, platform.rows, asked, among=among, now=now)
    told = ((name, contour if name == "within" else text) for name, text in paging.parameters)
    return replace(paging, told=tuple(told))
