# SPDX-License-Identifier: GPL-2.0-or-later
"""From raw files to a harmonised dataset, as a recipe says."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..files.cut import Cut
from ..messages import Progress, Silent, localised
from ..territory.cog import Cog
from ..territory.contours import Contours
from .dataset import Dataset, Provenance
from .measures import Measuring
from .outside import Ceiling
from .reading import RawFile
from .recipe import Part, Recipe, Source
from .rejected import Rejected
from .rows import Harvesting


def harmonize(
    recipe: Recipe,
    source: Source,
    files: Sequence[tuple[Part, Path] | RawFile],
    cog: Cog,
    contours: Contours | None = None,
    cut: Cut | None = None,
    progress: Progress | None = None,
) -> Dataset:
    """The dataset that `recipe` makes of the raw `files` (the parts of `source` with where they lie).

    Codes become those of the current geographic code. `contours` are needed for positions made of communes. With a `cut`, only
    what concerns its territory is kept (measures are never cut), as early as codes tell. Raises a `VigieError` when a file is
    unreadable, lacks a column that the recipe names, or fails a check that refuses it.
    """
    progress, raw_files = progress or Silent(), [RawFile(*file) for file in files]
    rejected = Rejected()
    notes = [localised(note) for note in (*recipe.known_defects, *source.notes)]
    if recipe.schema == "measure":
        measuring = Measuring(source, cog, rejected)
        table, geometry = measuring.run(raw_files, progress), None
        read, kept = measuring.read, measuring.kept
        notes += measuring.notes
        if not recipe.trusted:
            Ceiling().add(table, None)
    else:
        harvesting = Harvesting(recipe, source, cog, contours, cut, rejected)
        table, geometry, read = harvesting.run(raw_files, progress)
        notes += harvesting.notes
        kept = len(table)
    provenance = Provenance(
        entry=recipe.id,
        title=recipe.title,
        producer=recipe.producer,
        licence=recipe.licence["title"],
        licence_url=recipe.licence["url"],
        page=recipe.page,
        source=" ".join(dict.fromkeys(_told(file) for file in raw_files)),
        mode=source.mode,
        date=source.date,
        computed=datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        recipe_version=recipe.version,
        checksum=_checksum(file.path for file in raw_files),
        coverage=source.coverage,
        rows_read=read,
        rows_kept=kept,
        rejections=rejected.as_tuple(),
        notes=tuple(dict.fromkeys((*([recipe.attribution] if recipe.attribution else []), *notes))),
        territory="" if cut is None or recipe.schema == "measure" else cut.territory.key,
    )
    return Dataset(recipe.schema, table, provenance, geometry, recipe.style)


def _told(file: RawFile) -> str:
    return file.part.address or file.path.name


def _checksum(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
    return digest.hexdigest()
