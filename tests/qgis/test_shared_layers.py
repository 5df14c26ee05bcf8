# SPDX-License-Identifier: GPL-2.0-or-later
"""A project's layers published by vigie:catalogue, and opened by a member from a folder and from PostgreSQL."""

import json

import hostile
import pytest
import shared
from postgres_server import USER, PostgresServer
from qgis.core import (
    Qgis,
    QgsAction,
    QgsCoordinateReferenceSystem,
    QgsDataSourceUri,
    QgsExpression,
    QgsLayerMetadata,
    QgsMapLayer,
    QgsProject,
    QgsProviderRegistry,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsVectorFileWriter,
    QgsVectorLayer,
    qgsfunction,
)
from qgis.PyQt.QtGui import QColor
from vigie_territoriale.plugin.layers.shared import dress, foreign_functions, open_here
from vigie_territoriale.plugin.layers.sharing import collect, read_shared_table, write_shared_table
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.shared_catalog.authoring import ERROR, check
from vigie_territoriale.plugin.shared_catalog.kept import Kept
from vigie_territoriale.plugin.shared_catalog.model import SharedLayer, read_catalogue
from vigie_territoriale.plugin.shared_catalog.places import Reader, place_of
from vigie_territoriale.plugin.shared_catalog.styles import clean_style

NAME = "GéoMAS"


def forbidden(*_):
    raise AssertionError("nothing is asked of anyone")


@pytest.fixture
def share(tmp_path):
    folder = tmp_path / "partage é"
    folder.mkdir()
    return folder


@pytest.fixture
def points(share):
    """A layer of a GeoPackage on the share, styled, named and described."""
    made = QgsVectorLayer("Point?crs=EPSG:2154&field=nom:string&field=nb:int", "x", "memory")
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = "ecoles"
    path = share / "donnees.gpkg"
    QgsVectorFileWriter.writeAsVectorFormatV3(made, str(path), QgsProject().transformContext(), options)
    layer = QgsVectorLayer(f"{path}|layername=ecoles", "Écoles", "ogr")
    assert layer.isValid()
    symbol = QgsSymbol.defaultSymbol(layer.geometryType())
    symbol.setColor(QColor(12, 34, 56))
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    layer.setFieldAlias(layer.fields().indexOf("nb"), "Élèves")
    layer.actions().addAction(QgsAction(QgsAction.ActionType.GenericPython, "x", "HARM()"))
    metadata = QgsLayerMetadata()
    metadata.setLicenses(["Licence Ouverte 2.0"])
    metadata.setAbstract("Les écoles")
    layer.setMetadata(metadata)
    return layer


def project_of(*layers, group="Services"):
    project = QgsProject()
    node = project.layerTreeRoot().addGroup(group)
    for layer in layers:
        project.addMapLayer(layer, False)
        node.addLayer(layer)
    return project


def member(tmp_path, place):
    kept = Kept(tmp_path / "kept")
    seen = kept.refresh(kept.add(str(place)), Reader(forbidden, forbidden))
    assert seen.failure == ""
    kept.trust(kept.proposal(seen), ())
    (shelf,), _ = kept.shelves()
    return kept, shelf


def test_from_a_project_to_a_member_through_a_folder(run_algorithm, share, points, tmp_path):
    project = project_of(points)
    asked = {"MODE": "publish", "PLACE": str(share), "LAYERS": [points.id()], "ID": "geomas", "TITLE": "GéoMAS"}
    results, log, _ = run_algorithm("vigie:catalogue", asked, project)
    assert results is not None, log
    assert (results["VERSION"], results["PROBLEMS"]) == ("1.0.0", 1) and "Left out: actions (1)." in log
    document = json.loads((share / "catalogue.json").read_text(encoding="utf-8"))
    assert document["layers"][0]["source"] == {"kind": "file", "path": "donnees.gpkg", "layer": "ecoles"}
    kept, shelf = member(tmp_path, share)
    layer = shelf.catalogue.layers[0]
    assert shelf.catalogue.theme_title(layer.theme) == "Services" and shelf.why_closed(layer) == ""
    made = open_here(layer, shelf.place)
    assert dress(made, layer, layer.entry("geomas"), kept.style(shelf, layer), shelf.place) == []
    assert made.renderer().symbol().color() == QColor(12, 34, 56)
    assert made.fields().at(made.fields().indexOf("nb")).alias() == "Élèves"
    assert made.metadata().licenses() == ["Licence Ouverte 2.0"] and made.name() == "Écoles"
    assert not made.actions().actions()


