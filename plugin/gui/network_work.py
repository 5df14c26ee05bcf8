# SPDX-License-Identifier: GPL-2.0-or-later
"""Joins the page of networks to the services: catalogues read, refreshed and trusted; their layers opened, styled and added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsMapLayer, QgsProject
from qgis.PyQt.QtCore import QCoreApplication

from ..catalog.addresses import written_resource
from ..catalog.provider import Endpoint
from ..catalog.targets import Target
from ..feedback import log
from ..harmonize.recipe import EMBEDDED, LIVE
from ..layers.bindings import Bindings
from ..layers.loaded import loaded_layers
from ..layers.marks import THEME
from ..layers.shared import authentication_of, closed, dress, foreign_functions, open_here, stays_here
from ..layers.sharing import read_shared_table
from ..messages import Progress, Stretch, VigieError, number, translate
from ..settings import Settings
from ..shared_catalog.kept import Shelf
from ..shared_catalog.model import CURATED, RECIPE, SHARED_FILE
from ..shared_catalog.places import path_of
from .bringing import Brought, Wanted, bring
from .catalogues_dialog import CataloguesDialog
from .network_page import NetworkPage, Offer
from .publishing_dialog import PublishingDialog
from .search_lanes import Lane

if TYPE_CHECKING:
    from ..observatory import Observatory
    from ..store.geopackage import GeoPackage
    from .layer_work import Host


@dataclass
class Opened:
    """What was opened of a catalogue: layers with what they come from, tables that are copies, and what could not be had."""

    layers: list[tuple[Offer, QgsMapLayer]] = field(default_factory=list)
    copies: list[tuple[Offer, Brought]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


class NetworkWork:
    """`own` is the product's GeoPackage, for copies of files of the web; `add_entries` adds harmonised layers (id, mode)."""

    def __init__(
        self,
        page: NetworkPage,
        project: QgsProject,
        observatory: Observatory,
        own: GeoPackage,
        host: Host,
        add_entries: Callable[[Sequence[tuple[str, str]]], None],
    ) -> None:
        self._page, self._project, self._observatory, self._own, self._host = page, project, observatory, own, host
        self._add_entries = add_entries
        self._lane = Lane()
        self._dialog: CataloguesDialog | None = None
        self._assistant: PublishingDialog | None = None
        self._listed = False
        page.shown.connect(self.list_layers)
        page.add_requested.connect(self.add)
        page.manage_requested.connect(self.manage)
        page.publish_requested.connect(self.publish)

    def dismiss(self) -> None:
        """The dock is going away."""
        self._lane.drop()
        for dialog in filter(None, (self._dialog, self._assistant)):
            dialog.reject()

    def list_layers(self, again: bool = False) -> None:
        """Read the catalogues that are kept, in the background; then look at those whose time has come."""
        if self._lane.busy or (self._listed and not again):
            return
        self._listed = True
        given = Settings().catalogues

        def work(progress: Progress, tell: Callable) -> tuple[list[Shelf], list[str]]:
            kept = self._observatory.shared
            tell(kept.shelves(given), None)
            now = datetime.now(timezone.utc)
            for one in kept.subscriptions(given):
                if one.enabled and kept.is_due(one, now):
                    reader = self._observatory.shared_reader(progress, read_shared_table, one.place, one.authcfg)
                    kept.refresh(one, reader, now, progress)
            return kept.shelves(given)

        self._lane.run(
            translate("gui", "Vigie: reading the catalogues of networks"),
            work,
            done=lambda found: self._page.set_shelves(*found),
            failed=lambda error: self._page.set_shelves([], [error.sentence]),
            heard=lambda found, _: self._page.set_shelves(*found),
        )

    def manage(self) -> None:
        """Open the list of catalogues; it does not block the window."""
        if self._dialog is None:
            dialog = CataloguesDialog(self._observatory, read_shared_table, Settings().catalogues, self._page)
            dialog.finished.connect(lambda *_: self._closed())
            self._dialog = dialog
            dialog.show()
        self._dialog.raise_()

    def _closed(self) -> None:
        self._dialog = None
        self.list_layers(again=True)

    def publish(self) -> None:
        """Open the assistant of authors; it does not block the window."""
        if self._assistant is None:
            dialog = PublishingDialog(self._observatory, self._project, self._page)
            dialog.finished.connect(lambda *_: self._forget_assistant())
            self._assistant = dialog
            dialog.show()
        self._assistant.raise_()

    def _forget_assistant(self) -> None:
        self._assistant = None

    # Adding

    def add(self, offers: Sequence[Offer]) -> None:
        """Add layers of networks; those that cannot be had do not stop the others."""
        try:
            harmonised = [self._harmonised(offer) for offer in offers if offer.layer.kind in (CURATED, RECIPE)]
        except VigieError as error:
            self._host.tell(error.sentence)
            return
        others = [offer for offer in offers if offer.layer.kind not in (CURATED, RECIPE)]
        if not others:
            self._page.clear_ticks()
            self._add_entries(harmonised)
            return

        def work(progress: Progress) -> Opened:
            opened = Opened()
            for place, offer in enumerate(others):
                part = Stretch(progress, 100 * place / len(others), 100 * (place + 1) / len(others))
                part.step(0, offer.layer.title)
                try:
                    self._open(offer, opened, part)
                except VigieError as error:
                    log(error.detail or error.sentence, Qgis.MessageLevel.Warning)
                    opened.lost.append(error.sentence)
            return opened

        def done(opened: Opened) -> None:
            self._show(opened)
            self._page.clear_ticks()
            if harmonised:
                self._add_entries(harmonised)

        titles = ", ".join(offer.layer.title for offer in others[:5])
        self._host.run(translate("gui", "Vigie: loading {entry}").format(entry=titles), work, done)

    def _harmonised(self, offer: Offer) -> tuple[str, str]:
        """The id and the mode of a harmonised layer; a recipe of the network is known from then on."""
        source = offer.layer.source
        if offer.layer.kind == RECIPE:
            recipe = offer.shelf.catalogue.recipes[source["recipe"]]
            self._observatory.catalogue.lend(recipe)
            return recipe.id, LIVE
        resources = self._observatory.catalogue.recipe(source["entry"]).sources
        wanted = source.get("mode", EMBEDDED)
        return source["entry"], wanted if wanted in resources else next(iter(resources))

    def _open(self, offer: Offer, opened: Opened, progress: Progress) -> None:
        """Open one layer, not on the main thread; layers are given to that one."""
        closed(offer.shelf, offer.layer)
        authcfg = authentication_of(offer.layer)
        if stays_here(offer.layer):
            layer = open_here(offer.layer, offer.shelf.place)
            opened.notes += self._dress(offer, layer)
            layer.moveToThread(QCoreApplication.instance().thread())
            opened.layers.append((offer, layer))
            return
        entry = offer.layer.entry(offer.shelf.catalogue.id)
        if offer.layer.kind == SHARED_FILE:
            resource = replace(written_resource(path_of(offer.layer, offer.shelf.place)), title=entry.title)
            entry = replace(entry, resources=(resource,))
        resource = entry.resources[0]
        endpoint = Endpoint(entry.id, entry.title, offer.layer.kind, resource.address, authcfg=authcfg) if authcfg else None
        target = Target(resource, entry, endpoint)
        options = self._observatory.loader.memory.of(resource.address)
        wanted = Wanted(target, options, cut=False, live=target.is_service)
        brought = bring(self._observatory, self._own, self._host.table_name, [wanted], None, progress)
        opened.layers += [(offer, layer) for layer in brought.live]
        if brought.tables:
            opened.copies.append((offer, brought))
            opened.notes.append(brought.notes())

    def _dress(self, offer: Offer, layer: QgsMapLayer) -> list[str]:
        shelf = offer.shelf
        styled = self._observatory.shared.style(shelf, offer.layer, foreign_functions())
        notes = dress(layer, offer.layer, offer.layer.entry(shelf.catalogue.id), styled, shelf.place)
        if offer.layer.theme:
            layer.setCustomProperty(THEME, shelf.catalogue.theme_title(offer.layer.theme))
        return [f"{offer.layer.title} – {note}" for note in notes]

    def _show(self, opened: Opened) -> None:
        """Add what was opened to the group of its catalogue, and say what is missing."""
        for offer, layer in opened.layers:
            if not stays_here(offer.layer):
                opened.notes += self._dress(offer, layer)
        for offer, brought in opened.copies:
            for copied, source, about in brought.tables:
                for layer in loaded_layers(copied, source, about):
                    opened.notes += self._dress(offer, layer)
                    opened.layers.append((offer, layer))
        groups: dict[str, list[QgsMapLayer]] = {}
        for offer, layer in opened.layers:
            groups.setdefault(offer.shelf.catalogue.title, []).append(layer)
        for title, layers in groups.items():
            self._host.add(title, layers)
        self._bind(opened)
        if not opened.layers:
            raise VigieError(" ".join(opened.lost))
        told = translate("gui", "Layers of your networks added: {count}.").format(count=number(len(opened.layers)))
        self._host.tell(" ".join((told, *opened.lost, *filter(None, opened.notes))))

    def _bind(self, opened: Opened) -> None:
        """Let layers play the roles that their catalogue gives them, where no layer of the project does."""
        bindings = Bindings(self._project)
        for offer, layer in opened.layers:
            for role, wanted in offer.shelf.catalogue.roles.items():
                if wanted == offer.layer.id and bindings.layer(role) is None:
                    bindings.bind(role, layer)
