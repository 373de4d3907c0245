"""catalog.yml: what is refused, by which line, and that nothing else happens to a broken one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.encoder import Encoder
from bot.errors import ContentError
from bot.knowledge import Knowledge
from bot.knowledge.prices.catalog import Catalog

HEAD = "currency: USD\nproducts:\n  - id: a\n    name: Alpha\n"
PRICED = HEAD + "    prices:\n      - "


def load(folder: Path, text: str | bytes) -> Catalog:
    file = folder / "catalog.yml"
    if isinstance(text, bytes):
        file.write_bytes(text)
    else:
        file.write_text(text, encoding="utf-8")
    return Catalog.load(folder)


@pytest.mark.parametrize(
    ("text", "line", "found", "expected"),
    [
        (PRICED + "{amount: -5}", 6, "-5", "at least 0"),
        (PRICED + "{amount: '12'}", 6, '"12"', "number"),
        (PRICED + "{amount: twelve}", 6, "twelve", "number"),
        (PRICED + "{amount: .nan}", 6, ".nan", "a plain number"),
        (PRICED + "{amount: .inf}", 6, ".inf", "a plain number"),
        (PRICED + "{amount: 1e400}", 6, "1e400", "a plain number"),
        (PRICED + "{amount: 99999999999}", 6, "99999999999", "at most 1000000000"),
        (PRICED + "{amount: true}", 6, "true", "number"),
        (PRICED + "{amount: 5, currency: XYZ}", 6, "'XYZ'", "ISO 4217"),
        (PRICED + "{amount: 5, regions: [US, QQ]}", 6, "'QQ'", "ISO 3166"),
        (PRICED + "{amount: 5, regions: [ZZ]}", 6, "'ZZ'", "ISO 3166"),
        (PRICED + "{amount: 5, per: fortnight}", 6, "fortnight", "one of hour, day"),
        (PRICED + "{amount: 5, valid_from: 2026-02-30}", 6, "'2026-02-30'", "a day of the"),
        (PRICED + "{amount: 5, valid_from: 2026-05-01, valid_until: 2026-04-30}", 6,
         "2026-04-30", "from 2026-05-01 on"),
        (PRICED + "{amount: 5, unit: 0 calls}", 6, "'0 calls'", "a number of at least 1"),
        (PRICED + "{amount: 5, minimum: 0}", 6, "0", "at least 1"),
        (PRICED + "{amount: 5, minimum: 2.5}", 6, "2.5", "integer"),
        (PRICED + "{amount: 5, minimum: 30, tiers: [{from: 1, to: 20, amount: 5}]}", 6,
         "a minimum of 30", "at most 20"),
        (PRICED + "amount: 5\n        tiers:\n          - {from: 1, to: 5, amount: 5}\n"
         "          - {from: 5, amount: 4}", 9, "from 5, which overlaps", "a tier from 6"),
        (PRICED + "amount: 5\n        tiers:\n          - {from: 1, to: 5, amount: 5}\n"
         "          - {from: 9, amount: 4}", 9, "from 9, which leaves a gap", "a tier from 6"),
        (PRICED + "{amount: 5, tiers: [{from: 2, amount: 5}]}", 6, "from 2", "a tier from 1"),
        (PRICED + "{amount: 5, tiers: [{from: 1, amount: 5}, {from: 9, amount: 4}]}", 6,
         "an open tier", "'to' in it"),
        (PRICED + "{amount: 5, tiers: [{from: 1, to: 0, amount: 5}]}", 6, "0", "at least 1"),
        (PRICED + "{amount: 5, price: 6}", 6, "unknown key 'price'", "one of"),
        (PRICED + "{amount: 5, fees: 6}", 6, "unknown key 'fees'", "'fee'"),
        (PRICED + "{amount: 5, amount: 6}", 6, "a second time", "each key once"),
        (PRICED + "{per: month}", 6, "a mapping with per", "the key 'amount'"),
        (HEAD + "  - id: a\n    name: Beta\n", 5, "the id 'a' again (also in line 3)", "its own"),
        (HEAD + "  - id: b\n    name: ALPHA\n", 6, "the name 'alpha' again", "its own"),
        (HEAD + "  - id: B b\n    name: Beta\n", 5, "B b", "small letters"),
        (HEAD + "  - id: b\n    name: '!?'\n", 6, "'!?'", "a name with letters"),
        (HEAD + "    attributes: {size: []}\n", 5, "a list of 0", ""),
        (HEAD + "    prices: 12\n", 5, "12", "array"),
        (HEAD + "discounts:\n  - {id: d, name: D, percent: 120}\n", 6, "120", "at most 100"),
        (HEAD + "discounts:\n  - {id: d, name: D, percent: 0}\n", 6, "0", "more than 0"),
        (HEAD + "discounts:\n  - {id: d, name: D, percent: 5, amount: 3}\n", 6, "", "either"),
        (HEAD + "discounts:\n  - {id: d, name: D, percent: 5, products: [zeta]}\n", 6,
         "'zeta'", "the id of a product: a"),
        (HEAD + "discounts:\n  - {id: d, name: D, percent: 5}\n  - {id: d, name: E, percent: 6}\n",
         7, "the id 'd' again", "its own"),
        (HEAD + "discounts:\n  - {id: d, name: Deal, percent: 5}\n"
         "  - {id: e, name: deal, percent: 6}\n", 7, "the name 'deal' again", "its own"),
        (PRICED + "{amount: 5}\ndiscounts:\n  - {id: d, name: D, amount: 3, currency: EUR}\n", 8,
         "an amount in EUR", "the currency of its products: USD"),
        (PRICED + "{amount: 5, currency: EUR}\ndiscounts:\n"
         "  - {id: d, name: D, amount: 3, products: [a]}\n", 8, "an amount in USD", "EUR"),
        ("currency: usd\nproducts: []\n", 1, "usd", "ISO 4217"),
        ("currency: QQQ\nproducts: []\n", 1, "'QQQ'", "ISO 4217"),
        ("products: !!python/object:os.system []\n", 1, "the tag", "without tags"),
        ("- a\n- b\n", 1, "a list of 2", "object"),
        ("just text", 1, "just text", "object"),
        ("products: [\n", None, "", "valid YAML"),
    ],
)  # fmt: skip
def test_refused_by_line(
    tmp_path: Path, text: str, line: int | None, found: str, expected: str
) -> None:
    with pytest.raises(ContentError) as caught:
        load(tmp_path, text)
    error = str(caught.value)
    assert "catalog.yml" in error
    assert found in error
    assert expected in error
    if line is not None:
        assert f"catalog.yml:{line}" in error or f"line {line}" in error


def test_bombs_are_refused(tmp_path: Path) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for text in (bomb, "products: " + "[" * 100_000, "products: " + "{a: " * 300_000):
        with pytest.raises(ContentError):
            load(tmp_path, text)
    with pytest.raises(ContentError, match="bytes"):
        load(tmp_path, "#" * 9_000_000)


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    for data in ("name: é".encode("latin-1"), b"\x00\x01products", "products: []".encode("utf-16")):
        with pytest.raises(ContentError):
            load(tmp_path, data)


def test_ten_thousand_products_load(tmp_path: Path, encoder: Encoder) -> None:
    lines = ["currency: EUR", "products:"]
    for n in range(10_000):
        lines += [
            f"  - id: part-{n}",
            f"    name: Part {n}",
            "    category: part",
            f"    summary: Part number {n} of the long list of spare parts.",
            f"    attributes: {{weight_kg: {n % 90}}}",
            f"    prices: [{{amount: {n % 500 + 1}.5, unit: piece}}]",
        ]
    (tmp_path / "catalog.yml").write_text("\n".join(lines), encoding="utf-8")
    knowledge = Knowledge.load(tmp_path, encoder)
    catalog = knowledge.catalog
    assert len(catalog.products) == 10_000
    assert "3 pieces × €78.50 = €235.50" in knowledge.ask("how much is part 77 for 3 pieces").text
    assert catalog.product("part-9999").prices[0].line == len(lines)


def test_tiers_need_no_amount_beside(tmp_path: Path) -> None:
    """Its own amounts are all that a price in tiers has to say."""
    tiers = "[{from: 1, to: 5, amount: 5}, {from: 6, amount: 4}]"
    (price,) = load(tmp_path, PRICED + f"{{unit: crate, tiers: {tiers}}}").products[0].prices
    assert price.amount == 5
    assert [tier.amount for tier in price.tiers] == [5, 4]


def test_groups_of_countries(tmp_path: Path) -> None:
    catalog = load(tmp_path, PRICED + "{amount: 5, regions: [EU, UK]}")
    regions = catalog.products[0].prices[0].regions
    assert {"DE", "FR", "GB"} <= regions
    assert not {"CH", "EU", "UK"} & regions


KEYS = """currency products discounts id name aliases category url summary attributes features
prices
amount per unit billed fee minimum tiers regions valid_from valid_until percent condition
min_quantity from to value label"""
keys = st.sampled_from(KEYS.split())
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.floats(), st.text(max_size=6),
    st.sampled_from(["month", "yearly", "USD", "US", "2026-01-01", "a", "once", "1,000 x", "0 x"]),
)  # fmt: skip
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=5)),
    max_leaves=25,
)


def loads_or_is_refused(folder: Path) -> None:
    refused = ""
    try:
        Catalog.load(folder)
    except ContentError as error:
        refused = str(error)
    assert "catalog.yml" in refused or not refused


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(products=st.one_of(anything, st.lists(st.dictionaries(keys, anything), max_size=3)),
       discounts=anything, price=st.dictionaries(keys, anything, max_size=6))  # fmt: skip
def test_no_catalogue_breaks_the_reader(
    tmp_path: Path, products: Any, discounts: Any, price: dict[str, Any]
) -> None:
    """Whatever the file holds, it loads or is refused with ContentError."""
    whole = {"id": "a", "name": "Alpha", "prices": [{"amount": 1} | price]}
    for data in (
        {"products": products},
        {"products": [whole]},
        {"products": [{"id": "a", "name": "A"}], "discounts": discounts},
    ):
        with (tmp_path / "catalog.yml").open("w", encoding="utf-8") as file:
            YAML(typ="safe").dump(data, file)
        loads_or_is_refused(tmp_path)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_no_bytes_break_the_reader(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "catalog.yml").write_bytes(data)
    loads_or_is_refused(tmp_path)
