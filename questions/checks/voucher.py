"""Regresses with each set of controls and compares with the effect of handing out vouchers."""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from claims import assert_keys

ROWS = 200_000


def customers(handed_out=None):
    rng = np.random.default_rng(33)
    loyalty, noise, u, v = rng.normal(size=(4, ROWS))
    voucher = loyalty + noise if handed_out is None else np.full(ROWS, handed_out)
    visits = 0.5 * voucher + u
    spending = 0.3 * voucher + 0.8 * visits + 1.5 * loyalty + v
    return {"voucher": voucher, "loyalty": loyalty, "visits": visits}, spending


def coefficient(*controls):
    known, spending = customers()
    design = np.column_stack([known["voucher"], *(known[name] for name in controls)])
    return np.linalg.lstsq(design, spending, rcond=None)[0][0]


effect = customers(1.0)[1].mean() - customers(0.0)[1].mean()


def right(*controls):
    return abs(coefficient(*controls) - effect) < 0.03


assert_keys(a=right(), b=right("loyalty"), c=right("visits"), d=right("loyalty", "visits"))
