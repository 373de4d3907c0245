"""CSV files, one for each month: what becomes of leads, for tools that read nothing else."""

from __future__ import annotations

import csv
import errno
import fcntl
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.delivery import sheet
from bot.delivery.sending import Parcel, TryLater

COLUMNS = ("delivery", "event", "at", *sheet.COLUMNS)
_LEAD = COLUMNS.index("id")
_BOM = "\ufeff"  # by which Excel knows that it is UTF-8
_END = b"\r\n"


class CsvDestination:
    """A folder of files `leads-2026-11.csv`, for the owner of the process only.

    A row is written once, whatever is tried again; an erasure takes a lead's rows out of all files.
    """

    def __init__(self, folder: Path, base_url: str) -> None:
        self._folder = folder
        self._base_url = base_url

    def send(self, parcel: Parcel) -> None:
        """Add a row; raises TryLater when the disk is full or the folder cannot be written."""
        document = parcel.payload["data"]
        try:
            with self._locked():
                if parcel.event == "lead.erased":
                    self._erase(document["id"])
                elif parcel.event == "consent.withdrawn" or any(
                    (document.get("contact") or {}).get(key) for key in ("email", "phone")
                ):
                    self._append(parcel)  # without consent there is nothing to be written but that
        except OSError as error:
            name = errno.errorcode.get(error.errno or 0, type(error).__name__)
            raise TryLater(f"the file cannot be written ({name})") from None

    def _append(self, parcel: Parcel) -> None:
        at = str(parcel.payload["timestamp"])
        document = parcel.payload["data"]
        link = f"{self._base_url}/inbox/leads/{document['id']}"
        line = sheet.lines([[parcel.id, parcel.event, at, *sheet.row(document, link)]])
        handle = os.open(self._folder / f"leads-{at[:7]}.csv", os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(handle, "r+b") as file:
            found = file.read()
            whole = found[: found.rfind(_END) + len(_END)] if _END in found else b""
            if f'"{parcel.id}"'.encode() in whole:
                return
            file.seek(len(whole))
            file.truncate()  # half a row, of a disk that was full
            head = "" if whole else _BOM + sheet.lines([list(COLUMNS)])
            file.write((head + line).encode())
            file.flush()
            os.fsync(file.fileno())

    def _erase(self, lead_id: str) -> None:
        for path in self._folder.glob("leads-*.csv"):
            rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
            kept = [row for row in rows if row[_LEAD : _LEAD + 1] != [lead_id]]
            if len(kept) == len(rows):
                continue
            part = path.with_suffix(".part")
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write((_BOM + sheet.lines(kept)).encode())
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One worker at a time, of however many processes."""
        self._folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(self._folder / ".lock", os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
