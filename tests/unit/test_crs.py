# SPDX-License-Identifier: GPL-2.0-or-later
"""Coordinate systems by their codes: those of all authorities are known, and nothing is opened that is not a code."""

import http.server
import threading

import pytest
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.territory.crs import reference, reference_of, same_crs

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
