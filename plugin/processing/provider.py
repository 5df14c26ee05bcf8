# SPDX-License-Identifier: GPL-2.0-or-later
"""The Processing provider ``vigie``."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..observatory import Observatory
from .accessibility import AccessibilityAlgorithm
from .algorithm import ICON
from .catalogue import CatalogueAlgorithm
from .collectivity import CollectivityAlgorithm
from .compare import CompareAlgorithm
from .factsheet import FactSheetAlgorithm
from .field_package import FieldPackageAlgorithm
from .field_return import FieldReturnAlgorithm
from .indicators import IndicatorsAlgorithm
from .inventory import InventoryAlgorithm
from .load import LoadAlgorithm
from .normalize_codes import NormalizeCodesAlgorithm
from .preview import PreviewAlgorithm
from .publications import PublicationsAlgorithm
from .recipe import RecipeAlgorithm
from .refresh import RefreshAlgorithm
from .search import SearchAlgorithm
from .syncstore import SyncStoreAlgorithm
from .territory import TerritoryAlgorithm
from .zones import ZonesAlgorithm


class VigieProvider(QgsProcessingProvider):
    """All algorithms, over one observatory."""

    def __init__(self, observatory: Observatory) -> None:
        super().__init__()
        self._observatory = observatory

    def id(self) -> str:
        """The stable prefix of the algorithms."""
        return "vigie"

    def name(self) -> str:
        """The name that users read."""
        return "Vigie territoriale"

    def icon(self) -> QIcon:
        """The product's icon."""
        return QIcon(str(ICON))

    def loadAlgorithms(self) -> None:
        """Add one instance of each."""
        for algorithm in (
            TerritoryAlgorithm,
            CollectivityAlgorithm,
            SearchAlgorithm,
            PublicationsAlgorithm,
            PreviewAlgorithm,
            LoadAlgorithm,
            RefreshAlgorithm,
            SyncStoreAlgorithm,
            RecipeAlgorithm,
            IndicatorsAlgorithm,
            FactSheetAlgorithm,
            CompareAlgorithm,
            NormalizeCodesAlgorithm,
            ZonesAlgorithm,
            AccessibilityAlgorithm,
            CatalogueAlgorithm,
            InventoryAlgorithm,
            FieldPackageAlgorithm,
            FieldReturnAlgorithm,
        ):
            self.addAlgorithm(algorithm(self._observatory))
