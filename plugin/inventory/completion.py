# SPDX-License-Identifier: GPL-2.0-or-later
"""What was completed by hand, kept by the identity of datasets: read from JSON or from a CSV that a spreadsheet has saved."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ..files.delimited import Delimited
from ..files.model import Options
from ..messages import Silent, VigieError, quoted, reason, translate
from .model import EDITABLE, Inventory, clean

FORMAT = "vigie-inventory-completion"
VERSION = 1
LARGEST = 50_000_000
LONGEST = 10_000
"""Characters of a text completed by hand."""

Completion = dict[str, dict[str, str]]
"""Texts by field of `EDITABLE`, by identity."""


def completion_of(path: Path) -> Completion:
    """What a file says, JSON or CSV (any separator and encoding); an empty cell says nothing. A `VigieError` says what is wrong with it."""
    try:
        if path.stat().st_size > LARGEST:
            raise VigieError(_sentence(path, translate("inventory", "it is too large")))
        rows = _from_json(path) if path.read_bytes()[:100].lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{" else _from_csv(path)
    except OSError as error:
        raise VigieError(_sentence(path, reason(error)), str(error)) from error
    completion: Completion = {}
    for row in rows:
        identity = row.get("identity", "")
        texts = {name: clean(row[name])[:LONGEST] for name in EDITABLE if clean(row.get(name, ""))}
        if not identity or not texts:
            continue
        if completion.get(identity, texts) != texts:
            told = translate("inventory", "it says two things of {identity}; keep one")
            raise VigieError(_sentence(path, told.format(identity=quoted(identity))))
        completion[identity] = texts
    return completion


def completed(inventory: Inventory, completion: Mapping[str, Mapping[str, str]]) -> Inventory:
    """The inventory with what was completed in place of what was guessed."""
    return replace(inventory, datasets=tuple(replace(held, **completion.get(held.identity, {})) for held in inventory.datasets))


def completion_json(completion: Mapping[str, Mapping[str, str]]) -> bytes:
    """What was completed, as the JSON that `completion_of` reads."""
    rows = [{"identity": identity, **texts} for identity, texts in sorted(completion.items()) if texts]
    document = {"format": FORMAT, "version": VERSION, "datasets": rows}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _from_json(path: Path) -> list[dict[str, str]]:
    wrong = translate("inventory", "it is no completion of an inventory")
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise VigieError(_sentence(path, wrong), str(error)) from error
    rows = document.get("datasets")
    if document.get("format") != FORMAT or document.get("version") != VERSION or not isinstance(rows, list):
        raise VigieError(_sentence(path, wrong))
    if not all(isinstance(row, dict) and all(isinstance(value, str) for value in row.values()) for row in rows):
        raise VigieError(_sentence(path, wrong))
    return rows


def _from_csv(path: Path) -> list[dict[str, str]]:
    table = Delimited(path, Options(header_row=1), Silent())
    names = [field.name for field in table.heading.fields]
    if "identity" not in names or not set(EDITABLE) & set(names):
        told = translate("inventory", "it needs a column identity, and one of {names}")
        raise VigieError(_sentence(path, told.format(names=", ".join(EDITABLE))))
    kept = [name for name in ("identity", *EDITABLE) if name in names]
    return [
        {name: _written(cell) for name, cell in row.items()}
        for chunk in table.chunks(Silent(), None)
        for row in chunk[kept].to_dict("records")
    ]


def _written(cell: object) -> str:
    """The text of a cell, without the quote that kept spreadsheets from taking it for a formula."""
    text = "" if cell is None or cell != cell else str(cell)
    return text[1:] if re.match(r"'[\s\u00a0\u202f]*[=+\-@\t\r\n\u2212]", text) else text


def _sentence(path: Path, why: str) -> str:
    return translate("inventory", "{file} cannot complete the inventory: {reason}.").format(file=quoted(path.name), reason=why)
