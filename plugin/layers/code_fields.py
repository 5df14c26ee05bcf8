# SPDX-License-Identifier: GPL-2.0-or-later
"""How the fields of INSEE codes are called."""

from __future__ import annotations

from collections.abc import Iterable

CODE_FIELDS = ("code", "code_insee", "insee_com", "insee", "codgeo", "depcom", "com", "code_commune", "code_commune_insee")
"""Names under which files of communes keep their INSEE code, in the order they are looked for."""


def code_field(names: Iterable[str]) -> str | None:
    """The field of INSEE codes of communes among these names of fields; None when there is none."""
    by_name = {name.lower(): name for name in names}
    return next((by_name[name] for name in CODE_FIELDS if name in by_name), None)
