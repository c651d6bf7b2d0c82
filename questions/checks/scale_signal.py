"""Runs a server with few and with many chats and reads its gauges."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

SEQUENCES, BLOCKS, PER_CHAT, SECONDS = 200, 8_000, 40, 200


def gauges(arriving, stay=20):
    """Queue, cache share, busy share, allocated blocks and batch after `SECONDS` seconds."""
    queue, leaving, busy = 0, [], 0
    for second in range(SECONDS):
        queue += arriving(second)
        leaving = [end for end in leaving if end > second]
        while queue and len(leaving) < SEQUENCES:
            queue -= 1
            leaving.append(second + stay)
        busy += bool(leaving)
    return queue, len(leaving) * PER_CHAT / BLOCKS, busy / SECONDS, BLOCKS, len(leaving)


few = gauges(lambda second: second % 4 == 0)
many = gauges(lambda second: 10 + (second % 20 == 0))
assert few[4] == 5
differs = [large > 1.2 * small + 1e-9 for small, large in zip(few, many, strict=True)]
assert_keys(a=differs[0], b=differs[1], c=differs[2], d=differs[3], e=differs[4])
