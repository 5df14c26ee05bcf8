# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of territories within French and English sentences, on real ones."""

import re

import pytest
from vigie_territoriale.plugin import messages
from vigie_territoriale.plugin.reports import names

COMMUNES = (
    "d’Embrun", "de Gap", "des Orres", "de L'Argentière-la-Bessée",
    "de La Roche-des-Arnauds", "de Briançon", "du Mans", "du Havre", "de Marseille",
    "de Paris", "de Haguenau", "d’Hyères", "de Houilles", "de Honfleur",
    "de Tronget", "d’Yerres", "d’Y", "d’Yzeure", "de Yoncq",
    "d’Aux Marais", "de Los Masos", "de Château-Arnoux-Saint-Auban", "de Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson", "de Quimper",
    "d’Échallon", "d’Œuilly", "d’Hénin-Beaumont", "de Saint-Denis", "de Mamoudzou",
    "d’Hazebrouck", "d’Hendaye", "de Lyon", "d’Abriès-Ristolas", "de Gonesse",
    "de Yenne", "de Lens", "de Rennes", "de Grenoble", "d’Antibes",
    "d’Ajaccio", "de Bastia", "de Bordeaux", "de Hayange", "de Huningue",
    "de Ouistreham",
)  # fmt: skip
OTHERS = {
    "departement:05": ("des Hautes-Alpes", "le département des Hautes-Alpes"), "departement:01": ("de l’Ain", "le département de l’Ain"),
    "departement:34": ("de l’Hérault", None), "departement:35": ("d’Ille-et-Vilaine", None), "departement:21": ("de la Côte-d'Or", None),
    "departement:13": ("des Bouches-du-Rhône", None), "departement:84": ("de Vaucluse", None), "departement:974": ("de La Réunion", None),
    "departement:2A": ("de la Corse-du-Sud", None), "departement:75": ("de Paris", None), "departement:976": ("de Mayotte", None),
    "departement:68": ("du Haut-Rhin", None), "departement:987": ("de la Polynésie française", "la collectivité de la Polynésie française"),
    "region:93": ("de Provence-Alpes-Côte d'Azur", "la région Provence-Alpes-Côte d'Azur"), "region:11": ("d’Île-de-France", None),
    "region:52": ("des Pays de la Loire", None), "region:44": ("du Grand Est", None), "region:84": ("d’Auvergne-Rhône-Alpes", None),
    "region:32": ("des Hauts-de-France", None), "region:04": ("de La Réunion", None), "region:24": ("du Centre-Val de Loire", None),
    "epci:200067825": (
        "de la communauté d’agglomération Gap-Tallard-Durance", "la communauté d’agglomération Gap-Tallard-Durance",
    ),
    "epci:200046977": ("de la Métropole de Lyon", "la Métropole de Lyon"),
    "epci:243300316": ("de Bordeaux Métropole", "Bordeaux Métropole"), "epci:244500468": ("d’Orléans Métropole", "Orléans Métropole"),
    "epci:246700488": ("de l’Eurométropole de Strasbourg", "l’Eurométropole de Strasbourg"),
    "france": ("de la France", "la France"),
}  # fmt: skip


@pytest.fixture
def french():
    messages.set_language("fr")


@pytest.mark.parametrize("phrase", COMMUNES)
def test_communes(french, cog, phrase):
    name = re.sub("^(?:de |d’)", "", re.sub("^du ", "Le ", re.sub("^des ", "Les ", phrase)))
    unit = max((one for one in cog.units("commune").values() if one.name == name), key=lambda one: one.population or 0)
    assert names.of(unit) == phrase
    assert names.subject(unit) == f"La commune {phrase}"


@pytest.mark.parametrize("written", OTHERS)
def test_larger_units(french, cog, written):
    (unit,) = cog.territory(written).units
    of, the = OTHERS[written]
    assert names.of(unit) == of
    assert the is None or names.the(unit) == the


def test_every_unit_has_a_phrase_that_french_allows(french, cog):
    exceptions = names.rules()["sounded"]
    for unit in cog.units("commune").values():
        phrase = names.the(unit)
        assert re.match("La commune (?:d’|du |des |de (?:la |l’)?)", names.subject(unit))
        assert not re.match("la commune (?:de (?:Le|Les) |(?:du|des) (?:Le|Les) )", phrase)
        assert not re.match("la commune de [aeiouéèêâîôûœ]", phrase, re.IGNORECASE) or unit.name in exceptions
    for unit in cog.units("epci").values():
        assert not re.match("(?:CC|CA|CU) ", names.the(unit)) and "’ " not in names.of(unit)
    for level, groups in (("departement", cog.units("departement")), ("region", cog.units("region"))):
        told = [code for codes in names.rules()[f"{level}s"].values() for code in codes]
        assert sorted(told) == sorted(groups)  # each has its article, once


def test_an_article_that_the_code_leaves_out(french, cog):
    assert names.of(cog.unit("commune", "05139")) == "du Dévoluy"


def test_english(cog):
    assert names.the(cog.unit("commune", "05046")) == "the commune of Embrun"
    assert names.of(cog.unit("departement", "05")) == "of the département of Hautes-Alpes"
    assert names.pronoun(cog.unit("commune", "05046")) == "It"
    assert names.the(cog.unit("epci", "200046977")) == "the Métropole de Lyon"
