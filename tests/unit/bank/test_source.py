"""How plain text becomes values, and that nothing a file holds breaks the reader."""

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.bank import load_bank
from bot.bank.source import UNCLEAR, read, resolve
from bot.errors import BankError, Fault
from tests.unit.bank.writing import item, write, write_text

PLAIN = {
    "four": "four",
    "3 layers": "3 layers",
    "1,000": "1,000",
    "12 %": "12 %",
    "3/4": "3/4",
    "- 4": "- 4",
    "2019-2020": "2019-2020",
    "-": "-",
    "+": "+",
    ".": ".",
    "e5": "e5",
    "nan": "nan",
    "truth": "truth",
    "true": True,
    "FALSE": False,
    "": None,
    "~": None,
    "Null": None,
    "42": 42,
    "-7": -7,
    "+7": 7,
    "0": 0,
    "0.5": 0.5,
    ".5": 0.5,
    "7e9": 7e9,
    "1.5E-3": 0.0015,
    "2026-11-22": date(2026, 11, 22),
}
UNCLEAR_ONES = [
    *("yes", "No", "ON", "off", "0123", "007", "0x1f", "0b1", "1:30", "1:30:59", "1_000"),
    *(".inf", "-.INF", ".nan", "2026-13-01", "2026-11-22 10:00:00", "=", "<<"),
    "9" * 41,
]


@pytest.mark.parametrize(("text", "value"), PLAIN.items())
def test_a_scalar_without_quotes_means_what_everyone_reads(text, value):
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)


@pytest.mark.parametrize("text", UNCLEAR_ONES)
def test_a_scalar_that_yaml_versions_read_differently_means_nothing(text):
    assert resolve(text) is UNCLEAR


@given(st.text(alphabet="0123456789.:-_+eExobyYnNtTrRuUfFaAlLsS~<= ", max_size=12))
def test_text_stays_text_only_if_pyyaml_reads_it_as_text_too(text):
    try:
        node = yaml.compose(f"- {text.strip()}", yaml.SafeLoader).value[0]
    except yaml.YAMLError:
        return
    if isinstance(node, yaml.ScalarNode) and isinstance(resolve(node.value), str):
        assert node.tag == "tag:yaml.org,2002:str"


def test_quotes_and_blocks_make_text_of_anything():
    node, troubles = read("- 'yes'\n- \"42\"\n- |\n  1:30\n- >-\n  2026-11-22\n")

    assert not troubles
    assert node is not None
    assert node.value == ["yes", "42", "1:30\n", "2026-11-22"]


def test_every_node_knows_its_line():
    node, _ = read("a: 1\nb:\n- x\n- {c: 2,\n   d: 3}\n")

    assert node is not None
    assert node.key_lines == {"a": 1, "b": 2}
    second = node.child("b").child(1)
    assert (second.line, second.key_lines, second.child("d").line) == (4, {"c": 4, "d": 5}, 5)
    assert node.child(0) is node.child("z") is node.child("b").child(7) is None


@given(
    st.text(
        alphabet=st.sampled_from(list("ab:-[]{}'\"\\,#&*!|>%@`?~ \t\n\r\x07\x85$<=1.")), max_size=60
    )
)
def test_no_text_breaks_the_reader(text):
    _, troubles = read(text)

    lines = len(text.splitlines()) + 1
    assert all(0 <= trouble.line <= lines and trouble.mend for trouble in troubles)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=4) | st.sampled_from(["id", "why", "kind"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
KEYS = yaml.safe_load(item())[0].keys() | {"answer", "rubric", "check", "code", "model_answer"}


@given(
    kind=st.sampled_from(["single", "multiple", "numeric", "short", "code_output", "open"]),
    change=st.dictionaries(st.sampled_from(sorted(KEYS)), anything, min_size=1, max_size=3),
)
def test_no_value_breaks_the_loader(tmp_path_factory, kind, change):
    root = tmp_path_factory.mktemp("bank")
    (whole,) = yaml.safe_load(item(kind))
    text = yaml.safe_dump({"schema": 1, "questions": [whole | change]}, allow_unicode=True)
    write(root, item())
    write_text(root, text)

    faults: tuple[Fault, ...] = ()
    try:
        load_bank(root)
    except BankError as error:
        faults = error.faults

    assert all(fault.problem and fault.mend and fault.line for fault in faults)
