# SPDX-License-Identifier: GPL-2.0-or-later
"""Returns from the field: read, compared, shown and, ON THE USER'S EXPLICIT ORDER ONLY, written into the layer that she names.

`write_plan` and `restore` are the only functions of the whole product that write into a layer of the user's.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsDataProvider,
    QgsFeature,
    QgsField,
    QgsFieldConstraints,
    QgsFields,
    QgsGeometry,
    QgsProject,
    QgsProviderRegistry,
    QgsTransaction,
    QgsVectorDataProvider,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsVectorLayerUtils,
)
from qgis.PyQt.QtCore import QMetaType

from ..feedback import log
from ..field.comparison import Comparison, compare
from ..field.desk import Base, Desk, LayerKept, Manifest, State
from ..field.model import ASK, GEOMETRY, UUID_FIELD, Plan, Row, Rows, Value, digest, from_json, same, to_json
from ..field.nearness import near
from ..field.pairing import content, pair, was_carried_out
from ..field.returned import Returned, attachment, place_for
from ..field.settling import Clock, Settled, seconds, settle
from ..messages import Progress, VigieError, number, quoted, reason, translate
from .field_package import rows_by_key
from .field_rows import all_rows, geometry_of, lasting_ids, plain, rows_of, shape, source_of, written_as

NEAR_METRES = 0.05
NEAR_DEGREES = 5e-7
"""Within that, a text file of coordinates has moved nothing."""
BACKUP_ID = "vigie_fid"
BUSY_MILLISECONDS = 1000
"""How long another program that writes into the same file is waited for."""


@dataclass
class Order:
    """What is asked of a return. `target` is the layer that it is compared with and, if `write` is set, THAT IS WRITTEN INTO."""

    target: QgsVectorLayer
    write: bool = False
    table: str = ""
    package: str = ""
    device: str = ""
    rule: str = ASK
    decisions: Mapping[str, str] = field(default_factory=dict)
    clock_field: str = ""
    author_field: str = ""
    missing_deleted: bool = False
    accept_invalid: bool = False
    attachments: Path | None = None
    project: QgsProject | None = None


@dataclass
class Outcome:
    """What a return brings, and what became of it. `refusals` prevent that it is applied, `warnings` do not."""

    manifest: Manifest
    kept: LayerKept
    comparison: Comparison
    settled: Settled
    returned: Rows
    warnings: list[str]
    refusals: list[str] = field(default_factory=list)
    applied: bool = False
    backup: Path | None = None


def bring_back(order: Order, received: Returned, desk: Desk, progress: Progress) -> Outcome:
    """Compare a return with the layer of the order and, if the order says so, write it there after a backup.

    The desk must be held. A `VigieError` says what prevents it, in which case the layer is as before.
    """
    manifest = _package(order, received, desk)
    kept = _layer(order, received, manifest)
    base, state = desk.base(manifest.id, kept.table), desk.state(manifest.id)
    office = _Office(order.target, kept, base, state, progress)
    if state.pending:
        _resolve_pending(manifest, state, office, desk)
        office = _Office(order.target, kept, base, state, progress)
    reader = _Reader(order, received, kept, base, progress)
    returned = reader.rows()
    lanes = state.lanes.get(kept.table, {})
    before = lanes.get(order.device, base.rows)
    fields = [*(name for name in kept.fields if name in office.fields), *([GEOMETRY] if order.target.isSpatial() else [])]
    whole = received.whole or order.missing_deleted
    warnings = [*received.warnings, *reader.warnings, *office.warnings, *_besides(manifest, kept, received, progress)]
    known = next((who for who, rows in lanes.items() if who != order.device and whole and rows == returned), None)
    if known is not None:
        told = translate("layers", "The same return was brought back already, as {device}: nothing is done twice.")
        warnings.append(told.format(device=quoted(known)))
        before = returned
    comparison = compare(base.rows, before, office.rows, returned, fields, whole, bool(order.device))
    clock = _clock(order, manifest, kept)
    earlier = state.credits.get(kept.table, {})
    joinable = [name for name in fields if name and _is_free_text(order.target, name)]
    settled = settle(comparison, before, office.rows, returned, order.rule, order.decisions, joinable, clock, earlier)
    outcome = Outcome(manifest, kept, comparison, settled, returned, warnings)
    if settled.wrong_clock:
        told = translate(
            "layers", "The clock of the tablet is wrong: {count} features were changed before it left, or after today."
        )
        warnings.append(told.format(count=number(len(settled.wrong_clock))))
    outcome.refusals, told = check_plan(order.target, settled.plan, office)
    warnings += told
    if order.write:
        _apply(order, outcome, office, reader, before, state, desk, progress)
    return outcome


def _package(order: Order, received: Returned, desk: Desk) -> Manifest:
    if order.package or received.package:
        return desk.package(order.package or received.package)
    keys = _keys_in(received.file)
    for manifest in reversed(desk.packages()):
        for layer in manifest.layers:
            if layer.editable and keys & desk.base(manifest.id, layer.table).rows.keys():
                return manifest
    told = translate(
        "layers", "“{file}” holds no key of a package made here: it needs the field {field}, or say which PACKAGE it is."
    )
    raise VigieError(told.format(file=received.file.name, field=UUID_FIELD))


def _keys_in(file: Path) -> set[str]:
    layer = QgsVectorLayer(str(file), "returned", "ogr")
    place = layer.fields().lookupField(UUID_FIELD) if layer.isValid() else -1
    return {str(feature[place]) for feature in layer.getFeatures()} if place >= 0 else set()


def _layer(order: Order, received: Returned, manifest: Manifest) -> LayerKept:
    """Which layer of the package: the one named, else the one that came from the target, else the only one to be edited."""
    editable = [one for one in manifest.layers if one.editable]
    if order.table:
        chosen = [one for one in editable if order.table in (one.table, one.name)]
    else:
        chosen = [one for one in editable if one.source == source_of(order.target)] or (editable if len(editable) == 1 else [])
    if len(chosen) != 1:
        told = translate("layers", "Say which layer of the package comes back: TABLE is one of {names}.")
        raise VigieError(told.format(names=", ".join(quoted(one.name) for one in editable)))
    return chosen[0]


def _besides(manifest: Manifest, kept: LayerKept, received: Returned, progress: Progress) -> list[str]:
    """What the return holds besides the layer that is brought back: nothing of it is taken in silence, nor left."""
    if received.file.suffix.lower() != ".gpkg":
        return []
    others = [one.name for one in manifest.layers if one.editable and one.table != kept.table]
    told = []
    if others:
        sentence = translate("layers", "The package also holds {names}: bring them back too, each into its own layer.")
        told.append(sentence.format(names=", ".join(map(quoted, others))))
    for one in manifest.layers:
        if not one.editable and digest(rows_by_key(received.file, one.table, one.fields, progress)) != one.mark:
            sentence = translate(
                "layers", "“{layer}” was edited in the field although it was only to be read: that is not taken."
            )
            told.append(sentence.format(layer=one.name))
    return told


def _clock(order: Order, manifest: Manifest, kept: LayerKept) -> Clock | None:
    if not order.clock_field:
        return None
    if order.clock_field not in kept.fields:
        told = translate("layers", "The package has no field {field}: name the one of the last change in CLOCK_FIELD.")
        raise VigieError(told.format(field=quoted(order.clock_field)))
    return Clock(order.clock_field, seconds(manifest.date) or 0.0, datetime.now(timezone.utc).timestamp())


def _is_free_text(layer: QgsVectorLayer, name: str) -> bool:
    place = layer.fields().lookupField(name)
    lists = (
        "ValueMap",
        "ValueRelation",
        "UniqueValues",
        "Classification",
        "ExternalResource",
        "RelationReference",
        "UuidGenerator",
    )
    return layer.fields()[place].type() == QMetaType.Type.QString and layer.editorWidgetSetup(place).type() not in lists


class _Office:
    """The layer of the user's as rows by the keys of the package."""

    def __init__(self, layer: QgsVectorLayer, kept: LayerKept, base: Base, state: State, progress: Progress) -> None:
        self.layer, self.kept, self.warnings = layer, kept, []
        self.fields = [name for name in kept.fields if layer.fields().lookupField(name) >= 0]
        _refuse_target(layer, kept, self.fields)
        self.by_fid = all_rows(layer, self.fields, progress)
        self.target = source_of(layer)
        known = state.ids.get(kept.table, {}).get(self.target)
        lasting = lasting_ids(layer) and (known is not None or self.target == kept.source)
        self._keyed = kept.key_field if layer.fields().lookupField(kept.key_field) >= 0 and kept.key_field else ""
        ids = known if known is not None else base.ids
        self.compared = [*self.fields, *([GEOMETRY] if layer.isSpatial() else [])]
        lanes = state.lanes.get(kept.table, {}).values()
        rows = {key: row for lane in lanes for key, row in lane.items() if key in ids} | dict(base.rows)
        own = self._own_ids(progress)
        self._find(rows, ids, own, lasting or bool(self._keyed), known is None and not lasting)
        missing = [name for name in kept.fields if name not in self.fields]
        if missing:
            told = translate("layers", "“{layer}” has no field {fields}: what the field noted there does not come back.")
            self.warnings.append(told.format(layer=layer.name(), fields=", ".join(missing)))

    def _own_ids(self, progress: Progress) -> dict[Any, int]:
        """The feature of each id: a key of the user's, or the id of the feature."""
        if not self._keyed:
            return {fid: fid for fid in self.by_fid}
        found = {}
        for fid, row in rows_of(self.layer, [self._keyed], progress).items():
            if row[self._keyed] in found and row[self._keyed] is not None:
                told = translate("layers", "The key {value} is there twice in “{layer}”: mend that first.")
                raise VigieError(told.format(value=quoted(str(row[self._keyed])), layer=self.layer.name()))
            found[row[self._keyed]] = fid
        return found

    def _find(self, known: Rows, ids: Mapping[str, Any], own: Mapping[Any, int], by_id: bool, told: bool) -> None:
        rows = {one: self.by_fid[fid] for one, fid in own.items()}
        self.ids = pair(known, ids, rows, self.compared, by_id)
        self.fids = {key: own[one] for key, one in self.ids.items()}
        self.rows = {key: self.by_fid[fid] for key, fid in self.fids.items()}
        lost = len(known) - len(self.ids)
        if told and lost:
            sentence = translate(
                "layers", "“{layer}” has no key that lasts: {count} features were not found again, and count as deleted."
            )
            self.warnings.append(sentence.format(layer=self.layer.name(), count=number(lost)))

    def unknown(self) -> dict[int, Row]:
        """The features that are of no key."""
        taken = set(self.fids.values())
        return {fid: row for fid, row in self.by_fid.items() if fid not in taken}

    def new_key(self, row: Row) -> Value:
        """A value of the user's key for a feature that is new: its own if it is free."""
        value, field_of = row.get(self._keyed), self.layer.fields().field(self._keyed)
        taken = {plain(feature[self._keyed]) for feature in self.layer.getFeatures()}
        if value not in (None, "") and value not in taken:
            return value
        if field_of.isNumeric():
            return max((one for one in taken if isinstance(one, (int, float))), default=0) + 1
        return str(uuid.uuid4())

    @property
    def keyed(self) -> str:
        """The field of the user's key; empty where there is none."""
        return self._keyed


