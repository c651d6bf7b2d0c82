"""Plays both jobs under snapshot isolation, where the first writer of a row wins."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys


class Store:
    """Rows with the number of the commit that wrote them last."""

    def __init__(self):
        self.rows = {"A": True, "B": True}
        self.written = {"A": 0, "B": 0}
        self.commits = 0

    def begin(self):
        return dict(self.rows), self.commits

    def commit(self, changes, began):
        """Return whether no row of the changes was written since the snapshot."""
        if any(self.written[name] > began for name in changes):
            return False
        self.commits += 1
        self.rows |= changes
        self.written |= dict.fromkeys(changes, self.commits)
        return True


def play(*nodes):
    """Run a job per node, all from snapshots taken before the first commit."""
    store = Store()
    begun = [store.begin() for _ in nodes]
    wanted = [
        {n: False} if sum(rows.values()) > 1 else {}
        for n, (rows, _) in zip(nodes, begun, strict=True)
    ]
    done = [store.commit(changes, began) for changes, (_, began) in zip(wanted, begun, strict=True)]
    return sum(store.rows.values()), done


assert play("A", "A")[1] == [True, False], "two writes to one row conflict"
assert play("A") == (1, [True])
serving, done = play("A", "B")
assert_keys(
    a=serving == 1 and all(done),
    b=serving == 2,
    c=serving == 1 and not all(done),
    d=serving == 0 and all(done),
)
