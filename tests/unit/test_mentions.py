# SPDX-License-Identifier: GPL-2.0-or-later
"""Which territories a text names: whole names, with their capitals; what may be another word or place needs a proof."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vigie_territoriale.plugin.publications.mentions import Mentions

GAP, EMBRUN, ALPS = "commune:05061", "commune:05046", "departement:05"


@pytest.fixture(scope="module")
def mentions(cog):
    return Mentions(cog)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La population de Gap augmente", [GAP]),
        ("Un gap se creuse, gap après gap", []),
        ("Gap entre offre et demande", []),  # the start of a sentence, and a word
        ("Gap (05) : la population augmente", [GAP]),
        ("Les gares des Hautes-Alpes, à Gap", [GAP, ALPS]),
        ("LA POPULATION DES HAUTES-ALPES AUGMENTE A GAP", [GAP, ALPS]),
        ("La CA Gap-Tallard-Durance vote", ["epci:200067825"]),
        ("Gap-Tallard", []),
        ("d’Embrun et d'Embrun", [EMBRUN]),
        ("Embrunais", []),
        ("dans le Dévoluy", ["commune:05139"]),
        ("au Havre, les habitants du Havre", ["commune:76351"]),
        ("Le port du Havre", ["commune:76351"]),
        ("a Havre", []),
        ("Le Port (974)", ["commune:97407"]),
        ("Tours de magie", []),
        ("La ville de Tours", ["commune:37261"]),
        ("Élisabeth Borne annonce", []),
        ("à Borne, en Ardèche", ["commune:07038", "departement:07"]),
        ("Orange déploie la fibre avec Orange", []),
        ("à Orange, dans le Vaucluse", ["commune:84087", "departement:84"]),
        ("Le Nord de la France", []),
        ("le département du Nord", ["departement:59"]),
        ("à Vienne", ["commune:38544"]),
        ("les vins dans la Vienne", ["departement:86"]),
        ("en Mayenne", ["departement:53"]),
        ("de Paris", ["commune:75056", "departement:75"]),
        ("à Saint-Denis", []),  # two large communes of that name
        ("à Saint-Denis de La Réunion", ["commune:97411", "departement:974", "region:04"]),
        ("à Saint-Denis, en Seine-Saint-Denis", ["commune:93066", "departement:93"]),
        ("à Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson", ["commune:51513"]),
        ("région Provence Alpes Côte d’Azur", ["region:93"]),
        ("la métropole de Lyon", ["epci:200046977"]),
        ("communauté de communes du Guillestrois et du Queyras", ["epci:200067452"]),
        ("Le Département vote son budget, la Région aussi", []),
        ("Union européenne : l'Union décide", []),
        ("<script>alert('Gap')</script> {{7*7}}", [GAP]),
        ("", []),
    ],
)  # fmt: skip
def test_names(mentions, text, expected):
    assert list(mentions.of(text)) == expected


def test_a_proof_may_be_elsewhere_in_the_publication(mentions):
    assert mentions.of("Gap : un hôpital") == ()
    assert mentions.of("Gap : un hôpital", "Le conseil départemental des Hautes-Alpes…") == (GAP, ALPS)
    assert mentions.of("Gap : un hôpital", "Rendez-vous place Jean-Marcellin, 05000 Gap") == (GAP,)


@given(st.text(max_size=80))
def test_any_text(mentions, text):
    assert all(key.split(":")[0] in ("commune", "epci", "departement", "region") for key in mentions.of(text))


@given(data=st.data())
def test_a_name_of_several_words_that_is_one_places_is_found(mentions, cog, data):
    names = [unit.name for unit in cog.units("commune").values()]
    unique = [unit for unit in cog.units("departement").values() if "-" in unit.name and names.count(unit.name) == 0]
    unit = data.draw(st.sampled_from(unique))
    assert unit.key in mentions.of(f"Ce que dit le rapport sur {unit.name}.")
    assert unit.key not in mentions.of(f"Ce que dit le rapport sur {unit.name.lower()}.")
