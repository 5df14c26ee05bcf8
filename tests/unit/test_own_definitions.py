# SPDX-License-Identifier: GPL-2.0-or-later
"""The user's own definitions, their drafts, and which layer may play a role."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from vigie_territoriale.plugin import messages
from vigie_territoriale.plugin.documents import SCHEMAS
from vigie_territoriale.plugin.indicators import drafting
from vigie_territoriale.plugin.indicators.binding import AREAS, Candidate, guess
from vigie_territoriale.plugin.indicators.definition import DEFINITIONS, embedded_definitions, load_definition
from vigie_territoriale.plugin.indicators.drafting import (
    Draft,
    choices,
    document_of,
    draft_of,
    drafted_method,
    drafted_unit,
    fields_of,
    identifier,
    previewed,
    problems,
    required,
)
from vigie_territoriale.plugin.indicators.own import OwnDefinitions, Taken, content_of, write
from vigie_territoriale.plugin.messages import VigieError

SOURCE = DEFINITIONS / "features-count.json"


def written(folder, **changes):
    document = json.loads(SOURCE.read_text(encoding="utf-8"))
    document.update(id="benches", **changes)
    path = folder / "shared.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@pytest.fixture
def own(tmp_path):
    return OwnDefinitions(tmp_path / "profil été" / "indicators", embedded_definitions())


def test_a_definition_is_imported_listed_exported_and_removed(own, tmp_path):
    assert own.read() == ({}, [])
    source = written(tmp_path)
    assert own.add(source).id == "benches"
    found, broken = own.read()
    assert list(found) == ["benches"] and not broken
    own.export(own.path("benches"), tmp_path / "out.json")
    assert (tmp_path / "out.json").read_bytes() == source.read_bytes()
    assert own.written("benches") == str(own.path("benches")) and own.written("features-count") == "features-count"
    own.remove(own.path("benches"))
    assert own.read() == ({}, [])


def test_an_id_that_exists_is_replaced_only_when_told(own, tmp_path):
    own.add(written(tmp_path))
    again = written(tmp_path, version=2)
    with pytest.raises(Taken, match="benches"):
        own.add(again)
    assert own.read()[0]["benches"].version == 1
    own.add(again, replace=True)
    assert own.read()[0]["benches"].version == 2
    assert [path.name for path in own.path("benches").parent.iterdir()] == ["benches.json"]


def test_each_file_of_the_library_is_named_after_its_id():
    assert {path.stem for path in DEFINITIONS.glob("*.json")} == set(embedded_definitions())


def test_an_id_of_the_library_is_refused(own):
    with pytest.raises(VigieError, match="of the library"):
        own.add(SOURCE)
    with pytest.raises(VigieError, match="of the library"):
        own.add(SOURCE, replace=True)


def test_a_broken_file_hides_no_other(own, tmp_path):
    own.add(written(tmp_path))
    folder = own.path("benches").parent
    (folder / "a.json").write_text("{", encoding="utf-8")
    (folder / "b.json").write_text('{"id": "b"}', encoding="utf-8")
    (folder / "c.json").write_bytes(b" " * 1_000_001)
    (folder / "d.json").write_bytes(SOURCE.read_bytes())
    (folder / "e.json").write_bytes((folder / "benches.json").read_bytes())
    found, broken = own.read()
    assert list(found) == ["benches"]
    told = {one.path.name: one.sentence for one in broken}
    assert "not valid JSON" in told["a.json"] and "lacks" in told["b.json"] and "too large" in told["c.json"]
    assert "of the library" in told["d.json"] and "as benches.json has" in told["e.json"]
    for one in broken:
        own.remove(one.path)
    assert own.read() == (found, [])


def test_only_files_of_the_folder_are_removed(own, tmp_path):
    source = written(tmp_path)
    with pytest.raises(VigieError, match="it stays"):
        own.remove(source)
    assert source.exists()


def test_what_is_there_stays_whole_when_the_new_one_cannot_be_written(tmp_path, monkeypatch):
    path = tmp_path / "x.json"
    path.write_bytes(b"old")

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vigie_territoriale.plugin.indicators.own.os.replace", full)
    with pytest.raises(VigieError, match="cannot be written"):
        write(path, b"new")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def complete(aggregate, **more):
    asked = {name: f'"{name}"' for name in required(aggregate)}
    return Draft(title="Bancs", unit="bancs", method="Comme dit.", aggregate=aggregate, **{**asked, **more})


@pytest.mark.parametrize("aggregate", choices().aggregates)
def test_each_aggregate_of_the_schema_makes_a_valid_definition(aggregate, tmp_path):
    path = tmp_path / "made.json"
    path.write_bytes(content_of(document_of(complete(aggregate))))
    definition = load_definition(path)
    assert definition.compute["aggregate"] == aggregate and definition.theme == "own"
    assert drafting.aggregate_name(aggregate) != aggregate
    assert set(definition.compute) - {"kind", "layer", "aggregate"} <= fields_of(aggregate)
    again = draft_of(definition)
    assert document_of(again)["compute"] == definition.compute
    for name in required(aggregate):
        assert problems(replace(complete(aggregate), **{name: " "}))


def test_each_field_of_the_schema_is_shown_for_some_aggregate():
    schema = json.loads((SCHEMAS / "indicator.schema.json").read_text(encoding="utf-8"))
    branch = next(one["properties"] for one in schema["properties"]["compute"]["oneOf"] if "aggregate" in one["properties"])
    shown = set().union(*(fields_of(aggregate) for aggregate in choices().aggregates))
    assert shown == set(branch) - {"kind", "layer", "aggregate"}


def test_what_makes_no_sense_is_not_written():
    draft = complete("median", weight='"w"', per="km2", times=10.0, quantile=0.9, filter='"open"')
    assert document_of(draft)["compute"] == {
        "kind": "aggregate",
        "layer": "features",
        "aggregate": "median",
        "value": '"value"',
        "filter": '"open"',
    }


def test_what_is_missing_is_said_in_sentences():
    found = problems(Draft(aggregate="weighted-mean", role="Ma couche", levels=()))
    assert len(found) == 7 and all(sentence.endswith((".", "“benches”.")) for sentence in found)
    with pytest.raises(VigieError, match="title"):
        document_of(Draft())
    assert problems(complete("count")) == []
    assert problems(complete("count", times=0.0)) == ["Multiply by a number above zero."]
    assert problems(complete("count", role="contours"))


def test_the_method_and_the_unit_are_drafted_from_the_choices():
    draft = complete("sum", value='"places"', filter="\"state\" = 'open'", per="inhabitants", times=1000.0, least=5)
    assert drafted_method(draft, "Bancs") == (
        "Sum of “places” over the features of Bancs. Only the features that meet “\"state\" = 'open'” count. "
        "Divided by the number of inhabitants. Multiplied by 1,000. Figures made of fewer than 5 features are hidden."
    )
    assert drafted_unit(replace(draft, aggregate="count")) == "features per 1,000 inhabitants"
    assert drafted_unit(complete("length", per="km2")) == "km per km²"
    assert drafted_unit(complete("mean")) == ""


def test_texts_in_two_languages_stay_unless_they_are_changed():
    base = embedded_definitions()["features-per-10000"]
    draft = draft_of(base)
    assert (draft.aggregate, draft.per, draft.times) == ("count", "inhabitants", 10000)
    document = document_of(replace(draft, id="mine", title="Benches"), (), base)
    assert document["title"] == {"fr": "Benches", "en": "Benches"}
    assert document["method"] == base.methods and document["method"]["fr"] != document["method"]["en"]
    assert draft_of(embedded_definitions()["population-change"]) is None


@given(st.text(max_size=80), st.sets(st.sampled_from(["indicator", "bancs", "bancs-2"])))
def test_an_id_is_always_valid_and_free(title, taken):
    found = identifier(title, taken)
    assert found not in taken
    assert document_of(complete("count", id=found))["id"] == found


def test_an_id_tells_its_title():
    assert identifier("Bancs à l’ombre", ()) == "bancs-a-l-ombre"
    assert identifier("Bancs", {"bancs", "bancs-2"}) == "bancs-3"
    assert identifier("2024", ()) == "own-2024"


class Shown:
    def __init__(self, values):
        self.zones = pd.DataFrame({"code": [str(place) for place in range(len(values))], "value": values})


def test_a_preview_shows_five_zones_those_with_a_figure_first():
    values = [np.nan, 0.0, 3.0, 2.0, 0.0, 1.0, 8.0]
    people = [900, 800, 10, 20, None, 30, 40]
    assert list(previewed(Shown(values), people)["code"]) == ["6", "5", "3", "2", "0"]
    assert list(previewed(Shown([1.0]), [5])["code"]) == ["0"]


def candidate(name, fields=(), geometry="point", coded=False):
    return Candidate(name, name, tuple(fields), geometry, coded)


def test_roles_are_guessed_from_names_and_fields():
    benches, shops = candidate("Bancs publics", ["places"]), candidate("Commerces", ["surface"])
    communes = candidate("COMMUNE", ["insee_com"], AREAS, True)
    quarters = candidate("Quartiers de Gap", ["nom"], AREAS)
    layers = [benches, shops, communes, quarters]
    assert guess("banc", "", [], layers).id == "Bancs publics"
    assert guess("pharmacies", "Commerces et pharmacies", [], layers).id == "Commerces"
    assert guess("features", "", ["surface"], layers).why == "It has the fields that are asked: surface."
    assert guess("features", "", [], layers) is None
    assert guess("features", "", [], [shops]).id == "Commerces"
    assert guess("contours", "", [], layers).id == "COMMUNE"
    assert guess("zones", "", [], layers).id == "Quartiers de Gap"
    assert guess("contours", "", [], [quarters, candidate("Communes", [], AREAS)]) is None
    assert guess("zones", "", [], [benches, candidate("Zones", [], "point")]) is None


def test_nothing_is_guessed_where_two_fit_as_well():
    assert guess("bancs", "", [], [candidate("Bancs nord"), candidate("Bancs sud")]) is None
    assert guess("bancs", "", ["places"], [candidate("Bancs", ["nom"])]) is None


def test_sentences_follow_the_language():
    messages.set_language("fr")
    assert drafted_unit(complete("count", per="km2", times=1000.0)) == "features per 1\u202f000 km²"


def test_a_text_that_a_widget_gave_back_with_plain_spaces_is_the_same_text():
    """QPlainTextEdit gives no-break spaces back as spaces: the texts of the other languages stay."""
    messages.set_language("fr")
    base = replace(load_definition(SOURCE), methods={"fr": "Somme de «\u00a0a\u00a0».", "en": "Sum of “a”."})
    draft = replace(draft_of(base), method="Somme de « a ».", levels=("commune",))
    assert document_of(draft, base=base)["method"] == base.methods
    assert not drafting.same_text("Somme de « a ».", "Somme de «\u00a0b\u00a0».")
