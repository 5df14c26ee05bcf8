# SPDX-License-Identifier: GPL-2.0-or-later
"""Delimited text: formats guessed, and the same rows whatever way they are read."""

import csv
import io

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from vigie_territoriale.plugin.files import delimited, text_format
from vigie_territoriale.plugin.files.delimited import Delimited
from vigie_territoriale.plugin.files.grid import SPACES, Wanted
from vigie_territoriale.plugin.files.model import Options
from vigie_territoriale.plugin.messages import Silent, VigieError


def opened(folder, content, **options):
    path = folder / "table.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Delimited(path, Options(**options), Silent())


def rows(table, wanted=None):
    """All rows, as lists of texts (None where there is nothing)."""
    frames = list(table.chunks(Silent(), wanted))
    return [
        [None if cell != cell else cell for cell in row] for frame in frames for row in frame.itertuples(index=False, name=None)
    ]


def names(table):
    return [field.name for field in table.heading.fields]


@pytest.mark.parametrize("written", [{"decimal": "x"}, {"decimal": ";"}, {"header_row": -1}])
def test_options_that_mean_nothing_are_refused(written):
    with pytest.raises(VigieError, match=r"decimal sign|header_row"):
        Options.of(written)


def test_no_row_beyond_the_table_names_its_columns(tmp_path):
    assert names(opened(tmp_path, "a;b\n1;2\nc;d\n5;6\n", header_row=3)) == ["c", "d"]
    with pytest.raises(VigieError, match="header_row is 4 at most"):
        opened(tmp_path, "a;b\n1;2\nc;d\n5;6\n", header_row=5)


