# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of indicators: choose one, bind layers of one's own, compute, read the table."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from qgis.core import QgsExpression, QgsProject, QgsVectorLayer
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QFormLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ..catalog.themes import theme_name
from ..indicators.binding import ZONES_LEVEL, ZONES_ROLE
from ..indicators.definition import FEATURES_ROLE, Definition, in_order
from ..indicators.engine import Result
from ..indicators.listing import Listing
from ..indicators.own import Broken, OwnDefinitions
from ..layers.marks import partial_of
from ..messages import VigieError, labelled, translate
from ..store.tables import source_line
from .folding_form import FoldingForm, folding_box
from .indicator_chart import IndicatorChart
from .indicator_roles import Asked, RoleChoice, Roles, asked_roles, role_name
from .keyboard import follow_reading
from .layers_page import narrow, source_combo
from .own_definitions import OwnMenu
from .results_table import ResultsTable


def level_name(level: str) -> str:
    """A level in words."""
    names = {
        "commune": translate("gui", "By commune"),
        "epci": translate("gui", "By EPCI"),
        "departement": translate("gui", "By département"),
        "region": translate("gui", "By région"),
        ZONES_LEVEL: translate("gui", "By own zone"),
    }
    return names.get(level, level)


def _folded(title: str, content: QWidget, parent: QWidget) -> QgsCollapsibleGroupBox:
    """A box that folds, closed at first."""
    box = folding_box(title, parent)
    QVBoxLayout(box).addWidget(content)
    box.setCollapsed(True)
    return box


def _fields(expression: str) -> tuple[str, ...]:
    """The fields that an expression uses."""
    return tuple(sorted(name for name in QgsExpression(expression).referencedColumns() if name != "*"))


