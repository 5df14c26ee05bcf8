# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:publications: what official publishers announce, by words, filters and territory, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
)

from ..catalog.themes import theme_name
from ..messages import Stretch, VigieError, date, labelled, number, translate
from ..publications.model import FACETS, KINDS, SORTS, Hit, Wanted, kind_name, secure
from ..territory.model import level_word
from .algorithm import OUTPUT, TERRITORY, VigieAlgorithm

if TYPE_CHECKING:
    from ..publications.library import Refreshed

QUERY = "QUERY"
THEME = "THEME"
FILTERS = "FILTERS"
SINCE = "SINCE"
UNTIL = "UNTIL"
SORT = "SORT"
LIMIT = "LIMIT"
REFRESH = "REFRESH"
COUNT = "COUNT"
NEW = "NEW"
MOST = 20_000
COLUMNS = (
    "title", "published", "updated", "publisher", "author", "theme", "kind", "levels", "mentions", "mention_codes", "page", "summary",
    "keywords", "feeds", "first_seen",
)  # fmt: skip


class PublicationsAlgorithm(VigieAlgorithm):
    """The library of publications, searched; refreshed first where that is asked."""

    NAME = "publications"

    def displayName(self) -> str:
        """The name that users read."""
        return translate("processing", "Find publications")

    def shortHelpString(self) -> str:
        """What it does, and which feeds there are."""
        feeds = "\n".join(
            f"{feed.id} – {feed.title}. {feed.state} {feed.note}".strip() for feed in self._observatory.publications.feeds
        )
        text = translate(
            "processing",
            "Searches the publications that official feeds have announced, as the last refresh kept them: by words, theme, filters "
            "and dates, and what names a territory. REFRESH reads the feeds first; a feed that fails is a warning. What names a "
            "territory names one of its communes, or an EPCI, département or région that it lies in; a name that may be another "
            "word, or another place, needs a proof in the text.\n\nFeeds:\n{feeds}",
        )
        return text.format(feeds=feeds)

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare the parameters."""
        self.add_territory()
        self.make_optional(TERRITORY)
        self.add_text(
            QUERY, translate("processing", "Words"), translate("processing", "All must be found; endings do not count.")
        )
        self.add_text(
            THEME,
            translate("processing", "Themes"),
            translate("processing", "Apart by commas, for instance health,economy. Nothing: all."),
        )
        self.add_text(
            FILTERS,
            translate("processing", "Filters"),
            translate(
                "processing",
                "Written as filter=value,value;filter=value, for instance kind=study,statistics;publisher=Insee. Filters: {filters}. "
                "Kinds: {kinds}. Levels: commune, epci, departement, region, france.",
            ).format(filters=", ".join(FACETS), kinds=", ".join(KINDS)),
        )
        for name, title in ((SINCE, translate("processing", "Since")), (UNTIL, translate("processing", "Until"))):
            self.add_text(
                name, title, translate("processing", "A day, a month or a year, included: 2026-11-25, 2026-11 or 2026.")
            )
        self.addParameter(
            QgsProcessingParameterEnum(
                SORT, translate("processing", "Order"), list(SORTS), defaultValue=SORTS[0], usesStaticStrings=True
            )
        )
        self.addParameter(
            QgsProcessingParameterNumber(
                LIMIT, translate("processing", "Most results"), defaultValue=1_000, minValue=1, maxValue=MOST
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean(REFRESH, translate("processing", "Read the feeds first"), defaultValue=False)
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                OUTPUT, translate("processing", "Publications"), QgsProcessing.SourceType.TypeVector
            )
        )
        self.addOutput(QgsProcessingOutputNumber(COUNT, translate("processing", "Number of publications found")))
        self.addOutput(QgsProcessingOutputNumber(NEW, translate("processing", "Number of publications that are new")))

    def perform(self, parameters: dict, context: QgsProcessingContext, feedback: QgsProcessingFeedback) -> dict:
        """Refresh if asked, search, write."""
        wanted, library = self._wanted(parameters, context), self._observatory.publications
        library.find(wanted)  # a question that cannot be is refused before the feeds are read
        self.refuse_own_files(parameters, context, [OUTPUT])
        new = 0
        if self.parameterAsBool(parameters, REFRESH, context):
            new = _told(library.refresh(Stretch(self.progress(feedback), 0, 90)), feedback)
        if not library.date:
            feedback.pushWarning(translate("processing", "The library is empty: no feed was ever read. Check REFRESH."))
        else:
            feedback.pushInfo(translate("processing", "Feeds last read on {date}.").format(date=date(library.date)))
        found = library.find(wanted)
        for facet, counts in found.facets.items():
            feedback.pushInfo(
                labelled(facet, ", ".join(f"{value} ({number(count)})" for value, count in list(counts.items())[:20]))
            )
        if found.total > len(found.hits):
            told = translate("processing", "{shown} of {total} publications are in the table: raise LIMIT for the others.")
            feedback.pushWarning(told.format(shown=number(len(found.hits)), total=number(found.total)))
        table = pd.DataFrame([_row(hit) for hit in found.hits], columns=list(COLUMNS), dtype=object)
        return {OUTPUT: self.write(OUTPUT, parameters, context, table, None, feedback), COUNT: found.total, NEW: new}

    def _wanted(self, parameters: dict, context: QgsProcessingContext) -> Wanted:
        written = self.text(parameters, TERRITORY, context)
        facets = read_filters(self.text(parameters, FILTERS, context))
        themes = tuple(filter(None, (one.strip() for one in self.text(parameters, THEME, context).split(","))))
        if themes:
            facets["theme"] = (*facets.get("theme", ()), *themes)
        return Wanted(
            text=self.text(parameters, QUERY, context),
            facets=facets,
            since=self.text(parameters, SINCE, context),
            until=self.text(parameters, UNTIL, context),
            territory=self._observatory.cog.territory(written) if written else None,
            sort=self.parameterAsEnumString(parameters, SORT, context),
            limit=self.parameterAsInt(parameters, LIMIT, context),
        )


def read_filters(written: str) -> dict[str, tuple[str, ...]]:
    """The values wanted, by filter, of ``filter=value,value;filter=value``; a `VigieError` names the part that is wrong."""
    filters: dict[str, tuple[str, ...]] = {}
    for part in filter(None, (part.strip() for part in written.split(";"))):
        name, _, listed = part.partition("=")
        values = tuple(filter(None, (value.strip() for value in listed.split(","))))
        if not name.strip() or not values:
            raise VigieError(
                translate("processing", "“{part}” is not understood: write filter=value, for instance kind=study.").format(
                    part=part
                )
            )
        filters[name.strip().lower()] = values
    return filters


def _told(refreshed: Refreshed, feedback: QgsProcessingFeedback) -> int:
    """Say in the log how each feed did; how many publications are new. A `VigieError` when no feed was read."""
    for state in refreshed.states:
        if state.detail:
            feedback.pushDebugInfo(state.detail)
        if state.message:
            feedback.pushWarning(labelled(state.feed.title, state.message))
        if not state.failed:
            count = translate("processing", "{count} announced").format(count=number(state.announced))
            feedback.pushInfo(labelled(state.feed.title, count))
    if refreshed.states and all(state.failed for state in refreshed.states):
        sentences = " ".join(dict.fromkeys(state.message for state in refreshed.states))
        raise VigieError(translate("processing", "No feed could be read. {sentences}").format(sentences=sentences))
    told = translate("processing", "{new} new publications, {kept} kept.")
    feedback.pushInfo(told.format(new=number(refreshed.new), kept=number(refreshed.kept)))
    return refreshed.new


def _row(hit: Hit) -> dict[str, str | None]:
    """A publication as a row; what is not known is null."""
    one = hit.publication
    row = {
        "title": one.title,
        "published": one.published,
        "updated": one.updated,
        "publisher": one.publisher,
        "author": one.author,
        "theme": theme_name(one.theme),
        "kind": kind_name(one.kind),
        "levels": ", ".join(one.levels),
        "mentions": ", ".join(f"{unit.name} ({level_word(unit.level)})" for unit in hit.units),
        "mention_codes": ",".join(one.mentions),
        "page": secure(one.page),
        "summary": one.summary,
        "keywords": ", ".join(one.keywords),
        "feeds": ", ".join(one.feeds),
        "first_seen": one.seen,
    }
    return {name: value or None for name, value in row.items()}
