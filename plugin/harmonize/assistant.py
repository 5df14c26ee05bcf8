# SPDX-License-Identifier: GPL-2.0-or-later
"""A first recipe for a file, from what was guessed when it was described: columns matched by their names and by their values.

What could not be matched is told, never made up: the draft is valid, and its `known_defects` say what it lacks.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..files.codes import words_of
from ..files.coordinates import pairs
from ..files.kinds import KINDS
from ..files.model import INTEGER, REAL
from ..messages import VigieError, labelled, translate
from ..territory.carry import COUNT, RATE
from ..territory.cog import fold
from .columns import INSEE_CODE, SIREN
from .guesses import Kind, covered, is_row_number, kind_by_name, kind_by_values

if TYPE_CHECKING:
    from ..files.model import Description, Layer
    from ..territory.cog import Cog
    from .dataset import Dataset

SERVICE, PERIMETER, MEASURE = "service", "perimeter", "measure"

GEOGRAPHIC = "EPSG:4326"

DATAGOUV = "https://www.data.gouv.fr/"
"""The page of a dataset whose page is not known."""

LICENCE_URLS = {
    "licence ouverte": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    "lov2": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    "odbl": "https://opendatacommons.org/licenses/odbl/1-0/",
}
"""Addresses of licences, by the beginning of their name."""


@dataclass(frozen=True)
class Told:
    """What is known of the dataset that the file is of (see `catalog.about.About`, whose fields it has). `dataset` is the slug of
    data.gouv.fr and `resource` the title of the file there, where it comes from there.
    """

    title: str
    abstract: str = ""
    producer: str = ""
    licence: str = ""
    licence_url: str = ""
    modified: str = ""
    address: str = ""
    page: str = ""
    keywords: tuple[str, ...] = ()
    dataset: str = ""
    resource: str = ""


@dataclass(frozen=True)
class _Sign:
    """How a column of the common schema is recognised: words of its name (all of one group), and a form that most values have."""

    column: str
    names: tuple[frozenset[str], ...]
    form: re.Pattern | None = None
    needs_name: bool = True


def _words(*names: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(name.split()) for name in names)


_MAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[A-Za-z]{2,}")
_SITE = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+33|0)[\s.]?\d(?:[\s.-]?\d{2}){4}|\d(?:[\s.-]?\d{2}){4}")
_POSTCODE = re.compile(r"\d{4,5}")
_HOURS = re.compile(r".*(?:\d{1,2}\s?[hH:]\s?\d{0,2}|Mo-Fr|lundi).*", re.DOTALL)
_SIRET = re.compile(r"\d{3}\s?\d{3}\s?\d{3}\s?\d{5}")

_SIGNS = (
    _Sign("email", _words("mail", "email", "courriel", "e mail", "adresse mail", "adresse courriel"), _MAIL, needs_name=False),
    _Sign("website", _words("site web", "site internet", "site", "url", "web", "website", "lien"), _SITE, needs_name=False),
    _Sign("phone", _words("telephone", "tel", "phone", "numero telephone"), _PHONE),
    _Sign("postcode", _words("code postal", "cp", "codepostal", "postcode", "codpos", "postal code", "adresse codepostal"), _POSTCODE),
    _Sign("hours", _words("horaires", "horaire", "opening hours", "heures ouverture", "horaires ouverture"), _HOURS),
    _Sign("address", _words("adresse", "address", "adr", "voie", "rue", "libelle voie", "adresse postale")),
    _Sign("commune_name", _words("commune", "nom commune", "lib com", "libelle commune", "ville", "libcom", "nomcommune", "lib commune", "city")),
    _Sign("status", _words("statut", "etat", "status", "secteur")),
    _Sign("category", _words("type", "categorie", "category", "nature", "famille", "typequ", "thematique", "programme")),
    _Sign("name", _words("nom", "name", "libelle", "denomination", "raison sociale", "intitule", "nom etablissement", "lib", "titre", "enseigne")),
    _Sign("date", _words("date", "date signature", "date debut", "date effet")),
)  # fmt: skip
"""The columns that are looked for, in the order in which they take theirs."""

_IDENTIFIERS = _words(
    "id", "identifiant", "siret", "uai", "finess", "code uai", "num uai", "nofinesset", "num finess", "identifier", "code", "numero", "ref", "uid", "gid"
)  # fmt: skip
_WANTED = {
    SERVICE: ("id", "name", "category", "commune", "address", "postcode", "phone", "email", "website", "hours"),
    PERIMETER: ("id", "name", "category", "communes", "date"),
}
LEAST_SAID = 0.3
"""The share of a name's words under which they say nothing."""

