# SPDX-License-Identifier: GPL-2.0-or-later
"""Themes: catalogues write theirs freely; the layers that are loaded are sorted into a few."""

from __future__ import annotations

import re

from ..messages import translate
from ..territory.cog import fold

BASE_MAPS = "basemaps"
OTHER = "other"
"""The theme of what says none that is known."""


def theme_name(theme: str) -> str:
    """A theme of ours in words; another one as it is written."""
    return _names().get(theme, theme)


def _names() -> dict[str, str]:
    return {
        "services": translate("gui", "Services and equipment"),
        "programmes": translate("gui", "Programmes"),
        "zonings": translate("gui", "Zonings"),
        "population": translate("gui", "Population"),
        "boundaries": translate("themes", "Administrative boundaries"),
        "mobility": translate("themes", "Transport and mobility"),
        "risks": translate("themes", "Risks"),
        "environment": translate("themes", "Environment, water and nature"),
        "planning": translate("themes", "Planning and housing"),
        "economy": translate("themes", "Economy, employment and agriculture"),
        "health": translate("themes", "Health and social action"),
        "culture": translate("themes", "Education, culture and tourism"),
        BASE_MAPS: translate("themes", "Base maps and imagery"),
        "own": translate("gui", "Own layers"),
        OTHER: translate("themes", "Other data"),
    }


# Of INSPIRE, of ISO topic categories, of the European portal, of tags: searched in folded words, the most telling first.
_SIGNS = tuple(
    (theme, re.compile(rf" (?:{pattern})"))
    for theme, pattern in (
        ("risks", r"risques?|risks?|inondations?|floods?|seismes?|alea|ppr|natural hazards?"),
        ("programmes", r"programmes?|action coeur|petites villes|villages d avenir|france relance|politique de la ville"),
        ("mobility", r"transports?|mobilites?|mobility|tran |gtfs|velos?|cycl|routes?|roads?|ferroviaire|stationnement|covoiturage|irve"),
        ("health", r"sante|health|heal |hopita|medic|social(?:e|es)? |solidarites?|personnes agees|handicap"),
        ("culture", r"education|educ |enseignement|ecoles?|culture|patrimoine|tourism|sports?|loisirs?"),
        ("boundaries", r"administrati(?:f|fs|ve|ves) |(?:unites|limites) administratives|unites statistiques|statistical units|limites|boundaries|communes? |epci |decoupages?"),
        ("population", r"populations?|demograph|society|societe|soci |logements? et population|recensement|revenus?"),
        ("services", r"services?|equipements?|utilities|utility|facilities|numerique|france services|dechets?|energ|ener "),
        ("planning", r"urbanisme|amenagement|planning|cadastr|parcelle|habitat |logement|housing|batiments?|buildings?|adresses?|land use"
                     r"|usages? des? sols?|occupation des? (?:sols?|terres?)|plu |scot |foncier"),
        ("environment", r"environn|envi |eaux? |hydro|water|climat|biodivers|nature|habitats|especes|species|biota|geolog|forets?|forest"
                        r"|protected|sites? proteges?|protections?|air |sols? |soil|oceans?|zones marines|altitude|elevation|atmospher|meteo|geoscien|inland ?waters"),
        ("economy", r"econom|econ |emploi|entreprises?|agri|farming|pech|aquacult|industri|commerce|tourist|production|mineral"),
        (BASE_MAPS, r"images?|imagery|imager|ortho|cartes?|base ?maps?|fonds?|scan|raster|toponym|geographical names|denominations geographiques|referentiels?|plans? "),
        ("zonings", r"zon(?:e|es|age|ages|ings?) |perimetres?|quartiers?|regulation|reglement"),
    )
)  # fmt: skip


def theme_of(*written: str) -> str:
    """The theme of ours that texts speak of (what a catalogue calls a theme first, then keywords, then a title): the first
    text that tells one decides; `OTHER` when none does.
    """
    for text in written:
        if text in _names():
            return text
        words = f" {fold(text)} "
        found = next((theme for theme, pattern in _SIGNS if pattern.search(words)), "")
        if found:
            return found
    return OTHER
