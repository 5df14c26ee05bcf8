# SPDX-License-Identifier: GPL-2.0-or-later
"""The dialog in which a geomatician writes an indicator of her own. Thin: what makes sense and what is wrong is told by
`indicators.drafting`, figures come from the same engine as all others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsColorBrewerColorRamp,
    QgsExpression,
    QgsField,
    QgsFields,
    QgsMapLayer,
    QgsProject,
    QgsSymbolLayerUtils,
    QgsVectorLayer,
)
from qgis.gui import (
    QgsCollapsibleGroupBox,
    QgsDoubleSpinBox,
    QgsFieldExpressionWidget,
    QgsMapLayerComboBox,
    QgsScrollArea,
    QgsSpinBox,
)
from qgis.PyQt.QtCore import QMetaType, QSize, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..feedback import FeedbackProgress, log
from ..harmonize.dataset import SCHEMAS
from ..indicators import drafting
from ..indicators.binding import ZONES_LEVEL, ZONES_ROLE
from ..indicators.definition import CONTOURS_ROLE, FEATURES_ROLE, Definition, expressions_of, load_definition
from ..indicators.drafting import FILTER, PER, QUANTILE, TIMES, VALUE, WEIGHT, Draft, aggregate_name, choices
from ..indicators.engine import Result
from ..indicators.listing import Listing, listing_of
from ..indicators.own import OwnDefinitions, content_of
from ..layers.bindings import geometry_name
from ..layers.reading import LayerReading
from ..messages import Stretch, VigieError, number, quoted, translate
from ..territory.model import Territory
from ..working import working_folder, write_whole
from .folding_form import FoldingForm, folding_box
from .indicators_page import level_name
from .keyboard import follow_reading
from .layers_page import narrow
from .own_definitions import FILES
from .results_table import ResultModel, ResultView, fit_columns
from .search_lanes import Lane

if TYPE_CHECKING:
    from ..observatory import Observatory

MINE = ""
"""What stands for a layer of the user's among the entries of the catalogue."""

_DEFAULT_TIMES = {"share": 100.0, "covered-share": 100.0}


def ramp_name(ramp: str) -> str:
    """A palette in words."""
    names = {
        "Blues": translate("gui", "Blues"),
        "Greens": translate("gui", "Greens"),
        "Oranges": translate("gui", "Oranges"),
        "Purples": translate("gui", "Purples"),
        "Reds": translate("gui", "Reds"),
        "PuOr": translate("gui", "Orange to purple, around a middle"),
        "RdBu": translate("gui", "Red to blue, around a middle"),
    }
    return names.get(ramp, ramp)


