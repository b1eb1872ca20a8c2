"""Keys never reach the logs."""

import pytest

from plateforme.kit.logging import without_keys


@pytest.mark.parametrize(
    "line",
    [
        "GET /open311/v2/servicerequestupdates.json?api_key=plf_abcdefgh1234&page=1 200",
        "GET /x?api_key=some-other-secret-1234",
        "GET /x?api_key%3Dsome-other-secret-1234 failed",
        "Authorization: Bearer plf_abcdefgh1234",
    ],
)
def test_a_key_is_taken_out_of_what_is_logged(line):
    said = without_keys(None, "info", {"event": line, "exception": line, "number": 3})

    assert "1234" not in f"{said}"
    assert "***" in said["event"]
    assert said["number"] == 3


def test_what_holds_no_key_is_logged_as_it_is():
    assert without_keys(None, "info", {"event": "the api_key was refused"}) == {"event": "the api_key was refused"}
