# SPDX-License-Identifier: GPL-2.0-or-later
"""What: entries of catalogues and how they are searched. Pure."""
