# SPDX-License-Identifier: GPL-2.0-or-later
"""Children that live until they are killed: one order (a line of JSON) in, the pid out, then how it ended."""

import json
import os
import sys


def obey(live, first=lambda order: None):
    """Fork a child for each order, which does ``live(**order)``; `first` is done in the parent, before each fork."""
    for line in sys.stdin:
        order = json.loads(line)
        first(order)
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                live(**order)
                code = 0
            finally:
                os._exit(code)
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
