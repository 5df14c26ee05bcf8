# SPDX-License-Identifier: GPL-2.0-or-later
"""Figures of a layer that stays in its database: what `kinds` makes of features that are read, made of the answers to SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from ..messages import Progress, number, translate
from ..requirements import shapely as require_shapely
from ..territory.crs import transform
from .definition import Definition
from .facts import Facts, Summaries
from .inputs import LayerData
from .kinds import INSIDE, per, told_of_dimension
from .placing import Context, Input, covered
from .pushdown import FARTHEST, Measure, Sent, Table, Value, pieces_sql, placed_sql
from .zonings import Zoning

MOST_POINTS = 500_000
"""How many points the borders of the zones of one query may have: 8 MB."""
MOST_AT_ONCE = 4_000_000
"""The same where a query cannot be split: of what cannot be added up."""


class Refused(Exception):
    """The database does not compute this: the layer is to be read."""


@dataclass(frozen=True, eq=False)
class RemoteLayer:
    """A layer of the user's in PostGIS, with all that is asked of it.

    `values`: SQL by expression of QGIS; `measures`: all that its indicators need, by definition; `rows`, `empty`: how many it has, and
    how many of them without geometry; `shapes`: how many lines and areas, and how many of these are not valid. `ask` gives the rows of a query, and raises `Refused` when the database does not compute it, a
    `VigieError` when it is out of reach, and `Cancelled`. `srids`: those of the database by authority code. `read` reads the layer
    after all, and is told why.
    """

    name: str
    crs: str
    source: str
    table: Table
    values: Mapping[str, Value]
    measures: Mapping[str, Mapping[str, Measure]]
    rows: int
    empty: int
    shapes: tuple[int, int, int, int]
    srids: Mapping[str, int]
    ask: Callable[[str, Progress], list[list]]
    read: Callable[[str, Progress], LayerData]
    kept: dict = field(default_factory=dict)

    is_table = False

    def __len__(self) -> int:
        return self.rows

    def columns(self, measures: Sequence[Measure]) -> dict[str, str]:
        """The SQL of the values that these measures use, by the name that they have there."""
        named = {column(place): value.sql for place, value in enumerate(self.values.values())}
        written = " ".join(f"{measure.number} {measure.where} {measure.values} " for measure in measures)
        return {name: sql for name, sql in named.items() if name in written}

    def srid(self, crs: str) -> int:
        """That of a system; raises `Refused` when the database does not know it."""
        if crs not in self.srids:
            raise Refused(f"no SRID for {crs}")
        return self.srids[crs]


def column(place: int) -> str:
    """The name of a value in queries, by the place of its expression."""
    return f"vigie_e{place}_"


def at_hand(inputs: Mapping[str, Input | RemoteLayer], why: str, progress: Progress) -> dict[str, Input]:
    """The inputs with all layers read, and why they are."""
    return {role: _read(item, why, progress) if isinstance(item, RemoteLayer) else item for role, item in inputs.items()}


def _read(layer: RemoteLayer, why: str, progress: Progress) -> LayerData:
    if "read" not in layer.kept:
        layer.kept["read"] = layer.read(why, progress)
    return layer.kept["read"]


# What a definition asks


def measures_of(definition: Definition, values: Mapping[str, Value]) -> dict[str, Measure] | None:
    """What is asked of the database for an indicator, by what it is for; None when it is one that SQL does not give the same."""
    asked = definition.compute
    if asked["kind"] in ("features", "rate"):
        return {"features": Measure("count(*)")}
    if asked["kind"] != "aggregate":
        return None
    named = {written: Value(column(place), value.kind) for place, (written, value) in enumerate(values.items())}
    value, weight, passes = (named.get(asked.get(name)) for name in ("value", "weight", "filter"))
    where = "true" if passes is None else passes.condition
    kind = asked["aggregate"]
    if where is None or (weight is not None and weight.number is None):
        return None
    if kind in INSIDE:
        measure, dimension, unit = ("ST_Length", 1, "1e3") if kind == "length" else ("ST_Area", 2, "1e6")
        where = f"dimension = {dimension} AND {measure}(piece) > 0 AND {where}"
        total = "sum(ST_Length(piece))" if kind == "length" else "ST_Area(ST_Union(piece))"
        return {"numerator": Measure(f"{total} / {unit}", where), "features": Measure("count(*)", where)}
    if kind == "count":
        return {"features": Measure("count(*)", where)}
    if kind == "share":
        total = "count(*)" if weight is None else f"sum({weight.number})"
        return {
            "numerator": Measure(total, where),
            "denominator": Measure(total),
            "features": Measure("count(*)"),
            "passing": Measure("count(*)", where),
        }
    if value is None:
        return None
    if kind in ("sum", "mean", "weighted-mean"):
        return _added(kind, value.number, None if weight is None else weight.number, where)
    summary = _summary(kind, value, where, asked.get("quantile", 0.5))
    untold = Measure("count(*)", f"{where} AND {value.sql} IS NULL AND first")
    return summary and {"summary": summary, "features": Measure("count(*)", where), "without": untold}


def _added(kind: str, value: str | None, weight: str | None, where: str) -> dict[str, Measure] | None:
    if value is None:
        return None
    there = f"{where} AND {value} IS NOT NULL"
    found = {
        "features": Measure("count(*)", there),
        "without": Measure("count(*)", f"{where} AND {value} IS NULL AND first"),
        "lacking": Measure("count(*)", f"{where} AND {value} IS NULL"),
    }
    if kind == "sum" or weight is None:
        found["numerator"] = Measure(f"sum({value})", there)
        found["denominator"] = found["features"]
    else:
        found["numerator"] = Measure(f"sum({value} * {weight})", there)
        found["denominator"] = Measure(f"sum({weight})", there)
    return found


def _summary(kind: str, value: Value, where: str, quantile: float) -> Measure | None:
    if kind in ("shannon", "distinct"):
        return Measure(f"count(DISTINCT {value.sql})", where) if kind == "distinct" else Measure(kind, where, value.sql, np.nan)
    if kind == "majority":  # other numbers are not written alike
        return Measure(kind, where, value.sql, np.nan) if value.kind in ("text", "integer") else None
    told = value.number
    if told is None:
        return None
    aggregates = {
        "median": f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {told})",
        "quantile": f"percentile_cont({quantile!r}) WITHIN GROUP (ORDER BY {told})",
        "min": f"min({told})",
        "max": f"max({told})",
        "stdev": f"stddev_pop({told})",
    }
    return Measure(aggregates[kind], f"{where} AND {told} IS NOT NULL", missing=np.nan)


# What the database answers


def facts(
    definition: Definition, inputs: Mapping[str, RemoteLayer], zoning: Zoning, context: Context, progress: Progress
) -> Facts | Summaries:
    """The facts of an indicator over a layer in its database; see `kinds` for the same over one that is read. Raises `Refused`."""
    layer, asked = inputs[definition.compute["layer"]], definition.compute
    wanted, notes = layer.measures[definition.id], []
    known = covered(layer, zoning, context, progress)
    if asked.get("aggregate") in INSIDE:
        known = np.where(require_shapely().is_missing(zoning.shapes), 0.0, known)
        wide = asked["aggregate"] != "length"
        fit, mended = layer.shapes[wide], layer.shapes[2 + wide]
        notes.append(told_of_dimension(layer.name, 1 + wide, layer.rows, layer.rows - layer.empty, fit, mended))
        told = _figures(layer, zoning, known, True, progress)
        inside = Facts(told[wanted["numerator"]][0], None, known, 1.0, notes, features=told[wanted["features"]][0])
        if asked["aggregate"] == "covered-share":
            return replace(inside, denominator=zoning.areas(), scale=asked.get("times", 100.0))
        return per(inside, asked, zoning, context, progress)
    if zoning.own:
        notes.append(_told_of(layer, int(_figures(layer, zoning, known, False, progress)[_USED][0].sum())))
    figures = _figures(layer, zoning, known, False, progress) if "summary" not in wanted or zoning.own else {}
    told = {what: figures[measure][0] for what, measure in wanted.items() if measure in figures}
    without = int(told["without"].sum()) if "without" in told else 0
    if without and zoning.own:
        sentence = translate("indicators", "{count} features have no value of {value}: they are left out.")
        notes.append(sentence.format(count=number(without), value=asked["value"]))
    if "summary" in wanted:
        return Summaries(lambda groups: _summed_up(layer, wanted, zoning, known, groups, progress), known, notes)
    features = told["features"]
    if "numerator" in wanted and asked["aggregate"] != "sum":
        times = asked.get("times", 100.0 if asked["aggregate"] == "share" else 1.0)
        return Facts(told["numerator"], told["denominator"], known, times, notes, features=features, passing=told.get("passing"))
    if asked["kind"] == "rate":
        asked = {"per": "inhabitants", "times": asked["per"]}
    return per(
        Facts(told.get("numerator", features), None, known, 1.0, notes, features=features, without=told.get("lacking")),
        asked,
        zoning,
        context,
        progress,
    )


_USED = Measure("count(*)", "first")
"""How many features are in any zone."""


def _told_of(layer: RemoteLayer, used: int) -> str:
    told = translate(
        "indicators", "{layer}: {read} features read, {used} in the zones, {outside} outside, {empty} without geometry."
    )
    outside = layer.rows - layer.empty - used
    return told.format(
        layer=layer.name, read=number(layer.rows), used=number(used), outside=number(outside), empty=number(layer.empty)
    )


def _figures(
    layer: RemoteLayer, zoning: Zoning, known: np.ndarray, pieces: bool, progress: Progress
) -> dict[Measure, tuple[np.ndarray, np.ndarray]]:
    """Number and label of every zone for all measures of the layer at once: of features, or of pieces of them. What cannot be added up
    is asked of the user's own zones only.
    """
    key = (id(zoning), pieces)
    if key not in layer.kept:
        every = [measures for measures in layer.measures.values() if _of_pieces(measures) == pieces]
        summed = [asked for measures in every for asked in measures.values() if zoning.own or "summary" not in measures]
        asked = list(dict.fromkeys([*summed, *([_USED] if not pieces else [])]))
        targets = (known > 0) & ~require_shapely().is_missing(zoning.shapes)
        if pieces:
            found = _of_systems(layer, asked, zoning, targets, progress)
        else:
            places = np.arange(len(zoning.codes))
            found = _placed(layer, asked, zoning, np.where(targets & zoning.placing, places, -1), MOST_POINTS, progress)
        layer.kept[key] = (zoning, dict(zip(asked, found)))  # kept, lest another gets its number
    return layer.kept[key][1]


def _of_pieces(measures: Mapping[str, Measure]) -> bool:
    return any("piece" in measure.number for measure in measures.values())


def _summed_up(
    layer: RemoteLayer,
    wanted: Mapping[str, Measure],
    zoning: Zoning,
    known: np.ndarray,
    groups: Sequence[np.ndarray],
    progress: Progress,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Number, label and count of features of each group of zones (their places), over the features of the whole of it."""
    summary, counted = wanted["summary"], wanted["features"]
    size = len(groups)
    value, label, features = np.full(size, summary.missing), np.full(size, "", dtype=object), np.zeros(size)
    for place, group in enumerate(groups):
        if len(group):
            told = _figures(layer, zoning, known, False, progress) if zoning.own else _of_group(layer, zoning, group, progress)
            at = group[0] if zoning.own else 0
            value[place], label[place] = (column[at] for column in told[summary])
            features[place] = told[counted][0][at]
    return (100 * value if summary.number == "majority" else value), label, features


