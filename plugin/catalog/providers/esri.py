# SPDX-License-Identifier: GPL-2.0-or-later
"""ArcGIS REST services read as a catalogue: each layer or table of a FeatureServer or of a MapServer is an entry."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from ...messages import VigieError, translate
from ...network.errors import NetworkError, NotAsAnnounced
from ..model import Box, Entry, Preview, Resource
from .capabilities import MOST_KEYWORDS, Declined, licence_of, sane_box
from .listed import MOST_ENTRIES, PREVIEW_ROWS, Listed, Listing, plain, preview_of

if TYPE_CHECKING:
    from ...network.door import Answer, Door
    from ..provider import Endpoint

MOST_FOLDERS = 50
MOST_SERVICES = 200
_KINDS = {"FeatureServer": "esri-features", "MapServer": "esri-map"}
_EPSG = {102100: 3857, 102113: 3857, 900913: 3857, 102110: 2154}
"""Numbers of Esri's own for systems that EPSG knows."""
_LAST_EPSG = 32767
_DEGREES = {"EPSG:4326", "EPSG:4171", "EPSG:4258"}
_EARTH_RADIUS = 6378137.0
_EDGE = math.pi * _EARTH_RADIUS


class EsriRest(Listed):
    """ArcGIS REST, at the address of a services directory, of a folder of it, or of one service.

    The resource of an entry has the address of the service (…/FeatureServer), and the number of the layer as its layer. A
    service or a folder that is listed and does not answer is an entry without resources, whose note says why.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__(endpoint)
        address, _, query = endpoint.address.strip().partition("#")[0].partition("?")
        self._own = {name: value for name, value in parse_qsl(query, keep_blank_values=True) if name.lower() != "f"}
        self._root = address.rstrip("/")

    def _read(self, door: Door) -> Listing:
        single = re.fullmatch(r"(.+/(FeatureServer|MapServer))(?:/\d+)?", self._root)
        if single:
            name = unquote(single[1].rpartition("/rest/services/")[2] or single[1].rsplit("/", 2)[1])
            return Listing(tuple(self._layers(single[1], name, single[2], door))[:MOST_ENTRIES])
        entries: list[Entry] = []
        failures: list[tuple[str, NetworkError]] = []
        for name, kind in self._services(door, failures):
            try:
                entries.extend(self._layers(self._address(name, kind), f"{name}/{kind}", kind, door))
            except NetworkError as error:
                failures.append((f"{name}/{kind}", error))
        if failures and not entries:
            raise failures[0][1]
        source = self._endpoint.id
        notes = [
            Entry(id=name, title=name, source=source, kind="service", notes=(error.sentence,)) for name, error in failures
        ]  # fmt: skip
        return Listing(tuple(entries[:MOST_ENTRIES] + notes))

    def _services(self, door: Door, failures: list[tuple[str, NetworkError]]) -> list[tuple[str, str]]:
        """Names (with their folders) and types of the services of the directory; folders that fail go to `failures`."""
        answer, directory = self.get(self._root, door)
        if not isinstance(directory.get("services"), list) and not isinstance(directory.get("folders"), list):
            sentence = translate(
                "catalog",
                "{host} does not answer as a directory of ArcGIS REST services: check the address and the kind of this source.",
            )
            raise VigieError(sentence.format(host=answer.host), f"{answer.url}: {answer.body[:200]!r}")
        found = dict.fromkeys(_named(directory))
        for folder in _texts(directory.get("folders"))[:MOST_FOLDERS]:
            if len(found) >= MOST_SERVICES:
                break
            try:
                found.update(dict.fromkeys(_named(self.get(f"{self._root}/{quote(folder)}", door)[1])))
            except NetworkError as error:
                failures.append((folder, error))
        return list(found)[:MOST_SERVICES]

    def _address(self, name: str, kind: str) -> str:
        """Where a service is. Its name starts with its folder, even in the list of that folder."""
        folder, _, last = name.rpartition("/")
        inside = bool(folder) and unquote(self._root).lower().endswith(f"/{folder.lower()}")
        return f"{self._root}/{quote(last if inside else name)}/{kind}"

    def get(self, address: str, door: Door, **parameters: Any) -> tuple[Answer, Mapping[str, Any]]:
        """The JSON object at an address, as `checked` gives it."""
        answer = door.get(address, params={**self._own, **parameters, "f": "json"})
        return answer, checked(answer)

    def _layers(self, address: str, name: str, kind: str, door: Door) -> Iterator[Entry]:
        """The entries of the layers and tables of a service; groups are the themes of what they hold."""
        _, service = self.get(address, door)
        layers = [*objects(service.get("layers")), *objects(service.get("tables"))]
        names = {layer.get("id"): plain(layer.get("name")) for layer in layers if _is_number(layer.get("id"))}
        about = _about(service, name, Resource(_KINDS[kind], self._with_own(address)))
        for layer in layers:
            number = layer.get("id")
            if _is_number(number) and not layer.get("subLayerIds") and layer.get("type") != "Group Layer":
                parent, identifier = layer.get("parentLayerId"), f"{name}/{number}"
                title = " ".join(plain(layer.get("name")).split()) or identifier
                yield replace(
                    about,
                    id=identifier,
                    title=title,
                    theme=(names.get(parent) if _is_number(parent) else "") or about.title,
                    resources=(replace(about.resources[0], layer=str(number), title=title),),
                    source=self._endpoint.id,
                )

    def _with_own(self, address: str) -> str:
        return f"{address}?{urlencode(self._own, safe='/:,')}" if self._own else address

    def preview(self, entry: Entry, door: Door) -> Preview | None:
        """The attributes of the first rows of a layer of a FeatureServer."""
        resource = next((resource for resource in entry.resources if resource.kind == "esri-features"), None)
        if resource is None:
            return None
        address = f"{resource.address.partition('?')[0]}/{quote(resource.layer, safe='')}/query"
        wanted = {"where": "1=1", "outFields": "*", "resultRecordCount": PREVIEW_ROWS, "returnGeometry": "false"}
        answer, found = self.get(address, door, **wanted)
        if not isinstance(found.get("features"), list):
            raise NotAsAnnounced(answer.host, f"{answer.url}: no list of features in {answer.body[:200]!r}")
        known = {plain(part.get("name")): plain(part.get("type")) for part in objects(found.get("fields"))}
        fields = [name for name, kind in known.items() if name and kind != "esriFieldTypeGeometry"]
        rows = [feature.get("attributes") for feature in objects(found["features"])]
        dates = {name for name, kind in known.items() if kind == "esriFieldTypeDate"}
        return preview_of((_dated(row, dates) for row in rows), fields=fields)


def checked(answer: Answer) -> Mapping[str, Any]:
    """The JSON object of an answer; `Declined` when it is an error, which comes with status 200, `NotAsAnnounced` when it is none."""
    found = answer.json()
    if not isinstance(found, Mapping):
        raise NotAsAnnounced(answer.host, f"{answer.url}: {answer.body[:200]!r}")
    error = found.get("error")
    if error is not None:
        known = error if isinstance(error, Mapping) else {"message": str(error)}
        said = dict.fromkeys(filter(None, (plain(known.get("message")), *_texts(known.get("details")))))
        raise Declined(answer.host, " ".join(said) or str(known.get("code", "")), f"{answer.url}: {answer.text[:500]}")
    return found


def _named(directory: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for service in objects(directory.get("services")):
        name, kind = plain(service.get("name")).strip("/"), plain(service.get("type"))
        if name and kind in _KINDS and ".." not in name:
            yield name, kind


def _about(service: Mapping[str, Any], name: str, resource: Resource) -> Entry:
    """What a service says of all of its layers, as an entry to copy for each of them, with its resource."""
    stated = service.get("documentInfo")
    stated = stated if isinstance(stated, Mapping) else {}
    rights = plain(service.get("copyrightText"))
    licence, licence_url = licence_of(rights) if "licen" in rights.lower() else ("", "")
    extent = next((extent for extent in map(service.get, ("fullExtent", "initialExtent")) if isinstance(extent, Mapping)), {})
    system = crs_of(extent.get("spatialReference")) or crs_of(service.get("spatialReference"))
    words = (word.strip() for word in plain(stated.get("Keywords")).split(","))
    edited = service.get("editingInfo")
    return Entry(
        id=name,
        title=plain(stated.get("Title")) or name.rpartition("/")[2] or name,
        description=plain(service.get("serviceDescription")) or plain(service.get("description")),
        producer=plain(stated.get("Author")) or rights,
        licence=licence,
        licence_url=licence_url,
        keywords=tuple(filter(None, words))[:MOST_KEYWORDS],
        modified=moment_of(edited.get("lastEditDate")).partition("T")[0] if isinstance(edited, Mapping) else "",
        resources=(replace(resource, crs=(system,) if system else ()),),
        kind=resource.kind,
        formats=(resource.kind,),
        box=_box(extent, system),
    )


def crs_of(reference: Any) -> str:
    """The code of a spatial reference: EPSG's where it is known, else Esri's."""
    if not isinstance(reference, Mapping):
        return ""
    numbers = [
        number for number in (reference.get("latestWkid"), reference.get("wkid")) if _is_number(number) and 0 < number < 10**9
    ]
    if not numbers:
        return ""
    number = _EPSG.get(numbers[0], numbers[0])
    return f"EPSG:{number}" if number <= _LAST_EPSG else f"ESRI:{number}"


def _box(extent: Mapping[str, Any], system: str) -> Box | None:
    """An extent in degrees; None where its system is neither in degrees nor the web's, which can be turned without tables."""
    west, south, east, north = (extent.get(side) for side in ("xmin", "ymin", "xmax", "ymax"))
    if system in _DEGREES:
        return sane_box(west, south, east, north)
    if system != "EPSG:3857" or not all(_is_real(side) for side in (west, south, east, north)):
        return None
    return sane_box(*_degrees(west, south), *_degrees(east, north))


def _degrees(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a point of the web's Mercator projection, in metres."""
    longitude = math.degrees(max(-_EDGE, min(_EDGE, x)) / _EARTH_RADIUS)
    latitude = math.degrees(math.atan(math.sinh(max(-_EDGE, min(_EDGE, y)) / _EARTH_RADIUS)))
    return round(longitude, 9), round(latitude, 9)


def _dated(row: Any, dates: set[str]) -> Any:
    """A row with its dates as text; what is no row stays as it is."""
    if not isinstance(row, Mapping):
        return row
    return {name: moment_of(value) or value if name in dates else value for name, value in row.items()}


def moment_of(value: Any) -> str:
    """Milliseconds since 1970 as an ISO moment in UTC; nothing when it is no moment of the calendar."""
    if not _is_real(value):
        return ""
    try:
        moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=value)
    except OverflowError:
        return ""
    return moment.isoformat(timespec="seconds")


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_real(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) < math.inf


def objects(values: Any) -> list[Mapping[str, Any]]:
    """The JSON objects of a list; none when it is no list."""
    return [value for value in values if isinstance(value, Mapping)] if isinstance(values, list) else []


def _texts(values: Any) -> list[str]:
    return [text for text in map(plain, values) if text] if isinstance(values, list) else []
