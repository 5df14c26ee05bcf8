"""A live source for the tests of refreshes: a file of services in CSV on a local server, and the recipe that reads it."""

from vigie_territoriale.plugin.catalog.curated import CuratedCatalogue
from vigie_territoriale.plugin.harmonize.recipe import LIVE, Part, Recipe, Source

COLUMNS = ("numero", "nom", "insee", "tel", "lon", "lat")


def recipe(address, name="bakeries", version=1):
    source = Source(
        mode=LIVE,
        date="2026-01-01",
        coverage=("france",),
        verification="documentation",
        parts=(Part(f"{address}/{name}.csv", {"separator": ";"}, format="csv"),),
        columns={"id": "numero", "name": "nom", "commune": {"from": "insee", "as": "commune"}, "phone": "tel"},
        geometry={"kind": "xy", "x": "lon", "y": "lat", "crs": "EPSG:4326"},
        constants={"category": "bakery"},
    )
    return Recipe(
        id=name, version=version, schema="service", titles={"en": name.capitalize()}, descriptions={"en": "Bread."}, theme="services",
        keywords=(), producer="Ministère du pain", licence={"title": "Licence Ouverte 2.0", "url": "https://example.org"},
        page="https://example.org", style={}, known_defects=(), sources={LIVE: source},
    )  # fmt: skip


def catalogue(address, *names):
    return CuratedCatalogue({name: recipe(address, name) for name in names or ("bakeries",)})


def rows(count=20, **changed):
    """Lines of the file: bakeries of Gap, numbered; `changed` gives a column another value, for all rows or by number."""
    made = []
    for place in range(count):
        row = {
            "numero": f"b{place}", "nom": f"Boulangerie {place}", "insee": "05061", "tel": "04", "lon": f"{6 + place / 100}",
            "lat": "44.5",
        }  # fmt: skip
        for column, value in changed.items():
            row[column] = value.get(place, row[column]) if isinstance(value, dict) else value
        made.append(row)
    return made


def csv(lines, columns=COLUMNS):
    return "\n".join([";".join(columns), *(";".join(row[column] for column in columns) for row in lines)]).encode() + b"\n"
