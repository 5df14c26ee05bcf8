# SPDX-License-Identifier: GPL-2.0-or-later
"""Templates of fact sheets: which sections, which indicators, whose logo. They are data (JSON)."""

from __future__ import annotations

import re
import struct
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from ..documents import load_document
from ..messages import VigieError, localised, reason, translate

TEMPLATES = Path(__file__).resolve().parents[2] / "resources" / "factsheets"
PORTRAIT, SOURCES = "portrait", "sources"
SECTIONS = (
    "narrative", "identity", "situation-map", "indicators", "indicator-map", "charts", "evolution", "programmes", "zonings", "services",
    "services-map", "basket", "members", "methods", "missing",
)  # fmt: skip
"""The kinds of sections that a sheet may leave out; sources and licences are always quoted."""
LARGEST_LOGO = 500_000
MOST_PIXELS = 4_000
PNG_MIME, SVG_MIME = "image/png", "image/svg+xml"
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}"
_DRAWN = frozenset(
    ("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "defs", "linearGradient", "radialGradient", "stop",
     "clipPath", "title", "desc", "use", "text", "tspan", "symbol"),
)  # fmt: skip
"""What a logo may hold: shapes and words. Scripts, styles, links, pictures and foreign pages are refused."""


@dataclass(frozen=True)
class Logo:
    """A picture that was looked at: its bytes, and their type."""

    content: bytes
    mime: str


@dataclass(frozen=True)
class Asked:
    """A section as a template asks for it; `indicators`, `comparators` and `entries` are None where it does not say."""

    kind: str
    titles: dict
    indicators: tuple[str, ...] | None = None
    comparators: tuple[str, ...] | None = None
    entries: tuple[str, ...] | None = None
    baskets: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    """Of a section of services: classes of density, and the services that are expected there."""

    @property
    def title(self) -> str:
        """Its own title in the user's language; empty where it takes the ordinary one."""
        return localised(self.titles)


@dataclass(frozen=True)
class Template:
    """What a sheet is made of. `owner` is the network whose sheet it is, with its logo."""

    id: str
    titles: dict
    descriptions: dict
    sections: tuple[Asked, ...]
    owner: str = ""
    logo: Logo | None = None

    @property
    def title(self) -> str:
        """The title in the user's language."""
        return localised(self.titles)

    @property
    def description(self) -> str:
        """What it is for, in the user's language; empty where it does not say."""
        return localised(self.descriptions)

    @property
    def optional(self) -> tuple[str, ...]:
        """The kinds of its sections that may be left out, in their order."""
        return tuple(dict.fromkeys(section.kind for section in self.sections if section.kind != SOURCES))

    @property
    def indicators(self) -> tuple[str, ...]:
        """All the indicators that its sections ask for, those of tables first."""
        ordered = sorted(self.sections, key=lambda section: section.kind != "indicators")
        return tuple(dict.fromkeys(indicator for section in ordered for indicator in section.indicators or ()))

    @property
    def entries(self) -> tuple[str, ...]:
        """All the entries of the catalogue that its sections name."""
        named = (entry for section in self.sections for entry in section.entries or ())
        expected = (entry for section in self.sections for _, services in section.baskets for entry in services)
        return tuple(dict.fromkeys((*named, *expected)))


def embedded_templates() -> dict[str, Template]:
    """The templates that come with the product, by id."""
    return {template.id: template for template in map(load_template, sorted(TEMPLATES.glob("*.json")))}


def template_of(written: str) -> Template:
    """The template of an id, or of the path of a JSON file; a `VigieError` says what is wrong."""
    known = sorted(path.stem for path in TEMPLATES.glob("*.json"))
    if written in known:
        return load_template(TEMPLATES / f"{written}.json")
    if written.lower().endswith(".json"):
        return load_template(Path(written))
    raise VigieError(
        translate("reports", "Unknown template “{template}”: choose among {known}, or give a .json file.").format(
            template=written, known=", ".join(known)
        )
    )


def load_template(path: Path) -> Template:
    """The template of a JSON file, with the logo that lies beside it; a `VigieError` names the line and the field that are wrong."""
    document = load_document(path, "factsheet")
    owner = document.get("owner", {})
    return Template(
        id=document["id"],
        titles=document["title"],
        descriptions=document.get("description", {}),
        sections=tuple(_sections(document["sections"])),
        owner=owner.get("name", ""),
        logo=read_logo(path.parent / owner["logo"]) if "logo" in owner else None,
    )


