# SPDX-License-Identifier: GPL-2.0-or-later
"""The list of sources: enable, order, add one's own, try."""

from __future__ import annotations

import html
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from qgis.core import Qgis, QgsApplication
from qgis.gui import QgsAuthConfigSelect
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..catalog.endpoints import KINDS, OURS, Choices, chosen_endpoints, embedded_endpoints, written_endpoint
from ..catalog.model import Page, Query
from ..catalog.provider import Endpoint
from ..feedback import FeedbackProgress, log
from ..messages import VigieError, number, translate
from ..observatory import Observatory
from ..territory.cog import fold
from .buttons import tool_button
from .folding_form import folding_box
from .keyboard import follow_reading, name_parts
from .work import Work

OWN = "user"
TITLE, KIND, ADDRESS, COVERAGE, VERIFICATION, NOTE = range(6)


def kind_title(kind: str) -> str:
    """The protocol of a source in words."""
    names = {
        "curated": translate("gui", "Embedded catalogue"),
        "publications": translate("gui", "Publications that are kept"),
        "datagouv": "data.gouv.fr",
        "dataservices": translate("gui", "data.gouv.fr: APIs"),
        "geoplateforme": translate("gui", "Géoplateforme search"),
        "europa": "data.europa.eu",
        "csw": translate("gui", "CSW catalogue"),
        "records": translate("gui", "OGC API Records catalogue"),
        "oapif": "OGC API Features",
        "esri": "Esri REST",
    }
    return names.get(kind, kind.upper())


def verification_words(verification: str) -> str:
    """How far a source was tried."""
    names = {
        "recorded": translate("gui", "Tested on its recorded answers"),
        "documentation": translate("gui", "Known from its documentation"),
        OWN: translate("gui", "Added by you"),
    }
    return names.get(verification, verification)


def own_id(title: str, taken: Iterable[str]) -> str:
    """An id made from a title: letters without accents, digits and hyphens; one that is not taken."""
    letters = fold(title).encode("ascii", "ignore").decode()
    base = "-".join(letters.split())[:40].strip("-") or "source"
    used = set(taken)
    numbers = (f"{base}-{place}" for place in range(2, len(used) + 3))
    return base if base not in used else next(name for name in numbers if name not in used)


def own_endpoint(title: str, kind: str, address: str, authcfg: str, taken: Iterable[str]) -> Endpoint:
    """A source of the user's. Raises a `VigieError` when its address is not one of the web."""
    written = written_endpoint(f"{kind}:{address.strip()}")
    if written is None:
        raise VigieError(translate("gui", "A source of this kind cannot be added."))
    name = title.strip() or written.title
    return replace(written, id=own_id(name, taken), title=name, authcfg=authcfg)


def choices_of(endpoints: Sequence[Endpoint], embedded: Iterable[Endpoint]) -> Choices:
    """What a list of sources changes to the embedded one."""
    ours = {endpoint.id: endpoint for endpoint in embedded}
    own = tuple(endpoint for endpoint in endpoints if endpoint.id not in ours)
    changed = [endpoint for endpoint in endpoints if endpoint.id in ours and endpoint.enabled != ours[endpoint.id].enabled]
    return Choices(
        own,
        tuple(endpoint.id for endpoint in changed if not endpoint.enabled),
        tuple(endpoint.id for endpoint in changed if endpoint.enabled),
        tuple(endpoint.id for endpoint in endpoints),
    )


def answer_words(page: Page) -> str:
    """What a source that was tried answers."""
    if page.total is None:
        return translate("gui", "It answers.") if page.entries else translate("gui", "It answers, but gives nothing.")
    return translate("gui", "It answers: {count} entries.").format(count=number(page.total))


