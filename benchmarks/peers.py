"""What we measure ourselves against: a bare ASGI application with the same bytes, and the route that everybody writes.

`python peers.py bare PORT FOLDER` serves each file of the folder: `name.json` holds status and headers, `name.body` the
body. `python peers.py orm PORT DATABASE` serves a catalogue page by SQLModel and a response model, from our own table.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI
from sqlalchemy import Engine, func
from sqlmodel import Session, SQLModel, create_engine, select

from plateforme.domains.datasets.tables import Dataset

CONNECTION_HEADERS = {"date", "server", "connection", "content-length", "transfer-encoding"}


def bare(folder: Path) -> Any:
    """Answer by path with bytes that were ready before the request came."""
    answers = {}
    for about in folder.glob("*.json"):
        told = json.loads(about.read_text())
        body = about.with_suffix(".body").read_bytes()
        headers = [(name.lower().encode(), value.encode()) for name, value in told["headers"].items()]
        headers = [header for header in headers if header[0].decode() not in CONNECTION_HEADERS]
        if told["status"] not in {204, 304}:
            headers.append((b"content-length", str(len(body)).encode()))
        start = {"type": "http.response.start", "status": told["status"], "headers": headers}
        answers[f"/{about.stem}"] = (start, {"type": "http.response.body", "body": body})

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        del receive
        if scope["type"] == "http":
            start, body = answers[scope["path"]]
            await send(start)
            await send(body)

    return app


class Card(SQLModel):
    """A dataset in a list, as a tutorial would answer it."""

    slug: str
    organization: str
    title: str
    description: str
    license: str
    frequency: str
    keywords: list[str]
    themes: list[str]
    rows: int | None
    version: int | None


class Cards(SQLModel):
    """A page of them."""

    items: list[Card]
    total: int


def orm(database: Path) -> FastAPI:
    """Answer a page of twenty and the total, by ORM rows and a response model."""
    app = FastAPI()
    engine: Engine = create_engine(f"sqlite:///{database}", connect_args={"check_same_thread": False})

    def open_session() -> Iterator[Session]:
        with Session(engine) as session:
            yield session

    @app.get("/catalogue")
    def catalogue(session: Annotated[Session, Depends(open_session)], limit: int = 20, offset: int = 0) -> Cards:
        rows = session.exec(select(Dataset).order_by(Dataset.slug).offset(offset).limit(limit)).all()
        total = session.exec(select(func.count()).select_from(Dataset)).one()
        return Cards(items=[Card.model_validate(row, from_attributes=True) for row in rows], total=total)

    return app


if __name__ == "__main__":
    kind, port, place = sys.argv[1:]
    served = {"bare": bare, "orm": orm}[kind](Path(place))
    uvicorn.run(served, host="127.0.0.1", port=int(port), log_level="warning", lifespan="off")
