# SPDX-License-Identifier: GPL-2.0-or-later
"""Feeds as publishers write them, malformed and hostile: what becomes of their items, and of their dates."""

import datetime
import time
from email.utils import format_datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import feeds
import pytest
from hypothesis import given
from hypothesis import strategies as st
from vigie_territoriale.plugin.messages import Cancelled, Silent
from vigie_territoriale.plugin.network.errors import NotAsAnnounced
from vigie_territoriale.plugin.publications.dates import day_of
from vigie_territoriale.plugin.publications.feeds import Feed, embedded_feeds
from vigie_territoriale.plugin.publications.reading import BATCH, decoded, plain_text, publications_of
from vigie_territoriale.plugin.requirements import feedparser

RECORDED = Path(__file__).resolve().parents[1] / "data" / "feeds" / "geoservices-ign-actualites.xml"
TODAY = datetime.date(2026, 11, 25)
FEED = Feed("stat", "Stat", "Insee", "https://stat.example/feeds/all.xml", kind="study", theme="economy")


def read(content, feed=FEED, media_type="", progress=None):
    content = content if isinstance(content, bytes) else content.encode()
    return publications_of(content, feed, progress or Silent(), TODAY, media_type)


def test_the_recorded_feed():
    feed = next(feed for feed in embedded_feeds() if feed.verification == "recording")
    found = read(RECORDED.read_bytes(), feed)
    assert [(one.title, one.published, one.page.rsplit("/", 1)[1]) for one in found] == [
        ("Mises à jour août 2023", "2023-08-02", "2023-08-01-mises-a-jour"),
        (
            "Vers une nouvelle ère de la Géoplateforme : conclusion du programme d'expérimentation Géotuileur et aperçu des futures échéances",
            "2023-07-04",
            "2023-07-conclusion_du_programme_d_experimentation_geotuileur",
        ),
        ("Premières versions adaptatives des API JavaScript Geoportail", "2023-06-30", "2023-06-api-javascript-geoportail"),
        ("Conférence en ligne : Point d'étape sur le programme national LiDAR HD", "2023-05-17", "2023-05-lidarhd"),
    ]
    assert found[0].summary.startswith("Tous les nouveaux services web") and found[0].publisher == "IGN"
    assert not any("<" in text for one in found for text in (one.title, one.summary))


def test_rss_2():
    first, bare, untitled = read(feeds.RSS)
    assert first.title == "Les communes des Hautes-Alpes & leurs services"
    assert first.summary == "À Gap et Embrun"
    assert first.page == "https://stat.example/etudes/1?utm_source=rss"
    assert (first.author, first.keywords, first.theme, first.published) == ("Jeanne Martin", ("Santé",), "health", "2026-01-01")
    assert (first.levels, first.updated, first.seen) == (("commune",), "", "2026-11-25")
    assert (bare.title, bare.page, bare.ids, bare.published) == ("Sans identifiant ni lien", "", (), "2026-01-02")
    assert (untitled.title, untitled.published, untitled.kind) == ("Seulement un résumé, sans titre", "", "study")
    assert untitled.page == "http://stat.example/3"


def test_rdf():
    (one,) = read(feeds.RDF)
    assert (one.title, one.page, one.kind) == ("Guide de l’élu", "https://stat.example/r1", "guide")
    assert one.updated == "2026-03-04"


def test_atom():
    first, second = read(feeds.ATOM)
    assert (first.title, first.summary, first.page) == ("Si a < b, alors", "Oui", "https://stat.example/atom/page/1")
    assert (first.published, first.updated, first.author, first.ids) == ("2026-01-05", "2026-02-02", "Insee", ("stat|urn:1",))
    assert (second.title, second.page) == ("En gras", "")


@pytest.mark.parametrize("document", [feeds.BOMB, feeds.FILE_ENTITY])
def test_declared_entities_are_refused(document):
    start = time.monotonic()
    with pytest.raises(NotAsAnnounced):
        read(document)
    assert time.monotonic() - start < 1


@pytest.mark.parametrize("document", ["", "<html><body>Portail</body></html>", '{"a": 1}', "<?xml version='1.0'?><other/>"])
def test_what_is_no_feed_is_refused(document):
    with pytest.raises(NotAsAnnounced):
        read(document)


@pytest.mark.parametrize(
    ("document", "titles"),
    [
        (feeds.rss(("A &eacute;t&eacute; & fin &inconnu; &#233;",)), ["A été & fin &inconnu; é"]),
        (feeds.rss(("Un",), ("Deux",))[:-25], ["Un", "Deux"]),
        ("Warning: foo in bar.php\n" + feeds.rss(("Un",)), ["Un"]),
        (
            '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://x.example/rss.dtd">' + feeds.rss(("Un",), head=" "),
            ["Un"],
        ),
        (feeds.rss("<item><title>Un<b></title></item>", ("Deux",)), ["Un", "Deux"]),
        (feeds.rss("<item><title><![CDATA[A & B]]></title></item>"), ["A & B"]),
        (feeds.rss(("a\x00b\x0bc",)), ["abc"]),
        (feeds.rss(("&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}",)), ["{{7*7}}"]),
        (feeds.rss(("droite\u202eehcuag",)), ["droite ehcuag"]),
        (feeds.rss(), []),
    ],
)
def test_malformed_feeds_are_mended(document, titles):
    assert [one.title for one in read(document)] == titles


