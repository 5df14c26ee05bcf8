# SPDX-License-Identifier: GPL-2.0-or-later
"""What expressions, projects and layouts get of us, with the plugin and without it."""

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qgis.core import (
    NULL,
    QgsExpression,
    QgsExpressionContext,
    QgsExpressionContextUtils,
    QgsFeature,
    QgsLayerTree,
    QgsLayoutItemLabel,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsVectorLayer,
)
from vigie_territoriale.plugin.layers.functions import Functions
from vigie_territoriale.plugin.layers.marks import mark_results
from vigie_territoriale.plugin.layers.template import FILE, install_template, template
from vigie_territoriale.plugin.layers.variables import credits_of, note_result, note_territory
from vigie_territoriale.plugin.messages import Silent, VigieError

from .test_dock import choose, dock, press_compute, results  # noqa: F401 (a fixture)

CALL = "vigie_indicator('population-change', '05061')"


@pytest.fixture
def project():
    made = QgsProject()
    yield made
    made.clear()


@pytest.fixture
def functions(project):
    made = Functions(project)
    yield made
    made.close()


def figures(rows, ids=("population-change",), computed="2026-01-01T00:00:00", code="string"):
    columns = "&".join(f"field={name.replace('-', '_')}:double" for name in ids)
    layer = QgsVectorLayer(f"NoGeometry?field=code:{code}&{columns}", "Results", "memory")
    features = []
    for code, *values in rows:
        feature = QgsFeature(layer.fields())
        feature.setAttributes([code, *values])
        features.append(feature)
    layer.dataProvider().addFeatures(features)
    mark_results(layer, ids, computed)
    return layer


def evaluate(text, project):
    expression = QgsExpression(text)
    context = QgsExpressionContext()
    context.appendScope(QgsExpressionContextUtils.projectScope(project))
    value = expression.evaluate(context)
    assert not expression.hasParserError() and not expression.hasEvalError()
    return None if value == NULL else value


def test_the_figure_of_the_last_result_is_read(project, functions):
    assert evaluate(CALL, project) is None
    project.addMapLayer(figures([("05061", 1.5), ("05046", None)], computed="2026-03-01T00:00:00"))
    project.addMapLayer(figures([("05061", 9.0), ("05001", 4.0)], computed="2026-02-01T00:00:00"))
    assert evaluate(CALL, project) == 1.5
    assert evaluate("vigie_indicator('population-change', '05046')", project) is None
    assert evaluate("vigie_indicator('population-change', '05001')", project) == 4.0
    last = project.addMapLayer(figures([("05061", 7.0)], computed="2026-04-01T00:00:00"))
    assert evaluate(CALL, project) == 7.0
    project.removeMapLayer(last.id())
    assert evaluate(CALL, project) == 1.5
    project.clear()
    assert evaluate(CALL, project) is None


def test_numbers_that_lost_their_zero_lead_to_their_commune(project, functions):
    project.addMapLayer(figures([("05061", 1.5)]))
    assert evaluate("vigie_indicator('population-change', 5061)", project) == 1.5


def test_a_layer_that_is_marked_or_changed_later_is_followed(project, functions):
    layer = QgsVectorLayer("NoGeometry?field=code:string&field=population_change:double", "Later", "memory")
    project.addMapLayer(layer)
    feature = QgsFeature(layer.fields())
    feature.setAttributes(["05061", 2.0])
    layer.dataProvider().addFeatures([feature])
    mark_results(layer, ["population-change"], "2026-01-01")
    assert evaluate(CALL, project) == 2.0
    layer.startEditing()
    layer.changeAttributeValue(next(layer.getFeatures()).id(), 1, 3.5)
    layer.commitChanges()
    assert evaluate(CALL, project) == 3.5


