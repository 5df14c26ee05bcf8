# SPDX-License-Identifier: GPL-2.0-or-later
"""The page of options, what overrides it, and the configuration as a file."""

import json
from dataclasses import replace

import pytest
from qgis.core import QgsSettings
from qgis.gui import QgsScrollArea
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDialogButtonBox, QLabel
from vigie_territoriale.plugin.catalog.endpoints import Choices
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.gui import options_page
from vigie_territoriale.plugin.gui.configuration_dialog import ImportDialog
from vigie_territoriale.plugin.gui.options_page import OptionsPage
from vigie_territoriale.plugin.gui.sources_dialog import SourcesDialog
from vigie_territoriale.plugin.network.session import session
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.settings import ALL, CACHE, DOWNLOAD, LANGUAGE, LEVEL, SILENCE, STORE, Settings

from .conftest import ROOT, wait_for

SOURCE = Endpoint("mine", "Géo du Buëch", "wfs", "https://geo.example/ows?token=s3cret", authcfg="a1b2c3d", verification="user")
VARIABLES = {STORE: "postgis:réseau/vigie", CACHE: "700", DOWNLOAD: "20", SILENCE: "45", LEVEL: "region", LANGUAGE: "fr"}


@pytest.fixture(autouse=True)
def as_new(qgis_app, monkeypatch):
    for setting in ALL:
        monkeypatch.delenv(setting.variable, raising=False)
        QgsSettings().remove(setting.key)
    yield
    for setting in ALL:
        QgsSettings().remove(setting.key)


@pytest.fixture
def observatory(qgis_app, tmp_path):
    return Observatory(lambda progress, endpoint: session(), tmp_path / "profil été")


@pytest.fixture
def make_page(observatory):
    made = []

    def make():
        made.append(OptionsPage(Settings(), lambda: observatory))
        wait_for(lambda: not made[-1]._lane.busy)
        return made[-1]

    yield make
    for page in made:
        page.deleteLater()


# Settings


def test_each_setting_has_a_default_and_is_kept():
    settings = Settings()
    assert [settings.get(setting) for setting in ALL] == [setting.default for setting in ALL]
    for setting, written in VARIABLES.items():
        settings.set(setting, setting.read(written))
    assert [settings.get(setting) for setting in VARIABLES] == [setting.read(text) for setting, text in VARIABLES.items()]


@pytest.mark.parametrize("setting", ALL, ids=lambda setting: setting.name)
def test_a_variable_overrides_a_setting_and_is_never_written(setting, monkeypatch):
    settings = Settings()
    monkeypatch.setenv(setting.variable, VARIABLES[setting])
    assert settings.get(setting) == setting.read(VARIABLES[setting])
    assert settings.override(setting) == setting.variable == f"VIGIE_{setting.name.upper()}"
    settings.set(setting, setting.default)
    assert QgsSettings().value(setting.key) is None
    monkeypatch.delenv(setting.variable)
    assert settings.get(setting) == setting.default and settings.override(setting) == ""


@pytest.mark.parametrize(
    ("setting", "written"), [(CACHE, "lots"), (CACHE, "3"), (SILENCE, "4"), (DOWNLOAD, "-1"), (LEVEL, "canton"), (LANGUAGE, "de")]
)
def test_a_value_without_sense_is_ignored_and_told(setting, written, monkeypatch):
    QgsSettings().setValue(setting.key, setting.read(VARIABLES[setting]))
    monkeypatch.setenv(setting.variable, written)
    settings = Settings()
    assert settings.get(setting) == setting.read(VARIABLES[setting]) and settings.override(setting) == ""
    (told,) = settings.ignored()
    assert setting.variable in told and f"“{written}”" in told
    monkeypatch.delenv(setting.variable)
    QgsSettings().setValue(setting.key, written)
    assert settings.get(setting) == setting.default


@pytest.fixture
def global_file(qgis_app, tmp_path):
    """QGIS's global settings file; none of it is left, though QGIS takes no path back."""
    path, empty = tmp_path / "qgis_global_settings.ini", tmp_path / "empty.ini"
    empty.touch()

    def write(text):
        path.write_text(text, encoding="utf-8")
        assert QgsSettings.setGlobalSettingsPath(str(path if text else empty))

    yield write
    write("")


