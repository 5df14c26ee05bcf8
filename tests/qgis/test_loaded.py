# SPDX-License-Identifier: GPL-2.0-or-later
"""Layers over tables of the store that hold any dataset: nothing is lost from sight, all is told."""

import numpy as np
import pandas as pd
import pytest
import shapely
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
from vigie_territoriale.plugin.catalog.about import About
from vigie_territoriale.plugin.catalog.model import Entry, Resource
from vigie_territoriale.plugin.catalog.themes import theme_name
from vigie_territoriale.plugin.files.model import INTEGER, MIXED, TEXT, Copied, Field
from vigie_territoriale.plugin.files.output import Output
from vigie_territoriale.plugin.layers.loaded import loaded_layers, naming_field
from vigie_territoriale.plugin.layers.marks import partial_of
from vigie_territoriale.plugin.layers.styles import THEME_COLOURS
from vigie_territoriale.plugin.messages import VigieError

FIELDS = (Field("code"), Field("libelle_long", title="Libellé <b>complet"), Field("n", INTEGER, "Nombre"))
ABOUT = About("Équipements", "id-1", producer="Ministère", licence="ODbL 1.0", licence_url="https://odbl.example/", modified="2026-02-01",
              fetched="2026-11-05T10:00", address="https://h.example/a.gpkg", page="https://h.example/", theme="mobility")  # fmt: skip
SHAPES = {
    "points": ["POINT(940000 6390000)", "MULTIPOINT(940000 6390000,941000 6391000)", "POINT Z(942000 6391000 5)"],
    "lines": ["LINESTRING(940000 6390000,945000 6395000)", "MULTILINESTRING((940000 6390000,945000 6391000))"],
    "areas": ["POLYGON((940000 6390000,945000 6390000,945000 6395000,940000 6390000))"],
    "others": ["GEOMETRYCOLLECTION(POINT(940000 6390000),LINESTRING(940000 6390000,945000 6395000))", None],
}


@pytest.fixture
def copy(tmp_path, qgis_app):
    """Write geometries (WKT, None) as a table, and give what a copy gives."""
    path = tmp_path / "éte'.gpkg"

    def write(shapes, geometry, fields=FIELDS, table="t", **others):
        made = np.array([None if text is None else shapely.from_wkt(text) for text in shapes], dtype=object)
        columns = {field.name: list(range(len(shapes))) if field.type == INTEGER else [f"{field.name} {n}" for n in range(len(shapes))]
                   for field in fields}  # fmt: skip
        with Output(path) as output:
            layer = output.create(table, fields, geometry, "EPSG:2154" if geometry else "")
            output.append(layer, pd.DataFrame(columns, index=range(len(shapes))), made if geometry else None)
            del layer
        copied = Copied(table, "Feuille 1", len(shapes), len(shapes), geometry=geometry, crs="EPSG:2154" if geometry else "",
                        fields=fields, **others)  # fmt: skip
        return copied, f"{path}|layername={table}"

    return write


def kinds(layers):
    return [(layer.name(), layer.geometryType(), layer.featureCount()) for layer in layers]


def test_a_layer_of_points(copy):
    (layer,) = loaded_layers(*copy(SHAPES["points"][:1] * 3, "Point"), ABOUT)
    assert kinds([layer]) == [("Équipements", Qgis.GeometryType.Point, 3)]
    assert layer.crs().authid() == "EPSG:2154"
    assert layer.readOnly() and not layer.startEditing()
    assert layer.renderer().symbol().color().name() == THEME_COLOURS["mobility"]
    assert layer.displayExpression() == '"libelle_long"'
    assert layer.labelsEnabled() and layer.labeling().settings().fieldName == "libelle_long"
    assert [field.name() for field in layer.fields()] == ["fid", "code", "libelle_long", "n"]
    assert [layer.attributeAlias(place) for place in range(4)] == ["", "", "Libellé  complet", "Nombre"]


