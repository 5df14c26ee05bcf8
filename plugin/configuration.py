# SPDX-License-Identifier: GPL-2.0-or-later
"""The whole configuration as one JSON document: settings, the user's list of sources, her own indicators. Never credentials: a
source only names the authentication configuration of QGIS that it uses.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .catalog.endpoints import Choices, choices_of_document, document_of, without_secrets
from .catalog.provider import Endpoint
from .documents import check_part, read_document
from .messages import VigieError, localised, reason, translate
from .working import write_whole

VERSION = 1
INDICATORS = "indicators"
"""The folder of the user's own definitions, inside the product's own."""
MOST_BYTES = 5_000_000


@dataclass(frozen=True)
class Configuration:
    """`settings` by name, `sources` as the user has them, `indicators`: her definitions (documents) by id."""

    settings: Mapping[str, Any]
    sources: Choices
    indicators: Mapping[str, dict]

    def written(self) -> bytes:
        """The document. What looks like a secret in the address of a source is left out."""
        own = tuple(replace(endpoint, address=without_secrets(endpoint.address)) for endpoint in self.sources.own)
        sources = document_of(replace(self.sources, own=own))
        document = {
            "version": VERSION,
            "settings": dict(self.settings),
            "sources": sources,
            "indicators": [self.indicators[name] for name in sorted(self.indicators)],
        }
        return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def has_secrets(endpoint: Endpoint) -> bool:
    """Whether the address of a source holds what is not exported."""
    return without_secrets(endpoint.address) != endpoint.address


def read_configuration(path: Path, library: Collection[str]) -> Configuration:
    """The configuration of a file, checked; `library` are the ids of the embedded indicators, which nobody takes.

    Raises a `VigieError` that names the file, the line, the field and what was expected.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise VigieError(translate("configuration", "{file} is too large to be a configuration.").format(file=path.name))
        content = path.read_bytes()
    except OSError as error:
        raise VigieError(translate("documents", "{file} cannot be read: {why}.").format(file=path, why=reason(error))) from error
    document = read_document(content, path.name, "configuration")
    sources = document.get("sources", {"version": 1, "endpoints": []})
    check_part(content, path.name, ["sources"], sources, "endpoints")
    indicators = {}
    for place, definition in enumerate(document.get("indicators", ())):
        check_part(content, path.name, ["indicators", place], definition, "indicator")
        if definition["id"] in library:
            raise VigieError(
                translate("configuration", "{file}: “{id}” is an indicator of the library: give another id to yours.").format(
                    file=path.name, id=definition["id"]
                )
            )
        indicators[definition["id"]] = definition
    return Configuration(document.get("settings", {}), choices_of_document(sources), indicators)


def own_indicators(folder: Path) -> dict[str, dict]:
    """The user's definitions in `folder`, by id; files that are none are left out."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        with suppress(VigieError, OSError):
            document = read_document(path.read_bytes(), path.name, "indicator")
            found[document["id"]] = document
    return found


def keep_indicators(folder: Path, definitions: Mapping[str, dict], before: Mapping[str, dict] | None = None) -> list[str]:
    """Write definitions into `folder`, in place of those of the same id; a `VigieError` when it cannot be written.

    Given `before`, the earlier definitions of who shares them, one of the same id that is neither of these stays: it is the user's.
    Their ids are returned.
    """
    known = {}
    for path in sorted(folder.glob("*.json")):
        with suppress(VigieError, OSError):
            document = read_document(path.read_bytes(), path.name, "indicator")
            known[document["id"]] = path, document
    left = []
    for name, document in definitions.items():
        path, there = known.get(name, (folder / f"{name}.json", document))
        if before is not None and there not in (document, before.get(name)):
            left.append(name)
            continue
        content = (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
        write_whole(path, content)
    return left


def changes(
    now: Configuration, then: Configuration, title_of: Callable[[str], str], value_of: Callable[[str, Any], str]
) -> list[str]:
    """What applying `then` over `now` changes, a line each; nothing when all is as it is.

    `title_of` says a setting in words, `value_of` its value.
    """
    return [
        *_settings_changed(now.settings, then.settings, title_of, value_of),
        *_sources_changed(now.sources, then.sources),
        *_indicators_changed(now.indicators, then.indicators),
    ]


def _settings_changed(
    now: Mapping, then: Mapping, title_of: Callable[[str], str], value_of: Callable[[str, Any], str]
) -> list[str]:
    return [
        f"{title_of(name)}: {value_of(name, now.get(name))} → {value_of(name, value)}"
        for name, value in then.items()
        if now.get(name) != value
    ]


def _sources_changed(now: Choices, then: Choices) -> list[str]:
    before, after = ({endpoint.id: endpoint for endpoint in choices.own} for choices in (now, then))
    lines = [
        (translate("configuration", "Source added: {title} ({address})"), after[name]) for name in after if name not in before
    ]
    lines += [
        (translate("configuration", "Source taken out: {title} ({address})"), before[name])
        for name in before
        if name not in after
    ]
    lines += [
        (translate("configuration", "Source changed: {title} ({address})"), after[name])
        for name in after
        if name in before and after[name] != before[name]
    ]
    told = [text.format(title=one.title, address=one.address) for text, one in lines]
    for text, had, has in (
        (translate("configuration", "Sources disabled: {names}"), now.disabled, then.disabled),
        (translate("configuration", "Sources enabled: {names}"), now.enabled, then.enabled),
    ):
        if set(had) != set(has):
            told.append(text.format(names=_listed(has)))
    if now.order != then.order:
        told.append(translate("configuration", "The order of the sources changes."))
    return told


def _indicators_changed(now: Mapping[str, dict], then: Mapping[str, dict]) -> list[str]:
    added = translate("configuration", "Indicator added: {title} ({id})")
    replaced = translate("configuration", "Indicator replaced: {title} ({id})")
    return [
        (replaced if name in now else added).format(title=localised(document["title"]), id=name)
        for name, document in then.items()
        if now.get(name) != document
    ]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "–"
