# SPDX-License-Identifier: GPL-2.0-or-later
"""Indicators by parts: the same as at once, whatever lies across borders, and nothing read that cannot count."""

import json
import sqlite3
import sys
from contextlib import nullcontext
from dataclasses import dataclass, field, replace

import batch_data
import defined
import numpy as np
import pandas as pd
import pyproj
import pytest
import requests
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.batch import pools
from vigie_territoriale.plugin.batch.computing import compute
from vigie_territoriale.plugin.batch.expressions import evaluate
from vigie_territoriale.plugin.batch.merging import notes_together
from vigie_territoriale.plugin.batch.parts import box_in, parts_of, widened
from vigie_territoriale.plugin.batch.sources import PartedLayer, Source, looked_at
from vigie_territoriale.plugin.batch.work import FARTHEST_KM, Answer, Job, Work
from vigie_territoriale.plugin.batch.writing import check_output, write_results
from vigie_territoriale.plugin.indicators.inputs import LayerData
from vigie_territoriale.plugin.indicators.placing import Context
from vigie_territoriale.plugin.indicators.zonings import OWN
from vigie_territoriale.plugin.messages import Cancelled, Note, Silent, VigieError
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.store.tables import long_table

GEOD = pyproj.Geod(ellps="GRS80")
AREA = "04 05 06 13 26 38 83 84"
WHOLE = ",".join(f"departement:{code}" for code in AREA.split())


@pytest.fixture(scope="module")
def observatory(tmp_path_factory):
    return Observatory(lambda progress, endpoint: requests.Session(), tmp_path_factory.mktemp("downloads"), evaluate=evaluate)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("batch")
    batch_data.make(made, points=3_000, shops=60, within=AREA)
    return made


@pytest.fixture(scope="module")
def wanted(folder):
    return batch_data.definitions(folder)


def both(observatory, wanted, written, level, sources, more=()):
    """The results of one process of the engine, those of a batch, and how the batch went."""
    territory = observatory.cog.territory(written)
    layers = batch_data.read_whole([*sources, *more], wanted, observatory)
    alone = observatory.study(wanted, territory, level, layers, "embedded", Silent())
    batch, report = compute(observatory, wanted, territory, level, [*sources, *more], nullcontext(pools.Here()), Silent())
    return alone, batch, report


def test_figures_of_every_kind_are_those_of_one_process(observatory, folder, wanted):
    wanted = [*wanted, _ratio(folder), "france-services-distance"]
    alone, batch, report = both(observatory, wanted, "departement:04,departement:05", "epci", batch_data.sources(folder))
    assert [one.definition.id for one in batch] == [one.definition.id for one in alone]
    for one, other in zip(alone, batch):
        batch_data.assert_same(one, other)
    assert sum(one.zones["value"].notna().sum() > 0 for one in batch) == len(batch)
    assert {answer.part.name for answer in report.answers} == {"04", "05", "tables"}


def _ratio(folder):
    return batch_data.definition(folder, "made-of", {"kind": "difference", "of": ["population-density", "population-change"]})


def test_the_columns_are_those_of_the_algorithm(observatory, folder, wanted):
    alone, batch, _ = both(observatory, wanted[:2], "departement:05", "epci", batch_data.sources(folder)[:1])
    one, other = long_table(alone), long_table(batch)
    assert list(one) == list(other)
    same = [name for name in one if name not in ("notes", "computed")]
    pd.testing.assert_frame_equal(one[same], other[same], check_exact=False, rtol=1e-9, atol=1e-9)
    assert "points: 3,000 features, read by parts" in other["notes"][0]


@pytest.mark.parametrize("layer", ["squares", "groups"])
def test_zones_of_ones_own(observatory, folder, wanted, layer):
    zones = Source(OWN, str(folder / f"{layer}.gpkg"))
    names = ("of-sum", "of-median", "per-10000", "to-shops", "people-to-shops", "length", "covered", "basket", "of-distinct")
    chosen = [path for path in wanted if path.endswith(tuple(f"/{name}.json" for name in names))]
    roles = ("points", "shops", "lines", "areas")
    sources = [one for one in batch_data.sources(folder) if one.role in roles]
    alone, batch, _ = both(observatory, chosen, WHOLE, OWN, sources, [zones])
    for one, other in zip(alone, batch):
        batch_data.assert_same(one, other)
        assert (
            other.zones["value"].notna().any() or other.definition.id == "people-to-shops"
        )  # of a tenth the weight is not known


