# SPDX-License-Identifier: GPL-2.0-or-later
"""Records of JSON and of XML as tables: nested objects become columns named with dots, lists become JSON text."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..messages import Progress, VigieError, reason, translate
from ..requirements import pandas as require_pandas
from .grid import CHUNK_ROWS, SPACES, Grid, Wanted
from .heading import Heading, unique_names
from .model import Field, Options
from .text_format import Damage, find_format

if TYPE_CHECKING:
    import pandas as pd
    from lxml.etree import _Element

LARGEST = 200 << 20
"""Bytes of a document: it is read whole, into several times its size of memory."""

_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_DEPTH = 6
_XML_DEPTH = 12


class Records:
    """A table of flat records (column: text), as `files.grid.Table` says."""

    separator = ""

    def __init__(self, name: str, records: list[dict[str, str | None]], encoding: str = "") -> None:
        self.name, self.encoding = name, encoding
        self._records = records
        names: dict[str, None] = {}
        for record in records:
            names.update(dict.fromkeys(record))
        self._names = _apart(names)
        self.heading = Heading(tuple(Field(name) for name in self._names.values()), 0, 0)
        self._damage = Damage()

    def chunks(self, progress: Progress, wanted: Wanted | None = None) -> Iterator[pd.DataFrame]:
        """Its rows, in frames of text (None where there is nothing)."""
        self._damage = Damage()
        for start in range(0, len(self._records), CHUNK_ROWS):
            progress.step(100 * start / len(self._records))
            rows = [[record.get(name) for name in self._names] for record in self._records[start : start + CHUNK_ROWS]]
            self._damage.see("\n".join(cell for row in rows for cell in row if cell).encode("utf-8", "replace"))
            yield require_pandas().DataFrame(rows, columns=list(self._names.values()), dtype=object)

    def count(self, progress: Progress) -> int:
        """How many there are, once they were looked at."""
        return sum(len(frame) for frame in self.chunks(progress))

    def rows(self) -> int:
        """How many there are."""
        return len(self._records)

    def notes(self) -> list[str]:
        """What was found wrong, in sentences for the user."""
        return self._damage.notes()


def _apart(names: dict[str, None]) -> dict[str, str]:
    """The name of the column of each key: databases do not tell Nom from nom."""
    return dict(zip(names, unique_names(list(names))))


def read_json(path: Path, options: Options, progress: Progress) -> Records | Grid:
    """The table of a JSON document or of JSON lines: the longest list of objects in it, or a list of lists. A `VigieError`
    when it holds none, is damaged, or is larger than `LARGEST`.
    """
    form = find_format(path, options.encoding, progress.hear)
    text = _content(path).decode(form.encoding, "replace")
    try:
        rows = _longest_list(_loads(text), _DEPTH)
        progress.hear()
        if rows and isinstance(rows[0], dict):
            return Records(path.stem, [_flat(record) for record in rows], form.encoding)
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, str(error)) from error
    if rows is None:
        raise VigieError(
            translate("files", "{file} holds no list of records: it cannot be read as a table.").format(file=path.name)
        )
    return Grid(path.stem, lambda: ([_text(cell) or "" for cell in row] for row in rows), options.header_row)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise VigieError(
                translate(
                    "files", "{file} is larger than {size} MB, too large for a JSON or XML table: ask for it as csv."
                ).format(file=path.name, size=LARGEST >> 20)
            )
        return path.read_bytes()
    except OSError as error:
        raise VigieError(
            translate("files", "{file} cannot be read: {reason}.").format(file=path.name, reason=reason(error)), str(error)
        ) from error


def _loads(text: str) -> Any:
    """A JSON document, or the list of those of JSON lines."""
    try:
        return json.loads(text)
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not lines[0].lstrip().startswith("{"):
            raise
        return [json.loads(line) for line in lines]


def _longest_list(document: Any, depth: int) -> list | None:
    """The longest list of objects (or of lists) within a document; the outermost of those of one length."""
    if isinstance(document, list) and document and all(isinstance(item, dict) for item in document):
        return document
    if isinstance(document, list):
        return document if not document or all(isinstance(item, list) for item in document) else None
    if not isinstance(document, dict) or not depth:
        return None
    lists = [found for value in document.values() if (found := _longest_list(value, depth - 1)) is not None]
    return max(lists, key=len, default=None)


def _flat(record: dict, prefix: str = "") -> dict[str, str | None]:
    flat: dict[str, str | None] = {}
    for key, value in record.items():
        if isinstance(value, dict) and value and prefix.count(".") < _DEPTH:
            flat.update(_flat(value, f"{prefix}{key}."))
        else:
            flat[_writable(f"{prefix}{key}")] = _text(value)
    return flat


def _text(value: Any) -> str | None:
    """A value as text, None for nothing. Booleans are true and false, objects and lists are JSON."""
    if value is None or value != value or value in ("", [], {}):
        return None
    if isinstance(value, str):
        return _writable(value).strip(SPACES) or None
    if isinstance(value, (bool, dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return repr(value)


def _writable(text: str) -> str:
    """A text without what no database takes: zeros, and halves of characters that JSON can escape."""
    return _UNWRITABLE.sub("\ufffd", text)


def _unreadable(path: Path, detail: str) -> VigieError:
    return VigieError(
        translate("files", "{file} cannot be read: it is damaged or cut short. Download it again, or tell its producer.").format(
            file=path.name
        ),
        detail,
    )


def read_xml(path: Path, options: Options, progress: Progress) -> Records:
    """The table of an XML document: the element that repeats is the row, its attributes and children are the columns. A
    `VigieError` as `read_json`, and when the document declares entities. `options` change nothing.
    """
    from lxml import etree

    content = _content(path)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _unreadable(path, str(error)) from error
    tree = root.getroottree()
    declared = tree.docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise VigieError(
            translate("files", "{file} is refused: it declares entities, as no honest table does.").format(file=path.name)
        )
    progress.hear()
    rows = _repeated(root)
    if not rows:
        raise VigieError(
            translate("files", "{file} holds no list of records: it cannot be read as a table.").format(file=path.name)
        )
    return Records(path.stem, [_flat(_object(row)) for row in rows], (tree.docinfo.encoding or "utf-8").lower())


def _repeated(root: _Element) -> list[_Element]:
    """The elements of the path that repeats most, or of the outermost one above it that repeats."""
    paths: dict[tuple[str, ...], list[_Element]] = {}
    level: list[tuple[tuple[str, ...], _Element]] = [((), root)]
    for _ in range(_XML_DEPTH):
        level = [((*path, child.tag), child) for path, element in level for child in element]
        for path, element in level:
            if len(element) or element.attrib:
                paths.setdefault(path, []).append(element)
    if not paths:
        return []
    counts = Counter({path: len(elements) for path, elements in paths.items()})
    best = counts.most_common(1)[0][0]
    above = [best[:size] for size in range(1, len(best) + 1)]
    return paths[next((path for path in above if counts[path] > 1), best)]


def _object(element: _Element) -> dict[str, Any]:
    """Attributes and children of an element; children of one name are a list."""
    values: dict[str, Any] = {_local(name): value for name, value in element.attrib.items()}
    for child in element:
        name, value = _local(child.tag), _value(child)
        before = values.get(name)
        values[name] = value if name not in values else [*before, value] if isinstance(before, list) else [before, value]
    return values


def _value(element: _Element) -> Any:
    text = (element.text or "").strip()
    if not len(element) and not element.attrib:
        return text or None
    values = _object(element)
    return {**values, "text": text} if text else values


def _local(name: str) -> str:
    return name.rpartition("}")[2]
