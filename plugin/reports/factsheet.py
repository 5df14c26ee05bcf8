# SPDX-License-Identifier: GPL-2.0-or-later
"""What a fact sheet says of a territory, before any page is made: the same content goes to HTML and to PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from ..harmonize.dataset import Dataset, Provenance
from ..harmonize.recipe import EMBEDDED
from ..indicators.engine import Result, units_of
from ..indicators.inputs import LayerData
from ..messages import Progress, Stretch, VigieError, date, labelled, language, number, translate
from ..observatory import Observatory
from ..territory.cog import Cog, fold
from ..territory.contours import Contours
from ..territory.crs import area_km2
from ..territory.model import COUNTRY, LEVELS, Territory, Unit, told_apart

DEFAULT_INDICATORS = (
    "population-change",
    "france-services-per-10000",
    "france-services-distance",
    "france-services-distance-centre",
    "petites-villes-de-demain-share",
    "action-coeur-de-ville-share",
)
SECTIONS = ("identity", "indicators", "map", "programmes", "zonings", "services", "members", "methods", "missing")
"""The sections that a sheet may leave out, in their order; sources and licences are always quoted."""
NAMES_SHOWN = 12
MEMBERS_SHOWN = 200


@dataclass(frozen=True)
class Fact:
    """A label with its value, and the source of the value."""

    label: str
    value: str
    source: str


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator of the territory beside its comparators; values are written out, in the order of the sheet's columns."""

    title: str
    unit: str
    values: tuple[str, ...]
    remark: str


