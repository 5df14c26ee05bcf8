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

DERIVED = frozenset(("ratio", "difference", "relative-change", "typology"))
"""The kinds that are made of other indicators."""

MEASURED_FROM = frozenset(("nearest", "within", "reach"))
"""The kinds that measure from somewhere to the features of a layer."""

WITHOUT_EXPRESSIONS = DERIVED | {"measure", "basket"}
"""The kinds that ask no expression of features."""

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
    links: tuple[str, ...] = ()
    """Where the sources document what is measured."""
    better: str = ""
    """"more" or "less", where it is beyond doubt which one is better."""
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
        if kind == "basket":
            return tuple(self.compute["layers"])
        fields = ("layer", "from") if kind in MEASURED_FROM else ("layer",) if kind not in DERIVED else ()
        return tuple(dict.fromkeys(self.compute[name] for name in fields if self.compute[name] != CONTOURS_ROLE))

    @property
    def own_roles(self) -> tuple[str, ...]:
        """The roles that are layers of the user's by their nature: the features of hers, and points that count inhabitants."""
        return (self.compute["from"],) if self.compute["kind"] in MEASURED_FROM and "weight" in self.compute else ()

    @property
    def needs(self) -> tuple[str, ...]:
        """The other indicators that it is made of, by id."""
        if self.compute["kind"] == "typology":
            asked = (condition["of"] for each in self.compute["classes"] for condition in each["where"])
            return tuple(dict.fromkeys(asked))
        return tuple(dict.fromkeys(name for name, _ in self.parts))

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Of one that is made of two others: their ids, and the date (or "first") of which figures that were kept are meant; empty: of now."""
        if self.compute["kind"] not in DERIVED or "of" not in self.compute:
            return ()
        written = (part.partition("@") for part in self.compute["of"])
        return tuple((name, date) for name, _, date in written)

    def expressions(self, role: str) -> tuple[str, ...]:
        """The expressions of QGIS that are asked of the features of the layer of a role."""
        asked = self.compute
        if asked["kind"] in WITHOUT_EXPRESSIONS:
            return ()
        weighed = "from" if asked["kind"] in MEASURED_FROM else "layer"
        of = {"value": "layer", "filter": "layer", "weight": weighed}
        return tuple(dict.fromkeys(asked[name] for name, field in of.items() if name in asked and asked[field] == role))

    @property
    def is_class(self) -> bool:
        """Whether it tells classes (labels) rather than numbers."""
        return self.compute["kind"] == "typology" or self.compute.get("aggregate") == "majority"

    @property
    def conditions(self) -> tuple[tuple[dict, ...], ...]:
        """Of a typology: what each class asks of other indicators; the last one, of what is in no other, asks nothing."""
        otherwise = ((),) if "otherwise" in self.compute else ()
        return (*(tuple(each["where"]) for each in self.compute["classes"]), *otherwise)

    @property
    def labels(self) -> tuple[str, ...]:
        """Of a typology: the names of its classes, in the user's language."""
        names = [each["label"] for each in self.compute["classes"]]
        return tuple(localised(name) for name in (*names, *([self.compute["otherwise"]] if "otherwise" in self.compute else [])))


def load_definition(path: Path) -> Definition:
    """The definition of a JSON file; a `VigieError` names the line and the field that are wrong."""
    document = load_document(path, "indicator")
    wrong = _senseless(document["compute"])
    if wrong:
        raise VigieError(translate("indicators", "{file}: {why}").format(file=path.name, why=wrong))
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
        links=tuple(document.get("links", ())),
        better=document.get("better", ""),
        least=document.get("confidentiality", {}).get("least", 0),
    )


def _senseless(asked: dict) -> str:
    """Why a computation that is well written makes no sense; empty when it does."""
    kind = asked.get("aggregate")
    if kind == "share" and "filter" not in asked:
        return translate("indicators", "“share” needs “filter”: which features are counted?")
    if kind == "quantile" and "quantile" not in asked:
        return translate("indicators", "“quantile” needs “quantile”, between 0 and 1.")
    for each in asked.get("classes", ()):
        for condition in each["where"]:
            if condition.get("from", float("-inf")) >= condition.get("below", float("inf")):
                return translate("indicators", "No figure is from {low} on and below {high}: this class would be empty.").format(
                    low=condition["from"], high=condition["below"]
                )
    return ""


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


def all_roles(definition: Definition, known: dict[str, Definition]) -> set[str]:
    """The layers that it needs, and those that the indicators it is made of do."""
    return {role for one in in_order([definition], known) for role in one.roles}


def expressions_of(definitions: Iterable[Definition], role: str) -> tuple[str, ...]:
    """All expressions that these definitions ask of the layer of a role."""
    asked = (definition.expressions(role) for definition in definitions)
    return tuple(dict.fromkeys(expression for several in asked for expression in several))