def _refuse_target(layer: QgsVectorLayer, kept: LayerKept, fields: Sequence[str]) -> None:
    """A `VigieError` when the layer cannot be compared as it is."""
    name = layer.name()
    if not layer.isValid():
        raise VigieError(translate("layers", "“{layer}” is not there: check where it lies.").format(layer=name))
    if layer.subsetString():
        raise VigieError(translate("layers", "“{layer}” has a filter, which hides features: remove it first.").format(layer=name))
    if layer.isEditable():
        told = translate("layers", "“{layer}” is being edited: save or discard the edits first.")
        raise VigieError(told.format(layer=name))
    if layer.isSpatial() and layer.crs() != QgsCoordinateReferenceSystem(kept.crs) and kept.crs:
        told = translate("layers", "“{layer}” is in {crs}, the package in {other}: name a layer in the same system.")
        raise VigieError(told.format(layer=name, crs=layer.crs().authid(), other=kept.crs))
    if kept.fields and not fields:
        raise VigieError(
            translate("layers", "“{layer}” has none of the fields of the package: name the layer it came from.").format(
                layer=name
            )
        )


class _Reader:
    """What came back as rows by key, with the values of the desk where the package had only written them otherwise."""

    def __init__(self, order: Order, received: Returned, kept: LayerKept, base: Base, progress: Progress) -> None:
        self.order, self.received, self.kept, self.base, self.progress = order, received, kept, base, progress
        self.warnings: list[str] = []
        self.files: dict[Path, Path] = {}
        self._missing: list[str] = []

    def rows(self) -> dict[str, dict[str, Value]]:
        """All rows; keys that are missing or twice are told, and made of what the feature holds."""
        layer = self._open()
        names = [name for name in self.kept.fields if layer.fields().lookupField(name) >= 0]
        if not names and not layer.isSpatial():
            raise VigieError(
                translate("layers", "“{file}” has none of the fields of the package.").format(file=self.received.file.name)
            )
        key_name = UUID_FIELD if layer.fields().lookupField(UUID_FIELD) >= 0 else self.kept.key_field
        if layer.fields().lookupField(key_name) < 0:
            told = translate("layers", "“{file}” has no field {field}, which tells features apart: keep it.")
            raise VigieError(told.format(file=self.received.file.name, field=quoted(UUID_FIELD)))
        by_own = {} if key_name == UUID_FIELD else {str(value): key for key, value in self.base.ids.items()}
        found, unkeyed = {}, []
        for _, raw in sorted(all_rows(layer, [key_name, *names], self.progress).items()):
            key = raw[key_name] if key_name == UUID_FIELD else by_own.get(str(raw[key_name]))
            row = self._row(key, {name: value for name, value in raw.items() if name in (GEOMETRY, *names)}, layer)
            if key in (None, "") or key in found:
                unkeyed.append((key, row))
            else:
                found[str(key)] = row
        for key, row in unkeyed:
            made = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{self.kept.table}/{key}/{content(row, row)}"))
            found[made] = row
        if unkeyed:
            told = translate(
                "layers", "{count} returned features have no key of their own (copied or split): they count as added."
            )
            self.warnings.append(told.format(count=number(len(unkeyed))))
        if self._missing:
            told = translate("layers", "{count} files that features name are not in the package, such as {file}: copy it whole.")
            self.warnings.append(told.format(count=number(len(self._missing)), file=quoted(self._missing[0])))
        if not found and self.base.rows:
            told = translate("layers", "“{file}” comes back empty: nothing is taken of it, for that is a copy cut short.")
            raise VigieError(told.format(file=self.received.file.name))
        return found

    def _open(self) -> QgsVectorLayer:
        suffix = self.received.file.suffix.lower()
        self.exact = suffix == ".gpkg"
        source = str(self.received.file)
        if self.exact:
            source += f"|layername={self.kept.table}"
        elif suffix == ".csv":
            source += "|option:GEOM_POSSIBLE_NAMES=WKT,wkt,geometry|option:KEEP_GEOM_COLUMNS=NO|option:AUTODETECT_TYPE=NO"
        layer = QgsVectorLayer(source, "returned", "ogr")
        if not layer.isValid() and self.exact:  # a copy made in QGIS is named otherwise
            layer = QgsVectorLayer(str(self.received.file), "returned", "ogr")
        if not layer.isValid():
            told = translate("layers", "“{file}” holds no readable table {table}: it is damaged, or of another package.")
            raise VigieError(told.format(file=self.received.file.name, table=quoted(self.kept.table)))
        home = QgsCoordinateReferenceSystem(self.kept.crs)
        self._transform = None
        if layer.isSpatial() and layer.crs().isValid() and layer.crs() != home:
            self._transform = QgsCoordinateTransform(layer.crs(), home, QgsCoordinateTransformContext())
        self._tolerance = 0.0
        if not self.exact or self._transform:
            self._tolerance = NEAR_DEGREES if home.isGeographic() else NEAR_METRES
        return layer

    def _row(self, key: str | None, raw: Row, layer: QgsVectorLayer) -> dict[str, Value]:
        known, row = key in self.base.rows, {}
        for name, value in raw.items():
            packed = self.base.as_packed(key, name) if known else None
            if name == GEOMETRY:
                value = self._moved_home(value)
                unchanged = known and near(value, packed, self._tolerance)
            else:
                unchanged = known and (same(value, packed) or (not self.exact and _text(value) == _text(packed)))
            if unchanged:
                row[name] = self.base.rows[key].get(name)
            else:
                row[name] = value if name == GEOMETRY else self._value(name, value)
        return row

    def _moved_home(self, value: Value) -> Value:
        if value is None or self._transform is None:
            return value
        geometry = QgsGeometry()
        geometry.fromWkb(value)
        geometry.transform(self._transform)
        return shape(geometry)

    def _value(self, name: str, value: Value) -> Value:
        """A value that the field has changed, as the office's field holds it; the path of a file as it will be."""
        if value in (None, ""):
            return None if not self.exact else value
        if name in self.kept.attachments:
            return self._attached(str(value), name)
        place = self.order.target.fields().lookupField(name)
        if self.exact or place < 0:
            return value
        try:
            return plain(written_as(value, self.order.target.fields()[place]))
        except ValueError:
            return value  # `check_plan` tells

    def _attached(self, written: str, name: str) -> str:
        source = attachment(self.received.folder, written)
        if source is None:
            self._missing.append(written)
            return written
        place = place_for(source, self.order.attachments, self.files)
        self.files[place] = source
        config = self.order.target.editorWidgetSetup(self.order.target.fields().lookupField(name)).config()
        home = self.order.project.absolutePath() if self.order.project is not None else ""
        if config.get("RelativeStorage") == 1 and home and Path(home) in place.parents:
            return place.relative_to(home).as_posix()
        return place.as_posix()

    def copy_files(self) -> None:
        """Copy the attachments to where the rows say they are; what is there stays."""
        try:
            for place, source in self.files.items():
                place.parent.mkdir(parents=True, exist_ok=True)
                if not place.exists():
                    part = place.with_name(f"{place.name}.part")
                    shutil.copyfile(source, part)
                    os.replace(part, place)  # noqa: PTH105
        except OSError as error:
            told = translate("layers", "The attachments cannot be copied to {folder}: {why}. The layer is as it was.")
            raise VigieError(told.format(folder=self.order.attachments, why=reason(error))) from error


