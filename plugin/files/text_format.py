# SPDX-License-Identifier: GPL-2.0-or-later
"""How a file of delimited text is written: its encoding, line ends and separator; and its text, piece by piece, as UTF-8."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..messages import VigieError, reason, translate

PIECE = 1 << 23
"""Bytes that are read at once."""

SEPARATORS = (";", "\t", "|", ",")

_HEAD = 1 << 17
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NAMES = {"tab": "\t", "\\t": "\t"}
_ACCENTED = "éèàêçôîûùëïâüöÉÈÀÇÊÔÎ°’œ"
_DAMAGED = {
    "\ufffd": "\ufffd".encode(),
    "Ã": "Ã".encode(),
    "├": "├".encode(),
}
_DAMAGED_NEXT = {"Ã": "\u00a0©¨ª§´®»¹«¯¢‰Š‡", "├": "®¿á¬ºóñ┤┬ëê¼ÇÅ"}


@dataclass(frozen=True)
class TextFormat:
    """How a text is written: its encoding, whether its lines end by a carriage return alone, as on old Macintoshes, and whether
    it is known to be UTF-8 to its end, without mark, zero byte nor such lines.
    """

    encoding: str
    carriage: bool = False
    plain: bool = False


def find_format(path: Path, encoding: str = "", hear: Callable[[], None] = lambda: None) -> TextFormat:
    """How a text is written: reads it to its end. `encoding` is what the user says, empty to have it guessed.

    UTF-8 when all its bytes are; UTF-16 by its mark or its zeros; else Windows' encoding or DOS's, whichever makes more
    accented letters of French. A `VigieError` when the encoding has an unknown name.
    """
    with _opened(path) as stream:
        head = stream.read(_HEAD)
        stream.seek(0)
        guessed = _known(encoding) if encoding else _utf16(head)
        if guessed:
            marked = guessed == "utf-8" and head.startswith(codecs.BOM_UTF8)
            return TextFormat("utf-8-sig" if marked else guessed, _carriage(head))
        decoder, valid, nul = codecs.getincrementaldecoder("utf-8")(), True, False
        counts = np.zeros(256, dtype=np.int64)
        while piece := stream.read(PIECE):
            hear()
            nul = nul or b"\0" in piece
            valid = valid and _decodes(decoder, piece)
            if not valid:
                counts += np.bincount(np.frombuffer(piece, dtype=np.uint8), minlength=256)
        valid = valid and _decodes(decoder, b"", final=True)
    name = ("utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8") if valid else _eight_bits(counts)
    return TextFormat(name, _carriage(head), name == "utf-8" and not nul and not _carriage(head))


def _opened(path: Path) -> io.BufferedReader:
    try:
        return path.open("rb")
    except OSError as error:
        raise VigieError(
            translate("files", "{file} cannot be read: {reason}.").format(file=path.name, reason=reason(error)), str(error)
        ) from error


def _known(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
        "".encode(name)  # some codecs are not of text
        return {"iso8859-1": "latin-1"}.get(name, name)
    except (LookupError, UnicodeError) as error:
        raise VigieError(
            translate(
                "files", "The encoding “{encoding}” is not known: write utf-8, cp1252, latin-1, cp850 or utf-16 for instance."
            ).format(encoding=encoding),
            str(error),
        ) from error


def _utf16(head: bytes) -> str:
    if head.startswith(_UTF16):
        return "utf-16"
    zeros = np.frombuffer(head[: len(head) // 2 * 2], dtype=np.uint8).reshape(-1, 2) == 0
    even, odd = zeros.mean(axis=0) if len(zeros) else (0, 0)
    return "utf-16-le" if odd > 0.3 and even < 0.05 else "utf-16-be" if even > 0.3 and odd < 0.05 else ""


def _carriage(head: bytes) -> bool:
    return b"\r" in head and b"\n" not in head


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def _eight_bits(counts: np.ndarray) -> str:
    """The encoding of one byte a character that explains bytes best; `counts` is how many of each there are."""
    scores = {name: sum(counts[letter.encode(name, "ignore")[0]] for letter in _ACCENTED if letter.encode(name, "ignore"))
              for name in ("cp1252", "cp850")}  # fmt: skip
    if scores["cp850"] > scores["cp1252"]:
        return "cp850"
    undefined = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
    return "latin-1" if any(counts[byte] for byte in undefined) else "cp1252"


class Text:
    """The bytes of a text as UTF-8, without mark nor zero bytes, lines ended by a line feed (or a carriage return and one).

    `at` is how many bytes of the file were read.
    """

    def __init__(self, path: Path, form: TextFormat) -> None:
        self.path, self.form = path, form
        self.size = path.stat().st_size
        self.at = 0

    def pieces(self) -> Iterator[bytes]:
        """The text from its beginning, about 8 MB at a time. What is no character in its encoding becomes U+FFFD."""
        self.at = 0
        decoder = codecs.getincrementaldecoder(self.form.encoding)("replace")
        with _opened(self.path) as stream:
            while piece := stream.read(PIECE):
                self.at += len(piece)
                yield piece if self.form.plain else self._clean(decoder.decode(piece))
            if rest := decoder.decode(b"", True):
                yield self._clean(rest)

    def _clean(self, text: str) -> bytes:
        text = text.replace("\0", "")
        return (text.replace("\r", "\n") if self.form.carriage else text).encode()


def separator_of(written: str) -> str:
    """The separator that the user gives; a `VigieError` when it is none."""
    separator = _NAMES.get(written.lower(), written)
    if len(separator) != 1 or separator in '"\r\n' or ord(separator) > 127:
        raise VigieError(
            translate("files", "The separator “{text}” cannot be used: give one character, such as ; or , or tab.").format(
                text=written
            )
        )
    return separator


def guess_separator(head: str) -> str:
    """The separator of a text from its first lines: the one that makes the most columns on the most rows; a comma by default."""
    first = head.split("\n", 1)[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[-1]
    scores = {separator: _score(head, separator) for separator in SEPARATORS}
    best = max(scores, key=lambda separator: scores[separator])
    return best if scores[best] else ","


def _score(head: str, separator: str) -> float:
    with long_fields():
        rows = [row for row in csv.reader(lines_of(head)[:500], delimiter=separator) if any(row)]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0
    width, count = max(widths.items(), key=lambda item: item[1] * (item[0] - 1) ** 0.5)
    heading = next((row for row in rows if len(row) > 1), [])
    return count / len(rows) * (width - 1) ** 0.5 * (1 if len(heading) == width else 0.5)


def lines_of(text: str) -> list[str]:
    """The lines of a text, with their ends: line feeds and carriage returns only, whatever else Unicode calls a line end."""
    return list(io.StringIO(text, newline=""))


@contextmanager
def long_fields() -> Iterator[None]:
    """Let the csv module read fields as long as they come: contours are written in some."""
    limit = csv.field_size_limit(1 << 30)
    try:
        yield
    finally:
        csv.field_size_limit(limit)


_WRITTEN_BYTES = re.compile(rb"[A-Za-z]<[c-f][0-9a-f]>|<[c-f][0-9a-f]>[a-z]")
"""Accented letters of latin-1 written as the numbers of their bytes, beside a letter."""


class Damage:
    """Looks for characters that were lost, or that were decoded twice, in a text that goes by: they are not mended."""

    def __init__(self) -> None:
        self._found: dict[str, int] = {}

    def see(self, text: bytes) -> None:
        """Look at a piece of text, in UTF-8."""
        if b"<" in text:
            self._found["<"] = self._found.get("<", 0) + len(_WRITTEN_BYTES.findall(text))
        if text.isascii():
            return
        for sign, written in _DAMAGED.items():
            if written in text:
                count = text.count(written) if sign == "\ufffd" else _followed(text, sign)
                self._found[sign] = self._found.get(sign, 0) + count

    def notes(self) -> list[str]:
        """Sentences for the user."""
        lost = self._found.get("\ufffd", 0)
        twice = self._found.get("Ã", 0) + self._found.get("├", 0)
        notes = []
        if lost:
            notes.append(
                translate(
                    "files",
                    "{count} characters are lost (“\ufffd”): the file was damaged before it came here, or its encoding is another.",
                ).format(count=lost)
            )
        if self._found.get("<"):
            notes.append(
                translate(
                    "files",
                    "{count} accented letters are written as the number of a byte (“<e9>” for “é”): the file was damaged before it came here.",
                ).format(count=self._found["<"])
            )
        if twice:
            notes.append(
                translate(
                    "files",
                    "{count} accented letters are garbled (“Ã©” or “├®” for “é”): the file was damaged before it came here, or its "
                    "encoding is another.",
                ).format(count=twice)
            )
        return notes


def _followed(text: bytes, sign: str) -> int:
    """How many times a sign is followed by what follows it in a text decoded twice."""
    return sum(text.count((sign + letter).encode()) for letter in _DAMAGED_NEXT[sign])