class SourcesDialog(QDialog):
    """Shows the sources as the user has them; OK keeps what she changed. `places` says written territories in words."""

    def __init__(self, observatory: Observatory, places: Callable[[Sequence[str]], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._observatory, self._places = observatory, places
        self._embedded = embedded_endpoints()
        self._work: Work | None = None
        self.setWindowTitle(translate("gui", "Sources of the Search"))
        self.resize(900, 560)
        self._build()
        follow_reading(self)
        for endpoint in chosen_endpoints(self._embedded, observatory.choices):
            self._append(endpoint)
        self._fit()
        self._show_buttons()

    def _build(self) -> None:
        self.tree = QTreeWidget(self)
        self.tree.setRootIsDecorated(False)
        self.tree.setAccessibleName(translate("gui", "Sources"))
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.tree.setHeaderLabels(
            [
                translate("gui", "Source"),
                translate("gui", "Kind"),
                translate("gui", "Address"),
                translate("gui", "Coverage"),
                translate("gui", "Verification"),
                translate("gui", "Note"),
            ]
        )
        self.tree.currentItemChanged.connect(lambda *_: self._show_buttons())
        self.up = tool_button(self, "/mActionArrowUp.svg", translate("gui", "Move up"), lambda: self._move(-1))
        self.down = tool_button(self, "/mActionArrowDown.svg", translate("gui", "Move down"), lambda: self._move(1))
        self.remove = QPushButton(translate("gui", "Remove"), self)
        self.remove.clicked.connect(lambda *_: self._remove())
        self.test = QPushButton(translate("gui", "Test"), self)
        self.test.clicked.connect(lambda *_: self._test())
        row = QHBoxLayout()
        for widget in (self.up, self.down, self.remove, self.test):
            row.addWidget(widget)
        row.addStretch(1)
        self.told = QLabel(self)
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        self.buttons.accepted.connect(self._keep)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tree, 1)
        layout.addLayout(row)
        layout.addWidget(self.told)
        layout.addWidget(self._build_form())
        layout.addWidget(self.buttons)

    def _build_form(self) -> QWidget:
        box = folding_box(translate("gui", "Add a source of yours"), self)
        self.title = QLineEdit(box)
        self.kind = QComboBox(box)
        for kind in KINDS:
            if kind not in OURS:
                self.kind.addItem(kind_title(kind), kind)
        self.kind.setCurrentIndex(self.kind.findData("wfs"))
        self.address = QLineEdit(box)
        self.address.setPlaceholderText("https://")
        self.authentication = QgsAuthConfigSelect(box)
        self.add = QPushButton(translate("gui", "Add to the List"), box)
        self.add.setAutoDefault(False)
        self.add.clicked.connect(lambda *_: self._add())
        form = QFormLayout(box)
        form.addRow(translate("gui", "Title"), self.title)
        form.addRow(translate("gui", "Kind"), self.kind)
        form.addRow(translate("gui", "Address"), self.address)
        form.addRow(translate("gui", "Credentials"), self.authentication)
        form.addRow("", self.add)
        name_parts(box)
        box.setCollapsed(True)
        return box

    def endpoints(self) -> list[Endpoint]:
        """The sources as they are shown."""
        return [self._endpoint(self.tree.topLevelItem(place)) for place in range(self.tree.topLevelItemCount())]

    def select(self, source: str) -> None:
        """Make a source the current one."""
        ids = [endpoint.id for endpoint in self.endpoints()]
        self.tree.setCurrentItem(self.tree.topLevelItem(ids.index(source)))

    def dismiss(self) -> None:
        """Close without keeping anything."""
        self.reject()

    def done(self, result: int) -> None:
        """The dialog closes: a test that is running is abandoned."""
        if self._work is not None:
            self._work.abandon()
            self._work = None
        super().done(result)

    @staticmethod
    def _endpoint(item: QTreeWidgetItem) -> Endpoint:
        return replace(item.data(0, Qt.ItemDataRole.UserRole), enabled=item.checkState(TITLE) == Qt.CheckState.Checked)

    def _append(self, endpoint: Endpoint) -> QTreeWidgetItem:
        texts = [
            endpoint.title,
            kind_title(endpoint.kind),
            endpoint.address if endpoint.kind not in OURS else "",
            self._places(endpoint.coverage),
            verification_words(endpoint.verification),
            endpoint.note,
        ]
        item = QTreeWidgetItem(self.tree, texts)
        item.setData(0, Qt.ItemDataRole.UserRole, endpoint)
        for column, text in enumerate(texts):
            item.setToolTip(column, f"<p>{html.escape(text)}</p>" if text else "")
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(TITLE, Qt.CheckState.Checked if endpoint.enabled else Qt.CheckState.Unchecked)
        return item

    def _fit(self) -> None:
        for column in range(self.tree.columnCount()):
            self.tree.resizeColumnToContents(column)
            self.tree.setColumnWidth(column, min(self.tree.columnWidth(column) + 8, 210))

    def _show_buttons(self) -> None:
        item = self.tree.currentItem()
        place = self.tree.indexOfTopLevelItem(item) if item is not None else -1
        self.up.setEnabled(place > 0)
        self.down.setEnabled(-1 < place < self.tree.topLevelItemCount() - 1)
        self.remove.setEnabled(item is not None and self._endpoint(item).verification == OWN)
        self.test.setEnabled(item is not None and self._work is None)

    def _move(self, step: int) -> None:
        place = self.tree.indexOfTopLevelItem(self.tree.currentItem())
        item = self.tree.takeTopLevelItem(place)
        self.tree.insertTopLevelItem(place + step, item)
        self.tree.setCurrentItem(item)

    def _remove(self) -> None:
        self.tree.takeTopLevelItem(self.tree.indexOfTopLevelItem(self.tree.currentItem()))
        self._show_buttons()

    def _add(self) -> None:
        taken = [endpoint.id for endpoint in self.endpoints()]
        try:
            endpoint = own_endpoint(
                self.title.text(), self.kind.currentData(), self.address.text(), self.authentication.configId(), taken
            )
        except VigieError as error:
            self.told.setText(error.sentence)
            return
        item = self._append(endpoint)
        self.tree.takeTopLevelItem(self.tree.indexOfTopLevelItem(item))
        self.tree.insertTopLevelItem(0, item)
        self.tree.setCurrentItem(item)
        self.title.clear()
        self.address.clear()
        self.authentication.setConfigId("")
        self.told.setText(translate("gui", "“{title}” is in the list: test it, then press OK.").format(title=endpoint.title))

    def _test(self) -> None:
        """Ask one entry of the source, in the background."""
        endpoint = self._endpoint(self.tree.currentItem())

        def ask(progress: FeedbackProgress) -> Page:
            from ..catalog.sources import provider_of  # the readers of all protocols are heavy

            tried = replace(endpoint, id=f"test-{uuid.uuid4().hex}", enabled=False)
            federation = self._observatory.federation
            federation.add(tried, provider_of(tried, self._observatory.catalogue, self._observatory.publication_entries))
            return federation.page(tried.id, Query(size=1), progress)

        self._work = Work(
            translate("gui", "Vigie: testing a source"),
            ask,
            done=lambda page: self._tested(endpoint, answer_words(page)),
            failed=lambda error: self._failed(endpoint, error),
            cancelled=lambda: self._tested(endpoint, translate("gui", "Cancelled.")),
        )
        self.told.setText(f"{endpoint.title} – {translate('gui', 'asking…')}")
        self._show_buttons()
        QgsApplication.taskManager().addTask(self._work)

    def _failed(self, endpoint: Endpoint, error: VigieError) -> None:
        log(error.detail or error.sentence, Qgis.MessageLevel.Warning)
        self._tested(endpoint, error.sentence)

    def _tested(self, endpoint: Endpoint, said: str) -> None:
        self._work = None
        self.told.setText(f"{endpoint.title} – {said}")
        self._show_buttons()

    def _keep(self) -> None:
        """Write what was changed; what goes wrong is said here."""
        try:
            self._observatory.choose_sources(choices_of(self.endpoints(), self._embedded))
        except VigieError as error:
            self.told.setText(error.sentence)
            return
        self.accept()
