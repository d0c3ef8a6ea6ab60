"""Hashes of content: of files, and as ids, so that a row has the same id on every run and machine."""

import hashlib
from pathlib import Path


def hash_file(file: Path) -> str:
    """SHA-256 of a file's bytes, in hex, whatever its size."""
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def content_hash(*parts: object) -> str:
    """Hash the parts, in order, to 16 hex digits; ("ab", "c") and ("a", "bc") differ, so do None and ""."""
    digest = hashlib.sha256()
    for part in parts:
        text = "" if part is None else f"{type(part).__name__}:{part}"
        encoded = text.encode("utf-8", "surrogatepass")
        digest.update(f"{len(encoded)}|".encode())
        digest.update(encoded)
    return digest.hexdigest()[:16]
