# SPDX-License-Identifier: GPL-2.0-or-later
"""Charts of results: what is drawn, what is not, and that all of it is readable."""

import dataclasses
import io
import subprocess
import sys

import made
import matplotlib
import matplotlib.image
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from vigie_territoriale.plugin import messages
from vigie_territoriale.plugin.layers.palette import tones
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.reports import charts
from vigie_territoriale.plugin.store.geopackage import GeoPackage
from vigie_territoriale.plugin.store.results import history

NAN = float("nan")
LONGEST = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"
COUNTED = {"kind": "features", "layer": "features"}


@pytest.fixture
def many():
    """60 zones from 0 to 118, and one without a value."""
    codes = {f"{place:05}": 2.0 * place for place in range(60)}
    return made.result(
        {**codes, "gone": NAN}, names={"00010": LONGEST}, compared={"epci:200067825": 51.0, "country:france": 80.0}
    )


def bars(figure):
    """The names of the bars and how long they are, from top to bottom."""
    axes = figure.axes[0]
    names = {tick: label.get_text() for tick, label in zip(axes.get_yticks(), axes.get_yticklabels())}
    return [(names[round(bar.get_y() + bar.get_height() / 2)], bar.get_width()) for bar in axes.patches]


def texts(figure):
    legend = figure.axes[0].get_legend()
    return " | ".join(
        [
            figure._suptitle.get_text(),
            figure._supxlabel.get_text(),
            *(text.get_text() for text in (legend.get_texts() if legend else [])),
        ]
    )


LOWEST = [("58. Zone 00002", 4), ("59. Zone 00001", 2), ("60. Zone 00000", 0)]


def pixels(png):
    return matplotlib.image.imread(io.BytesIO(png))[..., :3]


def test_the_highest_come_first_then_those_about_the_highlighted_zone(many):
    drawn = bars(charts._ranking(many, "00010"))
    assert [width for _, width in drawn[:25]] == [2.0 * place for place in range(59, 34, -1)]
    assert drawn[25:] == [
        ("48. Zone 00012", 24), ("49. Zone 00011", 22), (f"50. {LONGEST}", 20), ("51. Zone 00009", 18), ("52. Zone 00008", 16),
        *LOWEST,
    ]  # fmt: skip
    assert bars(charts._ranking(many, "00058")) == [*drawn[:25], *LOWEST]


def test_the_lowest_are_never_left_out(many):
    """A chart of changes that shows rises only would mislead; a zone is drawn once, and what is left out has its mark."""
    figure = charts._ranking(many, "00001")
    assert [width for _, width in bars(figure)[25:]] == [6, 4, 2, 0]
    assert [tick.get_text() for tick in figure.axes[0].get_yticklabels()].count("…") == 1
    assert [tick.get_text() for tick in charts._ranking(many, "").axes[0].get_yticklabels()].count("…") == 2


def test_without_a_highlighted_zone_those_about_the_territory_are_shown(many):
    drawn = bars(charts._ranking(many, ""))
    assert [width for _, width in drawn[25:]] == [54, 52, 50, 48, *(width for _, width in LOWEST)], "51 is the territory's"
    high = dataclasses.replace(many, comparators=many.comparators.assign(value=1000.0))
    assert len(bars(charts._ranking(high, ""))) == 25 + len(LOWEST)


def test_zones_without_a_value_are_counted_and_not_drawn(many):
    figure = charts._ranking(many, "")
    assert "32 of 60 zones are shown. Zones left out, for they have no value (that is not 0): 1" in texts(figure)
    zero = made.result({"a": 0.0, "b": NAN})
    assert bars(charts._ranking(zero, "")) == [("1. Zone a", 0)]
    assert "left out" not in texts(charts._ranking(made.result({"a": 0.0}), ""))


def test_comparators_are_lines_with_names_save_for_counts(many):
    figure = charts._ranking(many, "")
    lines = [line.get_xdata()[0] for line in figure.axes[0].lines]
    assert lines == [51, 80, 0] and "CA Gap-Tallard-Durance: 51.0 | France: 80.0" in texts(figure)
    looks = [(line.get_color(), line.get_linestyle()) for line in figure.axes[0].lines[:2]]
    assert len({dashes for _, dashes in looks}) == 2, "not told by their colours alone"
    counted = dataclasses.replace(many, definition=made.definition(compute=COUNTED))
    assert [line.get_xdata()[0] for line in charts._ranking(counted, "").axes[0].lines] == [0]
    peers = pd.concat([many.comparators, made.figures({"small": 7.0}, "peers", {"small": "Peers"})], ignore_index=True)
    assert "Peers: 7.0" in texts(charts._ranking(dataclasses.replace(counted, comparators=peers), ""))


