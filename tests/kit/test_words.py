import unicodedata

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plateforme.domains.datasets.tabular.word_sql import holding_words
from plateforme.kit.grammar.conditions import Words
from plateforme.kit.grammar.errors import BadValue
from plateforme.kit.grammar.words import FOLDS, LETTERS_MAX, WORDS_MAX, fold, read_words, stem, written

TEXTS = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("aeioulsxnfEÉœŒæﬁ'’ -_*\x00\u0301"))
)


def searched(text: str) -> tuple[str, ...]:
    return read_words(text, ["texte"]).words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Éclairages publics", "eclairages publics"),
        ("  L’École n°2 — Cœur de ville ", "l ecole n 2 coeur de ville"),
        ("12 m² à Łódź", "12 m2 a lodz"),
        ("e\u0301cole, soft\u00adhyphen", "ecole softhyphen"),
        ("de\ufb01nitif", "definitif"),
        ("Ελλάς ΕΛΛΑΣ", "ελλασ ελλασ"),
        ("שלום עולם", "שלום עולם"),
        ("🚲vélo🚲\x00nuit", "velo nuit"),
        ("2A004", "2a004"),
    ],
)
def test_a_text_is_folded_to_its_words(text, folded):
    assert fold(text) == folded


@given(TEXTS)
def test_what_is_folded_stays_as_it_is(text):
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_it_does_not_matter_how_accents_are_encoded(text):
    # only what has a plain form: elsewhere Unicode may know two forms of one letter
    known = "".join(each for each in text if ord(each) < 0x250)

    assert fold(unicodedata.normalize("NFD", known)) == fold(unicodedata.normalize("NFC", known))


@pytest.mark.parametrize(
    ("one", "many"),
    [("éclairage", "Éclairages"), ("canal", "canaux"), ("tuyau", "tuyaux"), ("bateau", "bateaux"), ("succès", "succe")],
)
def test_a_word_and_its_plural_have_one_stem(one, many):
    assert searched(one) == searched(many)


@pytest.mark.parametrize("word", ["gaz", "bus", "44109s", "r2s", "val", "prix0"])
def test_short_words_and_codes_are_left_as_they_are(word):
    assert stem(word) == word


@given(st.text("aulsxe0", min_size=1, max_size=7))
def test_the_written_words_of_a_stem_are_all_that_have_it(word):
    assert word in written(stem(word))
    assert {stem(each) for each in written(stem(word))} == {stem(word)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("l'école", ("ecole",)),
        ("dépôt d’ordures, rue* 44109", ("depot", "ordure", "rue*", "44109")),
        ("a*b", ("a", "b")),
        ("rue** *", ("rue*",)),
        ("rues rue Rue", ("rue",)),
        ('"rue pasteur" AND (NEAR/2 -x)', ("rue", "pasteur", "and", "near", "2", "x")),
        ("l", ("l",)),
    ],
)
def test_a_search_is_read_into_words(text, words):
    assert searched(text) == words


@pytest.mark.parametrize("text", ["", "  ", "*", "🚲", "\x00", "'’\"", "¿?", "\u0301"])
def test_a_search_without_a_letter_or_figure_is_refused(text):
    with pytest.raises(BadValue, match="at least one letter"):
        searched(text)


def test_a_search_has_bounds():
    assert len(searched(" ".join(f"w{n}" for n in range(WORDS_MAX)))) == WORDS_MAX
    assert searched("(" * 5000 + "x " * 5000) == ("x",)
    for text in (" ".join(f"w{n}" for n in range(WORDS_MAX + 1)), "y" * (LETTERS_MAX + 1)):
        with pytest.raises(BadValue, match="at most"):
            searched(text)


def test_a_search_where_nothing_is_a_text_is_refused():
    with pytest.raises(BadValue, match="Filter on the columns"):
        read_words("x", [])


def test_the_engine_reads_every_character_as_it_is_folded():
    codes = [*range(1, 0xD800), *range(0xE000, 0x20000), *range(0xE0000, 0xE0200)]
    characters = [chr(code) for code in codes]
    with duckdb.connect() as engine:
        engine.execute(
            "CREATE TABLE every AS SELECT i, 'x' || chr(i) || 'y' AS texte FROM (SELECT unnest(?::INT[]) AS i)", [codes]
        )
        changed = [ord(each) for each in characters if FOLDS[ord(each)] not in {each, "", " "}]
        plain = {FOLDS[code] for code in changed}
        compared = {*changed, *range(1, 128), *(ord(each) for each in plain if len(each) == 1)}
        engine.execute("CREATE TABLE compared AS SELECT * FROM every WHERE i IN (SELECT unnest(?))", [sorted(compared)])

        def found(table: str, *words: str) -> set[str]:
            where = holding_words(Words(words, ("texte",)))
            rows = engine.execute(f"SELECT chr(i) FROM {table} WHERE {where.sql}", where.values).fetchall()
            return {text for (text,) in rows}

        folded: dict[str, set[str]] = {}
        for each in characters:
            folded.setdefault(fold(f"x{each}y"), set()).add(each)
        assert found("every", "x", "y") == folded["x y"]
        assert found("every", "xy") == folded["xy"]
        assert {each for each in plain if found("compared", f"x{each}y") != folded[f"x{each}y"]} == set()


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXTS, max_size=4), st.data())
def test_the_engine_finds_what_folding_says(texts, data):
    known = sorted({word for text in texts for word in fold(text).split() if len(word) <= LETTERS_MAX}) or ["a"]
    words = tuple(
        data.draw(st.lists(st.sampled_from(known) | st.text("aeslux", min_size=1, max_size=3), min_size=1, max_size=3))
    )
    words = tuple(
        word[: data.draw(st.integers(1, len(word)))] + "*" if data.draw(st.booleans()) else stem(word) for word in words
    )

    with duckdb.connect() as engine:
        cells = ", ".join("?" for _ in texts) or "NULL"
        columns = tuple(f"c{at}" for at in range(max(len(texts), 1)))
        where = holding_words(Words(words, columns))
        sql = f"SELECT {where.sql}, * FROM (VALUES ({cells})) AS t({', '.join(columns)})"
        ((answer, *kept),) = engine.execute(sql, [*where.values, *texts]).fetchall()  # what is bound is normalised

    written_there = {word for text in kept for word in fold(text or "").split()}
    assert answer == all(
        any(each.startswith(word[:-1]) for each in written_there)
        if word.endswith("*")
        else not written_there.isdisjoint(written(word))
        for word in words
    )
