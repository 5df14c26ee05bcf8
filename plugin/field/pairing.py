# SPDX-License-Identifier: GPL-2.0-or-later
"""Which row of the office is which feature of a package, where no kept key tells it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping

from .model import GEOMETRY, Plan, Row, Rows, to_json


def content(row: Row, fields: Iterable[str]) -> str:
    """What a row holds in these fields, as a mark."""
    return json.dumps(to_json({"": {name: row.get(name) for name in sorted(fields)}}), sort_keys=True)


def pair(
    known: Rows, ids: Mapping[str, Hashable], rows: Mapping[Hashable, Row], fields: Iterable[str], by_id: bool
) -> dict[str, Hashable]:
    """The id in `rows` of each key of `known` that is still there.

    `ids`: what each key was called when it was last seen. Where ids last (`by_id`), they tell; keys without one, and all keys where
    ids do not last, are found by the whole of what they held, then by a geometry that is nobody else's.
    """
    fields = tuple(fields)
    found = {key: ids[key] for key in known if by_id and ids.get(key) in rows}
    sought = [key for key in known if key not in found and not (by_id and ids.get(key) is not None)]
    free = set(rows).difference(found.values())
    for parts in (fields, (GEOMETRY,)):
        if parts == (GEOMETRY,) and GEOMETRY not in fields:
            break
        waiting = defaultdict(list)
        for one in sorted(free, key=str):
            if parts != (GEOMETRY,) or rows[one].get(GEOMETRY) is not None:
                waiting[content(rows[one], parts)].append(one)
        alone = parts == (GEOMETRY,)
        for key in [key for key in sought if key not in found]:
            candidates = waiting.get(content(known[key], parts), [])
            if candidates and (not alone or len(candidates) == 1):
                found[key] = candidates.pop(0)
                free.discard(found[key])
    return found


def was_carried_out(plan: Plan, before: Rows, now: Rows, unknown: Iterable[Row], fields: Iterable[str]) -> bool:
    """Whether a plan, which is carried out whole or not at all, was, when nobody was left to tell.

    `before`: the office's rows before it, by key; `now`: those of the same keys today; `unknown`: the rows of today that have no key.
    """
    fields, done, undone = tuple(fields), 0, 0
    strangers = {content(row, fields) for row in unknown}
    for row in plan.inserts.values():
        there = content(row, fields) in strangers
        done, undone = done + there, undone + (not there)
    for key in plan.deletes:
        done, undone = done + (key not in now), undone + (key in now)
    for key, changes in plan.updates.items():
        for name, value in changes.items():
            if key in now and value != before.get(key, {}).get(name):
                done += now[key].get(name) == value
                undone += now[key].get(name) == before[key].get(name)
    return done > undone
