"""Fill a platform for the benchmark, through its public API, as any producer does."""

import gzip
import io
import time
from pathlib import Path
from typing import Any

import httpx

PATIENCE_SECONDS = 600
CATALOGUE = 500
"""Descriptions in the catalogue, so that a page of twenty has to be found."""


class Producer:
    """An organization with a key."""

    def __init__(self, api: str, key: str) -> None:
        """Open the connection."""
        self._http = httpx.Client(base_url=api, headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE_SECONDS)

    def close(self) -> None:
        """Give the connection back."""
        self._http.close()

    def describe(self, slug: str, **more: Any) -> None:
        """Add a dataset to the catalogue."""
        body = {
            "slug": slug,
            "title": f"Jeu de données {slug}",
            "description": "Un jeu de données pour mesurer le catalogue. " * 4,
            "license": "etalab-2.0",
            "frequency": "ANNUAL",
            "keywords": ["mesure", "catalogue"],
            "themes": ["GOVE"],
            **more,
        }
        self._http.post("/datasets", json=body).raise_for_status()

    def publish(self, slug: str, name: str, content: Any) -> tuple[float, int]:
        """Publish a file and wait until it can be read: seconds and rows."""
        started = time.perf_counter()
        answer = self._http.post(f"/datasets/{slug}/publications", files={"file": (name, content)})
        answer.raise_for_status()
        place = answer.headers["Location"]
        while time.perf_counter() - started < PATIENCE_SECONDS:
            state = self._http.get(place).json()
            if state["state"] == "published":
                return time.perf_counter() - started, state["rows"]
            if state["state"] in {"rejected", "failed", "unchanged"}:
                raise SystemExit(f"{slug}: {state['state']}: {state['problem']}")
            time.sleep(0.05)
        raise SystemExit(f"{slug} was not published in {PATIENCE_SECONDS} s")

    def publish_communes(self, path: Path) -> tuple[float, int]:
        """Publish the communes of the demo."""
        self.describe("communes", primary_key=["insee_code"])
        return self.publish("communes", "communes.csv", io.BytesIO(gzip.decompress(path.read_bytes())))

    def publish_reports(self, path: Path, *, key: str, slug: str = "reports-1m") -> tuple[float, int]:
        """Publish the million reports."""
        self.describe(slug, primary_key=[key])
        with path.open("rb") as content:
            return self.publish(slug, path.name, content)

    def fill_catalogue(self) -> None:
        """Describe many datasets."""
        for number in range(CATALOGUE):
            self.describe(f"catalogue-{number:04}")