def _text(value: Value) -> str:
    """A value as text files have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return repr(float(value)) if isinstance(value, (int, float)) else str(value)


def check_plan(layer: QgsVectorLayer, plan: Plan, office: _Office) -> tuple[list[str], list[str]]:
    """What prevents that the plan is written into the layer, and what is only to be known: types, constraints, geometries, duplicates."""
    refusals, warnings = [], []
    held = {content(row, office.compared) for row in office.by_fid.values()}
    for key, row in plan.inserts.items():
        if content(row, office.compared) in held:
            told = translate("layers", "{key}: the office has a feature that is all the same.")
            warnings.append(told.format(key=key))
        refusals += [f"{key}: {what}" for what in _wrong(layer, row, None)]
    for key, changes in plan.updates.items():
        refusals += [f"{key}: {what}" for what in _wrong(layer, {**office.rows[key], **changes}, changes)]
    return refusals, warnings


def _wrong(layer: QgsVectorLayer, row: Row, changed: Mapping[str, Value] | None) -> list[str]:
    """What is wrong with the fields of a row that are written."""
    feature, wrong, written = QgsFeature(layer.fields()), [], row if changed is None else changed
    for name, value in row.items():
        place = layer.fields().lookupField(name) if name else -1
        if place < 0:
            continue
        try:
            feature.setAttribute(place, written_as(value, layer.fields()[place]))
        except ValueError:
            if name in written:
                wrong.append(
                    translate("layers", "{value} does not go into {field}").format(value=quoted(str(value)[:80]), field=name)
                )
    if layer.isSpatial() and GEOMETRY in written:
        geometry = geometry_of(row[GEOMETRY], layer)
        wrong += _wrong_geometry(geometry, changed is not None)
        feature.setGeometry(geometry or QgsGeometry())
    strong = QgsFieldConstraints.ConstraintStrength.ConstraintStrengthHard
    for name in written:
        place = layer.fields().lookupField(name) if name else -1
        if place >= 0:
            good, errors = QgsVectorLayerUtils.validateAttribute(layer, feature, place, strong)
            wrong += [] if good else [f"{name}: {', '.join(errors)}"]
    return wrong


def _wrong_geometry(geometry: QgsGeometry | None, was_there: bool) -> list[str]:
    if geometry is None:
        return [translate("layers", "the layer holds no such geometry")]
    if geometry.isNull():
        return [translate("layers", "the geometry is gone")] if was_there else []
    return [] if geometry.isGeosValid() else [translate("layers", "the geometry crosses itself")]


def _apply(
    order: Order, outcome: Outcome, office: _Office, reader: _Reader, before: Rows, state: State, desk: Desk, progress: Progress
) -> None:
    """Write a plan into the layer of the order, after a backup. What is needed to know later whether it was done is kept first."""
    plan, table = outcome.settled.plan, outcome.kept.table
    if outcome.settled.open:
        told = translate(
            "layers", "{count} conflicts are not settled, such as {first}: give a RULE or DECISIONS. Nothing was written."
        )
        raise VigieError(told.format(count=number(len(outcome.settled.open)), first=outcome.settled.open[0].id))
    if outcome.refusals and not order.accept_invalid:
        told = translate("layers", "{count} values or geometries are refused, such as {first}. Nothing was written.")
        raise VigieError(told.format(count=number(len(outcome.refusals)), first=outcome.refusals[0]))
    after = dict(outcome.returned)
    if not (reader.received.whole or order.missing_deleted):
        after = {**before, **{key: {**before.get(key, {}), **row} for key, row in after.items()}}
    record = {
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"), "device": order.device, "table": table,
        "target": office.target, "file": str(reader.received.folder), "edits": len(outcome.comparison.edits),
        "conflicts": len(outcome.comparison.conflicts), "settled": outcome.settled.by,
        "added": len(plan.inserts), "changed": len(plan.updates), "deleted": len(plan.deletes),
    }  # fmt: skip
    state.pending = {
        "table": table, "target": office.target, "device": order.device, "record": record, "credits": outcome.settled.credits,
        "plan": {"inserts": to_json(plan.inserts), "updates": to_json(plan.updates), "deletes": sorted(plan.deletes)},
        "before": to_json({key: office.rows[key] for key in {*plan.updates, *plan.deletes} if key in office.rows}),
        "after": to_json(after),
    }  # fmt: skip
    if not plan.empty:
        _refuse_writing(order.target)
        outcome.backup = make_backup(order.target, desk, outcome.manifest, state, table)
        record["backup"] = str(outcome.backup)
        reader.copy_files()
        desk.save(outcome.manifest.id, state)
        write_plan(order.target, plan, office, progress)
    state.pending, pending = None, state.pending
    fresh = _Office(order.target, outcome.kept, desk.base(outcome.manifest.id, table), state, progress)
    _settled(state, pending, fresh)
    desk.save(outcome.manifest.id, state)
    outcome.applied = True


def _resolve_pending(manifest: Manifest, state: State, office: _Office, desk: Desk) -> None:
    """A run was killed while it wrote: tell from the layer whether it was written whole, or not at all."""
    pending = state.pending
    if pending["target"] != office.target or pending["table"] != office.kept.table:
        told = translate("layers", "A return into {target} was cut short: bring one back into that layer first.")
        raise VigieError(told.format(target=pending["target"]))
    if was_carried_out(_plan(pending), from_json(pending["before"]), office.rows, office.unknown().values(), office.compared):
        pending["record"]["found"] = True
        _settled(state, pending, office)
    state.pending = None
    desk.save(manifest.id, state)


def _plan(pending: Mapping[str, Any]) -> Plan:
    written = pending["plan"]
    return Plan(from_json(written["inserts"]), from_json(written["updates"]), set(written["deletes"]))


def _settled(state: State, pending: Mapping[str, Any], office: _Office) -> None:
    """Note that a plan was carried out: what the tablet brought, and which features of the layer are new."""
    table, plan = pending["table"], _plan(pending)
    ids = {key: one for key, one in office.ids.items() if key not in plan.deletes}
    strangers = office.unknown()
    found = pair(plan.inserts, {}, strangers, [name for name in office.compared if name != office.keyed], False)
    for key, fid in found.items():
        ids[key] = plain(office.layer.getFeature(fid)[office.keyed]) if office.keyed else fid
    if office.keyed:
        for key, changes in plan.updates.items():
            if office.keyed in changes:
                ids[key] = changes[office.keyed]
    state.ids.setdefault(table, {})[office.target] = ids
    state.lanes.setdefault(table, {})[pending["device"]] = from_json(pending["after"])
    state.credits[table] = pending["credits"]
    state.returns.append(pending["record"])


def _refuse_writing(layer: QgsVectorLayer) -> None:
    """A `VigieError` when the layer cannot be written whole or not at all."""
    capable = QgsVectorDataProvider.Capability
    needed = capable.AddFeatures | capable.DeleteFeatures | capable.ChangeAttributeValues
    path = layer.source().partition("|")[0] if layer.providerType() == "ogr" else ""
    if path and not Path(path).exists():
        raise VigieError(translate("layers", "“{layer}” is not there: check where it lies.").format(layer=layer.name()))
    unwritable = path and Path(path).is_file() and not os.access(path, os.W_OK)
    if unwritable or layer.readOnly() or (layer.dataProvider().capabilities() & needed) != needed:
        told = translate("layers", "“{layer}” cannot be written: check its rights, and those of its file.")
        raise VigieError(told.format(layer=layer.name()))
    if layer.providerType() != "memory" and not QgsTransaction.supportsTransaction(layer):
        told = translate(
            "layers",
            "“{layer}” is in a format that cannot be written whole or not at all: copy it into a GeoPackage, name that layer.",
        )
        raise VigieError(told.format(layer=layer.name()))


def write_plan(layer: QgsVectorLayer, plan: Plan, office: _Office, progress: Progress) -> None:
    """WRITE A PLAN INTO THE USER'S LAYER: one transaction, one command of its edit buffer. After any error it is as before."""

    def edit() -> None:
        keys = list(plan.inserts)
        for place, key in enumerate(keys):
            progress.step(80 * place / len(keys))
            _done(layer, layer.addFeature(_new_feature(layer, key, plan.inserts[key], office)))
        for key, changes in plan.updates.items():
            progress.hear()
            _change(layer, office.fids[key], changes)
        if plan.deletes:
            progress.hear()
            _done(layer, layer.deleteFeatures([office.fids[key] for key in plan.deletes]))
        _verify(layer, plan, office, progress)

    _in_transaction(layer, translate("layers", "Return from the field"), edit)