def _of_group(
    layer: RemoteLayer, zoning: Zoning, group: np.ndarray, progress: Progress
) -> dict[Measure, tuple[np.ndarray, np.ndarray]]:
    """All measures that cannot be added up, over a group of zones as one: the first row is its own."""
    key = (id(zoning), group.tobytes())
    if key not in layer.kept:
        several = [measures.values() for measures in layer.measures.values() if "summary" in measures]
        asked = list(dict.fromkeys(measure for measures in several for measure in measures))
        parts = np.full(len(zoning.codes), -1)
        parts[group] = 0
        parts[~zoning.placing] = -1
        layer.kept[key] = (zoning, dict(zip(asked, _placed(layer, asked, zoning, parts, MOST_AT_ONCE, progress))))
    return layer.kept[key][1]


def _placed(
    layer: RemoteLayer, measures: Sequence[Measure], zoning: Zoning, parts: np.ndarray, limit: int, progress: Progress
) -> list[tuple[np.ndarray, np.ndarray]]:
    """The measures of features placed in the zones of each part (array of the part of each zone, -1: of none)."""
    order = np.flatnonzero(zoning.placing)
    order = order[np.argsort(np.array(zoning.codes)[order], kind="stable")]
    whole = limit == MOST_AT_ONCE
    found = _Answers(measures, len(zoning.codes))
    values, system = layer.columns(measures), layer.srid(zoning.crs)
    boxes = partial(_boxes, zoning.shapes[order], zoning.crs, layer.crs)
    for zones in _sent(zoning.shapes[order], parts[order], boxes, limit, whole):
        found.add(layer.ask(placed_sql(layer.table, values, zones, measures, zoning.disjoint, system), progress))
    return found.columns


