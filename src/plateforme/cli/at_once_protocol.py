"""HTTP/1.1 as uvicorn speaks it, where an answer that needs no waiting is written at once (decision 0032).

A task, its turns in the loop and the checks of each header cost more than a kept answer or a page from a row index.
Everything else is uvicorn's: connections, limits, timeouts, the order of pipelined answers.
"""

import logging
from typing import TYPE_CHECKING, Any, ClassVar, Final

import structlog
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from plateforme.api.middleware.at_once import Instant, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger(__name__)

BURST: Final = 16
"""Answers at once to what arrived together on one connection; the others wait their turn, so that nobody else must."""

SMALL: Final = 32 * 1024
"""Up to this size, in bytes, one copy costs less than two writes."""


class AtOnceProtocol(HttpToolsProtocol):
    """One connection. It asks the application's `at_once`, where it has one, before it makes a task."""

    _defaults: ClassVar[tuple[list[tuple[bytes, bytes]], bytes]] = ([], b"")
    """The headers that the server adds to each answer, which change once a second, and how they are written."""

    def __init__(self, *args: Any, **named: Any) -> None:
        """Find out whether the application answers at once."""
        super().__init__(*args, **named)
        app: Any = self.app
        self._trusted: Any = ()
        if isinstance(app, ProxyHeadersMiddleware):
            app, self._trusted = app.app, app.trusted_hosts
        self._at_once: Callable[[Any], Instant | None] | None = getattr(app, "at_once", None)
        self._is_logged = self.access_log and self.access_logger.isEnabledFor(logging.INFO)
        self._left = BURST

    def data_received(self, data: bytes) -> None:
        """Read what arrived."""
        self._left = BURST
        super().data_received(data)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        if self._at_once is None or not self._is_free(cycle, app):
            super()._start_asgi_task(cycle, app)
            return
        if self._trusted:
            self._hear_proxy(cycle)
        try:
            answer = self._at_once(cycle.scope)
        except Exception:  # the connection's edge: the ordinary way answers, or fails as its callers know
            log.exception("answering at once failed", path=cycle.scope["path"])
            answer = None
        if answer is None:
            super()._start_asgi_task(cycle, app)
            return
        self._left -= 1
        self._write(answer)
        cycle.response_started = cycle.response_complete = True
        cycle.on_response = _nothing  # as uvicorn does: the cycle must not hold the connection
        self.on_response_complete()

    def _is_free(self, cycle: RequestResponseCycle, app: Any) -> bool:
        """Whether nothing stands in the way of an answer right now: no limit, no queue, no caller who reads slowly."""
        return (
            self._left > 0
            and app is self.app
            and cycle.keep_alive
            and not (self.pipeline or self._is_logged or cycle.waiting_for_100_continue)
            and not (self.flow.write_paused or self.transport.is_closing())
        )

    def _hear_proxy(self, cycle: RequestResponseCycle) -> None:
        """Take the scheme from a proxy that is trusted, as uvicorn does; who the client is makes no difference here."""
        for name, value in cycle.scope["headers"]:
            if name == b"x-forwarded-proto" and self.client is not None and self.client[0] in self._trusted:
                scheme = value.decode("latin-1").strip()
                if scheme in {"http", "https"}:
                    cycle.scope["scheme"] = scheme

    def _write(self, answer: Instant) -> None:
        defaults, lines = AtOnceProtocol._defaults
        if defaults is not self.server_state.default_headers:
            defaults = self.server_state.default_headers
            lines = lines_of(defaults)
            AtOnceProtocol._defaults = defaults, lines
        head = (STATUS_LINE[answer.status], lines, answer.lines, b"\r\n")
        if len(answer.body) <= SMALL:
            self.transport.write(b"".join((*head, answer.body)))
        else:
            self.transport.write(b"".join(head))
            self.transport.write(answer.body)


def _nothing() -> None:
    pass
