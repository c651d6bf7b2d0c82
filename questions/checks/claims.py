"""What an item of the bank claims, for a check to hold against what it computes.

A check runs as `python -I checks/NAME.py ITEM_ID` in the folder `questions`. It fails by an
AssertionError, so a changed key, value or option order makes it fail.
"""

import re
import sys
from pathlib import Path

import yaml

BANK = Path(__file__).resolve().parent.parent


def _read(item_id):
    for path in sorted(BANK.glob("*/*.yaml")):
        text = path.read_text(encoding="utf-8")
        if item_id not in text:
            continue
        for item in yaml.load(text, Loader=yaml.CSafeLoader).get("questions", ()):
            if item["id"] == item_id:
                return item
    raise SystemExit(f"no item {item_id} under {BANK}")


ITEM = _read(sys.argv[1])
OPTIONS = {option["id"]: option["text"] for option in ITEM.get("options", ())}


def numbers(text):
    """Return the numbers in an option's text, in the order they stand in."""
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", text)]


def assert_keys(**truth):
    """Assert that the options marked correct are exactly those found true."""
    marked = {option["id"]: option.get("correct", False) for option in ITEM["options"]}
    assert marked == {name: bool(found) for name, found in truth.items()}, (marked, truth)


def assert_value(computed, within=0.005):
    """Assert the claimed value, in the item's unit, within a fraction of what was computed."""
    value = ITEM["answer"]["value"]
    assert abs(value - computed) <= within * abs(computed), (value, computed)
