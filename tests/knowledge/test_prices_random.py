"""Prices of catalogues that nobody wrote, against a slow computation of the same."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.encoder import Encoder
from bot.evaluation.figures import invented
from bot.knowledge import Answer, Knowledge
from tests.knowledge.slow_prices import (
    expected,
    fraction,
    on_sale,
    reduced,
    said,
    spoken,
    too_many,
    units,
)

DAY = date(2026, 11, 23)
REGIONS = {"US": "USD", "DE": "EUR", "GB": "GBP", "CH": "CHF"}
FIRST = ["zav", "qel", "mur", "tox", "bri", "fej", "gly", "hup", "kro", "wyn"]
REST = ["andor", "ibex", "ovant", "urmel", "etiq", "yllen", "okrit", "esmur"]
UNITS = ["seat", "licence", "desk", "pallet", "terminal"]
amounts = st.decimals("0.01", "9999", places=2).map(float)
small = st.decimals("0.001", "9.999", places=3).map(float)


@st.composite
def tiers(draw: st.DrawFn) -> list[dict[str, Any]]:
    ends = sorted(draw(st.sets(st.integers(1, 60), min_size=1, max_size=3)))
    found, start = [], 1
    for end in ends:
        found.append({"from": start, "to": end, "amount": draw(amounts)})
        start = end + 1
    if draw(st.booleans()):
        found.append({"from": start, "amount": draw(amounts)})
    return found


@st.composite
def prices(draw: st.DrawFn, unit: str) -> dict[str, Any]:
    price: dict[str, Any] = {
        "amount": draw(st.one_of(amounts, small)),
        "per": draw(st.sampled_from(["month", "month", "year", "once"])),
        "unit": unit,
    }
    if price["per"] == "month":
        price["billed"] = draw(st.sampled_from(["monthly", "yearly"]))
    elif price["per"] == "year":
        price["billed"] = "yearly"
    if draw(st.integers(0, 2)) == 0:
        price["tiers"] = draw(tiers())
        price["amount"] = price["tiers"][0]["amount"]
    highest = price["tiers"][-1].get("to", 20) if "tiers" in price else 20
    if draw(st.integers(0, 3)) == 0:
        price["minimum"] = draw(st.integers(1, min(20, highest)))
    if draw(st.booleans()):
        region = draw(st.sampled_from(sorted(REGIONS)))
        price |= {"regions": [region], "currency": REGIONS[region]}
    shift = draw(st.sampled_from([None, None, -30, 0, 30]))
    if shift is not None:
        key = draw(st.sampled_from(["valid_from", "valid_until"]))
        price[key] = (DAY + timedelta(days=shift)).isoformat()
    return price


@st.composite
def catalogs(draw: st.DrawFn) -> dict[str, Any]:
    main = draw(st.sampled_from(sorted(REGIONS.values())))
    firsts = draw(st.permutations(FIRST))
    products = []
    for first in firsts[: draw(st.integers(1, 3))]:
        name = first + draw(st.sampled_from(REST))
        unit = draw(st.sampled_from(UNITS))
        listed = draw(st.lists(prices(unit), max_size=3))
        if draw(st.integers(0, 3)) == 0:
            per = draw(st.sampled_from(["month", "once"]))
            listed.append({"amount": draw(amounts), "per": per, "fee": "Joining fee"})
        products.append({"id": name, "name": name.capitalize(), "prices": listed})
    data: dict[str, Any] = {"currency": main, "products": products}
    discounts = []
    for n in range(draw(st.integers(0, 2))):
        discount: dict[str, Any] = {
            "id": f"d{n}",
            "name": f"Offer {'AB'[n]}",
            "min_quantity": draw(st.integers(2, 30)),
        }
        lowered = products
        if draw(st.booleans()):
            discount["products"] = [products[0]["id"]]
            lowered = products[:1]
        if draw(st.booleans()):
            discount["percent"] = draw(st.sampled_from([5, 10, 12.5, 33, 100]))
        else:
            # One in which none of them is sold is refused.
            sold = {price.get("currency", main) for one in lowered for price in one["prices"]}
            currency = draw(st.sampled_from(sorted(sold or {main})))
            discount |= {"amount": draw(amounts), "currency": currency}
        if draw(st.booleans()):
            discount["billed"] = "yearly"
        if draw(st.booleans()):
            discount["valid_until"] = (DAY + timedelta(days=draw(st.integers(-3, 3)))).isoformat()
        discounts.append(discount)
    return data | ({"discounts": discounts} if discounts else {})


ways = st.sampled_from([("", ""), ("month", " per month"), ("year", " yearly")])
regions = st.sampled_from([None, *sorted(REGIONS)])
counts = st.integers(1, 80)
few = settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a smaller example costs minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def ask(
    data: dict[str, Any], encoder: Encoder, question: str, region: str | None, *before: str
) -> Answer:
    """The answer from a catalogue as a file; no figure in it may be made up."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "content"
        folder.mkdir()
        YAML(typ="safe").dump(data, folder / "catalog.yml")
        knowledge = Knowledge.load(folder, encoder)
        answer = knowledge.ask(question, before, today=DAY, region=region)
        assert not invented(answer, folder, (*before, question)), answer.text
    return answer


