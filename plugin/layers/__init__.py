# SPDX-License-Identifier: GPL-2.0-or-later
"""QGIS layers: reading the user's, making and styling ours."""
