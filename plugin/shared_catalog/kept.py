# SPDX-License-Identifier: GPL-2.0-or-later
"""The catalogues of a member: where they lie, in her order; the version of each that she trusts, kept for when there is no network.

What she trusts is known by the digest of its bytes, which hold the digests of the styles. A later version takes its place when it
changes nothing that she has to accept (see `changes.compare`); else it waits, and the trusted one stays in force. A catalogue that
cannot be read, or is not valid, leaves the last good one in force, and says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from ..documents import load_document
from ..locks import Lock
from ..messages import Progress, Silent, VigieError, date, translate
from ..working import write_whole
from .authoring import ERROR, WARNING, Finding
from .changes import Changes, compare, contents, to_allow
from .model import (
    LARGEST,
    REFRESH_HOURS,
    SharedCatalogue,
    SharedLayer,
    Style,
    checked_style,
    digest_of,
    read_catalogue,
)
from .places import Place, Reader, place_of, read_file, why_closed
from .styles import LARGEST_STYLE, Clean, clean_style

FOLDER_NAME = "catalogues"
"""The folder, inside the product's own."""
STATE = "subscriptions.json"
SCHEMA = "subscriptions"


@dataclass(frozen=True)
class Subscription:
    """A catalogue of a member. `trusted` and `pending` are digests of versions that are kept (empty: none); `fetched` is when the trusted
    one was last seen at its place, `tried` when it was last looked for (ISO, UTC). `failure` says why that failed. `given` is whether
    an administrator gave it. `allowed` are the roots that the member allowed.
    """

    place: str
    title: str = ""
    enabled: bool = True
    trusted: str = ""
    pending: str = ""
    fetched: str = ""
    tried: str = ""
    failure: str = ""
    authcfg: str = ""
    allowed: tuple[str, ...] = ()
    given: bool = False
    refused: str = ""
    """The digest of a version that the member refused: it is not proposed again."""

    @property
    def name(self) -> str:
        """How it is called: by its title, else by its place."""
        return self.title or self.place


@dataclass(frozen=True)
class Proposal:
    """A version that waits for the member: what it holds, what it changes (None: the first one), the roots to allow one by one."""

    subscription: Subscription
    catalogue: SharedCatalogue
    contents: tuple[str, ...]
    changes: Changes | None
    to_allow: tuple[str, ...]
    stripped: tuple[str, ...] = ()
    """What its styles lose when they are used."""
    before: SharedCatalogue | None = None
    """The version that is in force."""


@dataclass(frozen=True)
class Shelf:
    """A catalogue that is in force."""

    subscription: Subscription
    place: Place
    catalogue: SharedCatalogue

    @property
    def state(self) -> str:
        """Its version and date, and what is wrong with it, in a sentence."""
        said = translate("shared_catalog", "Version {version}, seen on {date}.").format(
            version=self.catalogue.version, date=date(self.subscription.fetched.partition("T")[0])
        )
        if self.subscription.pending:
            said = f"{said} {translate('shared_catalog', 'A later version waits for you to accept it.')}"
        return f"{said} {self.subscription.failure}".strip()

    def why_closed(self, layer: SharedLayer) -> str:
        """Why one of its layers is not opened; empty when it may be."""
        return why_closed(layer, self.place, self.subscription.allowed)


