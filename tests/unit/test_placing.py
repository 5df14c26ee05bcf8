# SPDX-License-Identifier: GPL-2.0-or-later
import json
import time

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.files.coordinates import named_system, numbers, pairs
from vigie_territoriale.plugin.files.cut import Cut
from vigie_territoriale.plugin.files.model import Options
from vigie_territoriale.plugin.files.placing import guess_placement, unplaced
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.territory.cog import Cog
from vigie_territoriale.plugin.territory.contours import Contours, legal_crs
from vigie_territoriale.plugin.territory.crs import to_geographic, transform

COG, CONTOURS = Cog(), Contours.embedded()
CODES = sorted(CONTOURS.codes)
MAINLAND = [code for code in CODES if code[:2] != "97"]
OVERSEAS = {"EPSG:5490": ("971", "972"), "EPSG:2972": ("973",), "EPSG:2975": ("974",), "EPSG:4471": ("976",)}
GAP, DIGNE, BRIANCON = "05061", "04070", "05023"


def table(**columns):
    return pd.DataFrame(columns, dtype=object)


def placing(frame, cut=None, **options):
    return guess_placement(frame, Options(**options), cut, COG, CONTOURS)


def xy(codes, crs):
    points = transform(CONTOURS.points(codes), "EPSG:4326", crs)
    return shapely.get_x(points), shapely.get_y(points)


def written(values, comma=False):
    return [f"{value:.6f}".replace(".", "," if comma else ".") for value in values]


def away(placement, frame, codes):
    """How far, in metres or so, points are from the middle of their commune."""
    found = to_geographic(placement.place(frame), placement.crs)
    return float(np.max(shapely.distance(found, CONTOURS.points(codes)))) * 111_000


# --- two columns


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_points_of_communes_are_found_back_in_any_system(data):
    crs = data.draw(
        st.sampled_from(
            ["EPSG:4326", "EPSG:2154", "EPSG:27572", "EPSG:3857", *(f"EPSG:{code}" for code in range(3942, 3951)), *OVERSEAS]
        )
    )
    known = [code for code in CODES if code[:3] in OVERSEAS.get(crs, ())] or MAINLAND
    if crs[5:7] == "39":
        zone = int(crs[-2:])
        known = [code for code, y in zip(MAINLAND, shapely.get_y(CONTOURS.points(MAINLAND))) if abs(y - zone) < 0.9]
    codes = data.draw(st.lists(st.sampled_from(known), min_size=3, max_size=40, unique=True))
    comma, swapped = data.draw(st.booleans()), data.draw(st.booleans())
    names = data.draw(st.sampled_from([("x", "y"), ("Xlong", "Ylat"), ("coordX_origine", "coordY_origine"), ("LAMBX", "LAMBY")]))
    x, y = xy(codes, crs)
    values = (y, x) if swapped else (x, y)
    frame = table(insee=codes, **{name: written(axis, comma) for name, axis in zip(names, values)})
    placement = placing(frame)
    assert (placement.kind, placement.crs, placement.geometry, placement.columns) == ("xy", crs, "Point", names)
    assert away(placement, frame, codes) < 1
    assert any("swapped" in note for note in placement.notes()) == swapped
    assert not any("rows" in note for note in placement.notes())


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_without_codes_values_decide(data):
    crs = data.draw(st.sampled_from(["EPSG:4326", "EPSG:2154", "EPSG:3947", "EPSG:2975", "EPSG:4471", "EPSG:2972"]))
    known = [code for code in CODES if code[:3] in OVERSEAS.get(crs, ())] or MAINLAND
    if crs == "EPSG:3947":
        known = [code for code, y in zip(MAINLAND, shapely.get_y(CONTOURS.points(MAINLAND))) if abs(y - 47) < 0.9]
    codes = data.draw(st.lists(st.sampled_from(known), min_size=3, max_size=40, unique=True))
    x, y = xy(codes, crs)
    frame = table(X=written(x), Y=written(y))
    placement = placing(frame)
    assert placement.crs == crs
    assert away(placement, frame, codes) < 1


def test_the_territory_settles_what_values_do_not():
    """Guadeloupe's UTM and Lambert II overlap: what is sought for tells."""
    codes = [code for code in CODES if code.startswith("971")]
    x, y = xy(codes, "EPSG:5490")
    frame = table(x=written(x), y=written(y))
    cut = Cut(COG.territory("departement:971"), COG, CONTOURS)
    assert placing(frame, cut).crs == "EPSG:5490"
    assert placing(frame).crs == "EPSG:27572"  # the sentence lets the user correct it
    assert "guessed from their values" in placing(frame).notes()[0]
    assert placing(frame, crs="EPSG:5490").crs == "EPSG:5490"
    named = placing(frame.rename(columns={"x": "x_utm20", "y": "y_utm20"}))
    assert named.crs == "EPSG:5490"


