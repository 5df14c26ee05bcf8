# SPDX-License-Identifier: GPL-2.0-or-later
"""The author's side of a catalogue: a document made of the layers of a project, what members could not open of it, its publication.

Credentials are never in it: of a database, the name of the connection that members have; of a protected service, the name of the
authentication configuration that they need.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date as day
from pathlib import Path
from typing import Any

from ..documents import SCHEMAS
from ..messages import VigieError, labelled, reason, translate
from ..territory.cog import fold
from ..working import write_whole
from .changes import Changes, compare, next_version
from .model import FILE, HERE, POSTGIS, SCHEMA, SHARED_FILE, SharedCatalogue, digest_of, read_catalogue
from .places import FOLDER, OPENED, TABLE, Place, pure
from .styles import QML, clean_style
from .texts import is_under

ERROR, WARNING = "error", "warning"
FIRST_VERSION = "1.0.0"
STYLES = "styles"


@dataclass(frozen=True)
class Collected:
    """A layer of a project as its author shares it. `source` is as the schema says, None when members could not open it; `faults` say
    why, and what else they should know (severity, sentence). `style` is a QML.
    """

    title: str
    source: Mapping[str, Any] | None
    theme: str = ""
    style: bytes = b""
    description: str = ""
    keywords: tuple[str, ...] = ()
    producer: str = ""
    licence: str = ""
    licence_url: str = ""
    date: str = ""
    page: str = ""
    crs: str = ""
    geometry: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    scales: tuple[float, float] = (0.0, 0.0)
    faults: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Finding:
    """What an author should know before publishing."""

    layer: str
    severity: str
    sentence: str

    @property
    def line(self) -> str:
        """The layer, and what is to be known of it."""
        return labelled(self.layer, self.sentence)


@dataclass(frozen=True)
class Header:
    """What a catalogue says of itself; empty: as the one before."""

    id: str = ""
    title: str = ""
    owner: str = ""
    refresh_hours: int = 0


@dataclass(frozen=True)
class Draft:
    """A catalogue that is ready to be published: its document, its styles by digest, what changed since the published one, and what its
    author should know.
    """

    document: dict
    styles: Mapping[str, bytes]
    catalogue: SharedCatalogue
    changes: Changes | None
    findings: tuple[Finding, ...]
    before: str = ""
    """The digest of the published one that it was compared with."""


def identifier_of(title: str, taken: Collection[str]) -> str:
    """An id made from a title: letters without accents, digits and hyphens; one that is not taken."""
    letters = re.sub(r"[^a-z0-9]+", "-", fold(title).encode("ascii", "ignore").decode()).strip("-")[:80] or "layer"
    return next(name for name in (letters, *(f"{letters}-{place}" for place in range(2, len(taken) + 3))) if name not in taken)


def draft(
    layers: Sequence[Collected], header: Header, before: SharedCatalogue | None, place: Place, today: day | None = None
) -> Draft:
    """The document of these layers, which goes to `place`; `before` is the one that is published there (None: none is).

    What `before` has besides layers, themes and styles is kept. A layer of the same source keeps its id. The version goes up by what
    changed. Raises a `VigieError` when the document is not valid.
    """
    kept = dict(before.document) if before is not None else {}
    document: dict[str, Any] = {
        **kept,
        "$schema": f"{SCHEMA}.schema.json",
        "id": header.id or kept.get("id") or identifier_of(header.title, ()),
        "version": before.version if before is not None else FIRST_VERSION,
        "title": header.title or kept.get("title", ""),
    }
    if header.owner:
        document["owner"] = header.owner
    if header.refresh_hours:
        document["refresh_hours"] = header.refresh_hours
    styles: dict[str, bytes] = {}
    findings: list[Finding] = []
    themes = {_text(theme["title"]): theme for theme in kept.get("themes", ())}
    ids = _known_ids(kept)
    rows = []
    for layer in layers:
        findings += check(layer, place)
        if layer.source is None:
            continue
        rows.append(_row(layer, ids, {row["id"] for row in rows}, themes))
        if layer.style:
            rows[-1]["style"] = rows[-1]["id"]
            clean = clean_style(layer.style, f"{layer.title}.qml")
            styles[rows[-1]["id"]] = clean.content
            findings += [Finding(layer.title, WARNING, note) for note in clean.notes]
    named = {row.get("theme") for row in rows}
    document["themes"] = [theme for theme in themes.values() if theme["id"] in named]
    document["layers"] = rows
    document["styles"] = [_style_row(name, content, place) for name, content in styles.items()]
    shown = {row["id"] for row in rows}
    if "roles" in kept:
        document["roles"] = [one for one in kept["roles"] if one["layer"] in shown]
    catalogue = read_catalogue(_content(document), FILE)
    changes = None
    if before is not None:
        changes = compare(before, catalogue, place)
        document["version"] = next_version(before.version, changes.level)
    document["date"] = (today or day.today()).isoformat() if changes is None or changes.level else kept.get("date", "")
    if not document["date"]:
        del document["date"]
    contents = {digest_of(content): content for content in styles.values()}
    final = read_catalogue(_content(document), FILE)
    return Draft(document, contents, final, changes, tuple(findings), before.digest if before is not None else "")


def _known_ids(kept: Mapping) -> dict[str, str]:
    """The ids of the layers that are published, by their source."""
    return {json.dumps(row["source"], sort_keys=True): row["id"] for row in kept.get("layers", ())}


def _row(layer: Collected, ids: Mapping[str, str], taken: Collection[str], themes: dict[str, dict]) -> dict:
    known = ids.get(json.dumps(layer.source, sort_keys=True), "")
    row: dict[str, Any] = {"id": known if known and known not in taken else identifier_of(layer.title, {*taken, *ids.values()})}
    row["title"] = layer.title
    if layer.theme:
        if layer.theme not in themes:
            name = identifier_of(layer.theme, {theme["id"] for theme in themes.values()})
            themes[layer.theme] = {"id": name, "title": layer.theme}
        row["theme"] = themes[layer.theme]["id"]
    licence = {"name": layer.licence, **({"url": layer.licence_url} if layer.licence_url else {})}
    scales = {name: value for name, value in zip(("largest", "smallest"), layer.scales) if value}
    for name, value in (
        ("description", layer.description),
        ("keywords", list(layer.keywords)),
        ("producer", layer.producer),
        ("licence", licence if layer.licence else {}),
        ("date", layer.date),
        ("page", layer.page),
        ("crs", layer.crs),
        ("geometry", layer.geometry),
        ("aliases", dict(layer.aliases)),
        ("scales", scales),
    ):
        if value:
            row[name] = value
    row["source"] = dict(layer.source)
    return row


def _style_row(name: str, content: bytes, place: Place) -> dict:
    digest = digest_of(content)
    row = {"id": name, "format": QML, "sha256": digest}
    if place.kind == TABLE:
        return {**row, "content": content.decode("utf-8")}
    return {**row, "file": f"{STYLES}/{name}-{digest[:8]}.qml"}


def _text(title: str | Mapping[str, str]) -> str:
    return title if isinstance(title, str) else title.get("fr") or next(iter(title.values()))


def _content(document: Mapping) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def check(layer: Collected, place: Place) -> list[Finding]:
    """What members could not open of a layer, or should find and would not."""
    found = [Finding(layer.title, severity, sentence) for severity, sentence in layer.faults]
    source = layer.source or {}
    if source.get("kind") == SHARED_FILE:
        found += [Finding(layer.title, ERROR, why) for why in _why_local(source["path"], place)]
    if not layer.licence:
        found.append(Finding(layer.title, WARNING, translate("shared_catalog", "It has no licence: write one in its metadata.")))
    if not layer.crs and layer.geometry != "none":
        found.append(Finding(layer.title, ERROR, translate("shared_catalog", "It has no coordinate system.")))
    if source and source["kind"] not in HERE and source["address"].lower().startswith("http:"):
        told = translate("shared_catalog", "It is asked in plain http: members will have to allow it.")
        found.append(Finding(layer.title, WARNING, told))
    return found


def check_catalogue(catalogue: SharedCatalogue, place: Place) -> list[Finding]:
    """The same of a catalogue that is written already."""
    found = []
    for layer in catalogue.layers:
        seen = Collected(
            title=layer.title, source=layer.source, licence=layer.licence, crs=layer.crs or "EPSG:2154", geometry=layer.geometry
        )
        found += check(seen, place)
        if not layer.crs and layer.kind == POSTGIS and layer.geometry != "none":
            told = translate("shared_catalog", "It does not say its coordinate system.")
            found.append(Finding(layer.title, WARNING, told))
    return found


def _why_local(written: str, place: Place) -> Iterable[str]:
    """Why members cannot open a path."""
    path = pure(written)
    if path.suffix.lower() not in OPENED:
        yield translate("shared_catalog", "Members do not open files of this kind from a catalogue: {file}.").format(
            file=path.name
        )
    if not path.is_absolute():
        if place.kind != FOLDER:
            yield translate("shared_catalog", "Its path begins at the folder of the catalogue, which lies in none.")
        return
    shared = written.startswith("\\\\") or (place.kind == FOLDER and is_under(written, place.root))
    if not shared:
        told = translate(
            "shared_catalog", "It lies on this computer or on a drive of yours: {path}. Put it on the share of the catalogue."
        )
        yield told.format(path=written)


def relative_to(path: str, place: Place) -> str:
    """A path as the catalogue writes it: from the folder of the catalogue where it lies below."""
    if place.kind == FOLDER and is_under(path, place.root):
        return pure(path).relative_to(pure(place.root)).as_posix()
    return path


# Publishing


def publish(
    made: Draft, place: Place, write_table: Callable[[Place, str, bytes, str], None], leave_out: bool = False
) -> list[str]:
    """Publish a draft into a folder, or into a table by `write_table(place, version, content, digest of the one before)`; sentences on what
    was done. Raises a `VigieError` when something in it cannot be opened by members, when it changes nothing, when somebody has
    published meanwhile, or when it cannot be written.
    """
    errors = [finding for finding in made.findings if finding.severity == ERROR]
    if errors and not leave_out:
        told = translate("shared_catalog", "Members could not open everything: {lines} Mend it, or leave these layers out.")
        raise VigieError(told.format(lines=" ".join(one.line for one in errors[:10])))
    if made.changes is not None and not made.changes.level:
        raise VigieError(
            translate("shared_catalog", "Nothing changed since version {version}.").format(version=made.catalogue.version)
        )
    content = _content(made.document)
    if place.kind == FOLDER:
        _publish_files(made, Path(place.written), content)
    elif place.kind == TABLE:
        write_table(place, made.catalogue.version, content, made.before)
    else:
        told = translate("shared_catalog", "Nothing is written to an address: publish into a folder, then put it there.")
        raise VigieError(told)
    told = translate("shared_catalog", "Version {version} of “{title}” is published in {place}.")
    return [told.format(version=made.catalogue.version, title=made.catalogue.title, place=place.written)]


def without(layers: Sequence[Collected], place: Place) -> list[Collected]:
    """The layers that members can open."""
    return [layer for layer in layers if not any(one.severity == ERROR for one in check(layer, place))]


def _publish_files(made: Draft, path: Path, content: bytes) -> None:
    """Styles first, under names that no earlier version has; then the document, in one step: members read one version or the other."""
    before = _published(path)
    if digest_of(before or b"") != (made.before or digest_of(b"")):
        told = translate("shared_catalog", "{file} was changed since it was read: look at the difference again.")
        raise VigieError(told.format(file=path))
    files = {style["file"]: made.styles[style["sha256"]] for style in made.document["styles"]}
    for name, style in files.items():
        write_whole(path.parent / name, style)
    schema = f"{SCHEMA}.schema.json"
    write_whole(path.parent / schema, (SCHEMAS / schema).read_bytes())
    write_whole(path, content)
    earlier = _files_of(before)
    with suppress(OSError):  # a file that somebody reads: the next publication removes it
        for old in (path.parent / STYLES).glob("*.qml"):
            if f"{STYLES}/{old.name}" not in {*files, *earlier}:
                old.unlink()


def _published(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise VigieError(translate("documents", "{file} cannot be read: {why}.").format(file=path, why=reason(error))) from error


def _files_of(content: bytes | None) -> set[str]:
    """The files of styles that a document names: those of the version before stay, for members who are reading it."""
    if content is None:
        return set()
    return {style["file"] for style in json.loads(content.decode("utf-8-sig")).get("styles", ()) if "file" in style}
