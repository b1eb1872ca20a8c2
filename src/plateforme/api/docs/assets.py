"""Scripts, styles and icons of the pages: read once, named by their content, kept by browsers for ever."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType
from typing import Final

import zstandard
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from plateforme.api.middleware.compression import chosen

FOLDER: Final = "/docs/assets"

_FOREVER: Final = "public, max-age=31536000, immutable"
_TYPES: Final[Mapping[str, str]] = MappingProxyType(
    {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml"}
)
_SOURCES: Final = (
    ("fastapi_offline", "swagger-ui-bundle.js"),
    ("fastapi_offline", "swagger-ui.css"),
    ("plateforme.api.docs", "reference.js"),
    ("plateforme.api.docs", "reference.css"),
    ("plateforme.api.docs", "pages.css"),
    ("plateforme.api.docs", "icon.svg"),
)


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    name: str
    content: bytes

    @cached_property
    def digest(self) -> str:
        """Twelve characters that change with the content."""
        return hashlib.sha256(self.content).hexdigest()[:12]

    @property
    def path(self) -> str:
        """Where it is served: the address holds the digest, so it may be kept for ever."""
        stem, _, suffix = self.name.rpartition(".")
        return f"{FOLDER}/{stem}.{self.digest}.{suffix}"

    @property
    def media_type(self) -> str:
        """Its media type."""
        return _TYPES[self.name.rpartition(".")[2]]

    @cached_property
    def zstd(self) -> bytes:
        """Compressed once, as small as possible."""
        return zstandard.ZstdCompressor(level=15).compress(self.content)

    @cached_property
    def gzip(self) -> bytes:
        """Compressed once, as small as possible."""
        packer = zlib.compressobj(level=9, wbits=31)
        return packer.compress(self.content) + packer.flush()


@cache
def assets() -> Mapping[str, Asset]:
    """Every asset by its name."""
    found = (Asset(name, files(package).joinpath("static", name).read_bytes()) for package, name in _SOURCES)
    return MappingProxyType({asset.name: asset for asset in found})


def path_of(name: str) -> str:
    """The address of an asset."""
    return assets()[name].path


def serve(request: Request) -> Response:
    """Serve one asset, compressed once for all."""
    wanted = request.url.path
    for asset in assets().values():
        if asset.path == wanted:
            return _answer(asset, request.headers.get("accept-encoding", ""))
    raise HTTPException(404)


def icon(_: Request) -> Response:
    """The icon, where browsers look for it unasked."""
    found = assets()["icon.svg"]
    return Response(found.content, media_type=found.media_type, headers={"Cache-Control": "public, max-age=86400"})


def _answer(asset: Asset, accept_encoding: str) -> Response:
    headers = {"Cache-Control": _FOREVER, "ETag": f'"{asset.digest}"'}
    encoding = chosen(accept_encoding.encode("latin-1")) if accept_encoding else None
    content = asset.content
    if encoding is not None:
        content = asset.zstd if encoding == "zstd" else asset.gzip
        headers["Content-Encoding"] = encoding
    return Response(content, media_type=asset.media_type, headers=headers)
