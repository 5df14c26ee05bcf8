# SPDX-License-Identifier: GPL-2.0-or-later
"""Styles and projects of a network: what could do harm goes and is told; what draws stays."""

import io
import zipfile

import hostile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from vigie_territoriale.plugin.messages import VigieError
from vigie_territoriale.plugin.shared_catalog.projects import clean_project
from vigie_territoriale.plugin.shared_catalog.styles import clean_style
from vigie_territoriale.plugin.shared_catalog.texts import is_under

GOOD = '<aliases><alias field="nom" name="Nom de la commune" index="0"/></aliases>'


def style(part):
    return f"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version=\"3.40\">{GOOD}{part}</qgis>".encode()


@pytest.mark.parametrize("kind", hostile.STYLES)
def test_each_hostile_style_is_stripped_and_told(kind):
    clean = clean_style(style(hostile.STYLES[kind]), "style.qml")
    assert b"HARM" not in clean.content
    assert hostile.SCRIPTED.encode() not in clean.content and hostile.LINKED.encode() not in clean.content
    assert b"Nom de la commune" in clean.content
    assert len(clean.notes) >= 1 and all(note.startswith("Left out: ") for note in clean.notes)


@pytest.mark.parametrize("kind", hostile.SLDS)
def test_each_hostile_sld_is_stripped_and_told(kind):
    clean = clean_style((hostile.SLD_HEAD + hostile.SLDS[kind] + hostile.SLD_TAIL).encode(), "style.sld", "sld")
    assert b"HARM" not in clean.content
    assert clean.notes


@pytest.mark.parametrize("kind", hostile.PROJECTS)
def test_each_hostile_project_is_stripped_and_told(kind):
    clean = clean_project(hostile.PROJECTS[kind].encode(), "p.qgs")
    assert b"HARM" not in clean.content
    assert clean.notes


@pytest.mark.parametrize("content", [hostile.BOMB, hostile.READS_FILE])
def test_documents_that_declare_entities_are_refused(content):
    for read in (clean_style, clean_project):
        with pytest.raises(VigieError, match="it declares entities"):
            read(content.encode(), "x.qml")


def test_archives_that_swell_or_hold_no_project_are_refused():
    with pytest.raises(VigieError, match="once unpacked"):
        clean_project(hostile.packed([("p.qgs", b"<qgis>" + b" " * 40_000_000 + b"</qgis>")]), "p.qgz")
    with pytest.raises(VigieError, match="does not hold one project"):
        clean_project(hostile.packed([("p.txt", b"x")]), "p.qgz")
    with pytest.raises(VigieError, match="too many files"):
        clean_project(hostile.packed([(f"{n}.qgs", b"x") for n in range(60)]), "p.qgz")
    with pytest.raises(VigieError, match="cannot be read"):
        clean_project(hostile.packed([("p.qgs", b"<qgis/>")])[:40], "p.qgz")


def test_what_lies_beside_a_project_in_its_archive_is_left_out_and_told():
    clean = clean_project(hostile.packed([("p.qgs", hostile.project().encode()), ("../../x.py", b"HARM")]), "p.qgz")
    with zipfile.ZipFile(io.BytesIO(clean.content)) as archive:
        assert archive.namelist() == ["project.qgs"]
        assert b"maplayer" in archive.read("project.qgs")
    assert clean.notes == ("Left out: a file beside the project in its archive (1).",)


def test_too_large_a_style_is_refused():
    with pytest.raises(VigieError, match="larger than 2"):
        clean_style(style("<!--" + "x" * 2_000_001 + "-->"), "x.qml")


def test_a_layer_stays_in_a_project_when_its_place_is_allowed_and_its_password_goes():
    at = hostile.project(
        source="dbname='x' host=sig.lan user='u' password='SECRET' table=&quot;a&quot;.&quot;b&quot;", provider="postgres"
    )
    clean = clean_project(at.encode(), "p.qgs", ["postgresql://sig.lan"])
    assert b"sig.lan" in clean.content and b"SECRET" not in clean.content and b"user=" not in clean.content
    at = hostile.project(source="/srv/sig/x.gpkg|layername=x", provider="ogr")
    assert b"/srv/sig/x.gpkg" in clean_project(at.encode(), "p.qgs", ["/srv/sig"]).content
    assert b"/srv/sig" not in clean_project(at.encode(), "p.qgs", ["/srv/sigle"]).content


def test_relative_paths_of_a_project_begin_where_it_lies():
    at = hostile.project(source="./donnees/x.gpkg|layername=x", provider="ogr").encode()
    assert b">/srv/sig/donnees/x.gpkg|layername=x<" in clean_project(at, "p.qgs", ["/srv/sig"], "/srv/sig").content
    up = hostile.project(source="../etc/x.gpkg", provider="ogr").encode()
    assert b"x.gpkg" not in clean_project(up, "p.qgs", ["/srv/sig"], "/srv/sig").content
    assert b"x.gpkg" not in clean_project(at, "p.qgs", ["/srv/sig"]).content


