# SPDX-License-Identifier: GPL-2.0-or-later
"""Who does the parts: this process, workers of its own, or those of a Dask scheduler. A part whose worker is lost is done by another."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from ..messages import Progress, VigieError, translate
from ..requirements import distributed as require_distributed
from .parts import Part
from .work import Answer, Packed, done, kept

if TYPE_CHECKING:
    import distributed

RETRIES = 2
"""How often a part is tried again after an error that may pass, such as that of a file share."""

HEARD_SECONDS = 0.3
"""How often a cancel is listened for."""

_LOCAL = re.compile(r"tcp://(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?/?", re.IGNORECASE)


class Pool(Protocol):
    """What does parts."""

    lost: int
    """How many workers went away meanwhile."""

    def answers(self, job: Packed, parts: Sequence[Part], progress: Progress) -> Iterator[Answer]:
        """The answers as they come; raises `Cancelled`, and a `VigieError` where a part cannot be done."""


class Here:
    """The process itself, one part after the other."""

    lost = 0

    def answers(self, job: Packed, parts: Sequence[Part], progress: Progress) -> Iterator[Answer]:
        """See `Pool`."""
        for part in parts:
            progress.hear()
            yield done(job, part)


class OnDask:
    """The workers of a scheduler."""

    def __init__(self, client: distributed.Client) -> None:
        self._client = client
        self._seen: set[str] = set()
        self.lost = 0

    def answers(self, job: Packed, parts: Sequence[Part], progress: Progress) -> Iterator[Answer]:
        """See `Pool`."""
        library = require_distributed()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of a job of some MB: it travels once
            shared = self._client.submit(kept, job, pure=False, retries=RETRIES)
            waiting = {self._client.submit(done, shared, part, pure=False, retries=RETRIES): part for part in parts}
        try:
            while waiting:
                progress.hear()
                self._look_at_workers()
                for future in self._finished(library, list(waiting)):
                    yield self._answer(library, future, waiting.pop(future))
        finally:
            self._look_at_workers()
            self._client.cancel([*waiting, shared], force=True)

    def _finished(self, library: ModuleType, futures: list) -> set:
        try:
            return library.wait(futures, timeout=HEARD_SECONDS, return_when="FIRST_COMPLETED").done
        except TimeoutError:
            return set()

    def _answer(self, library: ModuleType, future: distributed.Future, part: Part) -> Answer:
        try:
            return future.result()
        except library.KilledWorker as error:
            raise VigieError(
                translate(
                    "batch",
                    "The workers that had the part {part} were lost, one after the other: give them more memory, or start fewer.",
                ).format(part=part.name),
                str(error),
            ) from error
        except Exception as error:  # whatever a worker raised
            raise VigieError(
                translate("batch", "The part {part} could not be computed: {why}. The log of the worker tells more.").format(
                    part=part.name, why=str(error) or type(error).__name__
                ),
                repr(error),
            ) from error

    def _look_at_workers(self) -> None:
        with suppress(OSError, TimeoutError):  # a scheduler that is gone is told by what is asked of it
            present = set(self._client.scheduler_info()["workers"])
            self._seen |= present
            self.lost = len(self._seen - present)


@contextmanager
def own_workers(count: int) -> Iterator[Pool]:
    """So many processes on this machine, for as long as they are used; this process for 0. What they say to each other is encrypted, since
    whoever speaks to a worker has it do what he likes.
    """
    if count < 1:
        yield Here()
        return
    library = require_distributed()
    try:
        security = library.security.Security.temporary()
    except ImportError as error:
        raise VigieError(
            translate(
                "batch",
                "Workers need the Python library cryptography, lest other users of this machine give them work: install it, or compute "
                "in one process (--workers 0).",
            ),
            str(error),
        ) from error
    cluster = library.LocalCluster(
        n_workers=count, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", security=security,
        silence_logs=logging.CRITICAL,
    )  # fmt: skip
    with cluster, library.Client(cluster) as client:
        client.wait_for_workers(count)
        yield OnDask(client)


@contextmanager
def workers_of(address: str, files: Sequence[Path | None] = (None, None, None), open_network: bool = False) -> Iterator[Pool]:
    """Those of the scheduler at an address (``tls://…``, or ``tcp://…`` on this machine); `files`: certificates of the authority and of
    oneself, and the key. A `VigieError` refuses an address that others could listen to, unless `open_network`.
    """
    library = require_distributed()
    encrypted = address.lower().startswith("tls://")
    if not encrypted and not _LOCAL.fullmatch(address) and not open_network:
        raise VigieError(
            translate(
                "batch",
                "“{address}” is not encrypted: whoever reaches that scheduler or its workers has them do what he likes. Start them with "
                "TLS (docs/batch.md), or say that the network is yours alone (--open-network).",
            ).format(address=address)
        )
    authority, own, key = (None if path is None else str(path) for path in files)
    security = library.security.Security(
        tls_ca_file=authority, tls_client_cert=own, tls_client_key=key, require_encryption=encrypted
    )
    try:
        client = library.Client(address, security=security, timeout=10)
    except (OSError, TimeoutError, ValueError, TypeError) as error:
        raise VigieError(
            translate(
                "batch", "The scheduler at {address} does not answer: check that it runs, its address and certificates."
            ).format(address=address),
            str(error),
        ) from error
    with client:
        if not client.scheduler_info()["workers"]:
            raise VigieError(
                translate("batch", "The scheduler at {address} has no worker: start some (docs/batch.md).").format(
                    address=address
                )
            )
        yield OnDask(client)
