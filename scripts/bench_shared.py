#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Indicators made in the shared store beside the same over features that are read: seconds, and bytes that travelled. Started by ``make bench``.

A PostgreSQL of its own holds one harmonised dataset of made-up services of région 93 (``ROWS``, half a million); the zones are the
communes' contours, as polygons of the user's. Each way runs in a process of its own, as a reader, through a relay that counts what passes
between it and the server; it opens the layer, makes three indicators, and writes the figures, which are then compared. Without a network
in between, seconds tell only what both computers work. Prints and writes build/bench/shared.json.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "data"))
FOLDER = ROOT / "build" / "bench"
ROWS = int(os.environ.get("ROWS", "500000"))
SEED = 2026
TERRITORY, READER, LAYER = "region:93", "reader", "services_region_93"
SOCKET = ".s.PGSQL.5432"
WAYS = ("pushed", "read")
ASKED = {
    "count": {"aggregate": "count"},
    "kinds": {"aggregate": "distinct", "value": '"category"'},
    "schools": {"aggregate": "share", "filter": "\"category\" = 'school'"},
}


class Relay:
    """Passes what clients of `folder` and a server say to each other, and counts it: `up` and `down` in bytes."""

    def __init__(self, folder: Path, server: Path) -> None:
        self.up = self.down = 0
        self._server = server
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(folder / SOCKET))
        self._listening.listen()
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                client, _ = self._listening.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self._server / SOCKET))
                threading.Thread(target=self._pass, args=(client, server, "up"), daemon=True).start()
                threading.Thread(target=self._pass, args=(server, client, "down"), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, way: str) -> None:
        with contextlib.suppress(OSError):  # the other side has gone
            while data := source.recv(1 << 16):
                setattr(self, way, getattr(self, way) + len(data))
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def fill(connection: str) -> None:
    """The dataset in the shared store, and the zones in a GeoPackage."""
    import made
    import numpy as np
    import pandas
    import shapely
    from vigie_territoriale.plugin.harmonize.dataset import SCHEMAS, Dataset
    from vigie_territoriale.plugin.store.geopackage import GeoPackage
    from vigie_territoriale.plugin.store.postgis import PostGis
    from vigie_territoriale.plugin.territory.cog import Cog
    from vigie_territoriale.plugin.territory.contours import Contours

    communes = Cog().territory(TERRITORY).communes
    shapes = Contours.embedded().of(communes)
    there = ~shapely.is_missing(shapes)
    zones = pandas.DataFrame({"code": np.array(communes)[there], "nom": np.array(communes)[there]})
    (FOLDER / "zones.gpkg").unlink(missing_ok=True)
    GeoPackage(FOLDER / "zones.gpkg").write("zones", zones, shapes[there])
    rng = np.random.default_rng(SEED)
    middles = shapely.get_coordinates(shapely.point_on_surface(shapes[there]))
    chosen = rng.integers(0, len(middles), ROWS)
    table = pandas.DataFrame({column: [None] * ROWS for column in SCHEMAS["service"]}, dtype=object)
    table["id"] = [f"s{place}" for place in range(ROWS)]
    table["name"] = [f"Service {place}" for place in range(ROWS)]
    table["category"] = rng.choice(["school", "shop", "doctor", "station"], ROWS)
    table["commune"] = zones["code"].to_numpy()[chosen]
    points = shapely.points(middles[chosen] + rng.normal(0, 0.02, (ROWS, 2)))
    told = made.provenance("services", territory=TERRITORY, rows_read=ROWS, rows_kept=ROWS)
    PostGis(connection).save(LAYER, Dataset("service", table, told, points))


