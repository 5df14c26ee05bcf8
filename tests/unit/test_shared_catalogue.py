# SPDX-License-Identifier: GPL-2.0-or-later
"""The catalogue of a network: read, refused, compared, trusted, kept, refreshed."""

import json
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import file_server
import hostile
import pytest
import requests
import shared
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.network.door import Door
from vigie_territoriale.plugin.shared_catalog.changes import MAJOR, MINOR, PATCH, compare, next_version, to_allow
from vigie_territoriale.plugin.shared_catalog.kept import Kept
from vigie_territoriale.plugin.shared_catalog.model import read_catalogue
from vigie_territoriale.plugin.shared_catalog.places import Place, Reader, place_of, roots_of, why_closed

NOW = datetime(2026, 11, 25, 8, tzinfo=timezone.utc)
ROOT = Path(__file__).resolve().parents[2]
INDICATOR = json.loads((ROOT / "resources/indicators/features-count.json").read_text(encoding="utf-8"))
RECIPE = json.loads((ROOT / "resources/catalog/recipes/france-services.json").read_text(encoding="utf-8"))
SHARE = Place("folder", r"\\srv\sig\catalogue.json")


def forbidden(*_):
    raise AssertionError("nothing is asked of anyone")


FILES = Reader(forbidden, forbidden)


def read(**more):
    return read_catalogue(shared.content(**more), "catalogue.json", {"features-count"}, {"france-services"})


def put(folder, **more):
    folder.mkdir(exist_ok=True)
    (folder / "catalogue.json").write_bytes(shared.content(**more))
    return str(folder)


# Reading


def test_a_catalogue_is_read_as_it_is_written():
    made = read(
        roles=[{"role": "schools", "layer": "schools"}],
        indicators=[{**INDICATOR, "id": "own-count"}],
        endpoints=[{"id": "geomas-wfs", "title": "WFS", "kind": "wfs", "address": "https://sig.example.org/ows"}],
        defaults={"territory": "epci:200067825", "level": "commune"},
        contacts=[{"name": "A. Martin", "email": "sig@example.org"}],
    )
    assert (made.id, made.version, made.title, made.owner, made.refresh_hours) == (
        "geomas",
        "1.0.0",
        "Layers of GéoMAS",
        "GéoMAS",
        6,
    )
    assert made.layer("schools").title == "Schools" and made.theme_title("services") == "Services"
    assert made.roles == {"schools": "schools"} and list(made.indicators) == ["own-count"]
    assert [one.address for one in made.endpoints] == ["https://sig.example.org/ows"]
    assert made.contacts == ["A. Martin, sig@example.org"]


def test_announcements_are_shown_from_their_day_to_their_end():
    made = read(announcements=[
        {"date": "2026-11-01", "until": "2026-11-10", "text": "over"},
        {"date": "2026-11-02", "text": "new tables"},
        {"date": "2026-12-01", "text": "to come"},
    ])  # fmt: skip
    assert made.announcements("2026-11-25") == ["new tables"]
    assert made.announcements("2026-11-10") == ["new tables", "over"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"version": "1.0"}, "“version”"),
        ({"$schema": "https://example.org/shared-catalogue-2.schema.json"}, "$schema"),
        ({"layers": [shared.layer(style="none")], "styles": None}, "“none” is not in the catalogue"),
        ({"layers": [shared.layer(), shared.layer()]}, "“schools” is there twice"),
        ({"themes": None}, "“services” is not in the catalogue"),
        ({"roles": [{"role": "schools", "layer": "gone"}]}, "“gone” is not in the catalogue"),
        ({"indicators": [INDICATOR]}, "“features-count” is one of the library"),
        ({"recipes": [RECIPE]}, "“france-services” is one of the library"),
        ({"indicators": [{**INDICATOR, "id": "x", "compute": {"kind": "aggregate", "aggregate": "sum", "layer": "features", "value": "env('HOME')"}}]}, "look at the computer"),
        ({"indicators": [{**INDICATOR, "id": "x", "compute": {"kind": "aggregate", "aggregate": "sum", "layer": "features", "value": "env\n('HOME')"}}]}, "look at the computer"),
        ({"endpoints": [{"id": "x", "title": "x", "kind": "wfs", "address": "https://a.org/", "authcfg": "abcdefg"}]}, "neither credentials"),
        ({"styles": [{**shared.style(), "sha256": "0" * 64}]}, "not the digest"),
        ({"styles": [{"id": "dots", "format": "qml", "sha256": "0" * 64, "file": "../x.qml"}]}, "styles"),
        ({"layers": [shared.layer(source={"kind": "postgis", "connection": "a", "schema": "s", "table": "t where pg_sleep(9)"})]}, "table"),
        ({"layers": [shared.layer(source={"kind": "wms", "address": "file:///etc/passwd"})]}, "address"),
        ({"layers": [shared.layer(source={"kind": "python", "address": "https://a.org"})]}, "kind"),
        ({"layers": [shared.layer(source={"kind": "file"})]}, "path"),
        ({"minimum_product": "99.0.0", "new-field": 1}, "needs version 99.0.0"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_and_named(more, said):
    with pytest.raises(VigieError) as refusal:
        read(**more)
    assert said in refusal.value.sentence


def test_a_recipe_that_names_private_machines_is_refused():
    hostile_recipe = {**RECIPE, "id": "own", "live": {**RECIPE["live"], "address": "https://192.168.0.1/x.csv"}}
    hostile_recipe["live"].pop("find", None)
    hostile_recipe.pop("embedded", None)
    with pytest.raises(VigieError):
        read(recipes=[hostile_recipe])


def test_nonsense_is_refused():
    for content in (b"\xff", b"[]", b"{", b'{"a": NaN}', b"[" * 100_000, b"null", b'"x"'):
        with pytest.raises(VigieError):
            read_catalogue(content, "x.json")


# Places


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("https://sig.example.org/catalogue.json", "web"),
        ("postgis:geomas", "table"),
        ("postgis:geomas/commun.catalogue", "table"),
        ("/srv/sig", "folder"),
        ("/srv/sig/other.json", "folder"),
        ('"/srv/sig"', "folder"),
    ],
)
def test_places_are_told_apart(written, kind):
    assert place_of(written).kind == kind


