# SPDX-License-Identifier: GPL-2.0-or-later
"""Vigie territoriale: territorial observation in France, in QGIS."""


def classFactory(iface: object) -> object:
    """What QGIS calls to load the plugin."""
    from .plugin.plugin import VigiePlugin

    return VigiePlugin(iface)
