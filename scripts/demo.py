#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The main job from end to end, without a window: find, load, harmonise, compute, map, fact sheet.

Started by ``make demo`` (scripts/demo.sh), in QGIS's Python. What it writes into build/demo is whole or absent.
"""

from __future__ import annotations

import argparse
import gc
import shutil
import sys
import time
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsProject,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QCoreApplication
from vigie_territoriale.plugin.harmonize.recipe import EMBEDDED, LIVE
from vigie_territoriale.plugin.indicators.definition import all_roles
from vigie_territoriale.plugin.indicators.engine import units_of
from vigie_territoriale.plugin.layers.expressions import evaluate
from vigie_territoriale.plugin.layers.project import Stored, add_to_group, entry_layer, result_layer, territory_layer
from vigie_territoriale.plugin.layers.reading import LayerReading
from vigie_territoriale.plugin.messages import Silent, VigieError, date, number
from vigie_territoriale.plugin.network.session import session
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.plugin import install_language
from vigie_territoriale.plugin.reports.export import export_factsheet, view_of, write_map_files
from vigie_territoriale.plugin.reports.factsheet import make_factsheet
from vigie_territoriale.plugin.reports.layout import background_layer, plan_map
from vigie_territoriale.plugin.reports.map_image import export_map
from vigie_territoriale.plugin.store.geopackage import GeoPackage
from vigie_territoriale.plugin.store.tables import outline_table, territory_table, wide_table
from vigie_territoriale.plugin.territory.model import Territory, told_apart

ROOT = Path(__file__).resolve().parent.parent
OWN_LAYER = ROOT / "tests" / "data" / "stations-service-04-05.geojson"
STORE = "vigie-demo.gpkg"
COUNTED = "features-count"
MAPPED = "france-services-distance"
MODES = {EMBEDDED: "copie embarquée", LIVE: "source en ligne"}


class Demo:
    """One run: a territory, a folder, figures."""

    def __init__(self, written: str, mode: str, folder: Path) -> None:
        self.observatory = Observatory(lambda progress, authcfg: session(), folder.parent / "downloads", evaluate=evaluate)
        self.territory: Territory = self.observatory.cog.territory(written)
        self.mode = mode
        self.folder = folder
        self.store = GeoPackage(folder / STORE)
        self.project = QgsProject()
        self.project.setTitle(f"Vigie territoriale – {self.territory.name}")
        crs, _ = self.observatory.contours.main_part(self.observatory.cog, self.territory)
        self.project.setCrs(QgsCoordinateReferenceSystem(crs))
        self.project.setEllipsoid("EPSG:7019")  # GRS80, on which French legal distances are measured
        self.project.setFilePathStorage(Qgis.FilePathType.Relative)
        self.project.setFileName(str(folder / "vigie-demo.qgz"))

    def load_layers(self) -> None:
        """Every entry of the curated catalogue that comes with the software, harmonised, stored, styled."""
        layers = []
        for entry in self.observatory.catalogue.search(""):
            if entry.resource(EMBEDDED) is None:
                continue
            dataset = self.observatory.load(entry.id, self.territory, self.mode, Silent(), other_mode=True)
            provenance = dataset.provenance
            name = entry.id.replace("-", "_")
            stored = Stored(name, self.store.save(name, dataset), self.store.provider)
            layers.append(entry_layer(stored, provenance, dataset.style))
            print(
                f"  {entry.title}: {number(len(dataset))} / {number(provenance.rows_kept)} / {number(provenance.rows_read)}"
                f"  ({MODES[provenance.mode]}, {date(provenance.date)}, {provenance.licence})"
            )
        add_to_group(self.project, "Couches harmonisées", layers)

    def compute(self) -> list:
        """The indicators whose layers come with the product, and a count of a layer of the user's own, by commune and by EPCI."""
        own = QgsVectorLayer(str(OWN_LAYER), "Stations-service (ma couche)", "ogr")
        layers = {"features": LayerReading.of(own).read(Silent())}
        contours, cog = self.observatory.contours, self.observatory.cog
        at_hand = {entry.id for entry in self.observatory.catalogue.entries() if entry.resource(EMBEDDED) is not None}
        known = self.observatory.definitions
        chosen = [one.id for one in known.values() if all_roles(one, known) <= at_hand or one.id == COUNTED]
        everything = []
        for level in ("epci", "commune"):
            results = self.observatory.study(chosen, self.territory, level, layers, self.mode, Silent())
            zones, shapes = territory_table(cog, contours, self.territory, level)
            table = zones.merge(wide_table(results).drop(columns=["level", "name"]), on="code")
            source = self.store.write(f"indicateurs_{level}", table, shapes, f"Indicateurs par {level}")
            drawn = [result_layer(source, result) for result in results]
            group = add_to_group(self.project, f"Indicateurs par {level}", drawn)
            for node in group.findLayers():
                shown = level == "commune" and node.layer().customProperty("vigie_territoriale/layer") == MAPPED
                node.setItemVisibilityChecked(shown)
            everything += results
        self.store.keep(everything)
        return everything

    def draw(self) -> None:
        """The territory, the project, the map and the fact sheet."""
        cog, contours = self.observatory.cog, self.observatory.contours
        around = cog.territory(",".join(unit.key for unit in cog.groups(self.territory, "departement")))
        framed = territory_layer(
            self.store.write("territoire", outline_table(self.territory), contours.dissolve([self.territory.communes])),
            self.territory.name,
            contours.credit,
            len(self.territory.communes),
        )
        background = background_layer(self.store.write("communes_voisines", *territory_table(cog, contours, around, "commune")))
        mapped = next(
            layer for layer in self.project.mapLayers().values()
            if layer.customProperty("vigie_territoriale/layer") == MAPPED and "indicateurs_commune" in layer.source()
        )  # fmt: skip
        add_to_group(self.project, "Territoire", [background, framed])
        view = view_of(cog, contours, self.territory)
        extent = QgsRectangle(*view.bounds)
        extent.scale(1.1)
        self.project.viewSettings().setDefaultViewExtent(QgsReferencedRectangle(extent, self.project.crs()))
        if not self.project.write():
            raise VigieError(f"Le projet n'a pas pu être écrit : {self.project.error()}")
        plan = plan_map([framed, mapped, background], mapped, view)
        export_map(plan, self.folder / "carte.png")
        sheet = make_factsheet(self.observatory, self.territory, self.mode, Silent())
        store = GeoPackage(self.folder.parent / "demo-factsheet.gpkg")
        files = write_map_files(self.observatory, sheet, self.territory, {}, store)
        for kind in ("html", "pdf"):
            export_factsheet(sheet, files, kind, self.folder / f"fiche.{kind}")

    def tell(self, results: list) -> None:
        """The table of figures: the territory beside its comparators."""
        longest = max(results, key=lambda result: len(result.comparators))
        names = told_apart(units_of(longest.comparators))
        print("\n" + " | ".join(["Indicateur (unité)", *names.values()]))
        for result in results:
            if result.level != "commune":
                continue
            values = {
                (level, code): value for (level, code, _), value in zip(units_of(result.comparators), result.comparators["value"])
            }
            shown = [number(values.get(unit), result.definition.decimals) for unit in names]
            print(" | ".join([f"{result.definition.title} ({result.definition.unit})", *shown]))
        for result in results:
            if result.level == "commune":
                for row in result.comparators.itertuples():
                    if row.flag:
                        print(f"  {result.definition.title} – {names[row.level, row.code]} : {row.flag}")


