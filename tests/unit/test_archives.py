# SPDX-License-Identifier: GPL-2.0-or-later
"""Archives of every kind, the hostile ones included: made here, byte by byte where no library would make them."""

import bz2
import errno
import gzip
import io
import json
import lzma
import os
import struct
import sys
import tarfile
import threading
import types
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.files import archives as module
from vigie_territoriale.plugin.files.archives import Limits, unpack
from vigie_territoriale.plugin.files.member_names import placed
from vigie_territoriale.plugin.messages import Cancelled, Silent, VigieError

CSV = b"code;nom\n05061;Gap\n05170;Tallard\n"


def zipped(members, method=zipfile.ZIP_DEFLATED):
    """A ZIP file of (name, bytes) pairs, or of (ZipInfo, bytes)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return buffer.getvalue()


def tarred(members):
    """A tar of (name or TarInfo, bytes) pairs."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, body in members:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return buffer.getvalue()


def renamed(body, old, new):
    """A ZIP file with another name in it, of the same length: zipfile itself refuses to write such names."""
    assert len(old) == len(new) and body.count(old) == 2
    return body.replace(old, new)


@pytest.fixture
def opened(tmp_path):
    """Unpacks bytes; what is in the folder of the archive is checked after a failure."""

    def work(body, name="archive.zip", limits=module.LIMITS, progress=None):
        path = tmp_path / "download.bin"
        path.write_bytes(body)
        folder = tmp_path / "unpacked"
        try:
            return unpack(path, folder, progress or Silent(), limits, name)
        except BaseException:
            assert not folder.exists()
            raise
        finally:
            assert {path.name for path in tmp_path.iterdir()} <= {"download.bin", "unpacked"}

    return work


def contents(members):
    return {member.name: member.path.read_bytes() for member in members}


ONE = [("dossier/données.csv", CSV), ("lisez-moi.txt", b"bonjour")]
WHOLE = dict(ONE)


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("a.zip", zipped(ONE), WHOLE),
        ("a.zip", zipped(ONE, zipfile.ZIP_STORED), WHOLE),
        ("a.zip", zipped(ONE, zipfile.ZIP_LZMA), WHOLE),
        ("a.zip", zipped(ONE, zipfile.ZIP_BZIP2), WHOLE),
        ("a.tar", tarred(ONE), WHOLE),
        ("a.tar.gz", gzip.compress(tarred(ONE)), WHOLE),
        ("a.tgz", gzip.compress(tarred(ONE)), WHOLE),
        ("a.tar.bz2", bz2.compress(tarred(ONE)), WHOLE),
        ("a.tar.xz", lzma.compress(tarred(ONE)), WHOLE),
        ("a.csv.gz", gzip.compress(CSV), {"a.csv": CSV}),
        ("a.csv.gz", gzip.compress(CSV[:10]) + gzip.compress(CSV[10:]), {"a.csv": CSV}),
        ("a.csv.bz2", bz2.compress(CSV), {"a.csv": CSV}),
        ("a.csv.xz", lzma.compress(CSV), {"a.csv": CSV}),
        ("resource", gzip.compress(CSV), {"resource": CSV}),
        ("a.zip", zipped([("b/c.zip", zipped(ONE)), ("d.csv.gz", gzip.compress(CSV))]),
         {"b/c/dossier/données.csv": CSV, "b/c/lisez-moi.txt": b"bonjour", "d.csv": CSV}),
        ("a.zip", zipped([("x/b.tar.gz", gzip.compress(tarred([("c.csv", CSV)])))]), {"x/b/c.csv": CSV}),
    ],
)  # fmt: skip
def test_every_kind(opened, tmp_path, name, body, expected):
    members = opened(body, name)
    assert contents(members) == expected
    assert all(member.path.is_relative_to(tmp_path / "unpacked") for member in members)
    assert len(list((tmp_path / "unpacked").iterdir())) == 2  # the files, and their index


