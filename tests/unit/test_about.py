# SPDX-License-Identifier: GPL-2.0-or-later
"""What is told of a dataset to those who see a layer of it."""

from vigie_territoriale.plugin.catalog.about import About
from vigie_territoriale.plugin.catalog.model import Entry, Resource

FILE = Resource(
    "csv", "https://x.example/2024.csv", date="2024-05-02", title="Année 2024", notes=("Its source does not answer.",)
)
ENTRY = Entry(
    "e", "Équipements", producer="Insee", licence="Licence Ouverte 2.0", modified="2025-01-01", notes=("Archived.",),
    resources=(FILE, Resource("csv", "https://x.example/2023.csv", title="Année 2023")), page="https://x.example/e",
)  # fmt: skip


def test_a_file_of_several_tells_its_own_title_date_and_defects():
    about = About.of(ENTRY, FILE, "2026-11-25T10:00:00+00:00", ("Cut to Gap.",))
    assert about.title == "Équipements – Année 2024"
    assert about.credit == "Équipements – Année 2024, Insee, 2024-05-02, Licence Ouverte 2.0"
    assert about.notes == ("Archived.", "Its source does not answer.", "Cut to Gap.")
    assert (about.address, about.page) == ("https://x.example/2024.csv", "https://x.example/e")


def test_without_a_date_of_its_own_it_has_that_of_its_dataset_else_of_the_day():
    other = ENTRY.resources[1]
    assert ", 2025-01-01, " in About.of(ENTRY, other).credit
    undated = About.of(Entry("e", "Équipements", resources=(other,)), other, "2026-11-25T10:00:00+00:00")
    assert undated.credit == "Équipements, fetched on 2026-11-25"


def test_layers_of_one_dataset_are_told_apart():
    points = About.of(ENTRY, FILE).named("points")
    assert points.title == "Équipements – Année 2024 – points" and points.identifier == "e/points"
