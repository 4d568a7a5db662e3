"""Tests for `inference.translation.checks` and what it looks at: terms, kept parts, figures."""

import pytest

from inference.glossary import GlossaryTerm
from inference.translation.checks import problem_of
from inference.translation.figures import has_other_numbers, localised
from inference.translation.kept_parts import kept_parts, lost_parts
from inference.translation.terms import missing_terms, term_places, terms_of

GLOSSARY = (
    GlossaryTerm("lip-sync", "sincronização labial"),
    GlossaryTerm("Avatar Studio"),
    GlossaryTerm("lip", "lábio"),
)


def wanted(text, glossary=GLOSSARY):
    return [place.wanted for place in term_places(text, glossary)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lip-sync is hard.", ["sincronização labial"]),
        ("A lip and LIP-SYNC.", ["lábio", "sincronização labial"]),
        ("avatar  studio’s lips", ["avatar  studio"]),
        ("lip-syncs and slips", []),
        ("", []),
    ],
    ids=["capital", "longer one wins", "kept as written", "whole words only", "nothing"],
)
def test_words_of_the_glossary_are_found(text, found):
    assert wanted(text) == found


def test_scripts_without_spaces_have_no_whole_words():
    assert wanted("私は東京に行く", [GlossaryTerm("東京", "Tóquio")]) == ["Tóquio"]


def test_only_the_entries_that_a_text_needs_are_taken():
    assert terms_of("My lip hurts.", GLOSSARY) == (GLOSSARY[2],)


def test_a_fixed_translation_may_stand_with_other_capitals():
    assert missing_terms("Good lip-sync.", "Boa Sincronização  Labial.", GLOSSARY) == ()
    assert missing_terms("Good lip-sync.", "Bom lip-sync.", GLOSSARY) == ("sincronização labial",)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Hi {name}, %s and %1$d of ${x}.", ["{name}", "%s", "%1$d", "${x}"]),
        ("See https://a.com/b?c=d. Or www.x.de!", ["https://a.com/b?c=d", "www.x.de"]),
        ("Mail a.b@c.co.uk, visit example.com/x.", ["a.b@c.co.uk", "example.com/x"]),
        ("Click <b>Save</b> &amp; [pause 2s] go", ["<b>", "</b>", "&amp;", "[pause 2s]"]),
        ("@anna likes #dubbing", ["@anna", "#dubbing"]),
        ("I am 100% sure, e.g. 5 % so. Not {this one, or} $5.", ["{this one, or}"]),
    ],
    ids=["placeholders", "addresses", "mail", "tags", "accounts", "ordinary text"],
)
def test_what_stays_in_every_language_is_found(text, parts):
    assert list(kept_parts(text)) == parts


def test_a_part_that_stands_twice_has_to_stay_twice():
    assert lost_parts("%s of %s", "%s") == ("%s",)


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("It costs $1,250.50.", "Custa US$ 1.250,50."),
        ("It starts at 9:30 pm.", "Começa às 21h30."),
        ("We need 3 eggs.", "Precisamos de três ovos."),
        ("On March 3rd, 2024.", "Em 3 de março de 2024."),
        ("12% in Q3", "12% no terceiro trimestre"),
        ("2 000 000 people", "2.000.000 de pessoas"),
        ("In 1999 20 came.", "Em 1999, vieram 20."),
        ("{0} of 5", "{0} de 5"),
    ],
    ids=["money", "clock", "in words", "ordinal", "letters", "groups", "neighbours", "placeholder"],
)
def test_the_same_numbers_written_in_another_way_are_the_same(text, translation):
    assert not has_other_numbers(text, translation)


@pytest.mark.parametrize(
    ("text", "translation"),
    [("3 eggs", "5 ovos"), ("250 g", "25 g"), ("In 1999.", "Naquele ano."), ("Soon.", "Em 2030.")],
    ids=["other", "shorter", "gone", "made up"],
)
def test_other_numbers_are_noticed(text, translation):
    assert has_other_numbers(text, translation)


@pytest.mark.parametrize(
    ("number", "source", "target", "written"),
    [
        ("1,250.50", "en", "pt-BR", "1.250,50"),
        ("1.250,5", "de", "en-US", "1,250.5"),
        ("8,5", "pt", "fr", "8,5"),
    ],
)
def test_numbers_get_the_marks_of_the_language(number, source, target, written):
    assert localised(number, source, target) == written


@pytest.mark.parametrize(
    ("text", "translation", "code"),
    [
        ("Hello there.", "Olá.", ""),
        ("Lip-sync for {name}.", "Lip-sync.", "placeholder_lost"),
        ("Good lip-sync.", "Bom trabalho.", "glossary_missing"),
        ("In 1999 it rained.", "Em 1998 choveu.", "number_changed"),
        ("This is still the same sentence.", "this is still the same sentence", "left_as_it_is"),
        ("Avatar Studio 3", "Avatar Studio 3", ""),
    ],
)
def test_the_worst_problem_is_named(text, translation, code):
    assert problem_of(text, translation, GLOSSARY) == code
