# SPDX-License-Identifier: GPL-2.0-or-later
"""The whole of a batch: looked at, cut into parts, computed by a pool, put together, finished by the engine itself."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

import numpy as np

from ..harmonize.dataset import Dataset
from ..harmonize.recipe import EMBEDDED
from ..indicators.definition import CONTOURS_ROLE, Definition
from ..indicators.engine import Result, check_inputs, compute_each, zones_asked
from ..indicators.facts import Facts, Samples
from ..indicators.inputs import LayerData
from ..indicators.placing import Context, Input
from ..indicators.zonings import OWN, Zoning
from ..messages import Progress, Stretch, VigieError, language, translate
from ..observatory import Observatory
from ..territory.model import Territory
from .expressions import evaluate
from .merging import merged
from .parts import Part, parts_of
from .pools import Pool
from .sources import PartedLayer, Source, looked_at
from .work import Answer, Job, packed


@dataclass
class Report:
    """How a batch went: the answers of its parts without their facts, what each layer holds, the seconds in all, and how many workers were
    lost.
    """

    answers: list[Answer] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    lost: int = 0

    def as_dict(self) -> dict:
        """The same as plain JSON types."""
        parts = [
            {
                "level": answer.part.level, "part": answer.part.name, "zones": len(answer.part.zones), "seconds": answer.seconds,
                "read": answer.read, "halo_km": answer.halo, "worker": answer.worker, "peak_megabytes": answer.megabytes,
            }
            for answer in self.answers
        ]  # fmt: skip
        workers = sorted({answer.worker for answer in self.answers})
        return {"seconds": self.seconds, "lost_workers": self.lost, "workers": workers, "features": self.sizes, "parts": parts}


def compute(
    observatory: Observatory,
    definitions: Sequence[str],
    territory: Territory,
    level: str,
    sources: Sequence[Source],
    workers: AbstractContextManager[Pool],
    progress: Progress,
    told: Callable[[Answer, int, int], None] = lambda answer, done, of: None,
) -> tuple[list[Result], Report]:
    """The results that `Observatory.study` gives of these definitions (ids or paths) with these layers, and how it went.

    `workers` are not started before all has been checked; `told` is called with each answer, how many have come, and of how many. Raises a `VigieError` where something is wrong or cannot be
    evaluated without QGIS, `Cancelled` when told to stop.
    """
    started = time.perf_counter()
    layers = _layers(sources, level, progress)
    chosen, ordered, inputs, context = observatory.prepare(definitions, [territory], layers, EMBEDDED, Stretch(progress, 0, 10))
    _check_roles(layers, ordered)
    parted = [definition for definition in ordered if _is_parted(definition, inputs)]
    for definition in ordered:
        if not definition.needs:
            _check(definition, level, inputs)
    zoning = zones_asked(level, inputs, context)[0]
    report = Report(sizes={item.name: item.rows for item in layers.values() if isinstance(item, PartedLayer)})
    if parted:
        made = _made(parted, inputs, context, zoning, workers, Stretch(progress, 10, 90), report, told)
        context = replace(context, made=made)
    results: dict[str, Result] = {}
    for place, definition in enumerate(ordered):
        part = Stretch(progress, 90 + 10 * place / len(ordered), 90 + 10 * (place + 1) / len(ordered))
        (results[definition.id],) = compute_each(definition, level, inputs, context, [territory], part, [results])
    report.seconds = time.perf_counter() - started
    return [results[definition.id] for definition in chosen], report


def _layers(sources: Sequence[Source], level: str, progress: Progress) -> dict[str, LayerData | PartedLayer]:
    """The layers by role: contours and the user's zones read whole, the others looked at."""
    layers: dict[str, LayerData | PartedLayer] = {}
    for source in sources:
        progress.hear()
        if source.role in layers:
            raise VigieError(translate("batch", "The role “{role}” is given twice: give it once.").format(role=source.role))
        layer = looked_at(source)
        layers[source.role] = layer.read(None, (), progress) if source.role in (OWN, CONTOURS_ROLE) else layer
    if (level == OWN) != (OWN in layers):
        raise VigieError(
            translate(
                "batch", "Figures by your own zones need both the level “{level}” and the layer: --zones path|layer."
            ).format(level=OWN)
        )
    return layers


