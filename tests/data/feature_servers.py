# SPDX-License-Identifier: GPL-2.0-or-later
"""Services of features that misbehave as real ones do: WFS, OGC API Features, ArcGIS REST, the tabular API of data.gouv.fr.

`Features` are points on a grid in the Hautes-Alpes; `Wfs`, `Oapif`, `Esri` and `Tabular` answer requests of a `replay.Replay` for
them, with the faults that their fields say.
"""

import random
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import parse_qs
from xml.sax.saxutils import escape

from osgeo import osr

WEST, SOUTH, STEP_X, STEP_Y, WIDTH = 5.6, 44.4, 0.02, 0.01, 40
HTML = (200, {"Content-Type": "text/html"}, "<!DOCTYPE html><html><body>Portail captif</body></html>")
REPORT = (
    '<?xml version="1.0"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" version="2.0.0">'
    '<ows:Exception exceptionCode="InvalidParameterValue"><ows:ExceptionText>{}</ows:ExceptionText></ows:Exception></ows:ExceptionReport>'
)
XML = {"Content-Type": "text/xml"}
JSON = {"Content-Type": "application/json"}


@lru_cache(maxsize=8)
def positions(count, epsg=4326):
    """x, y of each feature in a coordinate system."""
    points = [(WEST + STEP_X * (place % WIDTH), SOUTH + STEP_Y * (place // WIDTH)) for place in range(count)]
    if epsg == 4326:
        return points
    systems = []
    for code in (4326, epsg):
        system = osr.SpatialReference()
        system.ImportFromEPSG(code)
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        systems.append(system)
    moved = osr.CoordinateTransformation(*systems).TransformPoints(points)
    return [(x, y) for x, y, _ in moved]


def properties(place):
    """The attributes of a feature; `code` is a text of digits."""
    return {
        "code": f"{place:07}", "nom": f"Équipement n° {place}", "rang": place, "surface": place / 2 if place % 7 else None,
        "ouvert": bool(place % 2), "depuis": f"20{place % 30:02}-01-15",
    }  # fmt: skip


def expected_box(count):
    points = positions(count)
    return (min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points))


@dataclass
class Faults:
    """A service of `count` features, and what is wrong with it.

    `cap` is the most that it gives at once; `announced` what it says that there are (None: the truth; "unknown"). `ids` are
    "stable", "none" or "generated" (other ones at each answer). `shuffled` gives another order at each answer, unless sorted by
    a `key`. `html_at` and `error_at` (once), `fail_at` (always) are numbers of requests for features, from 1.
    """

    count: int = 1200
    cap: int = 10**9
    announced: object = None
    ids: str = "stable"
    shuffled: bool = False
    ignores_start: bool = False
    refuses_start: bool = False
    ignores_sort: bool = False
    refuses_sort: bool = False
    stops_at: int = 10**9
    repeated_page: int = 0
    html_at: int = 0
    error_at: int = 0
    fail_at: int = 0
    asked: list = field(default_factory=list)

    def said(self, number):
        """What the service says for a true number of features."""
        if self.announced is None:
            return number
        return self.announced if isinstance(self.announced, str) else max(0, number + self.announced - self.count)

    def chosen(self, inside, start, size, sort):
        """Places of the features of one page among those `inside`."""
        places = list(inside)
        if self.shuffled and (self.ignores_sort or not sort):
            random.Random(len(self.asked)).shuffle(places)
        start = 0 if self.ignores_start else start
        if self.repeated_page and len(self.asked) == self.repeated_page + 1:
            start = max(0, start - min(size, self.cap))
        return places[: self.stops_at][start : start + min(size, self.cap)]

    def trouble(self):
        """The answer in place of a page, when there is one."""
        nth = len(self.asked)
        if nth == self.html_at:
            return HTML
        if self.fail_at and nth >= self.fail_at:
            return (500, {}, "x")
        if nth == self.error_at:
            self.error_at = 0
            self.asked.pop()
            return (500, {}, "x")
        return None

    def identifier(self, place):
        return {"stable": f"equipements.{place}", "none": None, "generated": f"equipements.fid--{len(self.asked):x}_{place:x}"}[
            self.ids
        ]


@dataclass
class Wfs(Faults):
    """WFS. `crs` are the systems that it writes; `boxes` says in which order it reads boxes in degrees: "authority" (as its way
    of writing says), "xy" or "yx". `answers` is the order of coordinates in JSON. `json` is False for GML only; no format is announced without `announces_json`.
    """

    version: str = "2.0.0"
    crs: tuple = ("urn:ogc:def:crs:EPSG::2154", "urn:ogc:def:crs:EPSG::4326")
    boxes: str = "authority"
    answers: str = "xy"
    json: bool = True
    announces_json: bool = True
    ignores_crs: bool = False
    geometry: bool = True
    key: str = "rang"
    default: int = 0
    hits: bool = True
    schema: bool = True
    reports: str = ""
    box: tuple = ()

    def __call__(self, request):
        parameters = {name.upper(): values[0] for name, values in request.params.items()}
        return {"GetCapabilities": self.capabilities, "DescribeFeatureType": self.describe, "GetFeature": self.features}[
            parameters["REQUEST"]
        ](parameters)

    def capabilities(self, parameters):
        latest = self.version.startswith("2")
        tag, other = ("DefaultCRS", "OtherCRS") if latest else ("DefaultSRS", "OtherSRS")
        systems = f"<{tag}>{self.crs[0]}</{tag}>" + "".join(f"<{other}>{crs}</{other}>" for crs in self.crs[1:])
        west, south, east, north = self.box or expected_box(self.count)
        named = "application/json" if self.json else "text/xml; subtype=gml/3.1.1"
        formats = f"<ows:Value>{named}</ows:Value>" if self.announces_json else ""
        default = f'<ows:Constraint name="CountDefault"><ows:NoValues/><ows:DefaultValue>{self.default}</ows:DefaultValue></ows:Constraint>'
        namespace = "http://www.opengis.net/wfs/2.0" if latest else "http://www.opengis.net/wfs"
        return 200, XML, (
            f'<?xml version="1.0"?><WFS_Capabilities version="{self.version}" xmlns="{namespace}" '
            f'xmlns:ows="http://www.opengis.net/ows{"/1.1" if latest else ""}"><ows:OperationsMetadata>'
            f'<ows:Operation name="GetFeature"><ows:Parameter name="outputFormat">{formats}</ows:Parameter></ows:Operation>'
            f"{default if self.default else ''}</ows:OperationsMetadata><FeatureTypeList><FeatureType>"
            f"<Name>essai:equipements</Name><Title>Équipements</Title>{systems}<ows:WGS84BoundingBox><ows:LowerCorner>{west} {south}"
            f"</ows:LowerCorner><ows:UpperCorner>{east} {north}</ows:UpperCorner></ows:WGS84BoundingBox></FeatureType>"
            "<FeatureType><Name>essai:autre</Name><Title>Autre</Title></FeatureType></FeatureTypeList></WFS_Capabilities>"
        )  # fmt: skip

    def describe(self, parameters):
        if not self.schema:
            return 200, XML, REPORT.format("no schema")
        types = {"code": "string", self.key: "int", "nom": "string", "surface": "double", "ouvert": "boolean", "depuis": "date"}
        elements = "".join(f'<xsd:element name="{name}" type="xsd:{kind}"/>' for name, kind in types.items())
        shape = '<xsd:element name="geom" type="gml:PointPropertyType"/>' if self.geometry else ""
        return 200, XML, (
            '<?xml version="1.0"?><xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
            'xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:essai="http://essai"><xsd:complexType name="equipementsType">'
            f"<xsd:complexContent><xsd:extension base=\"gml:AbstractFeatureType\"><xsd:sequence>{elements}{shape}</xsd:sequence>"
            '</xsd:extension></xsd:complexContent></xsd:complexType><xsd:element name="equipements" type="essai:equipementsType"/>'
            "</xsd:schema>"
        )  # fmt: skip

    def epsg(self, spelled):
        return int(spelled.replace("#", ":").rpartition(":")[2])

    def inside(self, parameters):
        """Places of the features in the box that is asked for."""
        if "BBOX" not in parameters:
            return range(self.count)
        *corners, spelled = parameters["BBOX"].split(",")
        left, low, right, high = map(float, corners)
        turned = self.epsg(spelled) == 4326 and (
            self.boxes == "yx" or (self.boxes == "authority" and spelled.startswith(("urn:", "http://www.opengis.net/def")))
        )
        if turned:
            left, low, right, high = low, left, high, right
        points = positions(self.count, self.epsg(spelled))
        return [place for place, (x, y) in enumerate(points) if left <= x <= right and low <= y <= high]

    def features(self, parameters):
        assert parameters.get("TYPENAMES" if self.version.startswith("2") else "TYPENAME") == "essai:equipements", parameters
        inside = self.inside(parameters)
        if parameters.get("RESULTTYPE") == "hits":
            if not self.hits:
                return 400, XML, REPORT.format("resultType")
            name = "numberMatched" if self.version.startswith("2") else "numberOfFeatures"
            return 200, XML, f'<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" {name}="{self.said(len(inside))}"/>'
        self.asked.append(parameters)
        start, sort = int(parameters.get("STARTINDEX", 0)), parameters.get("SORTBY")
        size = int(parameters["COUNT" if self.version.startswith("2") else "MAXFEATURES"])
        if (trouble := self.trouble()) is not None:
            return trouble
        if self.reports:
            return 200, XML, REPORT.format(self.reports)
        if not self.json and "json" in parameters.get("OUTPUTFORMAT", ""):
            return 400, XML, REPORT.format("outputFormat")
        if sort and self.refuses_sort:
            return 400, XML, REPORT.format("sortBy is not supported")
        if start and self.refuses_start:
            return 200, XML, REPORT.format("startIndex is not supported")
        places = self.chosen(inside, start, size, sort)
        epsg = 4326 if self.ignores_crs else self.epsg(parameters.get("SRSNAME", self.crs[0]))
        return self.collection(places, epsg, len(inside)) if self.json else self.gml(places, epsg, len(inside))

    def collection(self, places, epsg, matched):
        points, features = positions(self.count, epsg), []
        for place in places:
            x, y = points[place]
            shape = {"type": "Point", "coordinates": [y, x] if self.answers == "yx" else [x, y]} if self.geometry else None
            feature = {"type": "Feature", "geometry": shape, "properties": properties(place)}
            if (identifier := self.identifier(place)) is not None:
                feature["id"] = identifier
            features.append(feature)
        said = {"numberMatched": self.said(matched)} if self.hits else {}
        return {"type": "FeatureCollection", "features": features, **said}

    def gml(self, places, epsg, matched):
        points, members = positions(self.count, epsg), []
        for place in places:
            x, y = points[place]
            pair = f"{y} {x}" if epsg == 4326 else f"{x} {y}"
            values = "".join(
                f"<essai:{name}>{escape(str(value).lower() if isinstance(value, bool) else str(value))}</essai:{name}>"
                for name, value in properties(place).items()
                if value is not None
            )
            members.append(
                f'<gml:featureMember><essai:equipements gml:id="{self.identifier(place)}">{values}<essai:geom>'
                f'<gml:Point srsName="urn:ogc:def:crs:EPSG::{epsg}"><gml:pos>{pair}</gml:pos></gml:Point></essai:geom>'
                "</essai:equipements></gml:featureMember>"
            )
        return 200, XML, (
            '<?xml version="1.0"?><wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" '
            'xmlns:gml="http://www.opengis.net/gml" xmlns:essai="http://essai" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://essai {schema}">'
            + "".join(members) + "</wfs:FeatureCollection>"
        ).replace("{schema}", self.schema_address)  # fmt: skip

    schema_address = "http://127.0.0.1:9/schema.xsd"


@dataclass
class Oapif(Faults):
    """OGC API Features. `links` says where links to the next page lead: "right", "loop" (the same page again) or "elsewhere"
    (another machine). `systems` are those offered.
    """

    address: str = ""
    links: str = "right"
    systems: tuple = ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", "http://www.opengis.net/def/crs/EPSG/0/2154")
    says_crs: bool = True

    def __call__(self, request):
        if request.path.endswith("/items"):
            return self.items(request)
        link = {"rel": "items", "type": "application/geo+json", "href": f"{self.address}/api/collections/equipements/items"}
        extent = {"spatial": {"bbox": [list(expected_box(self.count))]}}
        collection = {"id": "equipements", "title": "Équipements", "links": [link], "extent": extent, "crs": list(self.systems)}
        data = {"rel": "data", "type": "application/json", "href": f"{self.address}/api/collections"}
        return {"collections": [collection]} if request.path.endswith("/collections") else {"links": [data]}

    def items(self, request):
        asked = {name: values[0] for name, values in request.params.items()}
        self.asked.append(asked)
        if (trouble := self.trouble()) is not None:
            return trouble
        left, low, right, high = map(float, asked["bbox"].split(",")) if "bbox" in asked else (-180, -90, 180, 90)
        inside = [place for place, (x, y) in enumerate(positions(self.count)) if left <= x <= right and low <= y <= high]
        offset, limit = int(asked.get("offset", 0)), int(asked["limit"])
        places = self.chosen(inside, offset, limit, None)
        crs = asked.get("crs", "http://www.opengis.net/def/crs/OGC/1.3/CRS84")
        points = positions(self.count, int(crs.rpartition("/")[2]) if "EPSG" in crs else 4326)
        features = [
            {"type": "Feature", "id": place, "geometry": {"type": "Point", "coordinates": points[place]},
             "properties": properties(place)}
            for place in places
        ]  # fmt: skip
        following = offset if self.links == "loop" else offset + len(places)
        base = "http://interne.invalid" if self.links == "elsewhere" else self.address
        others = "".join(f"&{name}={asked[name]}" for name in ("bbox", "crs") if name in asked)
        href = f"{base}/api/collections/equipements/items?limit={limit}&offset={following}{others}"
        more = places and following < min(len(inside), self.stops_at)
        answer = {"type": "FeatureCollection", "features": features, "links": [{"rel": "next", "href": href}] if more else []}
        if self.announced != "unknown":
            answer["numberMatched"] = self.said(len(inside))
        return 200, {**JSON, **({"Content-Crs": f"<{crs}>"} if self.says_crs else {})}, answer


@dataclass
class Esri(Faults):
    """A layer of a FeatureServer. Ids start from 1."""

    pagination: bool = True
    lists_ids: bool = True
    says_count: bool = True

    def __call__(self, request):
        asked = {name: values[0] for name, values in request.params.items()}
        if request.method == "POST":
            asked.update({name: values[0] for name, values in parse_qs(request.body.decode()).items()})
        return self.query(asked) if request.path.endswith("/query") else self.layer()

    def layer(self):
        names = {"OBJECTID": "OID", "code": "String", "nom": "String", "rang": "Integer", "surface": "Double", "depuis": "Date"}
        fields = [{"name": name, "type": f"esriFieldType{kind}", "alias": name.title()} for name, kind in names.items()]
        return {
            "name": "Équipements", "type": "Feature Layer", "geometryType": "esriGeometryPoint", "fields": fields,
            "objectIdField": "OBJECTID", "maxRecordCount": min(self.cap, 2000), "extent": {"spatialReference": {"wkid": 2154}},
            "advancedQueryCapabilities": {"supportsPagination": self.pagination},
        }  # fmt: skip

    def inside(self, asked):
        if "geometry" not in asked:
            return range(self.count)
        left, low, right, high = map(float, asked["geometry"].split(","))
        points = positions(self.count, int(asked["inSR"]))
        return [place for place, (x, y) in enumerate(points) if left <= x <= right and low <= y <= high]

    def query(self, asked):
        inside = self.inside(asked)
        if asked.get("returnCountOnly"):
            return {"count": self.said(len(inside))} if self.says_count else {"error": {"code": 400, "message": "no count"}}
        if asked.get("returnIdsOnly"):
            ids = [place + 1 for place in inside]
            return {"objectIdFieldName": "OBJECTID", "objectIds": ids} if self.lists_ids else {"error": {"message": "no ids"}}
        self.asked.append(asked)
        if (trouble := self.trouble()) is not None:
            return trouble
        if "resultOffset" in asked and not self.pagination:
            return {"error": {"code": 400, "message": "Pagination is not supported"}}
        if "objectIds" in asked:
            places = [int(number) - 1 for number in asked["objectIds"].split(",")][: self.cap]
        else:
            size = int(asked.get("resultRecordCount", self.cap))
            places = self.chosen(inside, int(asked.get("resultOffset", 0)), min(size, self.cap), asked.get("orderByFields"))
        points = positions(self.count, int(asked["outSR"]))
        features = [
            {"attributes": {"OBJECTID": place + 1, **self.values(place)}, "geometry": dict(zip("xy", points[place]))}
            for place in places
        ]
        answer = {
            "objectIdFieldName": "OBJECTID", "geometryType": "esriGeometryPoint", "fields": self.layer()["fields"],
            "spatialReference": {"wkid": int(asked["outSR"])}, "features": features,
        }  # fmt: skip
        return {**answer, "exceededTransferLimit": True} if len(places) < len(inside) else answer

    def values(self, place):
        known = properties(place)
        del known["ouvert"]
        return {**known, "depuis": 1_705_312_800_000}


@dataclass
class Tabular:
    """The tabular API, for a table of `count` rows; `__in` filters."""

    count: int = 1200
    total: bool = True
    columns: tuple = ("code", "nom", "rang")

    def __call__(self, request):
        wanted = next((values[0].split(",") for name, values in request.params.items() if name.endswith("__in")), None)
        column = next((name[:-4] for name in request.params if name.endswith("__in")), "code")
        if column not in self.columns:
            return 400, JSON, {"errors": [{"detail": {"message": f"column {column} does not exist"}}]}
        rows = [properties(place) for place in range(self.count)]
        rows = [row for row in rows if wanted is None or row[column] in wanted]
        if request.path.endswith("/data/"):
            return {"data": rows[:1], "meta": {"page": 1, "page_size": 1, **({"total": len(rows)} if self.total else {})}}
        lines = [",".join(self.columns), *(",".join(str(row[name]) for name in self.columns) for row in rows)]
        return 200, {"Content-Type": "text/csv"}, "\n".join(lines).encode()
