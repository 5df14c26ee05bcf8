# SPDX-License-Identifier: GPL-2.0-or-later
"""What an imported configuration changes, shown before it is applied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListWidget, QVBoxLayout, QWidget

from ..configuration import INDICATORS, Configuration, changes, keep_indicators, own_indicators
from ..messages import number, translate
from ..settings import ALL, BY_NAME, Settings

if TYPE_CHECKING:
    from ..observatory import Observatory


def setting_title(name: str) -> str:
    """A setting in words."""
    titles = {
        "store": translate("gui", "Store of harmonised layers"),
        "cache_megabytes": translate("gui", "Most room for downloads"),
        "download_megabytes": translate("gui", "Largest download"),
        "silence_seconds": translate("gui", "Give up a silent server after"),
        "level": translate("gui", "Level proposed first"),
        "language": translate("gui", "Language"),
    }
    return titles[name]


def level_title(level: str) -> str:
    """A level of units in words."""
    names = {
        "commune": translate("gui", "Communes"),
        "epci": translate("gui", "EPCI"),
        "departement": translate("gui", "Départements"),
        "region": translate("gui", "Régions"),
    }
    return names[level]


def value_title(name: str, value: Any) -> str:
    """The value of a setting in words."""
    if name.endswith("_megabytes"):
        return f"{number(value)}{translate('gui', ' MB')}"
    if name.endswith("_seconds"):
        return f"{number(value)}{translate('gui', ' s')}"
    if name == "level":
        return level_title(value)
    empty = {"store": translate("gui", "GeoPackage of your profile"), "language": translate("gui", "That of QGIS")}
    return value or empty[name]


def configuration_now(settings: Settings, observatory: Observatory) -> Configuration:
    """All that is set. A `VigieError` when the list of sources cannot be read."""
    values = {setting.name: settings.get(setting) for setting in ALL}
    return Configuration(values, observatory.choices, own_indicators(observatory.folder / INDICATORS))


def apply_configuration(then: Configuration, settings: Settings, observatory: Observatory) -> None:
    """Set all of it: what may fail comes first. A `VigieError` when a file cannot be written."""
    keep_indicators(observatory.folder / INDICATORS, then.indicators)
    observatory.choose_sources(then.sources)
    for name, value in then.settings.items():
        settings.set(BY_NAME[name], value)


def warnings_of(then: Configuration, settings: Settings) -> list[str]:
    """What will not be as the file says: settings that the environment sets, credentials that this QGIS does not have."""
    told = []
    for name in then.settings:
        variable = settings.override(BY_NAME[name])
        if variable and settings.get(BY_NAME[name]) != then.settings[name]:
            kept = translate("gui", "{setting} stays as it is: the environment variable {name} sets it.")
            told.append(kept.format(setting=setting_title(name), name=variable))
    known = set(QgsApplication.authManager().configIds())
    lacking = translate("gui", "“{title}” asks for the credentials {id}, which this QGIS does not have: choose them in Sources.")
    told += [
        lacking.format(title=endpoint.title, id=endpoint.authcfg)
        for endpoint in then.sources.own
        if endpoint.authcfg and endpoint.authcfg not in known
    ]
    return told


class ImportDialog(QDialog):
    """Lists the changes, and what is to be known; OK accepts them."""

    def __init__(
        self, name: str, now: Configuration, then: Configuration, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(translate("gui", "Import a Configuration"))
        self.resize(620, 360)
        self.changes = changes(now, then, setting_title, value_title)
        about = QLabel(self._about(name), self)
        about.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setWordWrap(True)
        self.list.setAccessibleName(translate("gui", "What changes"))
        self.list.addItems(self.changes)
        self.warnings = QLabel("\n".join(warnings_of(then, settings)), self)
        self.warnings.setWordWrap(True)
        self.warnings.setVisible(bool(self.warnings.text()))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        apply = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        apply.setText(translate("gui", "Apply"))
        apply.setEnabled(bool(self.changes))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (about, self.list, self.warnings, self.buttons):
            layout.addWidget(widget)

    def _about(self, name: str) -> str:
        if not self.changes:
            return translate("gui", "{file} changes nothing: all is as it says.").format(file=name)
        return translate(
            "gui",
            "{file} changes this. Your own sources become those of the file; indicators of yours that it does not have stay.",
        ).format(file=name)
