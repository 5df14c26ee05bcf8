# SPDX-License-Identifier: GPL-2.0-or-later
"""A tablet: takes a copy of a package, edits it as QField does (GeoPackage in WAL mode, photos in DCIM), and is not closed when its folder
is copied back.
"""

import shutil
from contextlib import contextmanager
from pathlib import Path

from osgeo import gdal, ogr

gdal.UseExceptions()


class Tablet:
    def __init__(self, package, folder):
        self.folder = Path(folder)
        shutil.copytree(package, self.folder)

    @contextmanager
    def table(self):
        """The first table of the package, to edit; left unmerged: the folder is as it is while the tablet still holds the file."""
        live = self.folder.with_name(f"{self.folder.name}-live.gpkg")
        for suffix in ("", "-wal"):
            if (self.folder / f"data.gpkg{suffix}").exists():
                shutil.copy(self.folder / f"data.gpkg{suffix}", f"{live}{suffix}")
        gdal.SetConfigOption("OGR_SQLITE_JOURNAL", "WAL")
        opened = gdal.OpenEx(str(live), gdal.OF_VECTOR | gdal.OF_UPDATE)
        gdal.SetConfigOption("OGR_SQLITE_JOURNAL", None)
        layer = opened.GetLayer(0)
        layer.StartTransaction()
        yield layer
        layer.CommitTransaction()
        for suffix in ("", "-wal"):
            shutil.copy(f"{live}{suffix}", self.folder / f"data.gpkg{suffix}")
        del layer, opened
        live.unlink()

    def set(self, identity, **values):
        """Change the feature whose `id` is that."""
        with self.table() as layer:
            change(layer, identity, values)

    def delete(self, identity):
        with self.table() as layer:
            layer.DeleteFeature(of_id(layer, identity).GetFID())

    def add(self, key, x, y, **values):
        with self.table() as layer:
            feature = ogr.Feature(layer.GetLayerDefn())
            if key:
                feature["vigie_uuid"] = key
            for name, value in values.items():
                feature[name] = value
            feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POINT ({x} {y})"))
            layer.CreateFeature(feature)

    def renumber(self):
        """What some tools do on their way: the same features, each under another fid."""
        with self.table() as layer:
            for feature in list(layer):
                layer.DeleteFeature(feature.GetFID())
                feature.SetFID(feature.GetFID() + 5000)
                layer.CreateFeature(feature)


def of_id(layer, identity):
    return next(feature for feature in layer if feature["id"] == identity)


def change(layer, identity, values):
    """Set fields of a feature; `at` is its new position."""
    feature = of_id(layer, identity)
    for name, value in values.items():
        if name == "at":
            feature.SetGeometry(ogr.CreateGeometryFromWkt("POINT ({} {})".format(*value)))
        else:
            feature[name] = value
    layer.SetFeature(feature)