def plural(unit: str, count: int) -> str:
    return unit if count == 1 else f"{unit}s"


@few
@given(data=catalogs(), count=counts, way=ways, region=regions, form=st.integers(0, 2))
def test_a_quantity_of_one_product(
    encoder: Encoder,
    data: dict[str, Any],
    count: int,
    way: tuple[str, str],
    region: str | None,
    form: int,
) -> None:
    product = data["products"][0]
    unit = plural(next((p["unit"] for p in product["prices"] if "unit" in p), "seat"), count)
    name = product["name"].lower() if form == 1 else product["name"]
    question = (
        f"how much is {name} for {count} {unit}{way[1]}?",
        f"{name} {count} {unit}{way[1]}",
        f"what would {count} {unit} of {name} cost{way[1]}",
    )[form]
    answer = ask(data, encoder, question, region)
    wanted = expected(data, product, count, way[0], DAY, region)
    if not wanted.must:
        assert (answer.kind, spoken(answer.text)) == ("unknown", set())
        return
    assert answer.kind == "price", answer.text
    assert [one for one in wanted.must if one not in answer.text] == [], answer.text
    assert spoken(answer.text) <= wanted.may, answer.text


@few
@given(data=catalogs(), first=counts, second=counts, region=regions)
def test_two_products_with_quantities_of_their_own(
    encoder: Encoder, data: dict[str, Any], first: int, second: int, region: str | None
) -> None:
    if len(data["products"]) < 2 or first == 1 or second == 1:
        return
    one, other = data["products"][:2]
    question = f"{first} {one['name']} and {second} {other['name']}"
    answer = ask(data, encoder, question, region)
    both = [
        expected(data, product, count, "", DAY, region)
        for product, count in ((one, first), (other, second))
    ]
    must = [amount for wanted in both for amount in wanted.must]
    if not must:
        assert (answer.kind, spoken(answer.text)) == ("unknown", set())
        return
    assert answer.kind == "price", answer.text
    assert [amount for amount in must if amount not in answer.text] == [], answer.text
    rest = [line for line in answer.text.split("\n") if not line.startswith("- Together")]
    assert spoken("\n".join(rest)) <= both[0].may | both[1].may


@few
@given(data=catalogs(), count=counts, region=regions)
def test_what_paying_yearly_saves(
    encoder: Encoder, data: dict[str, Any], count: int, region: str | None
) -> None:
    product = data["products"][0]
    unit = next((p["unit"] for p in product["prices"] if "unit" in p), "seat")
    question = f"how much do we save with {product['name']} yearly for {count} {unit}s"
    answer = ask(data, encoder, question, region)
    found = [
        price for price in on_sale(data, product, DAY, region, "") if not too_many(price, count)
    ]
    months = [p for p in found if p["per"] == "month" and p["billed"] == "monthly"]
    years = [p for p in found if p["per"] == "year" or p.get("billed") == "yearly"]
    pairs = [
        (one, other)
        for one in months
        for other in years
        if one.get("currency", data["currency"]) == other.get("currency", data["currency"])
        and not (one.get("regions") and other.get("regions") and one["regions"] != other["regions"])
        and other["per"] in ("month", "year")
    ]
    if not pairs:
        assert (answer.kind, spoken(answer.text)) == ("unknown", set())
        return
    monthly, yearly = pairs[0]
    sums = []
    for price in (monthly, yearly):
        number = max(count, price.get("minimum", 1))
        sums.append(units(price, number) * (12 if price["per"] == "month" else 1))
    currency = monthly.get("currency", data["currency"])
    assert answer.kind == "price"
    if sums[0] != sums[1]:
        assert said(abs(sums[0] - sums[1]), currency) in answer.text
        assert ("Yearly saves" in answer.text) == (sums[0] > sums[1])


