# SPDX-License-Identifier: GPL-2.0-or-later
"""Definitions and engine: arrays in, arrays out. Pure."""