class IndicatorBuilder(QDialog):
    """Begins with `base`, or with nothing; with `change`, it is that one of the user's which is replaced. Emits `saved` with the id."""

    saved = pyqtSignal(str)

    def __init__(
        self,
        observatory: Observatory,
        own: OwnDefinitions,
        project: QgsProject,
        territory: Territory,
        base: Definition | None = None,
        change: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._observatory, self._own, self._project, self._territory = observatory, own, project, territory
        self._base, self._change = base, change
        self._level, self._mode = "commune", "embedded"
        self._bound: dict[str, QgsVectorLayer] = {}
        self._lane = Lane()
        self._drafted = {"unit": "", "method": ""}
        self._rows: dict[str, tuple[QLabel, QWidget]] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(translate("gui", "Edit an Indicator") if change else translate("gui", "Write an Indicator"))
        self.resize(560, 720)
        self._build()
        self._fill(drafting.draft_of(base) if base is not None else Draft())
        self._connect()
        self._follow_data()
        self._follow()

    def set_context(
        self, level: str, mode: str, contours: QgsMapLayer | None = None, bound: Mapping[str, QgsVectorLayer] | None = None
    ) -> None:
        """What the page has chosen: the preview is made by that level and that kind of source; layers that play a role play it here."""
        self._level, self._mode = level, mode
        chosen = {**(bound or {}), CONTOURS_ROLE: contours}
        self._bound = {role: chosen[role] for role in (CONTOURS_ROLE, ZONES_ROLE) if chosen.get(role) is not None}
        layer = chosen.get(self.role.text())
        if layer is not None and self.layer.currentLayer() is None:
            self.layer.setLayer(layer)

    # What it is made of

    def _build(self) -> None:
        content = QWidget(self)
        column = QVBoxLayout(content)
        column.addWidget(self._group(translate("gui", "Figure"), self._build_figure))
        column.addWidget(self._group(translate("gui", "Texts"), self._build_texts))
        column.addWidget(self._group(translate("gui", "Zones and Style"), self._build_style))
        column.addStretch(1)
        scroll = QgsScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(content)
        preview = self._build_preview()
        self.problems = QLabel(self)
        self.problems.setWordWrap(True)
        self.problems.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.save = self.buttons.addButton(translate("gui", "Save"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save.setToolTip(translate("gui", "Keep it among your indicators"))
        self.export = self.buttons.addButton(translate("gui", "Export…"), QDialogButtonBox.ButtonRole.ActionRole)
        self.export.setToolTip(translate("gui", "Write it to a file, to be shared"))
        for button in (self.again, *self.buttons.buttons()):  # Return belongs to the field that is written
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.addWidget(scroll, 1)
        layout.addWidget(preview)
        layout.addWidget(self.problems)
        layout.addWidget(self.buttons)

    def _group(self, title: str, fill: Callable[[QFormLayout], None]) -> QgsCollapsibleGroupBox:
        box = folding_box(title, self)
        form = QFormLayout(box)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        fill(form)
        return box

    def _row(self, name: str, title: str, field: QWidget, tip: str = "") -> None:
        """A row of the form, its label and what it is called for those who do not see."""
        label = QLabel(title, self)
        label.setBuddy(field)
        field.setAccessibleName(title)
        if tip:
            field.setToolTip(f"<p>{tip}</p>")
        if self._form is None:
            self._figure.add(name, label, field)
        else:
            self._form.addRow(label, field)
        self._rows[name] = (label, field)

    def _build_figure(self, form: QFormLayout) -> None:
        self._form, self._figure = None, FoldingForm(form)
        self.data = QComboBox(self)
        self.data.addItem(translate("gui", "A layer of mine"), MINE)
        recipes = (self._observatory.catalogue.recipe(entry.id) for entry in self._observatory.catalogue.entries())
        for recipe in sorted((one for one in recipes if one.schema != "perimeter"), key=lambda one: one.title):
            self.data.addItem(recipe.title, recipe.id)
        narrow(self.data)
        self._row("data", translate("gui", "Data"), self.data)
        self.layer = QgsMapLayerComboBox(self)
        self.layer.setProject(self._project)
        self.layer.setFilters(Qgis.LayerFilter.HasGeometry)
        self.layer.setAllowEmptyLayer(True, translate("gui", "Choose a layer…"))
        self.layer.setCurrentIndex(0)
        narrow(self.layer)
        tip = translate(
            "gui", "Its fields are offered, and the preview is made with it. Others bind a layer of theirs to the role."
        )
        self._row("layer", translate("gui", "Layer"), self.layer, tip)
        self.role = QLineEdit(self)
        tip = translate("gui", "The name under which a layer is bound to the indicator, such as “benches”.")
        self._row("role", translate("gui", "Role"), self.role, tip)
        self.aggregate = QComboBox(self)
        for aggregate in choices().aggregates:
            self.aggregate.addItem(aggregate_name(aggregate), aggregate)
        narrow(self.aggregate)
        self._row("aggregate", translate("gui", "Aggregate"), self.aggregate)
        self.expressions = {}
        titles = {
            VALUE: translate("gui", "Value"),
            WEIGHT: translate("gui", "Weight"),
            FILTER: translate("gui", "Filter"),
        }
        for name, title in titles.items():
            widget = QgsFieldExpressionWidget(self)
            widget.setExpressionDialogTitle(title)
            combo = widget.findChild(QComboBox)
            narrow(combo)
            combo.setAccessibleName(title)
            combo.lineEdit().setAccessibleName(title)
            for button in widget.findChildren(QToolButton):
                button.setAccessibleName(translate("gui", "{field}: write an expression").format(field=title))
                button.setToolTip(button.accessibleName())
            self.expressions[name] = widget
            self._row(name, title, widget)
        self.quantile = QgsDoubleSpinBox(self)
        self.quantile.setRange(0, 1)
        self.quantile.setSingleStep(0.05)
        self.quantile.setDecimals(3)
        self.quantile.setClearValue(0.5)
        self._row(QUANTILE, translate("gui", "Quantile"), self.quantile)
        self.per = QComboBox(self)
        self.per.addItem(translate("gui", "Nothing"), "")
        names = {"inhabitants": translate("gui", "Inhabitants"), "km2": translate("gui", "Area in km²")}
        for per in choices().per:
            self.per.addItem(names.get(per, per), per)
        narrow(self.per)
        self._row(PER, translate("gui", "Divided by"), self.per)
        self.times = QgsDoubleSpinBox(self)
        self.times.setRange(0, 1e9)
        self.times.setDecimals(2)
        self.times.setClearValue(1)
        self._row(TIMES, translate("gui", "Multiplied by"), self.times)
        self.least = QgsSpinBox(self)
        self.least.setRange(1, 100_000)
        self.least.setSuffix(translate("gui", " features"))
        self.least.setClearValue(1, translate("gui", "No limit"))
        tip = translate(
            "gui", "Confidentiality: figures made of fewer features than that are hidden, and those that would give them away."
        )
        self._row("least", translate("gui", "Hide below"), self.least, tip)

    def _build_texts(self, form: QFormLayout) -> None:
        self._form = form
        self.title = QLineEdit(self)
        self._row("title", translate("gui", "Title"), self.title)
        self.description = QLineEdit(self)
        self._row("description", translate("gui", "Description"), self.description)
        self.unit = QLineEdit(self)
        self._row("unit", translate("gui", "Unit"), self.unit)
        self.method = QPlainTextEdit(self)
        self.method.setTabChangesFocus(True)
        self.method.setFixedHeight(5 * self.fontMetrics().height())
        self._row("method", translate("gui", "Method"), self.method)
        self.again = QPushButton(translate("gui", "Draft Again"), self)
        self.again.setToolTip(translate("gui", "Write the unit and the method from the choices above"))
        form.addRow("", self.again)
        note = QLabel(translate("gui", "What you write serves as French and as English text: write one language."), self)
        note.setWordWrap(True)
        form.addRow(note)

    def _build_style(self, form: QFormLayout) -> None:
        self._form = form
        levels = QWidget(self)
        column = QVBoxLayout(levels)
        column.setContentsMargins(0, 0, 0, 0)
        self.levels = {}
        for level in choices().levels:
            box = self.levels[level] = QCheckBox(level_name(level), levels)
            column.addWidget(box)
        self._row("levels", translate("gui", "Levels"), levels)
        self.comparators = QCheckBox(translate("gui", "Départements, régions, France"), self)
        tip = translate("gui", "Compare the territory with them, where the data covers them.")
        self._row("comparators", translate("gui", "Compare with"), self.comparators, tip)
        self.decimals = QgsSpinBox(self)
        self.decimals.setRange(0, 6)
        self.decimals.setShowClearButton(False)
        self._row("decimals", translate("gui", "Decimals"), self.decimals)
        self.classes = QgsSpinBox(self)
        self.classes.setRange(2, 9)
        self.classes.setShowClearButton(False)
        self._row("classes", translate("gui", "Classes"), self.classes)
        self.ramp = QComboBox(self)
        for ramp in choices().ramps:
            icon = QgsSymbolLayerUtils.colorRampPreviewIcon(QgsColorBrewerColorRamp(ramp, 5), QSize(48, 16))
            self.ramp.addItem(icon, ramp_name(ramp), ramp)
        self.ramp.setIconSize(QSize(48, 16))
        narrow(self.ramp)
        self._row("ramp", translate("gui", "Palette"), self.ramp)

    def _build_preview(self) -> QWidget:
        box = QWidget(self)
        self.preview = QPushButton(translate("gui", "Preview on Five Zones"), box)
        self.preview.setToolTip(translate("gui", "The most populated ones that have a figure; nothing is written"))
        self.stop = QPushButton(translate("gui", "Cancel"), box)
        self.stop.hide()
        for button in (self.preview, self.stop):
            button.setAutoDefault(False)
        self.model = ResultModel(self)
        self.shown = ResultView(box)
        self.shown.setModel(self.model)
        self.shown.setAccessibleName(translate("gui", "Preview"))
        self.shown.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.shown.setTabKeyNavigation(False)
        self.shown.verticalHeader().hide()
        self.shown.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        self.shown.setFixedHeight((drafting.PREVIEWED + 1) * (self.fontMetrics().height() + 8) + 10)
        self.shown.resized.connect(lambda: fit_columns(self.shown, self.model.listing) if self.model.listing else None)
        self.shown.hide()
        self.said = QLabel(box)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.hide()
        row = QHBoxLayout()
        row.addWidget(self.preview, 1)
        row.addWidget(self.stop)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.shown)
        layout.addWidget(self.said)
        return box

    def _connect(self) -> None:
        self.data.currentIndexChanged.connect(lambda *_: self._follow_data())
        self.layer.layerChanged.connect(lambda *_: self._follow_data())
        self.aggregate.currentIndexChanged.connect(lambda *_: self._follow_aggregate())
        for edit in (self.title, self.description, self.unit, self.role):
            edit.textChanged.connect(lambda *_: self._follow())
        self.method.textChanged.connect(self._follow)
        for widget in self.expressions.values():
            widget.fieldChanged[str].connect(lambda *_: self._follow())
        for combo in (self.per, self.ramp):
            combo.currentIndexChanged.connect(lambda *_: self._follow())
        for spin in (self.times, self.quantile, self.least, self.decimals, self.classes):
            spin.valueChanged.connect(lambda *_: self._follow())
        for box in (*self.levels.values(), self.comparators):
            box.toggled.connect(lambda *_: self._follow())
        self.again.clicked.connect(lambda *_: self._draft_again())
        self.preview.clicked.connect(lambda *_: self._start_preview())
        self.stop.clicked.connect(lambda *_: self._lane.cancel())
        self.save.clicked.connect(lambda *_: self._save())
        self.export.clicked.connect(lambda *_: self._ask_export())
        self.buttons.rejected.connect(self.reject)

    def _fill(self, draft: Draft) -> None:
        """Show a draft."""
        entry = self.data.findData(draft.role)
        self.data.setCurrentIndex(max(0, entry))
        self.role.setText(draft.role if entry < 0 else FEATURES_ROLE)
        self.aggregate.setCurrentIndex(self.aggregate.findData(draft.aggregate))
        for name, widget in self.expressions.items():
            widget.setExpression(getattr(draft, name))
        self.quantile.setValue(draft.quantile)
        self.per.setCurrentIndex(max(0, self.per.findData(draft.per)))
        self.times.setDecimals(max(2, drafting.decimals_of(draft.times or 1.0)))
        self.times.setValue(draft.times or _DEFAULT_TIMES.get(draft.aggregate, 1.0))
        self.least.setValue(max(1, draft.least))
        self.title.setText(draft.title)
        self.description.setText(draft.description)
        self.unit.setText(draft.unit)
        self.method.setPlainText(draft.method)
        for level, box in self.levels.items():
            box.setChecked(level in draft.levels)
        self.comparators.setChecked(draft.comparators)
        self.decimals.setValue(draft.decimals)
        self.classes.setValue(draft.classes)
        self.ramp.setCurrentIndex(max(0, self.ramp.findData(draft.ramp)))

    # What is written so far

    def draft(self) -> Draft:
        """What the fields say."""
        aggregate = self.aggregate.currentData()
        times = self.times.value()
        entry = self.data.currentData()
        return Draft(
            title=self.title.text(),
            description=self.description.text(),
            unit=self.unit.text(),
            method=self._method(),
            role=entry or self.role.text().strip(),
            aggregate=aggregate,
            **{name: widget.asExpression() for name, widget in self.expressions.items()},
            per=self.per.currentData(),
            times=None if times == _DEFAULT_TIMES.get(aggregate, 1.0) else times,
            quantile=round(self.quantile.value(), 3),
            levels=tuple(level for level, box in self.levels.items() if box.isChecked()),
            decimals=self.decimals.value(),
            ramp=self.ramp.currentData(),
            classes=self.classes.value(),
            comparators=self.comparators.isChecked() and entry != MINE,
            least=self.least.value() if self.least.value() > 1 else 0,
            id=self._base.id if self._change else "",
            version=self._base.version + 1 if self._change else 1,
        )

    def _method(self) -> str:
        """The text of the method; a drafted one as it was written, with the no-break spaces that the widget does not give back."""
        written, drafted = self.method.toPlainText(), self._drafted["method"]
        return drafted if drafting.same_text(written, drafted) else written

    def _layer_name(self) -> str:
        layer = self.layer.currentLayer()
        if self.data.currentData() != MINE:
            return quoted(self.data.currentText())
        return translate("gui", "the layer") if layer is None else quoted(layer.name())

    def _follow_data(self) -> None:
        """Offer the fields of the data that are chosen."""
        entry, layer = self.data.currentData(), self.layer.currentLayer()
        for widget in self.expressions.values():
            written = widget.asExpression()
            if entry == MINE:
                widget.setLayer(layer)
            else:
                widget.setLayer(None)
                widget.setFields(self._columns(entry))
            widget.setExpression(written)
        self._follow()

    def _columns(self, entry: str) -> QgsFields:
        """The columns of the harmonised data of an entry."""
        recipe = self._observatory.catalogue.recipe(entry)
        extra = [name for source in recipe.sources.values() for name in source.extra]
        fields = QgsFields()
        for name in dict.fromkeys([*SCHEMAS[recipe.schema], *extra]):
            kind = QMetaType.Type.Double if name == "value" else QMetaType.Type.QString
            fields.append(QgsField(name, kind))
        return fields

    def _follow_aggregate(self) -> None:
        """Another aggregate has another usual factor."""
        usual = {1.0, *_DEFAULT_TIMES.values()}
        if self.times.value() in usual:
            self.times.setValue(_DEFAULT_TIMES.get(self.aggregate.currentData(), 1.0))
        self._follow()

    def _follow(self) -> None:
        """Show what makes sense, draft the texts that the user has not written, and say what is still wrong."""
        draft = self.draft()
        mine = self.data.currentData() == MINE
        shown = drafting.fields_of(draft.aggregate)
        hidden = {VALUE, WEIGHT, FILTER, PER, TIMES, QUANTILE} - shown | (set() if mine else {"layer", "role"})
        if self._figure.show(name for name in self._rows if name not in hidden):
            follow_reading(self)
        for widget in self._rows["comparators"]:
            widget.setVisible(not mine)
        self._draft_texts(draft)
        wrong = self.wrong()
        self.problems.setText("\n".join(wrong))
        self.problems.setVisible(bool(wrong))
        for button in (self.save, self.export):
            button.setEnabled(not wrong)
        without = mine and self.layer.currentLayer() is None
        self.preview.setEnabled(not wrong and not without and not self._lane.busy)

    def _draft_texts(self, draft: Draft) -> None:
        """Write the unit and the method from the choices, unless the user has written others."""
        if self.unit.text() == self._drafted["unit"]:
            self._write("unit", drafting.drafted_unit(draft))
        if drafting.same_text(self.method.toPlainText(), self._drafted["method"]):
            self._write("method", drafting.drafted_method(draft, self._layer_name()))

    def _write(self, name: str, text: str) -> None:
        widget = self.unit if name == "unit" else self.method
        self._drafted[name] = text
        if drafting.same_text(widget.text() if name == "unit" else widget.toPlainText(), text):
            return
        widget.blockSignals(True)
        widget.setText(text) if name == "unit" else widget.setPlainText(text)
        widget.blockSignals(False)

    def _draft_again(self) -> None:
        draft = self.draft()
        self._write("unit", drafting.drafted_unit(draft) or draft.unit)
        self._write("method", drafting.drafted_method(draft, self._layer_name()))
        self._follow()

    def wrong(self) -> list[str]:
        """What is missing or wrong, in sentences."""
        draft = self.draft()
        found = drafting.problems(draft)
        known = self._known_fields()
        for name in drafting.fields_of(draft.aggregate) & set(self.expressions):
            written = getattr(draft, name)
            if written:
                found += _wrong_expression(self._rows[name][0].text(), written, known)
        layer = self.layer.currentLayer() if self.data.currentData() == MINE else None
        geometry = geometry_name(layer) if layer is not None else ("point" if self.data.currentData() != MINE else "")
        if not drafting.suits(draft.aggregate, geometry):
            found.append(
                translate("gui", "“{aggregate}” needs a layer of lines.")
                if draft.aggregate == "length"
                else translate("gui", "“{aggregate}” needs a layer of areas.")
            )
            found[-1] = found[-1].format(aggregate=aggregate_name(draft.aggregate))
        return found

    def _known_fields(self) -> set[str] | None:
        """The fields of the data, in small letters; None when they are not known."""
        if self.data.currentData() != MINE:
            return {field.name().lower() for field in self._columns(self.data.currentData())}
        layer = self.layer.currentLayer()
        return None if layer is None else {field.name().lower() for field in layer.fields()}

    # What is done with it

    def _document(self) -> dict:
        """The definition as it is now. A `VigieError` says what is wrong."""
        embedded = self._observatory.definitions
        own, _ = self._own.read()
        return drafting.document_of(self.draft(), {*embedded, *own}, self._base)

    def _save(self) -> None:
        try:
            made = self._own.save(self._document(), replace=self._change)
        except VigieError as error:
            self._say(error.sentence)
            return
        self.saved.emit(made.id)
        self.accept()

    def _ask_export(self) -> None:
        name = drafting.identifier(self.title.text(), ())
        path, _ = QFileDialog.getSaveFileName(self, translate("gui", "Export the Definition"), f"{name}.json", FILES)
        if path:
            self.export_to(Path(path if path.lower().endswith(".json") else f"{path}.json"))

    def export_to(self, path: Path) -> None:
        """Write the definition to a file, to be shared; it is not kept among the user's own for that."""
        try:
            write_whole(path, content_of(self._document()))
        except VigieError as error:
            self._say(error.sentence)
            return
        self._say(translate("gui", "The definition is in {file}.").format(file=path.name))

    def _start_preview(self) -> None:
        """Compute in the background, from the layer as it is now; what is written for that goes with the work."""
        try:
            document = self._document()
            mine = self.data.currentData() == MINE
            level = self._level if self._level in (*document["levels"], ZONES_LEVEL) else document["levels"][0]
            layers = {role: layer for role, layer in self._bound.items() if role != ZONES_ROLE or level == ZONES_LEVEL}
            if mine:
                layers[document["compute"]["layer"]] = self.layer.currentLayer()
            readings = {role: LayerReading.of(layer, role=role) for role, layer in layers.items()}
        except VigieError as error:
            self._say(error.sentence)
            return
        observatory, territory, mode = self._observatory, self._territory, self._mode

        def work(progress: FeedbackProgress, tell: Callable) -> tuple[Result, Listing]:
            with working_folder() as folder:
                path = folder / f"{document['id']}.json"
                write_whole(path, content_of(document))
                definition = load_definition(path)
                data = {
                    role: reading.read(Stretch(progress, 0, 40), expressions_of([definition], role))
                    for role, reading in readings.items()
                }
                (result,) = observatory.study([str(path)], territory, level, data, mode, Stretch(progress, 40, 100))
            units = {} if level == ZONES_LEVEL else observatory.cog.units(level)
            people = [units[code].population if code in units else None for code in result.zones["code"]]
            result = replace(result, zones=drafting.previewed(result, people), comparators=result.comparators.iloc[:0])
            return result, listing_of(result)

        self._say(translate("gui", "Computing…"))
        self.shown.hide()
        self.stop.show()
        self._lane.run(translate("gui", "Vigie: preview of an indicator"), work, self._show, self._fail, self._cancelled)
        self.preview.setEnabled(False)

    def _show(self, made: tuple[Result, Listing]) -> None:
        result, listing = made
        self.model.show(listing)
        self.shown.show()
        fit_columns(self.shown, listing)
        counted = translate("gui", "{level}, in {territory}: {count} zones shown.").format(
            level=level_name(result.level), territory=self._territory.name, count=number(len(listing))
        )
        self._end("\n".join([counted, *result.notes]))

    def _fail(self, error: VigieError) -> None:
        if error.detail:
            log(error.detail, Qgis.MessageLevel.Warning)
        self._end(error.sentence)

    def _cancelled(self) -> None:
        self._end(translate("gui", "Cancelled: nothing was changed."))

    def _end(self, text: str) -> None:
        self.stop.hide()
        self._say(text)
        self._follow()

    def _say(self, text: str) -> None:
        self.said.setText(text)
        self.said.setVisible(bool(text))

    def done(self, result: int) -> None:
        """Closed in any way: nothing is computed any more."""
        self._lane.drop()
        super().done(result)


def _wrong_expression(title: str, written: str, known: set[str] | None) -> list[str]:
    """What is wrong with an expression, in one sentence, or nothing."""
    parsed = QgsExpression(written)
    if parsed.hasParserError():
        why = " ".join(parsed.parserErrorString().split()).rstrip(".")
        return [translate("gui", "{field}: the expression cannot be read ({why}).").format(field=title, why=why)]
    missing = [name for name in parsed.referencedColumns() if name != "*" and known is not None and name.lower() not in known]
    if missing:
        return [translate("gui", "{field}: there is no field “{name}”.").format(field=title, name=sorted(missing)[0])]
    return []
