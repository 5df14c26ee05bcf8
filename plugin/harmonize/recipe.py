# SPDX-License-Identifier: GPL-2.0-or-later
"""Recipes: how a raw public file becomes a harmonised dataset. They are data (JSON), checked against a schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..documents import read_document, refusal
from ..files.kinds import KINDS
from ..files.model import Options
from ..messages import VigieError, localised, number, reason, translate
from .dataset import SCHEMAS
from .outside import LARGEST_DOCUMENT, MOST_RECODED, check_address
from .patterns import compile_pattern

RECIPES = Path(__file__).resolve().parents[2] / "resources" / "catalog" / "recipes"
SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"

POSITION = "position"
"""The column that says whether a position is that of the source, or only a point of the commune."""

EMBEDDED = "embedded"
LIVE = "live"


@dataclass(frozen=True)
class Part:
    """One file of a source.

    `address` is a URL, which may hold ``{departement}``, or the file name of an embedded copy, or empty: `find` then says which
    resource of which dataset it is ("source", "dataset", "resource", "format"). `reader` is how to read it (see
    `files.model.Options`), `period` what it speaks of when the recipe has several, `format` the kind of file that is announced,
    `vintage` the year of the geographic code that its codes of communes are of (None: not known).
    """

    address: str
    reader: dict
    period: str = ""
    format: str = ""
    find: Mapping | None = None
    vintage: int | None = None

    @property
    def options(self) -> Options:
        """How to read it."""
        return Options.of(self.reader)

    def of_departement(self, code: str) -> Part:
        """The part for one département."""
        found = None if self.find is None else {**self.find, "resource": self.find["resource"].replace("{departement}", code)}
        return replace(self, address=self.address.replace("{departement}", code), find=found)


@dataclass(frozen=True)
class Source:
    """Where the raw rows are, and what is done to them.

    `mode` is "embedded" or "live". `coverage` holds written territories. `verification` is "sample" (run in tests on a real file of
    that very source, of which `sample` tells the "file" and the "date") or "documentation" (never run). `columns` maps the common
    schema to the raw columns, `extra` adds columns to it. The other fields are those of the recipe, as docs/add-a-source.md tells
    them.
    """

    mode: str
    date: str
    coverage: tuple[str, ...]
    verification: str
    parts: tuple[Part, ...]
    columns: dict
    geometry: dict
    constants: dict
    notes: tuple[dict, ...] = ()
    rows: dict = field(default_factory=dict)
    explode: dict = field(default_factory=dict)
    extra: dict = field(default_factory=dict)
    deduplicate: dict = field(default_factory=dict)
    checks: tuple[dict, ...] = ()
    wide: dict = field(default_factory=dict)
    locate: bool = False
    sample: dict = field(default_factory=dict)

    @property
    def per_departement(self) -> bool:
        """Whether the address has to be asked once for each département."""
        return any("{departement}" in part.address + (part.find or {}).get("resource", "") for part in self.parts)


@dataclass(frozen=True)
class Recipe:
    """A valid recipe. Texts are mappings of language to text; the properties give them in the user's language.

    `frequency` is how often its source changes ("daily", "yearly"...). `trusted` is False for one that comes from outside: what it
    gives is then limited.
    """

    id: str
    version: int
    schema: str
    titles: dict
    descriptions: dict
    theme: str
    keywords: tuple[str, ...]
    producer: str
    licence: dict
    page: str
    style: dict
    known_defects: tuple[dict, ...]
    sources: dict[str, Source]
    attribution: str = ""
    frequency: str = "unknown"
    trusted: bool = True

    @property
    def title(self) -> str:
        """The title in the user's language."""
        return localised(self.titles)

    @property
    def description(self) -> str:
        """The description in the user's language."""
        return localised(self.descriptions)


