# SPDX-License-Identifier: GPL-2.0-or-later
"""Libraries that are not on every machine: asked for when they are needed, with a sentence when they are missing."""

from __future__ import annotations

import importlib
from functools import cache
from types import ModuleType

from .messages import VigieError, translate


def shapely() -> ModuleType:
    """Shapely 2 or later, whose functions take arrays; a `VigieError` says what to install where it is missing."""
    try:
        module = importlib.import_module("shapely")
    except ImportError as error:
        raise _missing("shapely 2", str(error)) from error
    if int(module.__version__.split(".")[0]) < 2:
        raise _missing("shapely 2", f"found shapely {module.__version__}")
    return module


def pandas() -> ModuleType:
    """pandas; a `VigieError` says what to install where it is missing."""
    try:
        return importlib.import_module("pandas")
    except ImportError as error:
        raise _missing("pandas", str(error)) from error


def matplotlib() -> ModuleType:
    """matplotlib, with its figures and tickers and without pyplot; a `VigieError` says what to install where it is missing."""
    try:
        for name in ("colors", "figure", "patheffects", "ticker"):
            importlib.import_module(f"matplotlib.{name}")
        return importlib.import_module("matplotlib")
    except ImportError as error:
        raise _missing("matplotlib", str(error)) from error


def pyarrow() -> ModuleType:
    """Pyarrow with its datasets; a `VigieError` says what to install where it is missing."""
    try:
        for name in ("compute", "dataset", "types"):
            importlib.import_module(f"pyarrow.{name}")
        return importlib.import_module("pyarrow")
    except ImportError as error:
        raise VigieError(
            translate(
                "requirements",
                "GeoParquet needs a GDAL with its Parquet driver, or the Python library pyarrow, and neither is here: install pyarrow, or "
                "give a GeoPackage.",
            ),
            str(error),
        ) from error


def distributed() -> ModuleType:
    """Dask's distributed scheduler; a `VigieError` says what to install where it is missing."""
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise VigieError(
            translate(
                "requirements",
                "Several workers need the Python library distributed (of Dask), which is not here: install it, or compute in one process "
                "(--workers 0).",
            ),
            str(error),
        ) from error


def fastjsonschema() -> ModuleType:
    """The JSON Schema validator."""
    return _vendored("fastjsonschema")


def snowballstemmer() -> ModuleType:
    """Snowball's stemmers."""
    return _vendored("snowballstemmer")


def stop_words() -> ModuleType:
    """Stop words by language."""
    return _vendored("stop_words")


def feedparser() -> ModuleType:
    """The parser of feeds. It is handed streams, never addresses, which it would fetch."""
    return _vendored("feedparser")


@cache
def _vendored(name: str) -> ModuleType:
    """The copy packaged with the product, else the library of the development environment.

    Kept: each word asks, and looking for the copy that development lacks walks all folders of libraries.
    """
    try:
        return importlib.import_module(f"{__package__}.vendor.{name}")
    except ModuleNotFoundError:
        return importlib.import_module(name)


def _missing(library: str, detail: str) -> VigieError:
    return VigieError(
        translate(
            "requirements",
            "This needs the Python library {library}, which this QGIS lacks: install the full QGIS package (Windows, macOS) "
            "or the library from your system's packages, then start QGIS again.",
        ).format(library=library),
        detail,
    )
