# SPDX-License-Identifier: GPL-2.0-or-later
"""A definition while it is written: what each aggregate asks, texts drafted from the choices, what is still wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ..documents import SCHEMAS, read_document
from ..messages import VigieError, localised, number, quoted, translate
from ..territory.cog import fold
from .definition import CONTOURS_ROLE, FEATURES_ROLE, Definition
from .own import content_of

if TYPE_CHECKING:
    import pandas as pd

    from .engine import Result

THEME = "own"
LANGUAGES = ("fr", "en")
"""Those that a definition must have; the user writes one text, which serves for both."""

PREVIEWED = 5
"""How many zones a preview shows."""

VALUE, WEIGHT, FILTER, PER, TIMES, QUANTILE = "value", "weight", "filter", "per", "times", "quantile"
_SUMMARY = frozenset((VALUE, FILTER))
_FIELDS = {
    "count": frozenset((FILTER, PER, TIMES)),
    "sum": frozenset((VALUE, FILTER, PER, TIMES)),
    "mean": frozenset((VALUE, FILTER, TIMES)),
    "weighted-mean": frozenset((VALUE, WEIGHT, FILTER, TIMES)),
    "share": frozenset((WEIGHT, FILTER, TIMES)),
    "quantile": _SUMMARY | {QUANTILE},
    "covered-area": frozenset((FILTER, PER, TIMES)),
    "covered-share": frozenset((FILTER, TIMES)),
    "length": frozenset((FILTER, PER, TIMES)),
}
_REQUIRED = {"share": frozenset((FILTER,))}
_PLACE_ONLY = frozenset(("covered-area", "covered-share", "length"))
_ROLE = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Draft:
    """What the user has written so far; empty texts are not written yet. `times` is None where it is left to the aggregate."""

    title: str = ""
    description: str = ""
    unit: str = ""
    method: str = ""
    role: str = FEATURES_ROLE
    aggregate: str = "count"
    value: str = ""
    weight: str = ""
    filter: str = ""
    per: str = ""
    times: float | None = None
    quantile: float = 0.5
    levels: tuple[str, ...] = ("commune", "epci", "departement", "region")
    decimals: int = 0
    ramp: str = "Blues"
    classes: int = 5
    comparators: bool = False
    least: int = 0
    id: str = ""
    version: int = 1


@dataclass(frozen=True)
class Choices:
    """What the schema allows."""

    aggregates: tuple[str, ...]
    per: tuple[str, ...]
    levels: tuple[str, ...]
    ramps: tuple[str, ...]


@cache
def choices() -> Choices:
    """What the schema of definitions allows, read from it: what it gains, the builder offers."""
    schema = json.loads((SCHEMAS / "indicator.schema.json").read_text(encoding="utf-8"))["properties"]
    compute = next(
        branch["properties"]
        for branch in schema["compute"]["oneOf"]
        if "aggregate" in branch["properties"].get("kind", {}).get("enum", [branch["properties"].get("kind", {}).get("const")])
    )
    return Choices(
        aggregates=tuple(compute["aggregate"]["enum"]),
        per=tuple(compute["per"]["enum"]),
        levels=tuple(schema["levels"]["items"]["enum"]),
        ramps=tuple(schema["style"]["properties"]["ramp"]["enum"]),
    )


def aggregate_name(aggregate: str) -> str:
    """An aggregate in words."""
    names = {
        "count": translate("indicators", "Number of features"),
        "sum": translate("indicators", "Sum"),
        "mean": translate("indicators", "Mean"),
        "weighted-mean": translate("indicators", "Weighted mean"),
        "share": translate("indicators", "Share of the features"),
        "distinct": translate("indicators", "Number of different values"),
        "shannon": translate("indicators", "Diversity (Shannon)"),
        "median": translate("indicators", "Median"),
        "quantile": translate("indicators", "Quantile"),
        "min": translate("indicators", "Minimum"),
        "max": translate("indicators", "Maximum"),
        "stdev": translate("indicators", "Standard deviation"),
        "majority": translate("indicators", "Most frequent value"),
        "covered-area": translate("indicators", "Area covered"),
        "covered-share": translate("indicators", "Share of the area covered"),
        "length": translate("indicators", "Length"),
    }
    return names.get(aggregate, aggregate)


def fields_of(aggregate: str) -> frozenset[str]:
    """What makes sense for an aggregate, of "value", "weight", "filter", "per", "times" and "quantile"."""
    return _FIELDS.get(aggregate, _SUMMARY)


def required(aggregate: str) -> frozenset[str]:
    """What an aggregate cannot do without."""
    return _REQUIRED.get(aggregate, fields_of(aggregate) & {VALUE, WEIGHT})


def drafted_unit(draft: Draft) -> str:
    """The unit that the choices suggest; empty where only the user knows it."""
    units = {
        "count": translate("indicators", "features"),
        "share": translate("indicators", "% of the features"),
        "distinct": translate("indicators", "different values"),
        "shannon": translate("indicators", "nats"),
        "covered-area": translate("indicators", "km²"),
        "covered-share": translate("indicators", "% of the area"),
        "length": translate("indicators", "km"),
    }
    unit = units.get(draft.aggregate, "")
    if not draft.per or PER not in fields_of(draft.aggregate) or not unit:
        return unit
    return f"{unit} {_per_words(draft)}"


def _per_words(draft: Draft) -> str:
    times = draft.times or 1.0
    told = (
        (translate("indicators", "per inhabitant"), translate("indicators", "per {times} inhabitants"))
        if draft.per == "inhabitants"
        else (translate("indicators", "per km²"), translate("indicators", "per {times} km²"))
    )
    return told[times != 1].format(times=number(times, decimals_of(times)))


def decimals_of(value: float) -> int:
    """How many decimals a factor needs to be written whole."""
    return len(f"{value:.6f}".rstrip("0").partition(".")[2])


def drafted_method(draft: Draft, layer: str) -> str:
    """How the figure is made, in sentences, from the choices; `layer` is what the layer is called."""
    shown = fields_of(draft.aggregate)
    written = {"layer": layer, "value": _quoted(draft.value), "weight": _quoted(draft.weight), "filter": _quoted(draft.filter)}
    sentences = [_what(draft).format(**written, quantile=number(draft.quantile, 2))]
    if draft.filter and FILTER in shown and draft.aggregate != "share":
        sentences.append(translate("indicators", "Only the features that meet {filter} count.").format(**written))
    if draft.weight and WEIGHT in shown:
        sentences.append(translate("indicators", "Each feature weighs {weight}.").format(**written))
    if draft.per and PER in shown:
        told = (
            translate("indicators", "Divided by the number of inhabitants.")
            if draft.per == "inhabitants"
            else translate("indicators", "Divided by the area in km².")
        )
        sentences.append(told)
    if draft.times and draft.times != 1 and TIMES in shown:
        told = translate("indicators", "Multiplied by {times}.")
        sentences.append(told.format(times=number(draft.times, decimals_of(draft.times))))
    if draft.least:
        told = translate("indicators", "Figures made of fewer than {least} features are hidden.")
        sentences.append(told.format(least=number(draft.least)))
    return " ".join(sentences)


def _what(draft: Draft) -> str:
    """The sentence of an aggregate, to be formatted."""
    sentences = {
        "count": translate("indicators", "Number of features of {layer}."),
        "sum": translate("indicators", "Sum of {value} over the features of {layer}."),
        "mean": translate("indicators", "Mean of {value} over the features of {layer}."),
        "weighted-mean": translate("indicators", "Weighted mean of {value} over the features of {layer}."),
        "share": translate("indicators", "Share of the features of {layer} that meet {filter}, in %."),
        "distinct": translate("indicators", "Number of different values of {value} among the features of {layer}."),
        "shannon": translate("indicators", "Diversity of {value} among the features of {layer} (Shannon’s index, in nats)."),
        "median": translate("indicators", "Median of {value} over the features of {layer}."),
        "quantile": translate("indicators", "Quantile {quantile} of {value} over the features of {layer}."),
        "min": translate("indicators", "Least {value} of the features of {layer}."),
        "max": translate("indicators", "Greatest {value} of the features of {layer}."),
        "stdev": translate("indicators", "Standard deviation of {value} over the features of {layer}."),
        "majority": translate("indicators", "Most frequent {value} among the features of {layer}."),
        "covered-area": translate(
            "indicators", "Area that the areas of {layer} cover, what several cover counted once, in the legal projection."
        ),
        "covered-share": translate(
            "indicators",
            "Share of the area that the areas of {layer} cover, what several cover counted once, in the legal projection, in %.",
        ),
        "length": translate("indicators", "Length of the lines of {layer} inside the zone, in km."),
    }
    return sentences.get(draft.aggregate, f"{aggregate_name(draft.aggregate)} – {{value}} – {{layer}}.")


def _quoted(expression: str) -> str:
    """An expression inside a sentence: a field alone by its name."""
    bare = re.fullmatch(r'"([^"]+)"', expression.strip())
    return quoted(bare[1] if bare else expression.strip())


def identifier(title: str, taken: Collection[str]) -> str:
    """An id made of a title, which none of `taken` is."""
    letters = fold(title).encode("ascii", "ignore").decode()
    base = "-".join(letters.split())[:50].strip("-") or "indicator"
    if not base[0].isalpha():
        base = f"own-{base}"
    place, found = 2, base
    while found in taken:
        found, place = f"{base}-{place}", place + 1
    return found


def problems(draft: Draft) -> list[str]:
    """What is still missing or wrong, in sentences, in the order of the fields. Whether expressions can be read is for QGIS to say."""
    found = []
    asked, shown = required(draft.aggregate), fields_of(draft.aggregate)
    expressions = {
        VALUE: translate("indicators", "Choose the value: a field or an expression."),
        WEIGHT: translate("indicators", "Choose the weight: a field or an expression."),
        FILTER: translate("indicators", "Write the filter: the share is that of the features which meet it."),
    }
    if not draft.title.strip():
        found.append(translate("indicators", "Give the indicator a title."))
    if not draft.role:
        found.append(translate("indicators", "Choose the layer that it is made of."))
    elif draft.role == CONTOURS_ROLE or not _ROLE.fullmatch(draft.role):
        found.append(translate("indicators", "Name the role in small letters, digits and hyphens, such as “benches”."))
    found += [sentence for name, sentence in expressions.items() if name in asked and not getattr(draft, name).strip()]
    if TIMES in shown and draft.times is not None and draft.times <= 0:
        found.append(translate("indicators", "Multiply by a number above zero."))
    if not draft.unit.strip():
        found.append(translate("indicators", "Give the unit of the figure."))
    if not draft.method.strip():
        found.append(translate("indicators", "Say how the figure is made."))
    if not draft.levels:
        found.append(translate("indicators", "Tick one level at least."))
    return found


def document_of(draft: Draft, taken: Collection[str] = (), base: Definition | None = None) -> dict:
    """The definition as it is written to its file; its id is made of its title unless it has one. A text of `base` that was not
    changed stays as it is in all its languages. A `VigieError` says what is wrong.
    """
    wrong = problems(draft)
    if wrong:
        raise VigieError(wrong[0])
    document = {
        "$schema": "../schemas/indicator.schema.json",
        "id": draft.id or identifier(draft.title, taken),
        "version": draft.version,
        "title": _texts(draft.title, base.titles if base else {}),
        "description": _texts(draft.description or draft.title, base.descriptions if base else {}),
        "unit": _texts(draft.unit, base.units if base else {}),
        "method": _texts(draft.method, base.methods if base else {}),
        "theme": THEME,
        "compute": _compute(draft),
        "decimals": draft.decimals,
        "levels": list(draft.levels),
        "comparators": draft.comparators,
        "style": {"ramp": draft.ramp, "classes": draft.classes},
    }
    if draft.least:
        document["confidentiality"] = {"least": draft.least}
    read_document(content_of(document), f"{document['id']}.json", "indicator")
    return document


def _compute(draft: Draft) -> dict:
    shown = fields_of(draft.aggregate)
    compute: dict = {"kind": "aggregate", "layer": draft.role, "aggregate": draft.aggregate}
    for name in (VALUE, WEIGHT, FILTER, PER):
        written = getattr(draft, name).strip()
        if name in shown and written:
            compute[name] = written
    if TIMES in shown and draft.times is not None:
        compute[TIMES] = draft.times
    if QUANTILE in shown:
        compute[QUANTILE] = draft.quantile
    return compute


def _texts(text: str, before: dict) -> dict:
    """One text for all the languages that a definition must have; what it was before, when it says the same."""
    return dict(before) if before and same_text(text, localised(before)) else dict.fromkeys(LANGUAGES, text.strip())


def same_text(one: str, other: str) -> bool:
    """Whether two texts say the same: QPlainTextEdit gives no-break spaces back as spaces."""
    return one.replace("\u00a0", " ").strip() == other.replace("\u00a0", " ").strip()


def draft_of(definition: Definition) -> Draft | None:
    """What to begin with to change a definition; None when it is of a kind that is only written by hand."""
    asked = dict(definition.compute)
    kind = asked["kind"]
    if kind == "features":
        asked = {"layer": asked["layer"], "aggregate": "count"}
    elif kind == "rate":
        asked = {"layer": asked["layer"], "aggregate": "count", "per": "inhabitants", "times": asked["per"]}
    elif kind != "aggregate":
        return None
    return Draft(
        title=definition.title,
        description=definition.description,
        unit=definition.unit,
        method=definition.method,
        role=asked["layer"],
        aggregate=asked["aggregate"],
        value=asked.get("value", ""),
        weight=asked.get("weight", ""),
        filter=asked.get("filter", ""),
        per=asked.get("per", ""),
        times=asked.get("times"),
        quantile=asked.get("quantile", 0.5),
        levels=tuple(definition.levels),
        decimals=definition.decimals,
        ramp=definition.style["ramp"],
        classes=definition.style.get("classes", 5),
        comparators=definition.comparators,
        least=definition.least,
        id=definition.id,
        version=definition.version,
    )


def suits(aggregate: str, geometry: str) -> bool:
    """Whether an aggregate can be made of a layer of that geometry ("point", "line", "area" or "" when it is not known)."""
    if aggregate not in _PLACE_ONLY or not geometry:
        return True
    return geometry == ("line" if aggregate == "length" else "area")


def previewed(result: Result, populations: Sequence[float | None]) -> pd.DataFrame:
    """The zones that a preview shows: those with a figure first, the most populated first. `populations` is by row of the zones."""
    import numpy as np

    zones = result.zones
    people = np.array([0.0 if one is None else one for one in populations], dtype=float)
    labels = zones["label"].fillna("").astype(str) if "label" in zones else None
    values = zones["value"].to_numpy(float)
    told = (np.nan_to_num(values) != 0) | (labels.to_numpy() != "" if labels is not None else False)
    order = np.lexsort((-people, ~told))
    return zones.iloc[order[:PREVIEWED]].reset_index(drop=True)