def _verify(layer: QgsVectorLayer, plan: Plan, office: _Office, progress: Progress) -> None:
    """Refuse what was not done: QGIS does not always say that a statement failed."""
    now = rows_of(layer, office.fields, progress)
    done = len(now) == len(office.by_fid) + len(plan.inserts) - len(plan.deletes)
    for key, changes in plan.updates.items():
        before, after = office.rows[key], now.get(office.fids[key], {})
        done = done and not any(
            same(after.get(name), before[name]) and not same(before[name], value) for name, value in changes.items()
        )
    _done(layer, done)


def _in_transaction(layer: QgsVectorLayer, title: str, edit: Callable[[], None]) -> None:
    """Do `edit` as one command of the layer's edit buffer, in one transaction of its database where it has one."""
    if layer.providerType() == "memory":
        _in_buffer(layer, title, edit)
        return
    layer.dataProvider().enterUpdateMode()  # else QGIS has no connection that a transaction could be on
    guard = _Guard(layer)
    try:
        guard.set()
        transaction = _begun(layer)
        try:
            guard.arm(transaction)
            _in_buffer(layer, title, edit)
            good, message = transaction.commit()
            if not good:
                raise VigieError(_unwritten(layer), message)
        except BaseException:
            transaction.rollback()
            layer.reload()
            raise
    finally:
        guard.lift()
        layer.dataProvider().leaveUpdateMode()