_PLACES = {"x", "y", "longitude", "latitude", "lon", "lat"}
_NUMBERS = {"siret", "siren", "tel", "telephone", "cp", "postal", "mail", "url", "site", "web", "date"}
_CODES = {"code", "insee", "siren", "id", "num", "cod"}
_DECOYS = {"commune", "region", "departement", "epci", "canton", "academie"}
_YEAR = re.compile(r"(.*?)[_ -]?((?:19|20)\d\d)")


_OUT = re.compile(r"(?:nc|non|n|no|hors|aucune?|false|faux|0)(?: .*)?")
"""Values (folded) of a column of zones that say that a commune is in none."""


class Draft(NamedTuple):
    """A recipe as the JSON `document` it will be; `kinds` are those of its measures, by column of the document, with why; `notes`
    are sentences on what was left out.
    """

    document: dict
    kinds: Mapping[str, Kind]
    notes: tuple[str, ...] = ()

    @property
    def unfiltered(self) -> dict:
        """The document without what it leaves out: what it is run with to be `settled`, since rows left out are covered too."""
        return {name: told for name, told in self.document.items() if name != "rows"}

    def guesses(self) -> list[str]:
        """What was guessed, in lines: each column, its kind, and what the file covers."""
        lines = []
        for column, rule in self.document["columns"].items():
            source = rule if isinstance(rule, str) else rule["from"]
            line = labelled(column, source if isinstance(source, str) else " + ".join(source))
            lines.append(line + self._kind(column))
        if "wide" in self.document:
            lines += [
                labelled(self.document["wide"]["variables"][stem], f"{stem}…") + self._kind(stem)
                for stem in self.document["wide"]["variables"]
            ]
        return [*lines, labelled(translate("assistant", "Coverage"), ", ".join(self.document["live"]["coverage"])), *self.notes]

    def _kind(self, column: str) -> str:
        return f" ({self.kinds[column].kind}: {self.kinds[column].why})" if column in self.kinds else ""


def draft(description: Description, layer: Layer, about: Told, schema: str) -> Draft:
    """A valid recipe for a layer of a file, in the common schema "service", "perimeter" or "measure".

    Only the first rows are known: kinds of measures go by names and types, and the coverage is the country, until `settled`. What is
    missing is said in `known_defects`. A `VigieError` says so when nothing in the layer tells its communes.
    """
    guess = _Guess(layer, schema)
    columns = guess.columns()
    document = _head(about, schema)
    document["columns"] = columns
    if guess.wide:
        document["wide"] = guess.wide
    if schema == PERIMETER:
        document["constants"] = {"programme": document["title"]["fr"]}
    elif schema == SERVICE and "category" not in columns:
        document["constants"] = {"category": document["id"]}
    if schema != MEASURE:
        document["geometry"] = guess.geometry()
        if guess.located:
            document["locate"] = True
        document["checks"] = _checks(layer, document["geometry"])
    if guess.outside:
        document["rows"] = {"column": columns["category"], "is": "not in", "value": guess.outside}
    document["known_defects"] = [*guess.gaps(columns), *guess.zones(columns), *_unfound(about)]
    document["live"] = {
        "date": about.modified[:10] if len(about.modified) >= 4 else "en ligne",
        "coverage": ["france"],
        "verification": "documentation",
        "parts": [_part(about)],
    }
    if description.kind in KINDS:
        document["live"]["format"] = description.kind
    reader = _reader(layer, description)
    if reader:
        document["live"]["reader"] = reader
    return Draft(document, guess.kinds, tuple(guess.notes))