def test_links_in_character_data_keep_their_ampersands():
    (one,) = read(feeds.rss("<item><title>t</title><link><![CDATA[https://a.example/?x=1&y=2]]></link></item>"))
    assert one.page == "https://a.example/?x=1&y=2"


@pytest.mark.parametrize("declared", ["utf-8", "iso-8859-1", "windows-1252", "klingon", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("media_type", ["", "text/xml", "application/rss+xml; charset=utf-8"])
def test_whatever_charset_is_announced(encoding, declared, media_type):
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else '<?xml version="1.0"?>'
    content = feeds.rss(("Été à Gap",), head=head).encode(encoding)
    assert [one.title for one in read(content, media_type=media_type)] == ["Été à Gap"]


@given(st.binary(max_size=300))
def test_any_bytes_are_a_text(content):
    assert isinstance(decoded(content), str)


@given(st.text(max_size=200))
def test_plain_text_has_no_markup_that_is_read(text):
    assert "<script" not in plain_text(f"<p>{text}</p>").lower().replace("&lt;", "") or "script" in text.lower()
    assert plain_text("<p>un</p><p>deux</p>") == "un deux" and plain_text("<b>I</b>nsee") == "Insee"


def test_ten_megabytes_are_read_and_a_cancel_is_heard():
    item = "<item><title>Titre</title><link>https://a.example/{}</link><description>" + "mot " * 2_500 + "</description></item>"
    content = feeds.rss(*(item.format(number) for number in range(1_000)))
    assert len(content) > 10_000_000
    found = read(content)
    assert len(found) == 1_000 and all(len(one.summary) <= 2_000 for one in found)

    class Impatient(Silent):
        heard = 0

        def hear(self):
            self.heard += 1
            if self.heard == 3:
                raise Cancelled

    progress = Impatient()
    with pytest.raises(Cancelled):
        read(content, progress=progress)
    assert progress.heard == 3 and len(found) > 3 * BATCH


@pytest.mark.parametrize(
    "piece",
    ["<b>x</b>" * 1_000_000, "<b>" * 2_000_000, "&lt;b a='" * 1_000_000, "<link href='x'/>" * 500_000],
    ids=["elements", "depth", "attributes", "links"],
)
def test_an_item_made_to_be_slow_costs_seconds_at_most(piece):
    start = time.monotonic()
    found = read(
        f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>Un</title></entry><entry><title>{piece}</title></entry></feed>"
    )
    assert found[0].title == "Un"
    assert time.monotonic() - start < 20


def test_feedparser_is_never_given_an_address(monkeypatch):
    given = []
    real = feedparser().parse
    monkeypatch.setattr(feedparser(), "parse", lambda stream, **options: given.append(stream) or real(stream, **options))
    read(feeds.rss(("https://a.example/feed.xml",)))
    assert given and all(hasattr(stream, "read") for stream in given)


# Dates: those of France


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-01-02T23:30:00", "2026-01-02"),
        ("Fri, 02 Jan 2026 23:30:00", "2026-01-02"),
        ("2026-01-02T23:30:00Z", "2026-01-03"),
        ("Fri, 02 Jan 2026 23:30:00 GMT", "2026-01-03"),
        ("Fri, 02 Jan 2026 23:30:00 +0100", "2026-01-02"),
        ("02/08/2023 - 15:00", "2023-08-02"),
        ("mercredi 2 août 2023", "2023-08-02"),
        ("1er janvier 2024", "2024-01-01"),
        ("2026-03", "2026-03-01"),
        ("31/02/2026", ""),
        ("9999-12-31", ""),
        ("0001-01-01", ""),
        ("demain", ""),
        ("", ""),
    ],
)
def test_dates(written, expected):
    (one,) = read(feeds.rss(("t", "", "", written)))
    assert one.published == expected


@given(st.datetimes(datetime.datetime(1990, 1, 1), datetime.datetime(2026, 11, 1)), st.integers(-12, 14))
def test_a_date_with_a_zone_is_of_its_day_in_france(moment, hours):
    moment = moment.replace(microsecond=0, tzinfo=datetime.timezone(datetime.timedelta(hours=hours)))
    expected = moment.astimezone(ZoneInfo("Europe/Paris")).date().isoformat()
    for written in (format_datetime(moment), moment.isoformat()):
        (one,) = read(feeds.rss(("t", "", "", written)))
        assert one.published == expected, written


@given(st.datetimes(datetime.datetime(1990, 1, 1), datetime.datetime(2026, 11, 1)))
def test_a_date_without_a_zone_is_of_the_day_that_is_written(moment):
    for written in (
        moment.strftime("%Y-%m-%dT%H:%M:%S"),
        moment.strftime("%d/%m/%Y - %H:%M"),
        moment.strftime("%a, %d %b %Y %H:%M:%S"),
    ):
        (one,) = read(feeds.rss(("t", "", "", written)))
        assert one.published == moment.date().isoformat(), written


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(written):
    day = day_of(written, None, TODAY)
    assert day == "" or datetime.date.fromisoformat(day) <= TODAY + datetime.timedelta(366)


def test_the_list_of_feeds():
    listed = embedded_feeds()
    assert len({feed.id for feed in listed}) == len({feed.address for feed in listed}) == len(listed) >= 8
    assert all(feed.address.startswith("https://") and feed.state for feed in listed)
    assert {feed.id for feed in listed if feed.verification == "recording"} == {"ign-geoservices"}
