# SPDX-License-Identifier: GPL-2.0-or-later
"""Real collectivities; the expected values were read by hand in the raw files of the geographic code (communes.json, epci.json,
departements.json, regions.json of @etalab/decoupage-administratif 6.0.0) and in the density grid of Insee.
"""

import numpy as np
import pytest
import shapely
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.territory.contours import Contours
from vigie_territoriale.plugin.territory.identity import NEW_COMMUNE, identity, kind_of, powers_holder


@pytest.fixture(scope="module")
def identify(observatory):
    def found(written):
        return observatory.identity(observatory.cog.territory(written).units[0], Silent())

    return found


def shares(found, level):
    return {one.unit.code: one.share and round(one.share, 4) for one in found.groupings if one.unit.level == level}


def test_a_merged_commune(identify):
    found = identify("commune:01033")
    assert (found.unit.name, found.kind, found.unit.siren, found.unit.population) == (
        "Valserhône", NEW_COMMUNE, "200083863", 16712,
    )  # fmt: skip
    assert [(part.code, part.kind) for part in found.parts] == [
        (code, "commune-deleguee") for code in ("01033", "01091", "01205")
    ]
    assert found.former == ("01018", "01091", "01126", "01205", "01278", "01458")
    assert [one.unit.code for one in found.groupings] == ["240100891", "01", "84"]
    assert [(one.name, one.communes, one.share) for one in found.density] == [("Centres urbains intermédiaires", 1, 1.0)]
    assert (found.population_period, found.seat, found.seat_of) == ("2023", None, ())


def test_a_commune_merged_before_the_law_is_an_ordinary_one(identify):
    """Gap joined Romette, now an associated commune, in 1974."""
    found = identify("commune:05061")
    assert (found.kind, found.unit.siren) == ("commune", "210500617")
    assert [(part.code, part.kind) for part in found.parts] == [("05125", "commune-associee")]
    assert found.former == ("05125",)
    assert [unit.code for unit in found.seat_of] == ["05"]
    assert {unit.name for unit in found.neighbours} >= {"La Freissinouse", "Châteauvieux", "Jarjayes", "Rambaud", "Neffes"}


def test_an_island_outside_of_any_epci(identify):
    found = identify("commune:29083")
    assert (found.unit.name, found.unit.siren, found.unit.population) == ("Île-de-Sein", "212900831", 263)
    assert [(one.unit.level, one.unit.code) for one in found.groupings] == [("departement", "29"), ("region", "53")]
    assert found.neighbours == ()
    assert powers_holder(found.unit) == ""
    assert "BANATIC tells those of EPCI." in found.notes[-1]


def test_an_epci_over_two_departements(identify):
    found = identify("epci:200067825")
    assert (found.kind, found.unit.funding, len(found.communes), found.unit.population) == ("CA", "FPU", 17, 50629 + 873)
    assert shares(found, "departement") == {"05": round(50629 / 51502, 4), "04": round(873 / 51502, 4)}
    assert shares(found, "region") == {"93": 1.0}
    assert [one.unit.code for one in found.groupings if one.unit.level == "departement"] == ["05", "04"]  # most people first
    assert {unit.name for unit in found.neighbours} == {
        "CC Serre-Ponçon Val d'Avance", "CC Buëch-Dévoluy", "CC Champsaur-Valgaudemar", "CC du Sisteronais-Buëch",
    }  # fmt: skip
    assert found.generalised
    assert found.area_km2 == pytest.approx(350.1, abs=0.1)  # those contours, dissolved and measured by QGIS
    assert any(note.startswith("Seat: not known") for note in found.notes)


def test_an_epci_over_three_departements(identify):
    assert len(shares(identify("epci:200068765"), "departement")) == 3


def test_paris(identify):
    found = identify("commune:75056")
    assert found.status.startswith("Ville de Paris")
    assert (found.kind, found.unit.population, len(found.parts)) == ("commune", 2103778, 20)
    assert {part.kind for part in found.parts} == {"arrondissement-municipal"}
    assert found.former == ()
    assert [one.unit.code for one in found.groupings] == ["200054781", "75", "11"]
    assert {unit.code for unit in found.seat_of} == {"75", "11"}
    assert {unit.name for unit in found.neighbours} >= {"Montreuil", "Saint-Denis", "Boulogne-Billancourt", "Charenton-le-Pont"}
    assert [unit.code for unit in identify("departement:75").neighbours] == ["92", "93", "94"]


def test_a_commune_of_mayotte(identify):
    found = identify("commune:97608")
    assert (found.unit.name, found.kind, found.unit.population) == ("Dzaoudzi", "commune", 17831)
    assert found.population_period == "year not known"
    assert [one.unit.code for one in found.groupings] == ["200050532", "976", "06"]
    assert [unit.name for unit in found.neighbours] == ["Pamandzi"]