@dataclass(frozen=True)
class FactSheet:
    """The content of a fact sheet, in the user's language. `results` are by commune, for the map; `sections` are those that are
    shown, of `SECTIONS`.
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
    sections: tuple[str, ...] = SECTIONS

    @property
    def mapped(self) -> Result | None:
        """The first indicator that tells communes apart, for the map."""
        for result in self.results:
            values = result.zones["value"].dropna()
            if values.nunique() > 1:
                return result
        return self.results[0] if self.results else None


def make_factsheet(
    observatory: Observatory,
    territory: Territory,
    mode: str,
    progress: Progress,
    layers: Mapping[str, LayerData] = MappingProxyType({}),
    indicators: Sequence[str] = DEFAULT_INDICATORS,
) -> FactSheet:
    """The fact sheet of a territory. What cannot be had is listed with the reason, and does not stop the rest.

    `layers` are the user's, by role; the role "contours" gives contours of communes.
    """
    contours = observatory.contours_among(layers, territory)
    missing: list[str] = []
    datasets = _datasets(observatory, territory, mode, progress, missing)
    results = observatory.study(indicators, territory, "commune", layers, mode, Stretch(progress, 60, 95))
    cog = observatory.cog
    columns = _columns(results)
    provenances = _unique([*(d.provenance for d in datasets), *(s for r in results for s in r.sources)])
    quoted = {provenance.entry: f"[{place}]" for place, provenance in enumerate(provenances, 2)}
    partial = {d.provenance.entry for d in datasets if _is_partial(d, cog, territory)}
    missing += _shared((result.definition.title, note) for result in results for note in result.notes)
    missing += _shared((provenance.title, note) for provenance in provenances for note in provenance.notes)
    sources = [
        f"[1] {cog.source}, {cog.producer}, {cog.licence}",
        *(f"{quoted[p.entry]} {_full_source(p)}" for p in provenances),
    ]
    return FactSheet(
        title=territory.name,
        kind=_kind(territory),
        language=language(),
        identity=tuple(_identity(observatory.cog, contours, territory)),
        members=tuple(_members(cog, territory)),
        programmes=tuple(_programmes(datasets, quoted, partial)),
        zonings=tuple(_zonings(datasets, quoted, partial)),
        services=tuple(_services(datasets, quoted, partial)),
        columns=tuple(columns.values()),
        indicators=tuple(_indicator_row(result, columns, quoted) for result in results),
        methods=tuple((result.definition.title, result.definition.method) for result in results),
        sources=(*sources, contours.credit),
        missing=tuple(dict.fromkeys(missing)),
        computed=results[0].computed if results else "",
        results=tuple(results),
        datasets=tuple(datasets),
    )


def _datasets(observatory: Observatory, territory: Territory, mode: str, progress: Progress, missing: list[str]) -> list[Dataset]:
    """Services and perimeters of the entries that come with the software: a sheet does not start dozens of downloads."""
    shown = [entry for entry in observatory.catalogue.entries() if entry.resource(EMBEDDED) is not None]
    entries = [entry for entry in shown if entry.schema in ("service", "perimeter")]
    found = []
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


def _shared(told: Iterable[tuple[str, str]]) -> list[str]:
    """Titles and their notes as lines; a note that several titles share is said once."""
    titles: dict[str, list[str]] = {}
    for title, note in told:
        titles.setdefault(note, []).append(title)
    return [labelled(", ".join(dict.fromkeys(several)), note) for note, several in titles.items()]


def _is_partial(dataset: Dataset, cog: Cog, territory: Territory) -> bool:
    """Whether the source leaves out communes of the territory."""
    return not set(territory.communes).issubset(cog.territory(",".join(dataset.provenance.coverage)).communes)


def _value(text: str, dataset: Dataset, partial: Set[str]) -> str:
    """What a source tells, with a word where it does not cover the whole territory."""
    return translate("reports", "{value} (partial)").format(value=text) if dataset.provenance.entry in partial else text


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
        facts.append(Fact(translate("reports", "Communes"), number(len(territory.communes)), "[1]"))
    shape = contours.dissolve([territory.communes])[0]
    whole = all(contours.has(code) for code in territory.communes)
    if shape is not None and whole:
        area = area_km2(shape)
        precise = contours.precise(territory.communes)
        about = "{value} {unit}" if precise else translate("reports", "about {value} {unit}")
        note = contours.source if precise else translate("reports", "generalised contours")
        facts.append(Fact(translate("reports", "Area"), about.format(value=number(area, 1), unit="km²"), note))
        if population is not None:
            density = about.format(value=number(population / area, 1), unit=translate("reports", "inh. per km²"))
            facts.append(Fact(translate("reports", "Density"), density, f"[1], {note}"))
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
    if cog.undated.isdisjoint(territory.communes):
        label = translate("reports", "Municipal population {year}").format(year=cog.population_year)
        return Fact(label, number(population), "[1]")
    period = cog.population_period(territory.communes)
    return Fact(translate("reports", "Municipal population"), f"{number(population)} ({period})", "[1]")


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
            facts.append(Fact(dataset.provenance.title, value, quoted[dataset.provenance.entry]))
    return facts


def _zonings(datasets: Sequence[Dataset], quoted: dict, partial: Set[str]) -> list[Fact]:
    facts = []
    for dataset in datasets:
        if dataset.schema == "perimeter" and _theme(dataset) == "zonings":
            classes = Counter(dataset.table["category"]).most_common()
            text = ", ".join(labelled(category, number(count)) for category, count in classes)
            value = _value(text or translate("reports", "none"), dataset, partial)
            facts.append(Fact(dataset.provenance.title, value, quoted[dataset.provenance.entry]))
    return facts


def _services(datasets: Sequence[Dataset], quoted: dict, partial: Set[str]) -> list[Fact]:
    facts = []
    for dataset in datasets:
        if dataset.schema == "service":
            names = sorted(dataset.table["name"].dropna())
            value = _value(number(len(dataset)), dataset, partial)
            if names and len(names) <= NAMES_SHOWN:
                value = f"{value} – {', '.join(names)}"
            facts.append(Fact(dataset.provenance.title, value, quoted[dataset.provenance.entry]))
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