def test_mixed_geometries_are_all_shown(copy):
    shapes = [text for texts in SHAPES.values() for text in texts]
    layers = loaded_layers(*copy(shapes, MIXED), ABOUT)
    assert [(name, count) for name, _, count in kinds(layers)] == [
        ("Équipements – points", 3), ("Équipements – lines", 2), ("Équipements – areas", 1), ("Équipements – not drawn", 2),
    ]  # fmt: skip
    assert [layer.geometryType() for layer in layers[:3]] == [
        Qgis.GeometryType.Point, Qgis.GeometryType.Line, Qgis.GeometryType.Polygon,
    ]  # fmt: skip
    assert sum(layer.featureCount() for layer in layers) == len(shapes)
    assert not layers[3].isSpatial()
    for layer in layers:
        assert any(note.startswith("2 rows have no position, or mix") for note in layer.metadata().history())
    assert all(drawn([layer]) for layer in layers[:3])


def test_mixed_in_name_only(copy):
    (layer,) = loaded_layers(*copy(SHAPES["areas"] * 2, MIXED), ABOUT)
    assert kinds([layer]) == [("Équipements", Qgis.GeometryType.Polygon, 2)]


@pytest.mark.parametrize("shapes", [[], [None, None], SHAPES["others"][:1]])
def test_nothing_to_draw_is_a_table(copy, shapes):
    (layer,) = loaded_layers(*copy(shapes, MIXED), ABOUT)
    assert (layer.name(), layer.featureCount(), layer.isSpatial()) == ("Équipements", len(shapes), False)


def test_rows_without_a_position_are_counted(copy):
    (layer,) = loaded_layers(*copy(["POINT(940000 6390000)", None, None], "Point"), ABOUT)
    assert layer.featureCount() == 3
    assert "2 rows have no position: they are in the table, and are not drawn." in layer.metadata().history()


def test_a_table(copy):
    (layer,) = loaded_layers(*copy([None] * 4, ""), ABOUT)
    assert (layer.isSpatial(), layer.featureCount(), layer.labelsEnabled()) == (False, 4, False)
    assert layer.metadata().licenses() == ["ODbL 1.0"]


def test_what_is_told_of_a_dataset(copy):
    copied, source = copy(SHAPES["points"][:1], "Point", notes=("Cut to Gap.",))
    metadata = loaded_layers(copied, source, ABOUT)[0].metadata()
    assert metadata.title() == "Équipements" and metadata.identifier() == "id-1"
    assert metadata.rights() == ["Équipements, Ministère, 2026-02-01, ODbL 1.0"]
    assert metadata.contacts()[0].organization == "Ministère"
    assert [link.url for link in metadata.links()] == ["https://h.example/", "https://h.example/a.gpkg", "https://odbl.example/"]
    assert "same licence" in metadata.constraints()[0].constraint
    assert metadata.history() == ["Fetched on 2026-11-05 by Vigie territoriale from https://h.example/a.gpkg.", "Cut to Gap."]
    assert metadata.categories() == [theme_name("mobility")]
    assert metadata.dateTime(Qgis.MetadataDateType.Revised).date().year() == 2026
    assert metadata.crs().authid() == "EPSG:2154"


def test_a_partial_copy_says_so(copy):
    sentence = "12 000 announced, 5 000 read: the service stops there."
    copied, source = copy(SHAPES["points"][:1] * 2, "Point", announced=12_000, partial=sentence)
    (layer,) = loaded_layers(copied, source, ABOUT)
    assert layer.name() == "Équipements (partial: 2 of 12,000)"
    assert partial_of(layer) == sentence
    layer.removeCustomProperty("vigie_territoriale/partial")
    assert partial_of(layer) == sentence  # by its metadata
    assert sentence in layer.metadata().history()
    whole, source = copy(SHAPES["points"][:1], "Point", table="u")
    assert partial_of(loaded_layers(whole, source, ABOUT)[0]) == ""


def test_a_partial_copy_of_an_unknown_whole(copy):
    copied, source = copy(SHAPES["points"][:1], "Point", partial="The service stopped.")
    assert loaded_layers(copied, source, ABOUT)[0].name() == "Équipements (partial)"