def test_the_global_file_of_qgis_gives_defaults_that_a_user_may_change(global_file):
    settings = Settings()
    global_file("[vigie_territoriale]\ncache_megabytes=1234\nlevel=epci\nstore=postgis:commun/vigie\nsilence_seconds=none\n")
    assert (settings.cache_megabytes, settings.level, settings.store) == (1234, "epci", "postgis:commun/vigie")
    assert settings.get(SILENCE) == SILENCE.default
    settings.set(LEVEL, "epci")  # as it is: not written
    settings.set(CACHE, 700)
    assert settings.cache_megabytes == 700
    global_file("")
    assert (settings.level, settings.cache_megabytes, settings.store) == ("commune", 700, "")


# The page


def test_what_is_chosen_is_kept_and_holds_at_once(make_page, observatory):
    page = make_page()
    page.limit.setValue(600)
    page.largest.setValue(30)
    page.silence.setValue(40)
    page.level.setCurrentIndex(page.level.findData("epci"))
    page.language.setCurrentIndex(page.language.findData("en"))
    page.apply()
    settings = Settings()
    assert (settings.cache_megabytes, settings.limits, settings.level, settings.language) == (600, (40, 30_000_000), "epci", "en")
    assert observatory.loader.cache.maximum_bytes == 600_000_000 and observatory.loader.cache.largest_bytes == 30_000_000
    assert observatory._door(None, None)._patience == 2.0
    again = make_page()
    assert (again.limit.value(), again.silence.value(), again.level.currentData()) == (600, 40, "epci")


def test_opening_and_applying_writes_nothing(make_page):
    make_page().apply()
    assert [QgsSettings().value(setting.key) for setting in ALL] == [None] * len(ALL)


def test_what_the_environment_sets_is_shown_disabled_with_the_reason(make_page, monkeypatch):
    for setting, written in VARIABLES.items():
        monkeypatch.setenv(setting.variable, written)
    page = make_page()
    widgets = {
        STORE: page.store,
        CACHE: page.limit,
        DOWNLOAD: page.largest,
        SILENCE: page.silence,
        LEVEL: page.level,
        LANGUAGE: page.language,
    }
    for setting, widget in widgets.items():
        assert not widget.isEnabled()
        label = page.findChild(QLabel, f"override_{setting.name}")
        assert label.text() == f"Set by {setting.variable}" and setting.variable in widget.toolTip()
    assert (page.limit.value(), page.level.currentData(), page.schema.text()) == (700, "region", "vigie")
    assert not page.schema.isEnabled() and page.store.currentText() == "PostgreSQL – réseau"
    page.apply()
    assert [QgsSettings().value(setting.key) for setting in ALL] == [None] * len(ALL)


def test_a_store_in_a_file_is_shown(make_page):
    Settings().set(STORE, "/data/réseau.gpkg")
    page = make_page()
    assert page.store.currentText() == "/data/réseau.gpkg" and not page.schema.isEnabled()
    page.apply()
    assert Settings().store == "/data/réseau.gpkg"


def test_the_size_of_the_store_is_told(make_page, observatory):
    observatory.folder.mkdir(parents=True, exist_ok=True)
    (observatory.folder / "vigie.gpkg").write_bytes(b"0" * 2_500_000)
    page = make_page()
    assert page.store_size.text() == "2.5 MB" and page.size.text() == "0.0 MB"


def test_the_sources_are_opened_from_there(make_page, observatory):
    page = make_page()
    QTest.mouseClick(page.sources, Qt.MouseButton.LeftButton)
    wait_for(lambda: page.findChild(SourcesDialog) is not None)
    dialog = page.findChild(SourcesDialog)
    assert len(dialog.endpoints()) > 5
    dialog.reject()


def test_it_fits_in_a_small_window(make_page):
    page = make_page()
    page.resize(480, 400)
    page.show()
    QTest.qWait(20)
    (scroll,) = page.findChildren(QgsScrollArea)
    assert scroll.horizontalScrollBar().maximum() == 0


def test_all_that_can_be_used_has_a_name(make_page):
    page = make_page()
    for widget in (page.store, page.schema, page.limit, page.largest, page.silence, page.language, page.level):
        assert widget.accessibleName()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    for button in (page.empty, page.sources, page.tour, page.export, page.bring, page.template):
        assert button.text()


# The configuration as a file


