# SPDX-License-Identifier: GPL-2.0-or-later
"""A local server of files for the tests of downloads: by pieces or not, cut where wanted, slow where wanted."""

import hashlib
import re
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Files(BaseHTTPRequestHandler):
    """Serves `server.files` (path -> bytes) by pieces; notes what is asked.

    `pieces`: whether it knows Range. `knows_if_range`: whether it does. `versions`: whether it gives an ETag, which follows the content. `cut_at`: no byte from
    there. `status`: answer this to all. `headers`: sent besides. `dribble`: seconds before each kilobyte.
    `missing`: bytes announced that do not come.
    """

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms between its headers and its body

    def do_GET(self):
        server = self.server
        server.asked.append({"method": self.command, **self.headers})
        body = server.files.get(self.path)
        if body is None or server.status:
            self.answer(server.status or 404, b"no")
            return
        tag = f'"{hashlib.md5(body).hexdigest()}"'
        headers = {"ETag": tag, **server.headers} if server.versions else server.headers
        if server.versions and self.headers.get("If-None-Match") == tag:
            self.answer(304, b"", headers)
            return
        asked = re.match(r"bytes=(\d+)-(\d+)", self.headers.get("Range", ""))
        valid = not server.knows_if_range or self.headers.get("If-Range") in (None, tag)
        if asked and valid and server.pieces:
            start, end = int(asked[1]), min(int(asked[2]), len(body) - 1)
            if server.cut_at is not None and start >= server.cut_at:
                self.close_connection = True
                self.connection.close()
                return
            if start > end:
                self.answer(416, b"", {"Content-Range": f"bytes */{len(body)}"})
                return
            self.answer(206, body[start : end + 1], {**headers, "Content-Range": f"bytes {start}-{end}/{len(body)}"})
        else:
            self.answer(200, body, headers)

    do_HEAD = do_GET

    def answer(self, status, body, headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + self.server.missing))
        self.end_headers()
        for start in range(0, len(body) if self.command == "GET" else 0, 1000):
            time.sleep(self.server.dribble)
            self.wfile.write(body[start : start + 1000])
        if self.server.missing:
            self.close_connection = True

    def log_message(self, *arguments):
        pass


class Server(ThreadingHTTPServer):
    """A client may be killed at any moment: that is no error of ours."""

    def handle_error(self, request, client_address):
        pass


@contextmanager
def running():
    """The server, in a thread of its own; its `address` is what to ask."""
    server = Server(("127.0.0.1", 0), Files)
    server.files, server.asked, server.pieces, server.cut_at = {}, [], True, None
    server.knows_if_range, server.versions, server.headers, server.status, server.dribble, server.missing = (
        True,
        True,
        {},
        None,
        0,
        0,
    )
    server.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
