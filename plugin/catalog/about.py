# SPDX-License-Identifier: GPL-2.0-or-later
"""What is told of a dataset to those who see a layer of it: in its metadata, and in the credits that layouts print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..messages import date, translate
from .licences import licence_demands
from .themes import theme_of

if TYPE_CHECKING:
    from .model import Box, Entry, Resource


@dataclass(frozen=True)
class About:
    """A dataset as its layers tell it.

    Dates are ISO text; `fetched` is when it was asked of its source. `address` is where the data come from, `page` where they
    are described. `theme` is one of `themes`. `notes` say what was done to the data. `box` is in degrees.
    """

    title: str
    identifier: str = ""
    abstract: str = ""
    producer: str = ""
    licence: str = ""
    licence_url: str = ""
    published: str = ""
    modified: str = ""
    fetched: str = ""
    address: str = ""
    page: str = ""
    theme: str = ""
    keywords: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    box: Box | None = None

    @classmethod
    def of(cls, entry: Entry, resource: Resource | None = None, fetched: str = "", notes: tuple[str, ...] = ()) -> About:
        """An entry of a catalogue, got through one of its resources."""
        named = resource.title if resource is not None and len(entry.resources) > 1 else ""
        return cls(
            title=f"{entry.title} – {named}" if named and named != entry.title else entry.title,
            identifier=entry.id,
            abstract=entry.description,
            producer=entry.producer,
            licence=entry.licence,
            licence_url=entry.licence_url,
            published=entry.published,
            modified=(resource.date if resource is not None else "") or entry.modified,
            fetched=fetched,
            address=resource.address if resource is not None else "",
            page=entry.page,
            theme=theme_of(entry.theme, *entry.keywords, entry.title),
            keywords=entry.keywords,
            notes=(*entry.notes, *(resource.notes if resource is not None else ()), *notes),
            box=entry.box,
        )

    def named(self, part: str) -> About:
        """One of the layers of the dataset, told apart by its name."""
        return replace(self, title=f"{self.title} – {part}", identifier=f"{self.identifier}/{part}" if self.identifier else "")

    @property
    def credit(self) -> str:
        """The source as it is quoted: title, producer, date, licence."""
        day = date((self.modified or self.published).partition("T")[0])
        if not day and self.fetched:
            day = translate("about", "fetched on {date}").format(date=date(self.fetched.partition("T")[0]))
        return ", ".join(" ".join(part.split()) for part in (self.title, self.producer, day, self.licence) if part)

    @property
    def demands(self) -> str:
        """What its licence demands of those who reuse it."""
        return licence_demands(self.licence, self.licence_url)
