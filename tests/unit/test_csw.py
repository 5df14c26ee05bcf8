# SPDX-License-Identifier: GPL-2.0-or-later
"""CSW 2.0.2 against a local server that replays recorded answers, and that reads what it is asked as XML."""

import pytest
import requests
from catalogue_servers import recorded
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from replay import Replay
from vigie_territoriale.plugin.catalog.model import Entry, Origin, Query
from vigie_territoriale.plugin.catalog.provider import Endpoint
from vigie_territoriale.plugin.catalog.providers.csw import CSW, GMD, CatalogueRefusal, Csw, _filter, _request, _Way
from vigie_territoriale.plugin.messages import Silent, VigieError
from vigie_territoriale.plugin.network.door import Door
from vigie_territoriale.plugin.network.errors import NotAsAnnounced, Refused

N = {"csw": CSW, "ogc": "http://www.opengis.net/ogc", "gml": "http://www.opengis.net/gml", "ows": "http://www.opengis.net/ows"}
XML = {"Content-Type": "application/xml"}


@pytest.fixture
def server():
    with Replay() as replay:
        yield replay


def provider(server, path="/csw"):
    return Csw(Endpoint("there", "There", "csw", server.address + path, timeout=5))


def door():
    return Door(requests.Session(), Silent())


def report(code, locator="", text="", status=200):
    """A report of exceptions."""
    root = etree.Element(
        "{http://www.opengis.net/ows}ExceptionReport", nsmap={"ows": "http://www.opengis.net/ows"}, version="1.0.0"
    )
    exception = etree.SubElement(root, "{http://www.opengis.net/ows}Exception", exceptionCode=code, locator=locator)
    etree.SubElement(exception, "{http://www.opengis.net/ows}ExceptionText").text = text
    return status, XML, etree.tostring(root)


def answer(identifiers, total, following):
    """A csw:GetRecordsResponse of records that have an identifier only."""
    gmd, gco = "{http://www.isotc211.org/2005/gmd}", "{http://www.isotc211.org/2005/gco}"
    root = etree.Element(f"{{{CSW}}}GetRecordsResponse")
    results = etree.SubElement(root, f"{{{CSW}}}SearchResults")
    if total is not None:
        results.set("numberOfRecordsMatched", str(total))
    if following is not None:
        results.set("nextRecord", str(following))
    for identifier in identifiers:
        record = etree.SubElement(results, f"{gmd}MD_Metadata")
        etree.SubElement(etree.SubElement(record, f"{gmd}fileIdentifier"), f"{gco}CharacterString").text = identifier
    return 200, XML, etree.tostring(root)


def asked(request):
    return etree.fromstring(request.body)


def place(request):
    """The first position and the number of records that a request asks for."""
    root = asked(request)
    return int(root.get("startPosition")), int(root.get("maxRecords"))


def test_a_recorded_page(server):
    server.route("POST", "/csw", (200, XML, recorded("udata-geonetwork-iso19139-page-1.xml")))
    page = provider(server).search(Query(size=2), door())
    root = etree.fromstring(recorded("udata-geonetwork-iso19139-page-1.xml"))
    identifiers = root.xpath("//gmd:MD_Metadata/gmd:fileIdentifier/*/text()", namespaces={"gmd": GMD})
    assert [entry.id for entry in page.entries] == identifiers[:2]
    assert {entry.source for entry in page.entries} == {"there"}
    assert (page.total, page.more) == (6, True)
    root = asked(server.requests[0])
    assert server.requests[0].headers["content-type"] == "application/xml"
    assert dict(root.attrib) == {
        "service": "CSW", "version": "2.0.2", "resultType": "results", "outputFormat": "application/xml", "outputSchema": GMD,
        "startPosition": "1", "maxRecords": "2",
    }  # fmt: skip
    assert root.xpath("string(csw:Query/@typeNames)", namespaces=N) == "csw:Record"
    assert root.xpath("string(csw:Query/csw:ElementSetName)", namespaces=N) == "full"
    assert not root.xpath("csw:Query/csw:Constraint", namespaces=N)


