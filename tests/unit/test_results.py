# SPDX-License-Identifier: GPL-2.0-or-later
"""Figures kept over the years: one row a key, dates add, versions break."""

import dataclasses
import sqlite3

import made
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.indicators.dating import checked_date, dated, series_name
from vigie_territoriale.plugin.messages import Cancelled, VigieError
from vigie_territoriale.plugin.store import store as layouts
from vigie_territoriale.plugin.store.geopackage import GeoPackage
from vigie_territoriale.plugin.store.results import FEW_CODES, earlier, history, kept_table
from vigie_territoriale.plugin.store.tables import long_table

NAN = float("nan")
INDICATOR = "bakeries-per-10000"


@pytest.fixture
def store(tmp_path):
    return GeoPackage(tmp_path / "vigie.gpkg")


def rows(store, columns="code, period, value"):
    with sqlite3.connect(store.path) as opened:
        return opened.execute(
            f"select {columns} from vigie_results where role = 'zone' order by code, period, version"
        ).fetchall()


def values(series):
    return [None if value != value else value for value in series["value"]]


def test_the_same_figure_computed_again_takes_the_place_of_the_earlier_one(store):
    assert store.keep([made.result({"05061": 1.0, "05001": NAN})]) == 6, "two zones, four comparators"
    store.keep([made.result({"05061": 2.0, "05001": 0.0}, computed="2026-03-01T10:00:00+00:00")])
    assert rows(store, "code, period, value, computed") == [
        ("05001", "2024-01-01", 0.0, "2026-03-01T10:00:00+00:00"), ("05061", "2024-01-01", 2.0, "2026-03-01T10:00:00+00:00"),
    ]  # fmt: skip
    with sqlite3.connect(store.path) as opened:
        assert opened.execute("select count(*) from vigie_results").fetchone() == (6,)
        assert opened.execute("select feature_count from gpkg_ogr_contents where table_name = 'vigie_results'").fetchone() in (
            (6,), (None,),
        )  # fmt: skip


def test_data_of_another_date_add(store):
    for date, value in (("2023", 1.0), ("2022-06-01", NAN), ("2024", 3.0)):
        store.keep([made.result({"05061": value, "05001": 7.0}, date=date)])
    found = store.series(INDICATOR, "commune", ["05061"])
    assert found["period"].tolist() == ["2022-06-01", "2023", "2024"] and values(found) == [None, 1, 3]
    assert found["flag"].tolist() == ["no data", "", ""] and not found["break"].any()
    assert found["unit"].tolist() == ["per 10,000 inh."] * 3 and "Ministère du pain, 2024" in found["sources"].iloc[-1]
    both = store.series(INDICATOR, "commune", ["05061", "05001"])
    assert both["code"].tolist() == ["05061"] * 3 + ["05001"] * 3
    assert values(store.series(INDICATOR, "region", ["93"])) == [3, 3, 3]
    for nothing in (("other", "commune", ["05061"]), (INDICATOR, "epci", ["05061"]), (INDICATOR, "commune", ["x' OR '1'='1"])):
        assert store.series(*nothing).empty and list(store.series(*nothing)) == list(found)


def test_another_version_of_the_definition_breaks_the_series(store):
    for date, version, value in (("2021", 1, 1.0), ("2022", 1, 2.0), ("2022", 2, 20.0), ("2023", 2, 30.0)):
        store.keep([made.result({"05061": value}, date=date, version=version)])
    found = store.series(INDICATOR, "commune", ["05061"])
    assert list(zip(found["period"], found["value"], found["version"], found["break"])) == [
        ("2021", 1, 1, False), ("2022", 20, 2, True), ("2023", 30, 2, False),
    ]  # fmt: skip
    assert len(rows(store)) == 4, "the figure of the earlier version stays"


def own(value, date, layer="Bornes", computed="2026-02-01T10:00:00+00:00"):
    """A figure of a layer of the user's whose data are of that date."""
    return dataclasses.replace(made.result({"05061": value}, date="", computed=computed), layers=(layer,), data_date=date)


def test_layers_of_the_user_make_a_series_by_the_dates_of_their_data(store):
    for value, date, layer in (
        (1.0, "2022", "Bornes 2022"),
        (3.0, "2024-06-30", "bornes_2024-06-30"),
        (9.0, "2025", "Bancs 2025"),
    ):
        store.keep([own(value, date, layer)])
    found = store.series(INDICATOR, "commune", ["05061"])
    assert found["period"].tolist() == ["2022", "2024-06-30", "2025"] and values(found) == [1, 3, 9]
    assert found["break"].tolist() == [False, False, True], "one file a year is one series, another layer is another"
    store.keep([own(10.0, "2026", "Bancs"), made.result({"05061": 5.0}, date="2027")])
    assert store.series(INDICATOR, "commune", ["05061"])["break"].tolist() == [False, False, True, False, True]
    assert "Bancs 2025" in found["sources"].iloc[-1]


