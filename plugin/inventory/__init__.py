# SPDX-License-Identifier: GPL-2.0-or-later
"""Inventory of one's own data: walked, described, completed by hand, exported as catalogues read it."""
