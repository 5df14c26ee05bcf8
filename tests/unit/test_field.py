# SPDX-License-Identifier: GPL-2.0-or-later
"""Returns from the field, compared in three ways: a few lines of plain Python say what must come of any sequence of edits."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.field.comparison import compare
from vigie_territoriale.plugin.field.model import (
    BOTH,
    DELETED_HERE,
    DELETED_THERE,
    DOUBT,
    GEOMETRY,
    MINE,
    MOVED,
    NEWEST,
    THEIRS,
    Conflict,
    from_json,
    to_json,
)
from vigie_territoriale.plugin.field.settling import Clock, joined, settle
from vigie_territoriale.plugin.messages import VigieError

FIELDS = ("a", "b", GEOMETRY)
BASE = {key: {"a": f"a{key}", "b": f"b{key}", GEOMETRY: key.encode()} for key in "123"}
KEYS, TABLETS = "1234", ("t1", "t2", "t3")


def come_back(base, lane, office, returned, rule=MINE, named=True, fields=FIELDS, **more):
    found = compare(base, lane, office, returned, fields, named=named)
    return found, settle(found, lane, office, returned, rule, joinable=("a", "b", GEOMETRY), **more)


def edited(rows, key, name=None, value=None):
    """A copy of rows: a feature deleted (no name), changed, or added where the key is new."""
    rows = {one: dict(row) for one, row in rows.items()}
    if name is None:
        rows.pop(key, None)
    else:
        rows.setdefault(key, dict.fromkeys(FIELDS))[name] = value
    return rows


def cells(key, was, here, there, calm):
    clashes = set()
    for name in FIELDS:
        if there[name] == was.get(name, ...) or here[name] == there[name]:
            continue
        if here[name] == was.get(name, ...):
            calm[key][name] = there[name]
        else:
            clashes.add(f"{key}/{name or 'geometry'}")
    return clashes


def oracle(lane, office, returned):
    """What a return must change where nobody contradicts it, and the ids of its conflicts: cell by cell, in plain words."""
    calm, clashes = {key: dict(row) for key, row in office.items()}, set()
    for key in {*lane, *returned}:
        was, here, there = lane.get(key), office.get(key), returned.get(key)
        if was == there:
            continue
        if there is None:
            if here == was:
                calm.pop(key, None)
            elif here is not None:
                clashes.add(key)
        elif here is None and was is None:
            calm[key] = dict(there)
        elif here is None:
            clashes.add(key)
        else:
            clashes |= cells(key, was or {}, here, there, calm)
    return calm, clashes


NAMES = st.sampled_from((None, "a", "b", GEOMETRY))
WORDS = st.sampled_from(("u", "v", "w", "x", None))
STEPS = st.lists(
    st.tuples(st.sampled_from(("office", *TABLETS)), st.sampled_from(KEYS), NAMES, WORDS, st.booleans()), max_size=25
)


@settings(max_examples=400)
@given(STEPS, st.sampled_from((MINE, THEIRS, BOTH)))
def test_nothing_is_lost_and_each_conflict_is_shown_once(steps, rule):
    office, tablets, lanes = BASE, dict.fromkeys(TABLETS, BASE), dict.fromkeys(TABLETS, BASE)
    for who, key, name, word, back in [*steps, *((who, "1", None, None, True) for who in TABLETS)]:
        if who == "office":
            office = edited(office, key, name, word)
        elif not back:
            tablets[who] = edited(tablets[who], key, name, word)
        else:
            returned, lane = tablets[who], lanes[who]
            found, settled = come_back(BASE, lane, office, returned, rule)
            calm, clashes = oracle(lane, office, returned)
            assert found.plan.over(office) == calm
            shown = [conflict.id for conflict in found.conflicts]
            assert sorted(shown) == sorted(clashes) == sorted(set(shown))
            after = settled.plan.over(office)
            assert_settled(after, calm, found.conflicts, returned, rule)
            again, twice = come_back(BASE, returned, after, returned, rule)
            assert not again.edits and not again.conflicts and twice.plan.empty
            office, lanes[who] = after, returned


def assert_settled(after, calm, conflicts, returned, rule):
    for conflict in conflicts:
        key, name = conflict.key, conflict.field
        if name is None:
            expected = {MINE: calm.get(key), THEIRS: returned.get(key), BOTH: calm.get(key) or returned.get(key)}[rule]
            assert after.get(key) == expected
        else:
            expected = {MINE: calm[key][name], THEIRS: returned[key][name]}
            assert after[key][name] == expected.get(rule, joined(calm[key][name], returned[key][name]))
    untouched = {(key, name) for key in calm for name in FIELDS}
    for conflict in conflicts:
        untouched -= {(conflict.key, name) for name in ([conflict.field] if conflict.field is not None else FIELDS)}
    assert all(after[key][name] == calm[key][name] for key, name in untouched)


SIDES = st.fixed_dictionaries(
    {
        who: st.dictionaries(st.tuples(st.sampled_from("123"), NAMES), st.sampled_from("uvwx"), max_size=5)
        for who in ("office", *TABLETS)
    }
)


def state_of(changes):
    rows = BASE
    for (key, name), word in sorted(changes.items(), key=lambda one: one[0][1] is None):
        rows = edited(rows, key, name, word) if key in rows else rows
    return rows


@settings(max_examples=150)
@given(SIDES)
def test_both_does_not_depend_on_the_order_of_returns(sides):
    states = {who: state_of(changes) for who, changes in sides.items()}
    expected = {}
    for key, row in BASE.items():
        versions = [state[key] for state in states.values() if key in state and state[key] != row]
        if not versions and any(key not in state for state in states.values()):
            continue
        expected[key] = {}
        for name in FIELDS:
            words = {version[name] for version in versions} - {row[name]}
            expected[key][name] = row[name] if not words else words.pop() if len(words) == 1 else " | ".join(sorted(words))
    for order in permutations(TABLETS):
        office, lanes = states["office"], dict.fromkeys(TABLETS, BASE)
        for who in (*order, *order):
            _, settled = come_back(BASE, lanes[who], office, states[who], BOTH)
            office, lanes[who] = settled.plan.over(office), states[who]
        assert office == expected


STAMPED = ("a", "b", "at")
START = {key: {"a": "-", "b": "-", "at": "2026-11-20T08:00:00"} for key in "12"}
CLOCK = Clock("at", 1763625600.0 + 365 * 86400, 1763625600.0 + 370 * 86400)


def moment(minute):
    return f"2026-11-21T{minute // 60:02d}:{minute % 60:02d}:00"


@settings(max_examples=200)
@given(
    st.lists(
        st.dictionaries(st.sampled_from([(key, name) for key in "12" for name in "ab"]), st.sampled_from("uvw"), max_size=4),
        min_size=4, max_size=4,
    ),
    st.permutations(range(8)),
)  # fmt: skip
def test_the_newest_wins_field_by_field_in_any_order(sides, minutes):
    states, dated = [], {}
    for place, changes in enumerate(sides):
        rows = {key: dict(row) for key, row in START.items()}
        for (key, name), word in changes.items():
            stamp = moment(minutes[2 * place + int(key) - 1])
            rows[key].update({name: word, "at": stamp})
            dated.setdefault((key, name), []).append((stamp, word))
            dated.setdefault((key, "at"), []).append((stamp, stamp))
        states.append(rows)
    expected = {key: {name: max(dated.get((key, name), [("", row[name])]))[1] for name in STAMPED} for key, row in START.items()}
    for order in permutations((1, 2, 3)):
        office, credits = states[0], {}
        for place in order:
            found = compare(START, START, office, states[place], STAMPED)
            settled = settle(found, START, office, states[place], NEWEST, clock=CLOCK, earlier=credits)
            assert not settled.open and not settled.wrong_clock
            office, credits = settled.plan.over(office), settled.credits
        assert office == expected


@pytest.mark.parametrize("stamp", ["2031-01-01T00:00:00", "2001-01-01T00:00:00", START["1"]["at"], None, "yesterday"])
def test_a_clock_that_is_wrong_is_told_and_settles_nothing(stamp):
    office = {**START, "1": {**START["1"], "a": "office", "at": moment(10)}}
    returned = {**START, "1": {**START["1"], "a": "field", "at": stamp}}
    found = compare(START, START, office, returned, STAMPED)
    settled = settle(found, START, office, returned, NEWEST, clock=CLOCK)
    assert [conflict.id for conflict in settled.open] == ["1/a"]
    assert settled.wrong_clock == (["1"] if stamp not in (None, START["1"]["at"]) else [])
    assert settled.plan.over(office) == office


def test_what_each_did_is_told():
    returned = edited(edited(edited(BASE, "1", GEOMETRY, b"moved"), "2", "a", "seen"), "3")
    office = edited(BASE, "2", "b", "phoned")
    found, settled = come_back(BASE, BASE, office, edited(returned, "4", "a", "new"))
    assert [(edit.key, edit.kind) for edit in found.edits] == [("1", MOVED), ("2", "changed"), ("3", "deleted"), ("4", "added")]
    assert found.edits[1].fields == {"a": ("a2", "seen")}
    assert [(edit.key, edit.fields) for edit in found.office] == [("2", {"b": ("b2", "phoned")})]
    assert settled.plan.over(office)["2"] == {**BASE["2"], "a": "seen", "b": "phoned"}


@pytest.mark.parametrize(
    ("office", "returned", "kind"),
    [(edited(BASE, "1"), edited(BASE, "1", "a", "x"), DELETED_HERE), (edited(BASE, "1", "a", "x"), edited(BASE, "1"), DELETED_THERE)],
)  # fmt: skip
def test_deleted_here_and_changed_there_is_a_conflict(office, returned, kind):
    found, settled = come_back(BASE, BASE, office, returned, BOTH)
    assert found.conflicts == [Conflict("1", None, kind)] and found.plan.empty
    assert settled.plan.over(office)["1"]["a"] == "x"  # both: what was changed stays


def test_both_keeps_what_cannot_be_joined_in_a_second_feature():
    office, returned = edited(BASE, "1", GEOMETRY, b"office"), edited(BASE, "1", GEOMETRY, b"field")
    found = compare(BASE, BASE, office, returned, FIELDS)
    after = settle(found, BASE, office, returned, BOTH).plan.over(office)
    assert after["1"][GEOMETRY] == b"office"
    (other,) = set(after) - set(BASE)
    assert after[other] == returned["1"]
    again = compare(BASE, BASE, after, returned, FIELDS)
    assert settle(again, BASE, after, returned, BOTH).plan.empty


def test_a_second_tablet_that_bears_no_name_overwrites_nothing():
    first = edited(edited(BASE, "1", "a", "first"), "2")
    _, settled = come_back(BASE, BASE, BASE, first, named=False)
    office = settled.plan.over(BASE)
    second = edited(edited(BASE, "1", "a", "second"), "4", "a", "new")
    found, _ = come_back(BASE, first, office, second, named=False)
    assert [(one.id, one.kind) for one in found.conflicts] == [("1/a", DOUBT), ("2", DOUBT)]
    assert set(found.plan.inserts) == {"4"}
    found, _ = come_back(BASE, BASE, office, second, named=True)
    assert [conflict.id for conflict in found.conflicts] == ["1/a"]


def test_what_a_return_leaves_out_is_not_changed():
    partial = {"1": {"a": "x"}}
    found = compare(BASE, BASE, BASE, partial, FIELDS, missing_deleted=False)
    assert found.plan.over(BASE) == edited(BASE, "1", "a", "x")


def test_decisions_come_before_the_rule_and_are_checked():
    office, returned = edited(BASE, "1", "a", "o"), edited(BASE, "1", "a", "t")
    found = compare(BASE, BASE, office, returned, FIELDS)
    settled = settle(found, BASE, office, returned, MINE, {"1/a": THEIRS})
    assert settled.plan.updates == {"1": {"a": "t"}} and settled.by == {"1/a": THEIRS}
    assert [one.id for one in settle(found, BASE, office, returned).open] == ["1/a"]
    with pytest.raises(VigieError, match="about no conflict"):
        settle(found, BASE, office, returned, MINE, {"9/a": THEIRS})
    with pytest.raises(VigieError, match="settles nothing"):
        settle(found, BASE, office, returned, MINE, {"1/a": NEWEST})


def test_rows_are_kept_as_json():
    rows = {"1": {"a": None, "b": 1.5, GEOMETRY: b"\x00\xff"}}
    assert from_json(to_json(rows)) == rows
