# SPDX-License-Identifier: GPL-2.0-or-later
"""What a worker does: the facts of one part, from those features of the layers that can count in it."""

from __future__ import annotations

import os
import pickle
import platform
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple, Union

import numpy as np

from ..harmonize.dataset import Dataset
from ..indicators.definition import CONTOURS_ROLE, Definition, expressions_of
from ..indicators.distances import STRAYED_METRES
from ..indicators.engine import facts_of
from ..indicators.facts import Facts, Samples
from ..indicators.inputs import LayerData
from ..indicators.kinds import INSIDE
from ..indicators.placing import Context
from ..indicators.zonings import Zoning
from ..messages import Silent, VigieError, set_language
from ..requirements import shapely as require_shapely
from ..territory.cog import Cog
from ..territory.crs import GEOGRAPHIC
from ..territory.model import Territory
from .expressions import evaluate
from .parts import Box, Part, box_in, box_of, meeting, some, widened
from .sources import PartedLayer

FIRST_KM = 25.0
"""How wide a halo is tried first."""

FARTHEST_KM = 400.0
"""Beyond, all is read: within, what is near to a start is of the same legal system, for those are more than twice as far apart."""

SURE = 0.9
"""Which share of the halo a distance may be: the nearest is sought in a plane, which stretches by a few hundredths at most."""

AROUND_KM = 5.0
"""How far around the user's zones communes are at hand: town halls stray by a kilometre."""

NUMBERS = ("numerator", "denominator", "known", "features", "without", "passing")
"""The arrays of `Facts` that larger zones are made of."""


@dataclass(frozen=True, eq=False)
class Job:
    """All that parts have in common. `zonings`: all zones by level; `doubtful`: communes where no position is trusted."""

    definitions: tuple[Definition, ...]
    inputs: Mapping[str, Dataset | PartedLayer]
    territory: Territory
    zonings: Mapping[str, Zoning]
    doubtful: frozenset[str]
    language: str


class Packed(NamedTuple):
    """A job on its way: its bytes, and a name for them."""

    name: str
    content: bytes


@dataclass
class Answer:
    """What was made of a part: the facts of its zones in their order by indicator (places of `Samples` are of that order too).

    `read`: features that were read by role, however often; `halo`: the widest, in km; `dimensions`: by indicator, whether features were
    there, and whether some were of the dimension that is measured. `error`: the sentence of a `VigieError`.
    """

    part: Part
    facts: dict[str, Facts | Samples] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)
    halo: float = 0.0
    dimensions: dict[str, tuple[bool, bool]] = field(default_factory=dict)
    seconds: float = 0.0
    megabytes: float = 0.0
    worker: str = ""
    error: str = ""
    detail: str = ""


Input = Union[Dataset, LayerData]

_opened: dict[str, Job] = {}


def packed(job: Job, name: str) -> Packed:
    """The job as it travels. It is unpacked by workers of one's own only: see docs/batch.md."""
    return Packed(name, pickle.dumps(job, protocol=5))


def kept(content: Packed) -> Packed:
    """The same: a task whose answer workers fetch from each other, and which the scheduler has made anew where all of them were lost."""
    return content


def done(content: Packed, part: Part) -> Answer:
    """The facts of a part; a `VigieError` comes back as its sentence, for trying again would not help."""
    started, answer = time.perf_counter(), Answer(part, worker=f"{platform.node()}:{os.getpid()}")
    try:
        job = _job(content)
        set_language(job.language)
        with np.errstate(invalid="ignore"):  # GEOS 3.11 raises that flag of the processor for no reason
            Work(job, part, answer).run()
    except VigieError as error:
        answer.error, answer.detail = error.sentence, error.detail
    answer.seconds = time.perf_counter() - started
    answer.megabytes = _peak()
    return answer


