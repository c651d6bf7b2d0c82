"""Evolution with noisy scores: dropping the worst against dropping the oldest member."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

POPULATION, STEPS, SAMPLE, MUTATION, NOISE = 20, 300, 5, 0.1, 1.0


def run(drop, seed):
    """Quality is minus the distance to an optimum; return what became of scores and members."""
    rng = np.random.default_rng(seed)
    best, ages, moves = -np.inf, [], []

    def member(design):
        return [design, -np.abs(design) + NOISE * rng.normal(), 0, 1]

    members = [member(rng.normal() * 3) for _ in range(POPULATION)]
    for _ in range(STEPS):
        picked = rng.choice(POPULATION, SAMPLE, replace=False)
        parent = max((members[p] for p in picked), key=lambda m: m[1])
        child = member(parent[0] + MUTATION * rng.normal())
        moves.append(abs(child[0] - parent[0]))
        for other in members:
            other[2] += 1
        ages.append(max(m[2] for m in members))
        best = max(best, *(m[1] for m in members))
        members.append(child)
        members.pop(0 if drop == "oldest" else int(np.argmin([m[1] for m in members])))
    kept = best <= max(m[1] for m in members)
    luck = np.mean([m[1] + abs(m[0]) for m in members])
    return kept, luck, max(ages), max(m[3] for m in members), np.mean(moves)


aged = np.mean([run("oldest", seed) for seed in range(6)], axis=0)
worst = np.mean([run("worst", seed) for seed in range(6)], axis=0)
assert worst[0] == 1
assert worst[1] > 1
assert worst[2] > 100

assert_keys(
    a=aged[0] > 0.5,
    b=aged[2] <= POPULATION and aged[1] < 0.5 * worst[1],
    c=aged[3] > 1,
    d=aged[4] > 1.1 * worst[4],
)
