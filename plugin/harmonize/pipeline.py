# SPDX-License-Identifier: GPL-2.0-or-later
"""From raw files to a harmonised dataset, as a recipe says."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..files.codes import COMMUNE, mapped, read_code
from ..files.cut import Cut
from ..messages import Progress, Silent, Stretch, localised, translate
from ..requirements import pandas as require_pandas
from ..territory.cog import Cog
from ..territory.contours import Contours
from .columns import Rule
from .dataset import Dataset, Provenance
from .figures import figures_of, rules_of, wide_variable
from .filters import columns_of, passes, texts
from .outside import Ceiling
from .reading import RawFile, read_rows
from .recipe import Part, Recipe, Source
from .rejected import Rejected
from .rows import Harvesting

if TYPE_CHECKING:
    import pandas as pd


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
        table, read, kept = _measures(source, raw_files, cog, rejected, notes, progress)
        geometry = None
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


def _measures(
    source: Source, files: Sequence[RawFile], cog: Cog, rejected: Rejected, notes: list[str], progress: Progress
) -> tuple[pd.DataFrame, int, int]:
    """Figures by commune brought to today's communes: counts of merged communes are added up, rates are averaged by their weight, and
    left out where there is none. A file has one period, or columns that tell it.
    """
    pandas = require_pandas()
    read = kept = 0
    tables = []
    for place, file in enumerate(files):
        part = Stretch(progress, 100 * place / len(files), 100 * (place + 1) / len(files))
        raw, left_out = _read_whole(source, file, cog, part)
        rejected.add(translate("harmonize", "left out by the recipe"), left_out)
        read += left_out + len(raw)
        codes, current = _communes(source, raw, cog)
        known = current.notna()
        rejected.add(translate("harmonize", "no known commune code"), int((~known).sum()), codes[~known].dropna())
        present = set(codes[known])
        # A file that gives Paris and its districts would count Paris twice; a merged commune is not in that case.
        twice = known & (codes != current) & current.isin(present) & codes.map(cog.is_district)
        rejected.add(translate("harmonize", "municipal district, already counted in its commune"), int(twice.sum()), codes[twice])
        rows = known & ~twice
        kept += int(rows.sum())
        split = _split_since(set(current[rows]), cog)
        for figures in figures_of(source, raw[rows], file.part.period):
            summed, left = figures.carried(current[rows])
            if left:
                notes.append(
                    translate(
                        "harmonize",
                        "“{variable}”: no figure for {count} communes that merged (a part is missing, or a rate has no weight).",
                    ).format(variable=figures.variable, count=left)
                )
            summed = summed[~summed.index.isin(split)].dropna()
            tables.append(
                pandas.DataFrame(
                    {
                        "commune": summed.index,
                        "variable": figures.variable,
                        "period": figures.period,
                        "value": summed.to_numpy(float),
                    }
                )
            )
        if split:
            notes.append(
                translate(
                    "harmonize", "{period}: no figure for the {count} communes of the country that were split since."
                ).format(period=file.part.period or source.date, count=len(split))
            )
    return pandas.concat(tables, ignore_index=True), read, kept


def _read_whole(source: Source, file: RawFile, cog: Cog, progress: Progress) -> tuple[pd.DataFrame, int]:
    """The columns of a file that make figures, and how many rows its recipe leaves out."""
    columns = {name for rule in rules_of(source) for name in (*rule.raw, *rule.weights)} | columns_of(source.rows)
    frames, left_out = [], 0
    for rows in read_rows(file, cog, None, progress, columns):
        passed = passes(source.rows, rows.table)
        left_out += int((~passed).sum())
        wide = [name for name in rows.table.columns if wide_variable(source, name)]
        frames.append(rows.table.loc[passed, [*sorted(columns | set(wide), key=list(rows.table.columns).index)]])
    return require_pandas().concat(frames, ignore_index=True), left_out


def _communes(source: Source, raw: pd.DataFrame, cog: Cog) -> tuple[pd.Series, pd.Series]:
    """The code of each row as it is written, its leading zero put back, and today's (None where it is unknown)."""
    written = texts(raw[Rule("commune", source.columns["commune"]).raw[0]])
    return mapped(written, lambda text: text.upper().zfill(5)), mapped(written, lambda text: read_code(text, COMMUNE, cog))


def _split_since(present: set[str], cog: Cog) -> list[str]:
    """Communes whose figure still holds another one, since re-established, that the file does not know."""
    return sorted({split["parent"] for split in cog.splits if split["code"] not in present and split["parent"] in present})
