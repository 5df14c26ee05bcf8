# SPDX-License-Identifier: GPL-2.0-or-later
"""The library of publications: official feeds read, merged, kept offline and searched. Pure."""