def test_a_folder_means_its_document_and_a_connection_its_usual_table():
    assert place_of("/srv/sig").written == "/srv/sig/catalogue.json"
    table = place_of("postgis:geomas")
    assert (table.connection, table.schema, table.table) == ("geomas", "vigie", "catalogue")


@pytest.mark.parametrize("written", ["", "ftp://a.org/x.json", "file:///etc/x.json", "https://u:p@a.org/x", "postgis:"])
def test_other_places_are_refused(written):
    with pytest.raises(VigieError):
        place_of(written)


def a_layer(source):
    return read(layers=[shared.layer(source=source)]).layer("schools")


@pytest.mark.parametrize(
    ("source", "place", "closed"),
    [
        ({"kind": "file", "path": "ecoles/x.gpkg"}, SHARE, ""),
        ({"kind": "file", "path": r"\\srv\sig\x.gpkg"}, SHARE, ""),
        ({"kind": "file", "path": r"\\srv\other\x.gpkg"}, SHARE, r"It lies in \\srv\other"),
        ({"kind": "file", "path": "../x.gpkg"}, SHARE, "out of its folder"),
        ({"kind": "file", "path": r"..\x.gpkg"}, SHARE, "out of its folder"),
        ({"kind": "file", "path": r"\\?\C:\x.gpkg"}, SHARE, "out of its folder"),
        ({"kind": "file", "path": "/vsicurl/http://a.org/x.gpkg"}, SHARE, "out of its folder"),
        ({"kind": "file", "path": "x.vrt"}, SHARE, "“.vrt”"),
        ({"kind": "file", "path": "x.qgs"}, SHARE, "“.qgs”"),
        ({"kind": "file", "path": "x.gpkg"}, place_of("https://sig.example.org/c.json"), "lies in none"),
        ({"kind": "file", "path": "/etc/x.gpkg"}, place_of("https://sig.example.org/c.json"), "It lies in /etc"),
        ({"kind": "wms", "address": "https://sig.example.org/wms"}, SHARE, ""),
        ({"kind": "wms", "address": "http://sig.example.org/wms"}, SHARE, "It lies in http://sig.example.org"),
        ({"kind": "wms", "address": "https://192.168.1.4/wms"}, SHARE, "It lies in https://192.168.1.4"),
        ({"kind": "wms", "address": "https://sig.lan:8443/wms"}, place_of("https://sig.lan:8443/c.json"), ""),
        ({"kind": "wms", "address": "https://u:p@sig.example.org/wms"}, SHARE, "user name or a password"),
        (
            {"kind": "vector-tiles", "address": "https://a.org/{z}/{x}/{y}.pbf", "styles": ["http://127.0.0.1:8080/style.json"]},
            SHARE,
            "It lies in http://127.0.0.1:8080",
        ),
        ({"kind": "postgis", "connection": "geomas", "schema": "a", "table": "b"}, SHARE, ""),
    ],
)
def test_layers_open_only_where_the_member_allowed(source, place, closed):
    said = why_closed(a_layer(source), place, ())
    assert (closed in said) if closed else said == ""
    if said.startswith(("It lies in /", "It lies in h", "It lies in \\")):
        assert why_closed(a_layer(source), place, roots_of(a_layer(source), place)) == ""


