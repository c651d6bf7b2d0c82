"""Adds up the log-loss of both models over the whole text."""

import sys
from math import log
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

PERPLEXITY = {"A": 12, "B": 15}
TOKENS = {"A": 1.25e6, "B": 1e6}

nats = {name: TOKENS[name] * log(PERPLEXITY[name]) for name in PERPLEXITY}
better = min(nats, key=nats.get)
comparable = nats["A"] != nats["B"]  # both are totals over one and the same text
assert_keys(a=better == "A", b=better == "B", c=better == "A", d=not comparable)
