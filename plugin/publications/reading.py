# SPDX-License-Identifier: GPL-2.0-or-later
"""Feeds (RSS, RDF, Atom) read with distrust: a document that is mended and bare of any DTD goes to feedparser, by pieces."""

from __future__ import annotations

import datetime
import html
import io
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import lxml.html
from lxml import etree

from ..catalog.providers.listed import web_address
from ..catalog.themes import OTHER, theme_of
from ..messages import Progress
from ..network.errors import NotAsAnnounced
from ..requirements import feedparser
from ..territory.cog import fold
from .dates import day_of
from .feeds import Feed
from .model import Publication

MOST_ITEMS = 30_000
"""How many items are read of one feed."""
BATCH = 50
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_NAME, LONGEST_MARKUP = 300, 2_000, 120, 50_000
MOST_KEYWORDS = 20
MOST_ELEMENTS = 3_000
"""An item of more elements is left out: feedparser's time grows with their square."""

_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(?:rss|RDF|feed)\b")
_DECLARED = re.compile(rb"^[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"<\0?\0", "utf-16-le"), (b"\0<\0?", "utf-16-be"))
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_AMPERSAND = re.compile(r"&(?:(#x?[0-9A-Fa-f]{1,8};)|([A-Za-z][A-Za-z0-9]{1,31};))?")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OF_XML = frozenset(("amp;", "lt;", "gt;", "quot;", "apos;"))
_BLOCK = re.compile(r"<(?=/?(?:p|div|br|li|ul|ol|h[1-6]|t[drh]|table|hr|section|article|figcaption)\b)", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SILENT = ("script", "style", "template", "noscript", "iframe", "object", "head")
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")

_SIGNS = tuple(
    (kind, re.compile(rf" (?:{pattern}) "))
    for kind, pattern in (
        ("dataset", r"jeux? de donnees|open data|base de donnees|donnees (?:ouvertes|detaillees|communales)|millesime \d{4}"),
        ("decision", r"consultations? publiques?|decisions?|arretes?|decrets?|avis n|circulaires?|instruction"),
        ("guide", r"guides?|mode d emploi|foire aux questions|tutoriels?|fiches? pratiques?"),
        ("study", r"etudes?|rapports?|dossiers?|analyses?|documents? de travail|panorama"),
        ("statistics", r"statistiques?|chiffres cles|tableau de bord|conjoncture|indices?|enquetes?|recensement"),
    )
)
_LEVEL_SIGNS = tuple(
    (level, re.compile(rf" (?:{pattern}) "))
    for level, pattern in (
        ("commune", r"communes?|communal|communale|communales|communaux|municipal|municipales?|municipaux|maires?|villes?|villages?"),
        ("epci", r"epci|intercommunalites?|intercommunal|intercommunaux|intercommunales?|communautes? (?:de communes|d agglomeration|urbaines?)|metropoles?"),
        ("departement", r"departements?|departemental|departementale|departementales|departementaux"),
        ("region", r"regions?|regional|regionale|regionales|regionaux"),
        ("france", r"france|national|nationale|nationales|nationaux"),
    )
)  # fmt: skip


def publications_of(
    content: bytes, feed: Feed, progress: Progress, today: datetime.date, media_type: str = ""
) -> list[Publication]:
    """What a feed announces, in its order, without names of places; `media_type` is what its source announces.

    Raises `NotAsAnnounced` when it is no feed, or declares entities; `Cancelled`.
    """
    found, seen = [], today.isoformat()
    for number, row in enumerate(_rows(content, feed, progress, media_type)):
        publication = _publication(row, feed, today, seen)
        if publication is not None:
            found.append(publication)
        if number + 1 >= MOST_ITEMS:
            break
    return found


def plain_text(markup: str) -> str:
    """The text of a piece of HTML, without what is not read; blocks are apart by a space."""
    if "<" not in markup and "&" not in markup:
        return tidy(markup)
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    source = f"<div>{_BLOCK.sub(' <', markup[:LONGEST_MARKUP])}</div>".encode("utf-8", "replace")
    try:
        root = lxml.html.document_fromstring(source, parser=parser)
    except etree.ParserError:  # nothing to read
        return ""
    etree.strip_elements(root, *_SILENT, with_tail=False)
    return tidy("".join(root.itertext()))


def tidy(text: str) -> str:
    """A text on one line, without signs that are not seen."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def decoded(content: bytes, media_type: str = "") -> str:
    """The text of a document. Its bytes decide before what is announced of them: what reads as UTF-8 is, whatever is said."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").lstrip("\ufeff")
    declared, charset = _DECLARED.match(content.lstrip()), _CHARSET.search(media_type)
    named = [declared[1].decode()] if declared else []
    for encoding in ("utf-8-sig", *named, *([charset[1]] if charset else [])):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):  # not that one, or none that is known
            continue
    return content.decode("cp1252", "replace")


def _rows(content: bytes, feed: Feed, progress: Progress, media_type: str) -> Iterator[Mapping[str, Any]]:
    """The items of a feed as feedparser gives them, a batch at a time, so that a cancel is heard."""
    root = _root(content, feed, media_type)
    items = [element for element in root.iter("{*}item", "{*}entry") if element.getparent() is not None]
    items = [element for element in items if element.getparent() is root or element.getparent().getparent() is root]
    head, foot = _around(items[0].getparent() if items else root)
    kept = [item for item in items if _bounded(item)]
    for start in range(0, len(kept), BATCH):
        progress.hear()
        batch = (etree.tostring(item, encoding="utf-8", with_tail=False) for item in kept[start : start + BATCH])
        yield from _parsed(head + b"".join(batch) + foot, feed.address).entries


