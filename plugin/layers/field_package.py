# SPDX-License-Identifier: GPL-2.0-or-later
"""Packages for the field: layers copied with their forms into one folder that QGIS, QField and Mergin Maps open without the product."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shutil
import sqlite3
import uuid
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

from qgis.core import (
    NULL,
    Qgis,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsDefaultValue,
    QgsEditorWidgetSetup,
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsMapLayer,
    QgsProject,
    QgsReadWriteContext,
    QgsVectorFileWriter,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QMetaType
from qgis.PyQt.QtXml import QDomDocument

from ..field.desk import Base, Desk, LayerKept, Manifest
from ..field.model import UUID_FIELD, Row, Value, differing, digest
from ..field.returned import MARK, place_for
from ..messages import Progress, Stretch, VigieError, number, quoted, reason, translate
from ..product import product_version
from ..working import working_folder
from .field_rows import all_rows, compared_fields, plain, rows_of, source_of

DATA = "data.gpkg"
PROJECT = "field.qgz"
MOST_VALUES = 5_000
"""Longer lists do not become the values of a form."""
_STYLE = (
    QgsMapLayer.StyleCategory.LayerConfiguration
    | QgsMapLayer.StyleCategory.Symbology
    | QgsMapLayer.StyleCategory.Labeling
    | QgsMapLayer.StyleCategory.Fields
    | QgsMapLayer.StyleCategory.Forms
    | QgsMapLayer.StyleCategory.MapTips
    | QgsMapLayer.StyleCategory.Diagrams
    | QgsMapLayer.StyleCategory.AttributeTable
    | QgsMapLayer.StyleCategory.Rendering
    | QgsMapLayer.StyleCategory.Legend
)
"""Neither actions nor custom properties, relations and notes."""
_OUTSIDE = re.compile(r"""(?<=[>"'=])(?:file:|[A-Za-z]:[\\/]|(?:/[^<>"'/\s]+){2,})|\.\./""")
_PICTURE = re.compile(r'(<Option\b[^>]*\bvalue=")((?:/|[A-Za-z]:[\\/])[^"]+)(")')


@dataclass
class Wanted:
    """What a package is to hold. `area`: in EPSG:4326, buffered already; None: all features. `keys`: the field that is the key of a layer,
    by the id of the layer. `project` is the one of the layers (value lists, paths of files); `largest` in bytes.
    """

    editable: Sequence[QgsVectorLayer]
    read_only: Sequence[QgsVectorLayer]
    folder: Path
    who: str = ""
    territory: str = ""
    buffer: float = 0.0
    area: QgsGeometry | None = None
    area_crs: object = None
    keys: Mapping[str, str] = field(default_factory=dict)
    project: QgsProject | None = None
    largest: int = 500_000_000


@dataclass
class Packaged:
    """A package that was made and checked, and what is to be known of it."""

    manifest: Manifest
    warnings: list[str]


def make_package(wanted: Wanted, desk: Desk, progress: Progress) -> Packaged:
    """Make the folder of a package, whole or not at all, check it by opening a copy of it elsewhere, and keep its snapshot on the desk.

    A `VigieError` says what prevents it: the folder is taken, a key is missing or twice, too large, a check that failed.
    """
    _check(wanted)
    work, warnings = _Making(wanted), []
    try:
        with working_folder(wanted.folder.parent) as base:
            folder = base / "package"
            folder.mkdir()
            layers, bases = work.copy(folder, Stretch(progress, 0, 70))
            work.write_project(folder, layers)
            _mark(folder, work.id)
            warnings += work.warnings
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            if size > wanted.largest:
                told = translate(
                    "layers", "The package would take {size} MB, more than {most} MB: choose fewer layers, a smaller territory."
                )
                raise VigieError(told.format(size=number(size / 1e6, 1), most=number(wanted.largest / 1e6)))
            progress.step(80, translate("layers", "Checking"))
            _check_cold(folder, base / "elsewhere", layers)
            now = datetime.now(timezone.utc).isoformat(timespec="seconds")
            manifest = Manifest(
                work.id, now, wanted.who, wanted.territory, wanted.buffer, str(wanted.folder), size, product_version(), layers
            )
            desk.keep(manifest, bases)  # first: a package whose snapshot is missing could not come back
            if wanted.folder.exists():
                wanted.folder.rmdir()
            os.replace(folder, wanted.folder)  # noqa: PTH105
    except OSError as error:
        desk.forget(work.id)
        told = translate("layers", "The package cannot be written into {folder}: {why}.")
        raise VigieError(told.format(folder=wanted.folder, why=reason(error))) from error
    progress.step(100)
    return Packaged(manifest, warnings)


def _check(wanted: Wanted) -> None:
    folder, layers = wanted.folder, [*wanted.editable, *wanted.read_only]
    if not layers:
        raise VigieError(translate("layers", "A package needs a layer: name one at least."))
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        told = translate("layers", "{folder} is taken: choose a new or empty folder.")
        raise VigieError(told.format(folder=folder))
    for layer in layers:
        if not layer.isValid():
            told = translate("layers", "“{layer}” cannot be read: check where it lies, or the file.")
            raise VigieError(told.format(layer=layer.name()))
        if layer.isSpatial() and not layer.crs().isValid():
            told = translate("layers", "“{layer}” has no coordinate reference system: set it in the properties of the layer.")
            raise VigieError(told.format(layer=layer.name()))
        if layer.isEditable() and layer.isModified():
            told = translate("layers", "“{layer}” has edits that are not saved: save or discard them first.")
            raise VigieError(told.format(layer=layer.name()))
    twice = {layer.id() for layer in wanted.editable} & {layer.id() for layer in wanted.read_only}
    if twice or len({layer.id() for layer in layers}) < len(layers):
        raise VigieError(translate("layers", "A layer is named twice: it is either to be edited or to be read."))


def _mark(folder: Path, identifier: str) -> None:
    """Write which package it is beside the GeoPackage, and in it."""
    (folder / MARK).write_text(json.dumps({"package": identifier}), encoding="utf-8")
    with contextlib.closing(sqlite3.connect(folder / DATA)) as opened, opened:
        opened.execute("CREATE TABLE vigie_package (id TEXT)")  # see `returned.TABLE`
        opened.execute("INSERT INTO vigie_package VALUES (?)", (identifier,))


class _Making:
    """One package on its way."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted, self.id, self.warnings = wanted, str(uuid.uuid4()), []
        self._tables: dict[str, str] = {}

    def copy(self, folder: Path, progress: Progress) -> tuple[list[LayerKept], dict[str, Base]]:
        """Copy all layers into the GeoPackage; what is to be kept of each, and the snapshots of those to be edited."""
        kept, bases = [], {}
        layers = [(layer, True) for layer in self.wanted.editable] + [(layer, False) for layer in self.wanted.read_only]
        for place, (layer, editable) in enumerate(layers):
            progress.step(100 * place / len(layers), layer.name())
            table = self._table(layer)
            one, base = self._copy(layer, table, editable, folder, progress)
            kept.append(one)
            if editable:
                bases[table] = base
        return kept, bases

    def _table(self, layer: QgsVectorLayer) -> str:
        name = re.sub(r"\W+", "_", layer.name().lower()).strip("_")[:40] or "layer"
        table, count = name, 1
        while table in self._tables.values() or table.startswith(("gpkg_", "sqlite_", "vigie_")):
            count += 1
            table = f"layer_{name}"[:40] + f"_{count}"
        self._tables[layer.id()] = table
        return table

    def _copy(
        self, layer: QgsVectorLayer, table: str, editable: bool, folder: Path, progress: Progress
    ) -> tuple[LayerKept, Base]:
        names = compared_fields(layer)
        self._tell_left_out(layer, names)
        attachments = [name for name in names if _widget(layer, name).type() == "ExternalResource"]
        key_field = self._key_field(layer)
        fields = QgsFields()
        fields.append(QgsField(UUID_FIELD, QMetaType.Type.QString))
        for name in names:
            fields.append(QgsField(layer.fields().field(name)))
        rows, ids, count = {}, {}, 0
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName, options.layerName = "GPKG", table
        options.layerOptions = [f"FID={_free_name(names)}", "GEOMETRY_NAME=vigie_geom"]
        if (folder / DATA).exists():
            options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
        writer = QgsVectorFileWriter.create(
            str(folder / DATA), fields, layer.wkbType(), layer.crs(), QgsCoordinateTransformContext(), options
        )
        if writer.hasError():
            raise VigieError(_unwritten(layer), writer.errorMessage())
        source = self._rows(layer, names, progress)
        for feature in layer.getFeatures(self._request(layer)):
            progress.hear()
            if feature.id() not in source:
                continue
            identity = self._identity(layer, feature, key_field)
            key = (
                plain(feature[UUID_FIELD])
                if key_field == UUID_FIELD
                else str(uuid.uuid5(uuid.UUID(self.id), f"{table}/{identity}"))
            )
            if key in rows:
                told = translate("layers", "The key {value} of “{layer}” is there twice: a key must be of one feature.")
                raise VigieError(told.format(value=quoted(str(identity)), layer=layer.name()))
            rows[key], ids[key] = source[feature.id()], identity
            copied = QgsFeature(fields)
            values = [self._value(layer, feature, name, name in attachments, folder, table) for name in names]
            copied.setAttributes([key, *values])
            copied.setGeometry(feature.geometry())
            if not writer.addFeature(copied, QgsFeatureSink.Flag.FastInsert):
                raise VigieError(_unwritten(layer), writer.errorMessage())
            count += 1
        if not writer.flushBuffer():
            raise VigieError(_unwritten(layer), writer.errorMessage())
        del writer
        geometry = Qgis.GeometryType(layer.geometryType()).name
        kept = LayerKept(
            table, layer.name(), source_of(layer), key_field, names, layer.crs().authid() or layer.crs().toWkt(), geometry, editable,
            count, attachments,
        )  # fmt: skip
        read = rows_by_key(folder / DATA, table, names, progress)
        if len(read) != len(rows):
            told = translate("layers", "“{layer}” was not copied whole: {read} features of {count}.")
            raise VigieError(told.format(layer=layer.name(), read=number(len(read)), count=number(len(rows))))
        kept.mark = "" if editable else digest(read)
        changes = {key: differing(rows[key], row, row) for key, row in read.items()} if editable else {}
        packed = {key: {name: after for name, (_, after) in one.items()} for key, one in changes.items() if one}
        return kept, Base(rows, packed, ids)

    def _tell_left_out(self, layer: QgsVectorLayer, names: list[str]) -> None:
        keys = {layer.fields()[place].name() for place in layer.primaryKeyAttributes()}
        out = [field.name() for field in layer.fields() if field.name() not in {*names, *keys, UUID_FIELD}]
        if out:
            told = translate("layers", "“{layer}”: {fields} stay at the desk (joined, computed, lists or binary).")
            self.warnings.append(told.format(layer=layer.name(), fields=", ".join(out)))
        if layer.isSpatial() and self.wanted.area is not None:
            without = sum(not feature.hasGeometry() for feature in layer.getFeatures(QgsFeatureRequest().setNoAttributes()))
            if without:
                told = translate("layers", "“{layer}”: {count} features have no geometry and stay at the desk.")
                self.warnings.append(told.format(layer=layer.name(), count=number(without)))

    def _key_field(self, layer: QgsVectorLayer) -> str:
        named = self.wanted.keys.get(layer.id(), "")
        if named and layer.fields().lookupField(named) < 0:
            told = translate("layers", "“{layer}” has no field {field}: name its key in KEYS.")
            raise VigieError(told.format(layer=layer.name(), field=quoted(named)))
        return named or (UUID_FIELD if layer.fields().lookupField(UUID_FIELD) >= 0 else "")

    def _identity(self, layer: QgsVectorLayer, feature: QgsFeature, key_field: str) -> object:
        if not key_field:
            return feature.id()
        value = plain(feature[key_field])
        if value in (None, ""):
            told = translate("layers", "A feature of “{layer}” has no {field}: fill this key, or name another one in KEYS.")
            raise VigieError(told.format(layer=layer.name(), field=quoted(key_field)))
        return value

    def _rows(self, layer: QgsVectorLayer, names: Sequence[str], progress: Progress) -> Mapping[int, Row]:
        if self.wanted.area is None or not layer.isSpatial():
            return all_rows(layer, names, progress)
        return rows_of(layer, names, progress, self._request(layer))

    def _request(self, layer: QgsVectorLayer) -> QgsFeatureRequest:
        """The features of the area: QGIS's own filter by distance 0 tests the geometries themselves."""
        request = QgsFeatureRequest()
        if self.wanted.area is None or not layer.isSpatial():
            return request
        area = QgsGeometry(self.wanted.area)
        area.transform(QgsCoordinateTransform(self.wanted.area_crs, layer.crs(), QgsCoordinateTransformContext()))
        request.setDistanceWithin(area, 0)
        return request

    def _value(self, layer: QgsVectorLayer, feature: QgsFeature, name: str, is_file: bool, folder: Path, table: str) -> object:
        value = feature[name]
        if not is_file or value in (None, NULL, ""):
            return value
        source = attachment_at(layer, name, str(value), self.wanted.project)
        if source is None:
            told = translate("layers", "“{layer}”: the file {file} is not there; its name goes along, not the file.")
            self.warnings.append(told.format(layer=layer.name(), file=quoted(str(value))))
            return value
        files = folder / "files" / table
        files.mkdir(parents=True, exist_ok=True)
        place = place_for(source, files)
        shutil.copyfile(source, place)
        return place.relative_to(folder).as_posix()

    def write_project(self, folder: Path, kept: Sequence[LayerKept]) -> None:
        """The project of the package: paths relative to it, styles and forms of the layers, nothing that runs code."""
        project = QgsProject()
        try:
            project.setFilePathStorage(Qgis.FilePathType.Relative)
            project.setTitle(translate("layers", "Field: {territory}").format(territory=self.wanted.territory or self.wanted.who))
            sources = [*self.wanted.editable, *self.wanted.read_only]
            made = {}
            for one, source in zip(kept, sources):
                layer = QgsVectorLayer(f"{folder / DATA}|layername={one.table}", one.name, "ogr")
                _copy_style(source, layer)
                layer.setReadOnly(not one.editable)
                made[source.id()] = layer
            for layer in reversed(list(made.values())):
                project.addMapLayer(layer)
            for source in sources:
                self._forms(source, made)
            spatial = [layer for layer in made.values() if layer.isSpatial()]
            if spatial:
                project.setCrs(spatial[0].crs())
            if not project.write(str(folder / PROJECT)):
                raise VigieError(
                    translate("layers", "The project of the package cannot be written: check the disk."), project.error()
                )
        finally:
            project.clear()

    def _forms(self, source: QgsVectorLayer, made: Mapping[str, QgsVectorLayer]) -> None:
        layer = made[source.id()]
        for place, one in enumerate(layer.fields()):
            setup = layer.editorWidgetSetup(place)
            if one.name() == UUID_FIELD:
                layer.setEditorWidgetSetup(place, QgsEditorWidgetSetup("Hidden", {}))
                layer.setDefaultValueDefinition(place, QgsDefaultValue("uuid('WithoutBraces')"))
                layer.setFieldSplitPolicy(place, Qgis.FieldDomainSplitPolicy.DefaultValue)
                if hasattr(layer, "setFieldDuplicatePolicy"):  # QGIS 3.38
                    layer.setFieldDuplicatePolicy(place, Qgis.FieldDuplicatePolicy.DefaultValue)
            elif place in layer.primaryKeyAttributes():
                layer.setEditorWidgetSetup(place, QgsEditorWidgetSetup("Hidden", {}))
            elif setup.type() == "ExternalResource":
                kept = {
                    name: value for name, value in setup.config().items() if name not in ("DefaultRoot", "PropertyCollection")
                }
                config = {**kept, "RelativeStorage": 1, "StorageType": ""}
                layer.setEditorWidgetSetup(place, QgsEditorWidgetSetup(setup.type(), config))
            elif setup.type() in ("ValueRelation", "RelationReference"):
                layer.setEditorWidgetSetup(place, self._list(source, one.name(), setup, made))

    def _list(
        self, source: QgsVectorLayer, name: str, setup: QgsEditorWidgetSetup, made: Mapping[str, QgsVectorLayer]
    ) -> QgsEditorWidgetSetup:
        """A list of values that comes from another layer: that of the package, else the values of today."""
        config = setup.config()
        other = config.get("Layer", "")
        if setup.type() == "ValueRelation" and other in made:
            kept = {one: value for one, value in config.items() if one not in ("LayerSource", "LayerProviderName", "LayerName")}
            return QgsEditorWidgetSetup(setup.type(), {**kept, "Layer": made[other].id()})
        values = self._values(config) if setup.type() == "ValueRelation" and not config.get("AllowMulti") else None
        if values is None:
            told = translate(
                "layers", "“{layer}”: {field} is a plain text in the field, as its list comes from a layer left at the desk."
            )
            self.warnings.append(told.format(layer=source.name(), field=name))
            return QgsEditorWidgetSetup("TextEdit", {})
        return QgsEditorWidgetSetup("ValueMap", {"map": [{title: value} for value, title in values]})

    def _values(self, config: Mapping) -> list[tuple[str, str]] | None:
        layer = self.wanted.project.mapLayer(config.get("Layer", "")) if self.wanted.project else None
        if not isinstance(layer, QgsVectorLayer) or not 0 < layer.featureCount() <= MOST_VALUES:
            return None
        key, value = config.get("Key"), config.get("Value")
        if layer.fields().lookupField(key) < 0 or layer.fields().lookupField(value) < 0:
            return None
        return sorted({(str(plain(one[key])), str(plain(one[value]))) for one in layer.getFeatures()}, key=lambda pair: pair[1])


def attachment_at(layer: QgsVectorLayer, name: str, written: str, project: QgsProject | None) -> Path | None:
    """The file that a field of files names; None where it is not there."""
    config = _widget(layer, name).config()
    roots = [Path(config["DefaultRoot"])] if config.get("DefaultRoot") else []
    if project is not None and project.absolutePath():
        roots.append(Path(project.absolutePath()))
    with contextlib.suppress(OSError, ValueError):
        candidates = [Path(written), *(root / written for root in roots)]
        return next((path for path in candidates if path.is_absolute() and path.is_file()), None)
    return None


def _widget(layer: QgsVectorLayer, name: str) -> QgsEditorWidgetSetup:
    return layer.editorWidgetSetup(layer.fields().lookupField(name))


def _free_name(names: Sequence[str]) -> str:
    """A name for the ids of GeoPackage: ``fid``, as QField knows it, unless the layer has such a field of its own."""
    taken = {name.lower() for name in names}
    return "fid" if "fid" not in taken else "vigie_fid"


def rows_by_key(file: Path, table: str, names: Sequence[str], progress: Progress) -> dict[str, dict[str, Value]]:
    """The rows of a table of a package, by the key that the package gave them."""
    layer = QgsVectorLayer(f"{file}|layername={table}", table, "ogr")
    rows = rows_of(layer, [UUID_FIELD, *names], progress) if layer.isValid() else {}
    return {str(row[UUID_FIELD]): {name: value for name, value in row.items() if name != UUID_FIELD} for row in rows.values()}


def _copy_style(source: QgsVectorLayer, layer: QgsVectorLayer) -> None:
    """Style and form by QGIS's own copy, less what runs code; pictures from the disk go into the style."""
    document = QDomDocument()
    failed = source.exportNamedStyle(document, QgsReadWriteContext(), _STYLE)
    inside = QDomDocument()
    inside.setContent(_PICTURE.sub(_embedded, document.toString()))
    good, message = layer.importNamedStyle(inside, _STYLE)
    if failed or not good:
        told = translate("layers", "The style of “{layer}” cannot be copied.")
        raise VigieError(told.format(layer=source.name()), f"{failed} {message}")
    layer.setSubsetString("")
    form = layer.editFormConfig()
    form.setInitCodeSource(Qgis.AttributeFormPythonInitCodeSource.NoSource)
    form.setInitCode("")
    form.setInitFunction("")
    form.setInitFilePath("")
    if form.layout() == Qgis.AttributeFormLayout.UiFile:
        form.setUiForm("")
        form.setLayout(Qgis.AttributeFormLayout.AutoGenerated)
    layer.setEditFormConfig(form)


def _embedded(found: re.Match) -> str:
    path = Path(found[2])
    if path.suffix.lower() not in (".svg", ".png", ".jpg", ".jpeg") or not path.is_file():
        return found[0]
    return f"{found[1]}base64:{base64.b64encode(path.read_bytes()).decode()}{found[3]}"


def _unwritten(layer: QgsVectorLayer) -> str:
    return translate("layers", "“{layer}” cannot be copied into the package: check the disk.").format(layer=layer.name())


def _check_cold(folder: Path, elsewhere: Path, kept: Sequence[LayerKept]) -> None:
    """Open a copy of the package in another place, as whoever receives it: every layer valid, with its features, nothing outside."""
    shutil.copytree(folder, elsewhere)
    project = QgsProject()
    try:
        problems = [] if project.read(str(elsewhere / PROJECT)) else [translate("layers", "the project does not open")]
        for one in kept:
            layers = project.mapLayersByName(one.name)
            found = [layer for layer in layers if layer.source().endswith(f"layername={one.table}")]
            if not found or not found[0].isValid() or found[0].featureCount() != one.count:
                problems.append(translate("layers", "“{layer}” does not open whole").format(layer=one.name))
            elif elsewhere.resolve() not in Path(found[0].source().partition("|")[0]).resolve().parents:
                problems.append(translate("layers", "“{layer}” is read from outside").format(layer=one.name))
    finally:
        project.clear()
    with zipfile.ZipFile(folder / PROJECT) as archive:
        outside = _OUTSIDE.search(archive.read(Path(PROJECT).with_suffix(".qgs").name).decode())
    if outside:
        told = translate("layers", "a path leads outside ({path}): take that picture, or that file of a form, out of the style")
        problems.append(told.format(path=outside[0]))
    shutil.rmtree(elsewhere)
    if problems:
        raise VigieError(
            translate("layers", "The package does not stand alone: {problems}.").format(problems="; ".join(problems))
        )
