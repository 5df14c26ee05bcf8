# SPDX-License-Identifier: GPL-2.0-or-later
"""The powers of an EPCI, as BANATIC (DGCL) shows them: one light page for each, in place of the national export of 76 MB.

The page carries the data it is drawn from as JSON. That is no published interface and has never met a real answer here
(`VERIFICATION`): whatever is not as described fails with a sentence, and nothing is guessed.
"""

from __future__ import annotations

import datetime
import json
import os
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from lxml import etree, html

from ..messages import VigieError, date, reason, translate
from ..network.door import Door, Limits
from ..network.errors import MEGABYTE, Busy, NotFound, OutOfOrder, TooSlow, Unreachable
from ..territory.identity import Competence, Powers, Syndicate

ADDRESS = "https://www.banatic.interieur.gouv.fr"
VERIFICATION = "documentation"
LIMITS = Limits(stall=20, total=60, maximum=10 * MEGABYTE)
MOST_ROWS = 2000
LONGEST_TEXT = 1000
_SIREN = re.compile(r"[0-9]{9}")


class Banatic:
    """What BANATIC says of each EPCI, kept in `folder` for when it cannot be reached."""

    def __init__(self, folder: Path, address: str = ADDRESS) -> None:
        self._folder, self._address = folder, address

    def powers(self, siren: str, door: Door) -> Powers:
        """Ask for the powers of an EPCI. What was kept is given, with a note, when there is no answer.

        Raises a `VigieError` when nothing is kept, or when the page is not what it was.
        """
        if not _SIREN.fullmatch(siren):
            raise VigieError(translate("banatic", "“{siren}” is no SIREN: it has nine digits.").format(siren=siren))
        try:
            answer = door.get(f"{self._address}/intercommunalite/{siren}", limits=LIMITS)
        except NotFound as error:
            sentence = translate("banatic", "BANATIC has no page on {siren} any more, or its addresses have changed.")
            raise VigieError(sentence.format(siren=siren), error.detail) from error
        except (Unreachable, TooSlow, OutOfOrder, Busy) as error:
            kept = self._kept(siren)
            if kept is None:
                raise
            note = translate("banatic", "{why} What was fetched on {date} is used.")
            return replace(kept, note=note.format(why=error.sentence, date=date(kept.fetched)))
        found = read_page(answer.body, siren, datetime.datetime.now(datetime.timezone.utc).date().isoformat())
        self._keep(found)
        return found

    def _file(self, siren: str) -> Path:
        return self._folder / f"{siren}.json"

    def _keep(self, powers: Powers) -> None:
        path = self._file(powers.siren)
        part = path.with_name(f"{path.name}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(asdict(powers), ensure_ascii=False), encoding="utf-8")
            os.replace(part, path)  # noqa: PTH105 (one call on every system)
        except OSError as error:
            sentence = translate("banatic", "{file} cannot be written: {why}.")
            raise VigieError(sentence.format(file=path, why=reason(error)), str(error)) from error

    def _kept(self, siren: str) -> Powers | None:
        """What was kept of an EPCI; None when there is nothing, or nothing that can be read."""
        try:
            known = json.loads(self._file(siren).read_text(encoding="utf-8"))
            competences = tuple(Competence(**one) for one in known["competences"])
            syndicates = tuple(Syndicate(**one) for one in known["syndicates"])
            return Powers(siren, competences, syndicates, known["fetched"])
        except (OSError, ValueError, TypeError, KeyError):
            return None


def read_page(body: bytes, siren: str, fetched: str) -> Powers:
    """The powers that a page of BANATIC tells; a `VigieError` when it is not the page that is known."""
    try:
        root = html.document_fromstring(body, parser=html.HTMLParser(no_network=True, encoding="utf-8"))
        texts = root.xpath("//script[@id='__NEXT_DATA__']/text()")
        document = json.loads(texts[0])["props"]["pageProps"]["intercommunaliteJson"]
        found = Powers(siren, tuple(map(_competence, _rows(document, "competencesGroupement"))),
                       tuple(map(_syndicate, _rows(document, "groupementsAdherentsSyndicatMixte"))), fetched)  # fmt: skip
    except (etree.LxmlError, AttributeError, ValueError, TypeError, LookupError, RecursionError) as error:
        raise _changed(siren, f"{type(error).__name__}: {error}: {body[:200]!r}") from error
    if not found.competences:  # no EPCI is without: the page is another one
        raise _changed(siren, "no competence")
    return found


def _changed(siren: str, detail: str) -> VigieError:
    sentence = translate(
        "banatic", "BANATIC’s page on {siren} is not as it was described: its competences and syndicates cannot be read."
    )
    return VigieError(sentence.format(siren=siren), detail)


def _rows(document: dict, name: str) -> list[dict]:
    rows = document[name]
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise ValueError(f"{name} is no list of at most {MOST_ROWS} rows")
    return rows


def _competence(row: dict) -> Competence:
    category, mandatory = row.get("categorieCompetence") or {}, row.get("isObligatoire")
    if not isinstance(mandatory, (bool, type(None))):
        raise ValueError("isObligatoire is neither true nor false")
    return Competence(_text(row["code"]), _text(row["libelle"]), _text(category.get("libelle")), mandatory)


def _syndicate(row: dict) -> Syndicate:
    return Syndicate(_text(row.get("siren")), _text(row["libelle"]), _text(row.get("codeNatureJuridique")))


def _text(value: Any) -> str:
    """A short text, or a number as text; empty when there is none. Raises `ValueError` for anything else."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int)) or len(str(value)) > LONGEST_TEXT:
        raise ValueError(f"not a short text: {str(value)[:80]}")
    return " ".join(str(value).split())