def settled(drafted: Draft, dataset: Dataset, cog: Cog) -> Draft:
    """The draft once it has run, `unfiltered`, on its whole file: kinds of measures by their figures too, and the départements of its rows."""
    document, table = copy.deepcopy(drafted.document), dataset.table
    if len(table):
        codes = " ".join(table["communes" if "communes" in table else "commune"]).split()
        document["live"]["coverage"] = covered(codes, cog)
    if document["schema"] != MEASURE:
        return drafted._replace(document=document)
    people = {code: unit.population for code, unit in cog.units("commune").items()}
    sizes = table["commune"].map(people).astype(float)
    variables = document.get("wide", {}).get("variables", {})
    kinds = dict(drafted.kinds)
    for column in kinds:
        rows = table["variable"] == variables.get(column, column)
        if rows.any():
            raw = document["columns"][column]["from"] if column in document["columns"] else column
            kinds[column] = kind_by_values(raw, table["value"][rows], sizes[rows])
    _write_kinds(document, kinds)
    return drafted._replace(document=document, kinds=kinds)


def _write_kinds(document: dict, kinds: Mapping[str, Kind]) -> None:
    """Kinds into a document. A wide table has but one: its variables are added up when all of them may be."""
    for column, rule in document["columns"].items():
        if column in kinds:
            rule["kind"] = kinds[column].kind
    if "wide" in document:
        counts = all(kinds[stem].kind == COUNT for stem in document["wide"]["variables"])
        document["wide"]["kind"] = COUNT if counts else RATE


