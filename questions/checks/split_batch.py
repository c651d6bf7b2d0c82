"""Plays a fill-and-drain schedule slot by slot and counts the idle share of its stages."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import OPTIONS, assert_keys, numbers


def idle(stages, pieces):
    """Forward and backward passes fill and drain alike, so one direction gives the share."""
    end = {}
    for piece in range(pieces):
        for stage in range(stages):
            ready = max(end.get((piece, stage - 1), 0), end.get((piece - 1, stage), 0))
            end[piece, stage] = ready + 1
    return 1 - pieces / max(end.values())


assert round(100 * idle(8, 8)) == 47
share = 100 * idle(8, 16)
assert_keys(**{name: abs(numbers(text)[0] - share) < 1 for name, text in OPTIONS.items()})
