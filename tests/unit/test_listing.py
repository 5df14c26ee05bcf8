# SPDX-License-Identifier: GPL-2.0-or-later
"""A result as a table: read, sorted, copied, exported."""

import csv
import io
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from vigie_territoriale.plugin import messages
from vigie_territoriale.plugin.indicators.listing import NAME, RANK, REMARK, VALUE, listing_of


def frame(values, names=None, level="commune", **more):
    size = len(values)
    return pd.DataFrame(
        {
            "level": level,
            "code": [f"{place:05d}" for place in range(size)],
            "name": names or [f"Zone {place}" for place in range(size)],
            "value": np.array(values, dtype=float),
            "numerator": np.array(values, dtype=float),
            "denominator": np.nan,
            "coverage": 1.0,
            "flag": "",
            **more,
        }
    )


def listing(values, names=None, whole=(10.0,), is_class=False, **more):
    definition = SimpleNamespace(unit="km", decimals=1, is_class=is_class)
    territory = frame(whole, ["Tout"], "epci", **{name: column[:1] for name, column in more.items()})
    return listing_of(SimpleNamespace(definition=definition, zones=frame(values, names, **more), comparators=territory))


def test_comparators_come_first():
    shown = listing([1234.56, np.nan], ["Gap", "Éourres"])
    assert [shown.text(row, NAME) for row in range(3)] == ["Tout", "Gap", "Éourres"]
    assert [shown.text(row, VALUE) for row in range(3)] == ["10.0", "1,234.6", "–"]
    assert shown.comparator.tolist() == [True, False, False]
    assert shown.columns == (NAME, VALUE)
    assert [shown.header(column) for column in range(4)] == ["Territory", "km", "Rank", "Remark"]


def test_ranks_labels_and_remarks_are_shown_when_there_are_some():
    shown = listing(
        [3.0, 1.0], label=["rural", ""], rank=pd.array([1, None], dtype="Int64"), ranked=[27, 27], flag=["", "no data"]
    )
    assert shown.columns == (NAME, VALUE, RANK, REMARK)
    assert [shown.text(row, RANK) for row in range(3)] == ["1 / 27", "1 / 27", ""]
    assert [shown.text(row, VALUE) for row in range(3)] == ["rural", "rural", "1.0"]
    assert shown.text(2, REMARK) == "no data"


def test_classes_without_numbers_sort_by_their_names():
    shown = listing([np.nan] * 3, whole=(np.nan,), label=["rural", "", "Élevé"])
    assert [shown.text(row, VALUE) for row in shown.order(VALUE)] == ["Élevé", "rural", "rural", "–"]


def test_a_class_has_no_rank():
    """Its number is only its place in the definition, or the share of the most frequent value: first and last mean nothing."""
    ranks = {"rank": pd.array([1, 2], dtype="Int64"), "ranked": [2, 2], "quantile": [1.0, 0.5], "peers_rank": [1, 1]}
    shown = listing([2.0, 0.0], is_class=True, label=["rural", "urban"], **ranks)
    assert shown.columns == (NAME, VALUE)
    assert "Rank" not in shown.tabs([1]) and "1 / 2" not in shown.tabs([1])
    assert not [name for name in csv.DictReader(io.StringIO(shown.csv(spreadsheet=False).decode())).fieldnames if "rank" in name]
    assert "quantile" not in shown.frame
    assert np.isnan(shown.keys[RANK]).all()


def test_names_sort_without_accents_nor_case():
    shown = listing([1, 2, 3], ["Zone", "éourres", "Gap"])
    assert [shown.names[row] for row in shown.order(NAME)] == ["éourres", "Gap", "Tout", "Zone"]


def test_a_rank_may_be_missing_in_any_way():
    for missing in (pd.NA, None, np.nan):
        shown = listing([3.0, 1.0], rank=np.array([1, missing], dtype=object), ranked=np.array([1, 1], dtype=object))
        assert [shown.text(row, RANK) for row in (1, 2)] == ["1 / 1", ""]


@given(st.lists(st.one_of(st.just(float("nan")), st.floats(-1e6, 1e6)), max_size=30), st.booleans())
def test_numbers_sort_by_value_and_missing_ones_come_last(values, descending):
    shown = listing(values)
    found = shown.values[shown.order(VALUE, descending)]
    known = [value for value in [10.0, *values] if value == value]
    assert found[: len(known)].tolist() == sorted(known, reverse=descending)
    assert np.isnan(found[len(known) :]).all()


def test_what_is_copied_is_apart_by_tabs():
    shown = listing([1234.5678, np.nan], ["Gap\tcentre", "=1+1"])
    assert shown.tabs([1, 2]).split("\n") == ["Territory\tCode\tkm", "Gap centre\t00000\t1234.5678", "'=1+1\t00001\t"]
    messages.set_language("fr")
    assert listing([1234.5678]).tabs([1]).endswith("\t1234,5678")


def test_a_negative_number_is_no_formula():
    assert listing([-2.5], whole=(1.0,)).tabs([1]).endswith("\t-2.5")


@pytest.mark.parametrize("spreadsheet", [False, True])
def test_export_reads_back(spreadsheet):
    shown = listing([1.5, np.nan], ['Gap; "centre", nord', "=1+1"])
    content = shown.csv(spreadsheet)
    assert content.startswith(b"\xef\xbb\xbf") == spreadsheet
    text = content.decode("utf-8-sig")
    assert "\r\n" in text
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if spreadsheet else ","))
    assert [row["role"] for row in rows] == ["comparator", "zone", "zone"]
    assert [row["value"] for row in rows] == (["10,0", "1,5", ""] if spreadsheet else ["10.0", "1.5", ""])
    assert [row["name"] for row in rows][1:] == ['Gap; "centre", nord', "'=1+1" if spreadsheet else "=1+1"]
    assert rows[1]["code"] == "00000"
