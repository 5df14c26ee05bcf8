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

DERIVED = frozenset(("ratio", "difference", "relative-change"))
"""The kinds that are made of other indicators."""

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
    least: int = 0
    """Of how many features a figure must be made to be shown; 0: of any."""

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
        kind = self.compute["kind"]
        fields = ("layer", "from") if kind in ("nearest", "within") else ("layer",) if kind not in DERIVED else ()
        return tuple(self.compute[name] for name in fields if self.compute[name] != CONTOURS_ROLE)

    @property
    def needs(self) -> tuple[str, ...]:
        """The other indicators that it is made of, by id."""
        return tuple(self.compute["of"]) if self.compute["kind"] in DERIVED else ()

    @property
    def expressions(self) -> tuple[str, ...]:
        """The expressions of QGIS that are asked of the features of its layer."""
        return tuple(dict.fromkeys(self.compute[name] for name in ("value", "weight", "filter") if name in self.compute))


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
        least=document.get("confidentiality", {}).get("least", 0),
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


def in_order(chosen: Iterable[Definition], known: dict[str, Definition]) -> list[Definition]:
    """These definitions and all that they are made of, each after what it needs; a `VigieError` names a circle, or what is unknown."""
    known = {**known, **{definition.id: definition for definition in chosen}}
    done: dict[str, Definition] = {}

    def visit(wanted: str, way: tuple[str, ...]) -> None:
        if wanted in done:
            return
        if wanted in way:
            circle = " → ".join([*way[way.index(wanted) :], wanted])
            raise VigieError(translate("indicators", "These indicators are made of one another: {circle}.").format(circle=circle))
        if wanted not in known:
            raise VigieError(
                translate("indicators", "“{indicator}” is made of “{needed}”, which is unknown: choose among {known}.").format(
                    indicator=way[-1], needed=wanted, known=", ".join(known)
                )
            )
        for needed in known[wanted].needs:
            visit(needed, (*way, wanted))
        done[wanted] = known[wanted]

    for definition in chosen:
        visit(definition.id, ())
    return list(done.values())


def expressions_of(definitions: Iterable[Definition], role: str) -> tuple[str, ...]:
    """All expressions that these definitions ask of the layer of a role."""
    asked = (definition.expressions for definition in definitions if definition.compute.get("layer") == role)
    return tuple(dict.fromkeys(expression for several in asked for expression in several))