def _in_buffer(layer: QgsVectorLayer, title: str, edit: Callable[[], None]) -> None:
    try:
        _done(layer, layer.startEditing())
        layer.beginEditCommand(title)
        edit()
        layer.endEditCommand()
        _done(layer, layer.commitChanges())
    except BaseException:
        if layer.isEditable():
            layer.rollBack()
        raise


def _begun(layer: QgsVectorLayer) -> QgsTransaction:
    transaction = QgsTransaction.create([layer])
    good, message = transaction.begin() if transaction is not None else (False, "no transaction")
    if not good:
        raise VigieError(_unwritten(layer), message)
    return transaction


class _Guard:
    """Keeps SQLite from writing by halves. When the disk is full it ends the transaction by itself; GDAL does not always tell, and what
    follows would be written statement by statement. A row that lives in the transaction only is asked for by each of them.
    """

    def __init__(self, layer: QgsVectorLayer) -> None:
        self._layer = layer
        parts = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
        table = parts.get("layerName") or parts.get("table")
        if layer.providerType() == "ogr" and not table:
            table = layer.dataProvider().subLayers()[0].split(QgsDataProvider.sublayerSeparator())[1]
        self._table = str(table).replace('"', '""') if layer.providerType() in ("ogr", "spatialite") else ""

    def set(self) -> None:
        """Refuse all changes of the table over this connection."""
        when = "WHEN NOT EXISTS (SELECT 1 FROM temp.vigie_guard) BEGIN SELECT RAISE(ABORT, 'the transaction has ended'); END"
        triggers = (
            f'CREATE TEMP TRIGGER vigie_guard_{kind} BEFORE {kind} ON main."{self._table}" {when}'
            for kind in ("INSERT", "UPDATE", "DELETE")
        )
        self._run("CREATE TEMP TABLE vigie_guard (armed INTEGER)", *triggers)

    def arm(self, transaction: QgsTransaction) -> None:
        """Allow them for as long as this transaction lasts, and have the file from now on: GDAL would wait thrice, and statement by
        statement, for another program that holds it.
        """
        if not self._table:
            return
        hold = f'DELETE FROM main."{self._table}" WHERE 0'  # noqa: S608  # nosec B608
        for statement in (f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}", "INSERT INTO temp.vigie_guard VALUES (1)", hold):
            good, message = transaction.executeSql(statement)
            if not good:
                raise VigieError(_unwritten(self._layer), message)

    def lift(self) -> None:
        """Leave the connection as it was."""
        triggers = (f"DROP TRIGGER IF EXISTS temp.vigie_guard_{kind}" for kind in ("INSERT", "UPDATE", "DELETE"))
        try:
            self._run(*triggers, "DROP TABLE IF EXISTS temp.vigie_guard")
        except VigieError as error:  # what became of the writing itself is told already
            log(error.detail or error.sentence, Qgis.MessageLevel.Warning)

    def _run(self, *statements: str) -> None:
        if not self._table:
            return
        transaction = _begun(self._layer)
        results = [transaction.executeSql(statement) for statement in statements]
        results.append(transaction.commit())
        failed = [message for good, message in results if not good]
        if failed:
            transaction.rollback()
            raise VigieError(_unwritten(self._layer), "; ".join(failed))