@few
@given(
    weekly=amounts,
    once=amounts,
    fee=amounts,
    weeks=st.integers(2, 30),
    percent=st.sampled_from([5, 12.5, 20]),
)
def test_a_sum_with_a_fee_and_a_named_discount(
    encoder: Encoder, weekly: float, once: float, fee: float, weeks: int, percent: float
) -> None:
    data: dict[str, Any] = {
        "currency": "EUR",
        "products": [
            {
                "id": "zavandor",
                "name": "Zavandor",
                "prices": [
                    {"amount": weekly, "per": "week", "unit": "rower"},
                    {"amount": fee, "per": "once", "unit": "rower", "fee": "Joining fee"},
                ],
            },
            {"id": "quorvex", "name": "Quorvex", "prices": [{"amount": once, "per": "once"}]},
        ],
        "discounts": [
            {"id": "t", "name": "Tulip discount", "percent": percent, "products": ["zavandor"]},
            {"id": "r", "name": "Rose discount", "percent": 50, "products": ["zavandor"]},
        ],
    }
    rent, joining = fraction(weekly) * weeks, fraction(fee)
    question = f"how much is Zavandor for {weeks} weeks with the joining fee"
    assert said(rent + joining, "EUR") in ask(data, encoder, question, None).text
    both = f"{weeks} weeks of Zavandor plus Quorvex, what is the total?"
    text = ask(data, encoder, both, None).text
    assert f"= {said(rent + fraction(once), 'EUR')}" in text
    assert f"= {said(rent + joining + fraction(once), 'EUR')}" in text
    text = ask(data, encoder, f"Zavandor for {weeks} weeks with the tulip discount", None).text
    discount = {"min_quantity": 2, "percent": percent}
    product, day = data["products"][0], DAY
    cut = reduced(discount, product, product["prices"][0], 2, rent, day, "EUR")
    assert cut is not None
    assert said(cut, "EUR") in text
    assert said(cut + joining, "EUR") in text
    assert "Rose" not in text


@few
@given(data=catalogs(), region=regions, question=st.sampled_from(
    ["how much is {} for 0 seats", "price of {} for -4 seats", "{} for 2.5 seats",
     "what did {} cost last year", "lifetime price of {}", "{} price per mile",
     "how much is {} in rupees", "how much is {} in Japan", "can you do {} for 3 instead of 4",
     "how much is a Norbert 3000", "is {} cheaper than Norbertix"]
))  # fmt: skip
def test_what_no_list_says_is_not_quoted(
    encoder: Encoder, data: dict[str, Any], region: str | None, question: str
) -> None:
    name = data["products"][0]["name"]
    if "Japan" in question and any("regions" not in p for p in data["products"][0]["prices"]):
        return  # what is sold everywhere is sold there
    answer = ask(data, encoder, question.format(name), region)
    assert (answer.kind, spoken(answer.text)) == ("unknown", set())


@few
@given(data=catalogs(), count=counts, region=regions)
def test_a_follow_up_asks_for_the_same_of_another_number(
    encoder: Encoder, data: dict[str, Any], count: int, region: str | None
) -> None:
    product = data["products"][0]
    unit = next((p["unit"] for p in product["prices"] if "unit" in p), "seat")
    before = f"how much is {product['name']} for 7 {unit}s?"
    answer = ask(data, encoder, f"and for {count}?", region, before)
    plain = ask(data, encoder, f"how much is {product['name']} for {count} {unit}s?", region)
    assert answer.text == plain.text


@pytest.mark.parametrize("count", [1, 19, 20, 21, 1_000_000])
def test_the_ends_of_tiers(encoder: Encoder, count: int) -> None:
    data = {
        "currency": "EUR",
        "products": [
            {
                "id": "x",
                "name": "Quorvex",
                "prices": [
                    {
                        "amount": 3,
                        "per": "month",
                        "unit": "seat",
                        "tiers": [{"from": 1, "to": 20, "amount": 3}, {"from": 21, "amount": 0.5}],
                    }
                ],
            }
        ],
    }
    text = ask(data, encoder, f"quorvex for {count} seats", None).text
    total = 3 * min(count, 20) + fraction(0.5) * max(0, count - 20)
    assert said(total, "EUR") in text
