# SPDX-License-Identifier: GPL-2.0-or-later
"""What the sections of a fact sheet are called."""

from __future__ import annotations

from ..messages import translate


def section_title(kind: str, members: str = "") -> str:
    """The ordinary title of a section; `members` is the level of the units that the territory holds, empty where it is not known."""
    titles = {
        "narrative": translate("reports", "In short"),
        "identity": translate("reports", "Identity"),
        "situation-map": translate("reports", "Situation"),
        "indicators": translate("reports", "Indicators"),
        "indicator-map": translate("reports", "Map of an indicator"),
        "charts": translate("reports", "Charts"),
        "evolution": translate("reports", "Evolution"),
        "programmes": translate("reports", "Programmes it benefits from"),
        "zonings": translate("reports", "Zonings"),
        "services": translate("reports", "Services"),
        "services-map": translate("reports", "Map of the services"),
        "basket": translate("reports", "Services expected of a territory of its class"),
        "members": level_names(members) if members else translate("reports", "Members"),
        "methods": translate("reports", "Methods"),
        "missing": translate("reports", "Limits, and what is missing"),
        "sources": translate("reports", "Sources, dates and licences"),
    }
    return titles[kind]


def level_names(level: str) -> str:
    """Units of a level, as a title."""
    names = {
        "commune": translate("reports", "Communes"),
        "epci": "EPCI",
        "departement": translate("reports", "Départements"),
        "region": translate("reports", "Régions"),
    }
    return names[level]
