# SPDX-License-Identifier: GPL-2.0-or-later
"""Many territories at once have the figures that each has alone."""

import pandas as pd
import pytest
from vigie_territoriale.plugin.messages import Silent

WANTED = ["population-change", "france-services-per-10000", "france-services-distance", "action-coeur-de-ville-share"]


@pytest.mark.parametrize("level", ["commune", "epci"])
def test_each_territory_has_its_own_figures(observatory, level):
    written = ("commune:05061", "epci:200067825", "departement:976", "commune:75056")
    territories = [observatory.cog.territory(one) for one in written]
    several = observatory.study_each(WANTED, territories, level, {}, "embedded", Silent())
    for territory, results in zip(territories, several):
        alone = observatory.study(WANTED, territory, level, {}, "embedded", Silent())
        for one, other in zip(alone, results):
            assert (one.definition, one.territory, one.contours) == (other.definition, other.territory, other.contours)
            pd.testing.assert_frame_equal(one.zones, other.zones)
            pd.testing.assert_frame_equal(one.comparators, other.comparators)
            assert set(one.notes) - set(other.notes) == set() or "used in the territory" in " ".join(one.notes)
