"""What all tests share."""

import gc
import os

import pytest
from hypothesis import settings

# HYPOTHESIS_PROFILE=thorough looks longer; 50 examples a run, over many runs, find the same.
settings.register_profile("quick", max_examples=50)
settings.register_profile("thorough", max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

# Values are many and cycles few; with the default of 700 the collector takes a tenth of the time.
gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _cache_of_the_session(tmp_path_factory):
    """Keep the checked bank between tests, and apart from the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIVA_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
