# SPDX-License-Identifier: GPL-2.0-or-later
"""The engine over many processes and machines, without QGIS: zones by parts, facts put together, figures as the desktop makes them."""
