# SPDX-License-Identifier: GPL-2.0-or-later
"""A real QGIS Server on this machine (qgis_mapserver), on a free port of 127.0.0.1, for a project made here with PyQGIS.

Imported by tests, it starts them; run by QGIS's Python, it makes the project.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 60
PYTHON = "/usr/bin/python3"
SERVICE = {
    "title": "Données d’essai des Hautes-Alpes",
    "organization": "Préfecture d’essai",
    "constraints": "Licence Ouverte 2.0",
}
LAYERS = {
    # name of the layer: (kind of geometry, EPSG, title, abstract)
    "mairies": ("Point", 4326, "Mairies de l’été", "Points d’accueil : « où aller ? »"),
    "communes": ("Polygon", 2154, "Communes – périmètres", "Limites à l’échelle 1/25 000 & <b>arrondissements</b>"),
}
MAIRIES = (("05061", "Gap", 6.0793, 44.5595), ("05023", "Briançon", 6.6412, 44.8982), ("05046", "Embrun", 6.4951, 44.5643))
COMMUNES = tuple((f"05{number:03}", f"Commune d’été n° {number}", 940_000 + 2_000 * number, 6_390_000) for number in range(1, 26))
"""Squares of one kilometre in Lambert-93: code, name, easting and northing of their corner."""


GRIDS = {
    "points_degres": ("Point", 4326, "Points en degrés", ""),
    "points_metres": ("Point", 2154, "Points en mètres", ""),
}


def grid(count, epsg):
    """Code, name, x and y of many points around Gap, in one of the systems of `GRIDS`."""
    if epsg == 4326:
        return [
            (f"P{place:04X}", f"Point n° {place}", 5.6 + 0.008 * (place % 150), 44.2 + 0.008 * (place // 150))
            for place in range(count)
        ]
    return [
        (f"P{place:04X}", f"Point n° {place}", 905_000 + 700 * (place % 150), 6_350_000 + 900 * (place // 150))
        for place in range(count)
    ]


def environment(folder):
    """That of a machine without a screen that knows nothing of the test runner."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QGIS_", "PYTHON", "QT_", "COV", "PYTEST", "VIRTUAL"))
    }
    runtime = Path(folder) / "runtime"
    runtime.mkdir(mode=0o700, exist_ok=True)
    return {
        **kept,
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(runtime),
        "QGIS_CUSTOM_CONFIG_PATH": str(Path(folder) / "profile"),
        "QGIS_SERVER_LOG_STDERR": "1",
        "LC_ALL": "C.UTF-8",
    }


@contextmanager
def qgis_server(folder, points=0):
    """The address of a QGIS Server that serves `LAYERS` as WMS, WMTS, WFS and OGC API Features, or `GRIDS` of so many `points`;
    killed in the end.
    """
    folder = Path(folder)
    project = folder / "projet été.qgs"
    made = subprocess.run(
        [PYTHON, str(Path(__file__)), str(project), str(points)],
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            ["qgis_mapserver", "-l", "1", "-p", str(project), f"127.0.0.1:{port}"],
            env=environment(folder), stdout=output, stderr=output, start_new_session=True,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, server, log)
            yield address
        finally:
            try:
                os.killpg(server.pid, signal.SIGKILL)
            except ProcessLookupError:
                assert server.poll() is not None, "the server is neither there nor gone"
            server.wait(timeout=30)