def _done(layer: QgsVectorLayer, good: bool) -> None:
    if not good:
        raise VigieError(_unwritten(layer), "; ".join([*layer.commitErrors(), *layer.dataProvider().errors()]))


def _unwritten(layer: QgsVectorLayer) -> str:
    return translate(
        "layers",
        "“{layer}” could not be written, and is as it was: another program may hold it, the disk be full, or its file gone.",
    ).format(layer=layer.name())


def _new_feature(layer: QgsVectorLayer, key: str, row: Row, office: _Office) -> QgsFeature:
    feature = QgsFeature(layer.fields())
    for place in layer.primaryKeyAttributes():
        clause = layer.dataProvider().defaultValueClause(place)
        if clause and layer.providerType() != "ogr":
            feature.setAttribute(place, clause)
    for name, value in row.items():
        place = layer.fields().lookupField(name) if name else -1
        if place >= 0:
            feature.setAttribute(place, written_as(value, layer.fields()[place]))
    if office.keyed and office.keyed != UUID_FIELD:
        feature.setAttribute(office.keyed, office.new_key(row))
    if layer.fields().lookupField(UUID_FIELD) >= 0:
        feature.setAttribute(UUID_FIELD, key)
    if layer.isSpatial():
        feature.setGeometry(_fitting(row.get(GEOMETRY), layer))
    return feature