def test_figures_kept_before_layers_were_told_break_nothing(store):
    store.keep([own(1.0, "2022"), own(2.0, "2023")])
    with sqlite3.connect(store.path) as opened:
        opened.execute("alter table vigie_results drop column series_layers")
    store.keep([own(3.0, "2024"), own(4.0, "2025", "Bancs")])
    found = store.series(INDICATOR, "commune", ["05061"])
    assert values(found) == [1, 2, 3, 4] and found["break"].tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Bornes 2022", "Bornes 2024", True), ("bornes_2022-06", "Bornes 2024-06-30", True), ("2021 bornes", "bornes", True),
        ("bornes20220630", "bornes20240630", True), ("Bornes", "Bancs", False), ("Lot 1", "Lot 2", False), ("a12022", "a12023", False),
    ],
)  # fmt: skip
def test_names_that_only_differ_by_their_dates_are_one_series(one, other, same):
    assert (series_name([one]) == series_name([other])) == same


@pytest.mark.parametrize("good", ["2022", "2022-06", "2022-06-30", " 2024-02-29 ", ""])
def test_dates_of_iso_are_taken(good):
    assert checked_date(good) == good.strip()


@pytest.mark.parametrize(
    "wrong", ["30/06/2022", "2022-13", "2023-02-29", "22", "2022-6", "juin 2022", "2022-06-30T10:00", "٢٠٢٢", "0000"]
)
def test_what_is_no_date_is_said(wrong):
    with pytest.raises(VigieError, match="is no date: write 2022, 2022-06 or 2022-06-30"):
        checked_date(wrong)


def test_results_take_the_dates_of_their_layers():
    benches, catalogue = own(1.0, ""), made.result({"05061": 1.0})
    layers = [("Bornes", "2022-06-30"), ("Bancs", "2024"), ("Bornes", "")]
    assert [each.date for each in dated([benches, catalogue], layers)] == ["2022-06-30", "2024-01-01"]
    assert [each.date for each in dated([benches, catalogue], layers, "2021")] == ["2021", "2024-01-01"]
    assert dated([benches], [])[0].date == "2026-02-01", "the day of the computation"


def test_the_date_is_that_of_the_newest_source_or_of_the_day():
    result = made.result({"05061": 1.0})
    two = (made.provenance(date="2023"), made.provenance(date="2024-06-01T00:00:00"))
    assert set(kept_table(dataclasses.replace(result, sources=two))["period"]) == {"2024-06-01"}
    assert set(kept_table(made.result({"05061": 1.0}, date=""))["period"]) == {"2026-02-01"}


def test_columns_that_come_later_are_kept_too(store, monkeypatch):
    store.keep([made.result({"05061": 1.0}, date="2023")])
    monkeypatch.setattr(
        "vigie_territoriale.plugin.store.results.long_table",
        lambda results: long_table(results).assign(
            rank=np.array([3.0] * 5), label="low", ranked=True, date=["2024"] * 4 + [None]
        ),
    )
    store.keep([made.result({"05061": 2.0}, date="2023-01-01")])
    assert rows(store, "period, value, rank, label, ranked") == [("2023", 1, None, "", None), ("2024", 2, 3, "low", 1)]
    with sqlite3.connect(store.path) as opened:
        assert opened.execute("select period from vigie_results where code = 'france' order by period").fetchall() == [
            ("2023",), ("2023-01-01",),
        ]  # fmt: skip


def test_a_failure_or_a_cancel_keeps_nothing(store, monkeypatch):
    store.keep([made.result({"05061": 1.0})])

    class Tired(made.Silent):
        def __init__(self, times):
            self.left = times

        def hear(self):
            self.left -= 1
            if self.left < 0:
                raise Cancelled

        def step(self, percent, text=""):
            self.hear()

    monkeypatch.setattr(layouts, "ROWS_AT_ONCE", 2)
    for times in range(4):
        with pytest.raises(Cancelled):
            store.keep([made.result({"05061": 9.0, "05001": 9.0})], Tired(times))
        assert rows(store) == [("05061", "2024-01-01", 1.0)]
    monkeypatch.setattr(layouts, "SUPERSEDED", "DELETE FROM nowhere -- {last} {end}")
    with pytest.raises(VigieError, match="Nothing in it was changed"):
        store.keep([made.result({"05061": 9.0})])
    assert rows(store) == [("05061", "2024-01-01", 1.0)]


def test_nothing_kept_is_an_empty_series_and_no_file(store):
    assert store.keep([]) == 0
    assert store.series(INDICATOR, "commune", ["05061"]).empty and not store.path.exists()


