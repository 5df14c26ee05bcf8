# SPDX-License-Identifier: GPL-2.0-or-later
"""Themes as catalogues write them, and licences, brought to a few words."""

import json
from pathlib import Path

import pytest
from vigie_territoriale.plugin.catalog.licences import licence_demands
from vigie_territoriale.plugin.catalog.themes import OTHER, theme_name, theme_of

RECIPES = sorted((Path(__file__).resolve().parents[2] / "resources" / "catalog" / "recipes").glob("*.json"))

WRITTEN = {
    "services": ("Services d'utilité publique et services publics", "utilitiesCommunication", "ENER", "Sources d’énergie", "services"),
    "boundaries": ("Unités administratives", "Administratif", "boundaries", "Unités statistiques"),
    "mobility": ("Réseaux de transport", "transportation", "TRAN", "mobilite", "Irve"),
    "risks": ("Zones à risque naturel", "risques-naturels", "PPRN"),
    "environment": ("Hydrographie", "Sites protégés", "biota", "inlandWaters", "climatologyMeteorologyAtmosphere", "ENVI",
                    "Habitats et biotopes", "Conditions atmosphériques", "geoscientificInformation", "Répartition des espèces"),
    "planning": ("Parcelles cadastrales", "Usage des sols", "Occupation des terres", "planningCadastre", "Bâtiments", "Adresses"),
    "economy": ("Installations agricoles et aquacoles", "Lieux de production et sites industriels", "economy", "AGRI", "farming"),
    "health": ("Santé et sécurité des personnes", "HEAL", "health"),
    "culture": ("EDUC", "Éducation, culture, sports", "tourisme"),
    "population": ("Répartition de la population — démographie", "society", "SOCI"),
    "basemaps": ("Ortho-imagerie", "imageryBaseMapsEarthCover", "Dénominations géographiques"),
    "zonings": ("Zones de gestion, de restriction ou de réglementation et unités de déclaration", "zonings"),
    OTHER: ("", "intelligenceMilitary", "GOVE", "xyzzy"),
}  # fmt: skip


@pytest.mark.parametrize(("theme", "written"), [(theme, text) for theme, texts in WRITTEN.items() for text in texts])
def test_themes_of_catalogues(theme, written):
    assert theme_of(written) == theme


def test_the_first_text_that_tells_decides():
    assert theme_of("Divers", "eau", "Gares") == "environment"
    assert theme_of("", "ferroviaire") == "mobility"


def test_every_theme_has_words():
    assert all(theme_name(theme) != theme for theme in WRITTEN)
    assert theme_name("Unités administratives") == "Unités administratives"


def test_themes_of_recipes_are_ours():
    themes = {json.loads(path.read_text(encoding="utf-8"))["theme"] for path in RECIPES}
    assert themes and all(theme_of(theme) == theme for theme in themes)


def test_the_mobility_licence_is_not_a_free_for_all():
    assert "share what you derive" in licence_demands("Licence Mobilités")
    assert "share a derived database" in licence_demands("ODbL")
