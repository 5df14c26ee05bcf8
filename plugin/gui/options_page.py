# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of the product in QGIS's options: store, downloads, network, language, and the configuration as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qgis.gui import QgsOptionsPageWidget, QgsScrollArea, QgsSpinBox
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QHideEvent
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..configuration import Configuration, has_secrets, read_configuration
from ..guide import OPTIONS
from ..layers.sharing import read_shared_table
from ..layers.template import install_template, templates_folder
from ..messages import Progress, VigieError, number, translate
from ..settings import CACHE, DOWNLOAD, LANGUAGE, LANGUAGES, LEVEL, SILENCE, STORE, Setting, Settings
from ..store.connections import PREFIX, connection_of, connections
from ..store.postgis import SCHEMA
from ..territory.cog import Cog
from ..territory.model import LEVELS
from ..working import write_whole
from .catalogues_dialog import CataloguesDialog
from .configuration_dialog import ImportDialog, apply_configuration, configuration_now, level_title
from .help import help_button
from .keyboard import follow_reading
from .layers_page import narrow
from .search_lanes import Lane
from .search_words import Places
from .sources_dialog import SourcesDialog

if TYPE_CHECKING:
    from ..observatory import Observatory

STORE_FILE = "vigie.gpkg"
SUGGESTED = "vigie.json"


def _row_of(*buttons: QPushButton) -> QHBoxLayout:
    """Buttons no wider than they need."""
    row = QHBoxLayout()
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row


