"""Made-up datasets for the tests of the store: services numbered from 0, one of them at each hundredth of a degree."""

import numpy as np
import pandas as pd
import shapely
from vigie_territoriale.plugin.harmonize.dataset import SCHEMAS, Dataset, Provenance
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
