"""CSV: nothing in it is a formula, no row is written twice, an erasure takes the rows out."""

from __future__ import annotations

import csv
import io
import stat
from pathlib import Path
from typing import Any

import pytest

from bot.delivery import sheet
from bot.delivery.csvfile import COLUMNS, CsvDestination
from bot.delivery.sending import Parcel, TryLater

LEAD = "3f6c1e2a-0000-4000-8000-000000000001"


def parcel(number: int = 1, event: str = "lead.assigned", **contact: Any) -> Parcel:
    data = {
        "id": LEAD,
        "stage": "mql",
        "grade": "A1",
        "score": {"fit": -20, "engagement": 5},
        "contact": {"name": "Ann", "email": "ann@client.example", **contact},
        "details": [{"field": "need", "label": "Need", "shown": "Planning"}],
        "created_at": "2026-11-18T14:00:00+00:00",
    }
    payload = {"type": event, "timestamp": "2026-11-18T14:00:00+00:00", "data": data}
    return Parcel(f"p{number}", event, payload, 1)


def rows(folder: Path) -> list[dict[str, str]]:
    text = (folder / "leads-2026-11.csv").read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def destination(tmp_path: Path) -> CsvDestination:
    return CsvDestination(tmp_path, "https://baton.example")


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+49 30 1234567", "'+49 30 1234567"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1:A9)", "'@SUM(A1:A9)"),
        ("  =1+1", "  '=1+1"),
        ("\t=1+1", " '=1+1"),
        ("\r\n=1+1", " '=1+1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ('a";=HYPERLINK("x")', 'a";\'=HYPERLINK("x")'),
        ("Ann Byte-Lee; a+b=c", "Ann Byte-Lee; a+b=c"),
        (-20, "-20"),
        (None, ""),
    ],
)
def test_nothing_that_a_visitor_says_is_a_formula(said: object, written: str) -> None:
    assert sheet.cell(said) == written


def test_a_row_holds_the_lead(tmp_path: Path, destination: CsvDestination) -> None:
    destination.send(parcel(company='Byte, "Lee" & Sons'))
    (row,) = rows(tmp_path)
    assert tuple(row) == COLUMNS
    assert row["company"] == 'Byte, "Lee" & Sons'
    assert (row["delivery"], row["event"], row["fit"]) == ("p1", "lead.assigned", "-20")
    assert row["details"] == "Need: Planning"
    assert row["link"] == f"https://baton.example/inbox/leads/{LEAD}"
    mode = stat.S_IMODE((tmp_path / "leads-2026-11.csv").stat().st_mode)
    assert mode == 0o600


def test_what_is_tried_again_is_written_once(tmp_path: Path, destination: CsvDestination) -> None:
    for each in (parcel(1), parcel(2), parcel(1)):
        destination.send(each)
    assert [row["delivery"] for row in rows(tmp_path)] == ["p1", "p2"]


def test_half_a_row_of_a_full_disk_is_written_anew(
    tmp_path: Path, destination: CsvDestination
) -> None:
    destination.send(parcel(1))
    file = tmp_path / "leads-2026-11.csv"
    file.write_bytes(file.read_bytes() + b'"p2","lead.assig')
    destination.send(parcel(2))
    assert [row["delivery"] for row in rows(tmp_path)] == ["p1", "p2"]


def test_half_a_head_is_written_anew(tmp_path: Path, destination: CsvDestination) -> None:
    (tmp_path / "leads-2026-11.csv").write_bytes(b'\xef\xbb\xbf"deliv')
    destination.send(parcel(1))
    assert [row["delivery"] for row in rows(tmp_path)] == ["p1"]


def test_without_consent_nothing_is_written(tmp_path: Path, destination: CsvDestination) -> None:
    destination.send(parcel(name=None, email=None))
    assert list(tmp_path.glob("*.csv")) == []


def test_an_erasure_takes_the_rows_out(tmp_path: Path, destination: CsvDestination) -> None:
    destination.send(parcel(1))
    other = parcel(2)
    other.payload["data"]["id"] = "another"
    destination.send(other)
    destination.send(Parcel("p3", "lead.erased", {"data": {"id": LEAD}}, 1))
    assert [row["delivery"] for row in rows(tmp_path)] == ["p2"]
    assert "ann@" in (tmp_path / "leads-2026-11.csv").read_text()  # of the other one
    assert not list(tmp_path.glob("*.part"))


def test_a_folder_that_cannot_be_written_is_tried_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TryLater, match=r"EEXIST|ENOTDIR"):
        CsvDestination(tmp_path / "file", "https://baton.example").send(parcel())


def test_a_withdrawal_is_a_row_that_names_nobody(
    destination: CsvDestination, tmp_path: Path
) -> None:
    destination.send(parcel(1, "lead.qualified", name=None, email=None))
    assert not list(tmp_path.glob("*.csv"))  # no consent yet: nothing
    destination.send(parcel(2, "consent.withdrawn", name=None, email=None))
    (row,) = rows(tmp_path)
    assert (row["event"], row["id"], row["email"]) == ("consent.withdrawn", LEAD, "")