# Changes


@pytest.mark.parametrize(
    ("more", "level", "sensitive"),
    [
        ({"version": "1.0.1", "title": "Other"}, PATCH, False),
        ({"layers": [shared.layer(style="dots", description="new")]}, PATCH, False),
        ({"layers": [shared.layer(style="dots"), shared.layer("other")]}, MINOR, False),
        ({"layers": []}, MAJOR, False),
        (
            {
                "layers": [
                    shared.layer(style="dots"),
                    shared.layer("other", source={"kind": "wms", "address": "https://new.org/"}),
                ]
            },
            MINOR,
            True,
        ),
        ({"layers": [shared.layer(style="dots", source={"kind": "wms", "address": "https://new.org/"})]}, MAJOR, True),
        ({"styles": [shared.style(content=shared.QML.replace("1,2,3", "9,9,9"))]}, PATCH, False),
        ({"indicators": [{**INDICATOR, "id": "own"}]}, MINOR, True),
        ({"defaults": {"level": "epci"}}, MINOR, True),
        ({"owner": "Somebody"}, PATCH, True),
        ({"id": "other"}, PATCH, True),
        ({"version": "0.9.0"}, PATCH, True),
        ({"announcements": [{"date": "2026-11-25", "text": "hello"}]}, PATCH, False),
    ],
)
def test_changes_say_what_must_be_accepted_and_the_next_version(more, level, sensitive):
    changes = compare(read(), read(**more), SHARE)
    assert (changes.level, bool(changes.sensitive)) == (level, sensitive)
    assert changes.lines


def test_nothing_changes_nothing():
    changes = compare(read(), read(), SHARE)
    assert changes == type(changes)((), (), "")


def test_versions_go_up():
    assert [next_version("1.2.3", level) for level in (MAJOR, MINOR, PATCH, "")] == ["2.0.0", "1.3.0", "1.2.4", "1.2.3"]


# Kept


def test_nothing_is_shown_before_it_is_trusted_and_then_it_is_kept_without_its_place(tmp_path):
    share = put(tmp_path / "share")
    kept = Kept(tmp_path / "kept")
    seen = kept.refresh(kept.add(share), FILES, NOW)
    assert kept.shelves() == ([], ["“Layers of GéoMAS” waits for you to look at it: open the list of catalogues."])
    assert seen.pending and not seen.trusted
    proposal = kept.proposal(seen)
    assert proposal.changes is None and "Layers in postgis:geomas: 1" in proposal.contents
    kept.trust(proposal, ())
    (tmp_path / "share/catalogue.json").unlink()
    again = Kept(tmp_path / "kept")
    (shelf,), told = again.shelves()
    assert not told and shelf.catalogue.title == "Layers of GéoMAS" and "seen on 2026-11-25." in shelf.state
    style, clean = again.style(shelf, shelf.catalogue.layers[0])
    assert style.id == "dots" and b"1,2,3,255" in clean.content
    failed = again.refresh(again.subscriptions()[0], FILES, NOW + timedelta(days=1))
    assert "does not exist" in failed.failure and "The last good version stays in force" in failed.failure
    assert again.shelves()[0][0].catalogue.version == "1.0.0"
    assert "2026-11-25" in again.shelves()[0][0].state


def trusted(tmp_path, **more):
    share = put(tmp_path / "share", **more)
    kept = Kept(tmp_path / "kept")
    seen = kept.refresh(kept.add(share), FILES, NOW)
    return kept, kept.trust(kept.proposal(seen), kept.proposal(seen).to_allow)