@pytest.mark.parametrize(
    "inner",
    [
        zipped([("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")]),
        zipped([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<x/>")]),
        zipped([("doc.kml", b"<kml/>"), ("files/a.png", b"")]),
        zipped([(f"{name}.txt", b"a,b\n1,2\n") for name in ("stops", "routes", "trips", "stop_times", "agency")]),
    ],
    ids=["xlsx", "ods", "kmz", "gtfs"],
)
def test_what_is_read_zipped_stays_so(opened, tmp_path, inner):
    assert [member.path.name for member in opened(inner)] == ["download.bin"]
    assert contents(opened(zipped([("inner", inner)]))) == {"inner": inner}


def test_a_file_that_is_no_archive_is_its_own_member(opened, tmp_path):
    assert contents(opened(CSV, "a.csv")) == {"a.csv": CSV}
    assert not (tmp_path / "unpacked").exists()


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (renamed(zipped([("xx/xx/evil", b"x")]), b"xx/xx/evil", b"../../evil"), "outside of its folder"),
        (renamed(zipped([("xxxx/evil", b"x")]), b"xxxx/evil", b"/tmp/evil"), "outside of its folder"),
        (renamed(zipped([("xxx/evil", b"x")]), b"xxx/evil", b"C:\\\\evil"[:8]), "outside of its folder"),
        (renamed(zipped([("xx/xx/evil", b"x")]), b"xx/xx/evil", b"..\\..\\evil"), "outside of its folder"),
        (tarred([("../evil", b"x")]), "outside of its folder"),
        (tarred([("/tmp/evil", b"x")]), "outside of its folder"),
        (gzip.compress(tarred([("a/../../evil", b"x")])), "outside of its folder"),
    ],
)
def test_names_that_lead_outside_are_refused(opened, body, sentence):
    with pytest.raises(VigieError, match=sentence) as caught:
        opened(body)
    assert caught.value.sentence.startswith("archive.zip holds “")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_refused(opened, kind):
    info = tarfile.TarInfo("a.csv")
    info.type, info.linkname = kind, "/etc/passwd"
    with pytest.raises(VigieError, match="a link or a device"):
        opened(tarred([("b.csv", CSV), (info, b"")]))


def test_links_in_zips_are_refused(opened):
    info = zipfile.ZipInfo("a.csv")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    with pytest.raises(VigieError, match="a link or a device"):
        opened(zipped([(info, b"/etc/passwd")]))


def test_zeros_stop_while_they_come_out(opened, monkeypatch):
    """A megabyte that swells to a gigabyte: no more than the limit is ever written."""
    body = gzip.compress(bytes(50_000_000), 9) * 20
    written = []
    write = module._Writer.write
    monkeypatch.setattr(module._Writer, "write", lambda self, piece: written.append(len(piece)) or write(self, piece))
    with pytest.raises(VigieError, match=r"zeros.csv.gz swells to more than 19\d MB"):
        opened(body, "zeros.csv.gz")
    assert sum(written[:-1]) <= 200 * len(body) < sum(written)


def test_what_compresses_well_and_is_small_is_no_bomb(opened):
    (member,) = opened(gzip.compress(bytes(20_000_000)), "zeros.bin.gz")
    assert member.path.stat().st_size == 20_000_000


def test_sizes_of_headers_are_not_believed(opened):
    body = bytearray(zipped([("a.csv", bytes(300_000))]))
    central = body.index(b"PK\x01\x02")
    struct.pack_into("<I", body, central + 24, 10)  # the size that the list of files announces
    struct.pack_into("<I", body, 22, 10)
    with pytest.raises(VigieError, match="damaged or cut"):
        opened(bytes(body))


def test_all_bytes_count(opened):
    limits = Limits(total=100_000)
    with pytest.raises(VigieError, match="swells"):
        opened(zipped([(f"{number}.csv", os.urandom(30_000)) for number in range(4)]), limits=limits)
    with pytest.raises(VigieError, match="swells"):
        opened(zipped([("a.gz", gzip.compress(os.urandom(60_000)))]), limits=limits)


def test_many_files_are_refused(opened):
    with pytest.raises(VigieError, match="more than 10,000 files"):
        opened(zipped([(f"{number}", b"") for number in range(10_001)], zipfile.ZIP_STORED))
    with pytest.raises(VigieError, match="more than 5 files"):
        opened(tarred([(f"{number}", b"") for number in range(6)]), limits=Limits(files=5))
    with pytest.raises(VigieError, match="more than 5 files"):
        opened(zipped([(f"{one}.zip", zipped([("a", b""), ("b", b"")])) for one in range(2)]), limits=Limits(files=5))


def test_a_list_of_files_too_long_to_be_read_is_refused(opened, monkeypatch):
    monkeypatch.setattr("vigie_territoriale.plugin.files.signatures.LONGEST_READ", 100_000)
    with pytest.raises(VigieError, match="damaged"):
        opened(zipped([(f"{number}", b"") for number in range(5000)], zipfile.ZIP_STORED))


def test_archives_in_archives_have_an_end(opened):
    body = CSV
    for level in range(3):
        body = zipped([(f"{level}.zip" if level else "a.csv", body)])
    assert contents(opened(body)) == {"2/1/a.csv": CSV}
    with pytest.raises(VigieError, match="archives in archives"):
        opened(zipped([("3.zip", body)]))