def _check_roles(layers: Mapping[str, Input], ordered: Sequence[Definition]) -> None:
    known = dict.fromkeys(role for definition in ordered for role in definition.roles)
    unknown = [role for role in layers if role not in known and role not in (OWN, CONTOURS_ROLE)]
    if unknown:
        raise VigieError(
            translate("batch", "No indicator that is asked for has the role “{role}”: theirs are {known}.").format(
                role=unknown[0], known=", ".join(known) or "–"
            )
        )


def _is_parted(definition: Definition, inputs: Mapping[str, Input]) -> bool:
    return any(isinstance(inputs.get(role), PartedLayer) for role in definition.roles)


def _check(definition: Definition, level: str, inputs: Mapping[str, Input]) -> None:
    """Raises a `VigieError` for what only the desktop does, before anything is sent."""
    check_inputs(definition, level, inputs)
    if definition.compute["kind"] == "reach" and _is_parted(definition, inputs):
        raise VigieError(
            translate("batch", "“{indicator}” is made of travel times: compute it with QGIS (vigie:indicators).").format(
                indicator=definition.title
            )
        )
    for role in definition.roles:
        item = inputs[role]
        for expression in definition.expressions(role):
            if isinstance(item, PartedLayer):
                item.expression(expression)
            else:
                evaluate(expression, item.table[:0], None)


def _made(
    parted: Sequence[Definition], inputs: Mapping[str, Input], context: Context, zoning: Zoning, workers: AbstractContextManager[Pool], progress: Progress,
    report: Report, told: Callable[[Answer, int, int], None],
) -> dict[tuple[str, str], Facts | Samples]:  # fmt: skip
    """The facts of these definitions, by id and level of the zoning: by communes, and by the user's zones where these are no groups."""
    zonings = {one.level: one for one in ((context.communes, zoning) if zoning.own else (context.communes,))}
    roles = dict.fromkeys(role for definition in parted for role in definition.roles)
    job = Job(
        definitions=tuple(parted),
        inputs={role: inputs[role] for role in roles},
        territory=context.territory,
        zonings=zonings,
        doubtful=frozenset(context.contours.doubtful(context.cog)),
        language=language(),
    )
    parts = _parts(parted, inputs, context, list(zonings.values()))
    answers: list[Answer] = []
    with workers as pool:
        for answer in pool.answers(packed(job, uuid.uuid4().hex), parts, progress):
            if answer.error:
                raise VigieError(answer.error, answer.detail)
            answers.append(answer)
            told(answer, len(answers), len(parts))
            progress.step(100 * len(answers) / len(parts), answer.part.name)
        report.lost = pool.lost
    answers.sort(key=lambda answer: (answer.part.level, answer.part.name))  # figures do not hang on who was first
    report.answers = [replace(answer, facts={}) for answer in answers]
    sizes = {**report.sizes, **{item.provenance.title: len(item) for item in inputs.values() if isinstance(item, Dataset)}}
    return {
        (definition.id, level): merged(definition, zones, [one for one in answers if one.part.level == level], sizes)
        for definition in parted
        for level, zones in zonings.items()
    }


def _parts(parted: Sequence[Definition], inputs: Mapping[str, Input], context: Context, zonings: Sequence[Zoning]) -> list[Part]:
    """The largest first, lest one is left alone at the end. Tables have no index of places: what is made of them alone is one part."""
    tables = [definition.id for definition in parted if _of_tables(definition, inputs)]
    placed = tuple(definition.id for definition in parted if definition.id not in tables)
    parts = []
    for zoning in zonings:
        if tables:
            parts.append(Part(zoning.level, "tables", np.arange(len(zoning.codes)), tuple(tables), whole=True))
        if placed:
            found = parts_of(zoning, context.communes, context.cog, context.territory.communes, placed)
            parts += sorted(found, key=lambda part: -len(part.zones))
    return parts


def _of_tables(definition: Definition, inputs: Mapping[str, Input]) -> bool:
    layers = [inputs[role] for role in definition.roles if isinstance(inputs[role], PartedLayer)]
    return all(layer.is_table for layer in layers)
