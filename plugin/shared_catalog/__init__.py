# SPDX-License-Identifier: GPL-2.0-or-later
"""What a network shares: its catalogue (read, trusted, kept, published), and its styles and projects without what could do harm."""