def load_recipe(written: Path | bytes, trusted: bool) -> Recipe:
    """The recipe of a JSON file, or of what such a file holds; a `VigieError` names the line and the field that are wrong.

    One that comes from outside (not `trusted`) may not name embedded files, nor addresses that are not https and public.
    """
    content, name = _content(written)
    if len(content) > LARGEST_DOCUMENT:
        raise VigieError(
            translate("recipe", "{file} is no recipe: it is larger than {size} kB.").format(
                file=name, size=number(LARGEST_DOCUMENT // 1000)
            )
        )
    document = read_document(content, name, "recipe")
    for steps, why in _faults(document, trusted):
        raise refusal(content, name, steps, why)
    return recipe_of(document, trusted)


def recipe_of(document: dict, trusted: bool) -> Recipe:
    """The recipe that a valid document is."""
    sources = {mode: _source(mode, document, document[mode]) for mode in (EMBEDDED, LIVE) if mode in document}
    return Recipe(
        id=document["id"],
        version=document["version"],
        schema=document["schema"],
        titles=document["title"],
        descriptions=document["description"],
        theme=document["theme"],
        keywords=tuple(document.get("keywords", ())),
        producer=document["producer"],
        licence=document["licence"],
        page=document["page"],
        style=document.get("style", {}),
        known_defects=tuple(document.get("known_defects", ())),
        sources=sources,
        attribution=document.get("attribution", ""),
        frequency=document.get("frequency", "unknown"),
        trusted=trusted,
    )


def is_approximate(rule: dict) -> bool:
    """Whether some positions may be only a point of the commune."""
    return "commune-point" in (rule["kind"], rule.get("missing"))


def _content(written: Path | bytes) -> tuple[bytes, str]:
    if isinstance(written, bytes):
        return written, translate("recipe", "The recipe")
    try:
        with written.open("rb") as stream:
            return stream.read(LARGEST_DOCUMENT + 1), written.name
    except OSError as error:
        raise VigieError(translate("recipe", "{file} cannot be read: {why}.").format(file=written, why=reason(error))) from error


def _source(mode: str, document: dict, source: dict) -> Source:
    def told(name: str, default: object) -> object:
        return source.get(name, document.get(name, default))

    reader, kind = told("reader", {}), told("format", "")
    parts = tuple(
        Part(
            part.get("file" if mode == EMBEDDED else "url", ""),
            {**reader, **part.get("reader", {})},
            part.get("period", ""),
            part.get("format", kind),
            None if mode == EMBEDDED else part.get("find"),
            part.get("vintage", told("vintage", None)),
        )
        for part in source["parts"]
    )
    return Source(
        mode=mode,
        date=source["date"],
        coverage=tuple(source["coverage"]),
        verification=source["verification"],
        parts=parts,
        columns=told("columns", {}),
        geometry=told("geometry", {"kind": "none"}),
        constants=told("constants", {}),
        notes=tuple(source.get("notes", ())),
        rows=told("rows", {}),
        explode=told("explode", {}),
        extra=told("extra", {}),
        deduplicate=told("deduplicate", {}),
        checks=tuple(told("checks", ())),
        wide=told("wide", {}),
        locate=told("locate", False),
        sample=source.get("sample", {}),
    )


_REGIONS = {"01", "02", "03", "04", "06", "11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94"}
_DEPARTEMENTS = {*(f"{code:02}" for code in range(1, 96) if code != 20), "2A", "2B", "971", "972", "973", "974", "976"}
TERRITORIES = {"france", *(f"region:{code}" for code in _REGIONS), *(f"departement:{code}" for code in _DEPARTEMENTS)}
"""What a coverage is written with."""

# What the schema cannot say: the steps to the field, and what was expected.

Fault = tuple[list, str]


def _faults(document: dict, trusted: bool) -> Iterator[Fault]:
    if not {EMBEDDED, LIVE} & set(document):
        yield [], _needs((EMBEDDED, LIVE))
    for steps, level in (([], document), *(([mode], document[mode]) for mode in (EMBEDDED, LIVE) if mode in document)):
        yield from _column_faults(document["schema"], level, steps)
        yield from _filter_faults(level.get("rows"), [*steps, "rows"])
        yield from _wide_faults(level, steps)
        yield from _locate_faults(document["schema"], level, steps)
        yield from _choice_faults(level, steps)
        yield from _duplicate_faults(document["schema"], level, steps)
        yield from _sample_faults(level, steps)
        yield from _vintage_faults(document["schema"], level, steps)
        for place, check in enumerate(level.get("checks", ())):
            if (
                check.get("severity", "error") == "error"
                and check["check"] == "range"
                and not {"minimum", "maximum"} & set(check)
            ):
                yield [*steps, "checks", place], translate("recipe", "it has neither a minimum nor a maximum")
        yield from _format_faults(level, steps)
        yield from _constant_faults(level, steps)
    for mode in (EMBEDDED, LIVE):
        if mode in document:
            yield from _source_faults(mode, document)
    if not trusted:
        yield from _outside_faults(document)


def _format_faults(level: dict, steps: list) -> Iterator[Fault]:
    named = [
        ([*steps, "format"], level),
        *(([*steps, "parts", place, "format"], part) for place, part in enumerate(level.get("parts", ()))),
    ]
    for where, told in named:
        if told.get("format", KINDS[0]) not in KINDS:
            yield where, translate("recipe", "no such kind of file is read: they are {known}").format(known=", ".join(KINDS))
    for place, territory in enumerate(level.get("coverage", ())):
        if territory not in TERRITORIES:
            sentence = translate("recipe", "there is no {territory}: write france, region:93 or departement:05")
            yield [*steps, "coverage", place], sentence.format(territory=territory)


def _constant_faults(level: dict, steps: list) -> Iterator[Fault]:
    for name in level.get("constants", {}):
        if name in level.get("columns", {}):
            yield [*steps, "constants", name], translate("recipe", "a column of the file gives it already")


def _source_faults(mode: str, document: dict) -> Iterator[Fault]:
    """What is told at the top and in a source, taken together: what a source says wins."""
    source, schema = document[mode], document["schema"]
    level = {**document, **source}

    def at(name: str) -> list:
        return [mode, name] if name in source else [name]

    told = {**level.get("columns", {}), **(level.get("constants", {}) if schema != "measure" else {})}
    needed = {"service": ("id", "commune"), "perimeter": ("id", "communes"), "measure": ("commune",)}[schema]
    for name in needed:
        if name not in told and not (name == "commune" and level.get("locate")):
            yield at("columns") if "columns" in level else [], translate("recipe", "nothing tells “{column}”").format(column=name)
    if schema != "measure":
        yield from _named_faults(schema, level, at)
        return
    for name in ("checks", "deduplicate"):
        if level.get(name):
            yield at(name), translate("recipe", "measures have none")


def _named_faults(schema: str, level: dict, at: Callable[[str], list]) -> Iterator[Fault]:
    """Checks and keys name columns of the result, not of the file."""
    geometry = level.get("geometry", {"kind": "none"})
    known = [*SCHEMAS[schema], *level.get("extra", {})]
    late = [POSITION] if is_approximate(geometry) else []
    sentence = translate("recipe", "“{column}” is no column of the result: they are {known}")
    for place, name in enumerate(level.get("deduplicate", {}).get("key", ())):
        if name not in known:
            yield [*at("deduplicate"), "key", place], sentence.format(column=name, known=", ".join(known))
    for place, check in enumerate(level.get("checks", ())):
        if check.get("column", known[0]) not in (*known, *late):
            yield [*at("checks"), place, "column"], sentence.format(column=check["column"], known=", ".join((*known, *late)))


def _column_faults(schema: str, level: dict, steps: list) -> Iterator[Fault]:
    known = SCHEMAS[schema]
    for name in level.get("columns", {}):
        if schema != "measure" and name not in known:
            sentence = translate("recipe", "no such column is known: they are {known}; others go to extra")
            yield [*steps, "columns", name], sentence.format(known=", ".join(known))
    for name in level.get("extra", {}):
        if schema == "measure" or name in known:
            yield [*steps, "extra", name], translate("recipe", "it is for columns that the common schema does not have")
    for group in ("columns", "extra"):
        for name, rule in level.get(group, {}).items():
            if isinstance(rule, dict) and "recode" in rule and "recode_file" in rule:
                yield [*steps, group, name, "recode"], translate("recipe", "it is recoded by a file already")


def _needs(names: Iterable[str]) -> str:
    return translate("recipe", "it needs one of {names}").format(names=", ".join(names))


def _choice_faults(level: dict, steps: list) -> Iterator[Fault]:
    """Where one of several fields is needed."""
    needed = (("geometry", "kind", "xy", ("crs", "crs_column")), ("explode", "column", None, ("separator", "codes")))
    for name, key, value, choices in needed:
        told = level.get(name)
        if told and (value is None or told[key] == value) and not set(choices) & set(told):
            yield [*steps, name], _needs(choices)
    if steps == [LIVE]:
        for place, part in enumerate(level["parts"]):
            if not {"url", "find", "given"} & set(part):
                yield [LIVE, "parts", place], _needs(("url", "find", "given"))


def _locate_faults(schema: str, level: dict, steps: list) -> Iterator[Fault]:
    if level.get("locate") and schema != "service":
        yield [*steps, "locate"], translate("recipe", "only services are given the commune where they lie")


def _filter_faults(rule: dict | None, steps: list) -> Iterator[Fault]:
    for kind in ("all", "any"):
        for place, one in enumerate((rule or {}).get(kind, ())):
            yield from _filter_faults(one, [*steps, kind, place])
    if (rule or {}).get("is") == "matches":
        yield from _pattern_faults(str(rule["value"]), [*steps, "value"])


def _wide_faults(level: dict, steps: list) -> Iterator[Fault]:
    wide = level.get("wide")
    if not wide:
        return
    where = [*steps, "wide", "pattern"]
    yield from _pattern_faults(wide["pattern"], where)
    if "(?P<variable>" not in wide["pattern"] and "variable" not in wide:
        yield where, translate("recipe", "nothing in it tells the variable: name it with (?P<variable>…), or give “variable”")


def _pattern_faults(pattern: str, steps: list) -> Iterator[Fault]:
    try:
        compile_pattern(pattern)
    except VigieError as error:
        yield steps, error.sentence


def _duplicate_faults(schema: str, level: dict, steps: list) -> Iterator[Fault]:
    rule = level.get("deduplicate", {})
    if rule.get("keep") == "merge" and schema != "perimeter":
        yield [*steps, "deduplicate", "keep"], translate("recipe", "only perimeters are merged")
    if rule.get("keep") == "all" and rule["key"] != ["id"]:
        yield [*steps, "deduplicate", "key"], translate("recipe", "rows that are all kept are told apart by their id")
    if rule.get("keep") in ("merge", "all") and "by" in rule:
        yield [*steps, "deduplicate", "by"], translate("recipe", "rows that are all kept, or merged, are not chosen by a date")


def _vintage_faults(schema: str, level: dict, steps: list) -> Iterator[Fault]:
    for where, told in ((steps, level), *(([*steps, "parts", place], part) for place, part in enumerate(level.get("parts", ())))):
        if "vintage" in told and schema != "measure":
            yield [*where, "vintage"], translate("recipe", "only measures are carried from a vintage")


def _sample_faults(level: dict, steps: list) -> Iterator[Fault]:
    verified = steps == [LIVE] and level["verification"] == "sample"
    if steps == [LIVE] and verified != ("sample" in level):
        yield [*steps, "verification"], translate("recipe", "a verified source names its sample, and no other one does")


def _outside_faults(document: dict) -> Iterator[Fault]:
    if EMBEDDED in document:
        yield [EMBEDDED], _no_embedded()
    live = document.get(LIVE, {})
    for level, steps in ((document, []), (live, [LIVE])):
        for group in ("columns", "extra"):
            for name, rule in level.get(group, {}).items():
                yield from _recode_faults(rule, [*steps, group, name])
    for place, part in enumerate(live.get("parts", ())):
        if "file" in part:
            yield [LIVE, "parts", place, "file"], translate("recipe", "a recipe from outside names no file of this computer")
        if "url" in part:
            yield from _address_faults(part["url"], [LIVE, "parts", place, "url"])


def _no_embedded() -> str:
    return translate("recipe", "only recipes that come with this software have embedded files")


def _recode_faults(rule: str | dict, steps: list) -> Iterator[Fault]:
    told = rule if isinstance(rule, dict) else {}
    if "recode_file" in told:
        yield [*steps, "recode_file"], _no_embedded()
    if len(told.get("recode", ())) > MOST_RECODED:
        sentence = translate("recipe", "it recodes more than {count} values")
        yield [*steps, "recode"], sentence.format(count=number(MOST_RECODED))


def _address_faults(address: str, steps: list) -> Iterator[Fault]:
    try:
        check_address(address)
    except VigieError as error:
        yield steps, error.sentence.rstrip(".")