def test_the_words_the_territory_and_the_kinds_are_asked(server):
    server.route("POST", "/csw", (200, XML, recorded("geodatagouv-records-results-basic.xml")))
    wanted = Query(
        text="l’eau <b> 100% & a", box=(-5.5, 47.25, -1.0, 49.0), sort="modified", page=3,
        facets={"coverage": ("territory",), "kind": ("dataset", "service")}, size=10,
    )  # fmt: skip
    page = provider(server).search(wanted, door())
    assert len(page.entries) == 10
    root = asked(server.requests[0])
    assert place(server.requests[0]) == (21, 10)
    (condition,) = root.xpath("csw:Query/csw:Constraint[@version='1.1.0']/ogc:Filter/ogc:And", namespaces=N)
    likes = condition.xpath("ogc:PropertyIsLike", namespaces=N)
    assert [like.xpath("string(ogc:Literal)", namespaces=N) for like in likes] == ["%eau%", "%<b>%", "%100%"]
    assert {like.xpath("string(ogc:PropertyName)", namespaces=N) for like in likes} == {"csw:AnyText"}
    assert {(like.get("matchCase"), like.get("wildCard")) for like in likes} == {("false", "%")}
    (box,) = condition.xpath("ogc:BBOX[ogc:PropertyName='ows:BoundingBox']/gml:Envelope", namespaces=N)
    assert box.get("srsName") == "urn:ogc:def:crs:EPSG::4326"
    assert [[float(number) for number in corner.text.split()] for corner in box] == [[47.25, -5.5], [49.0, -1.0]]
    levels = condition.xpath("ogc:Or/ogc:PropertyIsEqualTo[ogc:PropertyName='dc:type']/ogc:Literal/text()", namespaces=N)
    assert levels == ["dataset", "series", "service"]
    sort = root.xpath("csw:Query/ogc:SortBy/ogc:SortProperty", namespaces=N)[0]
    assert [child.text for child in sort] == ["dct:modified", "DESC"]


def test_a_territory_alone_excludes_nothing(server):
    server.route("POST", "/csw", answer(["a"], 1, 0))
    provider(server).search(Query(box=(1, 2, 3, 4)), door())
    root = asked(server.requests[0])
    assert not root.xpath("//ogc:Filter", namespaces=N)
    assert root.xpath("string(//ogc:SortProperty/ogc:PropertyName)", namespaces=N) == "dc:title"


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60), kind=st.text(max_size=20))
def test_any_text_makes_a_document_whose_literals_are_its_words(text, kind):
    query = Query(text=text, facets={"kind": (kind,)})
    root = etree.fromstring(etree.tostring(_request(_Way(), query, 1, 20), encoding="utf-8"))
    names = {etree.QName(element).localname for element in root.iter("*")}
    assert names <= {"GetRecords", "Query", "ElementSetName", "Constraint", "Filter", "And", "Or", "PropertyIsLike", "PropertyIsEqualTo",
                     "PropertyName", "Literal", "SortBy", "SortProperty", "SortOrder"}  # fmt: skip
    for literal in root.xpath("//ogc:PropertyIsLike/ogc:Literal", namespaces=N):
        word = literal.text[1:-1]
        assert word and word in text and not set(word) & set("%?\\* '’")
    assert _filter(Query(text=" %?\\ ")) is None


def test_a_server_that_gives_few_at_a_time_is_asked_again(server):
    """The server answers at most 3 records; a page of 8 takes three requests, and leaves none out."""

    def few(request):
        start, size = place(request)
        numbers = range(start, min(start + min(size, 3), 12))
        return answer([f"r{number}" for number in numbers], 11, 999)

    server.route("POST", "/csw", few)
    first = provider(server).search(Query(size=8), door())
    second = provider(server).search(Query(size=8, page=2), door())
    assert [entry.id for entry in first.entries] == [f"r{number}" for number in range(1, 9)]
    assert [entry.id for entry in second.entries] == ["r9", "r10", "r11"]
    assert (first.total, first.more, second.total, second.more) == (11, True, 11, False)
    assert [place(request) for request in server.requests] == [(1, 8), (4, 5), (7, 2), (9, 8)]