def test_contours_of_ones_own(observatory, folder, wanted, contours):
    chosen = np.flatnonzero([code.startswith(("04", "05", "26", "84")) for code in contours.codes])
    moved = shapely.transform(contours.shapes[chosen], lambda xy: xy + 0.004)
    batch_data.write(folder / "contours.gpkg", "contours", pd.DataFrame({"code": contours.codes[chosen]}), moved, "EPSG:4326")
    more = [Source("contours", str(folder / "contours.gpkg"))]
    alone, batch, _ = both(observatory, wanted[:2], "departement:05", "commune", batch_data.sources(folder)[:1], more)
    for one, other in zip(alone, batch):
        batch_data.assert_same(one, other)
        assert one.contours == other.contours != ""


def test_each_part_reads_its_own_and_a_little_around(observatory, folder, wanted):
    *_, report = both(observatory, wanted[:1], "region:93", "commune", batch_data.sources(folder)[:1])
    reads = {answer.part.name: answer.read["points"] for answer in report.answers}
    assert set(reads) == {"04", "05", "06", "13", "83", "84"}
    assert max(reads.values()) < 0.5 * report.sizes["points"] == 1_500


# Parts


def test_every_zone_is_in_one_part(cog, contours, observatory):
    communes = Context(cog, contours, cog.territory("france")).communes
    parts = parts_of(communes, communes, cog, cog.country(), ("x",))
    places = np.concatenate([part.zones for part in parts])
    assert sorted(communes.codes[place] for place in places) == sorted(cog.country())
    assert len(parts) == 101


places = st.tuples(st.floats(-5, 9), st.floats(41.5, 51))


@given(places, st.floats(0, 2), st.floats(0.1, FARTHEST_KM), st.floats(0, 360), st.floats(0, 1))
def test_a_widened_box_holds_all_that_is_near(corner, size, km, azimuth, share):
    box = (*corner, corner[0] + size, corner[1] + size)
    for x in (box[0], box[2]):
        for y in (box[1], box[3]):
            there = GEOD.fwd(x, y, azimuth, share * km * 1000)
            west, south, east, north = widened(box, km)
            assert west <= there[0] <= east and south <= there[1] <= north


@given(places, st.floats(0.001, 6), st.floats(0, 1), st.floats(0, 1), st.sampled_from(["EPSG:2154", "EPSG:3857", "EPSG:3035"]))
def test_a_box_in_another_system_holds_its_places(corner, size, x, y, crs):
    box = (*corner, corner[0] + size, corner[1] + size)
    moved = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(corner[0] + x * size, corner[1] + y * size)
    west, south, east, north = box_in(box, "EPSG:4326", crs)
    assert west <= moved[0] <= east and south <= moved[1] <= north


def test_where_a_system_cannot_be_trusted_all_is_read():
    assert box_in((-180.0, -89.9, 180.0, 89.9), "EPSG:4326", "EPSG:2154") is None


# Distances


@dataclass(frozen=True)
class Shops(PartedLayer):
    """Points in memory, which are read by a box as those of a file are; the boxes are noted."""

    xy: np.ndarray = None
    boxes: list = field(default_factory=list)

    def read(self, box, expressions, progress):
        self.boxes.append(box)
        west, south, east, north = box or (-180, -90, 180, 90)
        near = (self.xy[:, 0] >= west) & (self.xy[:, 0] <= east) & (self.xy[:, 1] >= south) & (self.xy[:, 1] <= north)
        return LayerData("shops", None, self.crs, xy=self.xy[near])

    @classmethod
    def at(cls, xy):
        xy = np.array(xy, dtype=float).reshape(-1, 2)
        return cls(Source("shops", "memory"), "EPSG:4326", len(xy), {}, {}, False, xy=xy)


@pytest.fixture(scope="module")
def job(cog, contours):
    context = Context(cog, contours, cog.territory("france"))
    nearest = defined.definition({"kind": "nearest", "layer": "shops", "from": "contours"})
    doubtful = frozenset(contours.doubtful(cog))
    return Job((nearest,), {}, context.territory, {"commune": context.communes}, doubtful, "en")