def test_the_configuration_goes_out_and_comes_back(make_page, observatory, tmp_path):
    observatory.choose_sources(Choices((SOURCE,), ("europa",), (), ("mine",)))
    definition = json.loads((ROOT / "resources" / "indicators" / "population-change.json").read_text(encoding="utf-8"))
    folder = observatory.folder / "indicators"
    folder.mkdir(parents=True)
    (folder / "mine.json").write_text(json.dumps({**definition, "id": "mine"}), encoding="utf-8")
    Settings().set(CACHE, 300)
    page, path = make_page(), tmp_path / "vigie.json"
    page.export_to(path)
    assert "Keys were left out of the addresses of: Géo du Buëch" in page.told.text()
    text = path.read_text(encoding="utf-8")
    assert "s3cret" not in text and "a1b2c3d" in text and '"cache_megabytes": 300' in text
    observatory.choose_sources(Choices())
    (folder / "mine.json").unlink()
    Settings().set(CACHE, 400)
    page.show_settings()
    page.import_from(path)
    dialog = page.findChild(ImportDialog)
    assert "Most room for downloads: 400 MB → 300 MB" in dialog.changes
    assert any(line.startswith("Source added: Géo du Buëch") for line in dialog.changes)
    assert any(line.startswith("Indicator added") for line in dialog.changes)
    assert "a1b2c3d, which this QGIS does not have" in dialog.warnings.text()
    assert Settings().cache_megabytes == 400 and observatory.choices == Choices()
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton)
    assert Settings().cache_megabytes == 300 and page.limit.value() == 300
    assert observatory.choices == Choices(
        (replace(SOURCE, address="https://geo.example/ows?token="),), ("europa",), (), ("mine",)
    )
    assert json.loads((folder / "mine.json").read_text(encoding="utf-8"))["id"] == "mine"


def test_an_import_that_is_refused_changes_nothing(make_page, tmp_path):
    path = tmp_path / "vigie.json"
    path.write_text('{"version": 1, "settings": {"cache_megabytes": 300}}', encoding="utf-8")
    page = make_page()
    page.import_from(path)
    dialog = page.findChild(ImportDialog)
    QTest.mouseClick(dialog.buttons.button(QDialogButtonBox.StandardButton.Cancel), Qt.MouseButton.LeftButton)
    assert Settings().cache_megabytes == CACHE.default


def test_an_import_of_what_is_already_so_has_nothing_to_apply(make_page, tmp_path):
    page, path = make_page(), tmp_path / "vigie.json"
    page.export_to(path)
    page.import_from(path)
    dialog = page.findChild(ImportDialog)
    assert dialog.changes == [] and not dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


def test_what_the_environment_sets_is_not_imported(make_page, tmp_path, monkeypatch):
    monkeypatch.setenv(CACHE.variable, "700")
    path = tmp_path / "vigie.json"
    path.write_text('{"version": 1, "settings": {"cache_megabytes": 300}}', encoding="utf-8")
    page = make_page()
    page.import_from(path)
    dialog = page.findChild(ImportDialog)
    assert "stays as it is: the environment variable VIGIE_CACHE_MEGABYTES sets it" in dialog.warnings.text()
    dialog.accept()
    monkeypatch.delenv(CACHE.variable)
    assert Settings().cache_megabytes == CACHE.default


@pytest.mark.parametrize("content", ["{", '{"version": 7}', '{"version": 1, "settings": {"secret": 1}}'])
def test_a_file_that_is_none_is_told(make_page, tmp_path, content):
    path = tmp_path / "vigie.json"
    path.write_text(content, encoding="utf-8")
    page = make_page()
    page.import_from(path)
    assert "vigie.json, line 1" in page.told.text() and page.findChild(ImportDialog) is None


def test_the_template_is_installed_from_there(make_page, tmp_path, monkeypatch):
    monkeypatch.setattr(options_page, "templates_folder", lambda: tmp_path / "modèles")
    page = make_page()
    QTest.mouseClick(page.template, Qt.MouseButton.LeftButton)
    assert (tmp_path / "modèles" / "Vigie territoriale.qgz").exists() and "New from Template" in page.told.text()
    QTest.mouseClick(page.template, Qt.MouseButton.LeftButton)
    assert "left as it is" in page.told.text()


def test_the_tour_is_shown_again_when_asked(make_page):
    page = make_page()
    Settings().tour_done = True
    QTest.mouseClick(page.tour, Qt.MouseButton.LeftButton)
    assert Settings().tour_done is False
    Settings().tour_done = True
