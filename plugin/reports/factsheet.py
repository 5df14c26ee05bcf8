# SPDX-License-Identifier: GPL-2.0-or-later
"""What a fact sheet says of a territory, before any page is made: the same content goes to HTML and to PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from ..harmonize.dataset import Dataset, Provenance
from ..harmonize.recipe import EMBEDDED, LIVE, RECIPES, load_recipe
from ..indicators.definition import choose
from ..indicators.engine import Result, units_of
from ..indicators.inputs import LayerData
from ..messages import Progress, Stretch, VigieError, date, labelled, language, number, translate
from ..observatory import DENSITY_GRID, Observatory
from ..requirements import pandas as require_pandas
from ..store.results import history
from ..store.tables import source_line
from ..territory.cog import Cog, fold
from ..territory.contours import Contours
from ..territory.crs import area_km2
from ..territory.model import COUNTRY, LEVELS, Territory, Unit, told_apart
from . import charts
from .names import of_territory
from .narrative import narrative
from .template import PORTRAIT, SOURCES, Asked, Logo, Template, template_of
from .titles import section_title

if TYPE_CHECKING:
    import pandas as pd

    from ..store.store import Store

LEGAL_POPULATIONS = "legal-populations"
MAPS = ("situation-map", "services-map", "indicator-map")
DATES_OF_CHART = 3
"""Two figures are read faster than drawn."""
NAMES_SHOWN = 12
MEMBERS_SHOWN = 200


@dataclass(frozen=True)
class Fact:
    """A label with its value, and the source of the value. What is a number has it in `amount` too, in `unit`, for tables; `date` is that
    of the data, as ISO 8601, where it is known.
    """

    label: str
    value: str
    source: str
    amount: float | None = None
    unit: str = ""
    date: str = ""


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator of the territory beside its comparators; values are written out, in the order of the sheet's columns."""

    title: str
    unit: str
    values: tuple[str, ...]
    remark: str


@dataclass(frozen=True)
class Picture:
    """A chart as a PNG: its bytes, and what it shows in a sentence."""

    content: bytes
    alt: str


