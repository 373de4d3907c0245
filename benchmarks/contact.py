"""Contact details and amounts against the tests of other projects.

    python -m benchmarks.contact DIR [--failures]

DIR holds `duckling_phone.jsonl`, `duckling_email_en.jsonl`, `email_validator_cases.jsonl`,
`duckling_money_en.jsonl` and `price_parser_cases.jsonl`: facebook/duckling, python-email-validator
and price-parser, converted; none of it is part of this repository. What is counted right is said at
each figure. Addresses that only a mail server would take (quoted parts, comments) count as wrong.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.leads.details.emails import find_emails
from bot.leads.details.money import find_money
from bot.leads.details.phones import find_phones

Row = dict[str, Any]
Judged = tuple[str, bool, Row, object]  # figure, right or not, the case, what was found

# A number without a country code is read as one of this country.
_COUNTRIES = {"06 2070 2220": "FR", "(19) 997424919": "BR"}
_CURRENCIES = {"Dollar": "USD", "Pound": "GBP"}
_NO_CURRENCY = {"Unnamed", "Cent", "Dinar", "Riyal", "Rial"}


def phones(row: Row) -> Iterator[Judged]:
    found = [
        each.value
        for each in find_phones(row["text"], _COUNTRIES.get(row["text"], "US"), asked=True)
        if each.value
    ]
    told = re.search(r'"([^"]*?)(?: ext.*)?"', row["value"] or "")
    if told:
        digits = re.sub(r"\D", "", told[1]).lstrip("0")
        right = any(each.endswith(digits) or digits.endswith(each[1:]) for each in found)
        yield "telephone numbers: the digits, as E.164", right, row, found
    elif not row["match"]:
        yield "no telephone number", not found, row, found


def spoken_emails(row: Row) -> Iterator[Judged]:
    found = [each.value for each in find_emails(row["text"], asked=True) if each.value]
    told = re.search(r'"(.*)"', row["value"] or "")
    if told:
        yield "e-mail addresses spelled out", found == [told[1].lower()], row, found
    elif not row["match"]:
        yield "no e-mail address", not found, row, found


def emails(row: Row) -> Iterator[Judged]:
    if row["normalized"]:
        found = [each.value for each in find_emails(row["text"], asked=True) if each.value]
        yield "valid e-mail addresses", found == [row["normalized"].lower()], row, found


def amounts(row: Row) -> Iterator[Judged]:
    told = re.match(r"(?:simple|under|above) (\w+) ([\d.e]+)$", row["value"] or "")
    if told and told[1] not in _NO_CURRENCY:
        found = [(each.currency, float(each.amount)) for each in find_money(row["text"], "US")]
        right = found == [(_CURRENCIES.get(told[1], told[1]), float(told[2]))]
        yield "amounts with their currency", right, row, found


def prices(row: Row) -> Iterator[Judged]:
    if row["amount"] is not None:
        found = [float(each.amount) for each in find_money(row["price_raw"] or "", "US")]
        right = bool(found) and abs(found[0] - row["amount"]) < 0.006
        yield "prices of shops: the first amount, to the cent", right, row, found


SETS: tuple[tuple[str, Callable[[Row], Iterator[Judged]]], ...] = (
    ("duckling_phone.jsonl", phones),
    ("duckling_email_en.jsonl", spoken_emails),
    ("email_validator_cases.jsonl", emails),
    ("duckling_money_en.jsonl", amounts),
    ("price_parser_cases.jsonl", prices),
)


def main() -> int:
    """Read every case and print how many were right."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.contact")
    parser.add_argument("folder", type=Path, help="where the sets are")
    parser.add_argument("--failures", action="store_true", help="print what was wrong")
    args = parser.parse_args()
    counts: dict[str, list[int]] = {}
    for name, judge in SETS:
        for line in (args.folder / name).read_text("utf-8").splitlines():
            for figure, right, row, found in judge(json.loads(line)):
                count = counts.setdefault(figure, [0, 0])
                count[0] += right
                count[1] += 1
                if args.failures and not right:
                    print(f"{figure}: {json.dumps(row)} → {found}")
    for figure, (right_ones, all_of_them) in counts.items():
        print(f"{figure}: {right_ones} of {all_of_them}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