class Kept:
    """The catalogues kept in `folder`. `library` and `curated` are the ids that no catalogue takes (see `read_catalogue`).

    Any thread may call; the file is changed under a lock, as QGIS may be opened twice.
    """

    def __init__(self, folder: Path, library: Collection[str] = (), curated: Collection[str] = ()) -> None:
        self._folder, self._library, self._curated = folder, frozenset(library), frozenset(curated)
        self._read: dict[str, SharedCatalogue] = {}

    # The list

    def subscriptions(self, given: Iterable[str] = ()) -> list[Subscription]:
        """The catalogues in the member's order, those that an administrator gives (places) before those that are new to the list."""
        listed = self._load()
        places = [place_of(written).written for written in given]
        known = {one.place for one in listed}
        first = [Subscription(place, given=True) for place in places if place not in known]
        return [*first, *(replace(one, given=one.place in places) for one in listed)]

    def add(self, written: str, authcfg: str = "") -> Subscription:
        """Add a place at the end; nothing is read there yet. A `VigieError` when it is none, or is in the list."""
        place = place_of(written)
        fresh = Subscription(place.written, authcfg=authcfg)

        def change(listed: list[Subscription]) -> list[Subscription]:
            if any(one.place == place.written for one in listed):
                raise VigieError(translate("shared_catalog", "{place} is in the list already.").format(place=place.written))
            return [*listed, fresh]

        self._change(change)
        return fresh

    def remove(self, place: str) -> None:
        """Forget a catalogue, and what is kept of it."""
        self._change(lambda listed: [one for one in listed if one.place != place])
        self._sweep()

    def move(self, place: str, to: int) -> None:
        """Put a catalogue at another place of the list."""

        def change(listed: list[Subscription]) -> list[Subscription]:
            moved = [one for one in listed if one.place == place]
            rest = [one for one in listed if one.place != place]
            return [*rest[:to], *moved, *rest[to:]]

        self._change(change)

    def enable(self, place: str, enabled: bool) -> None:
        """Show the layers of a catalogue, or not."""
        self._update(place, lambda one: replace(one, enabled=enabled))

    # Reading

    def shelves(self, given: Iterable[str] = ()) -> tuple[list[Shelf], list[str]]:
        """The catalogues that are trusted and enabled, from what is kept: nothing is asked of anyone. And sentences on those that cannot
        be shown.
        """
        found, told = [], []
        for one in self.subscriptions(given):
            if not one.enabled or not one.trusted:
                if one.enabled and one.pending:
                    waits = translate("shared_catalog", "“{name}” waits for you to look at it: open the list of catalogues.")
                    told.append(waits.format(name=one.name))
                elif one.enabled and one.failure:
                    told.append(f"{one.name} – {one.failure}")
                continue
            try:
                found.append(Shelf(one, place_of(one.place), self._kept(one.trusted)))
            except VigieError as error:
                told.append(f"{one.name} – {error.sentence}")
        return found, told

    def is_due(self, one: Subscription, now: datetime) -> bool:
        """Whether a catalogue may be looked at again: it says how often."""
        if not one.tried:
            return True
        hours = REFRESH_HOURS
        for digest in filter(None, (one.trusted, one.pending)):
            with suppress(VigieError):  # what is kept was lost: it is to be fetched again
                hours = self._kept(digest).refresh_hours
                break
        return now - datetime.fromisoformat(one.tried) >= timedelta(hours=hours)

    def refresh(
        self, one: Subscription, reader: Reader, now: datetime | None = None, progress: Progress | None = None
    ) -> Subscription:
        """Look at the place of a catalogue and keep what is there. Failures are told in the subscription, never raised; `Cancelled` is."""
        now, progress = now or datetime.now(timezone.utc), progress or Silent()
        progress.step(0, one.name)
        changed: dict = {"tried": now.isoformat(timespec="seconds"), "failure": ""}
        try:
            fresh = self._fetch(one, place_of(one.place), reader, progress)
            changed["title"] = fresh.title
            changed |= self._received(one, fresh, now)
        except VigieError as error:
            told = translate("shared_catalog", "It could not be refreshed: {why} The last good version stays in force.")
            changed["failure"] = told.format(why=error.sentence) if one.trusted else error.sentence
        updated = self._update(one.place, lambda before: replace(before, **changed), one)
        self._sweep()
        return updated

    def _received(self, one: Subscription, fresh: SharedCatalogue, now: datetime) -> dict:
        """What a version that was read changes in its subscription."""
        seen = {"fetched": now.isoformat(timespec="seconds")}
        if fresh.digest == one.trusted:
            return {**seen, "pending": ""}
        if fresh.digest == one.refused:
            return {"pending": ""}
        with suppress(VigieError):  # what was trusted is lost here: the member is shown all of the new one
            if one.trusted and not compare(self._kept(one.trusted), fresh, place_of(one.place)).sensitive:
                return {**seen, "trusted": fresh.digest, "pending": ""}
        return {"pending": fresh.digest}

    def _fetch(self, one: Subscription, place: Place, reader: Reader, progress: Progress) -> SharedCatalogue:
        """Read the document at a place and its styles, and keep them; valid all of them, or nothing of it is kept."""
        content = reader.document(place)
        fresh = read_catalogue(content, Path(place.written).name or place.written, self._library, self._curated)
        styles = [
            style for style in fresh.styles.values() if style.content is None and not self._style_path(style.sha256).exists()
        ]
        for count, style in enumerate(styles):
            progress.step(100 * count / len(styles), style.file)
            write_whole(self._style_path(style.sha256), checked_style(style, reader.style(place, style)))
        write_whole(self._path(fresh.digest), content)
        self._read[fresh.digest] = fresh
        return fresh

    # Trust

    def proposal(self, one: Subscription) -> Proposal | None:
        """What waits for the member to accept it; else what she trusts, whose places she may allow or not; None when there is neither."""
        if not one.pending and not one.trusted:
            return None
        place, fresh = place_of(one.place), self._kept(one.pending or one.trusted)
        before = changes = None
        with suppress(VigieError):  # what was trusted is lost here: all of the new one is shown
            before = self._kept(one.trusted) if one.trusted else None
            changes = compare(before, fresh, place) if before is not None and one.pending else None
        stripped: dict[str, None] = {}
        for style in fresh.styles.values():
            stripped.update(dict.fromkeys(self._clean(style, one.allowed).notes))
        return Proposal(
            one, fresh, tuple(contents(fresh, place)), changes, tuple(to_allow(fresh, place)), tuple(stripped), before
        )

    def trust(self, proposal: Proposal, allowed: Collection[str]) -> Subscription:
        """Put the version of a proposal in force, with the roots that the member allowed among those to allow."""
        one = proposal.subscription
        kept = tuple(root for root in proposal.to_allow if root in allowed)

        def change(before: Subscription) -> Subscription:
            pending = "" if before.pending == proposal.catalogue.digest else before.pending
            fetched = before.fetched if before.trusted == proposal.catalogue.digest else before.tried
            return replace(
                before, trusted=proposal.catalogue.digest, pending=pending, fetched=fetched, allowed=kept, refused="",
                title=proposal.catalogue.title,
            )  # fmt: skip

        return self._update(one.place, change, one)

    def refuse(self, proposal: Proposal) -> Subscription:
        """Leave the version of a proposal: it is not proposed again."""
        one = proposal.subscription
        return self._update(one.place, lambda before: replace(before, pending="", refused=proposal.catalogue.digest), one)

    def style(self, shelf: Shelf, layer: SharedLayer, functions: Collection[str] = ()) -> tuple[Style, Clean] | None:
        """The style of a layer, cleaned now, with what was left out of it; None when it has none. `functions` are names that its
        expressions may not call. A `VigieError` refuses it.
        """
        style = shelf.catalogue.styles.get(layer.style)
        return None if style is None else (style, self._clean(style, shelf.subscription.allowed, functions))

    def _clean(self, style: Style, allowed: Collection[str], functions: Collection[str] = ()) -> Clean:
        content = style.content
        if content is None:
            content = checked_style(style, read_file(self._style_path(style.sha256), LARGEST_STYLE))
        return clean_style(content, f"{style.id}.{style.format}", style.format, allowed, functions)

    def check_styles(self, catalogue: SharedCatalogue, place: Place, reader: Reader, progress: Progress) -> list[Finding]:
        """What is wrong with the styles of a catalogue that lies at a place, for its author; nothing is kept."""
        found = []
        for count, style in enumerate(catalogue.styles.values()):
            progress.step(100 * count / len(catalogue.styles), style.id)
            try:
                content = style.content if style.content is not None else checked_style(style, reader.style(place, style))
                notes = clean_style(content, f"{style.id}.{style.format}", style.format).notes
                found += [Finding(style.id, WARNING, note) for note in notes]
            except VigieError as error:
                found.append(Finding(style.id, ERROR, error.sentence))
        return found

    # Files

    def _kept(self, digest: str) -> SharedCatalogue:
        """A version that is kept; a `VigieError` when its file is not what it was."""
        if digest not in self._read:
            content = read_file(self._path(digest), LARGEST)
            if digest_of(content) != digest:
                told = translate(
                    "shared_catalog", "The copy that is kept here was changed: it is not used. Refresh the catalogue."
                )
                raise VigieError(told)
            self._read[digest] = read_catalogue(content, f"{digest[:12]}.json", self._library, self._curated)
        return self._read[digest]

    def _path(self, digest: str) -> Path:
        return self._folder / "documents" / f"{digest}.json"

    def _style_path(self, digest: str) -> Path:
        return self._folder / "styles" / f"{digest}.xml"

    def _load(self) -> list[Subscription]:
        path = self._folder / STATE
        if not path.exists():
            return []
        rows = load_document(path, SCHEMA)["subscriptions"]
        return [Subscription(**{**row, "allowed": tuple(row.get("allowed", ()))}) for row in rows]

    def _change(self, change: Callable[[list[Subscription]], list[Subscription]]) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with Lock(self._folder / "list.lock"):
            listed = change(self._load())
            rows = [{key: value for key, value in asdict(one).items() if key != "given"} for one in listed]
            content = json.dumps({"version": 1, "subscriptions": rows}, ensure_ascii=False, indent=2)
            write_whole(self._folder / STATE, content.encode("utf-8", "replace"))

    def _update(
        self, place: str, change: Callable[[Subscription], Subscription], fresh: Subscription | None = None
    ) -> Subscription:
        """Change one catalogue of the list; one that an administrator gives enters it."""
        made: list[Subscription] = []

        def each(listed: list[Subscription]) -> list[Subscription]:
            if fresh is not None and fresh.given and not any(one.place == place for one in listed):
                listed = [fresh, *listed]
            after = [change(one) if one.place == place else one for one in listed]
            made.extend(one for one in after if one.place == place)
            return after

        self._change(each)
        if not made:
            raise VigieError(translate("shared_catalog", "{place} is not in the list any more.").format(place=place))
        return replace(made[0], given=fresh.given if fresh is not None else False)

    def _sweep(self) -> None:
        """Remove the documents and styles that no catalogue of the list needs."""
        with Lock(self._folder / "list.lock"):
            wanted = {digest for one in self._load() for digest in (one.trusted, one.pending) if digest}
            styles: set[str] = set()
            for digest in wanted:
                with suppress(VigieError):  # it cannot be read: its styles are of no use
                    styles |= {style.sha256 for style in self._kept(digest).styles.values()}
            for folder, names in (("documents", wanted), ("styles", styles)):
                for path in (self._folder / folder).glob("*.*"):
                    if re.fullmatch("[0-9a-f]{64}", path.stem) and path.stem not in names:
                        path.unlink(missing_ok=True)
