# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the pages that are handed over, for tests that look at them in a browser: a program, in QGIS's Python (scripts/environment.sh).

pages.py FOLDER: fact sheets of every template and comparisons, in French and in English, with and without their pictures.
"""

import dataclasses
import json
import sys
from pathlib import Path

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication
from vigie_territoriale.plugin.layers.expressions import evaluate
from vigie_territoriale.plugin.messages import Silent
from vigie_territoriale.plugin.network.session import session
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.plugin import install_language
from vigie_territoriale.plugin.reports.comparison import compare, comparison_html
from vigie_territoriale.plugin.reports.export import export_factsheet, write_map_files
from vigie_territoriale.plugin.reports.factsheet import make_factsheet
from vigie_territoriale.plugin.reports.html import factsheet_html
from vigie_territoriale.plugin.reports.template import PORTRAIT, template_of
from vigie_territoriale.plugin.store.geopackage import GeoPackage

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><rect width="120" height="40" fill="#000091"/></svg>'
NASTY = "<script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">{{7*7}}"
"""What a layer or a commune might be called."""
LONG = "commune:51513"
COMPARED = ("population-change", "france-services-per-10000", "france-services-distance-centre", "action-coeur-de-ville-share")


def own_template(folder: Path) -> Path:
    """The template of a network, with its logo and with sections that come twice under one title."""
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")
    sections = [
        {"kind": "identity"},
        {"kind": "indicators", "indicators": ["population-change"]},
        {"kind": "indicators", "indicators": ["france-services-per-10000"]},
        {"kind": "evolution"},
    ]
    title = {"fr": "Fiche du réseau", "en": "Sheet of the network"}
    document = {"id": "own", "version": 1, "title": title, "owner": {"name": "Réseau", "logo": "logo.svg"}, "sections": sections}
    path = folder / "own.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


class Pages:
    """Pages in one language."""

    def __init__(self, observatory: Observatory, language: str, folder: Path) -> None:
        self._observatory, self._language, self._folder = observatory, language, folder

    def _path(self, name: str) -> Path:
        return self._folder / f"{self._language}-{name}.html"

    def sheet(self, template: str, written: str) -> None:
        """A fact sheet, with its maps and without them."""
        territory, made = self._observatory.cog.territory(written), template_of(template)
        sheet = make_factsheet(self._observatory, territory, "embedded", Silent(), template=made)
        files = write_map_files(
            self._observatory, sheet, territory, {}, GeoPackage(self._folder / f"{self._language}-{made.id}.gpkg")
        )
        export_factsheet(sheet, files, "html", self._path(made.id))
        self._path(f"{made.id}-bare").write_text(factsheet_html(sheet, {}), encoding="utf-8")
        if template == PORTRAIT:
            sections = [
                dataclasses.replace(one, title=NASTY, lines=tuple(NASTY for _ in one.lines), facts=tuple(map(_nasty, one.facts)))
                for one in sheet.sections
            ]
            nasty = dataclasses.replace(sheet, title=NASTY, kind=NASTY, name=NASTY, owner=NASTY, sections=tuple(sections))
            self._path("nasty").write_text(factsheet_html(nasty, {}), encoding="utf-8")

    def comparison(self, written: list[str], name: str) -> None:
        """Territories side by side."""
        territories = [self._observatory.cog.territory(one) for one in written]
        made = compare(self._observatory, territories, COMPARED, "embedded", Silent())
        self._path(name).write_text(comparison_html(made), encoding="utf-8")
        if len(written) == 2:
            nasty = dataclasses.replace(made, names=(NASTY, f"{NASTY} 2"), left_out=(NASTY,), notes=(NASTY,), sources=(NASTY,))
            self._path("nasty-comparison").write_text(comparison_html(nasty), encoding="utf-8")


def _nasty(fact):
    return dataclasses.replace(fact, label=NASTY, value=NASTY, source=NASTY)


def main(folder: Path) -> None:
    application = QgsApplication([], False)
    application.initQgis()
    own = own_template(folder)
    for language in ("fr", "en"):
        observatory = Observatory(lambda progress, authcfg: session(), folder / "downloads", evaluate=evaluate)
        many = [f"commune:{code}" for code in sorted(observatory.cog.members("departement", "05"))[:59]]
        translator = install_language(language)
        assert (translator is not None) == (language == "fr"), "make i18n first: there is no translation"
        pages = Pages(observatory, language, folder)
        pages.sheet("portrait", "epci:200067825")
        pages.sheet("services", LONG)
        pages.sheet("programmes", "region:93")
        pages.sheet(str(own), "commune:97611")
        pages.comparison([LONG, "commune:97611"], "comparison-2")
        pages.comparison([LONG, "commune:05061", "departement:05", "region:93"], "comparison-4")
        pages.comparison([LONG, *many], "comparison-60")
        if translator is not None:
            QCoreApplication.removeTranslator(translator)
    application.exitQgis()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
