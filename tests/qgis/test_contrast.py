# SPDX-License-Identifier: GPL-2.0-or-later
"""The colours that we set ourselves, under the themes that come with QGIS: text can be read on its ground."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qgis.core import QgsApplication
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import QWidget
from vigie_territoriale.plugin.gui import map_tools, tour
from vigie_territoriale.plugin.gui.contrast import ENOUGH, contrast, softened
from vigie_territoriale.plugin.gui.factsheet_preview import Paper
from vigie_territoriale.plugin.gui.filter_box import FilterBox

COLOURS = st.builds(QColor, *[st.integers(0, 255)] * 3)
WHITE, BLACK = QColor("#ffffff"), QColor("#000000")


def test_contrasts_that_others_have_computed():
    assert contrast(WHITE, BLACK) == pytest.approx(21)
    assert contrast(QColor("#767676"), WHITE) == pytest.approx(4.54, abs=0.01)
    assert contrast(QColor("#777777"), WHITE) == pytest.approx(4.48, abs=0.01)
    assert contrast(QColor("#ff0000"), QColor("#0000ff")) == pytest.approx(2.15, abs=0.01)


@settings(suppress_health_check=[HealthCheck.too_slow])  # hypothesis looks through all modules at its first draw
@given(COLOURS, COLOURS)
def test_quiet_text_can_be_read_wherever_text_can(text, ground):
    quiet = softened(text, ground)
    assert contrast(quiet, ground) >= min(ENOUGH, contrast(text, ground)) - 1e-6
    assert quiet == text or contrast(quiet, ground) < contrast(text, ground)


def palettes():
    """Text and ground of lists (`Text`, `Base`, `AlternateBase`) in each theme."""
    usual = QPalette()
    yield "default", [usual.color(role) for role in (QPalette.ColorRole.Text, QPalette.ColorRole.Base)]
    for folder in sorted(Path(QgsApplication.pkgDataPath(), "resources", "themes").iterdir()):
        text = (folder / "variables.qss").read_text(encoding="utf-8")
        named = dict(line.split(":", 1) for line in text.splitlines() if line.startswith("@") and "#" in line)
        light = next(named[name] for name in ("@textlight", "@text") if name in named)
        yield folder.name, [QColor(light.strip(" ;")), QColor(named["@itembackground"].strip(" ;"))]


def test_cards_under_every_theme(qgis_app):
    seen = dict(palettes())
    assert {"default", "Night Mapping", "Blend of Gray"} <= set(seen)
    for theme, (text, ground) in seen.items():
        quiet = softened(text, ground)
        assert quiet != text, f"{theme}: it is quieter"
        assert contrast(quiet, ground) >= ENOUGH, theme


def test_the_hint_of_an_empty_box(qgis_app):
    box = FilterBox()
    box.setEnabled(False)
    box.show()
    box.setEnabled(True)
    palette = box.palette()
    hint, ground = palette.color(QPalette.ColorRole.PlaceholderText), palette.color(QPalette.ColorRole.Base)
    mixed = [hint.alphaF() * one + (1 - hint.alphaF()) * other for one, other in zip(hint.getRgbF()[:3], ground.getRgbF()[:3])]
    assert contrast(QColor.fromRgbF(*mixed), ground) >= ENOUGH


def test_what_is_drawn_over_anything_is_dark_and_light(qgis_app):
    dark, light = tour.FRAME
    assert contrast(QColor(dark), QColor(light)) > 7, "one of both is seen on any ground"
    assert contrast(map_tools.OUTLINE, WHITE) > 3, "an outline on a map"


@pytest.mark.parametrize("theme", ["default", "Night Mapping", "Blend of Gray"])
def test_the_paper_is_read_under_every_theme(qgis_app, theme):
    folder = Path(QgsApplication.pkgDataPath(), "resources", "themes", theme)
    sheet = (folder / "style.qss").read_text(encoding="utf-8") if folder.is_dir() else ""
    for line in (folder / "variables.qss").read_text(encoding="utf-8").splitlines() if sheet else ():
        name, _, value = line.partition(":")
        sheet = re.sub(rf"{name}\b", value.strip(" ;"), sheet) if name.startswith("@") else sheet
    window = QWidget()  # the sheet of the whole application would stay with the tests that follow
    window.setStyleSheet(sheet)
    paper = Paper(window)
    paper.show_page("<html><head><style></style></head><body><p>MMMMMMMMMMMMMMM</p></body></html>")
    window.resize(300, 200)
    paper.setGeometry(0, 0, 300, 200)
    window.show()
    image = paper.viewport().grab().toImage()
    seen = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    ground = Counter(colour.name() for colour in seen).most_common(1)[0][0]
    assert max(contrast(colour, QColor(ground)) for colour in seen) > 7
    assert ground == "#ffffff"
