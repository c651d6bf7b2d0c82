"""The longest pause of a chat and the throughput, for each way to schedule a long prompt."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

PROMPT, CHATS, REPLY = 30_000, 64, 500
PER_TOKEN = 2 / PROMPT  # seconds of arithmetic for one prompt token
STEP = 0.02  # seconds of reading weights and caches in an iteration


def longest(chunk, *, step=STEP):
    """The longest iteration: reading and arithmetic overlap, the slower one counts."""
    return max(step, chunk * PER_TOKEN)


def rate(busy):
    """Tokens a second with this many chats on average in the batch."""
    return busy / STEP


before = longest(PROMPT)
draining = sum(range(1, CHATS + 1)) / CHATS  # chats end one by one until none is left
ways = {
    "a": (longest(256), rate(CHATS)),
    "b": (longest(PROMPT), rate(CHATS / 2)),
    "c": (longest(PROMPT, step=STEP / 2), rate(CHATS)),
    "d": (STEP, rate(draining)),
}
smooth = {name: tokens for name, (pause, tokens) in ways.items() if pause < before / 10}
assert set(smooth) == {"a", "d"}
assert_keys(**{name: smooth.get(name) == max(smooth.values()) for name in ways})
