# SPDX-License-Identifier: GPL-2.0-or-later
"""A process that applies a return and dies where it is told: mortal_return.py DESK LAYER RETURNED DEATH.

DEATH: insert (while features are added), last (all is written, not committed), committed (the desk does not know yet), full (the disk is:
files may not grow; ends with 3 and the sentence), no.
"""

import os
import resource
import signal
import sys
from pathlib import Path

from qgis.core import QgsApplication, QgsTransaction, QgsVectorLayer
from vigie_territoriale.plugin.field.desk import Desk
from vigie_territoriale.plugin.field.returned import receive
from vigie_territoriale.plugin.layers import field_return
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.working import working_folder

desk, source, returned, death = sys.argv[1:]
app = QgsApplication([], False)
app.initQgis()


def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def after(count, what):
    """`what`, done so many times; then death."""
    done = []

    def counted(*arguments):
        done.append(1)
        return die() if len(done) > count else what(*arguments)

    return counted


if death == "insert":
    field_return._new_feature = after(150, field_return._new_feature)
elif death == "last":
    within = field_return._in_transaction
    field_return._in_transaction = lambda layer, title, edit: within(layer, title, lambda: (edit(), die()))
elif death == "committed":
    field_return._settled = die
elif death.startswith("full"):
    limited = field_return.write_plan

    def write_plan(*arguments):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        most = max(Path(f"{source}{suffix}").stat().st_size for suffix in ("", "-wal") if Path(f"{source}{suffix}").exists())
        resource.setrlimit(resource.RLIMIT_FSIZE, (most + int(death[4:] or 50_000), resource.RLIM_INFINITY))
        limited(*arguments)

    field_return.write_plan = write_plan

layer = QgsVectorLayer(f"{source}|layername=stations", "Stations", "ogr")
assert QgsTransaction.supportsTransaction(layer)
kept = Desk(Path(desk))
try:
    with kept.held(), working_folder() as working:
        order = field_return.Order(layer, True, device="t1", attachments=kept.folder / "attachments")
        field_return.bring_back(order, receive(Path(returned), working), kept, Silent())
except VigieError as error:
    print(error.sentence, error.detail)
    sys.stdout.flush()
    os._exit(3)
sys.stdout.flush()
os._exit(0)
