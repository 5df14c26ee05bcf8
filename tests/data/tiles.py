# SPDX-License-Identifier: GPL-2.0-or-later
"""A server of tiles and of Esri services, in a process of its own: QGIS waits for answers with Python's lock in its hands.

Imported by tests, it starts them; run as a program, it answers.
"""

import json
import subprocess
import sys
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

START_SECONDS = 30
LAMBERT = {"wkid": 102110, "latestWkid": 2154}
EXTENT = {"xmin": 930_000, "ymin": 6_380_000, "xmax": 1_010_000, "ymax": 6_430_000, "spatialReference": LAMBERT}
PLACES = (("Gap", 944_493, 6_389_259), ("Briançon", 987_344, 6_428_738), ("Embrun", 977_463, 6_391_166))
FIELDS = [
    {"name": "OBJECTID", "type": "esriFieldTypeOID", "alias": "OBJECTID"},
    {"name": "nom", "type": "esriFieldTypeString", "alias": "Nom", "length": 80},
]
LAYER = {
    "id": 0, "name": "Mairies", "type": "Feature Layer", "geometryType": "esriGeometryPoint", "fields": FIELDS, "extent": EXTENT,
    "objectIdField": "OBJECTID", "maxRecordCount": 2, "capabilities": "Query,Map", "currentVersion": 10.9,
}  # fmt: skip
SERVICE = {
    "currentVersion": 10.9, "capabilities": "Map,Query", "layers": [{"id": 0, "name": "Mairies"}], "fullExtent": EXTENT,
    "initialExtent": EXTENT, "spatialReference": LAMBERT, "supportedImageFormatTypes": "PNG32,PNG24,JPG", "singleFusedMapCache": False,
}  # fmt: skip


@contextmanager
def server(folder):
    """The address of a server of the files of `folder`, with Esri services at /FeatureServer and /MapServer."""
    port = Path(folder) / "port"
    process = subprocess.Popen([sys.executable, __file__, str(folder)], stdin=subprocess.DEVNULL)
    try:
        end = time.monotonic() + START_SECONDS
        while not port.exists():
            assert process.poll() is None and time.monotonic() < end, "the server did not start"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port.read_text()}"
    finally:
        process.kill()
        process.wait()


def features(asked):
    """What a query of the layer answers: ids, a count, or features."""
    wanted = {int(number) for number in asked.get("objectIds", [""])[0].split(",") if number}
    found = [(number, *place) for number, place in enumerate(PLACES, 1) if not wanted or number in wanted]
    if "true" in asked.get("returnIdsOnly", ()):
        return {"objectIdFieldName": "OBJECTID", "objectIds": [number for number, *_ in found]}
    if "true" in asked.get("returnCountOnly", ()):
        return {"count": len(found)}
    rows = [{"attributes": {"OBJECTID": number, "nom": name}, "geometry": {"x": x, "y": y}} for number, name, x, y in found]
    return {"geometryType": "esriGeometryPoint", "spatialReference": LAMBERT, "fields": FIELDS, "features": rows}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        parts = urlsplit(self.path)
        known = {"/FeatureServer/0": LAYER, "/MapServer/0": LAYER, "/FeatureServer": SERVICE, "/MapServer": SERVICE}
        file = Path(sys.argv[1]) / parts.path.lstrip("/")
        if parts.path.endswith("/query"):
            self._send(json.dumps(features(parse_qs(parts.query))).encode(), "application/json")
        elif parts.path in known:
            self._send(json.dumps(known[parts.path]).encode(), "application/json")
        elif parts.path == "/MapServer/export":
            self._send((Path(sys.argv[1]) / "export.png").read_bytes(), "image/png")
        elif file.is_file():
            self._send(file.read_bytes(), "application/octet-stream")
        else:
            self.send_error(404)

    do_POST = do_GET

    def _send(self, body, kind):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    listening = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    written = Path(sys.argv[1]) / "port.new"
    written.write_text(str(listening.server_port))
    written.rename(written.with_name("port"))
    listening.serve_forever()
