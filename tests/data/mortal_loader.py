# SPDX-License-Identifier: GPL-2.0-or-later
"""Children that load files into one store until they are killed, for test_loading_kills: one line of JSON in, the pid out, then
how it ended.

``{"folder": ..., "urls": [...], "once": false}``: all that is kept goes below the folder; `once` ends after one round. The first
round is the parent's own, so that children find everything imported.
"""

import os
import tempfile
from pathlib import Path

import requests
from forking import obey
from vigie_territoriale.plugin.catalog.addresses import written_resource
from vigie_territoriale.plugin.catalog.targets import Target
from vigie_territoriale.plugin.files.cut import Cut
from vigie_territoriale.plugin.files.memory import Memory
from vigie_territoriale.plugin.files.model import Options
from vigie_territoriale.plugin.loading import Loader
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.network.cache import Cache
from vigie_territoriale.plugin.network.door import Door
from vigie_territoriale.plugin.store.geopackage import GeoPackage
from vigie_territoriale.plugin.territory.cog import Cog
from vigie_territoriale.plugin.territory.contours import Contours

COG, CONTOURS = Cog(), Contours.embedded()
WARM = []


def live(folder, urls, once):
    os.fsync = lambda descriptor: None  # it guards against a power cut, not against a kill, and is slow
    folder = Path(folder)
    loader = Loader(
        lambda progress, endpoint: Door(requests.Session(), progress),
        Cache(folder / "downloads"),
        Memory(folder / "options.json"),
        lambda: COG,
        lambda: CONTOURS,
        lambda territory: Cut(territory, COG, CONTOURS),
    )
    store = GeoPackage(folder / "store.gpkg")
    while True:
        for url in urls:
            with loader.working_folder() as working:
                loaded = loader.copy(Target(written_resource(url)), Options(), None, working / "copy.gpkg", Silent())
                name = url.rpartition("/")[2].replace(".", "_")
                store.adopt(loaded.path, {loaded.tables[0].table: name})
        if once:
            return


def warm(order):
    """The parent's own first round is not to be measured."""
    if not WARM:
        with tempfile.TemporaryDirectory() as elsewhere:
            live(elsewhere, order["urls"], once=True)
        WARM.append(True)


obey(live, warm)
