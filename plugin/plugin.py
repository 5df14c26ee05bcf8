# SPDX-License-Identifier: GPL-2.0-or-later
"""The composition root: builds the services, registers them with QGIS, and undoes it all."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from .messages import set_language
from .settings import Settings

ROOT = Path(__file__).resolve().parents[1]


class VigiePlugin:
    """What QGIS loads. `iface` is None under qgis_process."""

    def __init__(self, iface: object) -> None:
        self._iface = iface
        self._observatory = None
        self._provider = None
        self._panel = None
        self._locator = None
        self._metadata_search = None
        self._options = None
        self._functions = None
        self._actions = None
        self._ahead = None
        self._translator = install_language(Settings().language or QgsApplication.locale())

    @property
    def observatory(self) -> object:
        """The one service behind dock and algorithms, made on first use."""
        if self._observatory is None:
            from .layers.expressions import evaluate
            from .network.session import session
            from .observatory import Observatory
            from .store.connections import store_of

            def new_session(progress: object, endpoint: object) -> object:
                feedback = getattr(progress, "feedback", None)
                return session(feedback, endpoint.authcfg, endpoint.address) if endpoint else session(feedback)

            settings = Settings()
            room = settings.cache_megabytes * 1_000_000
            folder = profile_folder()
            self._observatory = Observatory(
                new_session, folder, room, evaluate, lambda: store_of(Settings().store, folder / "vigie.gpkg")
            )
            self._observatory.limit(*settings.limits)
        return self._observatory

    def initProcessing(self) -> None:
        """Register the Processing provider and the functions of expressions; all that qgis_process asks for."""
        self._register_functions()
        self._register_provider()

    def _register_functions(self) -> None:
        """What expressions may call."""
        from .layers.functions import Functions

        self._functions = Functions(QgsProject.instance())

    def _register_provider(self) -> None:
        """Our algorithms."""
        from .processing.provider import VigieProvider

        self._provider = VigieProvider(self.observatory)
        QgsApplication.processingRegistry().addProvider(self._provider)

    def initGui(self) -> None:
        """Register the panel and the rest with the desktop; the provider follows, once its modules are imported in the background:
        that takes a quarter of a second, which QGIS does not wait for.
        """
        from .gui.ahead import Ahead
        from .gui.panel import Panel
        from .gui.work import keep_threads

        keep_threads()
        self._register_functions()
        self._ahead = Ahead(f"{__package__}.processing.provider", self._take_provider)
        self._panel = Panel(self._iface, QgsProject.instance(), lambda: self.observatory, profile_folder())
        self._panel.register()
        self._register_searches()
        self._register_options()
        self._register_actions()

    def _take_provider(self) -> None:
        """The modules of the algorithms are there; those of the dock are next."""
        self._register_provider()
        self._panel.read_ahead()

    def _register_actions(self) -> None:
        """Our entries in the menus of layers and of their features."""
        from .gui.layer_actions import LayerActions

        self._actions = LayerActions(self._iface, QgsProject.instance(), self._panel)

    def _register_searches(self) -> None:
        """The doors to the search that QGIS already has: its locator, and its search of layers by their metadata."""
        from .gui.locator import SearchFilter
        from .layers.metadata_search import LayerMetadataSearch

        self._locator = SearchFilter(lambda: self.observatory.federation, self._panel.show_search)
        self._iface.registerLocatorFilter(self._locator)
        self._metadata_search = LayerMetadataSearch(lambda: self.observatory.federation)
        QgsApplication.layerMetadataProviderRegistry().registerLayerMetadataProvider(self._metadata_search)

    def _register_options(self) -> None:
        """Our page in QGIS's options."""
        from .gui.options import OptionsFactory

        self._options = OptionsFactory(Settings(), lambda: self.observatory)
        self._iface.registerOptionsWidgetFactory(self._options)

    def _unregister_searches(self) -> None:
        if self._locator is not None:
            self._iface.deregisterLocatorFilter(self._locator)
            self._locator = None
        if self._metadata_search is not None:
            self._metadata_search.close()
            QgsApplication.layerMetadataProviderRegistry().unregisterLayerMetadataProvider(self._metadata_search)
            self._metadata_search = None

    def unload(self) -> None:
        """Leave QGIS as it was."""
        self._unregister_searches()
        for each in filter(None, (self._ahead, self._actions, self._functions)):
            each.close()
        self._ahead = self._actions = self._functions = None
        if self._options is not None:
            self._iface.unregisterOptionsWidgetFactory(self._options)
            self._options = None
        if self._panel is not None:
            self._panel.unregister()
            self._panel = None
        if self._provider is not None:
            QgsApplication.processingRegistry().removeProvider(self._provider)
            self._provider = None
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None
        set_language("en")
        self._observatory = None


def profile_folder() -> Path:
    """Where the product keeps its own files: a folder of the user's profile."""
    return Path(QgsApplication.qgisSettingsDirPath()) / "vigie_territoriale"


def install_language(locale: str) -> QTranslator | None:
    """Speak the language of `locale` ("fr_FR", "en"...); the translator to remove later, or None when there is none."""
    language = locale[:2].lower()
    translator = QTranslator()
    path = ROOT / "i18n" / f"vigie_territoriale_{language}.qm"
    if not path.exists() or not translator.load(str(path)):
        set_language("en")
        return None
    QCoreApplication.installTranslator(translator)
    set_language(language, QCoreApplication.translate)
    return translator
