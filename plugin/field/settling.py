# SPDX-License-Identifier: GPL-2.0-or-later
"""Conflicts settled: by the user one by one, else by a rule.

*mine* keeps what the office holds, among which what came back earlier: it depends on the order of returns, and so does *theirs*. *both*
joins texts, whatever the order, and keeps other values in a second feature; a feature that one deleted and the other changed stays.
*newest* believes dates of the last change, field by field and whatever the order, where the clocks may be believed; else the conflict
stays open, as it does when one side deleted.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone

from ..messages import VigieError, translate
from .comparison import Comparison
from .model import (
    ASK,
    BOTH,
    CHOICES,
    DELETED_HERE,
    MINE,
    NEWEST,
    RULES,
    THEIRS,
    Conflict,
    Plan,
    Rows,
    Value,
    same,
    to_json,
)

SEPARATOR = " | "
"""Between two texts that are both kept."""
TOLERANCE_SECONDS = 7200.0
"""By how much clocks may differ, among which those that do not tell their zone."""

Credits = dict[str, dict[str, list]]
"""By key and field: a value that a return has settled, and the date (seconds) of the change that made it."""


@dataclass(frozen=True)
class Clock:
    """The field that holds when a row was last changed, and between which instants (seconds) a tablet can have changed any."""

    field: str
    departed: float
    returned: float

    def believed(self, stamp: float | None) -> bool:
        """Whether a tablet can have changed a row then."""
        return stamp is not None and self.departed - TOLERANCE_SECONDS <= stamp <= self.returned + TOLERANCE_SECONDS


@dataclass
class Settled:
    """The whole `plan`; conflicts that stay open; keys whose date cannot be (`wrong_clock`); what to remember of dates."""

    plan: Plan
    open: list[Conflict] = field(default_factory=list)
    wrong_clock: list[str] = field(default_factory=list)
    credits: Credits = field(default_factory=dict)
    by: dict[str, str] = field(default_factory=dict)


def seconds(value: Value) -> float | None:
    """An ISO date or instant as seconds since 1970; one without a zone is taken as UTC. None where it is neither."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()


def settle(
    comparison: Comparison,
    before: Rows,
    office: Rows,
    returned: Rows,
    rule: str = ASK,
    decisions: Mapping[str, str] | None = None,
    joinable: Collection[str] = (),
    clock: Clock | None = None,
    earlier: Credits | None = None,
) -> Settled:
    """Settle what `compare` found, over the same rows. `decisions`: id of a conflict -> mine, theirs or both, before any `rule`.

    `joinable`: the fields of free text. `earlier`: the `credits` of the returns before. A `VigieError` names a decision or rule that
    is none.
    """
    decisions = decisions or {}
    _check(rule, decisions, {conflict.id for conflict in comparison.conflicts})
    work = _Work(comparison, before, office, returned, frozenset(joinable), clock, earlier or {})
    for conflict in comparison.conflicts:
        if clock and conflict.field == clock.field and conflict.id not in decisions and rule != ASK:
            continue  # that of the last change: see `_dates`
        choice = decisions.get(conflict.id) or (work.newest(conflict) if rule == NEWEST else rule)
        work.apply(conflict, choice)
    work.dates(decisions, rule)
    return work.settled


def _check(rule: str, decisions: Mapping[str, str], known: set[str]) -> None:
    if rule not in RULES:
        raise VigieError(
            translate("field", "“{rule}” is no rule: choose among {rules}.").format(rule=rule, rules=", ".join(RULES))
        )
    for name, choice in decisions.items():
        if name not in known:
            told = translate("field", "The decision “{name}” is about no conflict of this return: take the ids of the preview.")
            raise VigieError(told.format(name=name))
        if choice not in CHOICES:
            told = translate("field", "“{choice}” settles nothing (conflict {name}): choose mine, theirs or both.")
            raise VigieError(told.format(choice=choice, name=name))


