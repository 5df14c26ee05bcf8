# SPDX-License-Identifier: GPL-2.0-or-later
"""The Processing provider: thin algorithms over the services."""
