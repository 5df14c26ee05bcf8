# SPDX-License-Identifier: GPL-2.0-or-later
"""The figures of a fact sheet are those of the engine and of an independent computation, for ten real territories of all kinds."""

import csv
import functools
import io
from pathlib import Path

import independent
import numpy as np
import pytest
from vigie_territoriale.plugin import messages
from vigie_territoriale.plugin.harmonize.recipe import SAMPLES
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.reports.factsheet import make_factsheet, make_factsheets, over_all
from vigie_territoriale.plugin.reports.spreadsheet import RFC_4180, csv_bytes, figures_table

for name in ("read_cog", "read_history", "read_features", "legal_population", "programme_communes", "count_france_services"):
    function = getattr(independent, name)
    if not hasattr(function, "cache_info"):
        setattr(independent, name, functools.cache(function))

COG = Path(__file__).resolve().parents[1] / "data" / "cog2026-communes.csv.gz"
TERRITORIES = {
    "commune:05001": "a commune created by merger",
    "commune:22016": "an island outside any EPCI",
    "epci:200067825": "an EPCI over two départements",
    "commune:75056": "Paris",
    "commune:97611": "a commune of Mayotte",
    "commune:05139": "a commune whose article the code leaves out",
    "commune:51513": "the longest name",
    "departement:2A": "a département of Corse",
    "region:93": "a région",
    "commune:97411": "a commune of La Réunion",
}
PROGRAMMES = {"petites-villes-de-demain-share": "pvd", "action-coeur-de-ville-share": "acv"}


def members(level, code):
    return [code] if level == "commune" else independent.members(independent.read_cog(COG), level, code)


def expected(indicator, codes):
    if indicator == "france-services-per-10000":
        return independent.france_services_group(SAMPLES, COG, codes).value
    if indicator == "population-change":
        return independent.population_change_group(SAMPLES, COG, codes).value
    return independent.programme_share_group(SAMPLES, COG, PROGRAMMES[indicator], codes).value


@pytest.fixture(scope="module")
def sheet_of(observatory):
    return functools.cache(lambda written: make_factsheet(observatory, observatory.cog.territory(written), "embedded", Silent()))


@pytest.mark.parametrize("written", TERRITORIES)
def test_figures_are_those_of_the_engine_and_of_an_independent_computation(observatory, sheet_of, written):
    sheet = sheet_of(written)
    level, code = written.split(":")
    by_place = {(one.indicator, one.level, one.code): one for one in sheet.figures if one.indicator}
    alone = observatory.study(["population-change"], observatory.cog.territory(written), "commune", {}, "embedded", Silent())[0]
    for result in [*sheet.results, alone]:
        for row in result.comparators.itertuples():
            figure = by_place[result.definition.id, row.level, row.code]
            assert figure.value is None if np.isnan(row.value) else figure.value == row.value
    checked = 0
    for indicator in ("population-change", "france-services-per-10000", *PROGRAMMES):
        for (asked, place, of), figure in by_place.items():
            if asked != indicator:
                continue
            codes = independent.peers(COG, level, code) if place == "peers" else members(place, of)
            value = expected(indicator, codes)
            checked += 1
            if value is None:
                assert figure.value is None and figure.remark
            else:
                assert figure.value == pytest.approx(value, rel=1e-9, abs=1e-9)
            assert figure.date and figure.source
    assert checked >= 8
    people = independent.population_group(COG, members(level, code))[0]
    assert any(fact.value.startswith(messages.number(people)) for fact in sheet.identity)


@pytest.mark.parametrize("written", TERRITORIES)
def test_what_is_written_is_what_was_computed(sheet_of, written):
    """The page's table writes the figures of the rows, rounded; the spreadsheet has them whole."""
    sheet = sheet_of(written)
    columns, rows = figures_table(sheet)
    read = list(csv.reader(io.StringIO(csv_bytes(columns, rows, RFC_4180).decode("utf-8-sig"))))
    assert read[0] == columns and len(read) == len(sheet.figures) + 1
    value = columns.index("Value")
    for line, figure in zip(read[1:], sheet.figures):
        assert line[value] == ("" if figure.value is None else repr(figure.value))
    table = next(section for section in sheet.sections if section.kind == "indicators")
    for row, result in zip(table.indicators, sheet.results):
        for shown, whole in zip(row.values, result.comparators["value"]):
            assert shown == messages.number(whole, result.definition.decimals)


def test_sheets_made_together_are_those_made_alone(observatory, sheet_of):
    written = ("commune:05001", "commune:05139", "commune:97611")
    territories = [observatory.cog.territory(one) for one in written]
    sheets = list(make_factsheets(observatory, territories, "embedded", Silent()))
    for sheet, one in zip(sheets, written):
        alone = sheet_of(one)
        assert sheet.identity == alone.identity and sheet.indicators == alone.indicators and sheet.figures == alone.figures
        assert [s.lines for s in sheet.sections if s.kind == "narrative"] == [
            s.lines for s in alone.sections if s.kind == "narrative"
        ]
    assert list(over_all(sheets)[0].zones["code"]) == ["05001", "05139", "97611"]
