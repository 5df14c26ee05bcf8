# SPDX-License-Identifier: GPL-2.0-or-later
"""The user's own definitions: a folder of JSON files in her profile, each checked when it is read."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ..documents import read_document
from ..messages import VigieError, reason, translate
from ..working import write_whole
from .definition import Definition, load_definition

FOLDER = "indicators"
"""The name of the folder, inside the product's own."""

MOST_BYTES = 1_000_000
"""Of a file; a definition has a few thousands."""


class Taken(VigieError):
    """Another definition of the user's has this id: it is replaced only when she says so."""


@dataclass(frozen=True)
class Broken:
    """A file that cannot be used, and why."""

    path: Path
    sentence: str


class OwnDefinitions:
    """The definitions of `folder`, which may not exist yet. `embedded` are the ids of the library, which nobody takes."""

    def __init__(self, folder: Path, embedded: Collection[str]) -> None:
        self._folder = folder
        self._embedded = frozenset(embedded)
        self._paths: dict[str, Path] = {}

    def read(self) -> tuple[dict[str, Definition], list[Broken]]:
        """The definitions by id, and the files that cannot be used: one that is broken hides no other."""
        found: dict[str, Definition] = {}
        broken: list[Broken] = []
        self._paths = {}
        for path in sorted(self._folder.glob("*.json")):
            try:
                definition = _checked(path)
                self._refuse_embedded(definition.id)
                if definition.id in found:
                    told = translate("indicators", "{file} has the id “{id}”, as {other} has: change one of them.")
                    raise VigieError(told.format(file=path.name, id=definition.id, other=self._paths[definition.id].name))
            except VigieError as error:
                broken.append(Broken(path, error.sentence))
                continue
            found[definition.id] = definition
            self._paths[definition.id] = path
        return found, broken

    def path(self, indicator: str) -> Path | None:
        """The file of a definition that was read; None when it is not one of the user's."""
        return self._paths.get(indicator)

    def add(self, path: Path, replace: bool = False) -> Definition:
        """Copy a file into the folder. Raises `Taken` when the user has a definition of this id, unless `replace`; a `VigieError`
        when the file is not a valid definition or has the id of one of the library.
        """
        return self._put(_content(path), path.name, replace)

    def save(self, document: dict, replace: bool = False) -> Definition:
        """Write a definition into the folder; raises as `add` does."""
        return self._put(content_of(document), f"{document['id']}.json", replace)

    def written(self, indicator: str) -> str:
        """How a definition is asked for: the path of one of the user's, the id of one of the library."""
        return str(self._paths.get(indicator, indicator))

    def export(self, source: Path, path: Path) -> None:
        """Write the file of a definition, of the user's or of the library, elsewhere to be shared."""
        write_whole(path, _content(source))

    def remove(self, path: Path) -> None:
        """Delete a file of the folder, broken or not; others are refused."""
        if path.parent != self._folder:
            raise VigieError(translate("indicators", "{file} is no definition of yours: it stays.").format(file=path.name))
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise VigieError(
                translate("indicators", "{file} cannot be removed: {why}.").format(file=path, why=reason(error))
            ) from error

    def _put(self, content: bytes, name: str, replace: bool) -> Definition:
        identifier = read_document(content, name, "indicator")["id"]
        self._refuse_embedded(identifier)
        if not self._paths:
            self.read()
        target = self._paths.get(identifier, self._folder / f"{identifier}.json")
        if target.exists() and not replace:
            raise Taken(
                translate("indicators", "You already have an indicator of the id “{id}” ({file}).").format(
                    id=identifier, file=target.name
                )
            )
        write_whole(target, content)
        self._paths[identifier] = target
        return load_definition(target)

    def _refuse_embedded(self, identifier: str) -> None:
        if identifier in self._embedded:
            raise VigieError(
                translate("indicators", "“{id}” is an indicator of the library: give another id to yours.").format(id=identifier)
            )


def content_of(document: dict) -> bytes:
    """A definition as the bytes of its file."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _content(path: Path) -> bytes:
    """The bytes of a file of a sensible size."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise VigieError(translate("indicators", "{file} cannot be read: {why}.").format(file=path, why=reason(error))) from error
    if len(content) > MOST_BYTES:
        raise VigieError(translate("indicators", "{file} is too large to be a definition.").format(file=path.name))
    return content


def _checked(path: Path) -> Definition:
    _content(path)
    return load_definition(path)
