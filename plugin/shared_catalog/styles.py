# SPDX-License-Identifier: GPL-2.0-or-later
"""Styles that come from a network, QML or SLD, without what could run, read files of this computer or ask machines.

What is known to draw, label, name fields or show forms is kept, the rest is left out: QGIS may learn new parts at any time. Texts are
then looked at one by one, wherever they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from lxml import etree

from ..messages import translate
from .markup import Stripped, holds_something, local, parsed, refused, remove, written
from .texts import calls_refused, is_harmless_page, is_harmless_picture, leads_elsewhere

LARGEST_STYLE = 2_000_000
"""Bytes of a style."""

QML, SLD = "qml", "sld"
KEPT_PARTS = frozenset(
    ("flags", "temporal", "renderer-v2", "labeling", "pipe", "rasterrenderer", "blendMode", "featureBlendMode", "layerOpacity",
     "geometryOptions", "SingleCategoryDiagramRenderer", "LinearlyInterpolatedDiagramRenderer", "DiagramLayerSettings",
     "fieldConfiguration", "aliases", "splitPolicies", "duplicatePolicies", "defaults", "constraints", "constraintExpressions",
     "expressionfields", "attributetableconfig", "conditionalstyles", "featformsuppress", "editorlayout", "editable", "labelOnTop",
     "selection", "elevation", "legend", "reuseLastValue", "dataDefinedFieldProperties", "attributeEditorForm", "previewExpression", "mapTip", "layerGeometryType",
     "renderer", "labelings", "styles", "excludeAttributesWMS", "excludeAttributesWFS", "noData", "minimumScale", "maximumScale"),
)  # fmt: skip
"""Parts of a QML that draw, label, name fields or show forms."""

FORM_WIDGETS = frozenset(
    ("", "TextEdit", "ValueMap", "Range", "CheckBox", "DateTime", "Hidden", "UniqueValues", "UniqueValuesEditable", "Enumeration",
     "Classification", "UuidGenerator", "Color", "KeyValue", "List", "ValueRelation", "RelationReference", "JsonEdit", "Geometry"),
)  # fmt: skip
"""What edits a field without opening files nor pages."""

PICTURES = frozenset(("name", "file", "imageFile", "svgFile", "ShapeSVGFile"))
"""Properties of symbols and labels that name a picture."""
_PICTURE_CLASSES = frozenset(("SvgMarker", "SVGFill", "RasterMarker", "RasterFill", "RasterLine", "AnimatedMarker"))
_OWN_SHAPES = frozenset(("SimpleMarker", "FilledMarker", "FontMarker", "EllipseMarker"))
"""Symbols whose data-defined name is a shape."""

_LEGACY = re.compile(r"(?:name|file|imageFile|svgFile|svgfile)_dd_.*", re.IGNORECASE)


@dataclass(frozen=True)
class Clean:
    """A document that may be used, and what was left out of it, in sentences."""

    content: bytes
    notes: tuple[str, ...] = ()


def clean_style(
    content: bytes, name: str, format_: str = QML, allowed: Collection[str] = (), functions: Collection[str] = ()
) -> Clean:
    """A style without what could do harm; `allowed` are roots (folders, addresses) that the user allowed, `functions` the
    names of functions of other software, which expressions may not call.

    Raises a `VigieError` when it is no style, is too large, or declares entities.
    """
    root = parsed(content, name, LARGEST_STYLE)
    stripped = Stripped(functions)
    if format_ == SLD:
        _clean_sld(root, name, stripped, allowed)
    elif local(root) == "qgis":
        clean_layer(root, stripped, allowed, KEPT_PARTS)
        _scrub_attributes(root, stripped, allowed)
    else:
        raise refused(name, translate("shared_catalog", "it is no style of QGIS"))
    return Clean(written(root), stripped.sentences())


def clean_layer(root: etree._Element, stripped: Stripped, allowed: Collection[str], kept: Collection[str] | None) -> None:
    """Clean the parts of a style or of a layer of a project; of a style (`kept` given), those that are not known go."""
    for part in list(root):
        name = local(part)
        if (kept is not None and name not in kept) or name in _HARMFUL_PARTS:
            if holds_something(part):
                stripped.note(_part_in_words(name))
            remove(part)
        else:
            _clean_part(part, stripped, allowed)


_HARMFUL_PARTS = frozenset(
    ("attributeactions", "editform", "editforminit", "editforminitcode", "editforminitcodesource", "editforminitfilepath",
     "customproperties", "storedexpressions", "renderer-3d", "mesh-renderer-settings", "widgets", "auxiliaryLayer"),
)  # fmt: skip


def _part_in_words(name: str) -> str:
    if name == "attributeactions":
        return translate("shared_catalog", "actions")
    if name.startswith("editform"):
        return translate("shared_catalog", "code or files that open with a form")
    if name == "customproperties":
        return translate("shared_catalog", "properties of other software")
    return translate("shared_catalog", "a part named “{name}”").format(name=name[:60])


def _clean_part(part: etree._Element, stripped: Stripped, allowed: Collection[str]) -> None:
    for element in list(part.iter()):
        if element is not part and not _still_in(element, part):
            continue
        name = local(element)
        if name == "mapTip":
            _clean_tip(element, stripped)
        elif name in ("attributeEditorQmlElement", "attributeEditorHtmlElement", "attributeEditorAction"):
            stripped.note(translate("shared_catalog", "a page or an action inside a form"))
            remove(element)
        elif name == "editWidget" and element.get("type", "") not in FORM_WIDGETS:
            stripped.note(translate("shared_catalog", "a field that opens files or pages in the form"))
            element.set("type", "TextEdit")
            for child in list(element):
                element.remove(child)
        else:
            _clean_element(element, stripped, allowed)


def _still_in(element: etree._Element, part: etree._Element) -> bool:
    return any(above is part for above in element.iterancestors())


def _clean_element(element: etree._Element, stripped: Stripped, allowed: Collection[str]) -> None:
    name, key = local(element), element.get("name") or element.get("k") or ""
    if name == "Option" and key in PICTURES and _is_data_defined(element) and not _draws_own_shapes(element):
        stripped.note(_picture())
        remove(element)
        return
    if _LEGACY.fullmatch(key):
        stripped.note(_picture())
        remove(element)
        return
    if key in (*PICTURES, "data") and _owner(element) in _PICTURE_CLASSES:
        _clean_picture(element, key, stripped, allowed)
    if name == "background" and not _is_allowed_picture(element.get("shapeSVGFile", ""), allowed):
        stripped.note(_picture())
        element.set("shapeSVGFile", "")
    if element.get("allowHtml", "0") != "0":
        stripped.note(translate("shared_catalog", "labels that are pages of HTML"))
        element.set("allowHtml", "0")
    _scrub_attributes(element, stripped, allowed)
    if element.text and element.text.strip():
        element.text = _scrubbed(element.text, stripped, allowed)


def _picture() -> str:
    return translate("shared_catalog", "a picture that is fetched from a file or an address")


def _clean_tip(element: etree._Element, stripped: Stripped) -> None:
    text = element.text or ""
    if not is_harmless_page(text):
        stripped.note(translate("shared_catalog", "a map tip with scripts, pictures or forms"))
        element.text = ""
    elif calls_refused(text, stripped.functions):
        element.text = _scrubbed(text, stripped, ())


def _clean_picture(element: etree._Element, key: str, stripped: Stripped, allowed: Collection[str]) -> None:
    attribute = "value" if "value" in element.attrib else "v"
    value = element.get(attribute, "")
    if (key == "data" and value) or not _is_allowed_picture(value, allowed):
        stripped.note(_picture())
        element.set(attribute, "")


def _is_allowed_picture(value: str, allowed: Collection[str]) -> bool:
    if is_harmless_picture(value):
        return True
    return leads_elsewhere(value) and not leads_elsewhere(value, allowed)


def _is_data_defined(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.get("name") == "properties"


def _owner(element: etree._Element) -> str:
    """The class of the symbol layer that an element belongs to."""
    layer = next((above for above in element.iterancestors() if local(above) == "layer" and "class" in above.attrib), None)
    return layer.get("class") if layer is not None else ""


def _draws_own_shapes(element: etree._Element) -> bool:
    return element.get("name") == "name" and _owner(element) in _OWN_SHAPES


def _scrub_attributes(element: etree._Element, stripped: Stripped, allowed: Collection[str]) -> None:
    for name, value in element.attrib.items():
        picture = value.startswith("base64:") and is_harmless_picture(value)
        if value and not picture:
            element.set(name, _scrubbed(value, stripped, allowed))


def _scrubbed(text: str, stripped: Stripped, allowed: Collection[str]) -> str:
    """A text, or nothing where it would call what is refused or leads elsewhere."""
    if calls_refused(text, stripped.functions):
        stripped.note(translate("shared_catalog", "an expression that opens files or looks at the computer"))
        return ""
    if leads_elsewhere(text, allowed):
        stripped.note(translate("shared_catalog", "the path of a file, or an address"))
        return ""
    return text


# SLD


def _clean_sld(root: etree._Element, name: str, stripped: Stripped, allowed: Collection[str]) -> None:
    if local(root) != "StyledLayerDescriptor":
        raise refused(name, translate("shared_catalog", "it is no SLD style"))
    for element in list(root.iter()):
        if element is not root and not _still_in(element, root):
            continue
        kind = local(element)
        if kind in ("ExternalGraphic", "RemoteOWS", "InlineFeature", "UserLayer", "InlineContent"):
            href = next((value for each in element.iter() for key, value in each.attrib.items() if key.endswith("href")), "")
            if kind != "ExternalGraphic" or not href or not _is_allowed_picture(href, allowed):
                stripped.note(_picture() if kind == "ExternalGraphic" else translate("shared_catalog", "data asked of elsewhere"))
                remove(element)
        elif kind == "Function" and calls_refused(f"{element.get('name', '')}(", stripped.functions):
            stripped.note(translate("shared_catalog", "an expression that opens files or looks at the computer"))
            remove(element)
        else:
            _clean_sld_texts(element, stripped, allowed)


def _clean_sld_texts(element: etree._Element, stripped: Stripped, allowed: Collection[str]) -> None:
    for key, value in element.attrib.items():
        if key.endswith("schemaLocation"):
            del element.attrib[key]
        else:
            element.set(key, _scrubbed(value, stripped, allowed))
    if element.text and element.text.strip():
        element.text = _scrubbed(element.text, stripped, allowed)