def harmful(layer):
    """A layer whose author put code into its form, and an action."""
    layer.actions().addAction(QgsAction(QgsAction.ActionType.GenericPython, "x", "HARM()"))
    form = layer.editFormConfig()
    form.setInitCodeSource(Qgis.AttributeFormPythonInitCodeSource.Dialog)
    form.setInitFunction("harm")
    form.setInitCode("def harm(*given): HARM()")
    layer.setEditFormConfig(form)
    return layer


def runs_nothing(layer):
    form = layer.editFormConfig()
    return not layer.actions().actions() and not form.initCode() and not form.initFunction()


@pytest.mark.parametrize("suffix", [".gpkg", ".shp"])
def test_a_style_that_lies_in_or_beside_a_file_is_not_taken(share, points, suffix):
    """QGIS takes the default style of a GeoPackage and the .qml beside a file, with all that they hold."""
    if suffix == ".gpkg":
        assert harmful(points).saveStyleToDatabase("x", "", True, "") == ""
    else:
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName = "ESRI Shapefile"
        QgsVectorFileWriter.writeAsVectorFormatV3(points, str(share / "donnees.shp"), QgsProject().transformContext(), options)
        beside = harmful(QgsVectorLayer(str(share / "donnees.shp"), "x", "ogr"))
        assert beside.saveDefaultStyle(QgsMapLayer.StyleCategory.AllStyleCategories)[1]
        assert not runs_nothing(QgsVectorLayer(str(share / "donnees.shp"), "x", "ogr"))
    source = {"kind": "file", "path": f"donnees{suffix}"}
    made = open_here(SharedLayer("x", {"fr": "x", "en": "x"}, source), place_of(str(share)))
    assert runs_nothing(made)


def test_validate_and_diff(run_algorithm, share, tmp_path):
    (share / "catalogue.json").write_bytes(shared.content())
    results, log, _ = run_algorithm("vigie:catalogue", {"MODE": "validate", "PLACE": str(share)})
    assert results["VERSION"] == "1.0.0" and results["PROBLEMS"] == 2 and "It has no licence" in log
    other = tmp_path / "other.json"
    other.write_bytes(shared.content(version="1.1.0", layers=[]))
    results, log, _ = run_algorithm("vigie:catalogue", {"MODE": "diff", "PLACE": str(other), "AGAINST": str(share)})
    assert "Layers, taken away: Schools" in results["CHANGES"]
    (share / "catalogue.json").write_bytes(b"{")
    results, log, _ = run_algorithm("vigie:catalogue", {"MODE": "validate", "PLACE": str(share)})
    assert results is None and "not valid JSON" in log


@pytest.mark.parametrize(
    ("source", "provider", "expected"),
    [
        (
            "crs=EPSG:2154&format=image/png&layers=plan&styles=normal&url=https://a.org/wms?map%3Dx",
            "wms",
            {"kind": "wms", "address": "https://a.org/wms?map=x", "layer": "plan", "formats": ["image/png"], "styles": ["normal"]},
        ),
        (
            "type=xyz&url=https://a.org/%7Bz%7D/%7Bx%7D/%7By%7D.png&zmax=18&zmin=0",
            "wms",
            {"kind": "xyz", "address": "https://a.org/{z}/{x}/{y}.png"},
        ),
        ("url='https://a.org/wfs' typename='ns:ecoles' version='auto'", "WFS", {"kind": "wfs", "address": "https://a.org/wfs", "layer": "ns:ecoles"}),
        ("url='https://a.org/oapi' typename='ecoles'", "OAPIF", {"kind": "oapif", "address": "https://a.org/oapi", "layer": "ecoles"}),
    ],
)  # fmt: skip
def test_services_are_told_by_their_address(source, provider, expected):
    class Fake:
        """A layer as it is written; QGIS would ask its service."""

        def __init__(self):
            self.asked = source

        def providerType(self):
            return provider

        def source(self):
            return self.asked

        def subsetString(self):
            return ""

        def crs(self):
            return QgsCoordinateReferenceSystem()

    from vigie_territoriale.plugin.layers import sharing

    made, faults = sharing._source(Fake(), place_of("/srv/x"))
    assert made == expected and faults == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("url='https://u:secret@a.org/wfs' typename='x'", "password or a key"),
        ("url='https://a.org/wfs?apikey=secret' typename='x'", "password or a key"),
        ("url='https://a.org/wfs' typename='x' username='u' password='secret'", "Its source holds a password"),
    ],
)
def test_credentials_are_told_and_never_collected(source, said, monkeypatch):
    from vigie_territoriale.plugin.layers import sharing

    layer = QgsVectorLayer("Point?crs=EPSG:2154", "x", "memory")
    monkeypatch.setattr(layer, "source", lambda: source, raising=False)
    monkeypatch.setattr(layer, "providerType", lambda: "WFS", raising=False)
    made, faults = sharing._source(layer, place_of("/srv/x"))
    assert "secret" not in json.dumps(made) and any(said in sentence for _, sentence in faults)


