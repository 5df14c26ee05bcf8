# SPDX-License-Identifier: GPL-2.0-or-later
"""Harmonised layers in the schema of a network, chosen in QGIS's options, and a real PostgreSQL behind it."""

import re

import pytest
from postgres_server import USER, PostgresServer
from qgis.core import QgsProject, QgsProviderRegistry
from vigie_territoriale.plugin.gui.options_page import OptionsPage
from vigie_territoriale.plugin.settings import Settings
from vigie_territoriale.plugin.store.connections import connection_of

from .conftest import wait_for
from .test_dock import add, choose, dock, names, refresh  # noqa: F401 (a fixture)

NAME = "réseau du Buëch, été"
READER = "lectrice"
WRITING = r"(^|;)\s*(insert|update|delete|create|drop|alter|grant|truncate|copy|lock)\b|vigie_(publish|keep|discard|drop)\s*\("


@pytest.fixture
def server(qgis_app):
    running = PostgresServer()
    metadata = QgsProviderRegistry.instance().providerMetadata("postgres")
    uri = f"host='{running.folder}' dbname='test' user='{USER}' password='s3cret'"
    metadata.saveConnection(metadata.createConnection(uri, {"saveUsername": True, "savePassword": True}), NAME)
    running.sql(f"CREATE ROLE {READER} LOGIN; ALTER ROLE {READER} SET log_statement = 'all'")
    uri = uri.replace(f"user='{USER}'", f"user='{READER}'")
    metadata.saveConnection(metadata.createConnection(uri, {"saveUsername": True, "savePassword": True}), READER)
    yield running
    metadata.deleteConnection(NAME)
    metadata.deleteConnection(READER)
    Settings().store = ""
    running.close()


@pytest.fixture
def page(qgis_app, observatory):
    made = OptionsPage(Settings(), lambda: observatory)
    yield made
    wait_for(lambda: not made._lane.busy)
    made.deleteLater()


def test_connections_are_offered_and_the_choice_is_kept(server, page, observatory):
    assert page.store.currentData() == "" and not page.schema.isEnabled()
    page.store.setCurrentIndex(page.store.findData(f"postgis:{NAME}"))
    assert page.schema.isEnabled() and page.schema.text() == "vigie"
    page.schema.setText("reseau")
    page.apply()
    assert connection_of(Settings().store) == (NAME, "reseau")
    again = OptionsPage(Settings(), lambda: observatory)
    assert (again.store.currentData(), again.schema.text()) == (f"postgis:{NAME}", "reseau")
    wait_for(lambda: not again._lane.busy)
    again.store.setCurrentIndex(0)
    again.apply()
    assert Settings().store == ""
    again.deleteLater()


def test_harmonised_layers_go_to_the_network_and_are_refreshed_there(server, dock):  # noqa: F811
    Settings().store = f"postgis:{NAME}/vigie"
    choose(dock, "gap tallard")
    layer = add(dock, "france-services")
    assert layer.providerType() == "postgres" and layer.isValid() and layer.featureCount() > 0
    assert "password" not in layer.source() and "s3cret" not in layer.source()
    count = server.sql(f"SELECT count(*) FROM vigie.{layer.customProperty('vigie_territoriale/stored')}")
    assert count == [[str(layer.featureCount())]]
    refresh(dock)
    assert "0 of 1 layers have newer data" in dock._status.text()
    server.stop()
    refresh(dock)
    assert "cannot be read" in dock._status.text() and "s3cret" not in dock._status.text()
    server.start()
    assert len(names()) == 2 and QgsProject.instance().mapLayer(layer.id()) is layer


def test_a_desktop_that_may_only_read_writes_nothing(server, dock):  # noqa: F811
    Settings().store = f"postgis:{NAME}/vigie"
    choose(dock, "gap tallard")
    shared = add(dock, "france-services")
    count, licences = shared.featureCount(), shared.metadata().licenses()
    server.sql(f"GRANT vigie_reader TO {READER}")
    Settings().store = f"postgis:{READER}/vigie"
    layer = add(dock, "france-services")
    assert layer.providerType() == "postgres" and READER in layer.source() and layer.featureCount() == count > 0
    assert layer.metadata().licenses() == licences != []
    dock._add_entry("mountain-massifs", "embedded")
    wait_for(lambda: not dock.busy)
    assert "It is not in test, vigie yet, for this territory. You may read test, vigie, but not write" in dock._status.text()
    refresh(dock)
    assert "You may read test, vigie, but not write to it" in dock._status.text()
    asked = re.findall(r"(?:statement|execute [^:]*): (.*)", (server.folder / "log").read_text(encoding="utf-8"))
    assert asked and [text for text in asked if re.search(WRITING, text, re.IGNORECASE)] == []
