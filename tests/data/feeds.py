# SPDX-License-Identifier: GPL-2.0-or-later
"""Feeds in the layouts that publishers use, malformed and hostile ones; a list of feeds for a server of the test."""

import json

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Études</title><link>https://stat.example/</link>
<item><title>Les &lt;b&gt;communes&lt;/b&gt; des Hautes-Alpes &amp;amp; leurs services</title><link>/etudes/1?utm_source=rss</link>
<description>&lt;p&gt;À Gap&lt;/p&gt;&lt;p&gt;et Embrun&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description>
<category>Santé</category><dc:creator>Jeanne Martin</dc:creator><pubDate>Wed, 31 Dec 2025 23:30:00 +0000</pubDate></item>
<item><title>Sans identifiant ni lien</title><pubDate>2026-01-02T23:30:00</pubDate></item>
<item><description>Seulement un résumé, sans titre</description><link>http://stat.example/3</link><pubDate>demain</pubDate></item>
<item><title> </title></item>
</channel></rss>"""
RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://stat.example/rdf"><title>T</title><items><rdf:Seq><rdf:li rdf:resource="https://stat.example/r1"/></rdf:Seq></items></channel>
<item rdf:about="https://stat.example/r1"><title>Guide de l’élu</title><link>https://stat.example/r1</link><dc:date>2026-03-04</dc:date></item>
</rdf:RDF>"""
ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://stat.example/atom/"><title>A</title><id>urn:feed</id>
<entry><id>urn:1</id><title type="text">Si a &lt; b, alors</title><link rel="alternate" href="page/1"/><updated>2026-02-01T23:30:00Z</updated>
<published>2026-01-05T09:00:00+01:00</published><author><name>Insee</name></author><summary type="html">&lt;i&gt;Oui&lt;/i&gt;</summary></entry>
<entry><id>urn:2</id><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">En <b>gras</b></div></title><link href="javascript:alert(1)"/></entry>
</feed>"""
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    + "".join(f'<!ENTITY {chr(99 + n)} "{f"&{chr(98 + n)};" * 10}">' for n in range(12))
    + "]><rss version='2.0'><channel><item><title>&n;</title></item></channel></rss>"
)
FILE_ENTITY = BOMB.replace('<!ENTITY a "ha">', '<!ENTITY a SYSTEM "file:///etc/passwd">')


def rss(*items, head=""):
    """A feed of (title, link, id, date) or of pieces of XML."""
    made = "".join(item if isinstance(item, str) else _item(*item) for item in items)
    head = head or '<?xml version="1.0" encoding="utf-8"?>'
    return f'{head}<rss version="2.0"><channel><title>t</title>{made}</channel></rss>'


def _item(title, link="", name="", date=""):
    parts = (("title", title), ("link", link), ("guid", name), ("pubDate", date))
    return "<item>" + "".join(f"<{tag}>{value}</{tag}>" for tag, value in parts if value) + "</item>"


def listed(folder, address, *names):
    """A list of feeds, one a path of the server."""
    feeds = [
        {"id": name, "title": name, "publisher": "Insee", "address": f"{address}/{name}", "kind": "study", "verification": "documentation"}
        for name in names
    ]  # fmt: skip
    path = folder / "feeds.json"
    path.write_text(json.dumps({"version": 1, "feeds": feeds}), encoding="utf-8")
    return path