@dataclass(frozen=True)
class Section:
    """A section of a sheet, of a kind of `template.Asked`; it holds what that kind needs. A map is drawn later, by its kind."""

    kind: str
    title: str
    facts: tuple[Fact, ...] = ()
    columns: tuple[str, ...] = ()
    indicators: tuple[IndicatorRow, ...] = ()
    lines: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A figure of a sheet as a row of a table: whose it is, and from where. `value` is None where there is none: `remark` says why.
    `indicator` is empty for what is told in words only (`text`).
    """

    section: str
    indicator: str
    label: str
    level: str
    code: str
    name: str
    value: float | None
    text: str
    unit: str
    date: str
    source: str
    remark: str = ""


@dataclass(frozen=True)
class FactSheet:
    """The content of a fact sheet, in the user's language. `results` are by commune, for the map; `sections` are in the order of the
    template, `owner` and `logo` those of the network whose template it is.
    """

    title: str
    kind: str
    language: str
    identity: tuple[Fact, ...]
    members: tuple[Unit, ...]
    programmes: tuple[Fact, ...]
    zonings: tuple[Fact, ...]
    services: tuple[Fact, ...]
    columns: tuple[str, ...]
    indicators: tuple[IndicatorRow, ...]
    methods: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    missing: tuple[str, ...]
    computed: str
    results: tuple[Result, ...]
    datasets: tuple[Dataset, ...]
    sections: tuple[Section, ...] = ()
    figures: tuple[Figure, ...] = ()
    of_title: str = ""
    name: str = ""
    owner: str = ""
    logo: Logo | None = None

    @property
    def mapped(self) -> Result | None:
        """The first indicator that tells communes apart, for the map."""
        return first_mapped(self.results)

    @property
    def maps(self) -> tuple[str, ...]:
        """The kinds of maps that it has."""
        return tuple(dict.fromkeys(section.kind for section in self.sections if section.kind in MAPS))

    def only(self, kinds: Collection[str]) -> FactSheet:
        """The sheet with the sections of these kinds and no other but its sources, which are always quoted."""
        sections = tuple(section for section in self.sections if section.kind in kinds or section.kind == SOURCES)
        told = {section.title for section in sections}
        figures = (one for one in self.figures if ("indicators" in kinds if one.indicator else one.section in told))
        return replace(self, sections=sections, figures=tuple(figures))


def make_factsheet(
    observatory: Observatory,
    territory: Territory,
    mode: str,
    progress: Progress,
    layers: Mapping[str, LayerData] = MappingProxyType({}),
    indicators: Sequence[str] | None = None,
    template: Template | None = None,
    narrative: bool = True,
    store: Store | None = None,
) -> FactSheet:
    """The fact sheet of a territory. What cannot be had is listed with the reason, and does not stop the rest.

    `layers` are the user's, by role; the role "contours" gives contours of communes. `template` is the portrait unless another is
    given; `indicators` take the place of those that it asks for. `narrative`: with sentences, if the template has some. `store` has the
    figures that were kept, for evolutions.
    """
    made = make_factsheets(observatory, [territory], mode, progress, layers, indicators, template, narrative, store)
    return next(iter(made))


def make_factsheets(
    observatory: Observatory,
    territories: Sequence[Territory],
    mode: str,
    progress: Progress,
    layers: Mapping[str, LayerData] = MappingProxyType({}),
    indicators: Sequence[str] | None = None,
    template: Template | None = None,
    narrative: bool = True,
    store: Store | None = None,
) -> Iterator[FactSheet]:
    """The fact sheets of several territories, one after another, from figures that are made once: see `make_factsheet`."""
    template = template or template_of(PORTRAIT)
    asked = tuple(indicators) if indicators is not None else template.indicators
    shared = Stretch(progress, 0, 60)
    several = len(territories) > 1
    absent: list[str] = []
    if several:
        results = _studied(observatory, asked, territories, layers, mode, shared, absent)
    for place, territory in enumerate(territories):
        part = (
            Stretch(progress, 60 + 40 * place / len(territories), 60 + 40 * (place + 1) / len(territories))
            if several
            else progress
        )
        missing: list[str] = []
        datasets = datasets_of(observatory, template, territory, mode, part, missing)
        if not several:
            results = _studied(observatory, asked, [territory], layers, mode, Stretch(progress, 60, 95), absent)
        missing += absent
        contours = observatory.contours_among(layers, territory)
        chosen = indicators is not None
        own = set(territory.communes)
        partial = {one.provenance.entry for one in datasets if not own <= observatory.covered(one.provenance.coverage)}
        work = _Making(
            observatory.cog, contours, territory, datasets, results[place], missing, template, chosen, narrative, store, partial
        )
        yield work.sheet()


def _studied(
    observatory: Observatory,
    asked: Sequence[str],
    territories: Sequence[Territory],
    layers: Mapping[str, LayerData],
    mode: str,
    progress: Progress,
    missing: list[str],
) -> list[list[Result]]:
    """The results of each territory. An indicator that cannot be computed does not stop the others: `missing` says why."""
    definitions = choose(asked, observatory.definitions)
    try:
        return observatory.study_each(asked, territories, "commune", layers, mode, progress)
    except VigieError as error:
        if len(asked) < 2:
            missing += [labelled(definition.title, error.sentence) for definition in definitions]
            return [[] for _ in territories]
    found: list[list[Result]] = [[] for _ in territories]
    for place, indicator in enumerate(asked):
        part = Stretch(progress, 100 * place / len(asked), 100 * (place + 1) / len(asked))
        for of_one, more in zip(found, _studied(observatory, [indicator], territories, layers, mode, part, missing)):
            of_one += more
    return found


def over_all(sheets: Sequence[FactSheet]) -> list[Result]:
    """The results of several sheets of the same template as those of one territory: their zones after one another, each once."""
    pandas = require_pandas()
    found = []
    for several in zip(*(sheet.results for sheet in sheets)):
        zones = pandas.concat([result.zones for result in several], ignore_index=True)
        found.append(replace(several[0], zones=zones.drop_duplicates(["level", "code"], ignore_index=True)))
    return found


def first_mapped(results: Sequence[Result]) -> Result | None:
    """The first result that tells zones apart, for a map; the first one where none does."""
    telling = (result for result in results if result.zones["value"].dropna().nunique() > 1)
    return next(telling, results[0] if results else None)


class _Making:
    """One sheet, from the figures and the datasets of its territory."""

    def __init__(
        self,
        cog: Cog,
        contours: Contours,
        territory: Territory,
        datasets: Sequence[Dataset],
        results: Sequence[Result],
        missing: Sequence[str],
        template: Template,
        chosen: bool,
        narrative: bool,
        store: Store | None,
        partial: Set[str],
    ) -> None:
        self._cog, self._contours, self._territory = cog, contours, territory
        self._datasets, self._results, self._template = datasets, results, template
        self._all, self._narrative, self._store = chosen, narrative, store
        self._missing = list(missing)
        self._identity = tuple(_identity(cog, contours, territory))
        provenances = _unique([*(d.provenance for d in datasets), *(s for r in results for s in r.sources)])
        self._quoted = {provenance.entry: f"[{place}]" for place, provenance in enumerate(provenances, 2)}
        self._partial = partial
        self._missing += shared_notes((result.definition.title, note) for result in results for note in result.notes)
        self._missing += shared_notes((provenance.title, note) for provenance in provenances for note in provenance.notes)
        self._sources = (
            f"[1] {cog.source}, {cog.producer}, {cog.licence}",
            *(f"{self._quoted[p.entry]} {_full_source(p)}" for p in provenances),
            contours.credit,
        )

    def sheet(self) -> FactSheet:
        """The whole content."""
        results, columns = self._results, _columns(self._results)
        asked = self._template.sections
        if all(one.kind != SOURCES for one in asked):
            asked = (*asked, Asked(SOURCES, {}))  # they are always quoted
        sections = [section for one in asked if (section := self._section(one)) is not None]
        missing = tuple(dict.fromkeys(self._missing))
        sections = [replace(one, lines=missing) if one.kind == "missing" else one for one in sections]
        return FactSheet(
            title=self._territory.name,
            kind=_kind(self._territory),
            language=language(),
            identity=self._identity,
            members=tuple(_members(self._cog, self._territory)),
            programmes=tuple(_programmes(self._datasets, self._quoted, self._partial)),
            zonings=tuple(_zonings(self._datasets, self._quoted, self._partial)),
            services=tuple(_services(self._datasets, self._quoted, self._partial)),
            columns=tuple(columns.values()),
            indicators=tuple(_indicator_row(result, columns, self._quoted) for result in results),
            methods=tuple((result.definition.title, result.definition.method) for result in results),
            sources=self._sources,
            missing=missing,
            computed=results[0].computed if results else "",
            results=tuple(results),
            datasets=tuple(self._datasets),
            sections=tuple(sections),
            figures=tuple(self._figures(sections)),
            of_title=of_territory(self._territory),
            name=self._template.title,
            owner=self._template.owner,
            logo=self._template.logo,
        )

    def _section(self, asked: Asked) -> Section | None:
        """What a section holds; None for one that is switched off."""
        if asked.kind == "narrative" and not self._narrative:
            return None
        makers = {
            "narrative": self._sentences, "identity": self._facts, "programmes": self._facts, "zonings": self._facts,
            "services": self._facts, "basket": self._basket, "indicators": self._indicators, "charts": self._charts,
            "evolution": self._evolution,
        }  # fmt: skip
        empty = Section(asked.kind, asked.title or section_title(asked.kind, self._member_level()))
        if asked.kind == SOURCES:
            return replace(empty, lines=self._sources)
        return makers[asked.kind](asked, empty) if asked.kind in makers else empty

    def _member_level(self) -> str:
        return _members(self._cog, self._territory)[0].level

    def _named(self, asked: Asked) -> list[Result]:
        """The results that a section asks for; all of them where the caller has chosen the indicators, or where it does not say."""
        if self._all or asked.indicators is None:
            return list(self._results)
        by_id = {result.definition.id: result for result in self._results}
        return [by_id[wanted] for wanted in asked.indicators if wanted in by_id]

    def _shown(self, asked: Asked) -> list[Dataset]:
        """The datasets that a section shows: those that it names, else the ones that come with the software."""
        return [
            d for d in self._datasets if (d.provenance.entry in asked.entries if asked.entries else d.provenance.mode == EMBEDDED)
        ]

    def _facts(self, asked: Asked, section: Section) -> Section:
        if asked.kind == "identity":
            return replace(section, facts=self._identity)
        made = {"programmes": _programmes, "zonings": _zonings, "services": _services}[asked.kind]
        return replace(section, facts=tuple(made(self._shown(asked), self._quoted, self._partial)))

    def _sentences(self, asked: Asked, section: Section) -> Section:
        shown = self._shown(asked)
        programmes = [one for one in shown if one.schema == "perimeter" and _theme(one) == "programmes"]
        services = [one for one in shown if one.schema == "service"]
        told = narrative(self._territory, self._cog, self._named(asked), programmes, services, self._partial)
        return replace(section, lines=tuple(told))

    def _indicators(self, asked: Asked, section: Section) -> Section:
        results = self._named(asked)
        wanted = asked.comparators
        columns = {
            unit: name
            for place, (unit, name) in enumerate(_columns(results).items())
            if place == 0 or wanted is None or unit[0] in wanted
        }
        rows = tuple(_indicator_row(result, columns, self._quoted) for result in results)
        return replace(section, columns=tuple(columns.values()), indicators=rows)

    def _basket(self, asked: Asked, section: Section) -> Section:
        """Which of the services that are expected of a territory of its class are there."""
        density = next((d for d in self._datasets if d.provenance.entry == DENSITY_GRID), None)
        name = _density_class(density, self._cog, self._territory) if density is not None else ""
        fitting = (services for classes, services in asked.baskets if not classes or name in classes)
        services = next(fitting, ())
        by_entry = {dataset.provenance.entry: dataset for dataset in self._datasets}
        facts = []
        if name and density is not None:
            label = (
                translate("reports", "Class of density with the most inhabitants")
                if len(self._territory.communes) > 1
                else translate("reports", "Class of density")
            )
            facts.append(Fact(label, name, self._quoted[DENSITY_GRID], date=density.provenance.date))
        for entry in services:
            facts.append(self._expected(entry, by_entry.get(entry)))
        return replace(section, facts=tuple(facts))

    def _expected(self, entry: str, dataset: Dataset | None) -> Fact:
        if dataset is None:
            why = translate("reports", "not known: no copy of it is at hand")
            return Fact(self._titles().get(entry, entry), why, "–")
        count = len(dataset)
        partial = dataset.provenance.entry in self._partial
        present = _value(translate("reports", "present ({count})").format(count=number(count)), dataset, self._partial)
        absent = translate("reports", "not known: the source is partial") if partial else translate("reports", "missing")
        value, amount = present if count else absent, _count(dataset, self._partial)
        return Fact(dataset.provenance.title, value, self._quoted[entry], amount, date=dataset.provenance.date)

    def _titles(self) -> dict[str, str]:
        return _entry_titles(language())

    def _charts(self, asked: Asked, section: Section) -> Section:
        drawn = [picture for result in self._named(asked) for picture in self._drawn(lambda result=result: _chart(result))]
        return replace(section, pictures=tuple(drawn))

    def _evolution(self, asked: Asked, section: Section) -> Section:
        """Of the population, and of the figures that the store has kept; a chart from the third date on."""
        series = _population_series(self._territory, self._datasets)
        known = [] if series is None else [(series, *_population_words(), 0, self._quoted[LEGAL_POPULATIONS])]
        for result in self._named(asked) if self._store is not None and asked.indicators else ():
            kept = history(self._store, result)
            definition = result.definition
            marks = " ".join(dict.fromkeys(self._quoted[source.entry] for source in result.sources)) or "–"
            known.append((kept, definition.title, definition.unit, definition.decimals, marks))
        pictures, facts = [], []
        for frame, title, unit, decimals, marks in known:
            own = (
                frame[(frame["level"] == frame["level"].iloc[0]) & (frame["code"] == frame["code"].iloc[0])]
                if len(frame)
                else frame
            )
            facts += [
                Fact(
                    f"{title}, {date(row.period)}",
                    f"{number(row.value, decimals)} {unit}",
                    marks,
                    row.value,
                    unit,
                    str(row.period),
                )
                for row in own.itertuples()
            ]
            if frame["period"].nunique() >= DATES_OF_CHART:
                pictures += self._drawn(
                    lambda frame=frame, title=title, unit=unit, decimals=decimals: Picture(
                        charts.evolution(frame, title, unit, charts.PNG, decimals),
                        charts.evolution_alt(frame, title, unit, decimals),
                    )
                )
        none = translate("reports", "No figure is known at two dates.")
        return replace(section, pictures=tuple(pictures), facts=tuple(facts), lines=() if facts else (none,))

    def _drawn(self, draw: Callable[[], Picture]) -> list[Picture]:
        """A chart; none where it cannot be drawn, and what is missing is noted."""
        try:
            return [draw()]
        except VigieError as error:
            self._missing.append(error.sentence)
            return []

    def _figures(self, sections: Sequence[Section]) -> Iterator[Figure]:
        """All the figures as rows; facts told in words too."""
        unit = self._territory.units[0] if len(self._territory.units) == 1 else None
        mine = (unit.level, unit.code, unit.name) if unit else ("set", self._territory.key, self._territory.name)
        for section in sections:
            for fact in section.facts:
                source = self._source_of(fact.source)
                yield Figure(section.title, "", fact.label, *mine, fact.amount, fact.value, fact.unit, fact.date, source)
        shown = {
            result.definition.id
            for asked in self._template.sections
            if asked.kind == "indicators"
            for result in self._named(asked)
        }
        for result in self._results:
            if result.definition.id not in shown:
                continue
            definition = result.definition
            quoted = "; ".join(source_line(source) for source in result.sources) or "; ".join(result.layers)
            for row in result.comparators.itertuples():
                value = None if row.value != row.value else float(row.value)
                unit_of = (row.level, row.code, row.name)
                text = row.label or number(value, definition.decimals)
                yield Figure(
                    section_title("indicators", ""), definition.id, definition.title, *unit_of, value, text, definition.unit,
                    result.date, quoted, row.flag,
                )  # fmt: skip

    def _source_of(self, marks: str) -> str:
        """The sources that marks such as [2] stand for, in words."""
        lines = {line.partition(" ")[0]: line.partition(" ")[2] for line in self._sources if line.startswith("[")}
        return "; ".join(lines.get(mark.strip(), mark.strip()) for mark in marks.split(","))


def _chart(result: Result) -> Picture:
    """Zones by their order where there are several, else the territory beside what it is compared with."""
    if len(result.zones) > 1:
        return Picture(charts.ranking(result, charts.PNG), charts.ranking_alt(result))
    return Picture(charts.beside(result, charts.PNG), charts.beside_alt(result))


@cache
def _entry_titles(_: str) -> dict[str, str]:
    """The titles of the entries of the catalogue, by id, in a language."""
    recipes = (load_recipe(path, trusted=True) for path in sorted(RECIPES.glob("*.json")))
    return {recipe.id: recipe.title for recipe in recipes}


def _density_class(density: Dataset, cog: Cog, territory: Territory) -> str:
    """The class of most of the inhabitants of a territory; empty where none is known."""
    people: Counter[str] = Counter()
    own = set(territory.communes)
    for codes, name in zip(density.table["communes"], density.table["category"]):
        people[name] += sum((cog.unit("commune", code).population or 0) + 1 for code in codes.split() if code in own)
    return people.most_common(1)[0][0] if people else ""


def _population_series(territory: Territory, datasets: Sequence[Dataset]) -> pd.DataFrame | None:
    """The inhabitants at each date at which all communes have a figure, as charts of evolution take them; None for less than two."""
    dataset = next((one for one in datasets if one.provenance.entry == LEGAL_POPULATIONS), None)
    if dataset is None:
        return None
    table = dataset.table[dataset.table["variable"] == "population"]
    sums = table.groupby("period")["value"].agg(["sum", "count"])
    whole = sums[sums["count"] == len(territory.communes)]
    if len(whole) < 2:
        return None
    unit = territory.units[0] if len(territory.units) == 1 else Unit("set", territory.key, territory.name)
    return require_pandas().DataFrame(
        {
            "level": unit.level, "code": unit.code, "name": unit.name, "period": list(whole.index), "value": whole["sum"].to_numpy(float),
            "coverage": 1.0, "version": 1, "sources": source_line(dataset.provenance), "computed": dataset.provenance.computed,
            "break": False,
        }
    )  # fmt: skip


def _population_words() -> tuple[str, str]:
    return translate("reports", "Municipal population"), translate("reports", "inhabitants")


def datasets_of(
    observatory: Observatory, template: Template, territory: Territory, mode: str, progress: Progress, missing: list[str]
) -> list[Dataset]:
    """Services and perimeters of the entries that come with the software: a sheet does not start dozens of downloads. When it is told
    to use live sources, those that its template names too.
    """
    asked, found = set(template.entries), []
    kinds = {section.kind for section in template.sections}
    entries = []
    for entry in observatory.catalogue.entries():
        embedded = entry.resource(EMBEDDED) is not None
        if (
            (embedded and entry.schema in ("service", "perimeter"))
            or (embedded and entry.id == LEGAL_POPULATIONS and "evolution" in kinds)
            or (entry.id in asked and mode == LIVE)
        ):
            entries.append(entry)
    for place, entry in enumerate(entries):
        part = Stretch(progress, 60 * place / len(entries), 60 * (place + 1) / len(entries))
        try:
            found.append(observatory.load(entry.id, territory, mode, part, other_mode=True))
        except VigieError as error:
            missing.append(error.sentence)
    return found


def _members(cog: Cog, territory: Territory) -> list[Unit]:
    """The communes of the territory; its EPCI, départements or régions when that would be too long a list."""
    return next(units for level in LEVELS if len(units := cog.groups(territory, level)) <= MEMBERS_SHOWN or level == LEVELS[-1])


def _unique(provenances: Sequence[Provenance]) -> list[Provenance]:
    """One a source, the first that speaks of it, with the notes of all."""
    found: dict[str, Provenance] = {}
    for provenance in provenances:
        first = found.setdefault(provenance.entry, provenance)
        found[provenance.entry] = replace(first, notes=tuple(dict.fromkeys((*first.notes, *provenance.notes))))
    return list(found.values())


def shared_notes(told: Iterable[tuple[str, str]]) -> list[str]:
    """Titles and their notes as lines; a note that several titles share is said once."""
    titles: dict[str, list[str]] = {}
    for title, note in told:
        titles.setdefault(note, []).append(title)
    return [labelled(", ".join(dict.fromkeys(several)), note) for note, several in titles.items()]


def _value(text: str, dataset: Dataset, partial: Set[str]) -> str:
    """What a source tells, with a word where it does not cover the whole territory."""
    return translate("reports", "{value} (partial)").format(value=text) if dataset.provenance.entry in partial else text


def _count(dataset: Dataset, partial: Set[str]) -> int | None:
    """How many a source has; none is no number where it does not cover the whole territory."""
    return None if not len(dataset) and dataset.provenance.entry in partial else len(dataset)


def _full_source(provenance: Provenance) -> str:
    read = translate("reports", "{kept} rows kept of {read} read").format(
        kept=number(provenance.rows_kept), read=number(provenance.rows_read)
    )
    return (
        f"{provenance.title}, {provenance.producer}, {date(provenance.date)}, {provenance.licence} ({provenance.page}). {read}."
    )


def kind_name(unit: Unit) -> str:
    """What kind of territory a unit is, in words."""
    kinds = {
        COUNTRY: translate("reports", "Country"),
        "commune": translate("reports", "Commune"),
        "departement": translate("reports", "Département"),
        "region": translate("reports", "Région"),
        "CC": translate("reports", "Communauté de communes"),
        "CA": translate("reports", "Communauté d’agglomération"),
        "CU": translate("reports", "Communauté urbaine"),
        "METRO": translate("reports", "Métropole"),
        "MET69": translate("reports", "Métropole de Lyon"),
    }
    return kinds.get(unit.kind or unit.level, unit.kind or unit.level)


def _kind(territory: Territory) -> str:
    return ", ".join(dict.fromkeys(kind_name(unit) for unit in territory.units))


def _identity(cog: Cog, contours: Contours, territory: Territory) -> list[Fact]:
    facts = []
    if territory.key != COUNTRY:
        facts.append(Fact(translate("reports", "Code"), ", ".join(unit.code for unit in territory.units), "[1]"))
    seat = cog.seat(territory.units[0]) if len(territory.units) == 1 else None
    if seat is not None:
        facts.append(Fact(translate("reports", "Seat"), seat.name, "[1]"))
    sirens = [unit.siren for unit in territory.units if unit.siren]
    if sirens and sirens != [unit.code for unit in territory.units]:
        facts.append(Fact("SIREN", ", ".join(sirens), "[1]"))
    funding = {"FPU": translate("reports", "single business tax (FPU)"), "FA": translate("reports", "additional tax (FA)")}
    taxes = [funding.get(unit.funding, unit.funding) for unit in territory.units if unit.funding]
    if taxes:
        facts.append(Fact(translate("reports", "Funding"), ", ".join(dict.fromkeys(taxes)), "[1]"))
    population = cog.population(territory.communes)
    facts.append(_population(cog, territory, population))
    if len(territory.communes) > 1:
        count = len(territory.communes)
        facts.append(Fact(translate("reports", "Communes"), number(count), "[1]", count, date=str(cog.vintage)))
    shape = contours.dissolve([territory.communes])[0]
    whole = all(contours.has(code) for code in territory.communes)
    if shape is not None and whole:
        area = area_km2(shape)
        precise = contours.precise(territory.communes)
        about = "{value} {unit}" if precise else translate("reports", "about {value} {unit}")
        note = contours.source if precise else translate("reports", "generalised contours")
        facts.append(Fact(translate("reports", "Area"), about.format(value=number(area, 1), unit="km²"), note, area, "km²"))
        if population is not None:
            per_area, unit = population / area, translate("reports", "inh. per km²")
            density = about.format(value=number(per_area, 1), unit=unit)
            facts.append(Fact(translate("reports", "Density"), density, f"[1], {note}", per_area, unit))
    own = {unit.key for unit in territory.units}
    for level, title in (
        ("epci", "EPCI"),
        ("departement", translate("reports", "Département")),
        ("region", translate("reports", "Région")),
    ):
        units = cog.groups(territory, level)
        names = [unit.name for unit in sorted(units, key=lambda unit: fold(unit.name)) if unit.key not in own]
        if names and level not in {unit.level for unit in territory.units}:
            facts.append(Fact(title, some_names(names), "[1]"))
    return facts


def _population(cog: Cog, territory: Territory, population: int | None) -> Fact:
    """The inhabitants, with the year where it is one and known."""
    unit = translate("reports", "inhabitants")
    if cog.undated.isdisjoint(territory.communes):
        label = translate("reports", "Municipal population {year}").format(year=cog.population_year)
        return Fact(label, number(population), "[1]", population, unit, str(cog.population_year))
    period = cog.population_period(territory.communes)
    return Fact(translate("reports", "Municipal population"), f"{number(population)} ({period})", "[1]", population, unit)


def some_names(names: Sequence[str]) -> str:
    """The names, or the first ones and how many more there are."""
    shown = ", ".join(names[:NAMES_SHOWN])
    more = len(names) - NAMES_SHOWN
    return shown if more <= 0 else translate("reports", "{names} and {more} more").format(names=shown, more=number(more))


def _theme(dataset: Dataset) -> str:
    return "zonings" if "categories" in dataset.style else "programmes"


def _programmes(datasets: Sequence[Dataset], quoted: dict, partial: Set[str]) -> list[Fact]:
    facts = []
    for dataset in datasets:
        if dataset.schema == "perimeter" and _theme(dataset) == "programmes":
            rows = dataset.table
            names = [f"{name} ({date(signed)})" if signed else name for name, signed in zip(rows["name"], rows["date"])]
            value = _value(some_names(names) if names else translate("reports", "none"), dataset, partial)
            facts.append(Fact(dataset.provenance.title, value, quoted[dataset.provenance.entry], date=dataset.provenance.date))
    return facts


def _zonings(datasets: Sequence[Dataset], quoted: dict, partial: Set[str]) -> list[Fact]:
    facts = []
    for dataset in datasets:
        if dataset.schema == "perimeter" and _theme(dataset) == "zonings":
            classes = Counter(dataset.table["category"]).most_common()
            text = ", ".join(labelled(category, number(count)) for category, count in classes)
            value = _value(text or translate("reports", "none"), dataset, partial)
            facts.append(Fact(dataset.provenance.title, value, quoted[dataset.provenance.entry], date=dataset.provenance.date))
    return facts


def _services(datasets: Sequence[Dataset], quoted: dict, partial: Set[str]) -> list[Fact]:
    facts = []
    for dataset in datasets:
        if dataset.schema == "service":
            names = sorted(dataset.table["name"].dropna())
            value = _value(number(len(dataset)), dataset, partial)
            if names and len(names) <= NAMES_SHOWN:
                value = f"{value} – {', '.join(names)}"
            facts.append(
                Fact(
                    dataset.provenance.title,
                    value,
                    quoted[dataset.provenance.entry],
                    _count(dataset, partial),
                    date=dataset.provenance.date,
                )
            )
    return facts


def _columns(results: Sequence[Result]) -> dict[tuple[str, str], str]:
    """Names of the territory and its comparators by level and code, from the indicator that has them all."""
    longest = max(results, key=lambda result: len(result.comparators), default=None)
    return told_apart(units_of(longest.comparators)) if longest else {}


def _indicator_row(result: Result, columns: Mapping[tuple[str, str], str], quoted: dict) -> IndicatorRow:
    frame = result.comparators
    by_unit = {(level, code): shown for level, code, *shown in zip(*(frame[key] for key in ("level", "code", "value", "flag")))}
    values, remarks = [], []
    for unit, name in columns.items():
        value, flag = by_unit.get(unit, (np.nan, ""))
        values.append(number(value, result.definition.decimals))
        if flag:
            remarks.append(labelled(name, flag))
    marks = " ".join(dict.fromkeys(quoted[source.entry] for source in result.sources))
    return IndicatorRow(f"{result.definition.title} {marks}".strip(), result.definition.unit, tuple(values), ", ".join(remarks))