def _peak() -> float:
    """The most memory that this process ever had, in MB; 0 on Windows, which does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _job(content: Packed) -> Job:
    if content.name not in _opened:
        _opened.clear()
        _opened[content.name] = pickle.loads(content.content)  # noqa: S301 (our own, by our own scheduler)
    return _opened[content.name]


@lru_cache(maxsize=1)
def _cog() -> Cog:
    return Cog()


class _Outlines:
    """Of the contours, what facts are made with besides the zoning."""

    def __init__(self, doubtful: frozenset[str]) -> None:
        self._doubtful = doubtful

    def doubtful(self, _: Cog) -> frozenset[str]:
        return self._doubtful


class Work:
    """A part under way."""

    def __init__(self, job: Job, part: Part, answer: Answer) -> None:
        self.job, self.part, self.answer = job, part, answer
        self.zoning, communes = job.zonings[part.level], job.zonings["commune"]
        self.box: Box | None = None  # in degrees; None where there is nothing to read
        self.everywhere = part.whole
        self.near, places = np.arange(len(self.zoning.codes)), communes
        if not part.whole:
            boxes = require_shapely().bounds(self.zoning.shapes)
            own = box_of(boxes[part.zones])
            self.near = np.union1d(part.zones, np.flatnonzero(meeting(boxes, own)))
            self.box = box_in(own, self.zoning.crs, GEOGRAPHIC)
            self.everywhere = own is not None and self.box is None
            if self.zoning.own and self.box is not None:
                around = meeting(require_shapely().bounds(communes.shapes), widened(self.box, AROUND_KM))
                places = some(communes, np.flatnonzero(around))
            self.zoning = some(self.zoning, self.near)
        self.places = places if self.zoning.own else self.zoning
        self.at = np.searchsorted(self.near, part.zones)
        self.layers: dict[str, LayerData] = {}
        self.shared: dict = {}

    def run(self) -> None:
        """Fill the answer."""
        for definition in self.job.definitions:
            if definition.id in self.part.definitions:
                measured = definition.compute["kind"] in ("nearest", "within")
                targets = self.job.inputs[definition.compute["layer"]] if measured else None
                if isinstance(targets, PartedLayer) and not self.part.whole:
                    facts = self._nearest(definition)
                else:
                    facts = self._made(definition, {role: self._input(role) for role in definition.roles})
                self.answer.facts[definition.id] = self._own(facts, self.at)

    def _context(self, places: Zoning) -> Context:
        own = self.job.zonings[self.part.level].codes
        return Context(
            cog=_cog(),
            contours=_Outlines(self.job.doubtful),
            territory=self._territory(places),
            evaluate=evaluate,
            kept=self.shared,
            places=places,
            counted=frozenset(own[place] for place in self.part.zones),
        )

    def _territory(self, places: Zoning) -> Territory:
        """The territory, as far as its communes are at hand: that is all that is looked at."""
        whole = self.job.territory
        return whole._replace(communes=tuple(sorted(set(whole.communes).intersection(places.codes))))

    def _made(self, definition: Definition, inputs: dict[str, Input]) -> Facts | Samples:
        asked = definition.compute
        if asked.get("aggregate") in INSIDE and isinstance(inputs[asked["layer"]], LayerData):
            inputs = {**inputs, asked["layer"]: self._measurable(definition, inputs[asked["layer"]])}
        return facts_of(definition, inputs, self.zoning, self._context(self.places), Silent())

    def _measurable(self, definition: Definition, layer: LayerData) -> LayerData:
        """The layer; empty when it holds nothing here of the dimension that is measured: elsewhere it may."""
        if layer.is_table:
            return layer
        dimensions = require_shapely().get_dimensions(layer.geometry)
        wanted = 1 if definition.compute["aggregate"] == "length" else 2
        there, fit = bool((dimensions >= 0).any()), bool((dimensions == wanted).any())
        self.answer.dimensions[definition.id] = there, fit
        if fit or not there:
            return layer
        values = {expression: given[:0] for expression, given in layer.values.items()}
        return replace(layer, shapes=layer.geometry[:0], xy=None, values=values)

    def _input(self, role: str) -> Input:
        """A layer, with its features in the box of the part; a dataset is at hand whole."""
        item = self.job.inputs[role]
        if isinstance(item, Dataset):
            return item
        if role not in self.layers:
            self.layers[role] = self._read(item, self.box, everywhere=self.everywhere)
        return self.layers[role]

    def _read(self, item: PartedLayer, box: Box | None, everywhere: bool = False) -> LayerData:
        """The features in a box (degrees; None: none); all of them, `everywhere`."""
        nowhere = (0.0, 0.0, 0.0, 0.0) if box is None else box_in(box, GEOGRAPHIC, item.crs)
        role = item.origin.role
        data = item.read(None if everywhere else nowhere, expressions_of(self.job.definitions, role), Silent())
        self.answer.read[role] = self.answer.read.get(role, 0) + len(data)
        return data

    # Distances

    def _nearest(self, definition: Definition) -> Facts:
        """Facts of distances to features that may lie beyond the part: read as far as the farthest start needs."""
        asked = definition.compute
        role, limit = asked["layer"], asked.get("km", np.inf)
        target: PartedLayer = self.job.inputs[role]
        starts = {other: self._input(other) for other in definition.roles if other != role}
        box = self._starts_box(definition)
        halo = FIRST_KM if np.isinf(limit) else limit / SURE + 1.0
        if box is None and not self.everywhere:
            return self._made(definition, {**starts, role: self._read(target, None)})
        while box is not None and halo <= FARTHEST_KM:
            self.answer.halo = max(self.answer.halo, halo)
            targets = self._read(target, widened(box, halo + STRAYED_METRES / 1000))
            facts = self._made(definition, {**starts, role: targets})
            needed = self._needed(facts, self.at, limit)
            if needed <= SURE * halo:
                return facts
            halo = max(2 * halo, 1.01 * needed / SURE) if np.isfinite(needed) else 4 * halo
        return self._far(definition, {**starts, role: self._read(target, None, everywhere=True)})

    def _needed(self, facts: Facts, at: np.ndarray, limit: float) -> float:
        """How far one has to have looked, in km, for what was found to be the nearest; infinite when nothing was found."""
        farthest = facts.farthest[at]
        return float(np.where(np.isinf(farthest), np.inf, np.minimum(farthest, limit)).max(initial=0.0))

    def _starts_box(self, definition: Definition) -> Box | None:
        """What the starts span: the part, and the places of communes without a contour."""
        origin = definition.compute["from"]
        item = None if origin == CONTOURS_ROLE else self.job.inputs[origin]
        if not isinstance(item, Dataset) or item.geometry is None or self.zoning.own:
            return self.box
        shapely = require_shapely()
        lacking = [self.zoning.codes[place] for place in self.at if self.zoning.shapes[place] is None]
        bounds = shapely.bounds(item.geometry[item.table["commune"].isin(lacking).to_numpy(bool)])
        here = [] if self.box is None else [self.box]
        return box_of(np.vstack([bounds.reshape(-1, 4), np.array(here).reshape(-1, 4)]))

    def _far(self, definition: Definition, inputs: dict[str, Input]) -> Facts:
        """The same among all features, with all communes at hand to tell which legal system each of them is of."""
        every = self.job.zonings["commune"]
        if self.zoning.own:
            return facts_of(definition, inputs, self.zoning, self._context(every), Silent())
        facts = facts_of(definition, inputs, every, self._context(every), Silent())
        return _taken(facts, self.near)

    def _own(self, facts: Facts | Samples, at: np.ndarray) -> Facts | Samples:
        """Of facts of the zones at hand, those of the zones of the part."""
        return _taken(facts, at)


def _taken(facts: Facts | Samples, at: np.ndarray) -> Facts | Samples:
    """The facts of the zones at these places, in that order."""
    if isinstance(facts, Samples):
        place = np.full(len(facts.known), -1)
        place[at] = np.arange(len(at))
        here = place[facts.zones]
        return replace(facts, zones=here[here >= 0], values=facts.values[here >= 0], known=facts.known[at])
    arrays = {name: getattr(facts, name) for name in (*NUMBERS, "farthest")}
    return replace(facts, **{name: None if array is None else array[at] for name, array in arrays.items()})
