# SPDX-License-Identifier: GPL-2.0-or-later
"""What a return, or the journal, is told as: a document for programs (JSON), a page for people (HTML)."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..messages import VigieError, labelled, translate
from .model import Edit, Row, Value

Shown = Callable[[Value], Any]


def edits_told(edits: Iterable[Edit], show: Shown, whose: Callable[[str], Mapping[str, Value]]) -> list[dict[str, Any]]:
    """Edits as a document; `whose` gives who and when by key."""
    return [
        {
            "key": edit.key,
            "kind": edit.kind,
            **whose(edit.key),
            "fields": {name or "geometry": [show(before), show(after)] for name, (before, after) in edit.fields.items()},
        }
        for edit in edits
    ]


def author_of(row: Row | None, author: str, clock: str) -> dict[str, Value]:
    """Who changed a row, and when, as its own fields tell."""
    return {"who": row.get(author) if row and author else None, "when": row.get(clock) if row and clock else None}


def show_value(value: Value, as_text: Callable[[bytes], str]) -> Any:
    """A value as a document holds it; geometries by `as_text`."""
    return as_text(value) if isinstance(value, bytes) else value


def page(title: str, parts: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Any]]]], sentences: Sequence[str]) -> str:
    """An HTML page: sentences, then tables (heading, columns, rows). Everything is escaped: it may come from a tablet."""
    told = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in sentences)
    for heading, columns, rows in parts:
        head = "".join(f"<th>{html.escape(column)}</th>" for column in columns)
        body = "".join("<tr>" + "".join(f"<td>{html.escape(_cell(cell))}</td>" for cell in row) + "</tr>" for row in rows)
        told += f"<h2>{html.escape(heading)}</h2><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    style = "body{font-family:sans-serif}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2em .5em;text-align:left}"
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{html.escape(title)}</title><style>{style}</style></head><body><h1>{html.escape(title)}</h1>{told}</body></html>"


def _cell(value: Any) -> str:
    return "–" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def document_page(document: Mapping[str, Any]) -> str:
    """The page of a return's or journal's document."""
    parts = []
    for name, heading in (
        ("conflicts", translate("field", "Conflicts")),
        ("edits", translate("field", "Done in the field")),
        ("office", translate("field", "Done in the office meanwhile")),
    ):
        if name in document:
            parts.append((heading, *_table(document[name])))
    packages = document.get("journal", [])
    rows = [
        [one["date"], one["who"], one["territory"], one["layers"], len(one["returns"]), ", ".join(one["out"])] for one in packages
    ]
    columns = [
        translate("field", "Left on"), translate("field", "Taken by"), translate("field", "Territory"), translate("field", "Layers"),
        translate("field", "Returns"), translate("field", "Still out"),
    ]  # fmt: skip
    parts.append((translate("field", "Journal"), columns, rows))
    sentences = [*document.get("refusals", []), *document.get("warnings", [])]
    if document.get("backup"):
        sentences.append(labelled(translate("field", "Backup"), str(document["backup"])))
    return page(document.get("layer") or translate("field", "Journal of packages"), parts, sentences)


def _table(rows: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return columns, [[row.get(name) for name in columns] for row in rows]


def read_decisions(path: Path) -> dict[str, str]:
    """The decisions of a JSON file: id of a conflict -> mine, theirs or both; or the report itself, with a ``choice`` in its conflicts."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        conflicts = told.get("conflicts") if isinstance(told, dict) else told
        if isinstance(conflicts, list):
            told = {one["id"]: one["choice"] for one in conflicts if one.get("choice")}
        if not isinstance(told, dict) or not all(isinstance(one, str) for one in told.values()):
            raise ValueError(type(told))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        sentence = translate("field", "“{file}” holds no decisions: write {example}.")
        raise VigieError(sentence.format(file=path, example='{"id": "mine"}'), str(error)) from error
    return told