def test_a_server_that_gives_one_at_a_time_is_not_asked_for_ever(server):
    server.route("POST", "/csw", lambda request: answer([f"r{place(request)[0]}"], 1000, 2))
    page = provider(server).search(Query(size=50), door())
    assert len(server.requests) == len(page.entries) == 10
    assert page.more


@pytest.mark.parametrize(
    ("count", "total", "following", "expected"),
    [
        (2, 2, 0, (2, False)),
        (2, 2, 3, (2, False)),
        (2, 6, 0, (6, True)),
        (2, 6, 85, (6, True)),
        (2, 1, 0, (2, False)),
        (0, 965, 11, (965, False)),
        (2, None, 3, (None, True)),
        (2, None, 0, (None, False)),
        (2, None, None, (None, False)),
        (2, None, 1, (None, False)),
        (2, "many", "x", (None, False)),
        (2, -4, 3, (None, True)),
        (3, 6, 3, (6, True)),
    ],
)
def test_totals_and_next_records_that_may_be_wrong(server, count, total, following, expected):
    server.route("POST", "/csw", answer([f"r{number}" for number in range(count)], total, following))
    page = provider(server).search(Query(size=2), door())
    assert (page.total, page.more) == expected
    assert len(page.entries) == min(count, 2)


@pytest.mark.parametrize(
    ("name", "ids", "total"),
    [
        ("geodatagouv-records-hits-basic.xml", 0, 965),
        ("udata-geoide-iso19139-single-dataset.xml", 1, 1),
        ("udata-geoplateforme-iso19139-IGNF_RPG.xml", 1, 1),
        ("udata-geonetwork-dcat-page-1.xml", 0, 6),
        ("udata-geonetwork-geodcatap-page-1.xml", 0, 6),
    ],
)
def test_other_recorded_answers(server, name, ids, total):
    server.route("POST", "/csw", (200, XML, recorded(name)))
    page = provider(server).search(Query(size=1), door())
    assert (len(page.entries), page.total) == (ids, total)


@pytest.mark.parametrize(
    "name", ["geodatagouv-capabilities-ok.xml", "geodatagouv-capabilities-truncated.xml", "geodatagouv-record-empty.xml"]
)
def test_what_is_no_answer_to_a_search(server, name):
    server.route("POST", "/csw", (200, XML, recorded(name)))
    with pytest.raises(NotAsAnnounced) as caught:
        provider(server).search(Query(), door())
    assert "127.0.0.1" in caught.value.sentence


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body>Maintenance</body></html>",
        b"",
        b"\x00\xff",
        b"{}",
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><csw:GetRecordsResponse xmlns:csw="http://www.opengis.net/cat/csw/2.0.2">&f;</csw:GetRecordsResponse>',
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>',
    ],
)  # fmt: skip
def test_garbage_in_place_of_an_answer(server, body):
    server.route("POST", "/csw", (200, XML, body))
    with pytest.raises(NotAsAnnounced):
        provider(server).search(Query(), door())


def test_a_report_of_exceptions_is_said_in_the_words_of_the_server(server):
    server.route("POST", "/csw", report("NoApplicableCode", "", "La base\n n’est pas   disponible. " + "x" * 500))
    with pytest.raises(CatalogueRefusal) as caught:
        provider(server).search(Query(), door())
    assert caught.value.sentence.startswith("127.0.0.1 refuses the question: La base n’est pas disponible. xxx")
    assert caught.value.sentence.count("x") == 200 - len("La base n’est pas disponible. …")
    assert len(server.requests) == 1


