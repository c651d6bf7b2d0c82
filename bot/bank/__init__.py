"""The YAML question bank: load, validate, check by execution, export its schema."""

from bot.bank.bank import Bank, CheckSpec, Record, Topic, Track
from bot.bank.loader import load_bank, read_bank

__all__ = ["Bank", "CheckSpec", "Record", "Topic", "Track", "load_bank", "read_bank"]