def test_an_archive_that_holds_itself_has_an_end(opened):
    body = gzip.compress(b"x")
    for _ in range(10):
        body = gzip.compress(body)
    with pytest.raises(VigieError, match="archives in archives"):
        opened(body)


def test_overlapping_members_are_refused(opened):
    """Two entries of the list of files for the same bytes."""
    body = bytearray(zipped([("a", os.urandom(5000)), ("b", os.urandom(5000))], zipfile.ZIP_STORED))
    second = body.rindex(b"PK\x01\x02")
    struct.pack_into("<I", body, second + 42, 0)
    with pytest.raises(VigieError, match="damaged or cut"):
        opened(bytes(body))


def test_a_password_is_a_sentence(opened):
    body = bytearray(zipped([("a", CSV)]))
    body[6] |= 1
    body[body.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(VigieError, match="protected by a password"):
        opened(bytes(body))


def test_a_member_without_a_name_is_damage(opened):
    body = bytearray(zipped([("a", CSV)]))
    struct.pack_into("<HH", body, body.index(b"PK\x01\x02") + 28, 0, 1)  # no name, and an extra field of one byte
    with pytest.raises(VigieError, match="damaged"):
        opened(bytes(body))


def test_unknown_compressions_are_a_sentence(opened):
    body = bytearray(zipped([("a", CSV)]))
    body[8] = body[body.index(b"PK\x01\x02") + 10] = 97
    with pytest.raises(VigieError, match="compressed in a way that is not read"):
        opened(bytes(body))


@pytest.mark.parametrize(
    ("raw", "flag", "expected"),
    [
        ("Sèvres été.csv".encode("cp850"), False, "Sèvres été.csv"),
        ("À Évry.csv".encode("cp850"), False, "À Évry.csv"),
        ("Évry été.csv".encode(), False, "Évry été.csv"),
        ("Évry été.csv".encode(), True, "Évry été.csv"),
        ("E\u0301vry.csv".encode(), True, "Évry.csv"),
    ],
)
def test_accents_of_names(opened, raw, flag, expected):
    placeholder = b"x" * len(raw)
    body = bytearray(renamed(zipped([(placeholder.decode(), CSV)]), placeholder, raw))
    if flag:
        body[7] |= 8
        body[body.index(b"PK\x01\x02") + 9] |= 8
    (member,) = opened(bytes(body))
    assert (member.name, member.path.name) == (expected, expected)


def test_names_of_tars_that_are_no_utf8(opened):
    info = tarfile.TarInfo("été.csv".encode("cp1252").decode("utf-8", "surrogateescape"))
    assert [member.name for member in opened(tarred([(info, CSV)]))] == ["été.csv"]


def test_backslashes_separate_folders(opened):
    body = renamed(zipped([("dossier/a.csv", CSV)]), b"dossier/a.csv", b"dossier\\a.csv")
    (member,) = opened(body)
    assert member.name == "dossier/a.csv"
    assert member.path.parent.name == "dossier"


def test_a_file_and_a_folder_of_one_name(opened):
    assert contents(opened(zipped([("a", b"1"), ("a/b", b"2"), ("a.zip", zipped([("c", b"3")]))]))) == {
        "a": b"1",
        "a/b": b"2",
        "a/c": b"3",
    }


@pytest.mark.parametrize("cut", [0.2, 0.6, 0.95])
@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.zip", zipped([("a.csv", os.urandom(20_000)), ("b.csv", os.urandom(20_000))])),
        ("a.tar", tarred([("a.csv", os.urandom(20_000)), ("b.csv", os.urandom(20_000))])),
        ("a.tar.gz", gzip.compress(tarred([("a.csv", os.urandom(20_000)), ("b.csv", os.urandom(20_000))]))),
        ("a.gz", gzip.compress(os.urandom(20_000))),
        ("a.bz2", bz2.compress(os.urandom(20_000))),
        ("a.xz", lzma.compress(os.urandom(20_000))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_cut_is_refused(opened, name, body, cut):
    if name == "a.tar":
        body = body[: 512 + 20_480 + 512 + 20_480]  # without its end: what the library takes for whole
    with pytest.raises(VigieError, match="damaged or cut"):
        opened(body[: int(len(body) * cut)], name)
    if name == "a.tar":
        with pytest.raises(VigieError, match="damaged or cut"):
            opened(body, name)


@pytest.mark.parametrize("name", ["a.zip", "a.gz", "a.bz2", "a.xz"])
def test_a_changed_byte_is_seen(opened, name):
    plain = os.urandom(20_000)
    make = {"a.zip": lambda body: zipped([("a", body)]), "a.gz": gzip.compress, "a.bz2": bz2.compress, "a.xz": lzma.compress}
    body = bytearray(make[name](plain))
    body[len(body) // 2] ^= 0xFF
    with pytest.raises(VigieError, match="damaged or cut"):
        opened(bytes(body), name)


def test_a_tar_whose_members_go_backwards_has_an_end(opened):
    """CVE-2025-8194: a size below zero."""
    body = bytearray(tarred([("a", b""), ("b", b"")]))
    header = bytearray(body[512:1024])
    header[124:136] = b"\xff" * 10 + struct.pack(">h", -1024)
    header[148:156] = b"        "
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    body[512:1024] = header
    with pytest.raises(VigieError):
        opened(bytes(body), "a.tar")


def test_a_long_name_that_is_gigabytes_is_refused(opened, monkeypatch):
    monkeypatch.setattr("vigie_territoriale.plugin.files.signatures.LONGEST_READ", 100_000)
    info = tarfile.TarInfo("././@LongLink")
    info.type = tarfile.GNUTYPE_LONGNAME
    with pytest.raises(VigieError, match="damaged"):
        opened(tarred([(info, b"a" * 200_000), ("b", b"")]))


def test_a_full_disk_is_a_sentence(opened, monkeypatch):
    def full(self, piece):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module._Writer, "write", full)
    with pytest.raises(VigieError, match="the disk is full"):
        opened(zipped(ONE))


def test_a_cancel_leaves_nothing(opened):
    class Stop(Silent):
        def step(self, percent, text=""):
            if percent > 50:
                raise Cancelled

    with pytest.raises(Cancelled):
        opened(zipped([("a", os.urandom(400_000)), ("b", os.urandom(400_000))]), progress=Stop())


def test_what_has_not_changed_is_not_unpacked_again(tmp_path, monkeypatch):
    path, folder = tmp_path / "a.zip", tmp_path / "a"
    path.write_bytes(zipped(ONE))
    first = unpack(path, folder, Silent())
    made = first[0].path.stat().st_mtime_ns
    assert unpack(path, folder, Silent()) == first and first[0].path.stat().st_mtime_ns == made
    first[1].path.unlink()  # what is no longer whole is unpacked again
    assert contents(unpack(path, folder, Silent())) == WHOLE
    path.write_bytes(zipped([("c.csv", CSV)]))
    second = unpack(path, folder, Silent())
    assert contents(second) == {"c.csv": CSV}
    assert not first[0].path.exists()
    assert len(list(folder.iterdir())) == 2


def test_what_a_kill_left_is_swept(tmp_path):
    path, folder = tmp_path / "a.zip", tmp_path / "a"
    path.write_bytes(zipped(ONE))
    (folder / "part").mkdir(parents=True)
    (folder / "part" / "1").write_bytes(b"half")
    (folder / "lock").write_bytes(b"")
    assert contents(unpack(path, folder, Silent())) == WHOLE
    assert not (folder / "part").exists() and not (folder / "lock").exists()


def test_two_at_once_unpack_once(tmp_path):
    path, got = tmp_path / "a.zip", []
    path.write_bytes(zipped([(f"{number}.csv", os.urandom(50_000)) for number in range(30)]))
    threads = [threading.Thread(target=lambda: got.append(unpack(path, tmp_path / "a", Silent()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 4 and all(members == got[0] for members in got)
    assert all(member.path.stat().st_size == 50_000 for member in got[0])


def test_without_py7zr_7z_is_a_sentence(opened, monkeypatch):
    monkeypatch.setitem(sys.modules, "py7zr", None)
    with pytest.raises(VigieError, match="py7zr"):
        opened(b"7z\xbc\xaf\x27\x1c" + bytes(100), "a.7z")
    monkeypatch.setitem(sys.modules, "py7zr", types.SimpleNamespace(__version__="0.20", io=types.SimpleNamespace()))
    with pytest.raises(VigieError, match="py7zr"):
        opened(b"7z\xbc\xaf\x27\x1c" + bytes(100), "a.7z")


class Fake7z:
    """py7zr as far as it is used: its archives are here a JSON object of names and texts after the signature."""

    class Damaged(Exception):
        pass

    class Locked(Exception):
        pass

    def __init__(self, stream):
        self.members = json.loads(stream.read()[6:])

    def __enter__(self):
        return self

    def __exit__(self, *arguments):
        pass

    def needs_password(self):
        return "secret" in self.members

    def list(self):
        return [
            types.SimpleNamespace(filename=name, uncompressed=len(text), is_directory=False, is_file=not name.startswith("link"))
            for name, text in self.members.items()
        ]

    def extract(self, targets, factory):
        for name in targets:
            if name == "damaged":
                raise self.Damaged
            if name == "locked":
                raise self.Locked
            writer = factory.create(name)
            writer.write(self.members[name].encode())
            assert writer.size() == len(self.members[name])
            writer.seek(0)
            assert writer.read(2) == self.members[name][:2].encode()
            writer.close()


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"a/b.csv": "x;y", "c.csv": ""}, ""),
        ({"secret": ""}, "password"),
        ({"locked": ""}, "password"),
        ({"a": "b", "damaged": ""}, "damaged"),
        ({"../a": "b"}, "outside"),
        ({"link": "b"}, "a link or a device"),
        ({str(number): "" for number in range(11)}, "more than 10 files"),
        ({"a": "x" * 200}, "swells"),
    ],
)
def test_7z(opened, monkeypatch, members, sentence):
    errors = types.SimpleNamespace(ArchiveError=Fake7z.Damaged, AbsolutePathError=Fake7z.Damaged, PasswordRequired=Fake7z.Locked)
    fake = types.SimpleNamespace(SevenZipFile=Fake7z, exceptions=errors, io=types.SimpleNamespace(WriterFactory=object))
    monkeypatch.setitem(sys.modules, "py7zr", fake)
    body = b"7z\xbc\xaf\x27\x1c" + json.dumps(members).encode()
    if not sentence:
        assert contents(opened(body, "a.7z")) == {name: text.encode() for name, text in members.items()}
        return
    with pytest.raises(VigieError, match=sentence):
        opened(body, "a.7z", limits=Limits(files=10, total=100))


def test_the_index_tells_names_and_sizes(opened, tmp_path):
    opened(zipped([("con.csv", CSV)]))
    (index,) = (tmp_path / "unpacked").glob("*.json")
    assert json.loads(index.read_text("utf-8")) == [["_con.csv", "con.csv", len(CSV)]]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a.csv", "A.csv"], ["A_2.csv", "A.csv"]),
        (["A.shp", "a.dbf", "a.shp", "A.dbf"], ["A.shp", "A_2.dbf", "A_2.shp", "A.dbf"]),
        (["DATA.SHP", "data.dbf", "Data.Shx"], ["DATA.shp", "DATA.dbf", "DATA.shx"]),
        (["a.csv", "a.csv", "a_2.csv"], ["a.csv", "a_2.csv", "a_2_2.csv"]),
        (["d/x.csv", "D/y.csv"], ["D/x.csv", "D/y.csv"]),
        (["CON.csv", "aux.txt", "com1", "nul.tar.gz", "console.csv"],
         ["_CON.csv", "_aux.txt", "_com1", "_nul.tar.gz", "console.csv"]),
        (['a<b>:"|?*.csv', "fin. ", "a\u202eb.csv"], ["a_b______.csv", "fin", "a_b.csv"]),
        (["aux/a.csv", "x./y .csv"], ["_aux/a.csv", "x/y.csv"]),
        (["bd.gdb/a00000001.gdbtable"], ["bd.gdb/a00000001.gdbtable"]),
    ],
)  # fmt: skip
def test_names_that_every_system_takes(names, expected):
    assert placed(names) == expected