class IndicatorsPage(QWidget):
    """Emits `compute_requested` with the id of a definition, a level, a mode and the layers of the user's by role; `build_requested`
    with a definition to begin with (or None) and whether it is to be changed; `failed` with a `VigieError`.
    """

    compute_requested = pyqtSignal(str, str, str, object)
    build_requested = pyqtSignal(object, bool)
    failed = pyqtSignal(object)

    def __init__(self, project: QgsProject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._embedded: dict[str, Definition] = {}
        self._titles: dict[str, str] = {}
        self._own: OwnDefinitions | None = None
        self._definitions: dict[str, Definition] = {}
        self._broken: dict[str, Broken] = {}
        self._choices: dict[str, RoleChoice] = {}
        self._seen: list[str] = []
        self.result: Result | None = None
        self._build()
        self.roles = Roles(project, self._describe, self)
        self._choice.currentIndexChanged.connect(lambda *_: self._describe())
        self._compute.clicked.connect(self._request)
        self._menu.changed.connect(self.reload)
        self._menu.build_requested.connect(self.build_requested)
        self._menu.failed.connect(self.failed)
        self.table.failed.connect(self.failed)
        self.table.moved.connect(self._mark)
        self.chart.failed.connect(self.failed)

    def _build(self) -> None:
        self._choice = QComboBox(self)
        self._choice.setAccessibleName(translate("gui", "Indicator"))
        narrow(self._choice)
        self._menu = OwnMenu(self)
        chosen = QHBoxLayout()
        chosen.addWidget(self._choice, 1)
        chosen.addWidget(self._menu)
        self._level = QComboBox(self)
        self._level.setAccessibleName(translate("gui", "Level"))
        self._partial = QCheckBox(translate("gui", "Compute although this layer is partial"), self)
        self._source = source_combo(self)
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._form.addRow(translate("gui", "Indicator"), chosen)
        self._form.addRow(translate("gui", "Level"), self._level)
        self._form.addRow(translate("gui", "Source"), self._source)
        self._needed = FoldingForm(self._form)
        self._method = QLabel(self)
        self._method.setWordWrap(True)
        self._method.setTextFormat(Qt.TextFormat.PlainText)
        self._wrong = QLabel(self)
        self._wrong.setWordWrap(True)
        self._wrong.setTextFormat(Qt.TextFormat.PlainText)
        self._wrong.hide()
        instead = QWidget(self)
        rows = QFormLayout(instead)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._instead = FoldingForm(rows)
        self._layers = _folded(translate("gui", "Layers of mine"), instead, self)
        self._about_method = _folded(translate("gui", "Method"), self._method, self)
        self._compute = QPushButton(translate("gui", "Compute"), self)
        self.table = ResultsTable(self)
        self.table.hide()
        self.chart = IndicatorChart(self)
        self._charted = _folded(translate("gui", "Chart"), self.chart, self)
        self._charted.hide()
        self._credits = QLabel(self)
        self._credits.setWordWrap(True)
        self._credits.setTextFormat(Qt.TextFormat.PlainText)
        self._about = _folded(translate("gui", "Sources and notes"), self._credits, self)
        self._about.setCollapsed(False)
        self._about.hide()
        layout = QVBoxLayout(self)
        layout.addLayout(self._form)
        layout.addWidget(self._partial)
        layout.addWidget(self._wrong)
        for box in (self._layers, self._about_method, self._compute):
            layout.addWidget(box)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._charted)
        layout.addWidget(self._about)
        layout.addStretch(0)

    def set_library(self, embedded: Sequence[Definition], own: OwnDefinitions, titles: Mapping[str, str]) -> None:
        """The definitions are ready: list them by theme, and those of the user's last. `titles` are those of the catalogue's entries,
        by id.
        """
        self._embedded = {definition.id: definition for definition in embedded}
        self._own, self._titles = own, dict(titles)
        self._menu.set_own(own)
        self.reload()

    @property
    def definitions(self) -> dict[str, Definition]:
        """All that can be computed, by id."""
        return self._definitions

    def reload(self, choose: str = "") -> None:
        """Read the definitions of the user's again, and show that one, else what was chosen."""
        before = choose or self._choice.currentData()
        own, broken = self._own.read()
        self._definitions = {**self._embedded, **own}
        self._broken = {str(one.path): one for one in broken}
        self._choice.blockSignals(True)
        self._choice.clear()
        for definition in sorted(self._embedded.values(), key=lambda one: (one.theme == "own", theme_name(one.theme), one.title)):
            self._choice.addItem(f"{theme_name(definition.theme)} – {definition.title}", definition.id)
        mine = translate("gui", "Own indicators")
        for definition in sorted(own.values(), key=lambda one: one.title):
            self._choice.addItem(f"{mine} – {definition.title}", definition.id)
        for key, one in self._broken.items():
            told = translate("gui", "{file} (cannot be used)").format(file=one.path.name)
            self._choice.addItem(f"{mine} – {told}", key)
        self._choice.setCurrentIndex(max(0, self._choice.findData(before)))
        self._choice.blockSignals(False)
        self._describe()

    def select(self, indicator: str, level: str = "commune") -> None:
        """Choose an indicator and a level."""
        self._choice.setCurrentIndex(self._choice.findData(indicator))
        self._level.setCurrentIndex(self._level.findData(level))

    @property
    def indicator(self) -> str:
        """The id of the indicator that is chosen."""
        return self._choice.currentData() or ""

    def prefer_level(self, level: str) -> None:
        """Propose a level first, where the indicator is known at it."""
        self._level.setCurrentIndex(max(0, self._level.findData(level)))

    def set_own_layer(self, layer: QgsVectorLayer, role: str = FEATURES_ROLE) -> None:
        """Choose the layer of the user's that plays a role."""
        self.roles.bind(role, layer)

    @property
    def chosen(self) -> tuple[str, str]:
        """The level and the mode that are chosen."""
        return self._level.currentData() or "", self._source.currentData()

    def show_result(self, result: Result, listing: Listing) -> None:
        """The territory and its comparators first, then the zones; a zone without a value says why."""
        self.result = result
        self.table.show_listing(listing)
        self.table.show_date(result.date if result.layers and not result.sources else None)
        self.table.show()
        self._charted.show()
        self.chart.show_result(result)
        sources = [source_line(source) for source in result.sources] or list(result.layers)
        self._about.show()
        self._credits.setText("\n".join([*sources, *result.notes]))

    def clear_result(self) -> None:
        """Forget the figures that are shown."""
        self.result = None
        self.table.show_listing(None)
        self.table.hide()
        self.chart.show_result(None)
        self._charted.hide()
        self._about.hide()

    def dismiss(self) -> None:
        """The page is going away."""
        self.roles.dismiss()
        self.table.dismiss()
        self.chart.dismiss()

    def _mark(self) -> None:
        """The zone that is selected alone is marked in the chart."""
        rows, listing = self.table.rows(), self.table.model.listing
        alone = len(rows) == 1 and not listing.comparator[rows[0]]
        self.chart.highlight(str(listing.frame["code"].iloc[rows[0]]) if alone else "")

    def _definition(self) -> Definition | None:
        return self._definitions.get(self._choice.currentData())

    def _describe(self) -> None:
        definition, broken = self._definition(), self._broken.get(self._choice.currentData())
        if self._own is None:
            return
        self._menu.follow(definition or broken)
        self._choice.setToolTip(f"<p>{html.escape(self._choice.currentText())}</p>")
        if definition is None:
            self._refuse(broken.sentence if broken is not None else "")
            return
        try:
            needed = in_order([definition], self._definitions)
        except VigieError as error:
            self._refuse(error.sentence)
            return
        self._wrong.hide()
        zones = Asked(ZONES_ROLE, role_name(ZONES_ROLE), False)
        asked = asked_roles(needed, self._titles, _fields)
        self._show_roles([*asked, zones])
        bound = self.roles.bound()
        own = ZONES_ROLE in bound and not {"commune", ZONES_LEVEL}.isdisjoint(definition.levels)
        levels = [level for level in definition.levels if level != ZONES_LEVEL]
        self._show_levels([*levels, *([ZONES_LEVEL] if own else [])])
        self._warn_of_partial(list(bound.values()))
        self._method.setText("\n".join([definition.method, *self._expressions(definition)]))
        self._about_method.show()
        missing = [one for one in asked if not one.catalogue and one.role not in bound]
        self._compute.setEnabled(not missing)
        self._compute.setToolTip(translate("gui", "Choose a layer of yours first.") if missing else "")

    def _expressions(self, definition: Definition) -> list[str]:
        """The expressions of one of the user's, as they are written: it may come from others."""
        if self._own.path(definition.id) is None:
            return []
        names = {"value": translate("gui", "Value"), "weight": translate("gui", "Weight"), "filter": translate("gui", "Filter")}
        return [labelled(name, definition.compute[key]) for key, name in names.items() if key in definition.compute]

    def _refuse(self, sentence: str) -> None:
        """What is chosen cannot be computed, and why."""
        self._wrong.setText(sentence)
        self._wrong.setVisible(bool(sentence))
        self._show_roles([])
        self._partial.hide()
        self._about_method.hide()
        self._compute.setEnabled(False)
        self._compute.setToolTip(f"<p>{html.escape(sentence)}</p>" if sentence else "")

    def _show_roles(self, asked: Sequence[Asked]) -> None:
        """Show the choices of these roles: those that need a layer in the form, the others, for which there is data, folded away."""
        folded = [one.role for one in asked if one.catalogue or one.role == ZONES_ROLE]
        for one in asked:
            if one.role not in self._choices:
                choice = self._choices[one.role] = self.roles.choice(one)
                label = QLabel(one.called, self)
                label.setTextFormat(Qt.TextFormat.PlainText)
                label.setBuddy(choice.combo)
                (self._instead if one.role in folded else self._needed).add(one.role, label, choice)
        self._needed.show([one.role for one in asked if one.role not in folded])
        self._instead.show(folded)
        self._layers.setVisible(bool(asked))
        self.roles.ask(asked)
        count = len(set(self.roles.bound()).intersection(folded))
        told = translate("gui", "Layers of mine ({count})") if count else translate("gui", "Layers of mine")
        self._layers.setTitle(told.format(count=count))
        follow_reading(self)

    def _show_levels(self, levels: Sequence[str]) -> None:
        chosen = self._level.currentData()
        if [self._level.itemData(place) for place in range(self._level.count())] != list(levels):
            self._level.clear()
            for item in levels:
                self._level.addItem(level_name(item), item)
            self._level.setCurrentIndex(max(0, self._level.findData(chosen)))

    @property
    def accepts_partial(self) -> bool:
        """Whether the layers of the user's may be partial."""
        return self._partial.isChecked()

    def _warn_of_partial(self, layers: Sequence[QgsVectorLayer]) -> None:
        """Offer to compute from partial layers, and say why they are; accepted for some layers, it is not for others."""
        told = [why for why in map(partial_of, layers) if why]
        seen = sorted(layer.id() for layer in layers)
        if seen != self._seen:
            self._partial.setChecked(False)
            self._seen = seen
        self._partial.setVisible(bool(told))
        self._partial.setToolTip("".join(f"<p>{html.escape(why)}</p>" for why in told))

    def _request(self) -> None:
        level, mode = self.chosen
        self.compute_requested.emit(self._choice.currentData(), level, mode, self.roles.bound())
