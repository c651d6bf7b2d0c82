"""The real clock."""

from datetime import UTC, timedelta

from bot.adapters.clock import SystemClock


def test_the_real_clock_tells_aware_utc_and_never_runs_backwards():
    clock = SystemClock()

    first, second = clock.now(), clock.now()

    assert first.tzinfo is UTC
    assert timedelta(0) <= second - first
