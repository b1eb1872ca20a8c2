"""Settings come from the environment, with defaults that work."""

import stat
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import ValidationError

from plateforme.kit.settings import Settings


def test_an_empty_variable_is_as_good_as_none(monkeypatch):
    monkeypatch.setenv("PLATEFORME_SECRET", "")
    monkeypatch.setenv("PLATEFORME_DATABASE_URL", "")

    settings = Settings()

    assert settings.secret is None
    assert settings.resolved_database_url.startswith("sqlite:///")


def test_a_short_secret_is_refused_and_not_repeated(monkeypatch):
    monkeypatch.setenv("PLATEFORME_SECRET", "hunter2")

    with pytest.raises(ValidationError) as refused:
        Settings()

    assert "hunter2" not in str(refused.value)


def test_the_secret_is_drawn_once_and_readable_by_its_owner_alone(tmp_path):
    settings = Settings(home=tmp_path)

    assert settings.resolved_secret() == Settings(home=tmp_path).resolved_secret()
    assert len(settings.resolved_secret()) == 64
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_many_that_start_at_once_have_one_secret(tmp_path):
    begin = threading.Barrier(8)

    def read(home):
        begin.wait()
        return Settings(home=home).resolved_secret()

    with ThreadPoolExecutor(8) as pool:
        for attempt in range(10):
            (secret,) = set(pool.map(read, [tmp_path / str(attempt)] * 8))
            assert len(secret) == 64
            assert [path.name for path in (tmp_path / str(attempt)).iterdir()] == ["secret"]


def test_hosts_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("PLATEFORME_FETCH_HOSTS", "data.example.fr, Autre.example.fr,")

    assert Settings().fetch_hosts == {"data.example.fr", "autre.example.fr"}
