# SPDX-License-Identifier: GPL-2.0-or-later
"""Catalogues of a network, made for tests."""

import hashlib
import json

SCHEMA = "https://example.org/schemas/shared-catalogue-1.schema.json"
QML = (
    "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version=\"3.40\"><renderer-v2 type=\"singleSymbol\"><symbols>"
    '<symbol name="0" type="marker"><layer class="SimpleMarker"><Option type="Map"><Option name="color" type="QString" '
    'value="1,2,3,255"/></Option></layer></symbol></symbols></renderer-v2></qgis>'
)


def style(identifier="dots", content=QML):
    return {"id": identifier, "format": "qml", "sha256": hashlib.sha256(content.encode()).hexdigest(), "content": content}


def layer(identifier="schools", **more):
    source = {"kind": "postgis", "connection": "geomas", "schema": "commun", "table": "ecoles", "column": "geom", "key": "id"}
    return {"id": identifier, "title": {"fr": "Écoles", "en": "Schools"}, "theme": "services", "source": source, **more}


def catalogue(**more):
    made = {
        "$schema": SCHEMA,
        "id": "geomas",
        "version": "1.0.0",
        "title": {"fr": "Couches de GéoMAS", "en": "Layers of GéoMAS"},
        "owner": "GéoMAS",
        "date": "2026-11-01",
        "refresh_hours": 6,
        "themes": [{"id": "services", "title": {"fr": "Services", "en": "Services"}}],
        "layers": [layer(style="dots")],
        "styles": [style()],
        **more,
    }
    return {name: value for name, value in made.items() if value is not None}


def content(**more):
    return json.dumps(catalogue(**more), ensure_ascii=False).encode()


def large(count):
    """A catalogue of so many layers, of all kinds."""
    kinds = (
        {"kind": "postgis", "connection": "geomas", "schema": "commun", "table": "t", "column": "geom"},
        {"kind": "wms", "address": "https://sig.example.org/wms", "layer": "l"},
        {"kind": "file", "path": "donnees/x.gpkg", "layer": "x"},
        {"kind": "geojson", "address": "https://sig.example.org/x.geojson"},
    )
    layers = [
        layer(f"layer-{n}", source=kinds[n % 4], title=f"Couche {n}", description="Une couche. " * 20, style=f"s{n % 200}")
        for n in range(count)
    ]
    styles = [style(f"s{n}", QML + f"<!-- {n} -->") for n in range(200)]
    return content(layers=layers, styles=styles)
