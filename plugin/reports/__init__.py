# SPDX-License-Identifier: GPL-2.0-or-later
"""Fact sheets and maps."""
