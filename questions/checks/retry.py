"""A payment service whose first answer is lost, called again under each design."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys


class Service:
    """Pays unless it knows the key again or the order is paid already."""

    def __init__(self, *, one_per_order=False):
        self.keys, self.paid, self.one_per_order = set(), [], one_per_order

    def pay(self, order, key):
        if key in self.keys or (self.one_per_order and order in self.paid):
            return
        self.keys.add(key)
        self.paid.append(order)


def paid_once(keys, **rules):
    service = Service(**rules)
    for key in keys:  # the waits between attempts change nothing here
        service.pay("order 7", key)
    return len(service.paid) == 1


fresh = ("attempt 1", "attempt 2")
assert_keys(
    a=paid_once(fresh),
    b=paid_once(("order 7",) * 2),
    c=paid_once(fresh),
    d=paid_once(fresh, one_per_order=True),
    e=paid_once(fresh),
)
