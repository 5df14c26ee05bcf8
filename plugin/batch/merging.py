# SPDX-License-Identifier: GPL-2.0-or-later
"""The facts of parts as those of all zones; what parts say as one would say it of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ..indicators.definition import Definition
from ..indicators.facts import Facts, Samples
from ..indicators.kinds import INSIDE, told_of_dimension
from ..indicators.zonings import Zoning
from ..messages import Note, translate
from .work import NUMBERS, Answer

READ = "read"
"""What a note counts that tells of all features that were read: parts read some of them twice, and others not at all."""


def merged(definition: Definition, zoning: Zoning, answers: Sequence[Answer], sizes: Mapping[str, int]) -> Facts | Samples:
    """The facts of a zoning; of zones of no part nothing is known. `sizes`: how many features each layer has, by its name.

    Raises a `VigieError` where layers hold nothing that can be measured.
    """
    own = [answer for answer in answers if definition.id in answer.facts]
    parts = [(answer.part.zones, answer.facts[definition.id]) for answer in own]
    _check_dimension(definition, answers)
    first = parts[0][1]
    notes = first.notes if own[0].part.whole else notes_together((one.notes for _, one in parts), sizes)
    size = len(zoning.codes)
    if isinstance(first, Samples):
        zones = np.concatenate([places[one.zones] for places, one in parts])
        values = _alike([one.values for _, one in parts])
        return Samples(zones, values, _spread([(places, one.known) for places, one in parts], size), notes, first.by_population)
    arrays = {}
    for name in NUMBERS:
        given = [(places, getattr(one, name)) for places, one in parts]
        arrays[name] = None if any(array is None for _, array in given) else _spread(given, size)
    return Facts(scale=first.scale, notes=notes, by_population=first.by_population, **arrays)


def _spread(parts: Iterable[tuple[np.ndarray, np.ndarray]], size: int) -> np.ndarray:
    whole = np.zeros(size)
    for places, given in parts:
        whole[places] = given
    return whole


def _alike(parts: Sequence[np.ndarray]) -> np.ndarray:
    """Values of one kind: those of a part without any say nothing of it."""
    told = [values for values in parts if len(values)] or parts[:1]
    if len({values.dtype.kind for values in told}) > 1:
        told = [values.astype(object) for values in told]
    return np.concatenate(told)


def _check_dimension(definition: Definition, answers: Sequence[Answer]) -> None:
    if definition.compute.get("aggregate") not in INSIDE:
        return
    told = [answer.dimensions[definition.id] for answer in answers if definition.id in answer.dimensions]
    there, fit = (any(column) for column in zip(*told)) if told else (False, False)
    layer = definition.compute["layer"]
    told_of_dimension(layer, 1 if definition.compute["aggregate"] == "length" else 2, int(there), int(there), int(fit), 0)


def notes_together(several: Iterable[Sequence[str]], sizes: Mapping[str, int]) -> list[str]:
    """What parts say, once: numbers are added up, and of what was read the layer itself tells."""
    found: dict[tuple, str | list] = {}
    for notes in several:
        for note in dict.fromkeys(notes):
            if not isinstance(note, Note):
                found.setdefault((note,), note)
                continue
            texts = tuple((name, value) for name, value in note.values.items() if not isinstance(value, int))
            counts = {name: value for name, value in note.values.items() if isinstance(value, int)}
            entry = found.setdefault((note.template, texts), [note, dict.fromkeys(counts, 0)])
            for name, value in counts.items():
                entry[1][name] += value
    return [entry if isinstance(entry, str) else _told(*entry, sizes) for entry in found.values()]


def _told(note: Note, counts: Mapping[str, int], sizes: Mapping[str, int]) -> str:
    if READ not in counts:
        return Note.of(note.template, **{**note.values, **counts})
    layer = note.values["layer"]
    if "used" not in counts:
        told = translate("batch", "{layer}: {rows} features, read by parts.")
        return Note.of(told, layer=layer, rows=sizes[layer])
    told = translate("batch", "{layer}: {rows} features, read by parts, {used} of them used.")
    return Note.of(told, layer=layer, rows=sizes[layer], used=counts["used"])