def test_memory_and_filtered_layers_are_errors(points, share):
    place = place_of(str(share))
    memory = QgsVectorLayer("Point?crs=EPSG:2154", "Mine", "memory")
    points.setSubsetString("nb > 3")
    made = collect(project_of(points, memory), [points, memory], place)
    told = {one.title: [finding.severity for finding in check(one, place)] for one in made}
    assert ERROR in told["Écoles"] and ERROR in told["Mine"]
    assert [one.source for one in made] == [None, None]


def test_a_disguised_file_is_not_opened(share):
    (share / "x.gpkg").write_text('<OGRVRTDataSource><OGRVRTLayer name="x"/></OGRVRTDataSource>')
    layers = [shared.layer(source={"kind": "file", "path": "x.gpkg"})]
    layer = read_catalogue(shared.content(layers=layers), "c").layers[0]
    with pytest.raises(VigieError, match="is not a file of the kind"):
        open_here(layer, place_of(str(share)))


def test_a_hostile_style_does_nothing_but_draw(points, share, tmp_path):
    harm = shared.QML.replace("</qgis>", "".join(
        hostile.STYLES[kind] for kind in ("action", "form init code", "default that opens a layer", "map tip with a script")
    ) + "</qgis>")  # fmt: skip
    layers = [shared.layer(source={"kind": "file", "path": "donnees.gpkg", "layer": "ecoles"}, style="dots")]
    (share / "catalogue.json").write_bytes(shared.content(layers=layers, styles=[shared.style(content=harm)]))
    kept, shelf = member(tmp_path, share)
    layer = shelf.catalogue.layers[0]
    made = open_here(layer, shelf.place)
    notes = dress(made, layer, layer.entry("geomas"), kept.style(shelf, layer), shelf.place)
    assert len(notes) == 4
    assert not made.actions().actions() and made.mapTipTemplate() == ""
    assert not made.editFormConfig().initCode() and not made.editFormConfig().initFunction()
    assert all(not made.defaultValueDefinition(place).expression() for place in range(made.fields().count()))
    assert made.renderer().symbol().color() == QColor(1, 2, 3)


def test_functions_of_other_software_are_not_called_by_a_style(qgis_app):
    @qgsfunction(group="x", register=False)
    def harm_the_disk(feature, parent):
        """Whatever a user or a plugin has."""
        raise AssertionError("called")

    asked = hostile.marker("SimpleMarker", "size", "4", hostile.defined("size", "HARM_the_disk ()"))
    content = f"<qgis>{asked}</qgis>".encode()
    assert "harm_the_disk" not in foreign_functions() and not clean_style(content, "x").notes
    QgsExpression.registerFunction(harm_the_disk)
    try:
        known = foreign_functions()
        assert "harm_the_disk" in known and not known & {"buffer", "coalesce", "format_number", "array_foreach"}
        clean = clean_style(content, "x", functions=known)
        assert b"HARM" not in clean.content and clean.notes
    finally:
        QgsExpression.unregisterFunction("harm_the_disk")


@pytest.fixture(scope="module")
def server():
    made = PostgresServer()
    made.sql("CREATE SCHEMA commun")
    made.sql("CREATE TABLE commun.ecoles (id integer PRIMARY KEY, nom text, geom geometry(Point, 2154))")
    made.sql("INSERT INTO commun.ecoles VALUES (1, 'a', ST_SetSRID(ST_MakePoint(900000, 6400000), 2154))")
    yield made
    made.close()


@pytest.fixture
def connection(server):
    metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
    uri = f"host={server.folder} dbname='test' user='{USER}' password='secret'"
    metadata.saveConnection(metadata.createConnection(uri, {"saveUsername": True, "savePassword": True}), NAME)
    yield QgsDataSourceUri(uri)
    metadata.deleteConnection(NAME)


