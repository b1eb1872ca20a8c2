import pytest

from plateforme.kit.filters import folded, words


@pytest.mark.parametrize(
    ("asked", "found"),
    [("École  des ŒUVRES", ["ecole", "des", "oeuvres"]), ("%_\\", []), ("", []), (None, [])],
)
def test_a_search_is_cut_into_folded_words(asked, found):
    assert words(asked) == found


def test_a_folded_text_holds_the_words_of_any_search_for_it():
    assert set(words("PISTE cyclable, Érables")) <= set(folded("Deux érables sur la piste cyclable").split())