def test_la_reunion(identify):
    found = identify("departement:974")
    assert (found.seat.code, len(found.communes), found.neighbours) == ("97411", 24, ())
    assert identify("commune:97411").density[0].name == "Grands centres urbains"
    assert sum(one.communes for one in found.density) == 24
    assert sum(one.share for one in found.density) == pytest.approx(1)
    assert found.area_km2 == pytest.approx(2503.7, rel=0.01)  # Insee


def test_metropoles(identify):
    nice = identify("epci:200030195")
    assert (nice.kind, len(nice.communes), nice.unit.population, nice.status) == ("METRO", 51, 574287, "")
    lyon = identify("epci:200046977")
    assert (lyon.kind, len(lyon.communes), lyon.unit.population) == ("MET69", 58, 1436354)
    assert "powers of a département" in lyon.status
    paris = identify("epci:200054781")
    assert len(paris.communes) == 130
    assert shares(paris, "departement")["75"] == round(2103778 / (2103778 + 1704316 + 1654712 + 106130 + 1426929 + 146675), 4)
    assert "special status" in paris.status


def test_an_epci_funded_by_an_additional_tax(identify):
    assert identify("epci:200000545").unit.funding == "FA"


def test_corsica(identify):
    found = identify("departement:2A")
    assert (found.seat.code, len(found.communes), found.unit.population) == ("2A004", 124, 168306)
    assert found.status.startswith("Collectivité de Corse")
    assert [unit.code for unit in found.neighbours] == ["2B"]
    region = identify("region:94")
    assert (len(region.communes), region.seat.code, region.neighbours) == (360, "2A004", ())


def test_contours_that_lack_are_said(identify):
    """Four communes left Neussargues en Pinatelle in 2025; its embedded contour still holds them."""
    found = identify("commune:15141")
    assert (found.kind, found.area_km2, found.neighbours) == ("commune", None, None)
    assert [note.partition(":")[0] for note in found.notes] == ["Area", "Neighbours", "Competences and syndicates"]
    whole = identify("departement:15")
    assert whole.area_km2 == pytest.approx(5726, rel=0.02)  # Insee; together the five are whole
    assert {unit.code for unit in whole.neighbours} == {"12", "19", "43", "46", "48", "63"}


def test_what_is_no_departement(identify):
    found = identify("departement:987")
    assert found.status.startswith("Overseas collectivity")
    assert (found.area_km2, found.neighbours, found.density) == (None, None, ())
    assert identify("departement:984").seat is None  # the source names a commune of Saint-Pierre-et-Miquelon


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("departement:05", {"SIREN"}),
        ("region:93", {"SIREN"}),
        ("commune:97501", {"SIREN", "Density classes"}),
        ("commune:97701", {"SIREN", "Density classes"}),
        ("commune:98735", {"SIREN", "Density classes"}),
        ("departement:987", {"SIREN", "Density classes"}),
        ("commune:05061", set()),
        ("commune:97608", set()),
        ("epci:200067825", set()),
        ("france", set()),
    ],
)
def test_a_siren_and_a_density_that_are_not_known_are_said(identify, written, told):
    found = identify(written)
    assert {note.partition(":")[0] for note in found.notes} & {"SIREN", "Density classes"} == told
    assert (found.unit.siren is None) == ("SIREN" in told or written == "france")
    assert (not found.density) == ("Density classes" in told)


def test_only_overseas_collectivities_have_communes_without_a_siren(cog):
    communes = cog.units("commune").values()
    assert {unit.zone for unit in communes if unit.siren is None} == {"com"}
    assert all(unit.siren for unit in communes if unit.zone != "com")


def test_the_country(identify):
    found = identify("france")
    assert (found.kind, found.neighbours, found.groupings) == ("france", (), ())


def test_kinds_of_communes_are_those_of_their_new_legal_persons(cog):
    new = [code for code, unit in cog.units("commune").items() if kind_of(unit, cog) == NEW_COMMUNE]
    assert {"49092", "05139", "14514"} <= set(new)
    assert not {"13055", "69123", "97608", "05061"} & set(new)


def test_neighbourhood_is_mutual(cog, contours):
    for code in cog.members("epci", "200067825"):
        for other in contours.around([code]):
            assert code in contours.around([other])


def test_a_common_corner_is_no_border(cog):
    squares = Contours(
        ["05001", "05002", "05003", "05004"],
        np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(1, 1, 2, 2), shapely.box(5, 5, 6, 6)]),
        "squares",
        True,
    )
    assert squares.around(["05001"]) == ["05002"]
    assert squares.around(["05001", "05002"]) == ["05003"]
    assert squares.around(["05004"]) == []


def test_shares_where_no_population_is_known(cog, contours):
    unit = cog.unit("departement", "984")
    found = identity(unit, cog, contours, contours, {})
    assert all(one.share is None for one in found.groupings)
