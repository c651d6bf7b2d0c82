import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.quantity import Quantity, convert, format_quantity, parse_quantity
from bot.errors import Unreadable


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("42", 42), ("-5", -5), ("\u2212 5", -5), ("+5", 5), ("5.", 5), (".5", 0.5),
        ("1,000", 1000), ("1 000", 1000), ("1\u202f000\u00a0000", 1e6), ("1'000", 1000),
        ("1_000_000", 1e6), ("12,345", 12345), ("1,000,000.5", 1000000.5),
        ("1.000.000,5", 1000000.5), ("1.000.000", 1e6), ("1,00,000", 1e5), ("1 000,5", 1000.5),
        ("0,5", 0.5), ("3,14", 3.14), ("0,125", 0.125), ("1234,567", 1234.567), ("1.000", 1),
        ("1.5e3", 1500), ("1.5E+3", 1500), ("2e-3", 0.002), ("3 x 10^5", 3e5), ("3X10^5", 3e5),
        ("3\u00d710\u2075", 3e5), ("10\u207b\u00b3", 0.001), ("2^10", 1024), ("2**10", 1024),
        ("2 * 3 * 4", 24), ("2^-1", 0.5), ("-2^2", -4), ("3/4", 0.75), ("10/4/5", 0.5),
        ("\u00bd", 0.5), ("1\u00bd", 1.5), ("1 1/2", 1.5), ("-1 1/2", -1.5), ("0/5", 0),
        ("2^10 * 3", 3072), ("~ 42", 42), ("\u2248 42", 42), ("approx. 42", 42), ("about 42", 42),
        ("ca. 42", 42), ("= 42", 42), ("\u0663\u0664", 34), ("\uff14\uff12", 42), ("0", 0),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text, value):
    quantity = parse_quantity(text)

    assert quantity.value == pytest.approx(value, rel=1e-15)
    assert quantity.unit == ""


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1 GiB", 1, "GiB"), ("16gb", 16, "GB"), ("16 gib", 16, "GiB"), ("4 kb", 4, "kB"),
        ("4 ms", 4, "ms"), ("4 ms.", 4, "ms"), ("4 ms . .", 4, "ms"),
        ("5 \u00b5s", 5, "us"), ("12 %", 12, "%"),
        ("12%", 12, "%"), ("7B", 7, "B"), ("7 billion", 7, "billion"), ("1e3B", 1000, "B"),
        ("4x", 4, "x"), ("3 GB/s", 3, "GB/s"), ("3/s", 3, "/s"), ("1/2 GiB", 0.5, "GiB"),
        ("1\u00bd h", 1.5, "h"), ("$3.50", 3.5, "$"), ("-$5", -5, "$"), ("$2/hour", 2, "$/hour"),
        ("5 \u20ac", 5, "\u20ac"), ("12 attention heads", 12, "attention heads"),
        ("5 kg CO2", 5, "kg CO2"), ("3 mm\u00b2", 3, "mm^2"),
    ],
)  # fmt: skip
def test_the_unit_is_what_follows_the_number(text, value, unit):
    assert parse_quantity(text) == Quantity(value, unit)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"), ("   ", "is empty"), ("abc", "does not begin with a number"),
        ("inf", "does not begin"), ("-infinity", "does not begin"), ("NaN", "does not begin"),
        ("\u221e", "does not begin"), ("(5)", "does not begin"), ("> 5", "does not begin"),
        ("1e400", "out of range"), ("1e-400", "out of range"), ("10^999", "out of range"),
        ("1e999999999", "out of range"), ("9^9^9", "two ways"), ("1e300*1e300", "out of range"),
        ("1/1e300/1e300", "out of range"), ("1/0", "divides by zero"), ("0^-1", "out of range"),
        ("1 2/0", "divides by zero"), ("1,2,3", "misread"), ("1.2.3", "misread"),
        ("1,000.000,0", "misread"), ("5 or 6", "not a unit"), ("5-7", "not a unit"),
        ("5 to ten", "not a unit"), ("0.1+0.2", "not a unit"), ("5 5", "not a unit"),
        ("1 GiB 5 MiB", "not a unit"), ("5 \u00b1 1", "not a unit"), ("5, perhaps", "not a unit"),
        ("5 " + "x" * 40, "not a unit"), ("9" * 61, "longer than 60"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_why_and_shown_a_right_one(text, why):
    with pytest.raises(Unreadable, match=why) as caught:
        parse_quantity(text)

    assert any(example in str(caught.value) for example in ("GiB", "42"))


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1024 MiB", "GiB", 1), ("8 Gbit", "GB", 1), ("1 GB", "MB", 1000), ("2 KiB", "B", 2048),
        ("16 kb", "kB", 16), ("1 KB", "kB", 1), ("3 gigabytes", "GB", 3), ("80G", "GB", 80),
        ("1 kibibyte", "bytes", 1024), ("4 Mb", "kbit", 4000), ("7 b", "bits", 7),
        ("4 ms", "s", 0.004), ("0.3 s", "ms", 300), ("1 h", "min", 60), ("90 minutes", "h", 1.5),
        ("2 days", "hours", 48), ("5m", "s", 300), ("5m", "tokens", 5e6), ("3 \u00b5s", "ns", 3000),
        ("7B", "parameters", 7e9), ("7 billion params", "parameters", 7e9), ("7B", "", 7e9),
        ("7B", "B", 7), ("7 Billion", "billion parameters", 7), ("5k", "tokens", 5000),
        ("1.5T tokens", "B tokens", 1500), ("3 samples", "sample", 3), ("2 boxes", "box", 2),
        ("2 queries", "query", 2), ("3 classes", "class", 3), ("12 heads", "", 12),
        ("12 %", "", 0.12), ("0.12", "%", 0.12), ("1.5x", "%", 150), ("50 per cent", "percent", 50),
        ("3 \u2030", "%", 0.3),
        ("312 TFLOPS", "TFLOP/s", 312), ("6e23 FLOPS", "FLOP", 6e23), ("1 EFLOPs", "PFLOP", 1000),
        ("5 TOPS", "GOP/s", 5000), ("3 gigaflops", "GFLOP/s", 3),
        ("3 Mbps", "Mbit/s", 3), ("8 Mbps", "MB/s", 1), ("1 GB/s", "MB/ms", 1),
        ("100 tok per second", "tokens/s", 100), ("100 qps", "queries/s", 100),
        ("2 kHz", "Hz", 2000), ("100 Hz", "requests/s", 100), ("100 per second", "Hz", 100),
        ("2 bytes per parameter", "bits/param", 16), ("10 FLOPs/byte", "FLOP/B", 10),
        ("1 kWh", "J", 3.6e6), ("700 W", "kW", 0.7), ("8 GPU hours", "GPU-hours", 8),
        ("$2", "USD", 2), ("2 dollars", "$", 2), ("$2/h", "USD/hour", 2), ("3 mm^2", "mm\u00b2", 3),
    ],
)  # fmt: skip
def test_units_convert(text, unit, value):
    converted = convert(parse_quantity(text), unit)

    assert converted.unit == unit
    assert converted.value == pytest.approx(value, rel=1e-12)