def _wait(address, server, log):
    """Until the server answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text(errors="replace")
        try:
            with urllib.request.urlopen(f"{address}/?SERVICE=WMS&REQUEST=GetCapabilities", timeout=5) as answer:
                body = answer.read()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
            continue
        assert b"<WMS_Capabilities" in body, f"install qgis-server-wms, -wfs, -wfs3 and -wmts: {body.decode(errors='replace')}"
        return
    raise AssertionError(f"the server does not answer: {log.read_text(errors='replace')}")


def make_project(path, points=0):
    """Write the project, and its layers into a GeoPackage beside it. Run by QGIS's Python."""
    from qgis.core import (
        QgsApplication,
        QgsCoordinateReferenceSystem,
        QgsFeature,
        QgsGeometry,
        QgsPointXY,
        QgsProject,
        QgsRectangle,
        QgsReferencedRectangle,
        QgsVectorFileWriter,
        QgsVectorLayer,
    )

    application = QgsApplication([], False)
    application.initQgis()
    project = QgsProject.instance()
    shapes = {
        "mairies": [(code, name, QgsGeometry.fromPointXY(QgsPointXY(x, y))) for code, name, x, y in MAIRIES],
        "communes": [
            (code, name, QgsGeometry.fromRect(QgsRectangle(x, y, x + 1_000, y + 1_000))) for code, name, x, y in COMMUNES
        ],
    }
    for name, (_, epsg, _, _) in GRIDS.items():
        shapes[name] = [(code, label, QgsGeometry.fromPointXY(QgsPointXY(x, y))) for code, label, x, y in grid(points, epsg)]
    published = []
    for name, (geometry, epsg, title, abstract) in (GRIDS if points else LAYERS).items():
        memory = QgsVectorLayer(f"{geometry}?crs=EPSG:{epsg}&field=code:string(5)&field=nom:string(80)", name, "memory")
        features = []
        for code, label, shape in shapes[name]:
            feature = QgsFeature(memory.fields())
            feature.setAttributes([code, label])
            feature.setGeometry(shape)
            features.append(feature)
        assert memory.dataProvider().addFeatures(features)[0], name
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName, options.layerName = "GPKG", name
        store = path.with_name(f"{name}.gpkg")
        error = QgsVectorFileWriter.writeAsVectorFormatV3(memory, str(store), project.transformContext(), options)
        assert error[0] == QgsVectorFileWriter.NoError, error
        layer = QgsVectorLayer(f"{store}|layername={name}", name, "ogr")
        assert layer.isValid(), store
        layer.setShortName(name)
        properties = getattr(layer, "serverProperties", lambda layer=layer: layer)()
        _describe(layer, properties, title, abstract)
        project.addMapLayer(layer)
        published.append(layer)
    _publish(project, published)
    lambert = QgsCoordinateReferenceSystem("EPSG:2154")
    project.setCrs(lambert)
    extent = QgsReferencedRectangle(QgsRectangle(930_000, 6_380_000, 1_010_000, 6_430_000), lambert)
    project.viewSettings().setDefaultViewExtent(extent)
    project.writeEntry("WMSExtent", "/", [str(number) for number in (930_000, 6_380_000, 1_010_000, 6_430_000)])
    assert project.write(str(path)), project.error()


def _describe(layer, properties, title, abstract):
    layer.setTitle(title) if hasattr(layer, "setTitle") else properties.setTitle(title)
    layer.setAbstract(abstract) if hasattr(layer, "setAbstract") else properties.setAbstract(abstract)
    layer.setKeywordList("essai, été")


def _publish(project, layers):
    for name, text in {
        "WMSServiceCapabilities": True, "WMSServiceTitle": SERVICE["title"], "WMSContactOrganization": SERVICE["organization"],
        "WMSAccessConstraints": SERVICE["constraints"], "WMSFees": "aucun",
    }.items():  # fmt: skip
        project.writeEntry(name, "/", text)
    project.writeEntry("WMSCrsList", "/", ["EPSG:2154", "EPSG:4326", "EPSG:3857"])
    identifiers = [layer.id() for layer in layers]
    project.writeEntry("WFSLayers", "/", identifiers)
    for identifier in identifiers:
        project.writeEntry("WFSLayersPrecision", f"/{identifier}", 6)
    project.writeEntry("WMTSLayers", "Project", False)
    project.writeEntry("WMTSLayers", "Layer", identifiers)
    project.writeEntry("WMTSPngLayers", "Layer", identifiers)
    project.writeEntry("WMTSGrids", "CRS", ["EPSG:3857", "EPSG:2154"])
    project.writeEntry(
        "WMTSGrids", "Config", ["EPSG:3857,20037508.34,-20037508.34,559082264.03,18", "EPSG:2154,7500000,0,50000000,15"]
    )


if __name__ == "__main__":
    make_project(Path(sys.argv[1]), int(sys.argv[2]))
