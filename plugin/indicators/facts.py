# SPDX-License-Identifier: GPL-2.0-or-later
"""What is known of every zone, by kind of indicator: two numbers to add up, or the features themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np


@dataclass
class Facts:
    """Two numbers for each zone, in the order of the codes of its zoning.

    The value of a larger zone is ``scale * sum(numerator) / sum(denominator)`` over its known members, or the plain sum of
    numerators where `denominator` is None. `known`: which part of each (0 to 1) the sources tell of: missing is not zero.
    `by_population` says that numerators or denominators count the inhabitants of the geographic code.
    """

    numerator: np.ndarray
    denominator: np.ndarray | None
    known: np.ndarray
    scale: float = 1.0
    notes: list[str] = field(default_factory=list)
    by_population: bool = False
    features: np.ndarray | None = None
    """How many features each number is made of, where that is known."""
    without: np.ndarray | None = None
    """How many features have no value: where there are no others, there is no number."""
    passing: np.ndarray | None = None
    """Of a share: how many of the features pass."""
    farthest: np.ndarray | None = None
    """Of distances: how far (km) what was measured to is from the farthest start of each zone; infinite where there is none."""


@dataclass
class Samples:
    """The features themselves, for what cannot be added up: `zones` is the place of a zone for each of `values`.

    `values` are floats (NaN: missing), or of any type (None: missing) where they are only told apart. A feature that lies in several
    zones comes several times.
    """

    zones: np.ndarray
    values: np.ndarray
    known: np.ndarray
    notes: list[str] = field(default_factory=list)
    by_population: bool = False


@dataclass
class Summaries:
    """What cannot be added up, of features that stay in a database: `of` asks it for the number, label and count of features of groups
    of zones (an array of their places for each group).
    """

    of: Callable[[Sequence[np.ndarray]], tuple[np.ndarray, np.ndarray, np.ndarray]]
    known: np.ndarray
    notes: list[str] = field(default_factory=list)
    by_population: bool = False
