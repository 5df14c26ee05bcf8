# SPDX-License-Identifier: GPL-2.0-or-later
"""What can go wrong between us and a source: a small family of errors, each with a sentence for the user."""

from __future__ import annotations

from ..messages import VigieError, number, translate

MEGABYTE = 1_000_000


class NetworkError(VigieError):
    """A source gave no usable answer. `host` is the machine that was asked, or the proxy."""

    def __init__(self, host: str, sentence: str, detail: str = "") -> None:
        super().__init__(sentence, detail)
        self.host = host


class Unreachable(NetworkError):
    """No answer: no network, no such machine, a reset connection, an untrusted certificate, a dead proxy."""

    def __init__(self, host: str, detail: str = "", sentence: str = "") -> None:
        told = sentence or translate("network", "{host} cannot be reached: check the network and QGIS's proxy settings.")
        super().__init__(host, told.format(host=host), detail)


class ProxyFault(Unreachable):
    """The proxy does not answer, or refuses the name or the password."""

    def __init__(self, detail: str = "") -> None:
        sentence = translate(
            "network",
            "The proxy does not let this through: check its address, name and password in QGIS's options (Network).",
        )
        super().__init__("proxy", detail, sentence)


class Untrusted(Unreachable):
    """The certificate of the machine is not one that QGIS trusts."""

    def __init__(self, host: str, detail: str = "") -> None:
        sentence = translate(
            "network", "The certificate of {host} is not trusted: add it in QGIS's options (Authentication) if you trust it."
        )
        super().__init__(host, detail, sentence)


class Refused(NetworkError):
    """The source wants a right that we do not have (401, 403), or finds the request wrong (other 4xx)."""

    def __init__(self, host: str, status: int, detail: str = "") -> None:
        sentence = (
            translate("network", "{host} asks for a right of access (answer {status}): choose credentials for this source.")
            if status in (401, 403)
            else translate("network", "{host} refuses this request (answer {status}).")
        )
        super().__init__(host, sentence.format(host=host, status=status), detail)
        self.status = status


class NotFound(NetworkError):
    """The address leads nowhere (404, 410)."""

    def __init__(self, host: str, detail: str = "") -> None:
        sentence = translate("network", "{host} no longer has this at that address.")
        super().__init__(host, sentence.format(host=host), detail)


class Busy(NetworkError):
    """The source asks to come back later (429, 503), and for longer than one waits in front of a screen."""

    def __init__(self, host: str, seconds: float | None, detail: str = "") -> None:
        sentence = (
            translate("network", "{host} receives too many requests: try again in {seconds} s.")
            if seconds
            else translate("network", "{host} receives too many requests, or is being maintained: try again later.")
        )
        super().__init__(host, sentence.format(host=host, seconds=number(seconds)), detail)
        self.seconds = seconds


class OutOfOrder(NetworkError):
    """The source itself fails (5xx)."""

    def __init__(self, host: str, status: int, detail: str = "") -> None:
        sentence = translate("network", "{host} is out of order (answer {status}): try again later.")
        super().__init__(host, sentence.format(host=host, status=status), detail)


class TooSlow(NetworkError):
    """No whole answer in time."""

    def __init__(self, host: str, detail: str = "") -> None:
        sentence = translate("network", "{host} is too slow: no whole answer in time. Try again later.")
        super().__init__(host, sentence.format(host=host), detail)


class TooLarge(NetworkError):
    """More bytes than are accepted, once decompressed."""

    def __init__(self, host: str, maximum: int, detail: str = "") -> None:
        sentence = translate("network", "{host} sends more than {size} MB: refused.")
        super().__init__(host, sentence.format(host=host, size=number(maximum / MEGABYTE)), detail)


class NotAsAnnounced(NetworkError):
    """A web page, a broken or a hostile document in place of what was asked for."""

    def __init__(self, host: str, detail: str = "") -> None:
        sentence = translate(
            "network",
            "{host} sent a web page, or something else, in place of data: the address may have changed, or the network asks "
            "for a password.",
        )
        super().__init__(host, sentence.format(host=host), detail)