def test_columns_that_are_not_there_are_null(project, functions):
    layer = figures([("05061", 1.5)])
    mark_results(layer, ["population-change", "poverty-rate"], "2026")
    project.addMapLayer(layer)
    assert evaluate("vigie_indicator('poverty-rate', '05061')", project) is None
    other = QgsVectorLayer("NoGeometry?field=insee:string", "No code", "memory")
    mark_results(other, ["poverty-rate"], "2026")
    project.addMapLayer(other)
    assert evaluate("vigie_indicator('poverty-rate', '05061')", project) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(
    st.one_of(st.none(), st.integers(-9, 10**12), st.floats(), st.text(), st.lists(st.text())),
    st.one_of(st.none(), st.text(), st.integers()),
)
def test_whatever_is_asked_gives_null_without_error(project, functions, code, indicator):
    context = QgsExpressionContext()
    scope = QgsExpressionContextUtils.projectScope(project)
    scope.setVariable("a", indicator)
    scope.setVariable("b", code)
    context.appendScope(scope)
    expression = QgsExpression("vigie_indicator(@a, @b)")
    assert expression.evaluate(context) in (None, NULL) and not expression.hasEvalError()


def test_it_is_read_in_other_threads(project, functions):
    project.addMapLayer(figures([(f"{code:05d}", float(code)) for code in range(1, 2001)]))
    seen = []

    def read():
        expression = QgsExpression("vigie_indicator('population-change', '01234')")
        seen.extend(expression.evaluate(QgsExpressionContext()) for _ in range(200))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1234.0] * 800


def test_only_the_columns_of_the_parameters_are_asked(functions):
    assert QgsExpression("vigie_indicator('x', \"insee\")").referencedColumns() == {"insee"}


def test_without_the_plugin_eval_gives_null_and_a_bare_call_is_refused(project):
    """Why the guide says to write eval: QGIS does not parse a function that it does not know."""
    assert QgsExpression(CALL).hasParserError()
    assert evaluate(f"eval('{CALL.replace(chr(39), chr(39) * 2)}')", project) is None
    assert evaluate(f"coalesce(eval('{CALL.replace(chr(39), chr(39) * 2)}'), 'none')", project) == "none"
    text = f"Total: [% eval('{CALL.replace(chr(39), chr(39) * 2)}') %]"
    assert QgsExpression.replaceExpressionText(text, QgsExpressionContext()) == "Total: "


def test_functions_go_with_the_plugin(project):
    before = len(QgsExpression.Functions())
    made = Functions(project)
    assert not QgsExpression(CALL).hasParserError() and not QgsExpression("vigie_territory()").hasParserError()
    assert len(QgsExpression.Functions()) == before + 2
    made.close()
    assert QgsExpression(CALL).hasParserError() and len(QgsExpression.Functions()) == before


def test_the_territory_is_told_by_variables_that_stay_without_us(project, functions, observatory, tmp_path):
    assert evaluate("vigie_territory()", project) is None
    project.setCustomVariables({"mine": "kept"})
    territory = observatory.cog.territory("epci:200067825")
    note_territory(project, territory)
    assert evaluate("vigie_territory()", project) == {
        "key": "epci:200067825",
        "name": territory.name,
        "code": "200067825",
    }
    path = str(tmp_path / "projet été.qgz")
    assert project.write(path)
    again = QgsProject()
    assert again.read(path)
    assert evaluate("@vigie_territory_name || @mine", again) == f"{territory.name}kept"
    again.clear()


def test_figures_of_the_whole_territory_are_variables(project, observatory):
    territory = observatory.cog.territory("epci:200067825")
    (result,) = observatory.study(["population-change"], territory, "commune", {}, "embedded", Silent())
    note_territory(project, territory)
    note_result(project, result)
    told = evaluate("@vigie_value_population_change * 1", project)
    assert told == pytest.approx(result.comparators.iloc[0]["value"])
    note_territory(project, territory)
    assert evaluate("@vigie_value_population_change", project)
    note_territory(project, observatory.cog.territory("commune:05046"))
    assert evaluate("@vigie_value_population_change", project) is None


