"""Builds the names of all stacked aggregates and counts them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers

WAYS = ("sum", "mean", "min", "max", "std")


def aggregates(columns):
    return {f"{way}({column})" for way in WAYS for column in columns}


items = {f"item{n}" for n in range(4)}
orders = {f"order{n}" for n in range(5)} | aggregates(items)
customers = aggregates(orders)

assert_keys(**{name: numbers(text) == [len(customers)] for name, text in OPTIONS.items()})
