# SPDX-License-Identifier: GPL-2.0-or-later
"""Live layers: the sources that QGIS is given, and what it draws of a real server."""

import gzip
import json
from pathlib import Path

import pytest
import requests
import servers
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsDataSourceUri,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsProviderRegistry,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
from vigie_territoriale.plugin.catalog.about import About
from vigie_territoriale.plugin.catalog.described import described
from vigie_territoriale.plugin.catalog.model import Entry, Query, Resource
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.providers.capabilities import Wfs, Wms, Wmts
from vigie_territoriale.plugin.catalog.providers.features import OgcApiFeatures
from vigie_territoriale.plugin.layers.services import live_layer, live_source
from vigie_territoriale.plugin.layers.styles import THEME_COLOURS
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.network.door import Door

OGC = Path(__file__).resolve().parents[1] / "data" / "api" / "ogc"
TRICKY = "https://h.example/ows?map=/a+b,c&key=é'\"#+;"
READERS = {"wms": (Wms, "/"), "wmts": (Wmts, "/"), "wfs": (Wfs, "/"), "oapif": (OgcApiFeatures, "/wfs3/")}


def encoded(source):
    """The parameters of an encoded source."""
    uri = QgsDataSourceUri()
    uri.setEncodedUri(source.uri)
    return uri


def wms(**values):
    return Resource("wms", "https://h.example/ows", layer="a", **values)


# Sources


@pytest.mark.parametrize("kind", ["wms", "wmts"])
def test_sources_of_images_are_encoded(qgis_app, kind):
    source = live_source(Resource(kind, TRICKY, layer="b&c=d'é", crs=("EPSG:2154",)), authcfg="abc1234")
    uri = encoded(source)
    url = TRICKY if kind == "wms" else f"{TRICKY}&SERVICE=WMTS&REQUEST=GetCapabilities&VERSION=1.0.0"
    assert (uri.param("url"), uri.param("layers"), uri.param("crs")) == (url, "b&c=d'é", "EPSG:2154")
    assert uri.hasParam("tileMatrixSet") is (kind == "wmts")
    assert uri.authConfigId() == "abc1234"


def test_sources_of_features_are_encoded(qgis_app):
    resource = Resource("wfs", TRICKY, layer="ns:it's \\ é", crs=("CRS:84", "EPSG:2154"))
    uri = QgsDataSourceUri(live_source(resource, authcfg="abc1234").uri)
    assert (uri.param("url"), uri.param("typename"), uri.param("srsname")) == (TRICKY, "ns:it's \\ é", "EPSG:2154")
    assert uri.param("restrictToRequestBBOX") == "1"
    assert not uri.hasParam("maxNumFeatures")
    assert uri.authConfigId() == "abc1234"


def test_a_document_of_capabilities_is_left_whole(qgis_app):
    file = "https://h.example/1.0.0/WMTSCapabilities.xml"
    assert encoded(live_source(Resource("wmts", file, layer="a"))).param("url") == file


@pytest.mark.parametrize(
    ("offered", "territory", "chosen"),
    [
        (("EPSG:3857", "EPSG:2154"), "EPSG:2154", "EPSG:2154"),
        (("EPSG:3857", "EPSG:2154"), "EPSG:2975", "EPSG:3857"),
        (("EPSG:3857", "EPSG:2975"), "EPSG:2975", "EPSG:2975"),
        (("IGNF:UTM22RGFG95", "IGNF:RGR92UTM40S"), "EPSG:2975", "IGNF:RGR92UTM40S"),
        (("CRS:84",), "EPSG:2154", "CRS:84"),
        (("EPSG:99999", "EPSG:32620"), "EPSG:5490", "EPSG:32620"),
        (("IGNF:LAMB93",), "", "IGNF:LAMB93"),
        ((), "EPSG:2154", "EPSG:3857"),
    ],
)
def test_the_system_of_images(qgis_app, offered, territory, chosen):
    source = live_source(wms(crs=offered), territory)
    assert source.crs == encoded(source).param("crs") == chosen
    assert QgsCoordinateReferenceSystem.fromOgcWmsCrs(chosen).isValid()


