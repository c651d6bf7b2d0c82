"""Viva: a Discord bot with which a group prepares for interviews together."""

__version__ = "0.1.0"