def _around(holder: etree._Element) -> tuple[bytes, bytes]:
    """A document as it is before and after its items, without anything else. Nothing is moved: lxml takes the square of the
    number of elements for that.
    """
    root = holder.getroottree().getroot()
    bare = etree.Element(root.tag, dict(root.attrib), nsmap=root.nsmap)
    place = bare if holder is root else etree.SubElement(bare, holder.tag, dict(holder.attrib))
    place.text = "-items-"
    head, _, foot = etree.tostring(bare, encoding="utf-8", xml_declaration=True).rpartition(b"-items-")
    return head, foot


def _bounded(item: etree._Element) -> bool:
    """Whether an item can be read in little time, once its texts are cut."""
    for number, element in enumerate(item.iter()):
        if number > MOST_ELEMENTS or len(element.attrib) > MOST_ELEMENTS:
            return False
        element.text = element.text and element.text[:LONGEST_MARKUP]
        element.tail = element.tail and element.tail[:LONGEST_MARKUP]
    return True


def _parsed(document: bytes, address: str) -> Any:
    return feedparser().parse(
        io.BytesIO(document),  # bytes could be the name of a file
        agent="-",
        sanitize_html=False,  # all becomes plain text
        resolve_relative_uris=False,  # those of HTML, which goes; links are still resolved
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": address},
    )


def _root(content: bytes, feed: Feed, media_type: str) -> etree._Element:
    """The document as a tree: whatever comes before its root goes, a DTD too; what is not well formed is mended."""
    text = decoded(content, media_type)
    host = urlsplit(feed.address).hostname or feed.address
    start = _ROOT.search(text)
    if start is None:
        raise NotAsAnnounced(host, f"{feed.address}: no feed: {content[:200]!r}")
    if "<!ENTITY" in text[: start.start()]:
        raise NotAsAnnounced(host, f"{feed.address}: the document declares entities")
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True,
        remove_pis=True, encoding="utf-8",
    )  # fmt: skip
    pieces = _CDATA.split(_NOT_XML.sub("", text[start.start() :]))
    mended = "".join(piece if place % 2 else _AMPERSAND.sub(_character, piece) for place, piece in enumerate(pieces))
    root = etree.fromstring(mended.encode("utf-8", "replace"), parser)
    if root is None:
        raise NotAsAnnounced(host, f"{feed.address}: no document: {content[:200]!r}")
    return root


def _character(found: re.Match) -> str:
    """What an ampersand begins, as XML without a DTD may have it: names of HTML become characters, unknown ones are text."""
    number, name = found[1], found[2]
    if number or name in _OF_XML:
        return found[0]
    known = html.entities.html5.get(name) if name else None
    return known.replace("&", "&amp;").replace("<", "&lt;") if known else found[0].replace("&", "&amp;")


def _publication(row: Mapping[str, Any], feed: Feed, today: datetime.date, seen: str) -> Publication | None:
    """An item as a publication; None when it says nothing."""
    summary = _text(row, "summary_detail") or _content(row)
    title = _text(row, "title_detail") or _beginning(summary)
    if not title:
        return None
    keywords = tuple(
        dict.fromkeys(filter(None, (plain_text(tag.get("term") or "")[:LONGEST_NAME] for tag in row.get("tags", ()))))
    )
    theme = theme_of(*keywords, title)
    words = f" {fold(' '.join((title, *keywords)))} "
    name = tidy(str(row.get("id") or ""))[:500]
    return Publication(
        title=title[:LONGEST_TITLE],
        page=web_address(row.get("link")),
        summary=summary[:LONGEST_SUMMARY],
        publisher=feed.publisher,
        author=plain_text(str(row.get("author") or ""))[:LONGEST_NAME],
        published=_date(row, "published", today),
        updated=_date(row, "updated", today),
        seen=seen,
        theme=theme if theme != OTHER else feed.theme or OTHER,
        kind=next((kind for kind, sign in _SIGNS if sign.search(words)), feed.kind),
        levels=levels_in(" ".join((title, summary, *keywords)), feed.levels),
        keywords=keywords[:MOST_KEYWORDS],
        feeds=(feed.id,),
        ids=(f"{feed.id}|{name}",) if name else (),
    )


def levels_in(text: str, more: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The kinds of territory that a text speaks of, and `more`, from the smallest."""
    words = f" {fold(text)} "
    return tuple(level for level, sign in _LEVEL_SIGNS if level in more or sign.search(words))


def _date(row: Mapping[str, Any], name: str, today: datetime.date) -> str:
    """A date of an item that it has itself: feedparser gives the one in place of the other."""
    return day_of(row.get(name), row.get(f"{name}_parsed"), today) if name in row else ""


def _text(row: Mapping[str, Any], name: str) -> str:
    """A text of an item, plain. RSS does not say whether its titles are HTML: what looks like a tag is one, and entities that are
    left are characters.
    """
    detail = row.get(name) or {}
    value = str(detail.get("value") or "")
    if "html" in str(detail.get("type") or "") or _TAG.search(value):
        return plain_text(value)
    return tidy(html.unescape(value))


def _content(row: Mapping[str, Any]) -> str:
    """The whole text of an item that has no summary."""
    return next((plain_text(str(piece.get("value") or "")) for piece in row.get("content", ())), "")


def _beginning(text: str) -> str:
    """What stands for a title that is missing."""
    return text if len(text) <= 100 else f"{text[:100].rsplit(' ', 1)[0]}…"
