# SPDX-License-Identifier: GPL-2.0-or-later
"""A network's catalogue: one JSON document, checked, seen as objects. Nothing in it is asked for here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..catalog.endpoints import OURS, choices_of_document
from ..catalog.model import Entry, Resource
from ..catalog.provider import Endpoint
from ..documents import check_part, read_document, refusal
from ..harmonize.recipe import Recipe, load_recipe
from ..messages import VigieError, localised, number, translate
from ..product import product_version
from .texts import anything_calls_refused

SCHEMA = "shared-catalogue-1"
"""The format, with its version: a document names it in ``$schema``."""
FILE = "catalogue.json"
"""The name of the document in a folder."""
LARGEST = 30_000_000
"""Bytes of a document."""
REFRESH_HOURS = 24
"""How often a catalogue is looked at when it does not say."""
POSTGIS, SHARED_FILE, CURATED, RECIPE = "postgis", "file", "curated", "recipe"
HERE = (POSTGIS, SHARED_FILE, CURATED, RECIPE)
"""Kinds of sources that are no address of the web."""


@dataclass(frozen=True)
class Style:
    """A style of the catalogue: known by the digest of its bytes, which lie in the document or in a file beside it."""

    id: str
    format: str
    sha256: str
    file: str = ""
    content: bytes | None = None


@dataclass(frozen=True)
class SharedLayer:
    """A layer that the network shares. `source` is as the schema says; texts are mappings of language to text."""

    id: str
    titles: Mapping[str, str]
    source: Mapping[str, Any]
    descriptions: Mapping[str, str] = field(default_factory=dict)
    theme: str = ""
    keywords: tuple[str, ...] = ()
    producer: str = ""
    licence: str = ""
    licence_url: str = ""
    date: str = ""
    page: str = ""
    style: str = ""
    crs: str = ""
    geometry: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    scales: tuple[float, float] = (0.0, 0.0)
    """Denominators of the largest and smallest scales at which it draws; 0: no limit."""

    @property
    def title(self) -> str:
        """The title in the user's language."""
        return localised(self.titles)

    @property
    def description(self) -> str:
        """What it is, in the user's language."""
        return localised(self.descriptions)

    @property
    def kind(self) -> str:
        """The kind of its source."""
        return self.source["kind"]

    @property
    def authentication(self) -> str:
        """The name of the authentication configuration that it expects."""
        return self.source.get("authentication", "")

    def entry(self, catalogue: str) -> Entry:
        """The same as an entry of a catalogue whose source is called `catalogue`; it has a resource when it is one of the web."""
        asked = self.source
        resources = ()
        if self.kind not in HERE:
            resources = (
                Resource(
                    kind=self.kind,
                    address=asked["address"],
                    layer=asked.get("layer", ""),
                    date=self.date,
                    title=self.title,
                    crs=tuple(asked.get("crs", ())) or ((self.crs,) if self.crs else ()),
                    formats=tuple(asked.get("formats", ())),
                    styles=tuple(asked.get("styles", ())),
                    scales=self.scales,
                ),
            )
        return Entry(
            id=self.id,
            title=self.title,
            description=self.description,
            producer=self.producer,
            licence=self.licence,
            licence_url=self.licence_url,
            theme=self.theme,
            keywords=self.keywords,
            page=self.page,
            modified=self.date,
            resources=resources,
            source=catalogue,
            formats=(self.kind,),
        )


@dataclass(frozen=True)
class SharedCatalogue:
    """A valid catalogue. `document` is what it was read from, `digest` the SHA-256 of its bytes."""

    id: str
    version: str
    titles: Mapping[str, str]
    digest: str
    document: Mapping[str, Any]
    themes: Mapping[str, Mapping[str, str]]
    layers: tuple[SharedLayer, ...]
    styles: Mapping[str, Style]
    recipes: Mapping[str, Recipe]
    indicators: Mapping[str, dict]
    factsheets: Mapping[str, dict]
    endpoints: tuple[Endpoint, ...]
    roles: Mapping[str, str]
    """The layer (its id) that plays a role."""

    @property
    def title(self) -> str:
        """The title in the user's language."""
        return localised(self.titles)

    @property
    def owner(self) -> str:
        """Who publishes it."""
        return self.document.get("owner", "")

    @property
    def date(self) -> str:
        """When it was published (ISO)."""
        return self.document.get("date", "")

    @property
    def refresh_hours(self) -> int:
        """It is looked at again after so many hours at the earliest."""
        return self.document.get("refresh_hours", REFRESH_HOURS)

    @property
    def defaults(self) -> Mapping[str, str]:
        """The territory and the level that it proposes."""
        return self.document.get("defaults", {})

    @property
    def contacts(self) -> list[str]:
        """Whom to ask, a line each."""
        fields = ("name", "email", "phone", "page")
        return [", ".join(one[name] for name in fields if name in one) for one in self.document.get("contacts", ())]

    def theme_title(self, theme: str) -> str:
        """A theme in the user's language."""
        return localised(self.themes[theme]) if theme in self.themes else translate("shared_catalog", "Other layers")

    def announcements(self, day: str) -> list[str]:
        """What is announced and not over on `day` (ISO), the newest first."""
        shown = [one for one in self.document.get("announcements", ()) if one["date"] <= day <= one.get("until", "9999")]
        return [localised(_texts(one["text"])) for one in sorted(shown, key=lambda one: one["date"], reverse=True)]

    def layer(self, identifier: str) -> SharedLayer:
        """A layer by its id; a `VigieError` when it is unknown."""
        found = next((layer for layer in self.layers if layer.id == identifier), None)
        if found is None:
            gone = translate("shared_catalog", "“{catalogue}” has no layer “{layer}”: refresh it.")
            raise VigieError(gone.format(catalogue=self.title, layer=identifier))
        return found


