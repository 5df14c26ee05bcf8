# SPDX-License-Identifier: GPL-2.0-or-later
"""Three versions compared: what a tablet started from, what the office holds now, what the tablet brings back.

What a tablet started from is, at its first return, the snapshot of the package; later, what it last brought back. So the same return
twice changes nothing, and a conflict that was settled is not shown again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .model import (
    ADDED,
    CHANGED,
    DELETED,
    DELETED_HERE,
    DELETED_THERE,
    DOUBT,
    FIELD,
    GEOMETRY,
    MOVED,
    Conflict,
    Edit,
    Plan,
    Rows,
    differing,
    same,
)


@dataclass
class Comparison:
    """What a return brings: `edits` of the field, those of the `office` meanwhile, the `plan` of what nobody contradicts, `conflicts`
    in the order of keys, and the fields (key, name) on which both `agreed` by themselves.
    """

    edits: list[Edit]
    office: list[Edit]
    plan: Plan
    conflicts: list[Conflict]
    agreed: list[tuple[str, str]]


def edits(before: Rows, after: Rows, fields: Sequence[str], missing_deleted: bool = True) -> list[Edit]:
    """What leads from one version to another. Without `missing_deleted`, a row that is missing was only left out."""
    found = []
    for key in sorted({*before, *after}):
        if key not in after:
            if missing_deleted:
                found.append(Edit(key, DELETED, {name: (before[key].get(name), None) for name in fields}))
        elif key not in before:
            found.append(Edit(key, ADDED, {name: (None, after[key].get(name)) for name in fields}))
        else:
            changes = differing(before[key], after[key], fields)
            if changes:
                found.append(Edit(key, MOVED if GEOMETRY in changes else CHANGED, changes))
    return found


def compare(
    base: Rows,
    before: Rows,
    office: Rows,
    returned: Rows,
    fields: Sequence[str],
    missing_deleted: bool = True,
    named: bool = True,
) -> Comparison:
    """Compare a return with the office.

    `base`: the snapshot of the package; `before`: what the tablet last brought back (`base` the first time). `fields`: what is
    compared, `GEOMETRY` among them. Unless the tablet is `named`, what it changes again may come from another tablet that has the same
    package: that is a conflict.
    """
    of_field = edits(before, returned, fields, missing_deleted)
    result = Comparison(of_field, edits(before, {key: office[key] for key in before if key in office}, fields), Plan(), [], [])
    for edit in of_field:
        doubtful = not named and _again(edit, base, before)
        if edit.kind == ADDED:
            _added(edit, office, returned, doubtful, result)
        elif edit.kind == DELETED:
            _deleted(edit, before, office, fields, doubtful, result)
        elif edit.key not in office:
            result.conflicts.append(Conflict(edit.key, None, DELETED_HERE))
        else:
            _changed(edit, base, office, named, result)
    return result


def _again(edit: Edit, base: Rows, before: Rows) -> bool:
    """Whether the tablet undoes what it, or another one, brought earlier for the whole feature."""
    return (edit.key in base) != (edit.key in before)


def _added(edit: Edit, office: Rows, returned: Rows, doubtful: bool, result: Comparison) -> None:
    if edit.key not in office:
        if doubtful:
            result.conflicts.append(Conflict(edit.key, None, DOUBT))
        else:
            result.plan.inserts[edit.key] = dict(returned[edit.key])
        return
    for name, (_, there) in edit.fields.items():
        here = office[edit.key].get(name)
        if name in returned[edit.key] and not same(here, there):
            result.conflicts.append(Conflict(edit.key, name, FIELD, None, here, there))


def _deleted(edit: Edit, before: Rows, office: Rows, fields: Sequence[str], doubtful: bool, result: Comparison) -> None:
    if edit.key not in office:
        return
    if differing(before[edit.key], office[edit.key], fields):
        result.conflicts.append(Conflict(edit.key, None, DELETED_THERE))
    elif doubtful:
        result.conflicts.append(Conflict(edit.key, None, DOUBT))
    else:
        result.plan.deletes.add(edit.key)


def _changed(edit: Edit, base: Rows, office: Rows, named: bool, result: Comparison) -> None:
    here = office[edit.key]
    for name, (was, there) in edit.fields.items():
        again = not named and (edit.key not in base or not same(base[edit.key].get(name), was))
        if same(here.get(name), there):
            result.agreed.append((edit.key, name))
        elif same(here.get(name), was) and not again:
            result.plan.updates.setdefault(edit.key, {})[name] = there
        else:
            kind = DOUBT if same(here.get(name), was) else FIELD
            result.conflicts.append(Conflict(edit.key, name, kind, was, here.get(name), there))