@pytest.fixture
def tiny_blocks(monkeypatch):
    """Blocks of some lines, so that small files have several, and regular ones."""
    monkeypatch.setattr(text_format, "PIECE", 64)
    monkeypatch.setattr(delimited, "_TAIL", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850"])
def test_encodings_are_told(tmp_path, encoding):
    text = "code;libellé\n" + "01004;Ambérieu-en-Bugey à l’été\n05061;Gap, là où ça gèle\n".replace("’", "'") * 20
    table = opened(tmp_path, text.encode(encoding))
    assert table.encoding == encoding
    assert names(table) == ["code", "libellé"]
    assert rows(table)[0] == ["01004", "Ambérieu-en-Bugey à l'été"]


def test_an_encoding_that_shows_late_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(text_format, "PIECE", 100)
    table = opened(tmp_path, b"code;nom\n" + b"01001;plat\n" * 500 + "05001;Aspres-lès-Corps\n".encode("cp1252"))
    assert table.encoding == "cp1252"
    assert rows(table)[-1] == ["05001", "Aspres-lès-Corps"]


def test_an_encoding_forced_wrongly_is_told(tmp_path):
    table = opened(tmp_path, "code;nom\n05001;Aspres-lès-Corps\n".encode("cp1252"), encoding="utf-8")
    assert rows(table) == [["05001", "Aspres-l\ufffds-Corps"]]
    assert "1 characters are lost" in " ".join(table.notes())


def test_an_unknown_encoding_is_refused(tmp_path):
    with pytest.raises(VigieError, match="“klingon” is not known"):
        opened(tmp_path, "a;b\n1;2\n", encoding="klingon")


def test_text_decoded_twice_is_told(tmp_path):
    table = opened(tmp_path, "code;nom\n05001;Aspres-lès\n".encode().decode("cp1252") + "05002;BarrÃ¨me\n")
    rows(table)
    assert "accented letters are garbled" in " ".join(table.notes())


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separators_are_told(tmp_path, separator):
    lines = [["code", "libellé", "taux"], ["01004", "Ambérieu", "1.5"], ["05061", "Gap", "2.5"]]
    assert opened(tmp_path, "\n".join(separator.join(line) for line in lines)).separator == separator


def test_a_decimal_comma_is_no_separator(tmp_path):
    table = opened(tmp_path, "code;taux\n" + "01004;1,5\n" * 30)
    assert (table.separator, names(table)) == (";", ["code", "taux"])


def test_the_line_that_tells_the_separator_is_no_heading(tmp_path):
    table = opened(tmp_path, "sep=|\ncode|nom\n01004|Ambérieu\n")
    assert (table.separator, table.heading.row, rows(table)) == ("|", 2, [["01004", "Ambérieu"]])


@pytest.mark.parametrize("separator", ["", "ab", '"', "\n"])
def test_separators_of_the_user(tmp_path, separator):
    if separator == "":
        assert opened(tmp_path, "a;b\n1;2\n", separator="tab").separator == "\t"
    else:
        with pytest.raises(VigieError, match="cannot be used"):
            opened(tmp_path, "a;b\n1;2\n", separator=separator)


def test_titles_above_and_notes_below(tmp_path):
    table = opened(
        tmp_path,
        "Population des communes;;\n;;\nCODGEO;LIBGEO;POP\n01004;Ambérieu;14000\n05061;Gap;41000\n;;\nSource : Insee, RP 2022\n",
    )
    assert table.heading.row == 3
    assert rows(table) == [["01004", "Ambérieu", "14000"], ["05061", "Gap", "41000"]]
    assert table.notes() == ["Notes below the table were left out: Source : Insee, RP 2022"]


def test_ragged_rows_are_kept_counted_and_told(tmp_path):
    table = opened(tmp_path, "a;b;c\n1;2;3\n4;5\n6;7;8;9\n10;11;12;\n")
    assert rows(table) == [["1", "2", "3"], ["4", "5", None], ["6", "7", "8;9"], ["10", "11", "12"]]
    told = " ".join(table.notes())
    assert "1 rows have fewer values" in told and "1 rows have more values" in told


def test_repeated_headings_are_left_out(tmp_path, tiny_blocks):
    table = opened(tmp_path, "code;nom\r\n" + "code;nom\r\n01004;Ambérieu\r\n;\r\n" * 50)
    assert rows(table) == [["01004", "Ambérieu"]] * 50
    assert table.rows() == table.count(Silent()) == 50
    assert "50 rows that repeat" in " ".join(table.notes())


def test_wrapped_codes_are_unwrapped(tmp_path, tiny_blocks):
    table = opened(tmp_path, "code;communes;n\n" + '="01004";="05061;05046";1\n' * 20)
    assert rows(table) == [["01004", "05061;05046", "1"]] * 20


def test_zero_bytes_and_old_line_ends(tmp_path):
    assert rows(opened(tmp_path, b"a;b\n1;\x002\n")) == [["1", "2"]]
    assert rows(opened(tmp_path, b"a;b\r1;2\r3;4\r")) == [["1", "2"], ["3", "4"]]


def test_a_column_alone(tmp_path):
    table = opened(tmp_path, "code\n01004\n05061\n")
    assert (names(table), rows(table)) == (["code"], [["01004"], ["05061"]])


def test_a_heading_alone_and_nothing(tmp_path):
    assert rows(opened(tmp_path, "code;nom\n")) == []
    assert rows(opened(tmp_path, "")) == []


def test_a_file_without_heading(tmp_path):
    table = opened(tmp_path, "01004;14000\n05061;41000\n")
    assert (table.heading.row, names(table), rows(table)[0]) == (0, ["column_1", "column_2"], ["01004", "14000"])
    table = opened(tmp_path, "a;b\nc;d\n", header_row=0)
    assert rows(table) == [["a", "b"], ["c", "d"]]


def test_codes_taken_for_numbers(tmp_path, tiny_blocks):
    table = opened(tmp_path, "code_insee;part\n" + "1004.0;5.0\n05061;6.0\n" * 20)
    assert rows(table)[:2] == [["1004", "5.0"], ["05061", "6.0"]]


def test_a_quote_never_closed(tmp_path, tiny_blocks):
    lines = [f"{number};nom {number}" for number in range(100)]
    lines[50] = '50;"nom 50'
    table = opened(tmp_path, "code;nom\n" + "\n".join(lines) + "\n")
    found = rows(table)
    assert len(found) == table.count(Silent()) == 100
    assert found[50] == ["50", '"nom 50'] and found[99] == ["99", "nom 99"]
    assert "1 quotes are opened and never closed" in " ".join(table.notes())


def test_a_quote_closed_by_that_of_another_row(tmp_path):
    table = opened(tmp_path, 'a;b;c\n1;"x;2\n3;y;4\n5;"z";6\n')
    assert rows(table) == [["1", '"x', "2"], ["3", "y", "4"], ["5", "z", "6"]]
    assert "1 quotes are opened" in " ".join(table.notes())


def test_many_quotes_never_closed(tmp_path, tiny_blocks):
    table = opened(tmp_path, "code;nom\n" + '1;"nom\n' * 200)
    assert rows(table) == [["1", '"nom']] * 200


def test_quotes_within_values(tmp_path):
    table = opened(tmp_path, 'a;b\n1;tuyau de 5" de long\n2;"le ""Petit"" Prince"\n3;"le "Grand" Prince"\n')
    assert [row[1] for row in rows(table)] == ['tuyau de 5" de long', 'le "Petit" Prince', 'le Grand" Prince"']


def test_fields_longer_than_the_csv_module_takes(tmp_path):
    limit = csv.field_size_limit()
    contour = "x" * 300_000
    assert rows(opened(tmp_path, f"a;b\n1;{contour}\n")) == [["1", contour]]
    assert csv.field_size_limit() == limit


def test_lines_that_are_too_long_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(text_format, "PIECE", 64)
    monkeypatch.setattr(delimited, "LONGEST_LINE", 1000)
    with pytest.raises(VigieError, match="is no table"):
        opened(tmp_path, "x" * 5000)


def test_what_is_wanted_only(tmp_path, tiny_blocks):
    lines = [f'"{number % 7:05}";{number}' for number in range(500)]
    table = opened(tmp_path, "code;n\n" + "\n".join(lines) + "\n")
    asked = []

    def keeps(values):
        asked.extend(values)
        return (values == "00003").to_numpy()

    found = rows(table, Wanted("code", keeps))
    assert [row for row in found if row[0] == "00003"] == [[f"{n % 7:05}", str(n)] for n in range(500) if n % 7 == 3]
    assert len(found) < 100 and table.rows() == 500
    assert len(asked) == 7


cell = st.text(st.sampled_from('ab,;|"\n\r\té€ 0\u00a0\u2028'), max_size=6)
grids = st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), min_size=1, max_size=30))


