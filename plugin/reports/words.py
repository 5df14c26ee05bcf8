# SPDX-License-Identifier: GPL-2.0-or-later
"""The headings of a fact sheet, in the user's language; the pages themselves hold no words."""

from __future__ import annotations

from ..messages import date, translate
from .factsheet import FactSheet


def headings(sheet: FactSheet, apart: str = "") -> dict[str, str]:
    """Every heading and sentence that a page needs, by the name that templates use; `apart` is what its map leaves out."""
    mapped = sheet.mapped
    what = mapped.definition.title if mapped else ""
    return {
        "factsheet": translate("reports", "Territorial fact sheet"),
        "identity": translate("reports", "Identity"),
        "programmes": translate("reports", "Programmes it benefits from"),
        "zonings": translate("reports", "Zonings"),
        "services": translate("reports", "Services"),
        "indicators": translate("reports", "Indicators"),
        "indicator": translate("reports", "Indicator"),
        "unit": translate("reports", "Unit"),
        "what": translate("reports", "Subject"),
        "value": translate("reports", "Value"),
        "source": translate("reports", "Source"),
        "members": _level_names(sheet.members[0].level),
        "code": translate("reports", "Code"),
        "name": translate("reports", "Name"),
        "population": translate("reports", "Municipal population"),
        "methods": translate("reports", "Methods"),
        "missing": translate("reports", "Limits, and what is missing"),
        "nothing_missing": translate("reports", "Nothing is missing."),
        "sources": translate("reports", "Sources, dates and licences"),
        "none": translate("reports", "None known."),
        "dash": translate("reports", "A dash means that there is no figure: the reason is given here."),
        "map_of": translate("reports", "Map of the communes: {what}").format(what=what),
        "apart": left_out(apart),
        "made": translate("reports", "Computed on {when} with Vigie territoriale.").format(when=date(sheet.computed)),
    }


def section_titles() -> dict[str, str]:
    """The sections that a sheet may leave out, in words."""
    return {
        "identity": translate("reports", "Identity"),
        "indicators": translate("reports", "Indicators"),
        "map": translate("reports", "Map"),
        "programmes": translate("reports", "Programmes it benefits from"),
        "zonings": translate("reports", "Zonings"),
        "services": translate("reports", "Services"),
        "members": translate("reports", "Members"),
        "methods": translate("reports", "Methods"),
        "missing": translate("reports", "Limits, and what is missing"),
    }


def left_out(apart: str) -> str:
    """What a map does not show, in a sentence; empty when it shows all."""
    return translate("reports", "Not on this map: {names}.").format(names=apart) if apart else ""


def _level_names(level: str) -> str:
    names = {
        "commune": translate("reports", "Communes"),
        "epci": "EPCI",
        "departement": translate("reports", "Départements"),
        "region": translate("reports", "Régions"),
    }
    return names[level]