def test_a_report_of_exceptions_under_a_status_of_400(server):
    server.route("POST", "/csw", report("InvalidParameterValue", "maxRecords", "Trop de fiches", 400))
    with pytest.raises(VigieError, match=r"127\.0\.0\.1 refuses the question: Trop de fiches"):
        provider(server).search(Query(), door())
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [200, 400])
def test_dublin_core_is_asked_of_a_server_that_knows_nothing_else(server, status):
    def speak(request):
        if asked(request).get("outputSchema") == GMD:
            return report("InvalidParameterValue", "outputSchema", "Unknown schema", status)
        return 200, XML, recorded("geodatagouv-records-results-basic.xml")

    server.route("POST", "/csw", speak)
    there = provider(server)
    page = there.search(Query(size=10), door())
    assert (len(page.entries), page.total, page.more) == (10, 965, True)
    assert not any(entry.complete for entry in page.entries)
    assert asked(server.requests[1]).get("outputSchema") == CSW
    there.search(Query(size=10), door())
    assert len(server.requests) == 3, "what a server speaks is asked once"


def test_other_names_of_types_and_no_sort(server):
    def strict(request):
        root = asked(request)
        if root.xpath("string(csw:Query/@typeNames)", namespaces=N) != "gmd:MD_Metadata":
            return report("InvalidParameterValue", "typeNames", "no")
        if root.xpath("//ogc:SortBy", namespaces=N):
            return report("NoApplicableCode", "", "SortBy is not supported")
        return answer(["a"], 1, 0)

    server.route("POST", "/csw", strict)
    assert [entry.id for entry in provider(server).search(Query(), door()).entries] == ["a"]
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [400, 403, 405])
def test_get_where_post_is_refused(server, status):
    server.route("POST", "/csw", (status, {}, "no"))
    server.route("GET", "/csw", (200, XML, recorded("udata-geonetwork-iso19139-page-1.xml")))
    there = provider(server, "/csw?SERVICE=CSW&VERSION=2.0.2&REQUEST=GetCapabilities&map=a")
    wanted = Query(text="plan & <local>", box=(1, 2, 3, 4), facets={"coverage": ("territory",)}, size=2, page=2)
    assert len(there.search(wanted, door()).entries) == 2
    asked_for = server.requests[1].params
    assert {name: asked_for[name] for name in ("map", "service", "request", "startPosition", "maxRecords", "outputSchema", "sortBy")} == {
        "map": ["a"], "service": ["CSW"], "request": ["GetRecords"], "startPosition": ["3"], "maxRecords": ["2"],
        "outputSchema": [GMD], "sortBy": ["dc:title:A"],
    }  # fmt: skip
    wanted = etree.fromstring(asked_for["constraint"][0])
    assert wanted.xpath("//ogc:Literal/text()", namespaces=N) == ["%plan%", "%<local>%"]
    assert wanted.xpath("//gml:lowerCorner/text()", namespaces=N) == ["2 1"]


def test_a_server_that_refuses_everything(server):
    server.route("POST", "/csw", (403, {}, "no"))
    server.route("GET", "/csw", (403, {}, "no"))
    with pytest.raises(Refused):
        provider(server).search(Query(), door())


def test_a_server_that_refuses_everything_in_words(server):
    """Whatever way it is asked, it objects to the next thing."""
    objections = iter(["typeNames", "sortBy", "outputSchema", "typeNames", "sortBy", "outputSchema"])
    server.route("POST", "/csw", lambda request: report("InvalidParameterValue", next(objections), "no"))
    with pytest.raises(VigieError):
        provider(server).search(Query(), door())
    assert len(server.requests) <= 5


def incomplete(**values):
    return Entry(**{"id": "a b/é", "title": "A", "source": "there", "complete": False, "origins": (Origin("x", "y"),), **values})


