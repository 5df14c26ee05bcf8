"""Layers over the whole country for the tests of vigie-batch, the definitions that are made of them, and how figures are compared."""

import json

import numpy as np
import pandas as pd
import shapely
from vigie_territoriale.plugin.batch.sources import Source, looked_at
from vigie_territoriale.plugin.indicators.definition import choose, expressions_of
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.store.rows import raise_errors
from vigie_territoriale.plugin.territory.contours import Contours
from vigie_territoriale.plugin.territory.crs import transform_xy

LAMBERT = "EPSG:2154"
OF_POINTS = ("count", "sum", "mean", "median", "stdev", "share", "majority", "distinct", "quantile")


def make(folder, points=6_000, shops=150, seed=7, within=""):
    """Points (``points.gpkg``, degrees) and few shops (``shops.gpkg``, Lambert 93, some abroad and at sea, two in La Réunion), lines and
    areas across borders, a table of codes, one of groups of communes, and overlapping squares, each a GeoPackage of one layer. `within`: the
    communes that these are of, by the first digits of their codes, apart by spaces.
    """
    rng = np.random.default_rng(seed)
    contours = Contours.embedded()
    chosen = np.array([code.startswith(tuple(within.split() or [""])) for code in contours.codes])
    middles = shapely.get_coordinates(shapely.centroid(contours.shapes[chosen]))
    around = middles[rng.integers(0, len(middles), points)] + rng.normal(0, 0.02, (points, 2))
    weight = np.where(rng.random(points) < 0.1, np.nan, rng.integers(0, 50, points))
    table = pd.DataFrame({"v": rng.normal(10, 3, points), "w": weight, "kind": rng.choice(["a", "b", "c"], points)})
    table["open"] = (rng.random(points) < 0.4).astype(int)
    table.loc[rng.random(points) < 0.05, "kind"] = None
    write(folder / "points.gpkg", "points", table, shapely.points(around), "EPSG:4326")
    mainland = middles[(middles[:, 1] > 41) & (middles[:, 0] > -6)]
    few = transform_xy(mainland[rng.integers(0, len(mainland), shops)] + rng.normal(0, 0.05, (shops, 2)), "EPSG:4326", LAMBERT)
    few = np.vstack(
        [
            few,
            [[0, 6_400_000], [1_300_000, 6_900_000]],
            transform_xy(np.array([[55.5, -21.1], [55.3, -20.9]]), "EPSG:4326", LAMBERT),
        ]
    )
    write(
        folder / "shops.gpkg", "shops", pd.DataFrame({"name": [f"s{n}" for n in range(len(few))]}), shapely.points(few), LAMBERT
    )
    starts = transform_xy(mainland[rng.integers(0, len(mainland), 900)], "EPSG:4326", LAMBERT)
    ends = starts + rng.normal(0, 15_000, starts.shape)
    lines = shapely.linestrings(np.stack([starts, ends], axis=1))
    areas = shapely.buffer(shapely.points(starts[::2]), rng.uniform(500, 9_000, len(starts[::2])))
    write(folder / "lines.gpkg", "lines", pd.DataFrame({"n": range(len(lines))}), lines, LAMBERT)
    write(folder / "areas.gpkg", "areas", pd.DataFrame({"n": range(len(areas))}), areas, LAMBERT)
    codes = rng.choice(contours.codes[chosen], 5_000)
    write(folder / "table.gpkg", "table", pd.DataFrame({"code_insee": codes, "v": rng.normal(5, 2, 5_000)}), None, "")
    squares = [
        shapely.box(x, y, x + 45_000, y + 45_000)
        for x in range(700_000, 1_060_000, 40_000)
        for y in range(6_230_000, 6_500_000, 40_000)
    ]
    write(
        folder / "squares.gpkg",
        "squares",
        pd.DataFrame({"code": [f"z{n}" for n in range(len(squares))]}),
        np.array(squares),
        LAMBERT,
    )
    groups = pd.DataFrame({"code_insee": contours.codes[chosen], "groupe": rng.choice(["north", "south"], chosen.sum())})
    write(folder / "groups.gpkg", "groups", groups, None, "")


