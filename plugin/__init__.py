# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin, room by room; docs/architecture.md says what each holds and what it may import."""
