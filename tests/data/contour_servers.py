# SPDX-License-Identifier: GPL-2.0-or-later
"""The three sources of precise contours, and BANATIC, as their documentation describes them, on a local `Replay`."""

import gzip
import json
from html import escape
from pathlib import Path

import shapely

DATA = Path(__file__).resolve().parent
DENSE = DATA / "files" / "01_communes" / "communes-region93-qualicharge.geojson.gz"
TYPE = "ADMINEXPRESS-COG.LATEST:commune"
FIELDS = ("cleabs", "nom_officiel", "code_insee", "code_insee_du_departement", "codes_siren_des_epci")


def dense(*departements):
    """Features (code, nom, geometry) of the communes of these départements, twice as dense as the embedded contours."""
    with gzip.open(DENSE, "rt", encoding="utf-8") as stream:
        features = json.load(stream)["features"]
    return [feature for feature in features if feature["properties"]["code"].startswith(departements)]


def collection(features):
    return {"type": "FeatureCollection", "features": features}


def sources(folder, address, *kinds):
    """A file of sources, those of the product with the local address in place of theirs."""
    paths = {"admin-express": "/wfs/ows", "contour-files": "/{vintage}/geojson/communes-5m.geojson.gz",
             "geo-api": "/departements/{departement}/communes?fields=code,nom&format=geojson&geometry=contour"}  # fmt: skip
    document = json.loads((DATA.parents[1] / "resources" / "catalog" / "contours.json").read_text(encoding="utf-8"))
    document["sources"] = [{**one, "address": address + paths[one["id"]]} for one in document["sources"] if one["id"] in kinds]
    path = Path(folder) / "contours.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def serve_api(replay, features):
    """geo.api.gouv.fr: the communes of a département."""

    def answer(request):
        departement = request.path.split("/")[2]
        found = [feature for feature in features if feature["properties"]["code"].startswith(departement)]
        return (200, {"Content-Type": "application/json"}, collection(found)) if found else (404, {}, "Not found")

    replay.route("GET", r"/departements/\w+/communes", answer, {"geometry": "contour", "format": "geojson"})


def serve_files(replay, features):
    """The files of contours."""
    body = gzip.compress(json.dumps(collection(features)).encode())
    for method in ("GET", "HEAD"):
        replay.route(method, r"/2026/geojson/communes-5m\.geojson\.gz", (200, {"Content-Type": "application/gzip"}, body))


def serve_wfs(replay, features, fields=FIELDS, matched=None):
    """The Géoplateforme: ADMIN EXPRESS in degrees, cut to the box that is asked for, in pages."""
    rows = [_row(place, feature, fields) for place, feature in enumerate(features)]
    boxes = shapely.bounds(shapely.from_geojson([json.dumps(row["geometry"]) for row in rows]))

    def answer(request):
        asked = {name.upper(): values[0] for name, values in request.params.items()}
        kind = asked["REQUEST"]
        if kind == "GetCapabilities":
            return 200, {"Content-Type": "text/xml"}, _capabilities(replay.address)
        if kind == "DescribeFeatureType":
            return 200, {"Content-Type": "text/xml"}, _schema(fields)
        found = rows
        if "BBOX" in asked:
            south, west, north, east = (float(part) for part in asked["BBOX"].split(",")[:4])
            inside = (boxes[:, 0] <= east) & (boxes[:, 2] >= west) & (boxes[:, 1] <= north) & (boxes[:, 3] >= south)
            found = [row for row, kept in zip(rows, inside) if kept]
        total = len(found) if matched is None else matched
        if asked.get("RESULTTYPE") == "hits":
            return 200, {"Content-Type": "text/xml"}, f'<FeatureCollection numberMatched="{total}" numberReturned="0"/>'
        start = int(asked.get("STARTINDEX", 0))
        page = found[start : start + int(asked["COUNT"])]
        return {**collection(page), "numberMatched": total, "numberReturned": len(page), "totalFeatures": total}

    replay.route("GET", "/wfs/ows", answer)


def _row(place, feature, fields):
    code = feature["properties"]["code"]
    values = {"cleabs": f"COMMUNE_{place:012}", "nom_officiel": feature["properties"]["nom"], "nom": feature["properties"]["nom"],
              "code_insee": code, "insee_com": code, "code_insee_du_departement": code[:2], "insee_dep": code[:2],
              "codes_siren_des_epci": "NR"}  # fmt: skip
    return {"type": "Feature", "id": f"commune.{place}", "geometry": feature["geometry"],
            "properties": {name: values[name] for name in fields}}  # fmt: skip


def _capabilities(address):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<wfs:WFS_Capabilities version="2.0.0" xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:ows="http://www.opengis.net/ows/1.1"
  xmlns:xlink="http://www.w3.org/1999/xlink">
<ows:OperationsMetadata><ows:Operation name="GetFeature"><ows:DCP><ows:HTTP><ows:Get xlink:href="{address}/wfs/ows"/></ows:HTTP>
</ows:DCP><ows:Parameter name="outputFormat"><ows:AllowedValues><ows:Value>application/json</ows:Value></ows:AllowedValues>
</ows:Parameter></ows:Operation><ows:Constraint name="CountDefault"><ows:DefaultValue>5000</ows:DefaultValue></ows:Constraint>
</ows:OperationsMetadata>
<wfs:FeatureTypeList><wfs:FeatureType><wfs:Name>{TYPE}</wfs:Name><wfs:Title>commune</wfs:Title>
<wfs:DefaultCRS>urn:ogc:def:crs:EPSG::4326</wfs:DefaultCRS><ows:WGS84BoundingBox><ows:LowerCorner>-63.15 -21.39</ows:LowerCorner>
<ows:UpperCorner>55.84 51.09</ows:UpperCorner></ows:WGS84BoundingBox></wfs:FeatureType></wfs:FeatureTypeList>
</wfs:WFS_Capabilities>"""


def _schema(fields):
    elements = "".join(f'<xsd:element name="{name}" type="xsd:string"/>' for name in fields)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:gml="http://www.opengis.net/gml/3.2">
<xsd:complexType name="communeType"><xsd:complexContent><xsd:extension base="gml:AbstractFeatureType"><xsd:sequence>{elements}
<xsd:element name="geometrie" type="gml:MultiSurfacePropertyType"/></xsd:sequence></xsd:extension></xsd:complexContent>
</xsd:complexType><xsd:element name="commune" type="communeType"/></xsd:schema>"""


GROUPING = {
    "siren": "200067825",
    "competencesGroupement": [
        {"code": "C1004", "libelle": "Eau (Traitement, Adduction, Distribution)", "isObligatoire": True,
         "categorieCompetence": {"code": "C10", "libelle": "Environnement"}},
        {"code": "C4505", "libelle": "Activités  culturelles", "isObligatoire": False, "categorieCompetence": None},
    ],
    "groupementsAdherentsSyndicatMixte": [
        {"siren": "200049252", "libelle": "Syndicat mixte d’essai", "codeNatureJuridique": "SMF", "populationTotale": 1000},
    ],
}  # fmt: skip


def banatic_page(document):
    """A page of BANATIC that carries a document as the site does."""
    data = json.dumps({"props": {"pageProps": {"intercommunaliteJson": document}}}, ensure_ascii=False)
    text = data.replace("</", "<\\/")
    return (
        f"<!DOCTYPE html><html><head><title>{escape('Fiche & identité')}</title></head><body><div id='__next'></div>"
        f'<script id="__NEXT_DATA__" type="application/json">{text}</script></body></html>'
    )
