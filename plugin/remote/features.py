# SPDX-License-Identifier: GPL-2.0-or-later
"""Layers of services described, and copied whole or marked partial, whatever their protocol."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..messages import VigieError, reason, translate
from ..working import working_folder
from .esri import EsriLayer, open_esri
from .gathering import Gathering
from .oapif import Collection, open_oapif
from .paging import gather
from .wfs import WfsLayer, open_wfs

if TYPE_CHECKING:
    from ..catalog.model import Resource
    from ..files.cut import Cut
    from ..files.model import Copied, Layer
    from ..files.output import Output
    from ..messages import Progress
    from ..network.door import Door

_OPENERS = {"wfs": open_wfs, "oapif": open_oapif, "esri-features": open_esri, "esri-map": open_esri}
KINDS = frozenset(_OPENERS)
"""Kinds of resources that can be copied here."""
SAMPLE_ROWS = 10


def copy_features(resource: Resource, cut: Cut | None, door: Door, output: Output, progress: Progress) -> Copied:
    """Copy a layer of a service into a table of `output`: each feature once, only those of a territory when there is a cut (the
    service is asked for its box, and the cut is then exact).

    `Copied.partial` says so when the service did not give all that it announced, or when that cannot be known. Raises a
    `VigieError` when the service has no such layer, declines, or fails on any page: nothing is then kept; `Cancelled` when told
    to stop.
    """
    source = _open(resource, door)
    source.aim(cut)
    with _spool(output.path.parent) as folder:
        gathering = Gathering(replace(source.announced, name=_title(resource)), folder, progress)
        counted, partial = gather(source, gathering)
        return gathering.write(output, cut, partial, counted)


def count_features(resource: Resource, cut: Cut | None, door: Door) -> int | None:
    """How many features a layer of a service has in the box of a territory, None when the service does not say it.

    Raises as `copy_features` does.
    """
    source = _open(resource, door)
    source.aim(cut)
    counted = source.count()
    return source.page(0, 1).matched if counted is None else counted


def describe_features(resource: Resource, door: Door, progress: Progress) -> Layer:
    """What a layer of a service holds: its fields, its geometry, its first rows, and how many there are where the service says it.

    Raises as `copy_features` does.
    """
    source = _open(resource, door)
    source.aim(None)
    progress.step(30, source.host)
    with _spool() as folder:
        gathering = Gathering(replace(source.announced, name=resource.layer), folder, progress)
        page = source.page(0, SAMPLE_ROWS)
        gathering.add(page)
        progress.step(70, source.host)
        return gathering.describe(_rows(source.count(), page.matched, len(page.rows)), SAMPLE_ROWS)


@contextmanager
def _spool(inside: Path | None = None) -> Iterator[Path]:
    """A folder for pages until they are written, which goes in the end."""
    try:
        with working_folder(inside) as folder:
            yield folder
    except OSError as error:
        sentence = translate("remote", "Features could not be kept in {folder} while they were copied: {why}.")
        raise VigieError(sentence.format(folder=inside or "–", why=reason(error)), str(error)) from error


def _rows(counted: int | None, matched: int | None, got: int) -> int | None:
    """How many features there are: as the service counts them, or all that came when fewer came than were asked for."""
    return next((count for count in (counted, matched) if count is not None), got if got < SAMPLE_ROWS else None)


def _open(resource: Resource, door: Door) -> WfsLayer | Collection | EsriLayer:
    opener = _OPENERS.get(resource.kind)
    if opener is None:
        sentence = translate("remote", "Features cannot be copied from a resource of the kind “{kind}”.")
        raise VigieError(sentence.format(kind=resource.kind))
    return opener(resource, door)


def _title(resource: Resource) -> str:
    return resource.title or resource.layer.rpartition(":")[2] or resource.kind