def test_a_store_of_before_is_migrated_with_its_results(store, monkeypatch):
    """Earlier versions wrote a table of that name, without dates: its rows stay, out of the series."""
    monkeypatch.setattr(layouts, "LAYOUT_VERSION", 2)
    monkeypatch.setattr(layouts.Store, "_make_results", lambda *_: None)
    store.write("vigie_results", long_table([made.result({"05061": 1.0, "05001": NAN})]))
    monkeypatch.undo()
    assert store.series(INDICATOR, "commune", ["05061"]).empty
    store.keep([made.result({"05061": 2.0}, date="2025")])
    assert rows(store) == [("05001", "", None), ("05061", "", 1.0), ("05061", "2025", 2.0)]
    assert values(store.series(INDICATOR, "commune", ["05061"])) == [2.0]
    with sqlite3.connect(store.path) as opened:
        assert opened.execute("select version from vigie_layout").fetchall() == [(3,)]
        assert opened.execute("pragma integrity_check").fetchone() == ("ok",)


def test_the_history_of_a_zone_comes_with_its_comparators(store):
    result = made.result({"05061": 1.0, "05001": 2.0})
    store.keep([result])
    found = history(store, result, "05061")
    assert found["code"].tolist() == ["05061", "200067825", "05", "93", "france"]
    assert history(store, result)["code"].tolist() == ["200067825", "05", "93", "france"]
    assert history(store, made.result({}, compared={})).empty


def test_many_zones(store):
    codes = [f"z{place:05}" for place in range(FEW_CODES + 50)]
    store.keep([made.result(dict(zip(codes, map(float, range(len(codes))))))])
    asked = codes[::-1][:-1]
    assert store.series(INDICATOR, "commune", asked)["code"].tolist() == asked


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.sampled_from(["a", "b'", "c"]), st.floats(-1e6, 1e6) | st.just(NAN), min_size=1),
            st.sampled_from(["2022", "2023", "2024-05-01"]),
            st.integers(1, 2),
        ),
        max_size=6,
    )
)
def test_the_table_is_what_a_dictionary_would_hold(tmp_path_factory, kept):
    store, expected = GeoPackage(tmp_path_factory.mktemp("kept") / "vigie.gpkg"), {}
    for given_values, date, version in kept:
        store.keep([made.result(given_values, date=date, version=version, compared={})])
        expected.update({(code, date, version): value for code, value in given_values.items()})
    if kept:
        found = {tuple(row[:3]): row[3] for row in rows(store, "code, period, version, value")}
        assert found == {key: None if value != value else value for key, value in expected.items()}
    last = {}
    for (code, date, version), value in sorted(expected.items(), key=lambda item: item[0][2]):
        last[code, date] = (version, value)
    series = store.series(INDICATOR, "commune", ["c", "b'", "a"])
    assert list(zip(series["code"], series["period"])) == sorted(last, key=lambda key: (-"ab'c".index(key[0]), key[1]))
    pd.testing.assert_series_equal(
        series["value"],
        pd.Series([last[key][1] for key in zip(series["code"], series["period"])], dtype=float),
        check_names=False,
    )


def test_figures_of_an_earlier_date_take_the_place_of_those_of_now(store):
    for date, value in (("2022-06-01", 1.0), ("2022-09-01", 2.0), ("2024", 8.0)):
        store.keep([made.result({"05061": value, "05001": NAN}, date=date)])
    now = made.result({"05061": 9.0, "05001": 7.0, "05170": 3.0}, date="2026")
    of_year = earlier(store, now, "2022")
    assert values(of_year.zones) == [2, None, None], "the newest date of that year"
    assert of_year.zones["flag"].tolist() == ["", "no data", "no figure kept of 2022-09-01"]
    assert of_year.date == "2022-09-01" and of_year.comparators["level"].tolist() == now.comparators["level"].tolist()
    assert "computed on 2026-02-01" in of_year.notes[0] and "Ministère du pain" in of_year.notes[0]
    assert values(earlier(store, now, "first").zones)[0] == 1
    with pytest.raises(VigieError, match="keeps no figure of “Bakeries per 10,000 inhabitants” of 2023"):
        earlier(store, now, "2023")


def test_figures_of_another_definition_or_of_other_layers_are_not_compared(store):
    store.keep([made.result({"05061": 1.0}, date="2020", version=1)])
    store.keep([made.result({"05061": 2.0}, date="2022", version=2)])
    now = made.result({"05061": 9.0}, date="2026", version=2)
    assert values(earlier(store, now, "first").zones) == [2], "the first of this version"
    with pytest.raises(VigieError, match="of 2020"):
        earlier(store, now, "2020")
    store.keep([dataclasses.replace(made.result({"05061": 3.0}, date="2024", version=2), layers=("other",))])
    broken = earlier(store, now, "2022").zones
    assert values(broken) == [None] and "series broken since" in broken["flag"][0]
