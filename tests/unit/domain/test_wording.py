import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.wording import number, plural, quoted, superscripts_spelt


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (5.0, "5"), (-5.0, "-5"), (0.5, "0.5"), (1024.0, "1024"), (10240.0, "10,240"),
        (1234567.25, "1,234,567.25"), (-12345.5, "-12,345.5"), (1e15, "1e15"), (1.5e-7, "1.5e-7"),
        (123456789012345.0, "123,456,789,012,345"), (1 / 3, "0.333333333333"), (0.0001, "0.0001"),
        (0.0, "0"), (-0.0, "0"),
    ],
)  # fmt: skip
def test_numbers_are_written_for_people(value, shown):
    assert number(value) == shown


def test_few_digits_round_fractions_but_keep_whole_numbers():
    assert number(2 / 3, digits=3) == "0.667"
    assert number(1234567.0, digits=3) == "1,234,567"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_written_number_is_the_number_to_twelve_digits(value):
    assert float(number(value).replace(",", "")) == pytest.approx(value, rel=1e-11)


def test_what_a_member_wrote_is_quoted_on_one_short_line():
    assert quoted(" two\n lines`` ") == "\u201ctwo lines\u201d"
    assert len(quoted("x" * 500)) == 42


def test_one_is_singular():
    assert [plural(n, "hour") for n in (0, 1, 2)] == ["0 hours", "1 hour", "2 hours"]


def test_raised_digits_become_powers():
    assert superscripts_spelt("10\u207b\u00b3 m\u00b2") == "10^-3 m^2"