def _checks(layer: Layer, geometry: dict) -> list[dict]:
    """A file of half as many rows, or points abroad, are not let through in silence."""
    checks: list[dict] = [{"check": "rows", "minimum": max(1, (layer.rows or 2) // 2), "severity": "error"}]
    if geometry["kind"] in ("xy", "source"):
        checks.append({"check": "in-france", "severity": "warning"})
    return checks


def _head(about: Told, schema: str) -> dict:
    abstract = " ".join((about.abstract or about.title).split())[:1000]
    licence = about.licence or translate("assistant", "not told")
    known = next((url for name, url in LICENCE_URLS.items() if fold(licence).startswith(name)), "")
    page = next((one for one in (about.page, about.address) if re.match("https?://", one)), DATAGOUV)
    return {
        "$schema": "../../schemas/recipe.schema.json",
        "id": re.sub(r"[^a-z0-9]+", "-", fold(about.title)).strip("-")[:60] or "recipe",
        "version": 1,
        "schema": schema,
        "title": _sentence(about.title[:300], about.title[:300]),
        "description": _sentence(abstract, abstract),
        "theme": {SERVICE: "services", PERIMETER: "programmes", MEASURE: "population"}[schema],
        "keywords": [word[:100] for word in about.keywords[:20]],
        "producer": about.producer or translate("assistant", "not told"),
        "licence": {"title": licence, "url": about.licence_url or known or page},
        "page": page,
        "style": {"colour": "#0063cb"},
    }


def _sentence(french: str, english: str) -> dict[str, str]:
    return {"fr": french, "en": english}


def _reader(layer: Layer, description: Description) -> dict:
    """What was guessed of the file, fixed."""
    told: dict = {}
    if len(description.layers) > 1:
        told["layer"] = layer.name
    lost = any("\ufffd" in warning for warning in layer.warnings)
    if layer.encoding and layer.separator and not lost:
        told["encoding"] = layer.encoding.replace("utf-8-sig", "utf-8")
    if layer.separator in (",", ";", "\t", "|"):
        told["separator"] = layer.separator
    if layer.decimal in (".", ","):
        told["decimal"] = layer.decimal
    if layer.header_row is not None:
        told["header_row"] = layer.header_row
    return told


def _part(about: Told) -> dict:
    """How the file is found again: the resource of a dataset by its title without dates, else its address, else it is given."""
    if about.dataset:
        return {"find": {"dataset": about.dataset, "resource": undated(about.resource) or "*"}}
    return {"url": about.address} if about.address.startswith("https://") else {"given": True}


def _unfound(about: Told) -> list[dict]:
    if "given" not in _part(about):
        return []
    return [
        _sentence(
            "La recette ne dit pas où trouver le fichier : il est à donner chaque fois.",
            "The recipe does not say where the file is found: it is to be given each time.",
        )
    ]


def undated(title: str) -> str:
    """A pattern for the titles that differ from this one by their dates and versions only."""
    escaped = re.sub(r"[\[\]?*]", "?", title)
    return re.sub(r"(?:\d{1,4}[-_/.])*(?:19|20)\d\d(?:[-_/.]?\d{1,2}){0,2}|\d{6,}", "*", escaped)[:200]


class _Guess:
    """What the columns of a layer seem to be."""

    def __init__(self, layer: Layer, schema: str) -> None:
        self._layer, self._schema = layer, schema
        self._names = [field.name for field in layer.fields]
        self._types = {field.name: field.type for field in layer.fields}
        self._values = {
            name: [row[place] for row in layer.sample if place < len(row) and row[place]]
            for place, name in enumerate(self._names)
        }
        self.wide: dict = {}
        self.kinds: dict[str, Kind] = {}
        self.notes: list[str] = []
        self.outside: list[str] = []
        self.identifier_repeats = False

    def columns(self) -> dict:
        """The columns of the recipe."""
        code, kind = self._codes()
        if self._schema == MEASURE:
            return self._measures(code)
        found = {column: name for column, name in self._matched(code).items() if column in _columns_of(self._schema)}
        columns: dict = {"id": self._identifier(code), **found}
        if code:
            columns["commune" if self._schema == SERVICE else "communes"] = {"from": code, "as": kind}
        if "date" in columns:
            columns["date"] = {"from": columns["date"], "as": "date"}
        if self._classes and "category" not in columns:
            self._find_zones(columns)
        return columns

    @property
    def _classes(self) -> bool:
        """Whether it is a perimeter of which each row is a commune: the file may hold those that are in no zone."""
        return self._schema == PERIMETER and self._layer.code_kind == "commune"

    def _find_zones(self, columns: dict) -> None:
        """The column that says of each commune whether it is in a zone, by a value that says that it is not."""
        taken = {code for rule in columns.values() for code in _raw_of(rule)}
        for name in self._names:
            values = list(dict.fromkeys(self._values[name]))
            outside = [value for value in values if _OUT.fullmatch(fold(value))]
            if name not in taken and self._types[name] not in (INTEGER, REAL) and outside:
                columns["category"], self.outside = name, outside
                return

    def zones(self, columns: dict) -> list[dict]:
        """What is to be known of the communes that are in no zone."""
        if self.outside:
            names = ", ".join(self.outside)
            return [
                _sentence(
                    f"Les lignes où « {columns['category']} » vaut {names} sont laissées de côté : ses autres valeurs sont à relire.",
                    f"Rows in which “{columns['category']}” is {names} are left out: its other values are to be read over.",
                )
            ]
        if not self._classes or "category" in columns:
            return []
        return [
            _sentence(
                "Aucune colonne de zones n’a été reconnue : toutes les lignes seraient dans le périmètre, même celles que le fichier dit hors zone.",
                "No column of zones was recognised: all rows would be in the perimeter, even those that the file marks as out of it.",
            )
        ]

    def _codes(self) -> tuple[str, str]:
        """The column that tells the communes, and how it is read ("commune", "communes", "epci"); "" for a service that its position
        tells. A `VigieError` when nothing does.
        """
        layer = self._layer
        if layer.code_kind == "commune":
            return layer.code_field, "communes" if self._schema == PERIMETER else "commune"
        if self._schema == PERIMETER:
            for kind, form in (("communes", INSEE_CODE), ("epci", SIREN)):
                for name in self._names:
                    values = self._values[name]
                    if values and all(form.search(value) for value in values) and (kind == "epci" or not self._is_number(name)):
                        return name, kind
        if self._schema == SERVICE and self.geometry()["kind"] in ("xy", "source"):
            return "", ""
        raise VigieError(
            translate(
                "assistant",
                "No column of “{layer}” holds codes of communes (or of EPCI, for perimeters), and no position tells them: name it as the "
                "option “code”, or add the codes to the file first.",
            ).format(layer=layer.name)
        )

    def _is_number(self, name: str) -> bool:
        """Whether it is of numbers or telephones, in which a code may be read by chance."""
        return self._types[name] in (INTEGER, REAL) or bool(set(words_of(name)) & _NUMBERS)

    def gaps(self, columns: dict) -> list[dict]:
        """What the common schema has and the file seems not to have."""
        missing = [name for name in _WANTED.get(self._schema, ()) if name not in columns]
        told = []
        if self.identifier_repeats:
            told.append(_sentence("Aucune colonne n’identifie les lignes à coup sûr.", "No column surely tells rows apart."))
        names = ", ".join(missing)
        return (
            told
            if not missing
            else [
                *told,
                _sentence(
                    f"Colonnes du schéma commun non trouvées dans le fichier : {names}.",
                    f"Columns of the common schema not found in the file: {names}.",
                ),
            ]
        )

    def geometry(self) -> dict:
        """Where rows are."""
        layer = self._layer
        if layer.placing == "own":
            return (
                {"kind": "source"}
                if layer.code_field or layer.geometry == "Point" or self._schema == PERIMETER
                else {"kind": "none"}
            )
        if layer.placing == "xy" and self._schema == SERVICE:
            pair = next(iter(pairs(self._names)), None)
            if pair is not None:
                crs = layer.crs if re.fullmatch(r"EPSG:\d{4,6}", layer.crs) else GEOGRAPHIC
                return {
                    "kind": "xy",
                    "x": pair.x,
                    "y": pair.y,
                    "crs": GEOGRAPHIC if pair.degrees else crs,
                    "missing": "commune-point",
                }
        return {"kind": "commune-point" if self._schema == SERVICE else "communes"}

    @property
    def located(self) -> bool:
        """Whether communes are told by positions."""
        return self._schema == SERVICE and not self._codes()[0]

    def _matched(self, code: str) -> dict[str, str]:
        """Raw columns by the column of the common schema that they seem to be; each serves once."""
        taken, found = {code}, {}
        for sign in _SIGNS:
            ranked = [(self._score(name, sign), -place, name) for place, name in enumerate(self._names) if name not in taken]
            best = max(ranked, default=(0, 0, ""))
            if best[0] > 0:
                found[sign.column] = best[2]
                taken.add(best[2])
        return found

    def _score(self, name: str, sign: _Sign) -> float:
        """How well a raw column fits: the share of its name that is said, more if its values have the form; 0 when it does not."""
        words = set(words_of(name))
        said = _said(sign.names, words)
        if sign.column == "commune_name" and words & _CODES:
            return 0.0
        if sign.column not in ("commune_name", "postcode") and words & _DECOYS:
            said = said if said == 1 else 0.0
        values = self._values[name]
        if sign.form is None:
            return said if values else 0.0
        share = sum(bool(sign.form.fullmatch(value.strip())) for value in values) / len(values) if values else 0.0
        if share < 0.5:
            return 0.0
        return said + share if said or not sign.needs_name else 0.0

    def _identifier(self, code: str) -> object:
        """A column whose values all differ and whose name says so, else any that differs, else several together."""
        named: list[tuple[float, str]] = []
        for name in self._names:
            words = set(words_of(name))
            said = _said(_IDENTIFIERS, words)
            if self._differs(name) and name != code and said:
                named.append((said + bool(_SIRET.fullmatch(self._values[name][0])), name))
        if named:
            return max(named, key=lambda one: one[0])[1]
        if code and self._differs(code) and self._schema == PERIMETER:
            return code
        self.identifier_repeats = True
        matched = self._matched(code)
        others = [matched[column] for column in ("name", "address", "category") if column in matched]
        place = [self.geometry()[axis] for axis in ("x", "y") if axis in self.geometry()]
        return {"from": [*([code] if code else []), *others, *place] or self._names[:3], "separator": "-"}

    def _differs(self, name: str) -> bool:
        values = self._values[name]
        return len(values) == len(self._layer.sample) > 0 and len(set(values)) == len(values)

    def _without_row_numbers(self, names: Sequence[str]) -> list[str]:
        numbering = [name for name in names if is_row_number(name, self._values[name])]
        for name in numbering:
            self.notes.append(translate("assistant", "“{column}” numbers the rows: it is left out.").format(column=name))
        return [name for name in names if name not in numbering]

    def _measures(self, code: str) -> dict:
        """Every column of numbers is a variable; those whose names differ by a year are one variable of several periods."""
        numbers = [name for name in self._names if self._types[name] in (INTEGER, REAL) and name != code and not _is_told(name)]
        numbers = self._without_row_numbers(numbers)
        years = [match for name in numbers if (match := _YEAR.fullmatch(name))]
        stems = list(dict.fromkeys(match[1] for match in years))
        if len(years) > len(stems):
            self.wide = {"pattern": _wide_pattern(stems), "variables": {stem: _plain(stem) or "value" for stem in stems}}
            for stem in stems:
                whole = all(self._types[match[0]] == INTEGER for match in years if match[1] == stem)
                self.kinds[stem] = kind_by_name(stem, whole)
            self.wide["kind"] = COUNT if all(self.kinds[stem].kind == COUNT for stem in stems) else RATE
            numbers = [name for name in numbers if not _YEAR.fullmatch(name)]
        columns: dict = {"commune": code}
        period = next((name for name in self._names if set(words_of(name)) & {"annee", "millesime", "year"}), None)
        if period:
            columns["period"] = period
            numbers = [name for name in numbers if name != period]
        for name in numbers:
            kind = self.kinds[_plain(name) or name] = kind_by_name(name, self._types[name] == INTEGER)
            columns[_plain(name) or name] = {"from": name, "as": "number", "kind": kind.kind}
        if not numbers and not self.wide:
            raise VigieError(
                translate("assistant", "“{layer}” has no column of numbers: it makes no measure.").format(layer=self._layer.name)
            )
        return columns


def _raw_of(rule: str | dict) -> list[str]:
    source = rule if isinstance(rule, str) else rule["from"]
    return [source] if isinstance(source, str) else source


def _said(groups: Sequence[frozenset[str]], words: set[str]) -> float:
    """The share of the words of a name that is one of the groups; 0 when it is little."""
    share = max((len(group) / len(words) for group in groups if group <= words), default=0.0) if words else 0.0
    return share if share >= LEAST_SAID else 0.0


def _columns_of(schema: str) -> Sequence[str]:
    if schema == PERIMETER:
        return ("name", "category", "date")
    return ("name", "category", "address", "postcode", "phone", "email", "website", "hours", "status", "commune_name")


def _plain(name: str) -> str:
    """A name of column as that of a variable."""
    return fold(name).replace(" ", "_")


def _wide_pattern(stems: Sequence[str]) -> str:
    escaped = "|".join(re.sub(r"([^\w]|_)", r"\\\1", stem) for stem in stems)
    return f"(?P<variable>{escaped})[_ \\-]?(?P<period>(?:19|20)[0-9]{{2}})"


def _is_told(name: str) -> bool:
    """Whether numbers are a position, a code or an identifier."""
    words = set(words_of(name))
    return fold(name).startswith("cod") or _said(_IDENTIFIERS, words) == 1 or bool(words & _PLACES)
