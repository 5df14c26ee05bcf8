# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:publications: feeds of a local server read through QGIS's network, searched, and written as a table."""

import feeds
import file_server
import pytest
from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback, QgsVectorLayer
from vigie_territoriale.plugin.gui import preview
from vigie_territoriale.plugin.network.session import session
from vigie_territoriale.plugin.observatory import Observatory
from vigie_territoriale.plugin.processing.publications import COLUMNS, PublicationsAlgorithm, read_filters
from vigie_territoriale.plugin.publications.library import Library


@pytest.fixture
def server():
    with file_server.running() as running:
        yield running


@pytest.fixture
def run(qgis_app, tmp_path, observatory, server):
    own = Observatory(lambda progress, endpoint: session(getattr(progress, "feedback", None)), tmp_path)
    own.__dict__.update(cog=observatory.cog)
    listed = feeds.listed(tmp_path, server.address, "one", "gone")
    own.__dict__["publications"] = Library(
        tmp_path, lambda: own.cog, own._cache, lambda progress: own._door(progress, None), listed
    )

    def run_it(**parameters):
        algorithm = PublicationsAlgorithm(own)
        algorithm.initAlgorithm()
        feedback = QgsProcessingFeedback(False)
        output = tmp_path / "publications.gpkg"
        results, good = algorithm.run({"OUTPUT": str(output), **parameters}, QgsProcessingContext(), feedback, {}, False)
        assert good
        layer = QgsVectorLayer(str(output), "p", "ogr")
        assert layer.isValid()
        return (
            [dict(zip(layer.fields().names(), feature.attributes())) for feature in layer.getFeatures()],
            results,
            feedback.textLog(),
        )

    return run_it


def test_feeds_are_read_then_found_without_network(run, server):
    server.files["/one"] = feeds.RSS.encode()
    rows, results, log = run(REFRESH=True, TERRITORY="departement:05", SINCE="2025", THEME="health")
    (row,) = rows
    assert set(COLUMNS) <= set(row)
    assert (row["title"], row["published"]) == ("Les communes des Hautes-Alpes & leurs services", "2026-01-01")
    assert row["mentions"].endswith("Hautes-Alpes (département)") and "commune:05061" in row["mention_codes"]
    assert (results["COUNT"], results["NEW"]) == (1, 3)
    assert "gone: " in log and "3 announced" in log
    server.files.clear()
    rows, results, log = run(QUERY="résumés", SORT="relevance")
    assert [row["title"] for row in rows] == ["Seulement un résumé, sans titre"]
    assert rows[0]["page"].startswith("https://stat.example/") and not rows[0]["published"]
    assert "Feeds last read on" in log


def test_an_empty_library_says_so(run):
    rows, results, log = run()
    assert rows == [] and results["COUNT"] == 0
    assert "The library is empty" in log


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ({"REFRESH": True}, "No feed could be read"),
        ({"FILTERS": "colour=x"}, "Unknown filter “colour”"),
        ({"FILTERS": "kind"}, "write filter=value"),
        ({"SINCE": "hier"}, "is no date"),
        ({"TERRITORY": "commune:99999"}, "99999"),
    ],
)
def test_mistakes_are_sentences(run, parameters, told):
    with pytest.raises(QgsProcessingException, match=told):
        run(**parameters)


def test_filters():
    assert read_filters("kind=study, news ;publisher=Insee") == {"kind": ("study", "news"), "publisher": ("Insee",)}


def test_only_web_pages_are_opened(monkeypatch):
    opened = []
    monkeypatch.setattr(preview.QDesktopServices, "openUrl", lambda url: opened.append(url.toString()) or True)
    for address in ("file:///etc/passwd", "javascript:alert(1)", "", "https://a.example/x"):
        preview.open_address(address)
    assert opened == ["https://a.example/x"]
