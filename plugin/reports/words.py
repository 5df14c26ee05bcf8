# SPDX-License-Identifier: GPL-2.0-or-later
"""The headings of a fact sheet, in the user's language; the pages themselves hold no words."""

from __future__ import annotations

from ..messages import date, translate
from .factsheet import FactSheet
from .names import rules
from .titles import level_names


def headings(sheet: FactSheet, apart: str = "") -> dict[str, str]:
    """Every heading and sentence that a page needs, by the name that templates use; `apart` is what its map leaves out."""
    mapped = sheet.mapped
    what = mapped.definition.title if mapped else ""
    return {
        "factsheet": translate("reports", "Territorial fact sheet"),
        "indicator": translate("reports", "Indicator"),
        "unit": translate("reports", "Unit"),
        "what": translate("reports", "Subject"),
        "value": translate("reports", "Value"),
        "source": translate("reports", "Source"),
        "members": level_names(sheet.members[0].level),
        "code": translate("reports", "Code"),
        "name": translate("reports", "Name"),
        "population": translate("reports", "Municipal population"),
        "nothing_missing": translate("reports", "Nothing is missing."),
        "none": translate("reports", "None known."),
        "dash": translate("reports", "A dash means that there is no figure: the reason is given here."),
        "map_of": translate("reports", "Map of the communes: {what}").format(what=what),
        "apart": left_out(apart),
        "made": translate("reports", "Computed on {when} with Vigie territoriale.").format(when=date(sheet.computed)),
        "logo_of": translate("reports", "Logo of {owner}").format(owner=sheet.owner),
    }


def map_caption(sheet: FactSheet, kind: str) -> str:
    """What a map of a sheet shows, in a sentence: its caption, and what is read aloud in its place."""
    if kind == "situation-map":
        return rules()["sentences"]["situation_map"].format(of_name=sheet.of_title)
    if kind == "services-map":
        named = ", ".join(one.provenance.title for one in sheet.datasets if one.schema == "service" and one.geometry is not None)
        return rules()["sentences"]["services_map"].format(of_name=sheet.of_title, services=named or "–")
    return headings(sheet)["map_of"]


def left_out(apart: str) -> str:
    """What a map does not show, in a sentence; empty when it shows all."""
    return translate("reports", "Not on this map: {names}.").format(names=apart) if apart else ""
