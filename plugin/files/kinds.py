# SPDX-License-Identifier: GPL-2.0-or-later
"""What kind a file is, told by its content; and which files of an archive make one dataset."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ..messages import VigieError, translate
from .markup import is_table, json_kind, rows_kind, text_of, xml_kind
from .signatures import ARCHIVES, GTFS_FILES, NoData, binary_kind, head_of, no_data

SHAPE_PARTS = (".shx", ".dbf", ".prj", ".cpg", ".qpj", ".qix", ".sbn", ".sbx", ".fbn", ".fbx", ".ain", ".aih", ".ixs", ".mxs",
               ".atx", ".cst", ".shp.xml")  # fmt: skip
PARTS = {".shp": SHAPE_PARTS, ".tab": (".dat", ".map", ".id", ".ind"), ".mif": (".mid",)}
"""Files that make one dataset with the one of that ending."""
KINDS = (
    "csv", "xls", "xlsx", "ods", "xml", "json", "geojson", "geojsonl", "esrijson", "topojson", "kml", "kmz", "gpx", "osm", "gml", "shp", "dbf",
    "tab", "mif", "dxf", "gpkg", "sqlite", "spatialite", "fgb", "parquet", "gtfs", "gdb", *ARCHIVES,
)  # fmt: skip
"""Every kind that is read, archives included."""

_BESIDE = (*SHAPE_PARTS, ".map", ".id", ".ind", ".mid", ".xsd", ".gfs", ".qml", ".sld", ".qmd", ".lyr", ".lyrx", ".csvt", ".aux.xml", ".tfw",
           ".gpkg-wal", ".gpkg-shm", ".gpkg-journal")  # fmt: skip
_NOTICES = (".md", ".log", ".html", ".htm", ".py", ".js", ".sql", ".css", ".sh", ".bat", ".r", ".ini", ".url")
_NOTICE = re.compile(r"(^|[^a-z])(read_?me|lisez[-_ ]?moi|licen[cs]e|copying|notice|changelog)", re.IGNORECASE)
_RUBBISH = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_NAMED = 5


@dataclass(frozen=True)
class Member:
    """A file: where it is, and how whoever made the archive named it (``folder/file.csv``, folders of archives in archives
    included).
    """

    path: Path
    name: str


@dataclass(frozen=True)
class DataFile:
    """Files that make one dataset. `path` is what is opened (a folder for "gtfs" and "gdb" that are no single file), `parts`
    are the files that go with it; `warnings` are sentences.
    """

    name: str
    kind: str
    path: Path
    parts: tuple[Path, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """The datasets among some files, in the order of their names; `notes` are sentences about what is left out."""

    datasets: tuple[DataFile, ...]
    notes: tuple[str, ...] = ()


def kind_of(path: Path, announced: str = "", name: str = "") -> str:
    """The kind of a file: "csv" (any delimited text), "xls", "xlsx", "ods", "xml", "json", "geojson", "geojsonl", "esrijson",
    "topojson", "kml", "kmz", "gpx", "osm", "gml", "shp", "dbf", "tab", "mif", "dxf", "gpkg", "sqlite", "fgb", "parquet", "gtfs", or
    an archive to be unpacked (one of `ARCHIVES`).

    Its content tells; `announced` (a format as catalogues write it) and `name` (that of the source, when `path` has another)
    settle what the content leaves open. Raises `NoData`, which says what it is instead.
    """
    name = name or path.name
    head = head_of(path, name)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise no_data("empty", name)
    if name.lower().endswith((".shx", ".prj", ".qpj", ".cpg")):
        raise no_data("part", name)
    kind = binary_kind(path, head, name, announced)
    if kind:
        return kind
    text = text_of(head)
    if text is None:
        raise no_data("unknown", name, repr(head[:32]))
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start == "<":
        kind = xml_kind(path, text, name)
    elif start in ("{", "["):
        kind = json_kind(path, text, name)
    return kind or rows_kind(text.lstrip("\ufeff"), name)


def datasets_of(members: Sequence[Member], announced: str = "") -> Found:
    """The datasets that some files make: a shapefile with its parts, a GTFS feed, any other file of data.

    Notices, images, styles and metadata beside them are left out; what should have been data and is not is told in a note.
    Raises a `VigieError` when there is no dataset at all.
    """
    if len(members) == 1:
        kind = kind_of(members[0].path, announced, members[0].name)
        return Found((DataFile(members[0].name, kind, members[0].path),))
    groups = _Groups([member for member in members if not _RUBBISH.search(member.name)])
    datasets = [*groups.folders(), *groups.with_parts()]
    notes = []
    for member in groups.rest:
        try:
            datasets.extend(_single(member))
        except NoData as error:
            notes.extend([] if error.document else [error.sentence])
    notes.extend(groups.orphans())
    if not datasets:
        raise _nothing(members, notes)
    return Found(tuple(sorted(datasets, key=lambda one: one.name.lower())), tuple(notes))


class _Groups:
    """Files by folder, less those that have found their dataset; `rest` is what has not."""

    def __init__(self, members: Iterable[Member]) -> None:
        self.rest = sorted(members, key=lambda member: member.name.lower())

    def folders(self) -> Iterator[DataFile]:
        """Datasets that are a folder: GTFS feeds, and ESRI's file geodatabases."""
        for folder in sorted({member.path.parent for member in self.rest}):
            inside = {member.path.name.lower(): member for member in self.rest if member.path.parent == folder}
            kind = "gtfs" if set(inside) >= GTFS_FILES else "gdb" if "a00000001.gdbtable" in inside else ""
            if kind:
                taken = [member for name, member in inside.items() if kind == "gdb" or name.endswith(".txt")]
                self._take(taken)
                name = str(PurePosixPath(taken[0].name).parent)
                yield DataFile("GTFS" if name == "." else name, kind, folder, tuple(member.path for member in taken))

    def with_parts(self) -> Iterator[DataFile]:
        """Datasets made of files of one name."""
        beside = {(member.path.parent, member.path.name.lower()): member for member in self.rest}
        for member in list(self.rest):
            stem, ending = _split(member.path.name)
            if ending not in PARTS:
                continue
            found = {part: beside.get((member.path.parent, f"{stem}{part}")) for part in PARTS[ending]}
            parts = [part for part in found.values() if part is not None]
            try:
                kind = kind_of(member.path, name=member.name)
            except NoData as error:
                if not error.document:
                    continue  # it is told with the rest
                self._take([member, *parts])
                continue
            self._take([member, *parts])
            missing = [part for part in (".shx", ".dbf", ".prj") if ending == ".shp" and found[part] is None]
            yield DataFile(member.name, kind, member.path, tuple(part.path for part in parts), _missing(member, missing))

    def orphans(self) -> list[str]:
        """Sentences about parts of shapefiles that have lost the rest."""
        lost = [member.name for member in self.rest if _split(member.path.name)[1] in (".shx", ".prj", ".cpg")]
        sentence = translate("files", "{files}: parts of a shapefile without their .shp file, left out.")
        return [sentence.format(files=_enumerated(lost))] if lost else []

    def _take(self, members: Iterable[Member]) -> None:
        taken = set(members)
        self.rest = [member for member in self.rest if member not in taken]


