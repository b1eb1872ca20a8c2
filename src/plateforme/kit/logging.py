"""Logs: one JSON object a line on stderr, with the request id; secrets and rejected values never enter."""

import logging
import re
import sys
from typing import Final

import structlog
from structlog.typing import EventDict, WrappedLogger

# a key in an address, as Open311 has it, and our own keys wherever they stand
_SECRET: Final = re.compile(r"(?P<name>api_key(?:=|%3[Dd]))[^&\s\"'#]+|plf_[A-Za-z0-9_-]{8,}")


def without_keys(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Take keys out of whatever is logged: of addresses, of messages of libraries, of traces."""
    for name, value in event.items():
        if isinstance(value, str) and ("api_key" in value or "plf_" in value):
            event[name] = _SECRET.sub(lambda found: f"{found['name'] or ''}***", value)
    return event


def configure(level: str) -> None:
    """Send structlog and the standard library's loggers through one JSON renderer."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_keys,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.access").propagate = False  # nobody hears it: then its lines are not even put together