def test_the_territory_alone_stands_out_beside_the_others(many):
    def bold(result):
        axes = charts._beside(result).axes[0]
        return [
            label.get_fontweight() == "bold" and bar.get_linewidth() > 1
            for label, bar in zip(axes.get_yticklabels(), axes.patches)
        ]

    assert bold(many) == [True, False]
    unknown = dataclasses.replace(many, comparators=many.comparators.assign(value=[NAN, 80.0]))
    assert bold(unknown) == [False]  # a mean of others is not taken for its own


@pytest.mark.parametrize("ramp", ["Blues", "Greens", "Oranges", "Purples", "Reds", "PuOr", "RdBu"])
def test_bars_have_the_colours_of_the_map_and_lines_have_others(ramp):
    change = {"kind": "difference", "of": ["a", "b"]} if ramp in ("PuOr", "RdBu") else {"kind": "rate", "layer": "x", "per": 10}
    compared = {"epci:200067825": 2.0, "departement:05": 2.5, "region:93": 3.0, "country:france": 4.0}
    values = {"a": 9.0, "b": 1.0, "c": -6.0, "d": -1.0} if ramp in ("PuOr", "RdBu") else {"a": 9.0, "b": 1.0, "c": 4.0}
    told = made.result(values, compared=compared, style={"ramp": ramp}, compute=change, theme="own")
    below, above = tones(told.definition)
    ranking = charts._ranking(told, "").axes[0]
    for bar in ranking.patches:
        assert matplotlib.colors.to_hex(bar.get_facecolor()) == (above if bar.get_width() >= 0 else below)
    for axes in (ranking, charts._distribution(told, "").axes[0]):
        assert {matplotlib.colors.to_hex(bar.get_facecolor()) for bar in axes.patches} == {below, above}
        looks = [matplotlib.colors.to_hex(line.get_color()) for line in axes.lines if line.get_linewidth() == 1.8]
        assert len(set(looks)) == len(looks) >= 2
        for look in set(looks) - {charts.INK}:
            hue, *bars = (360 * matplotlib.colors.rgb_to_hsv(matplotlib.colors.to_rgb(one))[0] for one in (look, below, above))
            assert all(min(abs(hue - bar), 360 - abs(hue - bar)) > 29 for bar in bars), (look, below, above)


def test_lines_keep_off_the_numbers_of_bars():
    """A number that a line crosses stands on white that reaches beyond it on both sides, over the line."""
    values = {f"{place:05}": 10 + place / 10 for place in range(20)}
    figure = charts._ranking(made.result(values, compared={"epci:200067825": 11.0, "departement:05": 11.1}), "")
    axes = figure.axes[0]
    lines = [line for line in axes.lines if line.get_linewidth() == 1.8]
    assert len(axes.texts) == 20
    for label in axes.texts:
        white = label.get_bbox_patch()
        assert white.get_boxstyle().pad * label.get_fontsize() >= 2.5, "points"
        assert matplotlib.colors.to_hex(white.get_facecolor()) == charts.GROUND
        assert label.get_zorder() > max(line.get_zorder() for line in lines)


def test_every_picture_says_title_unit_sources_and_dates(many, tmp_path):
    store = GeoPackage(tmp_path / "vigie.gpkg")
    store.keep([many])
    series = store.series(many.definition.id, "commune", ["00010"])
    figures = [
        charts._ranking(many, ""), charts._distribution(many, ""), charts._evolution(series, many.definition.title, "per 10,000 inh.", 1),
    ]  # fmt: skip
    for figure in figures:
        axes = figure.axes[0]
        assert "Bakeries per 10,000 inhabitants" in texts(figure) and "per 10,000 inh." in axes.get_xlabel() + axes.get_ylabel()
        assert "Source: Boulangeries, Ministère du pain, 2024-01-01, Licence Ouverte 2.0" in texts(figure)
        assert "Computed on 2026-02-01 with" in texts(figure)
    assert "CA Gap-Tallard-Durance" in texts(figures[0])
    own = made.result({"a": 1.0}, date="")
    assert "Source: My bakeries" in texts(charts._ranking(own, ""))