@pytest.mark.parametrize(
    ("offered", "territory", "chosen"),
    [
        (("EPSG:4326", "EPSG:2154"), "EPSG:2154", "EPSG:2154"),
        (("EPSG:4326", "EPSG:3857"), "EPSG:2154", "EPSG:3857"),
        (("EPSG:4326", "EPSG:32631"), "EPSG:2154", "EPSG:32631"),
        (("EPSG:4326",), "EPSG:2154", "EPSG:4326"),
        (("EPSG:32620", "EPSG:3857"), "EPSG:2154", "EPSG:32620"),
        (("CRS:84", "EPSG:2154"), "EPSG:2975", "EPSG:2154"),
        (("EPSG:4326", "IGNF:LAMB93"), "EPSG:2154", "IGNF:LAMB93"),
    ],
)
def test_the_system_of_features_is_theirs_or_the_territory_s(qgis_app, offered, territory, chosen):
    assert (
        QgsDataSourceUri(live_source(Resource("wfs", "https://h/ows", layer="a", crs=offered), territory).uri).param("srsname")
        == chosen
    )


@pytest.mark.parametrize(
    ("title", "formats", "chosen"),
    [
        ("Plan IGN", ("image/jpeg", "image/png"), "image/png"),
        ("Orthophotographies 2022", ("image/png", "image/jpeg"), "image/jpeg"),
        ("Orthophotographies 2022", ("image/png",), "image/png"),
        ("Carte", ("image/x-bil;bits=32", "image/jpeg"), "image/jpeg"),
        ("Carte", ("text/html",), "image/png"),
        ("Carte", (), "image/png"),
    ],
)
def test_the_format_of_images(qgis_app, title, formats, chosen):
    assert encoded(live_source(wms(title=title, formats=formats))).param("format") == chosen


def test_tiles_of_the_geoplateforme_have_the_style_and_the_set_they_need(qgis_app):
    class There:
        def get(self, url, **others):
            from vigie_territoriale.plugin.network.door import Answer

            return Answer(url, 200, {}, gzip.decompress((OGC / "geoplateforme-wmts-getcapabilities.xml.gz").read_bytes()))

    resource = described(Resource("wmts", "https://data.geopf.fr/wmts", layer="ORTHOIMAGERY.ORTHOPHOTOS"), There())
    uri = encoded(live_source(resource, "EPSG:2154"))
    assert (uri.param("styles"), uri.param("tileMatrixSet"), uri.param("format")) == ("normal", "PM_0_21", "image/jpeg")
    assert uri.param("crs") == "EPSG:3857"


def test_tiles_in_the_system_of_the_territory_are_preferred(qgis_app):
    tiles = (("PM", "EPSG:3857"), ("L93", "EPSG:2154"))
    resource = Resource("wmts", "https://h/wmts", layer="a", crs=("EPSG:3857", "EPSG:2154"), tiles=tiles)
    assert encoded(live_source(resource, "EPSG:2154")).param("tileMatrixSet") == "L93"
    assert encoded(live_source(resource, "EPSG:2975")).param("tileMatrixSet") == "PM"


def test_tiles_at_an_address(qgis_app):
    source = live_source(Resource("tms", "https://h.example/{z}/{x}/{-y}.png", zooms=(3, 15)))
    assert (source.provider, source.kind, source.crs) == ("wms", Qgis.LayerType.Raster, "EPSG:3857")
    parts = QgsProviderRegistry.instance().decodeUri("wms", source.uri)
    assert (parts["url"], parts["type"], parts["zmin"], parts["zmax"]) == ("https://h.example/{z}/{x}/{-y}.png", "xyz", "3", "15")
    assert live_layer(source, About("Tuiles")).isValid()


@pytest.mark.parametrize("address", ["https://h.example/tms/1.0.0/PLAN", "https://h.example/{x}/{y}.png"])
def test_an_address_without_its_tiles_is_refused(qgis_app, address):
    with pytest.raises(VigieError, match=r"needs \{x\}, \{y\} and \{z\}"):
        live_source(Resource("xyz", address))


