# SPDX-License-Identifier: GPL-2.0-or-later
"""Definitions of indicators: what is computed, from which layers, and how to say it. They are data (JSON)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..documents import load_document
from ..messages import VigieError, localised, translate

DEFINITIONS = Path(__file__).resolve().parents[2] / "resources" / "indicators"

CONTOURS_ROLE = "contours"
"""The role that stands for the contours of communes, embedded or given by the user."""

FEATURES_ROLE = "features"
"""The role of a layer of the user's own."""


@dataclass(frozen=True)
class Definition:
    """A valid definition. `compute` says the kind and the layers; texts are in every language the file has."""

    id: str
    version: int
    titles: dict
    descriptions: dict
    units: dict
    methods: dict
    theme: str
    compute: dict
    decimals: int
    levels: tuple[str, ...]
    comparators: bool
    style: dict

    @property
    def title(self) -> str:
        """The title in the user's language."""
        return localised(self.titles)

    @property
    def description(self) -> str:
        """One sentence on what the indicator tells, in the user's language."""
        return localised(self.descriptions)

    @property
    def unit(self) -> str:
        """The unit in the user's language."""
        return localised(self.units)

    @property
    def method(self) -> str:
        """How it is computed, in the user's language."""
        return localised(self.methods)

    @property
    def roles(self) -> tuple[str, ...]:
        """The layers it needs: ids of catalogue entries, or roles that the user binds."""
        roles = (self.compute["layer"], self.compute["from"]) if self.compute["kind"] == "nearest" else (self.compute["layer"],)
        return tuple(role for role in roles if role != CONTOURS_ROLE)


def load_definition(path: Path) -> Definition:
    """The definition of a JSON file; a `VigieError` names the line and the field that are wrong."""
    document = load_document(path, "indicator")
    return Definition(
        id=document["id"],
        version=document["version"],
        titles=document["title"],
        descriptions=document["description"],
        units=document["unit"],
        methods=document["method"],
        theme=document["theme"],
        compute=document["compute"],
        decimals=document["decimals"],
        levels=tuple(document["levels"]),
        comparators=document["comparators"],
        style=document["style"],
    )


def embedded_definitions() -> dict[str, Definition]:
    """The definitions that come with the product, by id."""
    found = (load_definition(path) for path in sorted(DEFINITIONS.glob("*.json")))
    return {definition.id: definition for definition in found}


def choose(written: Iterable[str], known: dict[str, Definition]) -> list[Definition]:
    """The definitions of these ids, or of these paths of JSON files; a `VigieError` names the unknown one."""
    chosen = []
    for item in written:
        if item in known:
            chosen.append(known[item])
        elif item.endswith(".json"):
            chosen.append(load_definition(Path(item)))
        else:
            raise VigieError(
                translate("indicators", "Unknown indicator “{id}”: choose among {known}, or give a .json file.").format(
                    id=item, known=", ".join(known)
                )
            )
    return chosen