def test_harmless_styles_are_told_nothing_and_keep_what_they_draw():
    part = (
        hostile.marker("SvgMarker", "name", "gpsicons/plane.svg", hostile.defined("size", "2 * &quot;population&quot;"))
        + hostile.marker("SvgMarker", "name", hostile.embedded('<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'))
        + hostile.marker("SimpleMarker", "name", "circle", hostile.defined("name", "if(&quot;a&quot;, 'star', 'circle')"))
        + "<mapTip>&lt;b&gt;[% \"nom\" %]&lt;/b&gt; &lt;a href='https://example.org'&gt;page&lt;/a&gt;</mapTip>"
        + "<labeling><settings fieldName=\"regexp_replace(nom, '\\\\d+', '')\" isExpression=\"1\"/></labeling>"
        + '<attributeactions><defaultAction key="Canvas" value="{00000000-0000-0000-0000-000000000000}"/></attributeactions>'
        + "<editforminitcodesource>0</editforminitcodesource><customproperties><Option/></customproperties>"
    )
    clean = clean_style(style(part), "x.qml")
    assert clean.notes == ()
    kept = etree.fromstring(clean.content)
    assert len(kept.findall("renderer-v2")) == 3
    assert [one.get("value") for one in kept.iter("Option") if one.get("name") == "expression"] == [
        '2 * "population"', "if(\"a\", 'star', 'circle')",
    ]  # fmt: skip
    assert kept.findtext("mapTip") == "<b>[% \"nom\" %]</b> <a href='https://example.org'>page</a>"
    assert kept.find("labeling/settings").get("fieldName") == "regexp_replace(nom, '\\\\d+', '')"


def test_a_picture_under_an_allowed_root_stays():
    part = hostile.marker("SvgMarker", "name", "https://sig.example.org/symbols/x.svg")
    clean = clean_style(style(part), "x.qml", allowed=["https://sig.example.org/symbols"])
    assert b"sig.example.org/symbols/x.svg" in clean.content and clean.notes == ()


@pytest.mark.parametrize(
    ("written", "root", "under"),
    [
        ("/srv/sig/a/b.gpkg", "/srv/sig", True),
        ("/srv/sigle/b.gpkg", "/srv/sig", False),
        ("/srv/sig/../etc/passwd", "/srv/sig", False),
        (r"\\srv\SIG\a.gpkg", r"\\SRV\sig", True),
        (r"\\srv\sig\..\c$\a.gpkg", r"\\srv\sig", False),
        (r"\\other\sig\a.gpkg", r"\\srv\sig", False),
        (r"Z:\sig\a.gpkg", "Z:/sig", True),
        (r"Z:\sig\a.gpkg:stream", "Z:/sig", False),
        ("https://a.org/x/y", "https://a.org/x", True),
        ("https://a.org/xy", "https://a.org/x", False),
        ("https://a.org/x/%2e%2e/y", "https://a.org/x", False),
        ("https://a.org@evil.org/x/y", "https://a.org/x", False),
        ("https://u:p@a.org/x/y", "https://a.org/x", False),
        ("http://a.org/x/y", "https://a.org/x", False),
    ],
)
def test_roots(written, root, under):
    assert is_under(written, root) is under


NAMES = st.sampled_from(
    ["renderer-v2", "labeling", "mapTip", "defaults", "default", "Option", "layer", "symbol", "prop", "attributeactions", "actionsetting",
     "editforminitcode", "editWidget", "attributeEditorForm", "attributeEditorQmlElement", "background", "text-style", "unknown"],
)  # fmt: skip
VALUES = st.sampled_from(
    ["", "x", "SvgMarker", "name", "file", "properties", "http://h/x.svg", "/etc/passwd", "env('x')", "<script>x</script>", "load_layer",
     "env /* c */ ('x')", "gpsicons/plane.svg", "base64:AAAA", "ExternalResource", "..\\..\\x", "[% \"nom\" %]", "C:\\x"],
)  # fmt: skip
KEYS = st.sampled_from(["name", "k", "v", "value", "class", "type", "expression", "shapeSVGFile", "allowHtml"])
TREES = st.recursive(
    st.tuples(NAMES, st.dictionaries(KEYS, VALUES, max_size=3), VALUES, st.just([])),
    lambda inner: st.tuples(NAMES, st.dictionaries(KEYS, VALUES, max_size=3), VALUES, st.lists(inner, max_size=3)),
    max_leaves=12,
)


def element_of(tree):
    name, attributes, text, children = tree
    made = etree.Element(name, attributes)
    made.text = text
    made.extend([element_of(child) for child in children])
    return made


@given(st.lists(TREES, max_size=4))
@settings(max_examples=150)
def test_what_is_clean_stays_as_it_is_and_holds_nothing_that_runs(trees):
    root = etree.Element("qgis")
    root.extend([element_of(tree) for tree in trees])
    once = clean_style(etree.tostring(root), "x.qml")
    twice = clean_style(once.content, "x.qml")
    left = etree.fromstring(once.content)
    assert etree.tostring(left, method="c14n") == etree.tostring(etree.fromstring(twice.content), method="c14n")
    assert twice.notes == ()
    texts = [text for each in left.iter() for text in (each.text or "", *each.attrib.values()) if each.tag != "mapTip"]
    assert not [text for text in texts if text in ("http://h/x.svg", "/etc/passwd", "env('x')", "env /* c */ ('x')", "C:\\x")]
    assert not {each.tag for each in left.iter()} & {
        "attributeactions",
        "editforminitcode",
        "attributeEditorQmlElement",
        "unknown",
    } - inner(trees)


def inner(trees):
    """Names that stand where they mean nothing: below a part that draws, they are only words."""
    found = set()
    for _, _, _, children in trees:
        found |= {child[0] for child in children} | inner(children)
    return found