STYLE = {
    "version": 8,
    "sources": {"s": {"type": "vector"}},
    "layers": [{"id": "eau", "type": "fill", "source": "s", "source-layer": "eau", "paint": {"fill-color": "#0000ff"}}],
}


def test_vector_tiles(qgis_app):
    resource = Resource("tms", "https://h.example/{z}/{x}/{y}.pbf", styles=("https://h.example/standard.json",), zooms=(0, 14))
    source = live_source(resource, authcfg="abc1234")
    assert (source.provider, source.kind, source.style) == (
        "xyzvectortiles", Qgis.LayerType.VectorTile, "https://h.example/standard.json",
    )  # fmt: skip
    parts = QgsProviderRegistry.instance().decodeUri("xyzvectortiles", source.uri)
    assert (parts["zmax"], parts["styleUrl"], parts["authcfg"]) == ("14", "https://h.example/standard.json", "abc1234")
    layer = live_layer(source, About("Plan"), style=STYLE)
    assert [style.layerName() for style in layer.renderer().styles()] == ["eau"]
    with pytest.raises(VigieError, match="style of “Plan” cannot be read"):
        live_layer(source, About("Plan"), style={"version": 8})


def test_a_hostile_style_address_is_not_given_to_qgis(qgis_app):
    source = live_source(Resource("vector-tiles", "https://h.example/{z}/{x}/{y}.pbf", styles=("file:///etc/passwd",)))
    assert source.style == "" and "passwd" not in source.uri


def test_esri_services(qgis_app):
    service = "https://h.example/arcgis/rest/services/a/FeatureServer"
    source = live_source(Resource("esri-features", service, layer="3", crs=("EPSG:2154",)), authcfg="abc1234")
    assert source.provider == "arcgisfeatureserver"
    parts = QgsProviderRegistry.instance().decodeUri(source.provider, source.uri)
    assert parts == {"authcfg": "abc1234", "crs": "EPSG:2154", "url": f"{service}/3"}
    source = live_source(Resource("esri-map", service, layer="3", crs=("EPSG:2154",)))
    parts = QgsProviderRegistry.instance().decodeUri("arcgismapserver", source.uri)
    assert parts == {"crs": "EPSG:2154", "format": "PNG32", "layer": "3", "url": service}
    with pytest.raises(VigieError, match="authentication configuration"):
        live_source(Resource("esri-features", f"{service}?token=x", layer="3"))


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "javascript:alert(1)", "ftp://h/x", "/etc/passwd", "https:///x", "", "https://[", "http://h/ x"],
)
def test_only_addresses_of_the_web_are_opened(qgis_app, address):
    for kind in ("wms", "wfs", "xyz", "esri-features"):
        with pytest.raises(VigieError, match="not an address of the web"):
            live_source(Resource(kind, address, layer="a"))


def test_other_kinds_are_refused(qgis_app):
    with pytest.raises(VigieError, match="“csv” is not a service"):
        live_source(Resource("csv", "https://h.example/a.csv"))


# A real server


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with servers.qgis_server(tmp_path_factory.mktemp("server")) as found:
        yield found


def found(address, kind, name):
    reader, path = READERS[kind]
    door = Door(requests.Session(), Silent())
    entries = reader(Endpoint("local", "Local", kind, f"{address}{path}")).search(Query(), door).entries
    return next(entry for entry in entries if entry.id == name)


def drawn(layer, crs, background="#ffffff"):
    """How many colours of an image of a layer are not the background's."""
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    extent = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:2154"), settings.destinationCrs(), QgsProject.instance()
    ).transformBoundingBox(QgsRectangle(935_000, 6_385_000, 1_000_000, 6_425_000))
    settings.setExtent(extent)
    settings.setOutputSize(QSize(300, 200))
    settings.setBackgroundColor(QColor(background))
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    assert not job.errors(), [error.message for error in job.errors()]
    image = job.renderedImage()
    return len({image.pixel(x, y) for x in range(300) for y in range(200)} - {QColor(background).rgb()})


