# SPDX-License-Identifier: GPL-2.0-or-later
"""Field work: what left with a package, what came back, and what the office did meanwhile. Pure: rows, bytes and dates."""