def _sections(documents: list[dict]) -> Iterator[Asked]:
    for asked in documents:
        lists = {name: tuple(asked[name]) for name in ("indicators", "comparators", "entries") if name in asked}
        baskets = tuple((tuple(one.get("density", ())), tuple(one["services"])) for one in asked.get("baskets", ()))
        yield Asked(asked["kind"], asked.get("title", {}), baskets=baskets, **lists)


def read_logo(path: Path) -> Logo:
    """The logo of a file, PNG or SVG; a `VigieError` when it is no such picture, or an SVG with more in it than shapes and words."""
    try:
        if path.stat().st_size > LARGEST_LOGO:
            raise _refused(path, translate("reports", "it is larger than {size} kB").format(size=LARGEST_LOGO // 1000))
        content = path.read_bytes()
    except OSError as error:
        raise VigieError(translate("reports", "{file} cannot be read: {why}.").format(file=path, why=reason(error))) from error
    if content.startswith(_PNG):
        width, height = struct.unpack(">II", content[16:24]) if len(content) > 24 else (0, 0)
        if not (0 < width <= MOST_PIXELS and 0 < height <= MOST_PIXELS):
            raise _refused(path, translate("reports", "its size is not one of a logo"))
        if not _is_whole(content):
            raise _refused(path, translate("reports", "it is damaged"))
        return Logo(content, PNG_MIME)
    return Logo(_clean_svg(path, content), SVG_MIME)


def _is_whole(content: bytes) -> bool:
    """Whether a PNG can be read to its end, line by line."""
    from osgeo import gdal

    gdal.UseExceptions()
    name = f"/vsimem/{uuid.uuid4().hex}.png"
    gdal.FileFromMemBuffer(name, content)
    try:
        opened = gdal.OpenEx(name, gdal.OF_RASTER, allowed_drivers=["PNG"])
        return all(opened.GetRasterBand(band + 1).Checksum() >= 0 for band in range(opened.RasterCount))
    except RuntimeError:
        return False
    finally:
        opened = None  # which reads it no more
        gdal.Unlink(name)


def _clean_svg(path: Path, content: bytes) -> bytes:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise _refused(path, translate("reports", "it is neither PNG nor SVG")) from error
    document = root.getroottree().docinfo
    if root.tag != f"{_SVG}svg" or (document.internalDTD is not None and list(document.internalDTD.iterentities())):
        raise _refused(path, translate("reports", "it is neither PNG nor SVG"))
    for element in list(root.iter()):
        strange = not isinstance(element.tag, str) or not element.tag.startswith(_SVG)
        if strange and isinstance(element.tag, str) and element.getparent() is not None:
            element.getparent().remove(element)  # what drawing programs note for themselves
            continue
        name = element.tag[len(_SVG) :] if not strange else "entity"
        if name == "metadata":
            element.getparent().remove(element)
        elif name not in _DRAWN:
            raise _refused(path, translate("reports", "it holds “{name}”").format(name=name))
        else:
            _check_attributes(path, element)
    _refuse_chains(path, root)
    return etree.tostring(root)


def _refuse_chains(path: Path, root: etree._Element) -> None:
    """What refers to what refers to something else may be drawn a billion times, or for ever."""
    links = {element: _link(element) for element in root.iter() if _link(element)}
    targets = [element for element in root.iter() if f"#{element.get('id')}" in links.values()]
    if any(inner in links for element in targets for inner in element.iter()):
        raise _refused(path, translate("reports", "it holds “{name}”").format(name="use/use"))


def _link(element: etree._Element) -> str:
    return next((value for name, value in element.attrib.items() if name.rpartition("}")[2].lower() == "href"), "")


def _check_attributes(path: Path, element: etree._Element) -> None:
    for name, value in element.attrib.items():
        local = name.rpartition("}")[2].lower()
        elsewhere = local == "href" and not value.startswith("#")
        fetched = re.search(r"url\s*\(\s*['\"]?(?!#)|javascript:|@import|expression\s*\(", value, re.IGNORECASE)
        if local.startswith("on") or elsewhere or fetched:
            raise _refused(path, translate("reports", "it holds “{name}”").format(name=f"{local}={value[:40]}"))


def _refused(path: Path, why: str) -> VigieError:
    return VigieError(translate("reports", "{file} is refused as a logo: {why}.").format(file=path.name, why=why))
