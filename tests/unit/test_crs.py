# SPDX-License-Identifier: GPL-2.0-or-later
"""Coordinate systems by their codes: those of all authorities are known, and nothing is opened that is not a code."""

import http.server
import threading

import numpy as np
import pytest
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.territory import crs
from vigie_territoriale.plugin.territory.crs import reference, reference_of, same_crs, transform_xy

LAMBERT = [
    "EPSG:2154",
    "epsg:2154",
    "IGNF:LAMB93",
    "urn:ogc:def:crs:EPSG::2154",
    "http://www.opengis.net/def/crs/EPSG/0/2154",
]


@pytest.mark.parametrize("written", LAMBERT)
def test_one_system_under_many_names(written):
    assert same_crs(written, "EPSG:2154")
    assert same_crs(reference(written).ExportToWkt(), "EPSG:2154")


@pytest.mark.parametrize("written", ["", "2154", "EPSG:0", "nonsense", "EPSG:2154/../x", "+proj=longlat +nadgrids=/etc/passwd"])
def test_what_is_no_code_is_unknown(written):
    assert reference_of(written) is None
    with pytest.raises(VigieError, match="Unknown coordinate reference system"):
        reference(written)


def test_no_file_is_opened(tmp_path):
    file = tmp_path / "a.prj"
    file.write_text(reference("EPSG:2154").ExportToWkt(), encoding="utf-8")
    assert reference_of(str(file)) is None


def test_no_address_is_asked():
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert reference_of(f"http://127.0.0.1:{server.server_port}/crs") is None
        server.shutdown()
    assert asked == []


@pytest.mark.parametrize("part", [3, 500_000])
def test_coordinates_that_are_refused_spoil_no_other(monkeypatch, part):
    from osgeo import osr

    monkeypatch.setattr(crs, "PART", part)
    xy = np.array([(2.35, 48.85), (np.nan, 1), (6, 44), (500, 1000), (np.inf, 0), (1e300, 0), (-1.5, 43.5), (5, 45)])
    moved = transform_xy(xy, "EPSG:4326", "EPSG:2154")
    asked = osr.CoordinateTransformation(reference("EPSG:4326"), reference("EPSG:2154"))
    for place in (0, 2, 6, 7):
        assert moved[place].tolist() == list(asked.TransformPoint(*xy[place])[:2])
    assert not np.isfinite(moved[[1, 3, 4, 5]]).any()
