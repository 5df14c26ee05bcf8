# ruff: noqa
import os

from qgis.gui import QgsMessageBar
from vigie_territoriale.plugin.gui.configuration_dialog import ImportDialog
from vigie_territoriale.plugin.gui.dock_tour import offer_tour
from vigie_territoriale.plugin.gui.help import show_help
from vigie_territoriale.plugin.gui.telling import tell_failure
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.settings import Settings

from .test_options import *
from .test_dock import dock, choose
from .test_guidance import shown, newcomer, bundled, pages

OUT = "/work/wt-h/build/shots/"
os.makedirs(OUT, exist_ok=True)


def test_options(make_page, monkeypatch, tmp_path, observatory):
    p = make_page()
    p.resize(700, 640)
    p.show()
    QTest.qWait(100)
    p.grab().save(OUT + "options.png")
    p.resize(460, 420)
    QTest.qWait(50)
    p.grab().save(OUT + "options-small.png")
    for s, w in VARIABLES.items():
        monkeypatch.setenv(s.variable, w)
    monkeypatch.setenv("VIGIE_LEVEL", "canton")
    p = make_page()
    p.resize(700, 700)
    p.show()
    QTest.qWait(100)
    p.grab().save(OUT + "options-env.png")
    observatory.choose_sources(Choices((SOURCE,), ("europa",), (), ("mine",)))
    p.export_to(tmp_path / "c.json")
    observatory.choose_sources(Choices())
    t = json.loads((tmp_path / "c.json").read_text())
    t["settings"] = {"cache_megabytes": 300, "level": "epci"}
    (tmp_path / "c.json").write_text(json.dumps(t))
    p.import_from(tmp_path / "c.json")
    d = p.findChild(ImportDialog)
    QTest.qWait(100)
    d.grab().save(OUT + "import.png")


def test_tour(shown, newcomer, bundled):
    t = offer_tour(shown, Settings())
    QTest.qWait(100)
    for i in range(6):
        shown.window().grab().save(OUT + f"tour-{i}.png")
        t._go(1)
        QTest.qWait(30)
    w = show_help(shown, "options")
    QTest.qWait(100)
    w.grab().save(OUT + "help.png")
    bar = QgsMessageBar()
    bar.resize(900, 50)
    bar.show()
    tell_failure(bar, "Vigie territoriale", VigieError("The source did not answer: try again later.", "Traceback\nxx"))
    QTest.qWait(500)
    bar.grab().save(OUT + "bar.png")
