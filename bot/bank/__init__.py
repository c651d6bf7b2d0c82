"""The YAML question bank: load, validate, check by execution, export its schema."""

from bot.bank.bank import Bank, CheckSpec, Topic
from bot.bank.loader import load_bank

__all__ = ["Bank", "CheckSpec", "Topic", "load_bank"]
