# SPDX-License-Identifier: GPL-2.0-or-later
"""Children that download and unpack until they are killed, for test_kills: one line of JSON in, the pid out, then how it ended.

``{"folder": ..., "urls": [...], "at": n}``: die before the nth change of the disk; 0 lives on, over and over.
"""

import os
import sys
import time
from pathlib import Path

import requests
from forking import obey
from vigie_territoriale.plugin.files.archives import unpack
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.network import download
from vigie_territoriale.plugin.network.cache import Cache
from vigie_territoriale.plugin.network.door import Door

CHANGES = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.utime")


def die_at(count):
    """Die before that change of the disk."""
    seen = 0

    def hear(event, arguments):
        nonlocal seen
        if event in CHANGES or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            seen += 1
            if seen == count:
                os._exit(9)

    sys.addaudithook(hear)


def live(folder, urls, at):
    download.PIECE_BYTES = 10_000
    os.fsync = lambda descriptor: None  # it guards against a power cut, not against a kill, and is slow
    cache, door = Cache(Path(folder), 400_000), Door(requests.Session(), Silent())
    if at:
        die_at(at)
    while True:
        for url in urls:
            kept = cache.fetch(door, url, Silent())
            unpack(kept.path, kept.content, Silent(), name=kept.name)
            cache.release(kept)
        if at:
            os._exit(0)
        time.sleep(0.001)


obey(live)
