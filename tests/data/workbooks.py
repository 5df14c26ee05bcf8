# SPDX-License-Identifier: GPL-2.0-or-later
"""Workbooks made up for tests, as spreadsheets write them."""

import zipfile
from xml.sax.saxutils import escape


def workbook(path, sheets):
    """Write an xlsx with those sheets (name: rows of str, numbers, or the XML of a cell), as spreadsheets write them."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"

    def cell(place, value):
        reference = f'r="{place}"'
        if isinstance(value, str) and value.startswith("<c "):
            return value.replace("<c ", f"<c {reference} ")
        if isinstance(value, str):
            return f'<c {reference} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        return "" if value is None else f"<c {reference}><v>{value}</v></c>"

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "[Content_Types].xml",
            f'<?xml version="1.0"?><Types xmlns="{packages}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
            + "".join(
                f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kinds}.worksheet+xml"/>'
                for n in range(1, len(sheets) + 1)
            )
            + f'<Override PartName="/xl/styles.xml" ContentType="{kinds}.styles+xml"/></Types>',
        )
        names = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1))
        package.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0"?><workbook xmlns="{main}" xmlns:r="{relations}"><sheets>{names}</sheets></workbook>',
        )
        targets = "".join(
            f'<Relationship Id="rId{n}" Type="{relations}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<?xml version="1.0"?><Relationships xmlns="{packages}/relationships">{targets}<Relationship Id="rId99" Type="{relations}/styles" Target="styles.xml"/></Relationships>',
        )
        package.writestr(
            "xl/styles.xml",
            f'<?xml version="1.0"?><styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        )
        for n, rows in enumerate(sheets.values(), 1):
            lines = "".join(
                f'<row r="{y}">' + "".join(cell(f"{chr(65 + x)}{y}", value) for x, value in enumerate(row)) + "</row>"
                for y, row in enumerate(rows, 1)
            )
            package.writestr(
                f"xl/worksheets/sheet{n}.xml",
                f'<?xml version="1.0"?><worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>',
            )
    return path.read_bytes()