def _of_systems(
    layer: RemoteLayer, measures: Sequence[Measure], zoning: Zoning, targets: np.ndarray, progress: Progress
) -> list[tuple[np.ndarray, np.ndarray]]:
    """The measures of what lies in each zone, in its legal system."""
    shapely = require_shapely()
    found = _Answers(measures, len(zoning.codes))
    values = layer.columns(measures)
    for system in sorted(set(zoning.systems[targets])):
        here = np.flatnonzero(targets & (zoning.systems == system))
        shapes = shapely.make_valid(transform(zoning.shapes[here], zoning.crs, system))
        boxes = partial(_boxes, zoning.shapes[here], zoning.crs, layer.crs)
        for zones in _sent(shapes, here, boxes, MOST_POINTS, False):
            sql = pieces_sql(layer.table, values, zones, measures, zoning.disjoint, layer.srid(system))
            found.add(layer.ask(sql, progress))
    return found.columns


class _Answers:
    """Number and label of each zone for each measure, as they come."""

    def __init__(self, measures: Sequence[Measure], size: int) -> None:
        self.columns = [(np.full(size, measure.missing), np.full(size, "", dtype=object)) for measure in measures]

    def add(self, rows: Sequence[Sequence]) -> None:
        """Rows of (measure, part, number, label)."""
        for measure, part, value, label in rows:
            numbers, labels = self.columns[int(measure)]
            if value is not None:
                numbers[int(part)] = float(value)
            labels[int(part)] = label or ""