def test_powers_of_two_and_ten_convert_without_a_rounding_error():
    assert convert(parse_quantity("0.3 GB"), "MB").value == 300
    assert convert(parse_quantity("1.1 s"), "ms").value == 1100


@pytest.mark.parametrize(
    ("text", "unit", "hint"),
    [
        ("4 ms", "GiB", "Answer in GiB, for example 42 GiB"), ("4 ms", "", "without a unit"),
        ("12 heads", "layers", "Answer in layers"), ("3 GB", "GB/s", "Answer in GB/s"),
        ("12 tokens", "%", "Answer in %"), ("5 FLOP", "FLOP/s", "Answer in FLOP/s"),
        ("1e300 EB", "bit", "out of range"), ("5 tokens/s/GPU", "tokens/s", "Answer in tokens/s"),
        ("5 GB", "odd 2 unit", "Answer in odd 2 unit"),
    ],
)  # fmt: skip
def test_units_of_different_things_do_not_convert(text, unit, hint):
    with pytest.raises(Unreadable, match=hint):
        convert(parse_quantity(text), unit)


@pytest.mark.parametrize(
    ("quantity", "shown"),
    [
        (Quantity(1, "GiB"), "1 GiB"), (Quantity(12, "%"), "12 %"), (Quantity(0.5), "0.5"),
        (Quantity(10240, "tokens"), "10,240 tokens"), (Quantity(6e23, "FLOP"), "6e23 FLOP"),
    ],
)  # fmt: skip
def test_quantities_are_shown_as_people_write_them(quantity, shown):
    assert format_quantity(quantity) == shown


numbers = st.floats(allow_nan=False, allow_infinity=False).filter(
    lambda x: x == 0 or abs(x) > 1e-300
)
units = st.sampled_from(
    ["", "B", "KiB", "GB", "Gbit", "ms", "h", "%", "x", "billion", "tokens", "FLOP/s", "TFLOPS",
     "Hz", "kWh", "$", "$/h", "GPU-hours", "per second", "M tokens/s", "bits/weight"]
)  # fmt: skip


@given(numbers, units)
def test_a_quantity_comes_back_from_how_it_is_shown(value, unit):
    read = parse_quantity(format_quantity(Quantity(value, unit)))

    assert read.value == pytest.approx(value, rel=1e-11)
    assert convert(read, unit).value == read.value


@given(numbers)
def test_a_number_comes_back_from_its_full_digits_exactly(value):
    assert parse_quantity(repr(value)).value == value


@given(
    numbers.filter(lambda x: abs(x) < 1e250),
    st.sampled_from(
        [("GiB", "MB"), ("ms", "h"), ("%", ""), ("7B"[1:], "tokens"), ("TFLOPS", "FLOP/s"),
         ("bits/weight", "B/weight"), ("$/h", "USD/second")]
    ),
)  # fmt: skip
def test_converting_there_and_back_changes_nothing(value, units):
    one, other = units
    there = convert(Quantity(value, one), other)

    back = convert(there, one) if other else Quantity(there.value * 100, one)

    assert back.value == pytest.approx(value, rel=1e-12, abs=1e-300)


@given(st.text(max_size=70) | st.text("0123456789.,e+-*/^ xkMGiB%$\u00bd\u00b2", max_size=30))
def test_whatever_is_typed_becomes_a_finite_number_or_is_refused(text):
    try:
        quantity = parse_quantity(text)
    except Unreadable:
        return
    assert math.isfinite(quantity.value)
    assert parse_quantity(f"{quantity.value!r} {quantity.unit}") == quantity