def read_catalogue(content: bytes, name: str, library: Collection[str] = (), curated: Collection[str] = ()) -> SharedCatalogue:
    """The catalogue that those bytes are; `name` is how errors call it. `library` are the ids of the embedded indicators and `curated`
    those of the embedded recipes, which nobody takes.

    Raises a `VigieError` that names the line, the field and what was expected; or the version of this software that is needed.
    """
    if len(content) > LARGEST:
        told = translate("shared_catalog", "{file} is no catalogue: it is larger than {size} MB.")
        raise VigieError(told.format(file=name, size=number(LARGEST / 1e6)))
    _refuse_newer(content, name)
    document = read_document(content, name, SCHEMA)
    for steps, why in _faults(document, library, curated):
        raise refusal(content, name, steps, why)
    recipes = {}
    for place, recipe in enumerate(document.get("recipes", ())):
        check_part(content, name, ["recipes", place], recipe, "recipe")
        recipes[recipe["id"]] = load_recipe(json.dumps(recipe, ensure_ascii=False).encode("utf-8", "replace"), trusted=False)
    indicators, factsheets = _parts(content, name, document)
    return SharedCatalogue(
        id=document["id"],
        version=document["version"],
        titles=_texts(document["title"]),
        digest=digest_of(content),
        document=document,
        themes={theme["id"]: _texts(theme["title"]) for theme in document.get("themes", ())},
        layers=tuple(_layer(layer) for layer in document["layers"]),
        styles={style["id"]: _style(style) for style in document.get("styles", ())},
        recipes=recipes,
        indicators=indicators,
        factsheets=factsheets,
        endpoints=_endpoints(content, name, document),
        roles={one["role"]: one["layer"] for one in document.get("roles", ())},
    )