@pytest.fixture(scope="module")
def by_name(job, cog):
    zoning = job.zonings["commune"]
    return {part.name: part for part in parts_of(zoning, zoning, cog, job.territory.communes, ("made",))}


def answer_of(job, part, xy, **asked):
    """The answer of the part of a département to where these shops are, and the kilometres (or shares) of its communes."""
    definition = defined.definition({**job.definitions[0].compute, **asked})
    answer = Answer(part)
    Work(replace(job, inputs={"shops": Shops.at(xy)}, definitions=(definition,)), part, answer).run()
    facts = answer.facts["made"]
    with np.errstate(invalid="ignore"):
        return answer, facts.numerator / facts.denominator


def brute(job, part, xy, crs="EPSG:2154"):
    """Kilometres on the ellipsoid to the nearest in the plane, of all."""
    zoning = job.zonings["commune"]
    starts = shapely.get_coordinates(shapely.point_on_surface(zoning.shapes[part.zones]))
    moved = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    flat, targets = (np.column_stack(moved.transform(*np.asarray(some, dtype=float).T)) for some in (starts, xy))
    chosen = ((flat[:, None] - targets[None]) ** 2).sum(axis=2).argmin(axis=1)
    return GEOD.inv(*starts.T, *np.asarray(xy, dtype=float)[chosen].T)[2] / 1000


@settings(max_examples=15)
@given(st.lists(st.tuples(st.floats(4, 9), st.floats(42.5, 47)), min_size=1, max_size=30))
def test_the_nearest_is_that_of_all_however_far(job, by_name, xy):
    part = by_name["90"]
    _, kilometres = answer_of(job, part, xy)
    np.testing.assert_allclose(kilometres, brute(job, part, xy), rtol=1e-9, atol=1e-9)


def test_a_halo_is_widened_once_to_what_was_found(job, by_name):
    part = by_name["05"]
    answer, kilometres = answer_of(job, part, [(6.1, 44.6)])
    assert 25 < kilometres.max() < answer.halo < 1.25 * max(kilometres.max(), 40)
    np.testing.assert_allclose(kilometres, brute(job, part, [(6.1, 44.6)]), rtol=1e-9)


def test_beyond_the_farthest_halo_all_is_looked_at(job, by_name):
    xy = [(-4.6, 48.4), (55.5, -21.1)]  # Brest, and La Réunion, which is another system's
    part = by_name["06"]
    _, kilometres = answer_of(job, part, xy)
    assert kilometres.min() > 2 * FARTHEST_KM
    np.testing.assert_allclose(kilometres, brute(job, part, xy[:1]), rtol=1e-9)


def test_of_another_system_alone_there_is_no_distance(job, by_name):
    _, kilometres = answer_of(job, by_name["90"], [(55.5, -21.1)])
    assert np.isnan(kilometres).all()


@pytest.mark.parametrize("xy", [[(6.9, 47.6)], [(2.3, 48.8)]])
def test_within_a_distance_what_is_farther_is_told_apart_from_nothing(job, by_name, xy):
    part = by_name["90"]
    _, share = answer_of(job, part, xy, kind="within", km=12)
    np.testing.assert_array_equal(share, brute(job, part, xy) <= 12)


# What is refused


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("points.gpkg", "write role=path"),
        ("=points.gpkg", "write role=path"),
        ("points=PG:host=db password=secret|public.points", "holds a password"),
        ("points=PG:postgresql://me:secret@db/geo|points", "holds a password"),
    ],
)
def test_sources_that_are_not_understood(written, why):
    with pytest.raises(VigieError, match=why) as raised:
        Source.written(written)
    assert "secret" not in raised.value.sentence


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:1/a.gpkg", "WFS:http://127.0.0.1:1/", "/vsicurl/http://127.0.0.1:1/a.gpkg", "no.gpkg"]
)
def test_what_is_no_file_is_not_opened(address):
    with pytest.raises(VigieError, match="on every machine that computes"):
        looked_at(Source("points", address))


def test_sources_as_they_are_written():
    assert Source.written("points=a/b.gpkg|c") == Source("points", "a/b.gpkg", "c")
    assert Source.written("points=a.gpkg|layername=c|subset=v = 'x|y'") == Source("points", "a.gpkg", "c", "v = 'x|y'")
    assert Source.written("points=PG:service=geo|public.points") == Source("points", "PG:service=geo", "public.points")


