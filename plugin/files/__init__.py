# SPDX-License-Identifier: GPL-2.0-or-later
"""Files as producers publish them: unpacked, told apart, guessed, placed, cut to a territory, copied. Pure."""
