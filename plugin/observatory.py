# SPDX-License-Identifier: GPL-2.0-or-later
"""The walk from a territory to figures, as one service: the dock, the Processing algorithms and the demo all use it.

It imports no QGIS: the HTTP session is handed in.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import requests

from .catalog.curated import CuratedCatalogue, found_resource
from .catalog.endpoints import (
    Choices,
    chosen_endpoints,
    embedded_endpoints,
    load_choices,
    rates,
    save_choices,
    written_endpoint,
)
from .catalog.federation import Federation, Search
from .catalog.model import Box, Entry, Query
from .catalog.provider import Endpoint
from .catalog.ranking import Ranking
from .catalog.targets import Target, targets_of
from .catalog.text import stems
from .files.cut import Cut
from .files.memory import Memory
from .harmonize.dataset import Dataset
from .harmonize.outside import check_address
from .harmonize.pipeline import harmonize
from .harmonize.reading import RawFile
from .harmonize.recipe import EMBEDDED, LIVE, RECIPES, SAMPLES, Part, Recipe, Source, load_recipe
from .indicators.definition import CONTOURS_ROLE, Definition, choose, embedded_definitions, in_order
from .indicators.engine import Result, compute_each, zones_asked
from .indicators.placing import Context, Input
from .indicators.zonings import OWN
from .messages import Progress, Stretch, VigieError, date, number, translate
from .network.cache import MAXIMUM_CACHE_BYTES, Cache
from .network.door import Door, Limits, Pace
from .store.geopackage import GeoPackage
from .store.results import earlier
from .store.tables import territory_table, unit_table
from .territory.cog import Cog
from .territory.contours import Boxes, Contours
from .territory.crs import to_geographic
from .territory.identity import Identity, Powers, identity, powers_holder
from .territory.model import COUNTRY, Territory, Unit, together

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from .loading import Loader
    from .publications.library import Library
    from .reference import Reference
    from .remote.isochrones import Reach
    from .shared_catalog.kept import Kept
    from .shared_catalog.places import Place, Reader
    from .store.store import Store


DENSITY_GRID = "density-grid"
"""The entry of the catalogue that classes communes by density."""


DATAGOUV = "datagouv"
"""The source in which recipes find their resources, unless they say another."""


class Observatory:
    """Territories, curated catalogue, harmonised datasets and indicators, each read on first use and kept.

    `new_session` makes an HTTP session for one piece of work, given its progress and the endpoint whose credentials it may
    use (or None); `folder` is the product's own, for downloads (`room` bytes at most) and for
    the user's choices; `evaluate` gives what an expression of QGIS is for each row of a table; `store` opens where figures are kept.
    """

    def __init__(
        self,
        new_session: Callable[[Progress, Endpoint | None], requests.Session],
        folder: Path,
        room: int = MAXIMUM_CACHE_BYTES,
        evaluate: Callable[[str, pd.DataFrame, np.ndarray | None], np.ndarray] | None = None,
        store: Callable[[], Store] | None = None,
    ) -> None:
        self._store = store or (lambda: GeoPackage(folder / "vigie.gpkg"))
        self._new_session = new_session
        self._evaluate = evaluate
        self._folder = folder
        self._cache = Cache(folder / "downloads", room)
        self._choices = folder / "endpoints.json"
        self._patience = 1.0
        self._datasets: dict[tuple, Dataset] = {}
        self._covered: dict[tuple[str, ...], frozenset[str]] = {}

    def limit(self, silence: float, largest: int) -> None:
        """From now on, give up a server after that many seconds without a word (those that are known to be slow get more, in
        proportion), and a download over `largest` bytes.
        """
        self._patience = silence / Limits.stall
        self._cache.largest_bytes = largest

    @cached_property
    def cog(self) -> Cog:
        """The current geographic code."""
        return Cog()

    @cached_property
    def contours(self) -> Contours:
        """The embedded, generalised contours."""
        return Contours.embedded()

    @cached_property
    def reference(self) -> Reference:
        """The precise contours that are kept, and what fetches them."""
        from .reference import Reference
        from .store.contours import KeptContours

        kept = KeptContours(self._folder)
        return Reference(lambda: self.cog, lambda: self.contours, lambda: self.loader, kept)

    def contours_for(self, territory: Territory, progress: Progress, fetch: bool = False) -> Contours:
        """The precise contours that are kept of a territory, else the embedded, generalised ones; with `fetch`, precise ones are
        fetched first (see `Reference.fetch`).
        """
        return self.reference.fetch(territory, progress) if fetch else self.reference.contours(territory)

    def cut(self, territory: Territory) -> Cut:
        """What cuts rows to a territory: by precise contours where they are kept, else by the embedded ones."""
        return Cut(territory, self.cog, self.reference.contours(territory))

    @cached_property
    def catalogue(self) -> CuratedCatalogue:
        """The curated catalogue."""
        recipes = (load_recipe(path, trusted=True) for path in sorted(RECIPES.glob("*.json")))
        return CuratedCatalogue({recipe.id: recipe for recipe in recipes})

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """The embedded definitions of indicators, by id."""
        return embedded_definitions()

    @cached_property
    def federation(self) -> Federation:
        """All the sources that are searched, as the user has chosen and ordered them. A `VigieError` names what is wrong in
        her list.
        """
        from .catalog.sources import providers_of  # the readers of all protocols are heavy

        providers = providers_of(self._endpoints, self.catalogue, self.publication_entries)
        return Federation(providers, self._endpoint_door, Ranking(self.cog))

    @cached_property
    def publications(self) -> Library:
        """The library of publications: `refresh` reads the official feeds, `find` searches what is kept."""
        from .publications.library import Library  # the readers of feeds are heavy

        return Library(self._folder, lambda: self.cog, self._cache, lambda progress: self._door(progress, None))

    def publication_entries(self) -> list[Entry]:
        """The publications that are kept, as entries of the catalogue."""
        return self.publications.entries()

    @cached_property
    def _endpoints(self) -> list[Endpoint]:
        return chosen_endpoints(embedded_endpoints(), self.choices)

    @cached_property
    def _pace(self) -> Pace:
        return Pace(rates(self._endpoints))

    def _endpoint_door(self, endpoint: Endpoint, progress: Progress) -> Door:
        limits = Limits(total=3 * endpoint.timeout, stall=endpoint.timeout)
        return Door(self._new_session(progress, endpoint), progress, self._pace, limits, self._patience)

    def _door(self, progress: Progress, endpoint: Endpoint | None) -> Door:
        """A door to any address; with the credentials of an endpoint, if one is given."""
        return Door(self._new_session(progress, endpoint), progress, self._pace, patience=self._patience)

    @cached_property
    def shared(self) -> Kept:
        """The catalogues of the networks that the user belongs to."""
        from .shared_catalog.kept import FOLDER_NAME, Kept

        curated = {entry.id for entry in self.catalogue.entries()}
        return Kept(self._folder / FOLDER_NAME, set(self.definitions), curated)

    def shared_reader(self, progress: Progress, table: Callable[[Place], bytes], address: str = "", authcfg: str = "") -> Reader:
        """What reads a catalogue: `table` gives the document of a table; `authcfg` are the credentials for its address."""
        from .shared_catalog.places import Reader

        endpoint = Endpoint(address, address, "shared", address, authcfg=authcfg) if authcfg else None
        return Reader(lambda: self._door(progress, endpoint), table)

    @cached_property
    def loader(self) -> Loader:
        """What describes and copies whatever is found."""
        from .loading import Loader  # the readers of all formats are heavy

        return Loader(
            self._door,
            self._cache,
            Memory(self._folder / "options.json"),
            lambda: self.cog,
            lambda: self.contours,
            self.cut,
        )

    def target(self, written: str, kind: str, territory: Territory | None, progress: Progress) -> Target:
        """The best way to get an entry written as ``source:id``; of that kind when one is given. A `VigieError` when there is
        none.
        """
        known = [endpoint.id for endpoint in self.federation.endpoints]
        source = next((one for one in sorted(known, key=len, reverse=True) if written.startswith(f"{one}:")), "")
        if not source:
            sentence = translate(
                "observatory", "“{written}” is not understood: write source:id, the source being one of {known}."
            )
            raise VigieError(sentence.format(written=written, known=", ".join(known)))
        entry = self.federation.entry(source, written[len(source) + 1 :].strip(), progress)
        targets = [one for one in self.targets(entry, territory, progress) if not kind or one.resource.kind == kind]
        if not targets:
            raise VigieError(
                translate("observatory", "“{title}” has no resource of the kind {kind}: it has {kinds}.").format(
                    title=entry.title, kind=kind, kinds=", ".join(dict.fromkeys(one.kind for one in entry.resources))
                )
            )
        return targets[0]

    def targets(self, entry: Entry, territory: Territory | None, progress: Progress) -> list[Target]:
        """The ways to get an entry, the best first; what is not known of it yet is asked. A `VigieError` when there is none."""
        whole = self.federation.details(entry, progress)
        endpoint = next((one for one in self.federation.endpoints if one.id == whole.source), None)
        return targets_of(whole, territory, endpoint, self.cog)

    def warm(self) -> None:
        """Read ahead what pages and searches need. Imports and small files hold a window that is drawn meanwhile (each look at a
        file takes Python back before others have it): that is felt less when the dock opens than amid a search.
        """
        with suppress(ImportError):  # the search that needs a library says that it is missing
            importlib.import_module(".catalog.sources", __package__)
        self.cog.search("a", 1)  # builds the index of names
        stems("a")
        self.box(self.cog.territory(COUNTRY))
        with suppress(VigieError):  # kept contours that cannot be read are told when they are used
            self.reference.has_precise(self.cog.territory(COUNTRY))

    @property
    def choices(self) -> Choices:
        """What the user changed in the list of sources."""
        return load_choices(self._choices)

    def choose_sources(self, choices: Choices) -> None:
        """Keep what the user changed, and search accordingly from now on."""
        save_choices(choices, self._choices)
        for name in ("federation", "_endpoints", "_pace"):
            self.__dict__.pop(name, None)

    def search(self, query: Query, sources: Sequence[str] | None = None) -> Search:
        """A search in the enabled sources, or in those given by id or as ``kind:address``; its `next` asks them."""
        from .catalog.sources import provider_of

        if sources is None:
            return self.federation.ask(query)
        names = []
        for written in sources:
            endpoint = written_endpoint(written)
            if endpoint is not None:
                self.federation.add(endpoint, provider_of(endpoint, self.catalogue, self.publication_entries))
            names.append(endpoint.id if endpoint else written.strip())
        return self.federation.ask(query, names)

    def box(self, territory: Territory) -> Box | None:
        """What the territory spans, in degrees (west, south, east, north); None where it has no contour."""
        return self._boxes.around(territory.communes)

    @cached_property
    def _boxes(self) -> Boxes:
        return Boxes()

    @property
    def folder(self) -> Path:
        """The product's own folder."""
        return self._folder

    def load(
        self,
        entry_id: str,
        territory: Territory,
        mode: str,
        progress: Progress,
        other_mode: bool = False,
        fresh: bool = False,
    ) -> Dataset:
        """The harmonised dataset of a catalogue entry, cut to the territory.

        `mode` is "embedded" or "live"; with `other_mode`, the other one serves where the entry has no such source. With
        `fresh`, a live source that cannot be reached is an error, even if an earlier download is kept. A `VigieError` says so
        when the source does not cover the territory at all; a note of the provenance when it covers part of it.
        """
        area = self.cut(territory)
        dataset = self.dataset(entry_id, territory, mode, progress, other_mode, fresh, area)
        cut = dataset.within(territory.communes, territory.key)
        notes = list(cut.provenance.notes)
        outside = set(territory.communes).difference(self.covered(dataset.provenance.coverage))
        if len(outside) == len(territory.communes):
            raise self._not_covered(dataset, territory)
        if outside:
            partial = translate("observatory", "Partial: {count} communes of the territory are not covered by this source.")
            notes.append(partial.format(count=number(len(outside))))
        missing = 0 if cut.geometry is None else sum(shape is None for shape in cut.geometry)
        if missing:
            unplaced = translate("observatory", "{count} of these rows have no position: they are in the table, not on the map.")
            notes.append(unplaced.format(count=number(missing)))
        notes += self._drawn_as_before(cut, territory)
        return replace(cut, provenance=replace(cut.provenance, notes=tuple(notes)))

    def covered(self, coverage: tuple[str, ...]) -> frozenset[str]:
        """The communes (INSEE codes) of written territories, such as a source says to be complete for."""
        if coverage not in self._covered:
            self._covered[coverage] = frozenset(self.cog.territory(",".join(coverage)).communes)
        return self._covered[coverage]

    def counts(self, territory: Territory, progress: Progress) -> dict[str, int | None]:
        """How many rows of the territory each embedded copy has, by entry; None where it does not cover it. No network."""
        entries = [entry for entry in self.catalogue.entries() if entry.resource(EMBEDDED) is not None]
        found: dict[str, int | None] = {}
        for place, entry in enumerate(entries):
            progress.step(100 * place / len(entries), entry.title)
            part = Stretch(progress, 100 * place / len(entries), 100 * (place + 1) / len(entries))
            dataset = self.dataset(entry.id, territory, EMBEDDED, part)
            apart = self.covered(dataset.provenance.coverage).isdisjoint(territory.communes)
            found[entry.id] = None if apart else len(dataset.within(territory.communes, territory.key))
        return found

    def newer(self, entry_id: str, territory: Territory, made: datetime, checksum: str, progress: Progress) -> bool | None:
        """Whether the live source of an entry has other files than those that a dataset was made from, at the moment `made`, by files
        of that checksum; None when nothing tells. Nothing is downloaded.
        """
        recipe = self.catalogue.recipe(entry_id)
        source, door = self._source(recipe, LIVE, territory), self._door(progress, None)
        answers = []
        for part in source.parts:
            progress.hear()
            address = part.address or self._found(part, progress)
            kept = self._cache.find(address)
            if kept is None:
                answers.append(None)
            elif kept.sha256 != checksum and datetime.fromisoformat(kept.fetched) > made:
                answers.append(True)  # it was downloaded again since, for something else
            else:
                answers.append(self._cache.newer(door, address))
        if any(answers):
            return True
        return None if None in answers else False

    def _drawn_as_before(self, dataset: Dataset, territory: Territory) -> list[str]:
        """A note on communes whose contour still holds those that left them, where rows are drawn with contours."""
        if dataset.geometry is None or dataset.schema == "service":
            return []
        contours = self.reference.contours(territory)
        parents = {split["parent"] for split in self.cog.splits if not contours.has(split["code"])}
        names = [self.cog.unit("commune", code).name for code in sorted(parents.intersection(territory.communes))]
        told = translate("observatory", "Drawn with the contour from before their division: {names}.")
        return [told.format(names=", ".join(names))] if names else []

    def dataset(
        self,
        entry_id: str,
        territory: Territory,
        mode: str,
        progress: Progress,
        other_mode: bool = False,
        fresh: bool = False,
        cut: Cut | None = None,
    ) -> Dataset:
        """The harmonised dataset of an entry over all that its source covers (a live source that is asked by département
        covers those of the territory). With a `cut`, more than its territory need not be given. See `load`.
        """
        recipe = self.catalogue.recipe(entry_id)
        if other_mode and mode not in recipe.sources:
            only = next(iter(recipe.sources))
            return _in_place_of(mode, self.dataset(entry_id, territory, only, progress, fresh=fresh, cut=cut))
        source = self._source(recipe, mode, territory)
        key = (recipe.id, mode, tuple(part.address for part in source.parts))
        if key not in self._datasets:
            with self._files(recipe, source, Stretch(progress, 0, 60), fresh) as (files, notes):
                progress.step(60, recipe.title)
                area = cut if mode == LIVE else None
                made = harmonize(recipe, source, files, self.cog, self.contours, area, Stretch(progress, 60, 100))
            if mode == LIVE:
                return replace(made, provenance=replace(made.provenance, notes=(*made.provenance.notes, *notes)))
            self._datasets[key] = made
        return self._datasets[key]

    def _source(self, recipe: Recipe, mode: str, territory: Territory) -> Source:
        source = recipe.sources.get(mode)
        if source is None:
            message = (
                translate("observatory", "“{title}” has no known live address yet: use the embedded copy.")
                if mode == LIVE
                else translate("observatory", "“{title}” has no embedded copy: use the live source.")
            )
            raise VigieError(message.format(title=recipe.title))
        if not source.per_departement:
            return source
        departements = [unit.code for unit in self.cog.groups(territory, "departement")]
        parts = [part.of_departement(code) for code in departements for part in source.parts]
        return replace(source, parts=tuple(parts), coverage=tuple(f"departement:{code}" for code in departements))

    @contextmanager
    def _files(
        self, recipe: Recipe, source: Source, progress: Progress, fresh: bool
    ) -> Iterator[tuple[list[RawFile], tuple[str, ...]]]:
        """Where the parts of a source lie, in use meanwhile, and what is to be said of them."""
        if source.mode == EMBEDDED:
            yield [RawFile(part, SAMPLES / part.address) for part in source.parts], ()
            return
        door = self._door(progress, None)
        with ExitStack() as used:
            files, notes = [], {}
            for part in source.parts:
                part = replace(part, address=part.address or self._found(part, progress))
                if not recipe.trusted:
                    check_address(part.address)
                kept = self._cache.fetch(door, part.address, progress)
                used.callback(self._cache.release, kept)
                if kept.note and fresh:
                    raise VigieError(kept.note)
                files.append(RawFile(part, kept.path, kept.content))
                notes.update({kept.note: None} if kept.note else {})
            yield files, tuple(notes)

    def _found(self, part: Part, progress: Progress) -> str:
        """The address, today, of the resource that a recipe describes."""
        find = part.find
        if find is None:
            raise VigieError(
                translate("observatory", "This recipe does not say where its file is found: give the file to vigie:recipe.")
            )
        entry = self.federation.entry(find.get("source", DATAGOUV), find["dataset"], progress)
        return found_resource(entry, find["resource"], find.get("format", part.format)).address

    def _not_covered(self, dataset: Dataset, territory: Territory) -> VigieError:
        provenance = dataset.provenance
        covered = self.cog.territory(",".join(provenance.coverage)).name
        sentence = translate("observatory", "“{title}” does not cover {territory}: this copy is limited to {coverage}.")
        if provenance.mode == EMBEDDED and LIVE in self.catalogue.recipe(provenance.entry).sources:
            sentence += " " + translate("observatory", "Use the live source.")
        return VigieError(sentence.format(title=provenance.title, territory=territory.name, coverage=covered))

    def study(
        self,
        definitions: Sequence[str],
        territory: Territory,
        level: str,
        layers: Mapping[str, Input],
        mode: str,
        progress: Progress,
    ) -> list[Result]:
        """Indicators (ids, or paths of definitions) by the units of `level` that the territory touches.

        `layers` are the user's, by role; the role "contours" gives contours of communes, "zones" those of her own (or a dataset of
        perimeters). Roles that are not bound and
        name an entry of the catalogue are loaded: embedded ones first where no live address is known. Travel times are those of roads
        when `mode` is "live", else straight lines.
        """
        return self.study_each(definitions, [territory], level, layers, mode, progress)[0]

    def study_each(
        self,
        definitions: Sequence[str],
        territories: Sequence[Territory],
        level: str,
        layers: Mapping[str, Input],
        mode: str,
        progress: Progress,
    ) -> list[list[Result]]:
        """What `study` gives of each territory, in a fraction of the time: sources are read and placed once for all of them."""
        chosen, ordered, inputs, context = self.prepare(definitions, territories, layers, mode, progress)
        results: list[dict[str, Result]] = [{} for _ in territories]
        for place, definition in enumerate(ordered):
            part = Stretch(progress, 50 + 50 * place / len(ordered), 50 + 50 * (place + 1) / len(ordered))
            found = compute_each(definition, level, inputs, context, territories, part, results)
            for of_territory, result in zip(results, found):
                of_territory[definition.id] = result
        return [[of_territory[definition.id] for definition in chosen] for of_territory in results]

    def prepare(
        self,
        definitions: Sequence[str],
        territories: Sequence[Territory],
        layers: Mapping[str, Input],
        mode: str,
        progress: Progress,
    ) -> tuple[list[Definition], list[Definition], dict[str, Input], Context]:
        """What the engine is handed: the definitions that are asked for, the same and what they are made of in the order in which they
        are made, all inputs by role, and the context of the territories together.
        """
        chosen = choose(definitions, self.definitions)
        ordered = in_order(chosen, self.definitions)
        progress.hear()  # what is read on first use takes a while
        territory = territories[0] if len(territories) == 1 else together(territories)
        context = self._context(layers, territory, self.reach(mode == LIVE, progress))
        inputs: dict[str, Input] = {role: layer for role, layer in layers.items() if role != CONTOURS_ROLE}
        roles = list(dict.fromkeys(role for definition in ordered for role in definition.roles if role not in inputs))
        progress.hear()
        known = {entry.id for entry in self.catalogue.entries()} if roles else set()
        for place, role in enumerate(roles):
            if role in known:
                part = Stretch(progress, 50 * place / len(roles), 50 * (place + 1) / len(roles))
                part.step(0, self.catalogue.recipe(role).title)
                inputs[role] = self.dataset(role, territory, mode, part, other_mode=True)
        return chosen, ordered, inputs, context

    def _context(self, layers: Mapping[str, Input], territory: Territory, reach: Reach | None = None) -> Context:
        return Context(self.cog, self.contours_among(layers, territory), territory, self._evaluate, reach, self._earlier)

    def _earlier(self, result: Result, date: str) -> Result:
        """The figures of a result that the store keeps of a date."""
        return earlier(self._store(), result, date)

    def zones(self, layers: Mapping[str, Input], territory: Territory, level: str) -> tuple[pd.DataFrame, np.ndarray]:
        """The zones that figures are computed for, as `territory_table` gives them; those of the user's among `layers` too."""
        contours = self.contours_among(layers, territory)
        if level != OWN:
            return territory_table(self.cog, contours, territory, level)
        zoning, pairs, _ = zones_asked(level, layers, self._context(layers, territory))
        if not zoning.own:
            return unit_table(pairs, territory, contours), contours.dissolve([members for _, members in pairs])
        table = unit_table([(unit, ()) for unit, _ in pairs], territory, contours)
        return table.assign(contours="own"), to_geographic(zoning.shapes, zoning.crs)

    def identity(self, unit: Unit, progress: Progress, live: bool = False) -> Identity:
        """What a collectivity is; with `live`, the powers of its EPCI are asked of BANATIC. What cannot be had is in the notes."""
        territory = self.cog.territory(unit.key)
        grid = self.dataset(DENSITY_GRID, territory, EMBEDDED, Stretch(progress, 0, 40)).table
        density = {code: name for codes, name in zip(grid["communes"], grid["category"]) for code in codes.split()}
        progress.step(40, unit.name)
        found = identity(unit, self.cog, self.contours_for(territory, progress), self.contours, density)
        powers, note = self._powers(unit, Stretch(progress, 60, 100), live)
        return replace(found, powers=powers, notes=(*found.notes, *([note] if note else ())))

    def _powers(self, unit: Unit, progress: Progress, live: bool) -> tuple[Powers | None, str]:
        """The powers of the EPCI that a unit is or lies in, and what is to be said of them."""
        from .remote.banatic import Banatic

        not_known = translate("observatory", "Competences and syndicates: not known. {why}")
        siren = powers_holder(unit)
        if not siren:
            return None, not_known.format(why=translate("observatory", "BANATIC tells those of EPCI."))
        if not live:
            return None, not_known.format(why=translate("observatory", "BANATIC was not asked."))
        progress.step(0, "BANATIC")
        try:
            powers = Banatic(self._folder / "banatic").powers(siren, self._door(progress, None))
        except VigieError as error:
            return None, not_known.format(why=error.sentence)
        return powers, powers.note

    def reach(self, network: bool, progress: Progress, speed: float | None = None, detour: float | None = None) -> Reach:
        """What tells the areas from which points are reached in so many minutes: by road, with `network`; else in a straight line, at
        `speed` (km/h) on roads that are `detour` times as long.
        """
        from .remote.isochrones import DETOUR, Isochrones, StraightLine

        if not network:
            return StraightLine(speed, DETOUR if detour is None else detour)
        door = Door(self._new_session(progress, None), progress, self._navigation_pace)
        return Isochrones(door, self._folder)

    @cached_property
    def _navigation_pace(self) -> Pace:
        """The Géoplateforme counts the requests to each of its services apart."""
        from .remote.isochrones import ENDPOINT

        return Pace(rates([ENDPOINT]))

    def contours_among(self, layers: Mapping[str, Input], territory: Territory) -> Contours:
        """The contours of communes that the user gives among `layers` (by role), else the precise ones that are kept of the
        territory, else the embedded ones.
        """
        layer = layers.get(CONTOURS_ROLE)
        if layer is None:
            return self.reference.contours(territory)
        if layer.codes is None:
            raise VigieError(
                translate("observatory", "“{layer}” holds no contours of communes: it needs a field of INSEE codes.").format(
                    layer=layer.name
                )
            )
        return Contours.given(layer.codes, to_geographic(layer.geometry, layer.crs), layer.name, self.cog)


def _in_place_of(mode: str, dataset: Dataset) -> Dataset:
    """The dataset, with a note that it is not from the kind of source that was asked for."""
    told = (
        translate("observatory", "No live address is known yet: the embedded copy of {date} was used.")
        if mode == LIVE
        else translate("observatory", "There is no embedded copy: the live source was used ({date}).")
    )
    provenance = dataset.provenance
    note = told.format(date=date(provenance.date))
    return replace(dataset, provenance=replace(provenance, notes=(*provenance.notes, note)))
