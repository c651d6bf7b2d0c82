"""A payment service that is still at work when the agent calls again, under each design."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys


class Service:
    """Takes requests at once and pays later, unless the order has been paid by then."""

    def __init__(self, *, one_per_order=False):
        self.keys, self.waiting, self.ledger = set(), [], []
        self.one_per_order = one_per_order

    def request(self, order, key):
        if key not in self.keys:
            self.keys.add(key)
            self.waiting.append(order)

    def work(self):
        for order in self.waiting:
            if not (self.one_per_order and order in self.ledger):
                self.ledger.append(order)
        self.waiting = []


def paid_once(keys, *, looks_first=False, **rules):
    """Two attempts, the second when the first has timed out for the agent, not for the service."""
    service = Service(**rules)
    for key in keys:
        if not (looks_first and "order 7" in service.ledger):
            service.request("order 7", key)
    service.work()
    return len(service.ledger) == 1


fresh = ("attempt 1", "attempt 2")
assert_keys(
    a=paid_once(fresh),  # one attempt at a time, as far as the agent can tell
    b=paid_once(("order 7",) * 2),
    c=paid_once(fresh),
    d=paid_once(fresh, one_per_order=True),
    e=paid_once(fresh, looks_first=True),
)
