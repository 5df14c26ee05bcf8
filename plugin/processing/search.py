# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:search: one question to all sources, or to those named, as JSON or CSV."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
)
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop, QThread

from ..catalog.endpoints import KINDS
from ..catalog.federation import FAILED, Findings, Search, SourceState
from ..catalog.model import FACETS, SORTS, Entry, Query
from ..catalog.ranking import FRESHNESS, LOADABLE_NAMES
from ..feedback import FeedbackProgress
from ..messages import Progress, Stretch, VigieError, labelled, number, translate
from ..working import write_whole
from .algorithm import OUTPUT, TERRITORY, VigieAlgorithm
from .writing import csv_of

QUERY = "QUERY"
SOURCES = "SOURCES"
FACETS_WANTED = "FACETS"
LIMIT = "LIMIT"
SORT = "SORT"
COUNT = "COUNT"
FAILURES = "FAILED"

PAGE_SIZE = 50
MOST_PAGES = 20
COLUMNS = ("id", "title", "producer", "licence", "source", "kind", "address", "layer", "loadable")
CLOSED = {
    "freshness": (*(name for name, _ in FRESHNESS), "older", "unknown"),
    "coverage": ("territory", "whole", "part", "none", "unknown"),
    "loadable": tuple(LOADABLE_NAMES.values()),
}
"""Facets whose values are known beforehand."""


