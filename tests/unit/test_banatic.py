# SPDX-License-Identifier: GPL-2.0-or-later
import contour_servers
import pytest
import requests
from hypothesis import HealthCheck, given, settings
from replay import Replay, spoilt, survives
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.network.door import Door
from vigie_territoriale.plugin.remote.banatic import ADDRESS, VERIFICATION, Banatic, read_page
from vigie_territoriale.plugin.territory.identity import Competence, Syndicate

SIREN = "200067825"
PAGE = contour_servers.banatic_page(contour_servers.GROUPING)


def door():
    return Door(requests.Session(), Silent())


def test_a_page_is_read_as_it_was_described():
    found = read_page(PAGE.encode(), SIREN, "2026-11-25")
    assert found.competences == (
        Competence("C1004", "Eau (Traitement, Adduction, Distribution)", "Environnement", True),
        Competence("C4505", "Activités culturelles", "", False),
    )
    assert found.syndicates == (Syndicate("200049252", "Syndicat mixte d’essai", "SMF"),)
    assert (found.siren, found.fetched, VERIFICATION) == (SIREN, "2026-11-25", "documentation")
    assert ADDRESS.startswith("https://")


def test_asked_kept_and_given_again_without_network(tmp_path):
    with Replay() as replay:
        replay.route("GET", f"/intercommunalite/{SIREN}", (200, {"Content-Type": "text/html"}, PAGE))
        first = Banatic(tmp_path, replay.address).powers(SIREN, door())
    assert len(first.competences) == 2
    assert first.note == ""
    again = Banatic(tmp_path, replay.address).powers(SIREN, door())  # the server is gone
    assert (again.competences, again.syndicates, again.fetched) == (first.competences, first.syndicates, first.fetched)
    assert "cannot be reached" in again.note
    assert "What was fetched on" in again.note
    with pytest.raises(VigieError, match="cannot be reached"):
        Banatic(tmp_path / "empty", replay.address).powers(SIREN, door())


def test_damaged_file_is_as_none(tmp_path):
    (tmp_path / f"{SIREN}.json").write_text('{"competences": [{"colour": 1}]}', encoding="utf-8")
    with pytest.raises(VigieError, match="cannot be reached"):
        Banatic(tmp_path, "http://127.0.0.1:9").powers(SIREN, door())


def test_no_such_page(tmp_path):
    with Replay() as replay:
        replay.route("GET", "/intercommunalite/.*", (404, {}, "none"))
        with pytest.raises(VigieError, match="no page on 200067825"):
            Banatic(tmp_path, replay.address).powers(SIREN, door())
    with pytest.raises(VigieError, match="nine digits"):
        Banatic(tmp_path, replay.address).powers("../x", door())


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html></html>", b"\xff\xfe", b"<html><script id='__NEXT_DATA__'>{</script></html>",
        b"<html><script id='__NEXT_DATA__'>[]</script></html>",
        contour_servers.banatic_page({**contour_servers.GROUPING, "competencesGroupement": []}).encode(),
        contour_servers.banatic_page({**contour_servers.GROUPING, "competencesGroupement": [7]}).encode(),
        contour_servers.banatic_page({**contour_servers.GROUPING, "competencesGroupement": [{"code": "x" * 2000}] * 3}).encode(),
        contour_servers.banatic_page({"competencesGroupement": contour_servers.GROUPING["competencesGroupement"]}).encode(),
    ],
)  # fmt: skip
def test_another_page_fails_in_a_sentence(body):
    with pytest.raises(VigieError, match="is not as it was described"):
        read_page(body, SIREN, "2026-11-25")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(spoilt(contour_servers.GROUPING))
def test_hostile_pages_give_powers_or_a_sentence(document):
    try:
        body = contour_servers.banatic_page(document).encode()
    except (UnicodeEncodeError, ValueError):
        return  # such a page cannot be sent
    survives(lambda: read_page(body, SIREN, "2026-11-25"))


def test_the_powers_of_an_epci_are_those_of_its_communes(observatory, monkeypatch):
    with Replay() as replay:
        replay.route("GET", f"/intercommunalite/{SIREN}", (200, {"Content-Type": "text/html"}, PAGE))
        made = Banatic.__init__
        monkeypatch.setattr(Banatic, "__init__", lambda self, folder: made(self, folder, replay.address))
        for written in (f"epci:{SIREN}", "commune:05061"):
            found = observatory.identity(observatory.cog.territory(written).units[0], Silent(), live=True)
            assert found.powers.siren == SIREN
            assert [one.code for one in found.powers.competences] == ["C1004", "C4505"]
            assert not any("not known. " in note and "Competences" in note for note in found.notes)
    other = observatory.identity(observatory.cog.territory("epci:200000545").units[0], Silent(), live=True)
    assert other.powers is None
    assert other.notes[-1].startswith("Competences and syndicates: not known. 127.0.0.1 cannot be reached")