def test_a_filter_of_a_source(folder):
    layer = looked_at(Source("points", str(folder / "points.gpkg"), "points", "kind = 'a'"))
    kinds = layer.read(None, ("kind",), Silent()).values["kind"]
    assert set(kinds) == {"a"} and len(kinds) == len(layer) < 3_000
    with pytest.raises(VigieError, match="filter of “points” is wrong"):
        looked_at(Source("points", str(folder / "points.gpkg"), "points", "kind ="))


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("v * 2", r"“v \* 2” of “points” is an expression that only QGIS evaluates"),
        ("v = 2.5", "only QGIS"),
        ("kind < 'b'", "only QGIS"),
        ("kind = 2", "only QGIS"),
        ("open = 2.0", "only QGIS"),
        ("null", "only QGIS"),
        ("kind LIKE 'a%'", "only QGIS"),
        (r"kind = 'a\'", "only QGIS"),
        ("(kind = 'a'", "only QGIS"),
        ("kind = 'a' or", "only QGIS"),
        ("$area", "only QGIS"),
        ('"price"', "has no field price; there are v, w, kind, open"),
    ],
)
def test_expressions_that_only_qgis_evaluates_are_named(observatory, folder, tmp_path, expression, why):
    path = batch_data.definition(
        tmp_path, "asked", {"kind": "aggregate", "layer": "points", "aggregate": "sum", "value": expression}
    )
    with pytest.raises(VigieError, match=why):
        compute(
            observatory,
            [path],
            observatory.cog.territory("departement:05"),
            "commune",
            batch_data.sources(folder)[:1],
            NoPool(),
            Silent(),
        )


class NoPool:
    """Nothing is sent before all has been checked."""

    lost = 0

    def answers(self, job, parts, progress):
        raise AssertionError


def test_fields_are_found_as_qgis_finds_them(folder):
    layer = looked_at(batch_data.sources(folder)[0])
    assert [layer.expression(written).fields for written in ('"v"', " v ", "V", '"Kind"')] == [("v",), ("v",), ("v",), ("kind",)]


@pytest.mark.parametrize(
    ("roles", "level", "why"),
    [
        (["points", "points"], "commune", "given twice"),
        (["points", "shops"], "commune", "No indicator that is asked for has the role “shops”"),
        (["points"], OWN, "--zones"),
        ([], "commune", "needs a layer for “points”"),
    ],
)
def test_layers_that_do_not_fit(observatory, folder, wanted, roles, level, why):
    known = {one.role: one for one in batch_data.sources(folder)}
    with pytest.raises(VigieError, match=why):
        compute(
            observatory,
            wanted[:1],
            observatory.cog.territory("departement:05"),
            level,
            [known[role] for role in roles],
            NoPool(),
            Silent(),
        )


def test_travel_times_are_the_desktops(observatory, folder, tmp_path):
    asked = {"kind": "reach", "layer": "shops", "from": "contours", "minutes": 15, "profile": "car"}
    path = batch_data.definition(tmp_path, "asked", asked)
    with pytest.raises(VigieError, match="travel times: compute it with QGIS"):
        compute(
            observatory,
            [path],
            observatory.cog.territory("departement:05"),
            "commune",
            batch_data.sources(folder)[1:2],
            NoPool(),
            Silent(),
        )


def test_a_layer_of_another_dimension_says_so_as_the_desktop_does(observatory, folder, tmp_path):
    path = batch_data.definition(tmp_path, "asked", {"kind": "aggregate", "layer": "points", "aggregate": "length"})
    territory, said = observatory.cog.territory("departement:04,departement:05"), []
    layers = {"points": looked_at(batch_data.sources(folder)[0]).read(None, (), Silent())}
    for ways in (
        lambda: observatory.study([path], territory, "commune", layers, "embedded", Silent()),
        lambda: compute(
            observatory, [path], territory, "commune", batch_data.sources(folder)[:1], nullcontext(pools.Here()), Silent()
        ),
    ):
        with pytest.raises(VigieError) as raised:
            ways()
        said.append(raised.value.sentence)
    assert said[0] == said[1] == "“points” holds no line: no length can be measured."


