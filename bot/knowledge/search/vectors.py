"""Vectors and tokens of texts, kept on disk by the hash of text and encoder: only new texts are
encoded.

The file is an SQLite database: several processes may write to it at once, and what was committed
before a process was killed is there at the next start.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import numpy as np

from bot.encoder import DIMENSIONS, Encoder, Vectors
from bot.knowledge.search.dense import Half
from bot.knowledge.search.tokens import KEPT, Tokens, reduced

log = logging.getLogger(__name__)

BATCH = 128  # texts encoded between two commits: what a killed process loses, under a second
_ASKED_FOR = 500  # keys in one query; SQLite allows 999
_WAIT_SECONDS = 10.0  # for another process that writes
_KEPT = 2  # entries no longer used are dropped when there are this many times the used ones
_FEW = 1_000  # and at least so many, so that an edit taken back costs nothing
_REMEMBERED = 2_000  # texts whose tokens stay in memory, about 8 kB each
_TABLES = (
    """CREATE TABLE IF NOT EXISTS vectors (
    key BLOB PRIMARY KEY, vector BLOB NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS tokens (
    key BLOB PRIMARY KEY, vector BLOB NOT NULL, sum INTEGER NOT NULL)""",
)

_T = TypeVar("_T")
_told: set[str] = set()  # what was said of each file, once in a process


class VectorCache:
    """The vectors of one content folder while they are being used; a context manager.

    `file` None: nothing is kept. A file that is damaged is made anew; one that cannot be read or
    written is done without. Either is logged with its reason and never raised.
    """

    def __init__(self, encoder: Encoder, file: Path | None) -> None:
        self._encoder = encoder
        self._salt = encoder.fingerprint.encode() + b"\0"
        self._file = file
        self._database: sqlite3.Connection | None = None
        self._used: set[bytes] = set()
        self._unkept: dict[bytes, Tokens] = {}  # without a file

    def __enter__(self) -> VectorCache:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def vectors(self, texts: Sequence[str], tokens: Collection[str] = ()) -> Half:
        """Unit vectors of `texts`, shape (len(texts), DIMENSIONS).

        Of those in `tokens` that are encoded, the tokens are kept too, for `KeptTokens`.
        What the encoder raises goes through; the batches before it are kept.
        """
        found = np.empty((len(texts), DIMENSIONS), dtype=np.float16)
        places: dict[bytes, list[int]] = {}
        for at, text in enumerate(texts):
            places.setdefault(self._key(text), []).append(at)
        self._used.update(places)
        missing = self._read(places, found)
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            fresh = self._made([texts[places[key][0]] for key in batch], tokens)
            for key, vector in zip(batch, fresh, strict=True):
                found[places[key]] = vector
            self._write("vectors", dict(zip(batch, fresh, strict=True)))
        return found

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of `texts`: what is not kept is encoded, and then is."""
        keys = [self._key(text) for text in texts]
        found = {key: self._unkept[key] for key in keys if key in self._unkept}
        nothing: list[tuple[bytes, bytes, int]] = []
        for key, blob, total in self._attempt(partial(_select, "tokens", keys), nothing):
            if len(blob) % KEPT == 0 and zlib.crc32(blob) == total:
                found[key] = np.frombuffer(blob, dtype=np.int8).reshape(-1, KEPT)
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            text_of = dict(zip(keys, texts, strict=True))
            _, states = self._encoder.states([text_of[key] for key in missing])
            made = {key: reduced(one) for key, one in zip(missing, states, strict=True)}
            found.update(made)
            self._keep(made)
        return [found[key] for key in keys]

    def _made(self, texts: Sequence[str], tokens: Collection[str]) -> Half:
        if not tokens:
            return _half(self._encoder.encode(texts))
        vectors, states = self._encoder.states(texts)
        pairs = zip(texts, states, strict=True)
        self._keep({self._key(text): reduced(one) for text, one in pairs if text in tokens})
        return _half(vectors)

    def _keep(self, tokens: Mapping[bytes, Tokens]) -> None:
        if self._file is None:
            self._unkept.update(tokens)
        else:
            self._write("tokens", tokens)

    def drop_unused(self) -> None:
        """Forget what was not asked for since opening, when that is most of what is kept."""

        def drop(database: sqlite3.Connection) -> None:
            (count,) = database.execute("SELECT COUNT(*) FROM vectors").fetchone()
            if count < max(_KEPT * len(self._used), len(self._used) + _FEW):
                return
            with database:
                database.execute("CREATE TEMP TABLE used (key BLOB PRIMARY KEY) WITHOUT ROWID")
                database.executemany("INSERT INTO used VALUES (?)", [(k,) for k in self._used])
                for table in ("vectors", "tokens"):
                    database.execute(f"DELETE FROM {table} WHERE key NOT IN (SELECT key FROM used)")  # noqa: S608
            database.execute("VACUUM")

        self._attempt(drop, None)

    def _key(self, text: str) -> bytes:
        return hashlib.sha256(self._salt + text.encode("utf-8", "surrogatepass")).digest()[:16]

    def _read(self, places: dict[bytes, list[int]], found: Half) -> list[bytes]:
        """Put what is kept into its places; gives the keys of what is not."""
        keys = list(places)
        there: set[bytes] = set()
        nothing: list[tuple[bytes, bytes, int]] = []
        damaged = 0
        for start in range(0, len(keys), _ASKED_FOR):
            some = keys[start : start + _ASKED_FOR]
            for key, vector, total in self._attempt(partial(_select, "vectors", some), nothing):
                if len(vector) != 2 * DIMENSIONS or zlib.crc32(vector) != total:
                    damaged += 1
                    continue
                found[places[key]] = np.frombuffer(vector, dtype=np.float16)
                there.add(key)
        if damaged:
            log.warning("%s: %d vectors were damaged and are made anew", self._file, damaged)
        return [key for key in keys if key not in there]

    def _write(self, table: str, made: Mapping[bytes, Half | Tokens]) -> None:
        blobs = {key: one.tobytes() for key, one in made.items()}
        rows = [(key, blob, zlib.crc32(blob)) for key, blob in blobs.items()]

        def insert(database: sqlite3.Connection) -> None:
            with database:
                database.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", rows)  # noqa: S608

        self._attempt(insert, None)

    def _attempt(self, act: Callable[[sqlite3.Connection], _T], otherwise: _T) -> _T:
        """What `act` gives, once more with a new file if this one is damaged, or `otherwise`."""
        for _ in range(2):
            if self._file is None:
                break
            try:
                if self._database is None:
                    self._database = _open(self._file)
                return act(self._database)
            except (OSError, sqlite3.OperationalError) as error:
                self._say(f"vectors are not kept in {self._file}: {error}")
                self._close()
                self._file = None
            except sqlite3.DatabaseError as error:
                self._say(f"{self._file} is damaged ({error}) and is made anew")
                self._close()
                self._remove(self._file)
        return otherwise

    def _remove(self, file: Path) -> None:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            self._say(f"vectors are not kept in {file}: {error}")
            self._file = None

    def _say(self, what: str) -> None:
        if what not in _told:
            _told.add(what)
            log.warning("%s", what)

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None


class KeptTokens:
    """Tokens of texts by demand: from memory, else from the file, else made; thread-safe."""

    def __init__(self, cache: VectorCache) -> None:
        self._cache = cache
        self._lock = threading.Lock()
        self._remembered: OrderedDict[str, Tokens] = OrderedDict()

    def of(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text."""
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._remembered]
            if new:
                self._remembered.update(zip(new, self._cache.tokens(new), strict=True))
            found = []
            for text in texts:
                self._remembered.move_to_end(text)
                found.append(self._remembered[text])
            while len(self._remembered) > _REMEMBERED:
                self._remembered.popitem(last=False)
        return found


def _open(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(file, timeout=_WAIT_SECONDS, check_same_thread=False)
    try:
        database.execute("PRAGMA synchronous = NORMAL")
        for table in _TABLES:
            database.execute(table)
    except BaseException:
        database.close()
        raise
    return database


def _select(
    table: str, keys: Sequence[bytes], database: sqlite3.Connection
) -> list[tuple[bytes, bytes, int]]:
    marks = ",".join("?" * len(keys))
    query = f"SELECT key, vector, sum FROM {table} WHERE key IN ({marks})"  # noqa: S608
    return database.execute(query, keys).fetchall()


def _half(vectors: Vectors) -> Half:
    half: Half = vectors.astype(np.float16)
    return half
