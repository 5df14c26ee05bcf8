# SPDX-License-Identifier: GPL-2.0-or-later
"""The rows of any file as text: all of them, whatever the format, and those that are not wanted counted."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from vigie_territoriale.plugin.files.grid import Wanted
from vigie_territoriale.plugin.files.model import main_layer
from vigie_territoriale.plugin.files.opening import open_file
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError

FILES = Path(__file__).resolve().parents[1] / "data" / "files"
SOME = [
    "01_communes/communes-04-05-cog2026.geojson.gz",
    "03_programmes/anct-2020-zrr.topojson.gz",
    "03_programmes/pne-territoire-adhesion-lamb93.shp",
    "04_services/conseillers-numeriques-2022.json.gz",
    "04_services/finess-occitanie-2025.csv.gz",
    "07_gtfs/gtfs-libellus-castres-2024.zip",
    "09_malformes/gnui-wfs-gml.xml",
    "09_malformes/covoiturage-latin1-crlf.csv",
    "09_malformes/cerema-artificialisation-2009-2020-paca.xls",
    "09_malformes/insee-intercommunalite-2022.xlsx",
]


@pytest.mark.parametrize("name", SOME)
def test_all_rows_of_all_layers(name, tmp_path, cog, contours):
    opened = open_file(FILES / name, cog=cog, contours=contours, folder=tmp_path / "in")
    description = opened.describe(Silent())
    for layer in description.layers:
        chunks = list(opened.rows(layer.name, Silent()))
        table = pd.concat([chunk.table for chunk in chunks])
        assert len(table) == layer.rows
        assert {field.name for field in layer.fields} <= set(table.columns)
        assert all(isinstance(value, str) for name in table for value in table[name].dropna())
        assert all(len(chunk.geometry) == len(chunk.table) for chunk in chunks if chunk.geometry is not None)
        if layer.placing == "own":
            assert {chunk.crs for chunk in chunks} == {layer.crs}
    main = main_layer(description)
    assert sum(len(chunk.table) for chunk in opened.rows("", Silent())) == next(
        one.rows for one in description.layers if one.name == main
    )


def test_rows_that_are_not_wanted_are_counted(tmp_path, cog, contours):
    path = tmp_path / "a.csv"
    path.write_text("code;n\n" + "".join(f"{place % 7};{place}\n" for place in range(40_000)), encoding="utf-8")
    opened = open_file(path, cog=cog, contours=contours, folder=tmp_path / "in")
    chunks = list(opened.rows("", Silent(), Wanted("code", lambda values: (values == "3").to_numpy(dtype=bool))))
    table = pd.concat([chunk.table for chunk in chunks])
    assert len(table) + sum(chunk.left_out for chunk in chunks) == 40_000
    assert set(range(3, 40_000, 7)) <= set(table["n"].astype(int))
    assert len(table) < 30_000
    assert np.all(np.diff(table["n"].astype(int)) > 0)


def test_a_layer_that_is_not_there_and_a_stop(tmp_path, cog, contours):
    opened = open_file(FILES / SOME[0], cog=cog, contours=contours, folder=tmp_path / "in")
    with pytest.raises(VigieError, match="no layer “x”"):
        list(opened.rows("x", Silent()))

    class Stop(Silent):
        def hear(self):
            raise Cancelled

    with pytest.raises(Cancelled):
        list(opened.rows("", Stop()))
