# SPDX-License-Identifier: GPL-2.0-or-later
"""Who: codes, levels, membership, contours. Pure."""