def test_overseas_rows_in_their_own_system():
    """As in the files of Insee: each row in the legal system of its territory, known by a column or by the row's commune."""
    codes = [GAP, "97105", "97411", "97302", "97611", DIGNE]
    x, y = zip(*(tuple(axis[0] for axis in xy([code], legal_crs(code))) for code in codes))
    frame = table(DEPCOM=codes, LAMBERT_X=written(x), LAMBERT_Y=written(y))
    by_code = placing(frame)
    assert by_code.crs == "EPSG:4326"
    assert away(by_code, frame, codes) < 1
    assert "legal coordinate system of its territory" in by_code.notes()[0]
    by_column = frame.drop(columns="DEPCOM").assign(EPSG=[legal_crs(code)[5:] for code in codes])
    placement = placing(by_column)
    assert placement.crs == "EPSG:4326"
    assert away(placement, by_column, codes) < 1
    assert "column “EPSG”" in placement.notes()[0]
    words = {
        "EPSG:2154": "1,IGN,BD_ADRESSE,LAMBERT_93",
        "EPSG:5490": "UTM_N20",
        "EPSG:2975": "RGR92_UTM_40S",
        "EPSG:2972": "UTM_N22",
        "EPSG:4471": "UTM_S38",
    }
    finess = by_column.drop(columns="EPSG").assign(sourcecoordet=[words[legal_crs(code)] for code in codes])
    assert away(placing(finess), finess, codes) < 1


def test_systems_that_a_column_does_not_tell():
    """Nothing: that of most rows; something unheard of: no position."""
    x, y = xy([GAP, DIGNE, BRIANCON], "EPSG:2154")
    frame = table(x=written(x), y=written(y), epsg=["2154", "2154", "2154"])
    placement = placing(frame)
    assert placement.crs == "EPSG:2154"
    frame["epsg"] = ["2154", None, "99999"]
    assert [point is None for point in placement.place(frame)] == [False, False, True]
    assert "1 rows have no position." in placement.notes()


def test_overseas_rows_that_come_after_the_sample():
    """The system was settled on the mainland: the later rows are brought to it, and it is said."""
    codes = [GAP, DIGNE, BRIANCON, "97411"]
    x, y = zip(*(tuple(axis[0] for axis in xy([code], legal_crs(code))) for code in codes))
    frame = table(insee=codes, x=written(x), y=written(y))
    placement = placing(frame.head(3))
    assert placement.crs == "EPSG:2154"
    assert away(placement, frame, codes) < 1
    assert any(
        note.startswith("1 rows were in another coordinate system: they were brought to EPSG:2154") for note in placement.notes()
    )


def test_degrees_come_before_metres():
    """As Insee's geolocated Sirene: metres in systems of their own, and degrees."""
    codes = [GAP, "97105"]
    x, y = xy(codes, "EPSG:4326")
    frame = table(
        siret=["1", "2"],
        x=["944000", "640000"],
        y=["6388000", "1790000"],
        epsg=["2154", "5490"],
        y_latitude=written(y),
        x_longitude=written(x),
    )
    placement = placing(frame)
    assert (placement.columns, placement.crs) == (("x_longitude", "y_latitude"), "EPSG:4326")
    assert away(placement, frame, codes) < 1
    frame[["y_latitude", "x_longitude"]] = None
    assert placing(frame).columns == ("x", "y")


