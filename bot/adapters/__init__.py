"""The outside world: Discord, APScheduler, the clock, HTTP health."""