def test_the_distribution_counts_zones_and_marks_the_territory_and_the_zone(many):
    figure = charts._distribution(many, "00010")
    heights = [bar.get_height() for bar in figure.axes[0].patches]
    assert sum(heights) == 60
    edges = np.array([bar.get_x() for bar in figure.axes[0].patches])
    values = many.zones["value"].dropna().to_numpy()
    width = figure.axes[0].patches[0].get_width()
    for edge, height in list(zip(edges, heights))[:-1]:
        assert ((values >= edge - 1e-9) & (values < edge + width - 1e-9)).sum() == height
    assert f"{LONGEST}: 20.0 (number 50 of 60)" in texts(figure).replace("\n", " ")
    assert "CA Gap-Tallard-Durance: 51.0" in texts(figure) and "Median of the zones: 59.0" in texts(figure)
    whole = made.result({"a": 1.0, "b": 1.0, "c": 4.0}, decimals=0)
    drawn = [(bar.get_x() + 0.5, bar.get_height()) for bar in charts._distribution(whole, "").axes[0].patches]
    assert drawn == [(1, 2), (2, 0), (3, 0), (4, 1)]


def kept(store, values, versions=None, **more):
    for date, value in values.items():
        store.keep(
            [made.result({"05061": value}, date=date, version=(versions or {}).get(date, 1), names={"05061": LONGEST}, **more)]
        )
    return store.series("bakeries-per-10000", "commune", ["05061"])


def test_a_line_is_cut_where_the_layer_of_the_user_changed(tmp_path):
    store = GeoPackage(tmp_path / "vigie.gpkg")
    for date, layer in (("2021", "Bornes"), ("2022", "Bornes"), ("2023", "Bancs"), ("2024", "Bancs")):
        told = made.result({"05061": float(date)}, date="")
        store.keep([dataclasses.replace(told, layers=(layer,), data_date=date)])
    figure = charts._evolution(store.series("bakeries-per-10000", "commune", ["05061"]), "x", "u", 0)
    assert joined(figure) == {(2021, 2022), (2023, 2024)}
    assert "the definition or the layer changed" in texts(figure)


def joined(figure):
    """The pairs of points that lines join."""
    pairs = set()
    for line in figure.axes[0].lines:
        points = list(zip(line.get_xdata(), line.get_ydata()))
        if line.get_marker() != "None":
            pairs |= {(one, other) for one, other in zip(points, points[1:]) if one[1] == one[1] and other[1] == other[1]}
    return {(round(float(x), 2), round(float(x2), 2)) for (x, _), (x2, _) in pairs}


def test_a_line_has_gaps_where_a_value_lacks_or_the_definition_changed(tmp_path):
    store = GeoPackage(tmp_path / "vigie.gpkg")
    series = kept(
        store, {"2018": 1.0, "2019": 2.0, "2020": NAN, "2021": 4.0, "2022": 5.0, "2023-07-01": 6.0, "2024": 7.0},
        {"2022": 2, "2023-07-01": 2, "2024": 2},
    )  # fmt: skip
    figure = charts._evolution(series, "Bakeries", "per 10,000", 1)
    assert joined(figure) == {(2018, 2019), (2022, 2023.5), (2023.5, 2024)}
    assert "the definition or the layer changed" in texts(figure)
    dotted = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_linestyle() == ":" and line.get_marker() == "None"]
    assert dotted == [2021.5]
    alone = [
        line
        for line in figure.axes[0].lines
        if np.isfinite(np.asarray(line.get_ydata(), float)).sum() and line.get_marker() == "o"
    ]
    assert sum(np.isfinite(np.asarray(line.get_ydata(), float)).sum() for line in alone) == 6, "a value alone keeps its marker"


