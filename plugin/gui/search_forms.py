# SPDX-License-Identifier: GPL-2.0-or-later
"""The forms in which an entry can be added, as a menu: an embedded copy, the copy of a file, a service that stays live."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from qgis.PyQt.QtWidgets import QMenu

from ..catalog.model import Entry, Resource
from ..catalog.targets import FEATURES, IMAGES, PREFERRED
from ..harmonize.recipe import EMBEDDED
from ..messages import date, number, translate
from .preview import format_words, one_line, size_words

MOST_FORMS = 25
LONGEST = 60


class Form(NamedTuple):
    """A way to add an entry: one of its resources, live on its server or copied (None: neither, it is harmonised)."""

    resource: Resource
    live: bool | None
    words: str


def forms_of(entry: Entry, curated: bool) -> list[Form]:
    """The forms of an entry, the best first; of a harmonised one, its copy and its live source."""
    known = [resource for resource in entry.resources if resource.loadable]
    if curated:
        first: dict[str, Resource] = {}
        for resource in known:
            first.setdefault(resource.mode, resource)
        return [Form(resource, None, _harmonised(resource)) for resource in first.values()]
    ranks = {kind: place for place, kind in enumerate(PREFERRED)}
    made: list[Form] = []
    for resource in sorted(known, key=lambda one: ranks.get(one.kind, len(ranks))):
        if resource.kind not in IMAGES:
            copied = translate("gui", "{what}, copied")
            made.append(Form(resource, False, copied.format(what=_named(entry, resource))))
        if resource.kind in (*FEATURES, *IMAGES):
            live = translate("gui", "{what}, live on its server")
            made.append(Form(resource, True, live.format(what=_named(entry, resource))))
    return made


def _harmonised(resource: Resource) -> str:
    if resource.mode == EMBEDDED:
        return translate("gui", "Embedded copy of {date}").format(date=date(resource.date))
    return translate("gui", "Live source of the producer")


def _named(entry: Entry, resource: Resource) -> str:
    title = one_line(resource.title or resource.layer)
    if title == one_line(entry.title):
        title = ""
    title = f"{title[:LONGEST]}…" if len(title) > LONGEST else title
    return " – ".join(filter(None, (format_words(resource.kind), title, size_words(resource.size))))


def fill_forms(menu: QMenu, forms: list[Form], take: Callable[[Form], None], choose: Callable[[], None] | None) -> None:
    """Show the forms in a menu; `choose`, if there is one, opens the dialog that shows all."""
    menu.clear()
    for form in forms[:MOST_FORMS]:
        action = menu.addAction(form.words.replace("&", "&&"))
        action.triggered.connect(lambda *_, form=form: take(form))
    if len(forms) > MOST_FORMS:
        left = translate("gui", "and {count} more").format(count=number(len(forms) - MOST_FORMS))
        menu.addAction(left).setEnabled(False)
    if choose is not None:
        menu.addSeparator()
        menu.addAction(translate("gui", "Choose What Is Added…")).triggered.connect(lambda *_: choose())
