# SPDX-License-Identifier: GPL-2.0-or-later
"""Vector files, by GDAL: GeoJSON, KML, GPX, GML, shapefile, GeoPackage, SpatiaLite, MapInfo, FlatGeobuf, Parquet...

A layer is read through whole, feature by feature, whatever is kept of it: rows without a code or a geometry are told apart and counted,
and a file is cut as a table is. It costs some 20 µs each: 300 000 small polygons are copied in 10 s where ogr2ogr takes 7.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ..messages import Stretch, VigieError, number, translate
from ..requirements import pandas as require_pandas
from ..requirements import shapely as require_shapely
from .codes import COMMUNE, Codes, guess_codes
from .coordinates import TRIED
from .insets import warn_by_codes, warn_by_position
from .model import Copied, Description, Layer, Options, Rows, main_layer
from .vector_crs import Found, Known, find_crs
from .vector_fields import Columns, list_text
from .vector_shapes import Survey, written
from .vector_source import Source, opened

if TYPE_CHECKING:
    import pandas as pd
    from osgeo import ogr

    from ..messages import Progress
    from ..territory.cog import Cog
    from ..territory.contours import Contours
    from .cut import Cut
    from .grid import Wanted
    from .output import Output

SHOWN = 10
"""Rows of a sample that is shown."""

LOOKED_AT = 2000
"""Rows in which codes are looked for."""

BATCH = 1000
"""Features that are in memory at once."""

MOST_CODES = 100_000
"""Different codes whose position is looked at."""

NOT_DATA = re.compile(
    r"layer_styles|qgis_projects|spatial_ref_sys\w*|(views_|virts_)?geometry_columns\w*|spatialite_history|sqlite_\w+|sql_statements_log"
    r"|idx_\w+|SpatialIndex|ElementaryGeometries|KNN2?|data_licenses|vector_layers\w*|raster_coverages\w*|SE_\w+|ISO_metadata\w*"
    r"|topologies|networks|stored_\w+|rl2map\w*|wms_\w+|geom_cols_ref_sys",
    re.IGNORECASE,
)
"""Tables that QGIS and SpatiaLite keep for themselves."""

HIDES_EMPTY = ("gpx", "kml", "kmz")
"""Kinds whose files have layers that nobody filled."""


@dataclass(frozen=True)
class _Study:
    """What a pass over a layer found; `place` is its number in the file."""

    place: int
    layer: Layer
    survey: Survey
    columns: Columns
    codes: Codes | None
    crs: Found


class VectorFile:
    """A vector file of a `kind` that `vector_source.DRIVERS` has: an `Opened` of `files.model`."""

    def __init__(self, path: Path, kind: str, options: Options, cog: Cog, contours: Contours) -> None:
        self.path = path
        self.kind = kind
        self.options = options
        self.cog = cog
        self.contours = contours
        self._studies: tuple[_Study, ...] | None = None

    def describe(self, progress: Progress) -> Description:
        """See `Opened.describe`."""
        with opened(self.path, self.kind, self.options.encoding) as source:
            studies = self._study(source, progress)
            return Description(self.kind, tuple(study.layer for study in studies), tuple(source.told))

    def copy(self, layer: str, cut: Cut | None, output: Output, progress: Progress) -> Copied:
        """See `Opened.copy`. Whole features are kept, never clipped."""
        with opened(self.path, self.kind, self.options.encoding) as source:
            studies = self._studies or self._study(source, Stretch(progress, 0, 30))
            study = next((study for study in studies if study.layer.name == layer), None)
            if study is None:
                raise VigieError(
                    translate("vector", "{file} has no layer “{layer}”: its layers are {layers}.").format(
                        file=self.path.name, layer=layer, layers=", ".join(study.layer.name for study in studies)
                    )
                )
            copied = _Copy(source, study, cut, output).run(Stretch(progress, 30, 100))
            return replace(copied, notes=(*source.told, *copied.notes))

    def rows(self, layer: str, progress: Progress, wanted: Wanted | None = None) -> Iterator[Rows]:
        """See `Opened.rows`; all rows are given."""
        with opened(self.path, self.kind, self.options.encoding) as source:
            studies = self._studies or self._study(source, Stretch(progress, 0, 30))
            found = main_layer(
                Description(self.kind, tuple(study.layer for study in studies)), replace(self.options, layer=layer)
            )
            study = next(study for study in studies if study.layer.name == found)
            batch: list[ogr.Feature] = []
            read, count = 0, max(study.survey.rows, 1)
            for feature in _features(source.dataset.GetLayer(study.place)):
                batch.append(feature)
                if len(batch) == BATCH:
                    yield _rows(batch, study)
                    read += len(batch)
                    batch.clear()
                    progress.step(30 + min(70.0, 70 * read / count), found)
            progress.hear()
            yield _rows(batch, study)

    def _study(self, source: Source, progress: Progress) -> tuple[_Study, ...]:
        dataset = source.dataset
        studies: list[_Study] = []
        count = dataset.GetLayerCount()
        for place in range(count):
            layer = dataset.GetLayer(place)
            if NOT_DATA.fullmatch(layer.GetName()):
                continue
            progress.step(100 * place / count, layer.GetName())
            name = self._name(layer.GetName(), {study.layer.name for study in studies})
            study = self._study_layer(source, place, name, progress)
            if study.survey.rows or self.kind not in HIDES_EMPTY:
                studies.append(study)
        if not studies:
            raise VigieError(translate("vector", "{file} holds no layer.").format(file=self.path.name))
        self._studies = tuple(studies)
        return self._studies

    def _name(self, name: str, taken: set[str]) -> str:
        """The name of a layer, without the suffix of a file that GDAL may leave, and that no other layer has."""
        stem = re.sub(r"\.(geojsonl?|topojson|json|gml|kml)$", "", name, flags=re.IGNORECASE) or self.path.stem
        return next(free for free in (stem, *(f"{stem}_{count}" for count in range(2, len(taken) + 3))) if free not in taken)

    def _study_layer(self, source: Source, place: int, name: str, progress: Progress) -> _Study:
        layer = source.dataset.GetLayer(place)
        definition = layer.GetLayerDefn()
        plain = Columns.of(definition, self.kind, identified=False)
        sample = _sample(layer, plain)
        codes = guess_codes(sample, self.options, self.cog) if len(sample) else None
        survey, coded = _survey(layer, plain, codes, progress)
        columns = Columns.of(definition, self.kind, identified=self.kind == "geojson" and not survey.numbered)
        if columns.fields != plain.fields:
            sample = _sample(layer, columns)
        geometry = survey.geometry(definition.GetGeomType())
        crs = (
            find_crs(layer.GetSpatialRef(), survey.spread, self.options.crs, self._known(codes, coded)) if geometry else Found("")
        )
        shown = sample.head(SHOWN).itertuples(index=False, name=None)
        described = Layer(
            name,
            survey.rows,
            columns.fields,
            geometry,
            crs.crs,
            encoding=source.encoding,
            code_field=codes.field if codes else "",
            code_kind=codes.kind if codes else "",
            placing="own" if geometry else "",
            sample=tuple(tuple(None if value is None else str(value) for value in row) for row in shown),
            warnings=(*crs.warnings, *self._warnings(source, survey, columns, geometry), *self._inset(codes, coded, survey, crs)),
        )
        return _Study(place, described, survey, columns, codes, crs)

    def _known(self, codes: Codes | None, coded: dict) -> Known | None:
        """Some of the features whose commune is known."""
        if codes is None or codes.level != COMMUNE or not coded:
            return None
        chosen = list(coded)[:: len(coded) // TRIED + 1]
        units = codes.units(require_pandas().DataFrame(chosen, columns=list(codes.columns), dtype=object))
        return np.array([coded[key] for key in chosen]), self.contours.of(units)

    def _warnings(self, source: Source, survey: Survey, columns: Columns, geometry: str) -> Iterator[str]:
        page = _page(source, survey.rows)
        if page.sentence:
            yield page.sentence
        if survey.missing and (geometry or survey.missing < survey.rows or self.kind in ("geojson", "shp")):
            yield translate("vector", "{count} rows of {rows} have no geometry that can be read.").format(
                count=number(survey.missing), rows=number(survey.rows)
            )
        if columns.left_out:
            yield translate("vector", "Fields of binary data are left out: {fields}.").format(fields=", ".join(columns.left_out))

    def _inset(self, codes: Codes | None, coded: dict, survey: Survey, crs: Found) -> Iterator[str]:
        """A warning when overseas départements are drawn beside mainland France."""
        if not crs.crs:
            return
        if codes is not None and coded:
            table = require_pandas().DataFrame(list(coded), columns=list(codes.columns), dtype=object)
            warning = warn_by_codes(table, _oriented(np.array(list(coded.values())), crs), codes, crs.crs, self.cog)
        elif self.kind == "topojson":
            warning = warn_by_position(_oriented(survey.spread, crs), self.contours)
        else:
            warning = ""
        if warning:
            yield warning


def _rows(batch: list[ogr.Feature], study: _Study) -> Rows:
    """Features as rows of text and shapes."""
    columns, layer = study.columns, study.layer
    names = [field.name for field in columns.fields]
    rows = [[columns.text(feature, place) for place in range(len(names))] for feature in batch]
    table = require_pandas().DataFrame(rows, columns=names, dtype=object)
    if not layer.geometry:
        return Rows(table, notes=layer.warnings)
    shapes = [written(feature.GetGeometryRef(), layer.geometry, False, study.crs.swapped) for feature in batch]
    return Rows(table, shapely_of(shapes, damaged_as_box=False), layer.crs, notes=layer.warnings)


def _oriented(positions: np.ndarray, crs: Found) -> np.ndarray:
    return positions[:, ::-1] if crs.swapped else positions


def _features(layer: ogr.Layer) -> Iterator[ogr.Feature]:
    layer.ResetReading()
    while (feature := layer.GetNextFeature()) is not None:
        yield feature


def _sample(layer: ogr.Layer, columns: Columns) -> pd.DataFrame:
    """The first rows as text (str, None where there is nothing)."""
    rows = [
        [columns.text(feature, column) for column in range(len(columns.fields))]
        for feature, _ in zip(_features(layer), range(LOOKED_AT))
    ]
    names = [field.name for field in columns.fields]
    return require_pandas().DataFrame(rows, columns=names, dtype=object)


def _survey(layer: ogr.Layer, columns: Columns, codes: Codes | None, progress: Progress) -> tuple[Survey, dict]:
    """A pass over all features, and where the first row of each code lies."""
    survey, coded = Survey(), {}
    names = [field.name for field in columns.fields]
    read = [names.index(column) for column in codes.columns] if codes else []
    for feature in _features(layer):
        if survey.rows % BATCH == 0:
            progress.hear()
        position = survey.see(feature)
        if read and position is not None and len(coded) < MOST_CODES:
            coded.setdefault(tuple(columns.text(feature, column) for column in read), position)
    return survey, coded


@dataclass(frozen=True)
class _Page:
    """What a service says of its answer that was kept as a file: how many rows match, and a sentence when they are not all here."""

    announced: int | None
    sentence: str = ""


def _page(source: Source, rows: int) -> _Page:
    """Whether the file is a part of an answer of WFS or of OGC API Features, by what it says at its beginning or end."""
    if source.facts is None:
        return _Page(None)
    ends = source.facts.head + source.facts.tail
    matched = re.search(rb'"?numberMatched"?\s*[:=]\s*"?(\d+)', ends)
    if matched and int(matched[1]) > rows:
        sentence = translate("vector", "This file is part of a longer answer of a service: it has {rows} rows of {announced}.")
        return _Page(int(matched[1]), sentence.format(rows=number(rows), announced=number(int(matched[1]))))
    if re.search(rb'<[\w:]*FeatureCollection[^>]*\snext="', source.facts.head):
        sentence = translate("vector", "This file is one page of a longer answer of a service: more rows come after its {rows}.")
        return _Page(None, sentence.format(rows=number(rows)))
    return _Page(None)


class _Copy:
    """One layer on its way into a table."""

    def __init__(self, source: Source, study: _Study, cut: Cut | None, output: Output) -> None:
        self.source = source
        self.study = study
        self.cut = cut
        self.output = output
        self.read = self.kept = self.invalid = 0
        self.counts: Counter = Counter()
        self.uncut = False

    def run(self, progress: Progress) -> Copied:
        described, columns = self.study.layer, self.study.columns
        source = self.source.dataset.GetLayer(self.study.place)
        count = source.GetFeatureCount()
        announced = count if count >= 0 else None
        table = self.output.free_name(described.name)
        target = self.output.create(table, columns.fields, self._spelled(described.geometry), described.crs)
        batch: list[ogr.Feature] = []
        for feature in _features(source):
            batch.append(feature)
            if len(batch) == BATCH:
                self._write(batch, target)
                batch.clear()
                progress.step(min(99.0, 100 * self.read / max(count, 1)), described.name)
        self._write(batch, target)
        return self._copied(table, announced)

    def _spelled(self, geometry: str) -> str:
        return f"{geometry}25D" if self.study.survey.heights and geometry in _FLAT else geometry

    def _write(self, batch: list[ogr.Feature], target: ogr.Layer) -> None:
        from osgeo import ogr

        layer, columns = self.study.layer, self.study.columns
        shapes = [None] * len(batch)
        if layer.geometry:
            heights, swapped = self.study.survey.heights, self.study.crs.swapped
            shapes = [written(feature.GetGeometryRef(), layer.geometry, heights, swapped) for feature in batch]
        kept = self._kept(batch, shapes)
        self._count_invalid([shape for shape, keep in zip(shapes, kept) if keep])
        definition, mapping = target.GetLayerDefn(), columns.mapping
        for feature, shape, keep in zip(batch, shapes, kept):
            if not keep:
                continue
            new = ogr.Feature(definition)
            if layer.geometry:
                feature.SetGeometryDirectly(None)  # it would be copied for nothing
            new.SetFromWithMap(feature, True, mapping)
            self._set_others(feature, new)
            if shape is not None:
                new.SetGeometryDirectly(shape)
            self.output.add(target, new)
        self.read += len(batch)
        self.kept += int(np.sum(kept))

    def _set_others(self, feature: ogr.Feature, new: ogr.Feature) -> None:
        """What OGR does not map: identifiers, and lists as JSON."""
        columns = self.study.columns
        if columns.places[:1] == (-1,):
            new.SetField(0, feature.GetFID())
        for column in columns.lists:
            if feature.IsFieldSetAndNotNull(columns.places[column]):
                new.SetField(column, list_text(feature, columns.places[column]))

    def _kept(self, batch: list[ogr.Feature], shapes: list[ogr.Geometry | None]) -> np.ndarray:
        """Which features concern the territory."""
        everything = np.ones(len(batch), dtype=bool)
        if self.cut is None or self.cut.whole or not batch:
            return everything
        codes, columns = self.study.codes, self.study.columns
        names = [field.name for field in columns.fields]
        read = [(name, names.index(name)) for name in codes.columns] if codes else []
        table = require_pandas().DataFrame(
            {name: [columns.text(feature, column) for feature in batch] for name, column in read},
            index=range(len(batch)),
            dtype=object,
        )
        crs = self.study.layer.crs
        kept = self.cut.keeps(table, codes, shapely_of(shapes) if crs else None, crs, self.counts)
        self.uncut = kept is None
        return everything if kept is None else kept

    def _count_invalid(self, shapes: list[ogr.Geometry | None]) -> None:
        if self.study.layer.geometry.endswith("Point") or self.study.layer.geometry.endswith("LineString"):
            return
        found = shapely_of(shapes, damaged_as_box=False)
        present = sum(shape is not None for shape in shapes)
        self.invalid += present - int(require_shapely().is_valid(found).sum())

    def _copied(self, table: str, announced: int | None) -> Copied:
        layer = self.study.layer
        page = _page(self.source, self.read)
        partial = page.sentence
        if announced is not None and self.read < announced:
            partial = translate("vector", "The file announces {announced} rows, and gives {read}: it is damaged.").format(
                announced=number(announced), read=number(self.read)
            )
        return Copied(
            table,
            layer.name,
            self.kept,
            self.read,
            page.announced or announced,
            layer.geometry,
            layer.crs,
            self.study.columns.fields,
            partial,
            (*(warning for warning in layer.warnings if warning != page.sentence), *self._notes()),
        )

    def _notes(self) -> Iterator[str]:
        if self.uncut:
            yield translate("vector", "“{layer}” has neither codes of territories nor positions: it is kept whole.").format(
                layer=self.study.layer.name
            )
        elif self.cut is not None:
            yield from self.cut.notes(self.study.codes, self.counts)
        if self.study.survey.curved:
            yield translate("vector", "Curves became lines.")
        if self.invalid:
            yield translate("vector", "{count} polygons are not valid; they are kept as they are.").format(
                count=number(self.invalid)
            )


_FLAT = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")
"""Geometries that have a spelling with heights."""


def shapely_of(shapes: list[ogr.Geometry | None], damaged_as_box: bool = True) -> np.ndarray:
    """Geometries as shapely takes them, None kept; one that it refuses, such as an open ring, becomes its box or None."""
    shapely = require_shapely()
    binaries = np.array([None if shape is None else bytes(shape.ExportToIsoWkb()) for shape in shapes], dtype=object)
    found = shapely.from_wkb(binaries, on_invalid="ignore")
    if damaged_as_box:
        for place, shape in enumerate(shapes):
            if shape is not None and found[place] is None:
                xmin, xmax, ymin, ymax = shape.GetEnvelope()
                found[place] = shapely.box(xmin, ymin, xmax, ymax)
    return found