def tidy(value):
    return value.strip(SPACES) or None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(grids, st.sampled_from(";,\t|"), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]), st.sampled_from(["\n", "\r\n"]),
       st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))  # fmt: skip
@example([["", "\t"], ["", ""]], "\t", "utf-8", "\n", csv.QUOTE_ALL)
def test_what_was_written_is_read_back(tmp_path, tiny_blocks, grid, separator, encoding, end, quoting):
    if quoting == csv.QUOTE_MINIMAL:  # with which Python's writer leaves carriage returns bare
        grid = [[value.replace("\r", "") for value in row] for row in grid]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=separator, lineterminator=end, quoting=quoting)
    heading = [f"nom {place}" for place in range(len(grid[0]))]
    written = [[*heading], *grid]
    writer.writerows(written)
    content = stream.getvalue().encode(encoding, "replace")
    expected = [[tidy(value.encode(encoding, "replace").decode(encoding)) for value in row] for row in grid]
    expected = [row for row in expected if any(row)]
    table = opened(tmp_path, content, separator=separator, encoding=encoding, header_row=1)
    assert names(table) == heading
    assert [row for row in rows(table) if any(row)] == expected
    assert table.rows() == table.count(Silent())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from('ab1;"\n\r '), max_size=300))
def test_both_ways_of_reading_agree(tmp_path, tiny_blocks, text):
    """Whatever the text, blocks read at once give the same rows as records read one by one."""
    content = "code;nom\n" + "1;a\n" * 20 + text
    table = opened(tmp_path, content, separator=";", header_row=1)
    at_once = rows(table)
    count = table.count(Silent())
    regular = delimited.regular_fields
    delimited.regular_fields = lambda *given: None
    try:
        one_by_one = rows(table)
    finally:
        delimited.regular_fields = regular
    assert [row for row in at_once if any(row)] == [row for row in one_by_one if any(row)]
    assert count == len(at_once)


def test_letters_written_as_bytes_are_told():
    from vigie_territoriale.plugin.files.text_format import Damage

    damage = Damage()
    damage.see(b"Andr<e9>,H<f4>tel, a <b>bold</b> one, x <a0> y")
    assert damage.notes() == [
        "2 accented letters are written as the number of a byte (“<e9>” for “é”): the file was damaged before it came here."
    ]