def test_harmless_changes_come_by_themselves_and_others_wait(tmp_path):
    kept, one = trusted(tmp_path)
    put(tmp_path / "share", version="1.0.1", announcements=[{"date": "2026-11-25", "text": "hello"}])
    one = kept.refresh(one, FILES, NOW + timedelta(hours=6))
    assert not one.pending and kept.shelves()[0][0].catalogue.version == "1.0.1"
    put(tmp_path / "share", version="1.1.0", indicators=[{**INDICATOR, "id": "own"}])
    one = kept.refresh(one, FILES, NOW + timedelta(hours=12))
    assert one.pending and kept.shelves()[0][0].catalogue.version == "1.0.1"
    proposal = kept.proposal(one)
    assert any("Number of features" in line for line in proposal.changes.sensitive)
    one = kept.refuse(proposal)
    one = kept.refresh(one, FILES, NOW + timedelta(hours=18))
    assert not one.pending, "what was refused is not proposed again"
    one = kept.trust(proposal, ())
    assert kept.shelves()[0][0].catalogue.version == "1.1.0"


def test_a_broken_catalogue_leaves_the_last_good_one(tmp_path):
    kept, one = trusted(tmp_path)
    (tmp_path / "share/catalogue.json").write_bytes(b"{ broken")
    one = kept.refresh(one, FILES, NOW + timedelta(days=1))
    assert "not valid JSON" in one.failure
    (shelf,), _ = kept.shelves()
    assert shelf.catalogue.version == "1.0.0" and "not valid JSON" in shelf.state
    put(tmp_path / "share")
    assert kept.refresh(one, FILES, NOW + timedelta(days=2)).failure == ""


def test_it_is_looked_at_as_often_as_it_says_at_most(tmp_path):
    kept, one = trusted(tmp_path)
    assert not kept.is_due(one, NOW + timedelta(hours=5, minutes=59))
    assert kept.is_due(one, NOW + timedelta(hours=6))


def test_a_kept_copy_that_was_changed_is_not_used(tmp_path):
    _, one = trusted(tmp_path)
    (path,) = (tmp_path / "kept/documents").glob("*.json")
    path.write_bytes(path.read_bytes().replace(b"geomas", b"gopnik"))
    shelves, told = Kept(tmp_path / "kept").shelves()
    assert shelves == [] and "was changed: it is not used" in told[0]
    healed = Kept(tmp_path / "kept")
    healed.refresh(one, FILES, NOW + timedelta(days=1))
    assert [shelf.catalogue.id for shelf in healed.shelves()[0]] == ["geomas"]


def test_styles_beside_the_document_are_those_that_it_announces(tmp_path):
    named = {**{key: value for key, value in shared.style().items() if key != "content"}, "file": "styles/dots.qml"}
    share = put(tmp_path / "share", styles=[named])
    (tmp_path / "share/styles").mkdir()
    (tmp_path / "share/styles/dots.qml").write_text("<qgis>other</qgis>")
    kept = Kept(tmp_path / "kept")
    seen = kept.refresh(kept.add(share), FILES, NOW)
    assert "not the one that the catalogue announces" in seen.failure and not seen.pending
    (tmp_path / "share/styles/dots.qml").write_text(shared.QML)
    seen = kept.refresh(seen, FILES, NOW)
    assert seen.pending and kept.proposal(seen).stripped == ()


def test_a_hostile_style_is_told_before_it_is_trusted_and_cleaned_at_each_use(tmp_path):
    harm = f"<qgis>{hostile.STYLES['form init code']}</qgis>"
    share = put(tmp_path / "share", styles=[shared.style(content=harm)])
    kept = Kept(tmp_path / "kept")
    proposal = kept.proposal(kept.refresh(kept.add(share), FILES, NOW))
    assert proposal.stripped == ("Left out: code or files that open with a form (2).",)
    kept.trust(proposal, ())
    (shelf,), _ = kept.shelves()
    assert b"HARM" not in kept.style(shelf, shelf.catalogue.layers[0])[1].content


def test_several_are_ordered_and_removed_with_what_was_kept_of_them(tmp_path):
    kept, one = trusted(tmp_path)
    other = kept.add(put(tmp_path / "other", id="other", title="Other"))
    kept.trust(kept.proposal(kept.refresh(other, FILES, NOW)), ())
    assert [shelf.catalogue.id for shelf in kept.shelves()[0]] == ["geomas", "other"]
    kept.move(other.place, 0)
    assert [shelf.catalogue.id for shelf in kept.shelves()[0]] == ["other", "geomas"]
    kept.enable(other.place, False)
    assert [shelf.catalogue.id for shelf in kept.shelves()[0]] == ["geomas"]
    with pytest.raises(VigieError, match="in the list already"):
        kept.add(other.place)
    kept.remove(one.place)
    assert [path.stem for path in (tmp_path / "kept/documents").glob("*.json")] == [kept.subscriptions()[0].trusted]


