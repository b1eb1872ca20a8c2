"""Foreign Open311 endpoints with the manners that real ones have."""

import json
from collections.abc import Sequence
from datetime import datetime
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Asked = list[dict[str, str]]


def endpoint(
    requests: Sequence[dict[str, Any]],
    *,
    asked: Asked,
    pages: bool = True,
    repeats: bool = False,
    cap: int = 1000,
    busy: Sequence[int] = (),
) -> type[BaseHTTPRequestHandler]:
    """A server of these requests, as JSON: with pages or without, newest first, never more than `cap` at a time."""
    failures = list(busy)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            query = dict(parse_qsl(url.query))
            asked.append({"path": url.path, **query})
            if failures:
                self._answer(failures.pop(0), b"", **{"Retry-After": "0"})
                return
            if not url.path.endswith("/requests.json"):
                self._answer(404, b"[]")
                return
            found = [one for one in requests if query["start_date"] <= stamp(one) < query["end_date"]]
            size = min(int(query["page_size"]), cap) if pages or repeats else cap
            page = int(query["page"]) if pages else 1
            if repeats:
                page = min(int(query["page"]), max(-(-len(found) // size), 1))
            self._answer(200, json.dumps(found[(page - 1) * size : page * size]).encode())

        def _answer(self, status: int, body: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


def stamp(request: dict[str, Any]) -> str:
    """The date of a request as the query of a window writes it."""
    return str(request["requested_datetime"])


def made(number: int, moment: datetime, **terms: Any) -> dict[str, Any]:
    """A request of the standard."""
    return {
        "service_request_id": f"R-{number}",
        "status": "open",
        "service_code": "001",
        "service_name": "Street light",
        "description": f"Request {number}",
        "requested_datetime": moment.isoformat().replace("+00:00", "Z"),
        "lat": 48.85,
        "long": 2.35,
        **terms,
    }


def constant(bodies: dict[str, bytes]) -> type[BaseHTTPRequestHandler]:
    """A server of files: the same answer for every question about an ending, `.json` or `.xml`; 404 for others."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = bodies.get(urlsplit(self.path).path.rpartition(".")[2])
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