def definition(name: str) -> str:
    """The file of one of the indicators that are `ASKED`."""
    texts = {"fr": name, "en": name}
    document = {
        "id": name, "version": 1, "title": texts, "description": texts, "unit": texts, "method": texts, "theme": "own", "decimals": 1,
        "compute": {"kind": "aggregate", "layer": "features", **ASKED[name]}, "levels": ["zones"], "comparators": False,
        "style": {"ramp": "Blues"},
    }  # fmt: skip
    path = FOLDER / f"definition-shared-{name}.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def once(way: str, folder: str) -> None:
    """One way, in this process; prints the seconds."""
    import pandas
    from qgis.core import QgsApplication, QgsVectorLayer
    from vigie_territoriale.plugin.indicators.definition import expressions_of, load_definition
    from vigie_territoriale.plugin.indicators.pushed import RemoteLayer
    from vigie_territoriale.plugin.layers.pushdown import taken
    from vigie_territoriale.plugin.layers.reading import LayerReading
    from vigie_territoriale.plugin.messages import Silent
    from vigie_territoriale.plugin.network.session import session
    from vigie_territoriale.plugin.observatory import Observatory

    application = QgsApplication([], False)
    application.initQgis()
    observatory = Observatory(lambda progress, endpoint: session(), FOLDER / "profile")
    territory = observatory.cog.territory(TERRITORY)
    files = [definition(name) for name in ASKED]
    asked = [load_definition(Path(path)) for path in files]
    start = time.perf_counter()
    source = f"host='{folder}' dbname=test user={READER} key='fid' table=\"vigie\".\"{LAYER}\" (geom)"
    features, zones = QgsVectorLayer(source, LAYER, "postgres"), QgsVectorLayer(str(FOLDER / "zones.gpkg"), "zones", "ogr")
    readings = {"features": LayerReading.of(features), "zones": LayerReading.of(zones, role="zones")}
    if way == "pushed":
        layers = taken(readings, asked, "zones", Silent())
        assert isinstance(layers["features"], RemoteLayer), "the dataset was read"
    else:
        layers = {
            "features": readings["features"].read(Silent(), expressions_of(asked, "features")),
            "zones": readings["zones"].read(Silent(), ()),
        }
    results = observatory.study(files, territory, "zones", layers, "embedded", Silent())
    seconds = time.perf_counter() - start
    frames = [result.zones[["code", "value"]].assign(indicator=result.definition.id) for result in results]
    pandas.concat(frames).to_csv(FOLDER / f"shared-{way}.csv", index=False)
    print(seconds, flush=True)
    os._exit(0)  # QGIS takes its time to end


def measure(way: str, server: Path) -> dict[str, float]:
    """Seconds, and bytes that went up and down, of one way."""
    with tempfile.TemporaryDirectory(prefix="vigie_relay_") as folder:
        relay = Relay(Path(folder), server)
        done = subprocess.run([sys.executable, __file__, way, folder], check=False, capture_output=True, text=True)
        relay.close()
    if done.returncode:
        raise SystemExit(f"{way}: {done.stderr}")
    return {"seconds": float(done.stdout.split()[-1]), "up": relay.up, "down": relay.down}


def difference() -> float:
    """How far the figures of both ways are apart, at most, as a share."""
    import pandas

    pushed, read = (pandas.read_csv(FOLDER / f"shared-{way}.csv", dtype={"code": str}) for way in WAYS)
    both = pushed.merge(read, on=["indicator", "code"], how="outer", suffixes=("", "_read"), validate="1:1")
    if len(both) != len(pushed) or not (both["value"].isna() == both["value_read"].isna()).all():
        raise SystemExit("The two ways do not give the same zones a figure.")
    apart = (both["value"] - both["value_read"]).abs() / both["value_read"].abs().clip(lower=1e-300)
    return float(apart.where(both["value"] != both["value_read"], 0).max())


def main() -> None:
    from postgres_server import PostgresServer

    FOLDER.mkdir(parents=True, exist_ok=True)
    server = PostgresServer()
    try:
        fill(server.connection)
        server.sql(f"CREATE ROLE {READER} LOGIN; GRANT vigie_reader TO {READER}; ANALYZE")
        found = {way: measure(way, server.folder) for way in WAYS}
    finally:
        server.close()
    print(f"{len(ASKED)} indicators by commune of {TERRITORY}, {ROWS:,} services in the shared store")
    for way, told in found.items():
        print(f"{way:7} {told['seconds']:7.2f} s {told['up'] / 1e6:9.2f} MB up {told['down'] / 1e6:9.2f} MB down")
    pushed, read = (sum(found[way][name] for name in ("up", "down")) for way in WAYS)
    apart = difference()
    print(
        f"Features read travel as {read / pushed:.1f} times the bytes of indicators made there; figures differ by {apart:.1e} at most"
    )
    document = {"rows": ROWS, "ways": found, "largest_difference": apart}
    (FOLDER / "shared.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    if apart > 1e-9:
        raise SystemExit("The figures are not the same.")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        once(sys.argv[1], sys.argv[2])
    else:
        main()