def test_long_names_keep_the_parts_of_a_dataset_together():
    deep = "/".join(["un dossier au nom assez long"] * 6)
    names = [f"{deep}/{'communes ' * 20}{end}{part}" for end in "AB" for part in (".shp", ".dbf", ".shx", ".shp.xml")]
    found = placed(names)
    assert len({one.lower() for one in found}) == 8
    assert max(map(len, found)) <= 110
    stems = [one.partition(".")[0] for one in found]
    assert stems[:4] == stems[:1] * 4 and stems[4:] == stems[4:5] * 4 and stems[0] != stems[4]


PARTS = st.text(st.sampled_from("aAbé.:*/ \\\0\u0301x1_"), min_size=1, max_size=12)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PARTS.filter(lambda name: name.strip("/")), max_size=12))
def test_any_names_are_placed_apart_below_the_folder(names):
    names = ["/".join(part for part in name.split("/") if part not in ("", ".", "..")) or "x" for name in names]
    found = [one.lower() for one in placed(names)]
    assert len(set(found)) == len(names)
    folders = {"/".join(one.split("/")[:depth]) for one in found for depth in range(1, one.count("/") + 1)}
    assert not folders & set(found)
    for one in found:
        assert not one.startswith("/")
        assert all(part and part == part.strip(" ") and not part.endswith(".") and ":" not in part for part in one.split("/"))