class OptionsPage(QgsOptionsPageWidget):
    """Shows the settings in force; those that an environment variable sets are disabled, and say so."""

    def __init__(self, settings: Settings, observatory: Callable[[], Observatory], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings, self._observatory = settings, observatory
        self._lane, self._reading = Lane(), Lane()
        self._dialog: SourcesDialog | ImportDialog | CataloguesDialog | None = None
        content = QWidget(self)
        column = QVBoxLayout(content)
        for box in (self._stores(), self._downloads(), self._network(), self._interface(), self._files()):
            column.addWidget(box)
        column.addStretch(1)
        self._align(content)
        scroll = QgsScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(content)
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.help = help_button(self, lambda: OPTIONS, self)
        foot = QHBoxLayout()
        foot.addWidget(self.told, 1)
        foot.addWidget(self.help)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll, 1)
        layout.addLayout(foot)
        follow_reading(self)
        self.show_settings()
        self.told.setText("\n".join(settings.ignored()))
        self._measure()

    # What is on the page

    def _stores(self) -> QGroupBox:
        """Where harmonised layers are kept: the profile, or a schema behind one of QGIS's connections."""
        box = QGroupBox(translate("gui", "Store of harmonised layers"), self)
        self.store = QComboBox(box)
        self.store.setAccessibleName(translate("gui", "Kept in"))
        narrow(self.store)
        self.store.addItem(translate("gui", "GeoPackage of your profile"), "")
        for name in connections():
            self.store.addItem(f"PostgreSQL – {name}", f"{PREFIX}{name}")
        self.schema = QLineEdit(SCHEMA, box)
        self.schema.setAccessibleName(translate("gui", "Schema"))
        self.schema.setToolTip(translate("gui", "It is made by the first layer that is added, if you may make one."))
        self.store_size = QLabel(box)
        self.store_size.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.store.currentIndexChanged.connect(self._enable_schema)
        form = _form(box)
        self._row(form, translate("gui", "Kept in"), self.store, STORE)
        form.addRow(translate("gui", "Schema"), self.schema)
        form.addRow(translate("gui", "Size of the GeoPackage"), self.store_size)
        return box

    def _downloads(self) -> QGroupBox:
        box = QGroupBox(translate("gui", "Downloads"), self)
        self.size = QLabel(box)
        self.empty = QPushButton(translate("gui", "Empty"), box)
        self.empty.setToolTip(translate("gui", "Downloads that nothing uses are removed; layers already added are kept."))
        self.empty.clicked.connect(lambda *_: self._measure(clear=True))
        self.limit = self._spin(box, CACHE, translate("gui", " MB"), 100)
        self.limit.setAccessibleName(translate("gui", "Most room for downloads"))
        self.largest = self._spin(box, DOWNLOAD, translate("gui", " MB"), 100)
        self.largest.setAccessibleName(translate("gui", "Largest download"))
        used = QHBoxLayout()
        used.addWidget(self.size, 1)
        used.addWidget(self.empty)
        form = _form(box)
        form.addRow(translate("gui", "Room taken"), used)
        self._row(form, translate("gui", "At most"), self.limit, CACHE)
        self._row(form, translate("gui", "One download at most"), self.largest, DOWNLOAD)
        return box

    def _network(self) -> QGroupBox:
        box = QGroupBox(translate("gui", "Sources and network"), self)
        self.silence = self._spin(box, SILENCE, translate("gui", " s"), 5)
        self.silence.setAccessibleName(translate("gui", "Give up a silent server after"))
        self.silence.setToolTip(
            translate(
                "gui", "Sources that are known to be slow get more, in proportion. Proxy and certificates are those of QGIS."
            )
        )
        self.sources = QPushButton(translate("gui", "Sources and Credentials…"), box)
        self.sources.setToolTip(
            translate(
                "gui",
                "Enable, order, add and test the sources of the search. Credentials stay in QGIS’s authentication database.",
            )
        )
        self.sources.clicked.connect(lambda *_: self._open_sources())
        self.catalogues = QPushButton(translate("gui", "Catalogues of Networks…"), box)
        self.catalogues.setToolTip(translate("gui", "Add, trust, order and refresh the catalogues that your networks share."))
        self.catalogues.clicked.connect(lambda *_: self._open_catalogues())
        form = _form(box)
        self._row(form, translate("gui", "Patience with servers"), self.silence, SILENCE)
        form.addRow("", _row_of(self.sources))
        form.addRow("", _row_of(self.catalogues))
        return box

    def _interface(self) -> QGroupBox:
        box = QGroupBox(translate("gui", "Panel"), self)
        self.language = QComboBox(box)
        self.language.setAccessibleName(translate("gui", "Language"))
        for code, name in zip(LANGUAGES, (translate("gui", "That of QGIS"), "Français", "English")):
            self.language.addItem(name, code)
        self.language.setToolTip(translate("gui", "It changes the next time that QGIS starts."))
        self.level = QComboBox(box)
        self.level.setAccessibleName(translate("gui", "Level proposed first"))
        for level in LEVELS:
            self.level.addItem(level_title(level), level)
        self.tour = QPushButton(translate("gui", "Show the First Steps Again"), box)
        self.tour.setToolTip(translate("gui", "They are shown the next time that the panel is made."))
        self.tour.clicked.connect(lambda *_: self._show_tour_again())
        form = _form(box)
        self._row(form, translate("gui", "Language"), self.language, LANGUAGE)
        self._row(form, translate("gui", "Level proposed first"), self.level, LEVEL)
        form.addRow("", _row_of(self.tour))
        self.template = QPushButton(translate("gui", "Install the Project Template"), box)
        self.template.setToolTip(
            translate("gui", "A project with groups and an A4 page, for Project → New from Template. One that is there stays.")
        )
        self.template.clicked.connect(lambda *_: self._install_template())
        form.addRow("", _row_of(self.template))
        return box

    def _files(self) -> QGroupBox:
        box = QGroupBox(translate("gui", "Configuration"), self)
        about = QLabel(
            translate("gui", "Settings, sources and your own indicators as one file, without any credentials."),
            box,
        )
        about.setWordWrap(True)
        self.export = QPushButton(translate("gui", "Export…"), box)
        self.export.clicked.connect(lambda *_: self._choose_export())
        self.bring = QPushButton(translate("gui", "Import…"), box)
        self.bring.setToolTip(translate("gui", "What changes is shown first."))
        self.bring.clicked.connect(lambda *_: self._choose_import())
        layout = QVBoxLayout(box)
        layout.addWidget(about)
        layout.addLayout(_row_of(self.export, self.bring))
        return box

    def _spin(self, parent: QWidget, setting: Setting, suffix: str, step: int) -> QgsSpinBox:
        spin = QgsSpinBox(parent)
        spin.setRange(*setting.allowed)
        spin.setClearValue(setting.default)
        spin.setSingleStep(step)
        spin.setSuffix(suffix)
        spin.setGroupSeparatorShown(True)
        return spin

    def _row(self, form: QFormLayout, title: str, widget: QWidget, setting: Setting) -> None:
        """A setting; one that the environment sets is disabled, and a line below says by what."""
        form.addRow(title, widget)
        variable = self._settings.override(setting)
        widget.setEnabled(not variable)
        if variable:
            widget.setToolTip(translate("gui", "Set by the environment variable {name}.").format(name=variable))
            label = QLabel(translate("gui", "Set by {name}").format(name=variable), form.parentWidget())
            label.setToolTip(widget.toolTip())
            label.setObjectName(f"override_{setting.name}")
            form.addRow("", label)

    def _align(self, content: QWidget) -> None:
        """Begin the fields of all boxes at one place."""
        forms = [box.layout() for box in content.findChildren(QGroupBox) if isinstance(box.layout(), QFormLayout)]
        items = [form.itemAt(row, QFormLayout.ItemRole.LabelRole) for form in forms for row in range(form.rowCount())]
        labels = [item.widget() for item in items if item is not None]
        for label in labels:
            label.setMinimumWidth(max(each.sizeHint().width() for each in labels))

    # What it does

    def show_settings(self) -> None:
        """Show the settings in force."""
        kept, schema = connection_of(self._settings.store)
        written = f"{PREFIX}{kept}" if kept else self._settings.store
        if self.store.findData(written) < 0:  # a connection that was removed, or a file: it is still what is chosen
            self.store.addItem(f"PostgreSQL – {kept}" if kept else written, written)
        self.store.setCurrentIndex(self.store.findData(written))
        self.schema.setText(schema)
        self._enable_schema()
        for spin, setting in ((self.limit, CACHE), (self.largest, DOWNLOAD), (self.silence, SILENCE)):
            spin.setValue(self._settings.get(setting))
        for combo, setting in ((self.language, LANGUAGE), (self.level, LEVEL)):
            combo.setCurrentIndex(combo.findData(self._settings.get(setting)))

    def _enable_schema(self) -> None:
        chosen = self.store.currentData() or ""
        self.schema.setEnabled(chosen.startswith(PREFIX) and not self._settings.override(STORE))

    def apply(self) -> None:
        """Keep what was chosen; limits hold from now on."""
        store = self.store.currentData()
        if store.startswith(PREFIX):
            store = f"{store}/{self.schema.text().strip() or SCHEMA}"
        chosen: dict[Setting, Any] = {
            STORE: store,
            CACHE: self.limit.value(),
            DOWNLOAD: self.largest.value(),
            SILENCE: self.silence.value(),
            LANGUAGE: self.language.currentData(),
            LEVEL: self.level.currentData(),
        }
        for setting, value in chosen.items():
            self._settings.set(setting, value)
        self._obey()

    def _obey(self) -> None:
        """Let the limits that are set hold."""
        observatory = self._observatory()
        observatory.limit(*self._settings.limits)
        observatory.loader.cache.maximum_bytes = self._settings.cache_megabytes * 1_000_000

    def helpKey(self) -> str:
        """QGIS's own help knows nothing of us: its button is not for this page."""
        return ""

    def hideEvent(self, event: QHideEvent) -> None:
        """The options are closed: nobody waits for the size any more."""
        self._lane.drop()
        self._reading.drop()
        super().hideEvent(event)

    def _measure(self, clear: bool = False) -> None:
        """Show how much room is taken, once the downloads were emptied when they are to be."""
        observatory = self._observatory()
        cache, store = observatory.loader.cache, observatory.folder / STORE_FILE

        def work(progress: Progress, tell: Callable) -> tuple[int, int]:
            if clear:
                cache.clear()
            return cache.size(), store.stat().st_size if store.exists() else 0

        def done(taken: tuple[int, int]) -> None:
            for label, size in zip((self.size, self.store_size), taken):
                label.setText(translate("gui", "{size} MB").format(size=number(size / 1e6, 1)))
            self.store_size.setToolTip(str(store))

        for label in (self.size, self.store_size):
            label.setText("…")
        self._lane.run(
            translate("gui", "Vigie: measuring the downloads"),
            work,
            done=done,
            failed=lambda error: self.size.setText(error.sentence),
        )

    def _open_sources(self) -> None:
        """The list of sources, once the geographic code that names their territories is read."""

        def opened(cog: Cog) -> None:
            try:
                self._open(SourcesDialog(self._observatory(), Places(cog).words, self))
            except VigieError as error:
                self.told.setText(error.sentence)

        self._reading.run(
            translate("gui", "Vigie: reading the geographic code"),
            lambda progress, tell: self._observatory().cog,
            done=opened,
            failed=lambda error: self.told.setText(error.sentence),
        )

    def _open_catalogues(self) -> None:
        self._open(CataloguesDialog(self._observatory(), read_shared_table, self._settings.catalogues, self))

    def _open(self, dialog: SourcesDialog | ImportDialog | CataloguesDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._dialog = dialog
        dialog.open()

    def _show_tour_again(self) -> None:
        self._settings.tour_done = False
        self.told.setText(translate("gui", "The first steps are shown the next time that the panel is made."))

    def _install_template(self) -> None:
        try:
            path = install_template(templates_folder())
        except VigieError as error:
            self.told.setText(error.sentence)
            return
        self.told.setText(
            translate("gui", "“{file}” is in {folder}: choose it with Project → New from Template.").format(
                file=path.name, folder=path.parent
            )
        )

    def _choose_export(self) -> None:
        title = translate("gui", "Export the Configuration")
        path, _ = QFileDialog.getSaveFileName(self, title, str(Path.home() / SUGGESTED), "JSON (*.json)")
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """Write the configuration as it is kept, without what is on the page but not applied yet."""
        try:
            now = configuration_now(self._settings, self._observatory())
            write_whole(path, now.written())
        except VigieError as error:
            self.told.setText(error.sentence)
            return
        told = translate("gui", "The configuration is in {file}.").format(file=path.name)
        hidden = [endpoint.title for endpoint in now.sources.own if has_secrets(endpoint)]
        if hidden:
            left = translate("gui", "Keys were left out of the addresses of: {names}.").format(names=", ".join(hidden))
            told = f"{told} {left}"
        self.told.setText(told)

    def _choose_import(self) -> None:
        title = translate("gui", "Import a Configuration")
        path, _ = QFileDialog.getOpenFileName(self, title, str(Path.home()), "JSON (*.json)")
        if path:
            self.import_from(Path(path))

    def import_from(self, path: Path) -> None:
        """Show what a configuration changes; it is applied when the user says so."""
        try:
            then = read_configuration(path, set(self._observatory().definitions))
            now = configuration_now(self._settings, self._observatory())
        except VigieError as error:
            self.told.setText(error.sentence)
            return
        dialog = ImportDialog(path.name, now, then, self._settings, self)
        dialog.accepted.connect(lambda: self._apply(then))
        self._open(dialog)

    def _apply(self, then: Configuration) -> None:
        try:
            apply_configuration(then, self._settings, self._observatory())
        except VigieError as error:
            self.told.setText(error.sentence)
            return
        self.show_settings()
        self._obey()
        self.told.setText(translate("gui", "The configuration was imported."))


def _form(parent: QWidget) -> QFormLayout:
    """A form whose fields go below their labels where there is little room."""
    form = QFormLayout(parent)
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    return form
