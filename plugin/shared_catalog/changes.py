# SPDX-License-Identifier: GPL-2.0-or-later
"""What a catalogue holds and what changed between two versions of it, in lines; what a member has to accept; which version comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..messages import labelled, localised, number, translate
from .model import SharedCatalogue
from .places import Place, machine_of, needs_permission
from .places import roots_of as roots_of_layer

MAJOR, MINOR, PATCH = "major", "minor", "patch"
_LISTED = ("themes", "layers", "styles", "recipes", "indicators", "factsheets", "endpoints")
_SENSITIVE = ("recipes", "indicators", "factsheets", "endpoints")
"""Parts that change what is computed, searched or fetched."""


@dataclass(frozen=True)
class Changes:
    """`lines` say all that changed; `sensitive` those that a member has to accept. `level` is by how much the version goes up."""

    lines: tuple[str, ...]
    sensitive: tuple[str, ...]
    level: str = ""


def _names(part: str) -> str:
    return {
        "themes": translate("shared_catalog", "Themes"),
        "layers": translate("shared_catalog", "Layers"),
        "styles": translate("shared_catalog", "Styles"),
        "recipes": translate("shared_catalog", "Recipes"),
        "indicators": translate("shared_catalog", "Indicators"),
        "factsheets": translate("shared_catalog", "Fact-sheet templates"),
        "endpoints": translate("shared_catalog", "Sources to search"),
    }[part]


def contents(catalogue: SharedCatalogue, place: Place) -> list[str]:
    """What a catalogue holds, and where it leads, a line each."""
    lines = [labelled(translate("shared_catalog", "Version"), catalogue.version)]
    if catalogue.owner:
        lines.append(labelled(translate("shared_catalog", "Published by"), catalogue.owner))
    for part in _LISTED:
        count = len(catalogue.document.get(part, ()))
        if count:
            lines.append(labelled(_names(part), number(count)))
    searched = sorted({machine_of(one.address) for one in catalogue.endpoints})
    lines += [labelled(_names("endpoints"), root) for root in searched]
    roots = roots_of(catalogue, place)
    for root, count in sorted(roots.items()):
        lines.append(translate("shared_catalog", "Layers in {root}: {count}").format(count=number(count), root=root))
    return lines


def roots_of(catalogue: SharedCatalogue, place: Place) -> dict[str, int]:
    """Where layers lead, with how many."""
    counts: dict[str, int] = {}
    for layer in catalogue.layers:
        for root in roots_of_layer(layer, place):
            counts[root] = counts.get(root, 0) + 1
    return counts


def to_allow(catalogue: SharedCatalogue, place: Place) -> list[str]:
    """The roots that a member has to allow one by one: those of layers, and the machines of sources to search."""
    asked = {*roots_of(catalogue, place), *(machine_of(one.address) for one in catalogue.endpoints)}
    return [root for root in sorted(asked) if needs_permission(root, place)]


def compare(before: SharedCatalogue, after: SharedCatalogue, place: Place) -> Changes:
    """What changed from one version to the next.

    To be accepted: other ids or owners, an earlier version, places that were not in the one before, and whatever is added to or
    changed in recipes, indicators, templates, sources and defaults. Texts, dates, styles (which are cleaned at each use), layers in
    places that are known, and all that is taken away are not.
    """
    lines, sensitive = [], _identity_changes(before, after)
    if before.version != after.version:
        lines.append(translate("shared_catalog", "Version {before} → {after}").format(before=before.version, after=after.version))
    known = roots_of(before, place)
    new_place = translate("shared_catalog", "A new place: {root} (layers: {count})")
    fresh = {root: count for root, count in sorted(roots_of(after, place).items()) if root not in known}
    sensitive += [new_place.format(count=number(count), root=root) for root, count in fresh.items()]
    level = PATCH if before.document != after.document else ""
    for part in _LISTED:
        told, by = _listed_changes(part, before.document.get(part, ()), after.document.get(part, ()))
        level = _larger(level, by)
        lines += [line for line, _ in told]
        if part in _SENSITIVE:
            sensitive += [line for line, gone in told if not gone]
    for name, by in _FIELDS.items():
        if before.document.get(name) != after.document.get(name):
            line = translate("shared_catalog", "Changed: {field}").format(field=name)
            (sensitive if name in ("defaults", "roles") else lines).append(line)
            level = _larger(level, by)
    return Changes(tuple(dict.fromkeys([*sensitive, *lines])), tuple(sensitive), level)


_FIELDS = {
    "roles": MINOR, "defaults": MINOR, "minimum_product": MINOR, "contacts": PATCH, "announcements": PATCH, "description": PATCH,
    "title": PATCH, "refresh_hours": PATCH,
}  # fmt: skip
"""Fields of a catalogue, and by how much the version goes up when they change."""


def _identity_changes(before: SharedCatalogue, after: SharedCatalogue) -> list[str]:
    """Another catalogue in the place of the one that was trusted, or an earlier version of it."""
    told = []
    if version_key(after.version) < version_key(before.version):
        back = translate("shared_catalog", "The version goes back from {before} to {after}.")
        told.append(back.format(before=before.version, after=after.version))
    for name, old, new in (("id", before.id, after.id), ("owner", before.owner, after.owner)):
        if old != new:
            told.append(translate("shared_catalog", "Another {field}: {value}").format(field=name, value=new))
    return told


def _listed_changes(part: str, before: Any, after: Any) -> tuple[list[tuple[str, bool]], str]:
    """Lines on the items of a part, each with whether it only takes away, and by how much the version goes up."""
    old, new = ({one["id"]: one for one in listed} for listed in (before, after))
    name, level = _names(part), ""
    lines = []
    for text, ids, gone, by in (
        (translate("shared_catalog", "{part}, added: {title}"), [one for one in new if one not in old], False, MINOR),
        (translate("shared_catalog", "{part}, taken away: {title}"), [one for one in old if one not in new], True, MAJOR),
    ):
        if ids and part != "styles":
            level = _larger(level, by)
        elif ids:
            level = _larger(level, PATCH)
        lines += [(text.format(part=name, title=_title((new if not gone else old)[one])), gone) for one in ids]
    for one in new:
        if one in old and old[one] != new[one]:
            fields = sorted(key for key in {*old[one], *new[one]} if old[one].get(key) != new[one].get(key))
            told = translate("shared_catalog", "{part}, changed: {title} ({fields})")
            lines.append((told.format(part=name, title=_title(new[one]), fields=", ".join(fields)), False))
            level = _larger(level, _by_fields(part, old[one], new[one]))
    return lines, level


def _by_fields(part: str, old: Mapping, new: Mapping) -> str:
    """Another source breaks projects; another computation gives other figures; other words and looks break nothing."""
    if part == "layers" and old["source"] != new["source"]:
        return MAJOR
    if part == "indicators" and old.get("compute") != new.get("compute"):
        return MAJOR
    return MINOR if part in ("recipes", "factsheets", "endpoints") else PATCH


def _title(one: Mapping) -> str:
    title = one.get("title", one["id"])
    return title if isinstance(title, str) else localised(title)


def _larger(one: str, other: str) -> str:
    order = ("", PATCH, MINOR, MAJOR)
    return max(one, other, key=order.index)


def version_key(version: str) -> tuple[int, ...]:
    """A version as numbers, to be compared."""
    return tuple(int(part) for part in version.split("."))


def next_version(version: str, level: str) -> str:
    """The version after `version`: of a change of that level; the same when nothing changed."""
    major, minor, patch = version_key(version)
    return {
        MAJOR: f"{major + 1}.0.0",
        MINOR: f"{major}.{minor + 1}.0",
        PATCH: f"{major}.{minor}.{patch + 1}",
    }.get(level, version)