def test_geoparquet_needs_a_library(tmp_path, monkeypatch):
    for name in ("pyarrow", "pyarrow.compute", "pyarrow.dataset", "pyarrow.types"):
        monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "points.parquet").write_bytes(b"PAR1")
    with pytest.raises(VigieError, match="install pyarrow"):
        looked_at(Source("points", str(tmp_path / "points.parquet")))
    with pytest.raises(VigieError, match="install pyarrow"):
        check_output(tmp_path / "out.parquet", [])


def test_several_workers_need_a_library(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(VigieError, match=r"--workers 0"), pools.own_workers(2):
        pass
    with pools.own_workers(0) as pool:
        assert isinstance(pool, pools.Here)


def test_an_open_scheduler_elsewhere_is_refused():
    with pytest.raises(VigieError, match="is not encrypted"), pools.workers_of("tcp://10.0.0.1:8786"):
        pass


def test_a_layer_that_went_away_is_told(observatory, folder, wanted, tmp_path):
    class Gone(pools.Here):
        def answers(self, job, parts, progress):
            (tmp_path / "points.gpkg").unlink()
            yield from super().answers(job, parts, progress)

    (tmp_path / "points.gpkg").write_bytes((folder / "points.gpkg").read_bytes())
    source = Source("points", str(tmp_path / "points.gpkg"))
    with pytest.raises(VigieError, match="on every machine that computes"):
        compute(
            observatory,
            wanted[:1],
            observatory.cog.territory("departement:05"),
            "commune",
            [source],
            nullcontext(Gone()),
            Silent(),
        )


def test_a_cancel_is_heard_between_parts(observatory, folder, wanted):
    class Stop(Silent):
        def hear(self):
            if told:
                raise Cancelled

    told: list[Answer] = []
    territory = observatory.cog.territory("departement:04,departement:05")
    with pytest.raises(Cancelled):
        compute(
            observatory, wanted[:1], territory, "commune", batch_data.sources(folder)[:1], nullcontext(pools.Here()), Stop(),
            lambda answer, place, of: told.append(answer),
        )  # fmt: skip
    assert len(told) == 1


# What is said, and written


def test_numbers_of_parts_are_added_up():
    told = "{count} features have no value of {value}: they are left out."
    parts = [
        ["plain", Note.of(told, count=900, value="v")],
        [Note.of(told, count=200, value="v"), Note.of(told, count=1, value="w"), "plain"],
    ]
    assert notes_together(parts, {}) == [
        "plain", "1,100 features have no value of v: they are left out.", "1 features have no value of w: they are left out.",
    ]  # fmt: skip


def test_what_is_written_is_whole_or_not_at_all(observatory, folder, wanted, tmp_path, monkeypatch):
    _, results, _ = both(observatory, wanted[:1], "departement:05", "epci", batch_data.sources(folder)[:1])
    table = long_table(results)
    for name in ("out.csv", "out.gpkg"):
        assert write_results(results, tmp_path / name) == len(table)
    again = pd.read_csv(tmp_path / "out.csv", dtype={"code": str})
    np.testing.assert_array_equal(again["value"], table["value"])
    with sqlite3.connect(tmp_path / "out.gpkg") as opened:
        rows = opened.execute("SELECT code, value FROM indicators ORDER BY fid").fetchall()
    assert rows == [(code, None if value != value else value) for code, value in zip(table["code"], table["value"])]
    before = (tmp_path / "out.csv").read_bytes()

    def full(stream):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(VigieError, match="cannot be written"):
        write_results(results[:0] or results, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "out.gpkg"]


@pytest.mark.parametrize(("name", "why"), [("out.txt", "told by the end of its name"), ("points.gpkg", "is read")])
def test_outputs_that_are_refused(folder, name, why):
    with pytest.raises(VigieError, match=why):
        check_output(folder / name, batch_data.sources(folder))


def test_the_report_is_plain(observatory, folder, wanted):
    *_, report = both(observatory, wanted[:1], "departement:05", "commune", batch_data.sources(folder)[:1])
    document = json.loads(json.dumps(report.as_dict()))
    assert document["features"] == {"points": 3_000} and document["parts"][0]["part"] == "05" and document["lost_workers"] == 0