def _single(member: Member) -> list[DataFile]:
    """The dataset that a file is alone, if it is one."""
    stem, ending = _split(member.path.name)
    if (ending in _BESIDE and ending != ".dbf") or ending in _NOTICES or (_NOTICE.search(stem) and ending in (".txt", "")):
        return []
    kind = kind_of(member.path, name=member.name)
    if kind == "csv" and ending != ".csv" and not is_table(text_of(head_of(member.path)) or ""):
        return []
    if kind in ARCHIVES:
        raise NoData(translate("files", "{file} is an archive in too many archives: left out.").format(file=member.name))
    return [DataFile(member.name, kind, member.path)]


def _split(name: str) -> tuple[str, str]:
    """Name and ending in lower case; endings such as .shp.xml are one."""
    found = re.fullmatch(r"(.*?)(\.shp\.xml|\.aux\.xml|\.[^.]*)?", name.lower(), re.DOTALL)
    return found[1], found[2] or ""


def _missing(member: Member, parts: list[str]) -> tuple[str, ...]:
    sentences = {
        ".dbf": translate("files", "{file} came without its .dbf file: shapes have no attributes."),
        ".shx": translate("files", "{file} came without its .shx file: its index is made again."),
        ".prj": translate("files", "{file} came without its .prj file: nothing tells its coordinate system."),
    }
    return tuple(sentences[part].format(file=member.name) for part in parts)


def _nothing(members: Sequence[Member], notes: list[str]) -> VigieError:
    if notes:
        return VigieError(" ".join(notes[:_NAMED]))
    sentence = translate("files", "There is no data in this archive, which holds: {files}.")
    return VigieError(sentence.format(files=_enumerated([member.name for member in members])))


def _enumerated(names: list[str]) -> str:
    """The first names, and how many there are besides."""
    text = ", ".join(names[:_NAMED])
    more = len(names) - _NAMED
    return text if more <= 0 else translate("files", "{names} and {count} more").format(names=text, count=more)
