"""Children that save to a shared store until they are killed, for test_shared_store: one line of JSON in, the pid out, then how it ended.

``{"connection": ..., "first": n}``: the nth version and those that follow, each of 500 rows whose names all end in its number.
"""

import made
from forking import obey
from vigie_territoriale.plugin.store.postgis import PostGis


def live(connection, first):
    store, version = PostGis(connection), first
    while True:
        store.save("bakeries", made.services(500, f"/{version}", checksum=str(version)))
        version += 1


obey(live)