@pytest.mark.parametrize("table", ["absent", 'a"b'])
def test_a_table_that_is_not_there_is_a_sentence(copy, table):
    copied, source = copy(SHAPES["points"][:1], "Point")
    with pytest.raises(VigieError, match="cannot be opened"):
        loaded_layers(copied, source.replace("=t", f"={table}"), ABOUT)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("code", "nom", "name"), "nom"),
        (("code", "NOM_COM", "adresse"), "NOM_COM"),
        (("id", "Libellé"), "Libellé"),
        (("nombre", "prenom", "code"), ""),
        (("title", "name"), "name"),
    ],
)
def test_the_field_that_names_things(names, found):
    assert naming_field(Copied("t", "t", 0, 0, fields=tuple(map(Field, names)))) == found


def test_a_number_names_nothing():
    fields = (Field("nom", INTEGER), Field("c1", TEXT, "Nom de la commune"))
    assert naming_field(Copied("t", "t", 0, 0, fields=fields)) == "c1"


def test_labels_are_off_where_there_are_many(copy):
    few, source = copy(["POINT(940000 6390000)"] * 2000, "Point")
    assert loaded_layers(few, source, ABOUT)[0].labelsEnabled()
    many, source = copy(["POINT(940000 6390000)"] * 2001, "Point")
    layer = loaded_layers(many, source, ABOUT)[0]
    assert not layer.labelsEnabled() and layer.labeling() is not None


def test_symbols_are_smaller_where_there_are_many(copy):
    sizes = []
    for count in (10, 1000, 10_000):
        layer = loaded_layers(*copy(["POINT(940000 6390000)"] * count, "Point"), ABOUT)[0]
        sizes.append(layer.renderer().symbol().size())
    assert sizes == sorted(sizes, reverse=True) and len(set(sizes)) == 3


def image(layers, background):
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:2154"))
    settings.setExtent(QgsRectangle(935_000, 6_386_000, 951_000, 6_396_000))
    settings.setOutputSize(QSize(160, 100))
    settings.setBackgroundColor(QColor(background))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    made = job.renderedImage()
    return [QColor(made.pixel(x, y)) for x in range(160) for y in range(100)]


def drawn(layers):
    return len({colour.rgb() for colour in image(layers, "#ffffff")}) > 1


def luminance(colour):
    """Relative luminance, as WCAG defines it."""
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("background", ["#ffffff", "#dcdcd6", "#2f3f28"])
@pytest.mark.parametrize("kind", ["points", "lines", "areas"])
def test_layers_stand_out_from_plans_and_photographs(copy, kind, background):
    """Something of each symbol has a contrast of 3 with what is below, for every theme."""
    geometry = {"points": "Point", "lines": "LineString", "areas": "Polygon"}[kind]
    copied, source = copy(SHAPES[kind][:1], geometry)
    ground = luminance(QColor(background))
    for theme in THEME_COLOURS:
        layer = loaded_layers(copied, source, About("x", theme=theme))[0]
        layer.setLabelsEnabled(False)
        seen = [luminance(colour) for colour in image([layer], background)]
        best = max((max(ground, light) + 0.05) / (min(ground, light) + 0.05) for light in seen)
        assert best >= 3, (theme, best)


def test_an_entry_of_a_catalogue_is_told(qgis_app):
    entry = Entry("e", "Gares", licence="Licence Ouverte 2.0", theme="Réseaux de transport", modified="2025-01-01",
                  resources=(Resource("csv", "https://h/a.csv", title="Gares 2024", date="2024-05-01"), Resource("csv", "https://h/b.csv")),
                  notes=("old",))  # fmt: skip
    about = About.of(entry, entry.resources[0], "2026-11-05", ("cut",))
    assert (about.title, about.theme, about.modified, about.notes) == (
        "Gares – Gares 2024",
        "mobility",
        "2024-05-01",
        ("old", "cut"),
    )
    assert about.credit == "Gares – Gares 2024, 2024-05-01, Licence Ouverte 2.0"
    assert "name the source" in about.demands
    assert About("Gares", fetched="2026-11-05T01:02").credit == "Gares, fetched on 2026-11-05"