def test_those_of_an_administrator_come_first_and_are_trusted_by_the_member(tmp_path):
    kept = Kept(tmp_path / "kept")
    share = put(tmp_path / "share")
    kept.add("/srv/other")
    (given, _) = kept.subscriptions([share])
    assert given.given and given.place == f"{share}/catalogue.json"
    seen = kept.refresh(given, FILES, NOW)
    kept.trust(kept.proposal(seen), ())
    assert [shelf.catalogue.id for shelf in kept.shelves([share])[0]] == ["geomas"]
    assert [one.given for one in kept.subscriptions([share])] == [True, False]


def test_roots_are_allowed_one_by_one(tmp_path):
    layers = [shared.layer(source={"kind": "wms", "address": "http://10.0.0.4/wms", "layer": "x"})]
    kept, one = Kept(tmp_path / "kept"), None
    seen = kept.refresh(kept.add(put(tmp_path / "share", layers=layers)), FILES, NOW)
    proposal = kept.proposal(seen)
    assert proposal.to_allow == ("http://10.0.0.4",) == tuple(to_allow(proposal.catalogue, place_of(seen.place)))
    one = kept.trust(proposal, ())
    (shelf,), _ = kept.shelves()
    assert "http://10.0.0.4" in shelf.why_closed(shelf.catalogue.layers[0])
    later = kept.proposal(one)
    assert later is not None and later.to_allow == proposal.to_allow and later.changes is None, "she may change her mind"
    one = kept.trust(later, ["http://10.0.0.4", "http://10.0.0.5"])
    assert one.allowed == ("http://10.0.0.4",)
    (shelf,), _ = kept.shelves()
    assert shelf.why_closed(shelf.catalogue.layers[0]) == ""


def test_private_machines_to_search_are_allowed_one_by_one_and_all_are_shown(tmp_path):
    sources = {"private": "http://192.168.0.1/admin", "public": "https://sig.example.org/ows"}
    endpoints = [{"id": name, "title": name, "kind": "wfs", "address": address} for name, address in sources.items()]
    kept = Kept(tmp_path / "kept")
    proposal = kept.proposal(kept.refresh(kept.add(put(tmp_path / "share", endpoints=endpoints)), FILES, NOW))
    assert proposal.to_allow == ("http://192.168.0.1",)
    shown = [line for line in proposal.contents if line.startswith("Sources to search")]
    assert shown == [
        "Sources to search: 2",
        "Sources to search: http://192.168.0.1",
        "Sources to search: https://sig.example.org",
    ]


def test_from_an_address_through_the_door(tmp_path):
    beside = {**{key: value for key, value in shared.style().items() if key != "content"}, "file": "styles/dots.qml"}
    with file_server.running() as server:
        server.files = {"/catalogue.json": shared.content(styles=[beside]), "/styles/dots.qml": shared.QML.encode()}
        reader = Reader(lambda: Door(requests.Session(), Silent()), forbidden)
        kept = Kept(tmp_path / "kept")
        seen = kept.refresh(kept.add(f"{server.address}/catalogue.json"), reader, NOW)
        assert seen.failure == "" and kept.proposal(seen).catalogue.id == "geomas"
        assert len(server.asked) == 2
        kept.trust(kept.proposal(seen), ())
        kept.refresh(seen, reader, NOW)
        assert len(server.asked) == 3, "a style that is kept is not asked for again"
        kept.shelves()
        assert len(server.asked) == 3


def test_from_a_table(tmp_path):
    asked = []

    def table(place):
        asked.append((place.connection, place.schema, place.table))
        return shared.content()

    kept = Kept(tmp_path / "kept")
    seen = kept.refresh(kept.add("postgis:geomas/commun.catalogue"), Reader(forbidden, table), NOW)
    assert asked == [("geomas", "commun", "catalogue")] and seen.pending


def test_two_thousand_layers_open_in_under_a_second_and_nobody_is_asked(tmp_path):
    share = tmp_path / "share"
    share.mkdir()
    (share / "catalogue.json").write_bytes(shared.large(2000))
    kept = Kept(tmp_path / "kept")
    kept.trust(kept.proposal(kept.refresh(kept.add(str(share)), FILES, NOW)), ())
    (share / "catalogue.json").unlink()
    started = time.process_time()
    (shelf,), _ = Kept(tmp_path / "kept").shelves()
    closed = [shelf.why_closed(layer) for layer in shelf.catalogue.layers]
    entries = [layer.entry(shelf.catalogue.id) for layer in shelf.catalogue.layers]
    took = time.process_time() - started
    assert len(closed) == len(entries) == 2000 and not any(closed)
    assert took < 1
