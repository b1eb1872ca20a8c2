"""Every setting of the platform: one class, read from `PLATEFORME_*` variables, documented by `docs/settings.md`."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

MEBIBYTE = 1024 * 1024


class Settings(BaseSettings):
    """What an operator may change. Everything has a default that works on one machine with one folder."""

    model_config = SettingsConfigDict(
        env_prefix="PLATEFORME_", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    home: Path = Field(
        default=Path("var"), description="Folder that holds the embedded database, the files and the serving copies."
    )
    database_url: str | None = Field(
        default=None,
        description="SQLAlchemy URL of the relational store. Unset: SQLite in the home folder. Example: `postgresql+psycopg://user@host/plateforme`.",
    )
    public_url: str | None = Field(
        default=None,
        description="Address under which the public reaches the platform, without a final slash; links are built "
        "from it. Unset: taken from each request.",
    )
    secret: Annotated[SecretStr, Field(min_length=32)] | None = Field(
        default=None,
        description="Key that signs cursors and hashes API keys, 32 characters or more. Unset: drawn once and kept in "
        "the home folder.",
    )
    max_body_bytes: int = Field(
        default=1 * MEBIBYTE, ge=1024, description="Largest request body, in bytes, except for file uploads."
    )
    max_upload_bytes: int = Field(
        default=512 * MEBIBYTE, ge=1024, description="Largest file that may be published, in bytes, as sent."
    )
    max_photo_bytes: int = Field(
        default=20 * MEBIBYTE, ge=1024, description="Largest photo of a street report, in bytes, as sent."
    )
    max_photo_pixels: int = Field(
        default=64_000_000,
        ge=10_000,
        description="Largest photo of a street report, in pixels: decoding one takes three bytes a pixel or more.",
    )
    blur_photos: bool = Field(
        default=False,
        description="Whether faces and number plates that are found in photos are blurred before the photos are kept; "
        "needs the extra: `pip install plateforme[blur]`. What is not found stays, so people look at photos anyway.",
    )
    max_unpacked_bytes: int = Field(
        default=2048 * MEBIBYTE,
        ge=1024,
        description="Largest content of a compressed file, in bytes, once unpacked (guards against zip bombs).",
    )
    max_columns: int = Field(default=1000, ge=1, description="Largest number of columns in a table.")
    fetch_hosts: Annotated[frozenset[str], NoDecode] = Field(
        default=frozenset(),
        description="Hosts, separated by commas, from which files may be pulled, each with a port if only that one is "
        "meant: `data.example.fr,files.example.fr:8443`. Empty: pulling is off.",
    )
    fetch_private_addresses: bool = Field(
        default=False,
        description="Whether a listed host may resolve to an address inside a private network.",
    )
    contours_datasets: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Datasets of this platform, separated by commas, whose rows are outlines (GeoJSON) with a code for "
        "their key: `within=44109` looks the code up in them, in this order. Example: "
        "`communes-contours,epci-contours`. Empty: `within` needs the dataset too, as in `communes-contours/44109`.",
    )
    job_threads: int = Field(
        default=1,
        ge=0,
        le=16,
        description="Publications worked on at the same time by each process; 0 leaves them to another process.",
    )
    keep_versions: int = Field(
        default=10,
        ge=1,
        description="Versions whose content is kept, the newest ones, for datasets that do not say how many; see also "
        "`PLATEFORME_KEEP_DAYS`.",
    )
    keep_days: int = Field(
        default=365,
        ge=0,
        le=36500,
        description="Days for which a version's content is kept after it stopped being the current one, for datasets "
        "that do not say how long; the newest are kept however old they are.",
    )
    keep_writes_days: int = Field(
        default=8,
        ge=0,
        le=36500,
        description="Days for which every version made by row writes keeps its content; of older ones the last of each "
        "hour does, after 30 days the last of each day, all within `PLATEFORME_KEEP_DAYS`.",
    )
    open311_tokens: Literal["never", "always", "hold"] = Field(
        default="never",
        description="Whether a report sent over Open311 is written to a file and answered with a token: `always` takes "
        "it in a moment later; `hold` waits until this is changed, for the hours in which the database must rest.",
    )
    open311_jurisdictions: Annotated[Mapping[str, str], NoDecode] = Field(
        default_factory=dict,
        description="What clients of Open311 may call an organization beside its slug: web domains and INSEE codes, "
        "separated by commas, the preferred one of each organization first. Example: "
        "`nantes.fr=nantes,44109=nantes,reze.fr=reze`.",
    )
    changes_days: int = Field(
        default=365,
        ge=1,
        le=36500,
        description="Days for which the feed of changes is kept: whoever follows it and was away for longer reads "
        "everything anew.",
    )
    query_seconds: float = Field(default=10.0, gt=0, description="Time budget of one row query, in seconds.")
    long_questions: int = Field(
        default=2,
        ge=1,
        le=64,
        description="Row queries of more than a tenth of a second that each process answers at the same time; others "
        "wait for `PLATEFORME_QUERY_SECONDS` at most.",
    )
    engine_memory: str = Field(
        default="1GB",
        pattern=r"^[0-9]+(\.[0-9]+)? ?([KMGT]i?B)$",
        description="Memory that the row engine may use in each process, as DuckDB writes it.",
    )
    index_rows_max: int = Field(
        default=20_000_000,
        ge=0,
        description="Rows of the largest table whose current version gets an index, for answers in microseconds; it "
        "takes about 8 s and 170 MB for a million rows of ten columns on the disk of each node. 0 builds none.",
    )
    export_cache_bytes: int = Field(
        default=4096 * MEBIBYTE,
        ge=0,
        description="Disk, in bytes, for the files of exports in each serving folder: those being written, and those "
        "of whole versions, kept until others need the room. 0 keeps none, and each download then holds a query.",
    )
    answer_cache_bytes: int = Field(
        default=64 * MEBIBYTE,
        ge=0,
        description="Memory, in bytes, in which each process keeps public answers ready for as long as they are "
        "true; 0 keeps none.",
    )
    log_level: str = Field(
        default="INFO",
        pattern="^(?i:DEBUG|INFO|WARNING|ERROR)$",
        description="Least severe log level that is written: DEBUG, INFO, WARNING or ERROR.",
    )

    @field_validator("blur_photos")
    @classmethod
    def _can_blur(cls, value: bool) -> bool:  # noqa: FBT001  # pydantic calls it so
        """Say at the start, not at the first photo, that nothing can look for faces."""
        if value and find_spec("cv2") is None:
            raise ValueError("The extra `blur` is not installed: pip install plateforme[blur]. Or leave it off.")
        return value

    @field_validator("fetch_hosts", mode="before")
    @classmethod
    def _split_hosts(cls, value: object) -> object:
        """Accept `a.example,b.example` from the environment."""
        if isinstance(value, str):
            return frozenset(host.strip().lower() for host in value.split(",") if host.strip())
        return value

    @field_validator("open311_jurisdictions", mode="before")
    @classmethod
    def _split_jurisdictions(cls, value: object) -> object:
        """Accept `a.fr=a,12345=a` from the environment."""
        if not isinstance(value, str):
            return value
        pairs = [part.partition("=") for part in value.split(",") if part.strip()]
        if not all(name.strip() and slug.strip() for name, _, slug in pairs):
            raise ValueError("Write each as name=slug, separated by commas: nantes.fr=nantes,44109=nantes.")
        return {name.strip().lower().removeprefix("www."): slug.strip() for name, _, slug in pairs}

    @field_validator("contours_datasets", mode="before")
    @classmethod
    def _split_datasets(cls, value: object) -> object:
        """Accept `first,second` from the environment."""
        if isinstance(value, str):
            return tuple(slug.strip() for slug in value.split(",") if slug.strip())
        return value

    @property
    def resolved_database_url(self) -> str:
        """The URL in force: the one that was set, or SQLite in the home folder."""
        return self.database_url or f"sqlite:///{(self.home / 'plateforme.db').absolute()}"

    def resolved_secret(self) -> bytes:
        """The signing key in force; drawn and written with owner-only rights at first use."""
        if self.secret is not None:
            return self.secret.get_secret_value().encode()
        path = self.home / "secret"
        self.home.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            descriptor, drawn = tempfile.mkstemp(dir=self.home, prefix="secret-")  # for its owner alone
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
            with suppress(FileExistsError):
                os.link(drawn, path)  # whole or not at all: nobody reads a secret that is being written
            Path(drawn).unlink()
        return path.read_text().encode()
