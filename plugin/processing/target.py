# SPDX-License-Identifier: GPL-2.0-or-later
"""What the algorithms on one dataset share: how it is named, and how it is read."""

from __future__ import annotations

import json
from pathlib import Path

from qgis.core import QgsProcessingContext

from ..catalog.addresses import LOCAL, written_resource
from ..catalog.targets import Target
from ..files.model import Options
from ..layers.files import family
from ..messages import Progress, VigieError, translate
from ..territory.model import Territory
from .algorithm import TERRITORY, VigieAlgorithm

ENTRY = "ENTRY"
URL = "URL"
KIND = "KIND"
OPTIONS = "OPTIONS"


class TargetAlgorithm(VigieAlgorithm):
    """An algorithm on a dataset: an entry of a catalogue, or an address."""

    def add_target(self) -> None:
        """The parameters that name a dataset, a territory (optional), and options of reading."""
        self.add_text(
            ENTRY,
            translate("processing", "Entry of a catalogue"),
            translate(
                "processing",
                "The id of an entry of the curated catalogue, or source:id for another one (as vigie:search gives them), for "
                "instance datagouv:5d5f1d3b634f41709b8be59d. Or leave it empty and give URL.",
            ),
        )
        self.add_text(
            URL,
            translate("processing", "Address or file"),
            translate("processing", "The address of a file or of a service on the web, or the path of a file of this computer."),
        )
        self.add_text(
            KIND,
            translate("processing", "Kind"),
            translate(
                "processing",
                "wfs, oapif, wms, wmts, esri-features, csv, xlsx, geojson, gtfs… Empty: the address or the content tells.",
            ),
        )
        self.add_territory()
        self.make_optional(TERRITORY)
        self.add_text(
            OPTIONS,
            translate("processing", "Options of reading (JSON)"),
            translate(
                "processing",
                "What is not to be guessed, for instance {example}. Options: layer, encoding, separator, decimal, header_row, place "
                "(none, xy, text or code), x, y, geometry, code, crs.",
            ).format(example='{"layer": "2021", "header_row": 5, "separator": ";", "crs": "EPSG:2154"}'),
        )

    def target(
        self, parameters: dict, context: QgsProcessingContext, progress: Progress, territory: Territory | None = None
    ) -> Target:
        """The dataset that the parameters name; a `VigieError` when they name none, or two. A file of the disk is noted, to be
        refused as an output.
        """
        entry, url, kind = (self.text(parameters, name, context) for name in (ENTRY, URL, KIND))
        if bool(entry) == bool(url):
            raise VigieError(translate("processing", "Give either ENTRY or URL: the dataset to read."))
        if entry:
            return self._observatory.target(entry, kind, territory, progress)
        resource = written_resource(url, kind)
        if resource.mode == LOCAL:
            self._files |= family(Path(resource.address))
        return Target(resource)

    def options(self, parameters: dict, context: QgsProcessingContext, target: Target) -> Options:
        """The options given; else those that the user gave for this dataset last time."""
        written = self.text(parameters, OPTIONS, context)
        if not written:
            return self._observatory.loader.memory.of(target.resource.address)
        try:
            found = json.loads(written)
        except ValueError as error:
            raise VigieError(
                translate("processing", "OPTIONS is not JSON ({error}): write for instance {example}.").format(
                    error=error, example='{"separator": ";"}'
                )
            ) from error
        if not isinstance(found, dict):
            raise VigieError(translate("processing", "OPTIONS is not a JSON object: write it between braces."))
        return Options.of(found)