def test_what_is_counted_and_said():
    x, y = xy([GAP, GAP, GAP, GAP, GAP, BRIANCON], "EPSG:4326")
    longitudes = [*written(x[:1]), "0", None, "n/a", "-74,0", *written(x[5:])]
    latitudes = [*written(y[:1]), "0.0", None, "44.5", "40,7", *written(y[5:])]
    frame = table(insee=[GAP] * 5 + [GAP], longitude=longitudes, latitude=latitudes)
    sample = table(insee=[GAP] * 3, longitude=written(x[:3]), latitude=written(y[:3]))
    placement = placing(sample)
    shapes = placement.place(frame)
    assert [shape is None for shape in shapes] == [False, True, True, True, False, False]
    assert placement.notes() == (
        "3 rows have no position.",
        "1 rows lie at (0, 0), which is no position: they have none.",
        "1 rows lie out of France.",
        "2 rows lie more than a kilometre away from the commune that their code names.",
    )
    placement.place(frame)
    assert placement.notes()[0] == "6 rows have no position."


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["EPSG:4326", "EPSG:2154"]))
def test_far_points_against_plain_distances(seed, crs):
    """The shortcut by circles counts what the distance to each contour counts."""
    rng = np.random.default_rng(seed)
    codes = list(rng.choice(MAINLAND, 20))
    x, y = xy(codes, crs)
    scale = 0.1 if crs == "EPSG:4326" else 10_000
    moved = shapely.points(np.round(x + rng.normal(0, scale, 20), 6), np.round(y + rng.normal(0, scale, 20), 6))
    placement = placing(table(insee=codes, x=written(x), y=written(y)))
    placement.place(table(insee=codes, x=written(shapely.get_x(moved)), y=written(shapely.get_y(moved))))
    far = shapely.distance(moved, transform(CONTOURS.of(codes), "EPSG:4326", crs)) > (0.0125 if crs == "EPSG:4326" else 1000)
    assert sum(note.startswith(f"{far.sum()} rows lie more") for note in placement.notes()) == (far.sum() > 0)


def test_positions_out_of_france():
    frame = table(longitude=["-74.0", "-73.9"], latitude=["40.7", "40.8"])
    assert placing(frame).crs == "EPSG:4326"
    assert placing(table(x=["12", "15"], y=["88", "2"])) is None  # a name such as x says nothing of numbers like these
    assert placing(table(x=["9944000", "9640000"], y=["16388000", "11790000"])) is None
    assert "not recognised" in unplaced(table(x=["9944000"], y=["16388000"]), Options(), COG)[0]


def test_coordinates_that_projections_refuse():
    x, y = xy([GAP], "EPSG:2154")
    placement = placing(table(insee=[GAP], x=written(x), y=written(y)))
    assert list(placement.place(table(insee=[GAP] * 3, x=["inf", "1e300", "nan"], y=["1", "2", "3"]))) == [None] * 3


def test_options_come_first():
    x, y = xy([GAP, DIGNE], "EPSG:4326")
    frame = table(a=written(x), b=written(y), longitude=["1", "2"], latitude=["45", "46"], insee=[GAP, DIGNE])
    assert placing(frame, x="a", y="b").columns == ("a", "b")
    assert placing(frame, place="none") is None
    assert unplaced(frame, Options(place="none"), COG) == ()
    assert placing(frame, place="code").kind == "code"
    for options, sentence in (
        ({"x": "a"}, "name both"),
        ({"x": "a", "y": "z"}, "no column “z”"),
        ({"place": "map"}, "not understood"),
        ({"geometry": "z"}, "no column “z”"),
        ({"place": "text"}, "No column holds geometries"),
    ):
        with pytest.raises(VigieError, match=sentence):
            placing(frame, **options)
    with pytest.raises(VigieError, match="No coordinates can be read"):
        placing(table(a=["b"]), place="xy")
    with pytest.raises(VigieError, match="No column holds codes of communes, EPCI"):
        placing(table(iris=["050610101"]), place="code")


@settings(max_examples=100, deadline=None)
@given(st.floats(-1e7, 1e7), st.sampled_from([" ", "\u00a0", "\u202f", ""]), st.booleans())
def test_numbers_are_read_as_people_write_them(value, thousands, comma):
    text = f"{value:,.3f}".replace(",", thousands)
    found = numbers(pd.Series([text.replace(".", ",") if comma else text, None, "", "x"], dtype=object))
    assert found[0] == pytest.approx(value, abs=5e-4)
    assert np.isnan(found[1:]).all()


def test_pairs_of_names():
    assert [pair[:2] for pair in pairs(["coordX_origine", "coordY_origine", "latitude", "longitude"])] == [
        ("longitude", "latitude"), ("coordX_origine", "coordY_origine"),
    ]  # fmt: skip
    names = [
        "Coordonnées passage : Coordonnées minx",
        "Coordonnées passage : Coordonnées miny",
        "coordxet",
        "coordyet",
        "X_L93",
        "Y_L93",
    ]
    assert [pair[:2] for pair in pairs(names)] == [(names[0], names[1]), ("coordxet", "coordyet"), ("X_L93", "Y_L93")]
    assert pairs(["prix", "yeux", "taux", "plat", "long"]) == []


def test_names_of_systems():
    names = {"LAMBERT_93": "EPSG:2154", "RGF93 / CC44": "EPSG:3944", "2154": "EPSG:2154", "epsg:27572": "EPSG:27572", "Lambert II étendu": "EPSG:27572", "WGS84": "EPSG:4326", "RGAF09_UTM_20": "EPSG:5490", "Lambert": None, "": None}  # fmt: skip
    assert {text: named_system(text) for text in names} == names