def _boxes(shapes: np.ndarray, start: str, crs: str, some: np.ndarray) -> np.ndarray:
    """A box in a CRS around each of the shapes (in the CRS `start`) at some places (array (n, 4)), with some room: straight lines of one system
    are curves in another.
    """
    shapely = require_shapely()
    around = shapely.box(*shapely.bounds(shapes[some]).T)
    west, south, east, north = shapely.bounds(around).T
    around = shapely.segmentize(around, np.nan_to_num(np.maximum(east - west, north - south) / 8, nan=1.0) + 1e-9)
    boxes = shapely.bounds(transform(around, start, crs))
    room = 0.02 * np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])[:, None]
    boxes = boxes + np.array([-1, -1, 1, 1]) * room
    boxes[~np.isfinite(boxes).all(axis=1)] = (-FARTHEST, -FARTHEST, FARTHEST, FARTHEST)
    return boxes


def _sent(shapes: np.ndarray, parts: np.ndarray, boxes: np.ndarray, limit: int, whole: bool) -> Iterator[list[Sent]]:
    """The zones of each query, in their order: about `limit` points of borders (with `whole`, all in one query, or `Refused`), and the
    earlier zones that a feature in one of these may be in as well.
    """
    shapely = require_shapely()
    there = np.flatnonzero((parts >= 0) & ~shapely.is_empty(shapes) & ~shapely.is_missing(shapes))
    if not len(there):
        return
    points = np.cumsum(shapely.get_num_coordinates(shapes[there]))
    if whole and points[-1] > limit:
        raise Refused(f"{points[-1]} points of borders")
    tree = shapely.STRtree(shapes)
    for some in np.split(there, np.flatnonzero(np.diff(points // limit)) + 1):
        near = np.unique(tree.query(shapes[some])[1])
        sent = np.union1d(some, near[near < some[-1]])
        given = np.where(np.isin(sent, some), parts[sent], -1).tolist()
        binaries = shapely.to_wkb(shapes[sent], output_dimension=2)
        yield [Sent(*zone) for zone in zip(sent.tolist(), given, binaries, map(tuple, boxes(sent).tolist()))]
