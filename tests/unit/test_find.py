# SPDX-License-Identifier: GPL-2.0-or-later
"""How a source is found again: the resource of a dataset by the pattern of its title, never by a dated address."""

import json

import pytest
from vigie_territoriale.plugin.catalog.curated import CuratedCatalogue, found_resource
from vigie_territoriale.plugin.catalog.model import Entry, Resource
from vigie_territoriale.plugin.harmonize.recipe import load_recipe
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.network.cache import Kept
from vigie_territoriale.plugin.observatory import Observatory

from .test_recipes import GAP, document

ENTRY = Entry(
    "lieux",
    "Lieux",
    resources=(
        Resource("csv", "https://static.data.gouv.fr/2024.csv", title="Export 2024", date="2024-05-01"),
        Resource("csv", "https://static.data.gouv.fr/2026.csv", title="Export 2026", date="2026-05-01"),
        Resource("xlsx", "https://static.data.gouv.fr/2027.xlsx", title="Export 2027", date="2027-01-01"),
        Resource("pdf", "https://static.data.gouv.fr/notice.pdf", title="Notice"),
        Resource("csv", "https://192.168.0.1/a.csv", title="Piège"),
        Resource("csv", "https://static.data.gouv.fr/05.csv", title="Dép 05"),
    ),
)


def test_the_latest_resource_of_that_title_and_format():
    assert found_resource(ENTRY, "export *", "csv").address.endswith("2026.csv")
    assert found_resource(ENTRY, "Export *").address.endswith("2027.xlsx")
    with pytest.raises(VigieError, match=r"no longer has a resource named like “Bilan \*” .*Export 2024, Export 2026"):
        found_resource(ENTRY, "Bilan *", "csv")
    with pytest.raises(VigieError, match="no longer has"):
        found_resource(ENTRY, "notice", "csv")


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Loads a recipe from outside over a catalogue and a cache that answer from memory."""

    def run(**find):
        told = document(geometry={"kind": "none"})
        told["live"]["parts"] = [{"find": {"dataset": "lieux", **find}}]
        recipe = load_recipe(json.dumps(told).encode(), trusted=False)
        observatory = Observatory(lambda progress, endpoint: None, tmp_path)
        asked = []
        path = tmp_path / "kept.csv"
        path.write_text(f"id;nom;insee\n1;Alpha;{GAP}\n2;Beta;75056\n", encoding="utf-8")

        class Catalogues:
            def entry(self, source, entry_id, progress):
                asked.append(f"{source}:{entry_id}")
                return ENTRY

        def fetch(door, url, progress, *others):
            asked.append(url)
            return Kept(path, url, path.stat().st_size, "", "2026-01-01")

        observatory.__dict__.update(federation=Catalogues(), catalogue=CuratedCatalogue({"essai": recipe}))
        monkeypatch.setattr(observatory, "_door", lambda progress, endpoint: None)
        monkeypatch.setattr(observatory._cache, "fetch", fetch)
        monkeypatch.setattr(observatory._cache, "release", lambda kept: None)
        return observatory.load("essai", observatory.cog.territory("departement:05"), "live", Silent()), asked

    return run


def test_a_live_source_is_found_then_cut_to_the_territory(load):
    dataset, asked = load(resource="Export *", format="csv")
    assert asked == ["datagouv:lieux", "https://static.data.gouv.fr/2026.csv"]
    assert dataset.table["id"].tolist() == ["1"]
    assert dataset.provenance.rows_read == 2
    assert dataset.provenance.source == "https://static.data.gouv.fr/2026.csv"


def test_one_resource_a_departement(load):
    dataset, asked = load(resource="Dép {departement}")
    assert asked[-1] == "https://static.data.gouv.fr/05.csv"
    assert dataset.provenance.coverage == ("departement:05",)


def test_what_a_recipe_from_outside_finds_must_be_public(load):
    with pytest.raises(VigieError, match="public machines"):
        load(resource="Piège")
