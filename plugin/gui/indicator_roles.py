# SPDX-License-Identifier: GPL-2.0-or-later
"""Which layer plays which role: a choice for each role of an indicator, remembered in the project, with what is guessed beside it."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qgis.core import Qgis, QgsMapLayer, QgsProject, QgsVectorLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ..indicators.binding import ZONES_ROLE, Guess, guess
from ..indicators.definition import FEATURES_ROLE, Definition, expressions_of
from ..layers.bindings import Bindings, candidates
from ..messages import labelled, translate
from .layers_page import narrow

HARMONISED_ONLY = frozenset(("covered-population", "change", "measure"))
"""Kinds of indicators in which no layer of the user's can take the place of the catalogue's data."""


@dataclass(frozen=True)
class Asked:
    """A role as it is asked for: what it is called, whether the catalogue has data for it, the fields that are asked of its layer."""

    role: str
    called: str
    catalogue: bool
    fields: tuple[str, ...] = ()


def role_name(role: str) -> str:
    """What a role is called that is no entry of the catalogue."""
    names = {FEATURES_ROLE: translate("gui", "Own layer"), ZONES_ROLE: translate("gui", "Own zones")}
    return names.get(role, labelled(translate("gui", "Layer"), role))


def asked_roles(
    definitions: Sequence[Definition], titles: dict[str, str], fields: Callable[[str], tuple[str, ...]]
) -> list[Asked]:
    """The roles of an indicator and of those it is made of, that a layer of the user's can play. `titles` are those of the
    catalogue's entries, `fields` tells the fields that an expression uses.
    """
    found: dict[str, Asked] = {}
    for definition in definitions:
        for role in definition.roles:
            if role in titles and definition.compute["kind"] in HARMONISED_ONLY:
                continue
            before = found[role].fields if role in found else ()
            columns = (name for expression in expressions_of([definition], role) for name in fields(expression))
            columns = tuple(dict.fromkeys([*before, *columns]))
            found[role] = Asked(role, titles.get(role) or role_name(role), role in titles, columns)
    return list(found.values())


class Suggestion(QWidget):
    """A layer that seems to fit, and a button that takes it. Emits `taken` with the id of the layer."""

    taken = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guess: Guess | None = None
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self.use = QToolButton(self)
        self.use.setText(translate("gui", "Use"))
        self.use.clicked.connect(lambda *_: self.taken.emit(self._guess.id))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text, 1)
        row.addWidget(self.use, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def suggest(self, found: Guess | None) -> None:
        """Show a guess, or nothing."""
        self._guess = found
        self.setVisible(found is not None)
        if found is not None:
            told = translate("gui", "Suggested: {layer}").format(layer=found.name)
            self._text.setText(told)
            self._text.setToolTip(f"<p>{html.escape(found.why)}</p>")
            self.use.setToolTip(f"<p>{html.escape(found.why)}</p>")
            self.use.setAccessibleName(translate("gui", "Use the suggested layer {layer}").format(layer=found.name))
            self.use.setAccessibleDescription(found.why)


class RoleChoice(QWidget):
    """The layer that plays a role, with a guess below while there is none. Emits `changed`."""

    changed = pyqtSignal()

    def __init__(self, asked: Asked, project: QgsProject, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self.role = asked.role
        self.combo = QgsMapLayerComboBox(self)
        self.combo.setProject(project)
        zones = Qgis.LayerFilter.PolygonLayer | Qgis.LayerFilter.NoGeometry  # a table may group communes by their codes
        self.combo.setFilters(Qgis.LayerFilters(zones) if asked.role == ZONES_ROLE else Qgis.LayerFilter.VectorLayer)
        self.combo.setAllowEmptyLayer(True, _nothing(asked))
        self.combo.setCurrentIndex(0)
        self.combo.setAccessibleName(asked.called)
        narrow(self.combo)
        self.suggestion = Suggestion(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.combo)
        layout.addWidget(self.suggestion)
        self.combo.layerChanged.connect(lambda *_: self._follow())
        self.suggestion.taken.connect(lambda identifier: self.combo.setLayer(project.mapLayer(identifier)))

    @property
    def layer(self) -> QgsVectorLayer | None:
        """The layer that is chosen."""
        return self.combo.currentLayer()

    def suggest(self, found: Guess | None) -> None:
        """Show a guess, unless a layer is chosen."""
        self.suggestion.suggest(found if self.layer is None else None)

    def _follow(self) -> None:
        if self.layer is not None:
            self.suggestion.suggest(None)
        self.changed.emit()


def _nothing(asked: Asked) -> str:
    """What is used when no layer is chosen."""
    if asked.catalogue:
        return translate("gui", "The catalogue’s data")
    if asked.role == ZONES_ROLE:
        return translate("gui", "None")
    return translate("gui", "Choose a layer…")


class Roles:
    """The choices of all roles that were asked for so far, tied to the project. `changed` is called when the user changes one."""

    def __init__(self, project: QgsProject, changed: Callable[[], None], parent: QWidget) -> None:
        self._project, self._changed, self._parent = project, changed, parent
        self._bindings = Bindings(project)
        self._choices: dict[str, RoleChoice] = {}
        self._asked: list[Asked] = []
        self._restoring = False
        project.readProject.connect(self._restore)
        project.layersRemoved.connect(self._bindings.forget)
        self._later = QTimer(parent)  # an opened project adds its layers one by one: all are looked at once
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._suggest)
        project.layersAdded.connect(self._look)

    def dismiss(self) -> None:
        """Hear of the project no more."""
        self._project.readProject.disconnect(self._restore)
        self._project.layersRemoved.disconnect(self._bindings.forget)
        self._project.layersAdded.disconnect(self._look)
        self._later.stop()

    def choice(self, asked: Asked) -> RoleChoice:
        """The choice of a role, made when it is first asked for."""
        if asked.role not in self._choices:
            made = RoleChoice(asked, self._project, self._parent)
            made.combo.setLayer(self._bindings.layer(asked.role))
            made.changed.connect(lambda: self._take(made))
            self._choices[asked.role] = made
        return self._choices[asked.role]

    def ask(self, asked: Sequence[Asked]) -> None:
        """These roles are those of the indicator that is chosen."""
        self._asked = list(asked)
        self._suggest()

    def bound(self) -> dict[str, QgsVectorLayer]:
        """The layers of the roles that are asked for, where one is chosen."""
        chosen = {one.role: self._choices[one.role].layer for one in self._asked}
        return {role: layer for role, layer in chosen.items() if layer is not None}

    def bind(self, role: str, layer: QgsMapLayer | None) -> None:
        """Choose the layer of a role."""
        if role in self._choices:
            self._choices[role].combo.setLayer(layer)
        else:
            self._bindings.bind(role, layer)

    def _take(self, choice: RoleChoice) -> None:
        if self._restoring:
            return
        self._bindings.bind(choice.role, choice.layer)
        self._suggest()
        self._changed()

    def _restore(self, *_: object) -> None:
        """A project was opened: what it remembers is chosen again."""
        self._restoring = True
        for role, choice in self._choices.items():
            choice.combo.setLayer(self._bindings.layer(role))
        self._restoring = False
        self._suggest()
        self._changed()

    def _look(self, *_: object) -> None:
        """Other layers came: guess soon."""
        self._later.start(0)

    def _suggest(self) -> None:
        """Guess a layer for the roles that have none. One that plays another role here is not guessed again."""
        missing = [one for one in self._asked if self._choices[one.role].layer is None]
        if not missing:
            return
        used = {layer.id() for layer in self.bound().values()}
        layers = [one for one in candidates(self._project) if one.id not in used]
        for one in missing:
            self._choices[one.role].suggest(guess(one.role, one.called if one.catalogue else "", one.fields, layers))