def test_a_date_that_others_have_is_a_gap_too(tmp_path):
    store = GeoPackage(tmp_path / "vigie.gpkg")
    kept(store, {"2021": 1.0, "2022": 2.0, "2023": 3.0})
    series = store.series("bakeries-per-10000", "commune", ["05061"])
    other = series[series["period"] != "2022"].assign(code="05001", name="Other")
    figure = charts._evolution(pd.concat([series, other], ignore_index=True), "Bakeries", "u", 1)
    others = [line for line in figure.axes[0].lines if line.get_marker() == "s"]
    assert [np.isfinite(np.asarray(line.get_ydata(), float)).tolist() for line in others] == [[True, False, True]]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(2000, 2012), st.floats(-9, 9) | st.just(NAN), st.integers(1, 2)), min_size=1, max_size=8, unique_by=lambda row: row[0]),
)  # fmt: skip
def test_only_neighbours_of_one_version_are_joined(rows):
    rows = sorted(rows)
    frame = (
        made.figures({"05061": 1.0})[["level", "code", "name", "flag", "coverage"]].loc[[0] * len(rows)].reset_index(drop=True)
    )
    frame = frame.assign(period=[str(year) for year, _, _ in rows], value=[value for _, value, _ in rows])
    frame = frame.assign(version=[version for *_, version in rows], unit="u", sources="", computed="")
    frame["break"] = frame["version"].ne(frame["version"].shift().fillna(frame["version"]))
    expected = {
        (one[0], other[0])
        for one, other in zip(rows, rows[1:])
        if one[2] == other[2] and one[1] == one[1] and other[1] == other[1]
    }
    assert joined(charts._evolution(frame, "t", "u", 1)) == expected


def test_the_evolution_of_a_zone_with_its_comparators(tmp_path):
    store = GeoPackage(tmp_path / "vigie.gpkg")
    kept(store, {"2022": 1.0, "2023": 2.0})
    series = history(store, made.result({"05061": 2.0}), "05061")
    figure = charts._evolution(series, "Bakeries", "per 10,000", 1)
    lines = [line for line in figure.axes[0].lines if line.get_marker() != "None"]
    assert len(lines) == len({line.get_marker() for line in lines}) == 5
    assert len({line.get_color() for line in lines}) == 5 and len({line.get_linestyle() for line in lines}) > 3
    assert "France: 2.5 (2023)" in texts(figure)
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == ["2022", "2023"]
    assert charts.evolution(series, "Bakeries", "per 10,000", "png")[:4] == b"\x89PNG"
    assert (
        charts.evolution_alt(series, "Bakeries", "per 10,000")
        == f"Bakeries: {LONGEST} had 1.0 (2022) and has 2.0 (2023), per 10,000."
    )


def test_dates_that_are_no_dates_are_at_equal_steps():
    assert charts._moments(["2022", "2023-07", "2024-01-01"]) == [2022, 2023.5, 2024]
    assert charts._moments(["T1", "T2", "T3"]) == [0, 1, 2]


def test_no_value_is_said(tmp_path):
    none = made.result({"a": NAN}, compared={})
    empty = GeoPackage(tmp_path / "vigie.gpkg").series("x", "commune", ["y"])
    for figure in (charts._ranking(none, ""), charts._distribution(none, "a"), charts._evolution(empty, "t", "u", 1)):
        assert "No zone has a value." in [text.get_text() for text in figure.axes[0].texts]
    assert charts.ranking_alt(none) == charts.distribution_alt(none) == "Bakeries per 10,000 inhabitants: no zone has a value."
    assert charts.evolution_alt(empty, "t", "u") == "t: no zone has a value."
    assert charts.evolution(empty, "t", "u", "png")[:4] == b"\x89PNG"


