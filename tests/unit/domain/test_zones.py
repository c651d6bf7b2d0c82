import zoneinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.schedule import check_zone, search_zones
from bot.domain.zone_names import ABBREVIATIONS, COMMON, PLACES
from bot.errors import Unreadable


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("london", "Europe/London"), ("Lond", "Europe/London"), ("utc", "UTC"), ("U", "UTC"),
        ("new york", "America/New_York"), ("new_york", "America/New_York"),
        ("york", "America/New_York"), ("berln", "Europe/Berlin"), ("europe/ber", "Europe/Berlin"),
        ("mumbai", "Asia/Kolkata"), ("india", "Asia/Kolkata"), ("germany", "Europe/Berlin"),
        ("san francisco", "America/Los_Angeles"), ("cet", "Europe/Berlin"),
        ("EST", "America/New_York"), ("ist", "Asia/Kolkata"), ("uk", "Europe/London"),
        ("bst", "Europe/London"), ("sydney", "Australia/Sydney"),
    ],
)  # fmt: skip
def test_the_zone_that_is_meant_is_offered_first(text, first):
    assert search_zones(text)[0] == first


def test_london_and_utc_are_not_mistaken_for_each_other():
    assert "UTC" not in search_zones("london")
    assert check_zone("london") == "Europe/London"
    assert check_zone("utc") == "UTC"


def test_an_abbreviation_offers_every_place_that_uses_it():
    assert search_zones("ist")[:3] == ["Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"]


def test_nothing_typed_offers_utc_and_large_cities():
    offered = search_zones("", 5)

    assert offered[0] == "UTC"
    assert "Europe/London" in offered


def test_an_offset_offers_nothing_rather_than_something_wrong():
    assert search_zones("utc+2") == []


def test_no_more_are_offered_than_discord_shows():
    assert len(search_zones("a")) == 25


def test_all_that_tables_point_to_exists():
    named = {*COMMON, *PLACES.values(), *(z for zones in ABBREVIATIONS.values() for z in zones)}

    assert named <= zoneinfo.available_timezones()


@given(
    st.text(max_size=2)
    | st.text("utcz/ 0", max_size=4)
    | st.sampled_from(sorted(zoneinfo.available_timezones()))
)
def test_whatever_is_offered_is_accepted(text):
    for offered in search_zones(text):
        assert check_zone(offered) == offered


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"), (" europe/berlin ", "Europe/Berlin"),
        ("america/argentina/buenos aires", "America/Argentina/Buenos_Aires"),
        ("New York", "America/New_York"), ("Zulu", "UTC"), ("etc/utc", "UTC"),
        ("Asia/Calcutta", "Asia/Calcutta"), ("Japan", "Asia/Tokyo"), ("hongkong", "Asia/Hong_Kong"),
        ("Iceland", "Iceland"),
    ],
)  # fmt: skip
def test_a_zone_is_found_however_it_is_written(text, zone):
    assert check_zone(text) == zone


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("CET", "Europe/Berlin"), ("EST", "America/New_York"), ("gmt", "Europe/London"),
        ("UTC+2", "Name a city"), ("+05:30", "Name a city"), ("\u22123", "Name a city"),
        ("Berln", "Did you mean Europe/Berlin"), ("xyzzyq", "Name a city"),
        ("Factory", "not a time zone"), ("localtime", "not a time zone"), ("", "No time zone"),
        ("../../etc/passwd", "not a time zone"), ("x" * 500, "not a time zone"),
    ],
)  # fmt: skip
def test_what_is_no_zone_is_refused_with_a_way_on(text, hint):
    with pytest.raises(Unreadable, match=hint):
        check_zone(text)


def test_a_refusal_repeats_no_more_than_a_line_of_what_was_typed():
    with pytest.raises(Unreadable) as caught:
        check_zone("x`\n" * 500)

    assert len(str(caught.value)) < 250
    assert "`" not in str(caught.value)
    assert "\n" not in str(caught.value)
