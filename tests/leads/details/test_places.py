"""Where somebody is: towns, countries, postcodes and streets."""

from __future__ import annotations

import pytest

from bot.cities import country_of
from bot.leads.details.whereabouts import find_whereabouts
from tests.leads.details.asking import answer, field, told


@pytest.mark.parametrize(
    ("text", "town", "region", "postcode"),
    [
        ("Stanthorpe qld 4380", "Stanthorpe, Queensland", "Queensland", "4380"),
        ("Ballina NSW", "Ballina, New South Wales", "New South Wales", None),
        ("Kingaroy, Queensland", "Kingaroy, Queensland", "Queensland", None),
        ("Laidley, 4341", "Laidley", None, "4341"),
        ("Byron Bay 🌊", "Byron Bay", None, None),
        ("oakey, as I said", "Oakey", None, None),
        ("i live at Kilcoy", "Kilcoy", None, None),
    ],
)
def test_a_town_that_no_list_has(
    text: str, town: str, region: str | None, postcode: str | None
) -> None:
    value = answer(field("place", "region"), text, "AU")
    assert (value["text"], value["region"], value.get("postcode")) == (town, region, postcode)
    assert value["country"] == ("AU" if region else None)


def test_a_postcode_alone_is_one_at_home() -> None:
    for text in ("4350", "postcode 4350"):
        value = answer(field("place", "region"), text, "AU")
        assert (value["country"], value["postcode"]) == ("AU", "4350")


def test_a_part_of_a_town_stays_with_it() -> None:
    assert answer(field("place", "region"), "West End, Brisbane", "AU") == {
        "text": "West End, Brisbane",
        "country": "AU",
        "region": None,
    }


def test_a_full_name_is_no_town() -> None:
    assert answer(field("place", "region"), "Helen Park", "AU") is None


def test_a_small_town_in_another_country_may_be_one_at_home() -> None:
    assert country_of("Marlborough", "GB") is None  # of 40,000 in the United States
    assert country_of("Marlborough", "US") == "US"
    assert country_of("Chicago", "GB") == "US"
    assert country_of("Bamberg", "GB") == "DE"
    assert country_of("Marlborough", "FR") == "US"


@pytest.mark.parametrize(
    ("home", "town", "country"),
    [("GB", "Perth", "GB"), ("US", "Dublin", "IE"), ("US", "Manchester", "GB")],
)
def test_a_town_of_many_countries(home: str, town: str, country: str) -> None:
    """At home there may be one of that name; in the US there nearly always is."""
    assert told(f"we're in {town}", region=home)["region"]["country"] == country


def test_nobody_asks_where_they_are() -> None:
    assert answer(field("place", "region"), "crypto?") is None
    assert answer(field("place", "region"), "london?", "GB")["country"] == "GB"


@pytest.mark.parametrize(
    ("text", "country", "region", "postcode"),
    [
        ("Bangor LL57 1DT, Wales", "GB", "Wales", "LL57 1DT"),
        ("ll57 1dt", "GB", None, "LL57 1DT"),
        ("SW1A 1AA London", "GB", None, "SW1A 1AA"),
        ("Toronto, ON M5V 2T6", "CA", "Ontario", "M5V 2T6"),
        ("1011 AB Amsterdam", "NL", None, "1011 AB"),
        ("Scotland", "GB", "Scotland", None),
        ("80331 Munich", "DE", None, "80331"),
    ],
)
def test_places_with_their_postcodes(
    text: str, country: str, region: str | None, postcode: str | None
) -> None:
    value = answer(field("place", "region"), text, "GB")
    assert (value["country"], value["region"]) == (country, region)
    assert value.get("postcode") == postcode


@pytest.mark.parametrize(
    ("text", "country", "region"),
    [
        ("germany", "DE", None), ("Austin, TX", "US", "Texas"), ("austin texas", "US", "Texas"),
        ("in the uk", "GB", None), ("we're in munich", "DE", None), ("NY", "US", "New York"),
        ("new york", "US", "New York"), ("Hobbiton", None, None), ("LA", "US", "California"),
    ],
)  # fmt: skip
def test_places(text: str, country: str | None, region: str | None) -> None:
    value = answer(field("place", "region"), text)
    assert (value["country"], value["region"]) == (country, region)


@pytest.mark.parametrize(
    ("text", "place", "country"),
    [
        ("12 Mill Lane, York", "York", "GB"),
        ("12 Mill Lane York", "York", "GB"),
        ("we're at 12 Mill Lane, York", "York", "GB"),
        ("12 Oxford Street, Leeds", "Leeds", "GB"),
        ("12 Victoria Road, Ayr", "Ayr", "GB"),
        ("Unit 4, Leeds Road, Bradford", "Bradford", "GB"),
        ("Oxford Street in Leeds", "Leeds", "GB"),
        ("Leeds, 12 Oxford Street", "Leeds", "GB"),
        ("90 Bedford Street, New York, NY 10014", "New York, NY", "US"),
        ("12 Leeds Road", "Leeds", "GB"),
    ],
)
@pytest.mark.parametrize("home", ["GB", "DE"])
def test_a_street_is_not_where_somebody_is(text: str, place: str, country: str, home: str) -> None:
    value = answer(field("place", "region"), text, home)
    assert (value["text"], value["country"]) == (place, country)


def test_what_is_no_street_is_left_alone() -> None:
    for text in ("3 sites, St Albans", "5 in St Albans"):
        assert answer(field("place", "region"), text, "GB")["text"] == "St Albans"


def test_a_house_in_its_street_is_no_company() -> None:
    assert "company" not in told("our shop is at 5 High Street, Otley")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("our farm near Ockle, by the lake", "Ockle"),
        ("a party at my house in Ockle Bridge", "Ockle Bridge"),
        ("we run a job out of Te Awamoa", "Te Awamoa"),
        ("the show is near Christmas", None),
        ("we keep everything in Trackly", None),
    ],
)
def test_a_small_town_by_what_stands_there(text: str, place: str | None) -> None:
    found = find_whereabouts(text, "GB")
    assert (found.text if found else None) == place


def test_where_it_is_to_be_counts_before_where_somebody_is_from() -> None:
    found = find_whereabouts("we are a troupe from Norway and play in Cornwall", "GB")
    assert found is not None
    assert found.text == "Cornwall"


def test_a_town_in_front_of_where_in_it() -> None:
    value = answer(field("place"), "Ockleby, the showground", region="GB")
    assert value["text"] == "Ockleby"


def test_a_first_name_is_no_town() -> None:
    assert answer(field("place"), "Tony", region="GB") is None


def test_a_small_town_beside_its_state_is_told_unasked() -> None:
    assert told("Ockleby NSW 2480", region="AU")["region"]["text"].startswith("Ockleby")