def _fitting(value: Value, layer: QgsVectorLayer) -> QgsGeometry:
    geometry = geometry_of(value, layer)
    if geometry is None:
        raise VigieError(translate("layers", "“{layer}” holds no such geometry; nothing was written.").format(layer=layer.name()))
    return geometry


def _change(layer: QgsVectorLayer, fid: int, changes: Mapping[str, Value]) -> None:
    fields = layer.fields()
    values = {
        fields.lookupField(name): written_as(value, fields[fields.lookupField(name)]) for name, value in changes.items() if name
    }
    if values:
        _done(layer, layer.changeAttributeValues(fid, values, {}))
    if GEOMETRY in changes:
        _done(layer, layer.changeGeometry(fid, _fitting(changes[GEOMETRY], layer)))


def make_backup(layer: QgsVectorLayer, desk: Desk, manifest: Manifest, state: State, table: str) -> Path:
    """All features of the layer, and what the desk knew, copied into the product's folder; the GeoPackage is returned."""
    folder = desk.backups(manifest.id)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _backup(layer, folder, state, table)
    except OSError as error:
        told = translate("layers", "No backup of “{layer}” could be made in {folder}: nothing was written. Check the disk.")
        raise VigieError(told.format(layer=layer.name(), folder=folder), reason(error)) from error


