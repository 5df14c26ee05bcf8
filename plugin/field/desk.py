# SPDX-License-Identifier: GPL-2.0-or-later
"""What the desk keeps of packages: their manifest, the snapshot that they left with, what each tablet has brought back. One folder a
package in the product's own folder; each file is replaced whole.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..locks import Lock
from ..messages import Progress, VigieError, translate
from ..working import write_whole
from .model import Rows, Value, digest, from_json, to_json

MANIFEST = "manifest.json"
STATE = "state.json.gz"
_ID = re.compile(r"[0-9a-f-]{36}\Z")


@dataclass
class LayerKept:
    """What is known of a layer in a package: its `table` there, its `name`, where it came from (`source`), the field that was its key
    (empty: the id of features), the `fields` that are compared, its CRS, whether it may be edited, its fields of files, and the mark
    of what it held where it may not be edited.
    """

    table: str
    name: str
    source: str
    key_field: str
    fields: list[str]
    crs: str
    geometry: str
    editable: bool
    count: int
    attachments: list[str] = field(default_factory=list)
    mark: str = ""


@dataclass
class Manifest:
    """A package: who took it, when (ISO, UTC), what it holds."""

    id: str
    date: str
    who: str
    territory: str
    buffer: float
    folder: str
    size: int
    version: str
    layers: list[LayerKept]

    def layer(self, table: str) -> LayerKept | None:
        """A layer that may be edited, by its table."""
        return next((one for one in self.layers if one.table == table and one.editable), None)


@dataclass
class Base:
    """The snapshot of a layer: `rows` by key as the office held them, `packed` where the package writes a value otherwise, `ids` of the
    features in their source.
    """

    rows: Rows
    packed: dict[str, dict[str, Value]]
    ids: dict[str, Any]

    def as_packed(self, key: str, name: str) -> Value:
        """A value as the package holds it."""
        written = self.packed.get(key, {})
        return written[name] if name in written else self.rows[key].get(name)


@dataclass
class State:
    """What has come back of a package. `lanes`: what each tablet last brought, by table and tablet; `ids` of features in the target,
    by table and target; `credits` of settled values by table; `pending`: a plan that may or may not have been carried out.
    """

    lanes: dict[str, dict[str, Rows]] = field(default_factory=dict)
    ids: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    credits: dict[str, dict] = field(default_factory=dict)
    returns: list[dict[str, Any]] = field(default_factory=list)
    pending: dict[str, Any] | None = None


class Desk:
    """The packages below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def held(self, progress: Progress | None = None) -> Iterator[None]:
        """Alone among all sessions of QGIS."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = Lock(self.folder / "desk.lock", progress)
            lock.wait()
        except OSError as error:
            told = translate("field", "The folder of packages cannot be written: {folder}. Check its rights and the disk.")
            raise VigieError(told.format(folder=self.folder), str(error)) from error
        try:
            yield
        finally:
            lock.release()

    def keep(self, manifest: Manifest, bases: Mapping[str, Base]) -> None:
        """Keep a new package; its manifest comes last, without which there is none."""
        for table, base in bases.items():
            document = {"rows": to_json(base.rows), "packed": to_json(base.packed), "ids": base.ids}
            write_whole(self._file(manifest.id, f"{table}.json.gz"), _packed(document))
        write_whole(self._file(manifest.id, MANIFEST), json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode())

    def forget(self, identifier: str) -> None:
        """Take back what `keep` kept, of a package that could not leave."""
        shutil.rmtree(self.folder / identifier, ignore_errors=True)

    def packages(self) -> list[Manifest]:
        """All of them, the oldest first."""
        found = [self.package(path.parent.name) for path in self.folder.glob(f"*/{MANIFEST}") if _ID.match(path.parent.name)]
        return sorted(found, key=lambda manifest: (manifest.date, manifest.id))

    def package(self, identifier: str) -> Manifest:
        """A package; a `VigieError` when the desk does not know it."""
        if not _ID.match(identifier) or not self._file(identifier, MANIFEST).exists():
            told = translate(
                "field", "No package {id} was made here: bring it back on the computer, and profile, where it was made."
            )
            raise VigieError(told.format(id=identifier))
        document = json.loads(self._file(identifier, MANIFEST).read_text(encoding="utf-8"))
        return Manifest(**{**document, "layers": [LayerKept(**layer) for layer in document["layers"]]})

    def base(self, identifier: str, table: str) -> Base:
        """The snapshot of a layer."""
        document = _unpacked(self._file(identifier, f"{table}.json.gz"))
        return Base(from_json(document["rows"]), from_json(document["packed"]), document["ids"])

    def state(self, identifier: str) -> State:
        """What has come back."""
        path = self._file(identifier, STATE)
        if not path.exists():
            return State()
        document = _unpacked(path)
        lanes = {
            table: {who: from_json(_unpacked(self._file(identifier, name))) for who, name in lane.items()}
            for table, lane in document["lanes"].items()
        }
        return State(**{**document, "lanes": lanes})

    def save(self, identifier: str, state: State) -> None:
        """Keep what has come back, in one step: rows go to files that bear the mark of what they hold, which the state then names."""
        names = {
            table: {who: self._kept_rows(identifier, rows) for who, rows in lane.items()} for table, lane in state.lanes.items()
        }
        write_whole(self._file(identifier, STATE), _packed({**vars(state), "lanes": names}))
        used = {name for lane in names.values() for name in lane.values()}
        for path in (self.folder / identifier).glob("rows-*.json.gz"):
            if path.name not in used:
                path.unlink(missing_ok=True)

    def _kept_rows(self, identifier: str, rows: Rows) -> str:
        name = f"rows-{digest(rows)[:32]}.json.gz"
        if not self._file(identifier, name).exists():
            write_whole(self._file(identifier, name), _packed(to_json(rows)))
        return name

    def backups(self, identifier: str) -> Path:
        """Where copies of layers are kept before a return is applied to them."""
        return self._file(identifier, "backups")

    def journal(self) -> list[dict[str, Any]]:
        """Who took what, when, what came back, what is still out: one entry a package, the oldest first."""
        entries = []
        for manifest in self.packages():
            path = self._file(manifest.id, STATE)
            returns = _unpacked(path)["returns"] if path.exists() else []
            back = {one["table"] for one in returns}
            entries.append(
                {
                    "package": manifest.id,
                    "who": manifest.who,
                    "date": manifest.date,
                    "territory": manifest.territory,
                    "layers": {one.name: one.count for one in manifest.layers},
                    "returns": returns,
                    "out": [one.name for one in manifest.layers if one.editable and one.table not in back],
                }
            )
        return entries

    def _file(self, identifier: str, name: str) -> Path:
        return self.folder / identifier / name


def _packed(document: Any) -> bytes:
    return gzip.compress(json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass"), 5)


def _unpacked(path: Path) -> Any:
    try:
        return json.loads(gzip.decompress(path.read_bytes()).decode("utf-8", "surrogatepass"))
    except (OSError, ValueError, EOFError) as error:
        told = translate("field", "{file} of the product cannot be read: bring it back from a backup of the profile.")
        raise VigieError(told.format(file=path), str(error)) from error
