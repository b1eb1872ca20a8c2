"""Objects by content: what was stored once under a digest never changes.

A local folder today, S3 tomorrow through the same library: the rest of the platform sees keys and local paths only.
"""

import hashlib
from pathlib import Path
from typing import BinaryIO

from obstore.store import LocalStore

CHUNK = 1024 * 1024


class Storage:
    """The object store of the platform: uploads as received, Parquet as published."""

    def __init__(self, root: Path) -> None:
        """Open, and make if needed, a folder of objects."""
        root.mkdir(parents=True, exist_ok=True)
        self._root = root
        self._store = LocalStore(root)

    def put_stream(self, key: str, stream: BinaryIO) -> tuple[int, str]:
        """Store a stream and answer its size in bytes and its SHA-256 in hexadecimal."""
        digest, size = hashlib.sha256(), 0

        def chunks() -> object:
            nonlocal size
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                yield chunk

        self._store.put(key, chunks())  # type: ignore[arg-type]  # obstore takes any iterator of bytes
        return size, digest.hexdigest()

    def put_file(self, key: str, path: Path) -> None:
        """Store a local file under a key; storing the same key again is harmless."""
        self._store.put(key, path)

    def local_path(self, key: str) -> Path:
        """Where the object can be read as a file on this machine."""
        return self._root / key

    def exists(self, key: str) -> bool:
        """Whether the object is there."""
        return self.local_path(key).is_file()

    def delete(self, key: str) -> None:
        """Remove an object; a missing one is no error."""
        if self.exists(key):
            self._store.delete(key)
