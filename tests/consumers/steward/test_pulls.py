"""How often a source is looked at, as people say it."""

import pytest

from plateforme.consumers.steward.pulls import minutes


@pytest.mark.parametrize(("said", "count"), [("15", 15), ("15m", 15), ("6h", 360), (" 1D ", 1440), ("2w", 20160)])
def test_a_rhythm_is_a_number_and_a_unit(said, count):
    assert minutes(said) == count


@pytest.mark.parametrize("said", ["", "0h", "-1d", "often", "1.5h", "3 months", "1000000000d"])
def test_what_is_no_rhythm_is_refused(said):
    with pytest.raises(ValueError, match="6h"):
        minutes(said)