class _Work:
    """What one call of `settle` works on."""

    def __init__(
        self,
        comparison: Comparison,
        before: Rows,
        office: Rows,
        returned: Rows,
        joinable: Collection[str],
        clock: Clock | None,
        earlier: Credits,
    ) -> None:
        self.comparison, self.before, self.office, self.returned = comparison, before, office, returned
        self.joinable, self.clock = joinable, clock
        clean = comparison.plan
        plan = Plan(dict(clean.inserts), {key: dict(one) for key, one in clean.updates.items()}, set(clean.deletes))
        credits = {key: {name: list(one) for name, one in fields.items()} for key, fields in earlier.items()}
        self.settled = Settled(plan, credits=credits)
        if clock:
            touched = (edit.key for edit in comparison.edits if edit.key in returned)
            self.settled.wrong_clock = [key for key in touched if self._dated(key) and not clock.believed(self._there(key))]

    def apply(self, conflict: Conflict, choice: str) -> None:
        """Add to the plan what the choice asks for."""
        if choice == ASK:
            self.settled.open.append(conflict)
            return
        self.settled.by[conflict.id] = choice
        if choice == MINE:
            return
        if conflict.field is not None:
            self._field(conflict, choice)
        elif conflict.kind == DELETED_HERE or (conflict.key in self.returned and conflict.key not in self.office):
            self.settled.plan.inserts[conflict.key] = dict(self.returned[conflict.key])
        elif choice == THEIRS:
            self.settled.plan.deletes.add(conflict.key)

    def _field(self, conflict: Conflict, choice: str) -> None:
        value = conflict.returned
        if choice == BOTH:
            if conflict.field not in self.joinable:
                self._copy(conflict.key)
                return
            value = joined(conflict.office, conflict.returned)
        if not same(value, conflict.office):
            self.settled.plan.updates.setdefault(conflict.key, {})[conflict.field] = value

    def _copy(self, key: str) -> None:
        """Keep the returned feature beside the one of the office, under a key that what it holds tells."""
        held = json.dumps(to_json({key: self.returned[key]}), sort_keys=True)
        other = str(uuid.uuid5(uuid.NAMESPACE_OID, held))
        if other not in self.office:
            self.settled.plan.inserts[other] = {**self.office[key], **self.returned[key]}

    def newest(self, conflict: Conflict) -> str:
        """Which side changed a field last; `ASK` where that cannot be told."""
        if conflict.field is None or self.clock is None:
            return ASK
        there, here = self._there(conflict.key), self._here(conflict.key, conflict.field)
        if here is None or not self._dated(conflict.key) or not self.clock.believed(there):
            return ASK
        later = there > here or (there == here and repr(conflict.returned) > repr(conflict.office))  # any order, but always one
        return THEIRS if later else MINE

    def dates(self, decisions: Mapping[str, str], rule: str) -> None:
        """Bring the dates of rows along: the later one stays; remember from when the values of fields are."""
        if self.clock is None:
            return
        for edit in self.comparison.edits:
            if edit.key not in self.office or edit.key not in self.returned:
                self._credit_all(edit.key)
                continue
            self._credit(edit.key, edit.fields)
            clash = any(one.key == edit.key and one.field == self.clock.field for one in self.comparison.conflicts)
            own = f"{edit.key}/{self.clock.field}" in decisions
            if clash and not own and rule != ASK:
                there, here = self._there(edit.key), seconds(self.office[edit.key].get(self.clock.field))
                if self.clock.believed(there) and (here is None or there > here):
                    self.settled.plan.updates.setdefault(edit.key, {})[self.clock.field] = self.returned[edit.key][
                        self.clock.field
                    ]

    def _credit(self, key: str, changed: Collection[str]) -> None:
        """Remember, before the date of the row changes, from when each field is that the office or the field has changed."""
        credits, plan = self.settled.credits.setdefault(key, {}), self.settled.plan
        agreed = {name for one, name in self.comparison.agreed if one == key}
        for name, here in self.office[key].items():
            stamp = self._here(key, name)
            touched = name in changed or not same(here, self.before.get(key, {}).get(name))
            if not touched or name == self.clock.field:
                continue
            if name in plan.updates.get(key, {}):
                here, stamp = plan.updates[key][name], self._there(key)
            elif name in agreed:
                stamp = max((one for one in (stamp, self._there(key)) if one is not None), default=None)
            if stamp is not None:
                credits[name] = [_plain(here), stamp]

    def _credit_all(self, key: str) -> None:
        row, stamp = self.settled.plan.inserts.get(key), self._there(key) if key in self.returned else None
        if row is not None and stamp is not None:
            self.settled.credits[key] = {name: [_plain(value), stamp] for name, value in row.items() if name != self.clock.field}

    def _there(self, key: str) -> float | None:
        return seconds(self.returned[key].get(self.clock.field))

    def _here(self, key: str, name: str) -> float | None:
        known = self.settled.credits.get(key, {}).get(name)
        if known and same(known[0], _plain(self.office[key].get(name))):
            return known[1]
        return seconds(self.office[key].get(self.clock.field))

    def _dated(self, key: str) -> bool:
        """Whether the tablet has dated its change: a date that was there before is not that of the change."""
        now, before = self.returned[key].get(self.clock.field), self.before.get(key, {}).get(self.clock.field)
        return now is not None and not same(now, before)


def joined(one: Value, other: Value) -> Value:
    """Both texts, each part once, in an order that does not depend on which came first."""
    parts = {part for text in (one, other) if text not in (None, "") for part in str(text).split(SEPARATOR)}
    return SEPARATOR.join(sorted(parts)) if parts else None


def _plain(value: Value) -> Value:
    return value.hex() if isinstance(value, bytes) else value
