"""What all tests share."""

import gc

import pytest

# Values are many and cycles few; with the default of 700 the collector takes a tenth of the time.
gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def _cache_of_the_session(tmp_path_factory):
    """Keep the checked bank between tests, and apart from the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIVA_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield
