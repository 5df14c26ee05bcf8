# SPDX-License-Identifier: GPL-2.0-or-later
"""Raw files to common schemas, driven by recipes. Pure."""
