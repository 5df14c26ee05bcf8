# SPDX-License-Identifier: GPL-2.0-or-later
"""Real catalogue servers on this machine: pycsw (CSW 2.0.2) and pygeoapi (OGC API Records and Features).

Imported by tests, it starts them; run by the Python of build/servers-venv, it is them. Both listen on a free port of 127.0.0.1
and are killed with the block that started them.
"""

import gzip
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RECORDED = ROOT / "tests" / "data" / "api" / "csw"
PYTHON = ROOT / "build" / "servers-venv" / "bin" / "python"
START_SECONDS = 60
GMD = "{http://www.isotc211.org/2005/gmd}MD_Metadata"
DUBLIN_CORE = "{http://www.opengis.net/cat/csw/2.0.2}Record"
N = {"gmd": "http://www.isotc211.org/2005/gmd", "gco": "http://www.isotc211.org/2005/gco"}


def recorded(name):
    """The bytes of a recorded answer, compressed or not."""
    path = RECORDED / name
    return path.read_bytes() if path.exists() else gzip.decompress((RECORDED / f"{name}.gz").read_bytes())


def recorded_names():
    """The names of all recorded answers."""
    return sorted(path.name.removesuffix(".gz") for path in RECORDED.iterdir() if ".xml" in path.name)


def recorded_records():
    """(name of the answer, record) for each ISO and Dublin Core record of the recorded answers that are whole."""
    from lxml import etree

    found = []
    for name in recorded_names():
        if "truncated" not in name:
            root = etree.fromstring(recorded(name))
            found += [(name, record) for record in root.iter(GMD, DUBLIN_CORE)]
    return found


@contextmanager
def pycsw_server(folder, records, maximum=1000):
    """The address of a pycsw that serves `records` (elements), at most `maximum` at a time, and those that it could read: the
    reader of OWSLib, which it uses, fails on some.
    """
    from lxml import etree

    (folder / "records").mkdir(parents=True)
    for number, record in enumerate(records):
        (folder / "records" / f"{number:04}.xml").write_bytes(etree.tostring(record, encoding="utf-8", xml_declaration=True))
    (folder / "settings.json").write_text(json.dumps({"maximum": maximum}))
    with _started("pycsw", folder) as port:
        loaded = {Path(name).name for name in json.loads((folder / "loaded.json").read_text())}
        yield f"http://127.0.0.1:{port}/csw", [record for number, record in enumerate(records) if f"{number:04}.xml" in loaded]


@contextmanager
def pygeoapi_server(folder, records, features):
    """The landing page of a pygeoapi that serves `records` (GeoJSON, as a catalogue) and `features` (the path of a GeoJSON)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.json").write_text(json.dumps({"records": records, "features": str(features)}))
    with _started("pygeoapi", folder) as port:
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _started(server, folder):
    """The port of a server whose process ends with the block."""
    subprocess.run([str(ROOT / "scripts" / "servers.sh")], check=True, timeout=600, stdout=subprocess.DEVNULL)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "QGIS_", "COV", "PYTEST"))}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(PYTHON), __file__, server, str(folder)], env=clean, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            yield _port(process, folder)
        finally:
            process.kill()
            process.wait()


def _port(process, folder):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if (folder / "port").exists():
            return int((folder / "port").read_text())
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(f"the server did not start:\n{(folder / 'log').read_text()[-3000:]}")


# In the process of a server


def _announce(port):
    """Write the port in one go: the file is either absent or whole."""
    Path("port.new").write_text(str(port))
    Path("port.new").rename("port")


def serve_pycsw():
    from wsgiref.simple_server import make_server

    from pycsw import wsgi
    from pycsw.core import admin, config

    settings = json.loads(Path("settings.json").read_text())
    server = make_server("127.0.0.1", 0, wsgi.application)
    database = f"sqlite:///{Path('records.db').resolve()}"
    Path("pycsw.cfg").write_text(
        f"""[server]