def write(path, name, table, shapes, crs):
    from osgeo import gdal, ogr, osr

    raise_errors()
    path.unlink(missing_ok=True)
    opened = gdal.GetDriverByName("GPKG").Create(str(path), 0, 0, 0, gdal.GDT_Unknown)
    reference = None
    if crs:
        reference = osr.SpatialReference()
        reference.SetFromUserInput(crs)
    layer = opened.CreateLayer(name, reference, ogr.wkbNone if shapes is None else ogr.wkbUnknown)
    kinds = {"f": ogr.OFTReal, "i": ogr.OFTInteger64, "O": ogr.OFTString}
    for column in table:
        layer.CreateField(ogr.FieldDefn(column, kinds[table[column].dtype.kind]))
    opened.StartTransaction()
    for place, row in enumerate(table.itertuples(index=False)):
        feature = ogr.Feature(layer.GetLayerDefn())
        for column, value in enumerate(row):
            if value is not None and value == value:
                feature.SetField(column, value)
        if shapes is not None:
            feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(shapely.to_wkb(shapes[place])))
        layer.CreateFeature(feature)
    opened.CommitTransaction()
    del layer, opened


def definition(folder, name, compute, **more):
    """The path of a definition that computes that."""
    texts = {"fr": name, "en": name}
    document = {
        "id": name, "version": 1, "title": texts, "description": texts, "unit": texts, "method": texts, "theme": "own", "decimals": 1,
        "compute": compute, "levels": ["commune", "epci", "departement", "region"], "comparators": True, "style": {"ramp": "Blues"},
        **more,
    }  # fmt: skip
    path = folder / f"{name}.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def definitions(folder):
    """The paths of definitions of every kind that a batch makes, and of others made of them."""
    asked = {}
    for kind in OF_POINTS:
        asked[f"of-{kind}"] = {"kind": "aggregate", "layer": "points", "aggregate": kind, **_besides(kind)}
    asked["per-10000"] = {"kind": "rate", "layer": "points", "per": 10000}
    asked["per-km2"] = {"kind": "aggregate", "layer": "points", "aggregate": "count", "per": "km2"}
    asked["how-many"] = {"kind": "features", "layer": "shops"}
    asked["to-shops"] = {"kind": "nearest", "layer": "shops", "from": "contours"}
    asked["people-to-shops"] = {"kind": "nearest", "layer": "shops", "from": "points", "weight": '"w"'}
    asked["near-shops"] = {"kind": "within", "layer": "shops", "from": "contours", "km": 12}
    asked["to-lines"] = {"kind": "nearest", "layer": "lines", "from": "contours"}
    asked["length"] = {"kind": "aggregate", "layer": "lines", "aggregate": "length"}
    asked["covered"] = {"kind": "aggregate", "layer": "areas", "aggregate": "covered-share"}
    asked["basket"] = {"kind": "basket", "layers": ["points", "shops", "areas"]}
    asked["of-table"] = {"kind": "aggregate", "layer": "table", "aggregate": "median", "value": "v"}
    asked["ratio"] = {"kind": "ratio", "of": ["of-sum", "of-count"]}
    made = [definition(folder, name, compute) for name, compute in asked.items() if name != "ratio"]
    made.append(definition(folder, "hidden", {"kind": "features", "layer": "points"}, confidentiality={"least": 3}))
    return made


def _besides(kind):
    if kind == "count":
        return {"filter": '"open"'}
    if kind == "share":
        return {"filter": "open"}
    return {"value": '"kind"' if kind in ("majority", "distinct") else '"w"', **({"quantile": 0.9} if kind == "quantile" else {})}


def sources(folder):
    """How the layers are written on a command line, and read."""
    return [Source.written(f"{role}={folder / role}.gpkg|{role}") for role in ("points", "shops", "lines", "areas", "table")]


def read_whole(given, wanted, observatory):
    """All layers read at once, as the engine of the desktop has them."""
    chosen = choose(wanted, observatory.definitions)
    return {one.role: looked_at(one).read(None, expressions_of(chosen, one.role), Silent()) for one in given}


def assert_same(one, other):
    """The same zones and comparators: texts alike, numbers to 1e-9."""
    assert one.definition == other.definition and one.territory == other.territory and one.layers == other.layers
    for frame, again in ((one.zones, other.zones), (one.comparators, other.comparators)):
        pd.testing.assert_frame_equal(frame, again, check_exact=False, rtol=1e-9, atol=1e-9)
