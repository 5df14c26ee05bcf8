# SPDX-License-Identifier: GPL-2.0-or-later
"""Definitions of indicators made for a test."""

from vigie_territoriale.plugin.indicators.definition import Definition


def definition(compute, **more):
    """A definition that computes that, with plain texts."""
    texts = {"fr": "x", "en": "x"}
    levels = ("commune", "epci", "departement", "region")
    made = {"id": "made", "version": 1, "theme": "own", "decimals": 1, "comparators": False, "style": {"ramp": "Blues"}, **more}
    return Definition(titles=texts, descriptions=texts, units=texts, methods=texts, levels=levels, compute=compute, **made)
