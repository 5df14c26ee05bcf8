"""Children that save to a store until they are killed, for test_store_faults: one line of JSON in, the pid out, then how it ended.

``{"path": ..., "first": n}``: the nth version and those that follow, each of 500 rows whose names all end in its number.
"""

from pathlib import Path

import made
from forking import obey
from vigie_territoriale.plugin.store.geopackage import GeoPackage


def live(path, first):
    store, version = GeoPackage(Path(path)), first
    while True:
        store.save("bakeries", made.services(500, f"/{version}", checksum=str(version)))
        version += 1


obey(live)
