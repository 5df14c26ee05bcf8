# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether text can be read on its ground, as WCAG 2 measures it. Plain Qt."""

from __future__ import annotations

from qgis.PyQt.QtGui import QColor

ENOUGH = 4.5
"""The contrast of text with its ground that WCAG asks for (level AA)."""

_SHARES = (0.65, 0.75, 0.85)


def luminance(colour: QColor) -> float:
    """The relative luminance of an opaque colour, from 0 to 1."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    """The contrast of two opaque colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def softened(text: QColor, ground: QColor) -> QColor:
    """A quieter colour of text, which can still be read on its ground; the text's own where no quieter one can."""
    for share in _SHARES:
        parts = [share * one + (1 - share) * other for one, other in zip(text.getRgbF()[:3], ground.getRgbF()[:3])]
        quiet = QColor.fromRgbF(*parts)
        if contrast(quiet, ground) >= ENOUGH:
            return quiet
    return QColor(text)
