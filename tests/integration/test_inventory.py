# SPDX-License-Identifier: GPL-2.0-or-later
"""vigie:inventory as users start it: a folder and a schema of a real PostgreSQL, then completed and walked again."""

import csv

import rdflib
from postgres_server import USER, PostgresServer

from .conftest import OWN_LAYER, answer, run

PROFILE = """[PythonPlugins]
vigie_territoriale=true

[PostgreSQL]
connections\\network\\host={host}
connections\\network\\port=5432
connections\\network\\database=test
connections\\network\\username={user}
connections\\network\\password=hidden
connections\\network\\saveUsername=true
connections\\network\\savePassword=true
"""


def as_user(profile, server, user):
    """The profile of someone whose QGIS knows the server."""
    ini = profile / "profiles" / "default" / "QGIS" / "QGIS3.ini"
    ini.parent.mkdir(parents=True, exist_ok=True)
    ini.write_text(PROFILE.format(host=server.folder, user=user))


def inventory(profile, **parameters):
    arguments = [f"{name}={value}" for name, value in parameters.items()]
    started = run(
        "scripts/vigie", "--json", "run", "vigie:inventory", "--", *arguments, LC_ALL="C.UTF-8", VIGIE_PROFILE=str(profile)
    )
    return answer(started)


def read(path):
    return {row["title"]: row for row in csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())}


def test_a_folder_and_a_schema(tmp_path):
    folder, profile = tmp_path / "Données", tmp_path / "profile"
    folder.mkdir()
    (folder / OWN_LAYER.name).write_bytes(OWN_LAYER.read_bytes())
    (folder / "agents.csv").write_text("prenom;mel\nJeanne;jeanne@exemple.fr\n")
    server = PostgresServer()
    try:
        server.sql(
            'CREATE SCHEMA "Mes données"; CREATE TABLE "Mes données"."L\'arbre" (id serial PRIMARY KEY, geom geometry(Point, 2154)); '
            'INSERT INTO "Mes données"."L\'arbre" (geom) SELECT ST_SetSRID(ST_MakePoint(900000, 6400000), 2154); '
            'CREATE VIEW "Mes données".vue AS SELECT 1 AS a; CREATE TABLE "Mes données".vide (a int); '
            'CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA "Mes données" TO reader; GRANT SELECT ON "Mes données".vue TO reader'
        )
        as_user(profile, server, "reader")
        parameters = {"FOLDER": folder, "DATABASE": "postgis:network/Mes données", "PUBLISHER": "Syndicat"}
        outputs = {"OUTPUT": tmp_path / "a.csv", "OUTPUT_TURTLE": tmp_path / "a.ttl"}
        found = inventory(profile, **parameters, **outputs)
        assert (found["COUNT"], found["UNREAD"], found["SUSPECTED"]) == (5, 2, 1)
        rows = read(tmp_path / "a.csv")
        assert "right to read" in rows["L'arbre"]["notes"] and rows["vue"]["rows"] == "1"
        as_user(profile, server, USER)
        found = inventory(profile, **parameters, **outputs)
        assert (found["COUNT"], found["UNREAD"]) == (5, 0)
        rows = read(tmp_path / "a.csv")
        assert rows["L'arbre"]["geometry"] == "Point" and rows["vide"]["rows"] == "0" and rows["L'arbre"]["modified"] == ""
        text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig") + (tmp_path / "a.ttl").read_text(encoding="utf-8")
        assert "hidden" not in text and "jeanne@" not in text and "Jeanne" not in text
        titles = {str(one) for one in rdflib.Graph().parse(tmp_path / "a.ttl").objects(None, rdflib.DCTERMS.title)}
        assert {"L'arbre", "vue", "vide", "agents"} < titles
        (tmp_path / "mine.csv").write_text(
            f'identity;title\n"{rows["vide"]["identity"]}";"Bientôt « pleine »"\n', encoding="cp1252"
        )
        inventory(profile, **parameters, COMPLETED=tmp_path / "mine.csv", OUTPUT=tmp_path / "b.csv")
        assert "Bientôt « pleine »" in read(tmp_path / "b.csv")
        assert server.sql(
            "SELECT count(*) FROM pg_class WHERE relnamespace = '\"Mes données\"'::regnamespace AND relkind = 'r'"
        ) == [["2"]]
    finally:
        server.close()
    assert sorted(path.name for path in folder.iterdir()) == ["agents.csv", OWN_LAYER.name]