def test_from_a_project_to_a_member_through_postgresql(run_algorithm, server, connection, tmp_path):
    connection.setDataSource("commun", "ecoles", "geom", "", "id")
    layer = QgsVectorLayer(connection.uri(False), "Écoles", "postgres")
    assert layer.isValid()
    assert harmful(layer).saveStyleToDatabase("x", "", True, "") == ""
    assert not runs_nothing(QgsVectorLayer(connection.uri(False), "x", "postgres"))
    project = project_of(layer)
    asked = {
        "MODE": "publish",
        "PLACE": f"postgis:{NAME}/partage.catalogue",
        "LAYERS": [layer.id()],
        "ID": "geomas",
        "TITLE": "GéoMAS",
    }
    results, log, _ = run_algorithm("vigie:catalogue", asked, project)
    assert results is None and "Nobody but its owner may read its table" in log
    assert server.sql("SELECT to_regclass('partage.catalogue')") == [[""]] or server.sql(
        "SELECT count(*) FROM pg_namespace WHERE nspname = 'partage'"
    ) == [["0"]]
    server.sql("GRANT SELECT ON commun.ecoles TO PUBLIC")
    results, log, _ = run_algorithm("vigie:catalogue", asked, project)
    assert results is not None, log
    ((version, document),) = server.sql("SELECT version, replace(document, chr(10), ' ') FROM partage.catalogue")
    assert version == "1.0.0" and "secret" not in document and str(server.folder) not in document
    (again, log, _) = run_algorithm("vigie:catalogue", asked, project)
    assert again is None and "Nothing changed" in log
    layer.setName("Écoles publiques")
    results, log, _ = run_algorithm("vigie:catalogue", asked, project)
    assert results["VERSION"] == "1.0.1", log
    assert server.sql("SELECT string_agg(version, ' ' ORDER BY id) FROM partage.catalogue") == [["1.0.0 1.0.1"]]
    validated, log, _ = run_algorithm("vigie:catalogue", {"MODE": "validate", "PLACE": asked["PLACE"]})
    assert validated["VERSION"] == "1.0.1"

    with pytest.raises(VigieError, match="was changed since it was read"):
        write_shared_table(place_of(asked["PLACE"]), "1.0.2", b"{}", "")
    kept = Kept(tmp_path / "kept")
    seen = kept.refresh(kept.add(asked["PLACE"]), Reader(forbidden, read_shared_table))
    kept.trust(kept.proposal(seen), ())
    (shelf,), _ = kept.shelves()
    made = open_here(shelf.catalogue.layers[0], shelf.place)
    assert made.featureCount() == 1 and "secret" not in made.source() and runs_nothing(made)


def test_a_missing_connection_is_named():
    layer = read_catalogue(shared.content(), "c").layers[0]
    with pytest.raises(VigieError, match="named “geomas”"):
        open_here(layer, place_of("/srv/x"))


def test_a_project_that_was_received_is_cleaned_and_opens_without_what_could_run(run_algorithm, points, share, tmp_path):
    received, target = tmp_path / "recu.qgz", tmp_path / "propre.qgz"
    project = project_of(points)
    project.writeEntry("Macros", "/pythonCode", "def openProject(): HARM()")
    assert project.write(str(received))
    asked = {"MODE": "clean", "PLACE": str(received), "OUTPUT": str(target), "ALLOWED": str(share)}
    before = received.read_bytes()
    results, log, _ = run_algorithm("vigie:catalogue", asked)
    assert results is not None, log
    assert "macros or functions in Python" in results["CHANGES"] and received.read_bytes() == before
    opened = QgsProject()
    assert opened.read(str(target))
    assert opened.readEntry("Macros", "/pythonCode") == ("", False)
    (layer,) = opened.mapLayers().values()
    assert layer.isValid() and layer.renderer().symbol().color() == QColor(12, 34, 56) and not layer.actions().actions()
    opened.clear()
    elsewhere, _, _ = run_algorithm("vigie:catalogue", {**asked, "ALLOWED": ""})
    assert "a layer that lies in a place which you have not allowed" in elsewhere["CHANGES"]
    assert opened.read(str(target)) and not opened.mapLayers()
    refused, log, _ = run_algorithm("vigie:catalogue", {**asked, "OUTPUT": str(received)})
    assert refused is None and "give another name" in log and received.read_bytes() == before
    project.clear()
    opened.clear()