def digest_of(content: bytes) -> str:
    """The SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def checked_style(style: Style, content: bytes) -> bytes:
    """The bytes of a style; a `VigieError` when they are not those that the catalogue announces."""
    if digest_of(content) != style.sha256:
        told = translate("shared_catalog", "The style “{style}” is not the one that the catalogue announces: it is not used.")
        raise VigieError(told.format(style=style.id))
    return content


def _refuse_newer(content: bytes, name: str) -> None:
    """A catalogue for a later version says so before anything else of it is read: it may have fields unknown to this one."""
    try:
        wanted = json.loads(content.decode("utf-8-sig")).get("minimum_product", "0")
        parts = tuple(int(part) for part in wanted.split("."))
    except (ValueError, AttributeError, RecursionError):  # what is wrong is told by the schema
        return
    if parts > tuple(int(part) for part in product_version().split("-")[0].split(".")):
        told = translate("shared_catalog", "{file} needs version {wanted} of Vigie territoriale, this one is {mine}: update it.")
        raise VigieError(told.format(file=name, wanted=wanted, mine=product_version()))


def _faults(document: dict, library: Collection[str], curated: Collection[str]) -> Iterator[tuple[list, str]]:
    """What the schema cannot tell: ids given twice, what is named and is not there, what belongs to the library."""
    for part in ("layers", "themes", "styles", "recipes", "indicators", "factsheets", "endpoints"):
        yield from _twice(part, document.get(part, ()))
    yield from _loose_ends(document)
    for part, taken in (("indicators", library), ("recipes", curated)):
        for place, one in enumerate(document.get(part, ())):
            if one.get("id") in taken:
                yield [part, place, "id"], translate("shared_catalog", "“{id}” is one of the library").format(id=one["id"])
    for place, style in enumerate(document.get("styles", ())):
        if ("file" in style) == ("content" in style):
            yield ["styles", place], translate("shared_catalog", "it needs either “file” or “content”")
        elif "content" in style and digest_of(style["content"].encode("utf-8", "replace")) != style["sha256"]:
            yield ["styles", place, "sha256"], translate("shared_catalog", "it is not the digest of “content”")


def _loose_ends(document: dict) -> Iterator[tuple[list, str]]:
    """What is named and is not there."""
    ids = {part: {one.get("id") for one in document.get(part, ())} for part in ("layers", "themes", "styles", "recipes")}
    named = []
    for place, layer in enumerate(document["layers"]):
        where = ["layers", place]
        named += [
            ([*where, "theme"], layer.get("theme"), "themes"),
            ([*where, "style"], layer.get("style"), "styles"),
            ([*where, "source", "recipe"], layer["source"].get("recipe"), "recipes"),
        ]
    named += [(["roles", place, "layer"], one["layer"], "layers") for place, one in enumerate(document.get("roles", ()))]
    for steps, wanted, part in named:
        if wanted is not None and wanted not in ids[part]:
            yield steps, translate("shared_catalog", "“{id}” is not in the catalogue").format(id=wanted)


def _twice(part: str, listed: Collection[dict]) -> Iterator[tuple[list, str]]:
    seen: set = set()
    for place, one in enumerate(listed):
        identifier = one.get("id")
        if not isinstance(identifier, str):
            yield [part, place], translate("shared_catalog", "it has no id")
        elif identifier in seen:
            yield [part, place, "id"], translate("shared_catalog", "“{id}” is there twice").format(id=identifier)
        else:
            seen.add(identifier)


def _parts(content: bytes, name: str, document: dict) -> tuple[dict[str, dict], dict[str, dict]]:
    """The indicators and the templates of fact sheets, by id."""
    for place, definition in enumerate(document.get("indicators", ())):
        check_part(content, name, ["indicators", place], definition, "indicator")
        if anything_calls_refused(definition["compute"]):
            why = translate("shared_catalog", "its expressions open files or look at the computer")
            raise refusal(content, name, ["indicators", place, "compute"], why)
    for place, sheet in enumerate(document.get("factsheets", ())):
        check_part(content, name, ["factsheets", place], sheet, "factsheet")
        if "logo" in sheet.get("owner", {}):
            why = translate("shared_catalog", "a logo is a file, which a catalogue does not carry")
            raise refusal(content, name, ["factsheets", place, "owner", "logo"], why)
    return tuple({one["id"]: one for one in document.get(part, ())} for part in ("indicators", "factsheets"))


def _endpoints(content: bytes, name: str, document: dict) -> tuple[Endpoint, ...]:
    """Sources to search; an id of an authentication configuration is that of its author's computer, and never a member's."""
    listed = document.get("endpoints", ())
    if not listed:
        return ()
    asked = {"version": 1, "endpoints": listed}
    check_part(content, name, [], asked, "endpoints")
    for place, one in enumerate(listed):
        if "authcfg" in one or one["kind"] in OURS:
            which = "authcfg" if "authcfg" in one else "kind"
            why = translate("shared_catalog", "a catalogue shares neither credentials nor sources of this software")
            raise refusal(content, name, ["endpoints", place, which], why)
    return tuple(replace(endpoint, enabled=True) for endpoint in choices_of_document(asked).own)


def _texts(written: str | Mapping[str, str]) -> Mapping[str, str]:
    return {"fr": written, "en": written} if isinstance(written, str) else written


def _layer(row: dict) -> SharedLayer:
    licence, scales = row.get("licence", {}), row.get("scales", {})
    return SharedLayer(
        id=row["id"],
        titles=_texts(row["title"]),
        source=row["source"],
        descriptions=_texts(row["description"]) if "description" in row else {},
        theme=row.get("theme", ""),
        keywords=tuple(row.get("keywords", ())),
        producer=row.get("producer", ""),
        licence=licence.get("name", ""),
        licence_url=licence.get("url", ""),
        date=row.get("date", ""),
        page=row.get("page", ""),
        style=row.get("style", ""),
        crs=row.get("crs", ""),
        geometry=row.get("geometry", ""),
        aliases=row.get("aliases", {}),
        scales=(float(scales.get("largest", 0)), float(scales.get("smallest", 0))),
    )


def _style(row: dict) -> Style:
    content = row["content"].encode("utf-8", "replace") if "content" in row else None
    return Style(row["id"], row["format"], row["sha256"], row.get("file", ""), content)