# --- one column


def test_wkt_and_ewkt():
    x, y = xy([GAP, DIGNE], "EPSG:2154")
    frame = table(nom=["a", "b"], geom=[f"POINT ({a} {b})" for a, b in zip(x, y)])
    placement = placing(frame)
    assert (placement.kind, placement.columns, placement.crs, placement.geometry) == ("text", ("geom",), "EPSG:2154", "Point")
    assert away(placement, frame, [GAP, DIGNE]) < 1
    lon, lat = xy([BRIANCON], "EPSG:4326")
    mixed = table(
        geom=[f"SRID=2154;POINT({x[0]} {y[0]})", f"srid=2154; point z ({x[1]} {y[1]} 500)", "POINT EMPTY", "POINT(1", None]
    )
    placement = placing(mixed.head(2))
    assert placement.crs == "EPSG:2154"
    shapes = placement.place(pd.concat([mixed, table(geom=[f"SRID=4326;POINT({lon[0]} {lat[0]})"])], ignore_index=True))
    assert [shape is None for shape in shapes] == [False, False, True, True, True, False]
    assert not shapely.has_z(shapes[1])
    assert shapely.distance(to_geographic(shapes[[5]], "EPSG:2154")[0], CONTOURS.points([BRIANCON])[0]) < 1e-6
    assert placement.notes() == ("3 rows have no position.",)


def test_an_srid_that_is_none():
    x, y = xy([GAP, DIGNE], "EPSG:4326")
    frame = table(geom=[f"SRID={srid};POINT({a} {b})" for srid, a, b in zip((0, 99999), x, y)])
    placement = placing(frame)
    assert placement.crs == "EPSG:4326"
    assert away(placement, frame, [GAP, DIGNE]) < 1


def test_texts_made_to_crash():
    """GEOS reads collections by recursion: two hundred thousand of them would end the program."""
    deep = 200_000
    wkt = "GEOMETRYCOLLECTION(" * deep + "POINT(6 44)" + ")" * deep
    assert list(placing(table(geom=["POINT(6 44)", "POINT(6 45)"])).place(table(geom=[wkt, "POINT(1e999 0)"]))) == [None, None]
    point = '{"type": "Point", "coordinates": [6, 44]}'
    nested = '{"type": "GeometryCollection", "geometries": [' * deep + point + "]}" * deep
    hostile = table(
        geom=[nested, '{"type": "Point", "coordinates": ["a", "b"]}', '{"type": "Point", "coordinates": ' + "[" * deep]
    )
    assert list(placing(table(geom=[point])).place(hostile)) == [None] * 3


@pytest.mark.parametrize("coordinates", ["[[[]]]", "[[ ]]", "[[6, 44], [\n]]", "[[[[]]]]"])
def test_empty_positions_made_to_crash(coordinates):
    """GEOS 3.11 takes an empty array for a position, and ends the program."""
    for kind in ("Polygon", "LineString", "MultiPolygon", "MultiPoint"):
        hostile = table(geom=[f'{{"type": "{kind}", "coordinates": {coordinates}}}'])
        assert list(placing(table(geom=['{"type": "Point", "coordinates": [6, 44]}'])).place(hostile)) == [None]


def test_shapes_that_most_rows_lack_do_not_win():
    x, y = xy([GAP, DIGNE], "EPSG:4326")
    frame = table(longitude=written(x), latitude=written(y), wkt=["POLYGON((6 44,7 44,7 45,6 44))", None])
    assert placing(frame).kind == "xy"


def test_shapes_written_as_text_are_better_than_points():
    """As exports of Opendatasoft have both."""
    codes = [GAP, DIGNE]
    x, y = xy(codes, "EPSG:4326")
    frame = table(
        insee=codes,
        geo_point_2d=[f"{b}, {a}" for a, b in zip(x, y)],
        geo_shape=[json.dumps(shapely.geometry.mapping(shape.geoms[0])) for shape in CONTOURS.of(codes)],
    )
    placement = placing(frame)
    assert (placement.columns, placement.geometry, placement.crs) == (("geo_shape",), "MultiPolygon", "EPSG:4326")
    shapes = placement.place(frame)
    assert {shape.geom_type for shape in shapes} == {"MultiPolygon"}
    odd = placement.place(table(insee=[GAP], geo_shape=['{"type": "Point", "coordinates": [6, 44]}']))
    assert list(odd) == [None]
    assert "1 rows have a geometry of another kind" in " ".join(placement.notes())
    assert placing(frame.drop(columns="geo_shape")).columns == ("geo_point_2d",)


