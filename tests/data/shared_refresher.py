"""A member of a network, for test_shared_store: refreshes the shared store once in a process of its own, as told by one argument of JSON
(`connection`, `folder`, `address` of the source), says when it waits for somebody, then prints what became of each dataset.
"""

import json
import sys
from pathlib import Path

import live_source
import requests
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.refreshing import refresh
from vigie_territoriale.plugin.store.postgis import PostGis


class Told:
    """A progress that says once that it waits."""

    waits = False

    def step(self, percent, text=""):
        if not self.waits and "Someone else is refreshing" in text:
            self.waits = True
            print("waits", flush=True)

    def hear(self):
        pass


order = json.loads(sys.argv[1])
observatory = Observatory(lambda progress, endpoint: requests.Session(), Path(order["folder"]))
observatory.__dict__["catalogue"] = live_source.catalogue(order["address"])
results = refresh(observatory, PostGis(order["connection"]), [], None, "", Told())
print(json.dumps([result.as_dict() for result in results]), flush=True)
