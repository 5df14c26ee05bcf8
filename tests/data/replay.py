# SPDX-License-Identifier: GPL-2.0-or-later
"""A local HTTP server that answers what a test says, and that checks what it is asked; and JSON answers gone wrong."""

import copy
import dataclasses
import json
import re
import threading
import traceback
from collections import namedtuple
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

Request = namedtuple("Request", "method path params headers body")
"""One request: `path` decoded; `params` name -> list of values; `headers` by lower-case name; `body` in bytes."""
UNEXPECTED = 599


def fits(wanted, values):
    """Whether the values of a parameter are those wanted: a text (the only value), a list of texts (all of them, in order), a
    compiled expression (matches each of them whole), a callable (is given the list), or None (no such parameter).
    """
    if wanted is None:
        return values is None
    if values is None:
        return False
    if callable(wanted):
        return bool(wanted(values))
    if isinstance(wanted, re.Pattern):
        return all(wanted.fullmatch(value) for value in values)
    return values == ([str(value) for value in wanted] if isinstance(wanted, (list, tuple)) else [str(wanted)])


class Replay:
    """Answers requests by routes, in the order in which they were given; use it as a context.

    ``address`` is where it listens. What no route expects is answered with 599, and makes the end of the block fail.
    ``requests`` lists all that was asked, ``unexpected`` what should not have been.
    """

    def __init__(self):
        self.requests, self.unexpected = [], []
        self._routes, self._lock = [], threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.replay = self
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind, error, trace):
        self._server.shutdown()
        self._server.server_close()
        if error is None:
            assert not self.unexpected, f"unexpected requests: {self.unexpected}"

    def route(self, method, path_regex, responder, params=None, body=None):
        """Answer requests of `method` whose whole path matches, whose parameters fit `params` (see `fits`; others are free),
        and whose bytes of body pass `body`.

        `responder` is what to send, or a callable that is given the `Request` and returns it: a `Path` (a file), bytes, a text,
        or anything that becomes JSON; in a tuple (status, headers, content) if it is no plain success.
        """
        self._routes.append((method, re.compile(path_regex), responder, dict(params or {}), body))

    def answer(self, request):
        """(status, headers, content) for a request, which is written down."""
        with self._lock:
            self.requests.append(request)
        for method, path, responder, params, body in self._routes:
            if (
                method == request.method
                and path.fullmatch(request.path)
                and all(fits(wanted, request.params.get(name)) for name, wanted in params.items())
                and (body is None or body(request.body))
            ):
                return self._made(responder, request)
        return self._refused(request)

    def _made(self, responder, request):
        try:
            made = responder(request) if callable(responder) else responder
        except Exception:
            return self._refused((request, traceback.format_exc()))
        status, headers, content = made if isinstance(made, tuple) else (200, {}, made)
        return status, headers, content

    def _refused(self, what):
        with self._lock:
            self.unexpected.append(what)
        return UNEXPECTED, {"Content-Type": "text/plain"}, f"unexpected: {what}"


def encoded(content):
    """The bytes of a content, and the type to announce."""
    if isinstance(content, Path):
        return content.read_bytes(), "application/json" if content.suffix == ".json" else "application/octet-stream"
    if isinstance(content, bytes):
        return content, "application/octet-stream"
    if isinstance(content, str):
        return content.encode(), "text/plain; charset=utf-8"
    return json.dumps(content).encode(), "application/json"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the acknowledgement of its headers

    def do_GET(self):
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        params = parse_qs(parts.query, keep_blank_values=True)
        request = Request(self.command, unquote(parts.path), params, headers, body)
        status, headers, content = self.server.replay.answer(request)
        data, kind = encoded(content)
        self.send_response(status)
        for name, value in {"Content-Type": kind, **headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_POST = do_PUT = do_HEAD = do_GET

    def log_message(self, *arguments):
        pass


class Canned:
    """A door behind which the same JSON document always is, for tests that make hundreds of documents."""

    def __init__(self, document):
        from vigie_territoriale.plugin.network.door import Answer

        self._answer = Answer("https://x.example/api", 200, {}, json.dumps(document).encode())

    def get(self, url, params=None, headers=None, limits=None):
        return self._answer

    def post(self, url, json=None, data=None, headers=None, limits=None):
        return self._answer


def survives(ask):
    """What `ask` answers, None when it raises an error made for users. Any other error goes through; so does an answer (a
    dataclass) that cannot be written down.
    """
    from vigie_territoriale.plugin.messages import VigieError

    try:
        found = ask()
    except VigieError:
        return None
    if found is not None:
        json.dumps(dataclasses.asdict(found), ensure_ascii=False, allow_nan=False).encode()
    return found


def junk():
    """A strategy of hypothesis: any JSON value, with some that look like what is expected."""
    from hypothesis import strategies as st

    likely = ("http://[", "https://a/b?SERVICE=WFS", "2024-01-01", "fr:commune:1", "\ud800", 10**400, -1, "wfs", "file", "fr")
    simple = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(likely)
    return st.recursive(
        simple,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
        max_leaves=6,
    )


def spoilt(document):
    """A strategy of hypothesis: a JSON document in which some values are replaced by anything, or are missing."""
    from hypothesis import strategies as st

    known = [path for path in _paths({"": document}) if path]
    changes = st.lists(st.tuples(st.sampled_from(known), st.booleans(), junk()), min_size=1, max_size=5)
    return changes.map(lambda wanted: _changed(document, wanted))


def _paths(value, path=()):
    """Where each value of a JSON document is."""
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, child in children:
        yield from _paths(child, (*path, name))


def _changed(document, changes):
    found = {"": copy.deepcopy(document)}
    for path, missing, value in changes:
        holder = found
        for name in path[:-1]:
            holder = holder[name] if _has(holder, name) else None
        if _has(holder, path[-1]):
            if missing and isinstance(holder, dict) and len(path) > 1:
                del holder[path[-1]]
            else:
                holder[path[-1]] = copy.deepcopy(value)
    return found[""]


def _has(holder, name):
    """Whether that place is still there, after the changes made."""
    if isinstance(holder, dict):
        return name in holder
    return isinstance(holder, list) and isinstance(name, int) and name < len(holder)