home={Path(wsgi.__file__).parent}
url=http://127.0.0.1:{server.server_port}/csw
mimetype=application/xml; charset=UTF-8
encoding=UTF-8
language=fr-FR
maxrecords={settings["maximum"]}
profiles=apiso
[manager]
transactions=false
[metadata:main]
identification_title=Catalogue
identification_abstract=Catalogue
identification_keywords=catalogue
identification_keywords_type=theme
identification_fees=None
identification_accessconstraints=None
provider_name=Vigie
provider_url=http://127.0.0.1/
contact_name=Vigie
contact_position=-
contact_address=-
contact_city=-
contact_stateorprovince=-
contact_postalcode=-
contact_country=France
contact_phone=-
contact_fax=-
contact_email=-
contact_url=http://127.0.0.1/
contact_hours=-
contact_instructions=-
contact_role=pointOfContact
[repository]
database={database}
table=records
"""
    )
    os.environ["PYCSW_CONFIG"] = str(Path("pycsw.cfg").resolve())
    context = config.StaticContext()
    admin.setup_db(database, "records", str(Path(wsgi.__file__).parent))
    loaded = admin.load_records(context, database, "records", str(Path("records").resolve()))
    Path("loaded.json").write_text(json.dumps(loaded))
    _announce(server.server_port)
    server.serve_forever()


def serve_pygeoapi():
    import yaml
    from tinydb import TinyDB
    from werkzeug.serving import make_server

    settings = json.loads(Path("settings.json").read_text())
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    TinyDB("records.tinydb").insert_multiple(settings["records"])
    text = {"en": "Catalogue"}
    described = {
        "title": text, "description": text, "keywords": {"en": ["catalogue"]}, "links": [],
        "extents": {"spatial": {"bbox": [-180, -90, 180, 90], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
    }  # fmt: skip
    written = {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port}, "url": f"http://127.0.0.1:{port}", "mimetype": "application/json",
            "encoding": "utf-8", "gzip": False, "languages": ["en"], "cors": False, "pretty_print": False, "admin": False,
            "limits": {"default_items": 10, "max_items": 50},
            "map": {"url": "http://127.0.0.1/{z}/{x}/{y}.png", "attribution": "-"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {
                "title": text, "description": text, "keywords": {"en": ["catalogue"]}, "keywords_type": "theme",
                "terms_of_service": "-", "url": "http://127.0.0.1/",
            },
            "license": {"name": "-", "url": "http://127.0.0.1/"},
            "provider": {"name": "Vigie", "url": "http://127.0.0.1/"},
            "contact": {"name": "Vigie", "email": "-"},
        },
        "resources": {
            "stations": {
                **described, "type": "collection", "title": {"en": "Stations"},
                "providers": [{"type": "feature", "name": "GeoJSON", "data": settings["features"], "id_field": "id"}],
            },
            "records": {
                **described, "type": "collection",
                "providers": [
                    {
                        "type": "record", "name": "TinyDBCatalogue", "data": str(Path("records.tinydb").resolve()),
                        "id_field": "externalId", "time_field": "created", "title_field": "title",
                    }
                ],
            },
        },
    }  # fmt: skip
    Path("pygeoapi.yml").write_text(yaml.safe_dump(written, allow_unicode=True))
    os.environ.update(PYGEOAPI_CONFIG=str(Path("pygeoapi.yml").resolve()), PYGEOAPI_OPENAPI=str(Path("openapi.json").resolve()))
    from pygeoapi.openapi import get_oas

    Path("openapi.json").write_text(json.dumps(get_oas(written), default=str))
    from pygeoapi.flask_app import APP

    server = make_server("127.0.0.1", port, APP, threaded=True, fd=listening.fileno())
    _announce(port)
    server.serve_forever()


if __name__ == "__main__":
    os.chdir(sys.argv[2])
    {"pycsw": serve_pycsw, "pygeoapi": serve_pygeoapi}[sys.argv[1]]()