@pytest.mark.parametrize("form", ["{y}, {x}", "{x}, {y}", "[{x},{y}]", "({y} {x})", "{y};{x}"])
def test_pairs_in_one_column(form):
    codes = [GAP, DIGNE, "97411"]
    x, y = xy(codes, "EPSG:4326")
    frame = table(position=[form.format(x=a, y=b) for a, b in zip(x, y)])
    placement = placing(frame)
    assert (placement.kind, placement.crs, placement.geometry) == ("text", "EPSG:4326", "Point")
    assert away(placement, frame, codes) < 1
    assert placement.notes() == ()


def test_other_pairs_are_no_position():
    assert placing(table(effectifs=["120, 150", "3, 12"])) is None
    assert placing(table(a=["(1)", "POINT of sale"])) is None


def test_wkt_with_latitudes_first():
    x, y = xy([GAP, DIGNE], "EPSG:4326")
    frame = table(wkt=[f"POINT({b} {a})" for a, b in zip(x, y)])
    placement = placing(frame)
    assert away(placement, frame, [GAP, DIGNE]) < 1
    assert "latitudes first" in placement.notes()[0]


# --- codes


@pytest.mark.parametrize(
    ("name", "values", "level"),
    [
        ("insee_com", ["05061", "4070", "2A004"], "commune"),
        ("epci", ["200067825", "200067742", "200067437"], "epci"),
        ("dep", ["05", "4", "974"], "departement"),
        ("reg", ["93", "94", "1"], "region"),
    ],
)
def test_contours_of_codes(name, values, level):
    frame = table(**{name: [*values, None, "?"]}, valeur=["1"] * 5)
    placement = placing(frame.head(3))
    assert (placement.kind, placement.columns, placement.crs, placement.geometry) == (
        "code",
        (name,),
        "EPSG:4326",
        "MultiPolygon",
    )
    shapes = placement.place(frame)
    assert list(shapes[3:]) == [None, None]
    members = [COG.members(level, code.zfill(2 if level in ("departement", "region") else 5)) for code in values]
    for shape, codes in zip(shapes, members):
        assert shape.geom_type == "MultiPolygon"
        assert shape.area == pytest.approx(sum(part.area for part in CONTOURS.of(codes) if part is not None), rel=1e-6)
    assert "2 rows have no code that is known" in placement.notes()[-1]
    assert CONTOURS.credit in placement.notes()


def test_long_tables_stay_tables():
    """A contour again for each year or service would be heavy and of no use."""
    frame = table(insee_com=[GAP, GAP, DIGNE, DIGNE], valeur=["1", "2", "3", "4"])
    assert placing(frame) is None
    assert "choose to place it by code" in unplaced(frame, Options(), COG)[0]
    assert placing(frame, place="code").kind == "code"
    assert placing(table(insee_com=[GAP, DIGNE], annee=["2020", "2020"])) is None
    assert placing(table(a=MAINLAND[:30])) is None  # found by values only: no telling name


def test_what_has_no_contour_is_said():
    assert "IRIS, whose contours" in unplaced(table(code_iris=["050610101", "050610102"]), Options(), COG)[0]
    assert "QPV, whose contours" in unplaced(table(code_qp=["QN00501M"]), Options(), COG)[0]
    assert "geocode them" in unplaced(table(adresse=["1 rue Carnot"], commune=["Gap"]), Options(), COG)[0]
    assert "decimal degrees" in unplaced(table(longitude=["6° 04′ 43″"], latitude=["44° 33′ 31″"]), Options(), COG)[0]
    assert unplaced(table(a=["b"]), Options(), COG) == ()
    placement = placing(table(insee_com=["15031", GAP]))
    placement.place(table(insee_com=["15031", GAP]))
    assert "1 rows name a territory that has no contour" in placement.notes()[-1]


def test_empty_tables():
    assert placing(pd.DataFrame()) is None
    assert placing(table(longitude=[None], latitude=[None])) is None
    x, y = xy([GAP], "EPSG:4326")
    placement = placing(table(longitude=written(x), latitude=written(y)))
    assert len(placement.place(table(longitude=[], latitude=[]))) == 0


def test_a_million_rows_in_some_seconds():
    rng = np.random.default_rng(1)
    frame = table(longitude=written(rng.uniform(-1, 7, 1_000_000)), latitude=written(rng.uniform(44, 49, 1_000_000)))
    placement = placing(frame)
    start = time.process_time()
    points = placement.place(frame)
    assert time.process_time() - start < 6  # 1 s on an idle machine
    assert not shapely.is_missing(points).any()