@pytest.mark.parametrize("territory", ["EPSG:2154", "EPSG:2975"])
@pytest.mark.parametrize("name", list(servers.LAYERS))
@pytest.mark.parametrize("kind", list(READERS))
def test_live_layers_draw(address, qgis_app, kind, name, territory):
    entry = found(address, kind, name)
    source = live_source(entry.resources[0], territory)
    layer = live_layer(source, About.of(entry, entry.resources[0], "2026-11-05"))
    assert layer.isValid()
    if territory == "EPSG:2154" and kind != "oapif":  # this server does not offer other systems in the way of the standard
        assert layer.crs().authid() == "EPSG:2154"
    assert layer.name() == servers.LAYERS[name][2]
    assert drawn(layer, "EPSG:2154") > 0
    assert drawn(layer, "EPSG:3857") > 0
    metadata = layer.metadata()
    assert "fetched on 2026-11-05" in metadata.rights()[0]
    assert address in metadata.history()[0]
    assert "<" not in metadata.abstract()


@pytest.mark.parametrize("kind", ["wfs", "oapif"])
def test_features_are_all_there_and_where_they_are(address, qgis_app, kind):
    for territory in ("EPSG:2154", ""):
        layer = live_layer(live_source(found(address, kind, "mairies").resources[0], territory), About("m"))
        degrees = QgsCoordinateTransform(layer.crs(), QgsCoordinateReferenceSystem("EPSG:4326"), QgsProject.instance())
        places = {feature["nom"]: degrees.transform(feature.geometry().asPoint()) for feature in layer.getFeatures()}
        assert len(places) == len(servers.MAIRIES)
        for _, nom, x, y in servers.MAIRIES:
            assert (places[nom].x(), places[nom].y()) == pytest.approx((x, y), abs=1e-4)


@pytest.mark.parametrize("kind", ["wfs", "oapif"])
def test_features_have_the_style_of_their_theme(address, qgis_app, kind):
    layer = live_layer(live_source(found(address, kind, "communes").resources[0]), About("c", theme="risks"))
    fill, *_, edge = layer.renderer().symbol().symbolLayers()
    assert (fill.fillColor().name(), edge.color().name()) == (THEME_COLOURS["risks"],) * 2


def test_scales_of_the_service(address, qgis_app):
    from dataclasses import replace

    resource = replace(found(address, "wms", "mairies").resources[0], scales=(1000.0, 50_000.0))
    layer = live_layer(live_source(resource), About("m"))
    assert layer.hasScaleBasedVisibility()
    assert (layer.maximumScale(), layer.minimumScale()) == (1000, 50_000)
    assert layer.isInScaleRange(25_000) and not layer.isInScaleRange(500) and not layer.isInScaleRange(100_000)


def test_a_layer_that_is_not_there_is_a_sentence(address, qgis_app):
    for kind in ("wms", "wfs"):
        with pytest.raises(VigieError, match="“Disparue” cannot be opened"):
            live_layer(live_source(Resource(kind, f"{address}/", layer="nulle_part")), About("Disparue"))


def test_hostile_words_are_not_obeyed(address, qgis_app):
    hostile = Entry("<b>id", "<img src=x onerror=alert(1)>Mairies\n2", description="<script>1</script>a<", producer="<i>P</i>",
                    licence="<a href='x'>ODbL", keywords=("<u>k",), page="javascript:alert(1)")  # fmt: skip
    resource = found(address, "wms", "mairies").resources[0]
    layer = live_layer(live_source(resource), About.of(hostile, resource))
    assert layer.name() == "Mairies 2"
    html = json.dumps(
        [layer.metadata().rights(), layer.metadata().abstract(), layer.metadata().keywords(), layer.metadata().licenses()]
    )
    assert "<" not in html
    assert [link.url for link in layer.metadata().links()] == [resource.address]