class SearchAlgorithm(VigieAlgorithm):
    """What the sources of the catalogue have, in a file."""

    NAME = "search"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Search for datasets")

    def shortHelpString(self) -> str:
        """What it does, and which sources there are."""
        try:
            sources = "\n".join(f"{endpoint.id} – {endpoint.title}" for endpoint in self._observatory.federation.endpoints)
        except VigieError as error:  # her list of sources is wrong: the help says it, the search does too
            sources = error.sentence
        text = translate(
            "processing",
            "Asks all enabled sources side by side, or those named, and writes what was found, best first: what covers the "
            "territory, can be loaded and is fresh. A source that does not answer is a warning; when none does, the search fails."
            "\n\nSources:\n{sources}",
        )
        return text.format(sources=sources)

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.add_text(QUERY, translate("processing", "Words"), translate("processing", "Nothing asks for all there is."))
        self.add_text(
            SOURCES,
            translate("processing", "Sources"),
            translate(
                "processing",
                "Ids apart by commas, semicolons or spaces, or services written as kind:address, for instance "
                "wfs:https://host/ows, csw:… or oapif:… (apart by semicolons when an address has commas). Nothing: all enabled "
                "sources.",
            ),
        )
        self.add_text(
            FACETS_WANTED,
            translate("processing", "Facets"),
            translate(
                "processing",
                "Written as facet=value,value;facet=value, for instance format=csv,geojson;licence=Licence Ouverte "
                "2.0;coverage=territory. Facets: {facets}.",
            ).format(facets=", ".join(FACETS)),
        )
        self.add_territory()
        self.make_optional(TERRITORY)
        self.addParameter(
            QgsProcessingParameterNumber(
                LIMIT, translate("processing", "Most results"), defaultValue=50, minValue=1, maxValue=PAGE_SIZE * MOST_PAGES
            )
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                SORT, translate("processing", "Order"), list(SORTS), defaultValue=SORTS[0], usesStaticStrings=True
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(OUTPUT, translate("processing", "Results"), "JSON (*.json);;CSV (*.csv)")
        )
        self.addOutput(QgsProcessingOutputNumber(COUNT, translate("processing", "Number of results")))
        self.addOutput(QgsProcessingOutputNumber(FAILURES, translate("processing", "Number of sources that failed")))

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Ask, page after page until there is enough, and write."""
        path = Path(self.parameterAsFileOutput(parameters, OUTPUT, context)).absolute()
        if path.suffix.lower() not in (".json", ".csv"):
            raise VigieError(
                translate("processing", "OUTPUT is named {file}: results end in .json or .csv.").format(file=path.name)
            )
        query = self._query(parameters, context)
        known = [endpoint.id for endpoint in self._observatory.federation.endpoints]
        written = self.parameterAsString(parameters, SOURCES, context) or ""
        search = self._observatory.search(query, split_sources(written, known) or None)
        limit = self.parameterAsInt(parameters, LIMIT, context)
        found = _enough(search, limit, _Awake(feedback))
        failed = [state for state in found.sources if state.state == FAILED]
        entries = found.entries[:limit]
        write_whole(path, _csv(entries) if path.suffix.lower() == ".csv" else _json(query, entries, found))
        _tell(found.sources, failed, feedback)
        return {OUTPUT: str(path), COUNT: len(entries), FAILURES: len(failed)}

    def _query(self, parameters: dict, context: QgsProcessingContext) -> Query:
        place = (self.parameterAsString(parameters, TERRITORY, context) or "").strip()
        territory = self._observatory.cog.territory(place) if place else None
        facets = read_facets(self.parameterAsString(parameters, FACETS_WANTED, context) or "")
        if "coverage" in facets and territory is None:
            raise VigieError(translate("processing", "The facet coverage speaks of a territory: choose one in TERRITORY."))
        return Query(
            text=(self.parameterAsString(parameters, QUERY, context) or "").strip(),
            territory=territory,
            box=self._observatory.box(territory) if territory else None,
            facets=facets,
            sort=self.parameterAsEnumString(parameters, SORT, context),
            size=PAGE_SIZE,  # whatever the limit: what comes first is known once all of a page is ranked
        )


class _Awake(FeedbackProgress):
    """Lets QGIS work when this is the main thread, as in qgis_process: there it settles the certificates and passwords that
    the threads of the search wait for. The desktop runs algorithms elsewhere.
    """

    def hear(self) -> None:
        """Raise `Cancelled` once it is cancelled."""
        if QThread.currentThread() == QCoreApplication.instance().thread():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        super().hear()


def split_sources(written: str, known: Sequence[str]) -> list[str]:
    """The sources that are written apart by semicolons or lines; else by those commas or spaces that an id or a kind follows,
    since addresses may hold both. What has no address is cut at each.
    """
    kinds = "|".join(KINDS)
    ids = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    between = re.compile(rf"[,\s]+(?=(?:{kinds}):|(?:{ids})(?:[,\s]|$))", re.IGNORECASE)
    addressed = re.compile(rf"(?:{kinds}):", re.IGNORECASE)
    apart = re.split(r"[;\r\n]+", written)
    parts = [part.strip(", \t") for piece in apart for part in (between.split(piece) if len(apart) == 1 else [piece])]
    found = [name for part in parts for name in ([part] if addressed.match(part) else re.split(r"[,\s]+", part))]
    return list(dict.fromkeys(filter(None, found)))


def read_facets(written: str) -> dict[str, tuple[str, ...]]:
    """The values wanted, by facet, of ``facet=value,value;facet=value``; a `VigieError` names what is wrong."""
    facets: dict[str, tuple[str, ...]] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[;\r\n]", written))):
        name, separator, listed = part.partition("=")
        name = name.strip().lower()
        listed = listed.lower() if name in ("format", "kind", *CLOSED) else listed
        values = tuple(dict.fromkeys(value.strip() for value in listed.split(",") if value.strip()))
        if not separator or not values:
            raise VigieError(
                translate("processing", "“{part}” is not understood: write facet=value, for instance format=csv.").format(
                    part=part
                )
            )
        if name not in FACETS:
            raise VigieError(
                translate("processing", "Unknown facet “{facet}”: choose among {known}.").format(
                    facet=name, known=", ".join(FACETS)
                )
            )
        for value in values:
            if value not in CLOSED.get(name, values):
                raise VigieError(
                    translate("processing", "The facet {facet} has no value “{value}”: choose among {known}.").format(
                        facet=name, value=value, known=", ".join(CLOSED[name])
                    )
                )
        facets[name] = tuple(dict.fromkeys((*facets.get(name, ()), *values)))
    return facets


def _enough(search: Search, limit: int, progress: Progress) -> Findings:
    """What is found once there are `limit` entries, or nothing more; each page takes half of the progress that is left."""
    start = 0.0
    for _ in range(MOST_PAGES):
        end = (start + 100) / 2
        found = search.next(Stretch(progress, start, end))
        if len(found.entries) >= limit or not found.more:
            break
        start = end
    return search.findings


def _tell(sources: Sequence[SourceState], failed: Sequence[SourceState], feedback: QgsProcessingFeedback) -> None:
    """Say in the log how each source did; a `VigieError` when none has answered."""
    for state in sources:
        if state in failed:
            feedback.pushWarning(labelled(state.title, state.message))
            if state.detail:
                feedback.pushDebugInfo(state.detail)
        else:
            count = translate("processing", "{found} found, of {total}").format(
                found=number(state.found), total=number(state.total)
            )
            feedback.pushInfo(labelled(state.title, count))
    if failed and all(state in failed and not state.found for state in sources):
        sentences = dict.fromkeys(state.message for state in failed)
        raise VigieError(
            translate("processing", "No source has answered. {sentences}").format(sentences=" ".join(sentences)),
            "\n".join(filter(None, (state.detail for state in failed))),
        )


def described(entry: Entry) -> dict[str, Any]:
    """An entry as it is written in JSON."""
    main = entry.main
    fields = asdict(entry)
    names = ("id", "title", "producer", "licence", "source", "kind")
    more = ("description", "theme", "keywords", "page", "published", "modified", "period", "box", "coverage")
    return {
        **{name: fields[name] for name in names},
        "address": main.address if main else entry.page,
        "layer": main.layer if main else "",
        "loadable": entry.loadable,
        **{name: fields[name] for name in more},
        "formats": list(dict.fromkeys((*entry.formats, *(resource.kind for resource in entry.resources)))),
        "resources": [
            {name: resource[name] for name in ("kind", "address", "layer", "title", "size", "date")}
            for resource in fields["resources"]
        ],
        "origins": fields["origins"],
    }


def _json(query: Query, entries: Iterable[Entry], found: Findings) -> bytes:
    document = {
        "query": {
            "text": query.text,
            "territory": query.territory.key if query.territory else "",
            "facets": query.facets,
            "sort": query.sort,
        },
        "entries": [described(entry) for entry in entries],
        "sources": [
            {name: getattr(state, name) for name in ("id", "title", "state", "message", "seconds", "found", "total")}
            for state in found.sources
        ],
        "facets": found.facets,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _csv(entries: Iterable[Entry]) -> bytes:
    return csv_of(COLUMNS, ({**described(entry), "loadable": LOADABLE_NAMES[entry.loadable]} for entry in entries))