def test_numbers_are_written_as_in_the_language_of_the_user(many):
    messages.set_language("fr")
    result = dataclasses.replace(many, zones=many.zones.assign(value=many.zones["value"] * 1000 + 0.5))
    figure = charts._ranking(result, "")
    figure.draw_without_rendering()
    assert "118\u202f000,5" in [text.get_text() for text in figure.axes[0].texts]
    assert "100\u202f000" in [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert "Gap-Tallard-Durance\u00a0: 51,0" in texts(figure)


def test_alternatives_are_one_sentence(many):
    assert charts.ranking_alt(many, "00010") == (
        "Bakeries per 10,000 inhabitants: of 60 zones, Zone 00059 is first (118.0) and Zone 00000 is last (0.0); "
        f"{LONGEST} is number 50 (20.0)."
    )
    assert charts.distribution_alt(many) == "Bakeries per 10,000 inhabitants: half of 60 zones are under 59.0, from 0.0 to 118.0."


@pytest.mark.filterwarnings("error")
def test_nothing_is_cut_and_the_ground_is_white(many):
    wide = " ".join([LONGEST] * 5)
    definition = made.definition(titles={"en": wide}, units={"en": wide})
    result = dataclasses.replace(many, definition=definition, zones=many.zones.assign(name=f"{LONGEST}, {LONGEST}"))
    frame = made.figures({"05061": 1.0}, names={"05061": wide}).assign(
        period="2023", version=1, unit="u", sources=wide * 3, computed="2026"
    )
    frame["break"] = False
    pictures = [
        charts.ranking(result, "png", "00010"),
        charts.distribution(result, "00010", "png"),
        charts.evolution(frame, wide, wide, "png"),
    ]
    for picture in pictures:
        seen = pixels(picture)
        assert seen.shape[1] > 900
        for edge in (seen[:8], seen[-8:], seen[:, :8], seen[:, -8:]):
            assert (edge == 1).all(), "ink at the edge of the picture"
        assert (seen < 0.3).all(axis=2).sum() > 1000, "dark letters"


def test_texts_are_not_formulas_and_names_do_not_hide(many):
    result = made.result({"a": 1.0}, names={"a": r"$\frac{1}$ <b> & $x$"}, titles={"en": "Price in $ and $"})
    hidden = result.comparators.assign(name=["_hidden", "x", "y", "z"])
    result = dataclasses.replace(result, comparators=hidden)
    assert charts.ranking(result, "png") and charts.distribution(result, "a", "png")
    assert len(charts._ranking(result, "").axes[0].get_legend().get_texts()) == 4
    document = etree.fromstring(charts.ranking(result, highlight_code="a"))
    told = document.findtext(".//{http://purl.org/dc/elements/1.1/}description")
    assert told == charts.ranking_alt(result, "a") and "<b>" in told
    assert not document.findall(".//{http://www.w3.org/2000/svg}text"), "letters are outlines: no font is needed to read them"
    assert not document.findall(".//{http://www.w3.org/2000/svg}pattern"), "Qt draws no patterns"


def test_the_settings_of_another_plugin_change_nothing(many):
    before = charts.ranking(many, "png", "00010"), charts.distribution(many, "00010", "png")
    others = {"figure.facecolor": "black", "axes.facecolor": "black", "text.color": "white", "axes.labelcolor": "white", "axes.grid": True,
              "xtick.color": "white", "ytick.color": "white", "font.family": "serif", "font.size": 20, "savefig.transparent": False,
              "axes.edgecolor": "white", "hatch.color": "white", "lines.linewidth": 9, "axes.prop_cycle": "cycler('color', ['w'])"}  # fmt: skip
    with matplotlib.rc_context(others):
        after = charts.ranking(many, "png", "00010"), charts.distribution(many, "00010", "png")
    assert before == after


def test_pyplot_is_never_imported_nor_matplotlib_before_a_chart():
    told = subprocess.run(
        [sys.executable, "-c", (
            "import sys; from vigie_territoriale.plugin.reports import charts; print('matplotlib' in sys.modules);"
            "import made; charts.ranking(made.result({'a': 1.0}), 'png'); print('matplotlib.pyplot' in sys.modules)"
        )],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": ":".join(sys.path), "HOME": "/nonexistent", "MPLCONFIGDIR": "/tmp"},
    )  # fmt: skip
    assert told.stdout.split() == ["False", "False"]


def test_what_cannot_be_drawn_is_a_sentence(many, monkeypatch):
    with pytest.raises(VigieError, match="no format of charts: choose svg or png"):
        charts.ranking(many, "pdf")
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(VigieError, match="needs the Python library matplotlib"):
        charts.ranking(many)


TYPOLOGY = {
    "kind": "typology",
    "classes": [
        {"label": {"fr": name, "en": name}, "where": [{"of": "x", "from": bound}]} for name, bound in (("near", 5), ("far", 0))
    ],
}


def test_an_indicator_that_tells_classes_counts_the_zones_of_each():
    """In the order of the typology; a zone in no class is counted as left out."""
    result = made.result({"a": 0.0, "b": 0.0, "c": 1.0, "d": NAN}, compute=TYPOLOGY)
    result = dataclasses.replace(result, zones=result.zones.assign(label=["near", "near", "far", ""]))
    figure = charts._by_class(result)
    assert bars(figure) == [("near", 2), ("far", 1)]
    assert ": 1" in figure._supxlabel.get_text()
    for draw, told in ((charts.ranking, charts.ranking_alt), (charts.distribution, charts.distribution_alt)):
        assert pixels(draw(result, fmt="png")).std() > 0
        assert told(result).endswith("near: 2, far: 1.")
    nothing = dataclasses.replace(result, zones=result.zones.assign(label="", value=NAN))
    assert pixels(charts.ranking(nothing, fmt="png")).std() > 0