def run(written: str, mode: str, output: Path) -> int:
    """The demo of one territory; the exit code."""
    start = time.monotonic()
    working = output.with_name(f"{output.name}.part")
    shutil.rmtree(working, ignore_errors=True)
    working.mkdir(parents=True)
    try:
        demo = Demo(written, mode, working)
        print(f"{demo.territory.name} ({demo.territory.key}) : {len(demo.territory.communes)} communes\n")
        print("Couches : lignes dans le territoire / retenues / lues")
        demo.load_layers()
        results = demo.compute()
        demo.draw()
        demo.tell(results)
    except VigieError as error:
        print(f"demo : {error.sentence}", file=sys.stderr)
        shutil.rmtree(working, ignore_errors=True)
        return 1
    shutil.rmtree(output, ignore_errors=True)
    working.rename(output)
    print(f"\nFichiers ({number(time.monotonic() - start, 1)} s) :")
    for path in sorted(output.iterdir()):
        print(f"  {path}  {path.stat().st_size / 1e3:.0f} ko")
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--territory", default="epci:200067825")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "demo")
    parser.add_argument("--live", action="store_true", help="ask the producers' own addresses")
    options = parser.parse_args()
    application = QgsApplication([], False)
    application.initQgis()
    translator = install_language("fr")
    code = run(options.territory, LIVE if options.live else EMBEDDED, options.output)
    gc.collect()  # layers and projects go before QGIS does
    QCoreApplication.removeTranslator(translator)
    application.exitQgis()
    return code


if __name__ == "__main__":
    sys.exit(main())