def test_credits_are_those_of_our_layers_only(project):
    own, other = figures([]), figures([])
    for layer, text in ((own, "Insee, 2026"), (other, "Mine")):
        metadata = layer.metadata()
        metadata.setRights([text])
        layer.setMetadata(metadata)
    own.setCustomProperty("vigie_territoriale/layer", "population-change")
    project.addMapLayers([own, other])
    assert credits_of(project) == "Insee, 2026"


def test_the_template_is_installed_once_and_fills_itself_in(tmp_path, observatory):
    folder = tmp_path / "modèles de projet"
    path = install_template(folder)
    assert path.name == FILE and [each.name for each in folder.iterdir()] == [FILE]
    before = path.read_bytes()
    with pytest.raises(VigieError, match="left as it is"):
        install_template(folder)
    assert path.read_bytes() == before
    project = QgsProject()
    assert project.read(str(path))
    names = [child.name() for child in project.layerTreeRoot().children() if QgsLayerTree.isGroup(child)]
    assert "Vigie territoriale" in names and len(names) == 3
    assert project.crs().authid() == "EPSG:2154"
    (layout,) = project.layoutManager().printLayouts()
    texts = [item for item in layout.items() if isinstance(item, QgsLayoutItemLabel)]
    note_territory(project, observatory.cog.territory("epci:200067825"))
    assert "CA Gap-Tallard-Durance" in [text.currentText() for text in texts]
    project.clear()


def test_a_template_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(VigieError, match="cannot be written into"):
        install_template(tmp_path / "taken")


def test_the_template_says_no_territory_without_one():
    project = template()
    (layout,) = project.layoutManager().printLayouts()
    texts = [item.currentText() for item in layout.items() if isinstance(item, QgsLayoutItemLabel)]
    assert "Vigie territoriale" in texts and not any("[%" in text for text in texts)
    project.clear()


def test_what_the_dock_computes_is_read_and_the_whole_territory_is_a_variable(dock):  # noqa: F811
    project = QgsProject.instance()
    functions = Functions(project)
    choose(dock, "gap tallard")
    dock.indicators_page.select("population-change")
    press_compute(dock)
    (layer,) = results()
    rows = {feature["code"]: feature["population_change"] for feature in layer.getFeatures()}
    assert evaluate(CALL, project) == rows["05061"]
    code = next(iter(rows))
    assert evaluate(f"attribute(get_feature('{layer.name()}', 'code', '{code}'), 'population_change')", project) == rows[code]
    assert evaluate("@vigie_value_population_change * 1", project) is not None
    functions.close()


def test_what_the_algorithm_gives_is_read(qgis_new_project, run_algorithm, tmp_path):
    """The plugin, which gives the algorithm, also gives the functions, over the project of QGIS."""
    project = QgsProject.instance()
    output = QgsProcessingOutputLayerDefinition(str(tmp_path / "résultats.gpkg"), project)
    ids = "population-change,population-density"
    asked = {"DEFINITIONS": ids, "TERRITORY": "epci:200067825", "LEVEL": "commune", "OUTPUT": output}
    given, said, context = run_algorithm("vigie:indicators", asked, project)
    assert given, said
    layer = QgsVectorLayer(given["OUTPUT"], "Results", "ogr")
    project.addMapLayer(layer)  # QGIS adds it first, and dresses it then
    context.layerToLoadOnCompletionDetails(given["OUTPUT"]).postProcessor().postProcessLayer(layer, context, None)
    (gap,) = [feature for feature in layer.getFeatures() if feature["code"] == "05061"]
    assert evaluate(CALL, project) == gap["population_change"]
    assert evaluate("vigie_indicator('population-density', '05061')", project) == gap["population_density"]
    assert not layer.customProperty("vigie_territoriale/layer")  # it is the user's
