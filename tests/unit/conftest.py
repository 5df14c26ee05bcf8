# SPDX-License-Identifier: GPL-2.0-or-later
"""The pure rooms run without QGIS: here, importing it fails as on a machine that does not have it."""

import sys
from pathlib import Path

import pytest


class NoQgis:
    """An import hook that refuses qgis and Qt."""

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("qgis", "PyQt5", "PyQt6"):
            raise ModuleNotFoundError(f"{name} is not to be imported by a pure room", name=name)


assert "qgis" not in sys.modules, "QGIS was imported before the tests of the pure rooms: run them with -p no:pytest_qgis"
sys.meta_path.insert(0, NoQgis())

from hypothesis import HealthCheck, settings  # noqa: E402
from vigie_territoriale.plugin import messages  # noqa: E402
from vigie_territoriale.plugin.observatory import Observatory  # noqa: E402
from vigie_territoriale.plugin.territory.cog import Cog  # noqa: E402
from vigie_territoriale.plugin.territory.contours import Contours  # noqa: E402

settings.register_profile("shared cores", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared cores")

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def english():
    messages.set_language("en")


@pytest.fixture(scope="session")
def cog():
    return Cog()


@pytest.fixture(scope="session")
def contours():
    return Contours.embedded()


@pytest.fixture(scope="session")
def observatory(tmp_path_factory):
    import requests

    return Observatory(lambda progress, authcfg: requests.Session(), tmp_path_factory.mktemp("downloads"))
