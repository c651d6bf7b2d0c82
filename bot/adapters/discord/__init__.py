"""discord.py: the client, cogs, cards and the publisher."""
