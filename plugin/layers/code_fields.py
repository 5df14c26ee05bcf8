# SPDX-License-Identifier: GPL-2.0-or-later
"""How the fields are called that tell which commune a row is of, and which zone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

CODE_FIELDS = ("code", "code_insee", "insee_com", "insee", "codgeo", "depcom", "com", "code_commune", "code_commune_insee")
"""Names under which files of communes keep their INSEE code, in the order they are looked for."""

ZONE_FIELDS = ("code", "zone", "code_zone", "id_zone", "id", "ident", "identifiant", "groupe", "group", "code_groupe")
"""Names under which zones of the user's keep their code."""
NAME_FIELDS = ("name", "nom", "libelle", "label", "lib", "nom_zone", "intitule", "title", "titre")
"""Names under which zones keep their name."""


def code_field(names: Iterable[str]) -> str | None:
    """The field of INSEE codes of communes among these names of fields; None when there is none."""
    by_name = {name.lower(): name for name in names}
    return next((by_name[name] for name in CODE_FIELDS if name in by_name), None)


def identity_fields(names: Sequence[str], role: str, table: bool) -> dict[str, str]:
    """The fields that tell which commune a row of a table is of, and which zone: its code and its name,
    by what `LayerData` calls them ("communes", "codes", "names").
    """
    from ..indicators.definition import CONTOURS_ROLE  # not at QGIS's start, when menus ask for the names above only
    from ..indicators.zonings import OWN

    by_name = {name.lower(): name for name in names}

    def first(known: Sequence[str], besides: Sequence[str | None] = ()) -> str | None:
        return next((by_name[name] for name in known if name in by_name and by_name[name] not in besides), None)

    commune = first(CODE_FIELDS)
    if role == CONTOURS_ROLE:
        return {"codes": commune} if commune else {}
    found = {"communes": commune} if table and commune else {}
    if role != OWN:
        return found
    taken = list(found.values())
    code = first(ZONE_FIELDS, taken) or next((name for name in names if table and name not in taken), None)
    name = first(NAME_FIELDS, [*taken, code])
    return {**found, **({"codes": code} if code else {}), **({"names": name} if name else {})}
