# SPDX-License-Identifier: GPL-2.0-or-later
"""Words as they are searched: accents, case, plurals, stop words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vigie_territoriale.plugin.catalog.text import score, stems


@pytest.mark.parametrize("title", ["École", "Ecoles", "ÉCOLES PRIMAIRES", "l’école du village", "Carte des écoles"])
@pytest.mark.parametrize("asked", ["les écoles de la commune", "ecole commune", "L’ÉCOLE et les communes"])
def test_a_question_finds_its_words_however_they_are_written(asked, title):
    assert score(stems(asked), title) == 0.5  # one of its two words that mean something
    assert score(stems(asked), title, "par commune") == 0.75  # the other one elsewhere than in the title


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("communal", "communaux"), ("Forêt", "forets"), ("œuvres", "OEUVRE"), ("équipement", "Équipements"),
        ("intercommunalité", "intercommunalités"), ("cours d'eau", "COURS D’EAU"), ("hôpital", "Hopital"),
    ],
)  # fmt: skip
def test_endings_are_brought_together(one, other):
    assert stems(one) == stems(other)


def test_words_that_differ_stay_apart():
    assert stems("montagne") != stems("montant")
    assert score(stems("école"), "Écologie des rivières") < 1


def test_stop_words_are_left_out_unless_there_is_nothing_else():
    assert stems("les écoles de la commune") == stems("écoles commune")
    assert stems("d'accès à l'eau") == stems("accès eau")
    assert stems("de la") != []
    assert stems("") == []


def test_the_beginning_of_a_word_that_is_being_typed_counts_for_less():
    assert score(stems("biblio"), "Bibliothèques") == 0.7
    assert score(stems("biblio"), "Lecture publique", "bibliothèques") == 0.3
    assert score(stems("bi"), "Bibliothèques") == 0


def test_a_title_answers_better_than_a_description():
    asked = stems("zones humides")
    marks = [
        score(asked, title, more)
        for title, more in (("Zones humides", ""), ("Zones", "humides"), ("Inventaire", "zones humides"), ("Routes", ""))
    ]
    assert marks == sorted(marks, reverse=True)
    assert (marks[0], marks[-1]) == (1, 0)


@given(st.text(), st.text(), st.text())
def test_any_text_has_a_mark_between_none_and_all(asked, title, more):
    assert 0 <= score(stems(asked), title, more) <= 1
    assert score(stems(title), title) == 1
