"""Viva: a Discord bot with which a group prepares for interviews together."""