def test_details_of_a_dublin_core_record(server):
    root = etree.Element(f"{{{CSW}}}GetRecordByIdResponse")
    root.append(etree.fromstring(recorded("datara--04301749-df52-4c60-a640-87948241ac67.xml")))
    server.route("GET", "/csw", (200, XML, etree.tostring(root)))
    entry = provider(server).details(incomplete(), door())
    assert entry.complete and entry.resources and entry.title.startswith("PPRN")
    assert (entry.id, entry.source, entry.origins) == ("a b/é", "there", (Origin("x", "y"),))
    request = server.requests[0]
    assert {name: request.params[name] for name in ("request", "id", "outputSchema", "elementSetName")} == {
        "request": ["GetRecordById"], "id": ["a b/é"], "outputSchema": [GMD], "elementSetName": ["full"],
    }  # fmt: skip


def test_details_that_are_the_answer_to_something_else(server):
    server.route("GET", "/csw", (200, XML, recorded("geodatagouv-records-hits-basic.xml")))
    with pytest.raises(NotAsAnnounced):
        provider(server).details(incomplete(), door())


def test_details_that_are_known_already_ask_nothing(server):
    entry = incomplete(complete=True)
    assert provider(server).details(entry, door()) is entry
    assert provider(server).preview(entry, door()) is None
    assert server.requests == []


def test_details_of_a_record_that_is_gone(server):
    server.route("GET", "/csw", (200, XML, recorded("geodatagouv-record-empty.xml")))
    with pytest.raises(VigieError, match="no longer has the record “A”"):
        provider(server).details(incomplete(), door())


def test_details_where_there_is_dublin_core_only(server):
    server.route("GET", "/csw", report("InvalidParameterValue", "outputSchema", "no"))
    entry = incomplete()
    found = provider(server).details(entry, door())
    assert found.complete and found.title == entry.title


def test_details_that_are_refused(server):
    server.route("GET", "/csw", report("NoApplicableCode", "", "no"))
    with pytest.raises(CatalogueRefusal):
        provider(server).details(incomplete(), door())


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/geonetwork/srv/fre/csw", "/geonetwork/srv/fre/catalog.search#/metadata/a%20b%2F%C3%A9"),
        ("/geonetwork/srv/fre/csw-produits?x=1", "/geonetwork/srv/fre/catalog.search#/metadata/a%20b%2F%C3%A9"),
        ("/csw", ""),
    ],
)
def test_pages_of_geonetwork(server, path, page):
    server.route("POST", path.partition("?")[0], answer(["a b/é"], 1, 0))
    (entry,) = provider(server, path).search(Query(), door()).entries
    assert entry.page == (server.address + page if page else "")


PIECES = st.sampled_from([b"<a>", b"</a>", b"<csw:SearchResults numberOfRecordsMatched='9'>", b"</csw:SearchResults>", b"&f;", b"\xff", b"x",
    b"<csw:Record>", b"</csw:Record>", b"<!-- -->", b"<?p?>", b"<gmd:MD_Metadata/>", b"]]>", b"<dc:identifier>i</dc:identifier>"])  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(pieces=st.lists(PIECES, max_size=8), wrapped=st.booleans(), entity=st.booleans())
def test_any_answer_is_read_or_raises_a_sentence(pieces, wrapped, entity):
    body = b"".join(pieces)
    if wrapped:
        body = (
            b"<csw:GetRecordsResponse xmlns:csw='http://www.opengis.net/cat/csw/2.0.2' xmlns:gmd='http://www.isotc211.org/2005/gmd' "
            b"xmlns:dc='http://purl.org/dc/elements/1.1/'><csw:SearchResults>"
            + body
            + b"</csw:SearchResults></csw:GetRecordsResponse>"
        )
    if entity:
        body = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>' + body
    with Replay() as server:
        server.route("POST", "/csw", (200, XML, body))
        try:
            page = provider(server).search(Query(size=1), door())
        except VigieError as error:
            assert error.sentence
        else:
            assert not entity
            assert all(entry.id == "i" for entry in page.entries)
