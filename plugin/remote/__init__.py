# SPDX-License-Identifier: GPL-2.0-or-later
"""Features of services, copied whole: announced, paged, counted. Pure."""
