"""Vectors of texts, kept on disk by the hash of the text so that only changed texts are encoded."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.encoder import DIMENSIONS, Encoder, Vectors


def encode_cached(texts: Sequence[str], encoder: Encoder, cache: Path | None, name: str) -> Vectors:
    """Unit vectors of `texts`, shape (len(texts), DIMENSIONS).

    `cache` is a folder (None: nothing is kept); `name` is the file's part that tells one content
    folder from another. A damaged or unwritable cache costs time, never an error.
    """
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in texts]
    file = cache / f"{name}-{encoder.fingerprint[:12]}.npz" if cache is not None else None
    known = _read(file) if file is not None else {}
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        fresh = encoder.encode(list(missing.values()))
        known.update(zip(missing, fresh, strict=True))
    if file is not None and (missing or len(known) > len(set(keys))):
        _write(file, {key: known[key] for key in keys})
    return np.stack([known[key] for key in keys]).astype(np.float32)


def _read(file: Path) -> dict[str, Vectors]:
    try:
        with np.load(file, allow_pickle=False) as kept:
            keys, vectors = kept["keys"], kept["vectors"]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}
    if vectors.ndim != 2 or vectors.shape != (len(keys), DIMENSIONS):
        return {}
    return {str(key): vector for key, vector in zip(keys, vectors, strict=True)}


def _write(file: Path, vectors: dict[str, Vectors]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Written beside and moved into place, so that another process never reads half a file.
        handle, name = tempfile.mkstemp(dir=file.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as out:
                np.savez(
                    out, keys=np.array(list(vectors)), vectors=np.stack(list(vectors.values()))
                )
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink()
            raise
    except OSError:
        return