def _backup(layer: QgsVectorLayer, folder: Path, state: State, table: str) -> Path:
    stamp = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%S%f")
    path = folder / f"{table}-{stamp}.gpkg"
    part = path.with_suffix(".part.gpkg")
    fields = QgsFields()
    fields.append(QgsField(BACKUP_ID, QMetaType.Type.LongLong))
    stored = [place for place in range(len(layer.fields())) if _is_stored(layer, place)]
    for place in stored:
        fields.append(QgsField(layer.fields()[place]))
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName, options.layerOptions = "GPKG", "backup", ["FID=vigie_row", "GEOMETRY_NAME=vigie_geom"]
    writer = QgsVectorFileWriter.create(str(part), fields, layer.wkbType(), layer.crs(), QgsCoordinateTransformContext(), options)
    good, count = not writer.hasError(), 0
    for feature in layer.getFeatures() if good else ():
        copied, values = QgsFeature(fields), feature.attributes()
        copied.setAttributes([feature.id(), *(values[place] for place in stored)])
        copied.setGeometry(feature.geometry())
        good, count = good and writer.addFeature(copied), count + 1
    message = writer.errorMessage()
    good = writer.flushBuffer() and good
    del writer
    if not good or QgsVectorLayer(f"{part}|layername=backup", "backup", "ogr").featureCount() != count:
        part.unlink(missing_ok=True)
        raise OSError(message)
    known = {**json.loads(json.dumps({"ids": state.ids, "credits": state.credits})), "target": source_of(layer), "table": table}
    known["lanes"] = {name: {who: to_json(rows) for who, rows in lane.items()} for name, lane in state.lanes.items()}
    path.with_suffix(".json").write_text(json.dumps(known), encoding="utf-8")
    os.replace(part, path)  # noqa: PTH105
    return path


def _is_stored(layer: QgsVectorLayer, place: int) -> bool:
    return layer.fields().fieldOrigin(place) == QgsFields.FieldOrigin.OriginProvider


def restore(layer: QgsVectorLayer, backup: Path, desk: Desk, progress: Progress) -> tuple[int, Path | None]:
    """WRITE A BACKUP BACK INTO THE USER'S LAYER: all features as they were before a return, which may then come back again. How many
    features differed is returned, and the backup of the layer as it was just before, which undoes this.
    """
    manifest, known = desk.package(backup.parent.parent.name), _known_of(backup, layer)
    _refuse_target(layer, manifest.layer(known["table"]), ["-"])
    _refuse_writing(layer)
    state = desk.state(manifest.id)
    saved = QgsVectorLayer(f"{backup}|layername=backup", "backup", "ogr")
    before = {feature[BACKUP_ID]: feature for feature in saved.getFeatures()}
    now = {feature.id(): feature for feature in layer.getFeatures()}
    names = [
        one.name()
        for place, one in enumerate(layer.fields())
        if _is_stored(layer, place) and saved.fields().lookupField(one.name()) >= 0
    ]

    def differs(fid: int) -> bool:
        one, other = before[fid], now[fid]
        return any(one[name] != other[name] for name in names) or shape(one.geometry()) != shape(other.geometry())

    added = [fid for fid in before if fid not in now]
    changed = [fid for fid in before if fid in now and differs(fid)]
    extra = [fid for fid in now if fid not in before]

    def edit() -> None:
        if extra:
            _done(layer, layer.deleteFeatures(extra))
        for fid in changed:
            progress.hear()
            keys = layer.primaryKeyAttributes()
            values = {layer.fields().lookupField(name): before[fid][name] for name in names}
            _done(layer, layer.changeAttributeValues(fid, {place: one for place, one in values.items() if place not in keys}, {}))
            if layer.isSpatial():
                _done(layer, layer.changeGeometry(fid, _fitting(shape(before[fid].geometry()), layer)))
        for fid in added:
            progress.hear()
            feature = QgsFeature(layer.fields())
            for name in names:
                feature.setAttribute(name, before[fid][name])
            if layer.isSpatial():
                feature.setGeometry(_fitting(shape(before[fid].geometry()), layer))
            _done(layer, layer.addFeature(feature))

    undo = None
    if added or changed or extra:
        undo = make_backup(layer, desk, manifest, state, known["table"])
        _in_transaction(layer, translate("layers", "Restore what was before a return"), edit)
    state.ids, state.credits, state.pending = known["ids"], known["credits"], None
    state.lanes = {name: {who: from_json(rows) for who, rows in lane.items()} for name, lane in known["lanes"].items()}
    now_text = datetime.now(timezone.utc).isoformat(timespec="seconds")
    state.returns.append(
        {
            "date": now_text,
            "table": known["table"],
            "restored": str(backup),
            "backup": str(undo or ""),
            "target": source_of(layer),
        }
    )
    desk.save(manifest.id, state)
    return len(added) + len(changed) + len(extra), undo


def _known_of(backup: Path, layer: QgsVectorLayer) -> dict[str, Any]:
    try:
        known = json.loads(backup.with_suffix(".json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        told = translate("layers", "“{file}” is no backup of a return: give the GeoPackage that the return told of.")
        raise VigieError(told.format(file=backup), str(error)) from error
    if known["target"] != source_of(layer):
        told = translate("layers", "This backup is of another layer ({target}): name that one.")
        raise VigieError(told.format(target=known["target"]))
    return known
