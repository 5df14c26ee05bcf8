"""Made-up datasets and results for the tests of the store: services numbered from 0, one of them at each hundredth of a degree."""

import numpy as np
import pandas as pd
import shapely
from vigie_territoriale.plugin.harmonize.dataset import SCHEMAS, Dataset, Provenance
from vigie_territoriale.plugin.indicators.definition import Definition
from vigie_territoriale.plugin.indicators.engine import Result
from vigie_territoriale.plugin.messages import Silent

SILENT = Silent()


def provenance(entry="bakeries", **told):
    plain = {
        "entry": entry, "title": "Boulangeries", "producer": "Ministère du pain", "licence": "Licence Ouverte 2.0",
        "licence_url": "https://example.org/lo", "page": "https://example.org/pain", "source": "https://example.org/pain.csv",
        "mode": "live", "date": "2026-01-01", "computed": "2026-02-01T00:00:00+00:00", "recipe_version": 1, "checksum": "c0ffee",
        "coverage": ("france",), "rows_read": 3, "rows_kept": 3, "territory": "departement:05",
    }  # fmt: skip
    return Provenance(**{**plain, **told})


def services(count=3, mark="", step=0.01, **told):
    """`count` services of Gap; `mark` ends their names."""
    table = pd.DataFrame({column: [None] * count for column in SCHEMAS["service"]}, dtype=object)
    table["id"] = [f"s{place:06}" for place in range(count)]
    table["name"] = [f"Boulangerie {place}{mark}" for place in range(count)]
    table["commune"] = "05061"
    points = shapely.points(6 + step * np.arange(count), np.full(count, 44.5))
    told = {"rows_read": count, "rows_kept": count, **told}
    return Dataset("service", table, provenance(**told), points)


def definition(indicator="bakeries-per-10000", version=1, **told):
    plain = {
        "id": indicator, "version": version, "titles": {"en": "Bakeries per 10,000 inhabitants", "fr": "Boulangeries pour 10 000 habitants"},
        "descriptions": {"en": "How many."}, "units": {"en": "per 10,000 inh.", "fr": "pour 10 000 hab."}, "methods": {"en": "Counted."},
        "theme": "services", "compute": {"kind": "rate", "layer": "bakeries", "per": 10000}, "decimals": 1, "levels": ("commune",),
        "comparators": True, "style": {"ramp": "Blues", "classes": 5},
    }  # fmt: skip
    return Definition(**{**plain, **told})


def figures(values, level="commune", names=None, flag="no data"):
    """Zones or comparators with these values (NaN: missing, for the reason `flag`), by code."""
    codes = list(values)
    value = np.array([values[code] for code in codes], dtype=float)
    return pd.DataFrame(
        {
            "level": level, "code": codes, "name": [(names or {}).get(code, f"Zone {code}") for code in codes], "value": value,
            "numerator": value * 2, "denominator": np.where(np.isnan(value), np.nan, 2.0), "coverage": np.where(np.isnan(value), 0.0, 1.0),
            "flag": np.where(np.isnan(value), flag, ""),
        }
    )  # fmt: skip


def result(values, date="2024-01-01", version=1, compared=None, names=None, computed="2026-02-01T10:00:00+00:00", **told):
    """A result by commune of the EPCI of Gap: `values` by code; of data of that date, or of a layer of the user's when it is empty."""
    known = {"epci:200067825": 5.0, "departement:05": 4.0, "region:93": 3.0, "country:france": 2.5}
    rows = [[*key.split(":"), value] for key, value in (known if compared is None else compared).items()]
    called = {"200067825": "CA Gap-Tallard-Durance", "05": "Hautes-Alpes", "93": "Provence-Alpes-Côte d'Azur", "france": "France"}
    frames = [figures({code: value}, level, called) for level, code, value in rows]
    return Result(
        definition=definition(version=version, **told),
        territory="epci:200067825",
        level="commune",
        zones=figures(values, names=names),
        comparators=pd.concat(frames, ignore_index=True) if frames else figures({}),
        sources=(provenance(date=date),) if date else (),
        layers=() if date else ("My bakeries",),
        notes=(),
        computed=computed,
    )
