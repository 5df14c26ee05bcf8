# SPDX-License-Identifier: GPL-2.0-or-later
"""A server on which everything goes wrong, one path a fault; one whose certificate nobody signed; a proxy with a password."""

import base64
import gzip
import json
import select
import socket
import socketserver
import ssl
import struct
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
    b'<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&b;&f;</x>'
)


class FaultHandler(BaseHTTPRequestHandler):
    """Each path is a fault; the server notes what it was asked, and when."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        name = self.path.strip("/").split("?")[0].split("/")[0]
        with self.server.lock:
            self.server.seen.append((self.command, self.path, dict(self.headers), time.monotonic()))
            nth = sum(path == self.path for _, path, _, _ in self.server.seen)
        fault = getattr(self, f"fault_{name.replace('-', '_')}", None)
        if fault is None:
            self.answer(200, json.dumps({"ok": True, "n": nth}).encode(), "application/json")
        else:
            fault(nth)

    do_POST = do_GET

    def answer(self, status, body=b"", kind="text/plain", length=None, **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        for header, value in headers.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def fault_404(self, nth):
        self.answer(404, b"no")

    def fault_403(self, nth):
        self.answer(403, b"no")

    def fault_400(self, nth):
        self.answer(400, b"bad request")

    def fault_429_once(self, nth):
        self.answer(429, b"", Retry_After="1") if nth == 1 else self.answer(200, b'{"ok": true}', "application/json")

    def fault_429_long(self, nth):
        self.answer(429, b"", Retry_After="120")

    def fault_500_once(self, nth):
        self.answer(500, b"x") if nth == 1 else self.answer(200, b'{"ok": true}', "application/json")

    def fault_500(self, nth):
        self.answer(500, b"x")

    def fault_503(self, nth):
        self.answer(503, b"x")

    def fault_cut(self, nth):
        self.answer(200, b'{"ok": tr', "application/json", length=5000)
        self.close_connection = True

    def fault_drip(self, nth):
        self.send_response(200)
        self.send_header("Content-Length", "600")
        self.end_headers()
        for _ in range(600):
            try:
                self.wfile.write(b" ")
                self.wfile.flush()
            except OSError:
                return
            if self.server.stopping.wait(1):
                return

    def fault_silence(self, nth):
        self.server.stopping.wait(60)

    def fault_html(self, nth):
        self.answer(200, b"<!DOCTYPE html><html><body>Portail captif</body></html>", "text/html")

    def fault_wrong_type(self, nth):
        self.answer(200, b'{"ok": true}', "image/png")

    def fault_bomb(self, nth):
        self.answer(200, self.server.bomb, "application/json", Content_Encoding="gzip")

    def fault_members(self, nth):
        body = gzip.compress(b'{"ok": ') + gzip.compress(b"true}")
        self.answer(200, body, "application/json", Content_Encoding="gzip")

    def fault_empty_gzip(self, nth):
        self.answer(404, b"", Content_Encoding="gzip")

    def fault_429_absurd(self, nth):
        self.answer(429, b"", Retry_After="Wed, 99 Oct 2026 99:00:00 GMT" if nth % 2 else "9" * 400)

    def fault_to_a_file(self, nth):
        self.answer(302, b"", Location="file:///etc/passwd")

    def fault_large(self, nth):
        self.answer(200, bytes(3_000_000), "application/octet-stream")

    def fault_entities(self, nth):
        self.answer(200, ENTITIES, "text/xml")

    def fault_redirect(self, nth):
        step = int(self.path.rsplit("/", 1)[1]) if self.path.count("/") > 1 else 0
        self.answer(302, b"", Location=f"/redirect/{step + 1}")

    def fault_moved(self, nth):
        self.answer(302, b"", Location="/elsewhere")

    def fault_reset(self, nth):
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, *arguments):
        pass


@contextmanager
def served(server):
    """Run a server in a thread until the end of the block."""
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server
    finally:
        getattr(server, "stopping", threading.Event()).set()
        server.shutdown()
        server.server_close()


@contextmanager
def fault_server(context=None):
    """The server of faults; gives (address, server). `server.seen` lists what it was asked."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), FaultHandler)
    server.seen, server.lock, server.stopping = [], threading.Lock(), threading.Event()
    server.bomb = gzip.compress(bytes(100_000_000))
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    with served(server):
        yield f"http{'s' if context else ''}://127.0.0.1:{server.server_port}", server


def self_signed(folder):
    """A context of TLS with a certificate that nobody signed."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


class ProxyHandler(socketserver.StreamRequestHandler):
    """An HTTP proxy that wants a name and a password, and writes down all that passes."""

    def handle(self):
        line = self.rfile.readline(65536).decode("latin-1").strip()
        if not line:
            return
        method, target, _ = line.split(" ")
        headers = {}
        while (raw := self.rfile.readline(65536)) not in (b"\r\n", b""):
            name, _, value = raw.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        allowed = headers.get("proxy-authorization") == self.server.expected
        with self.server.lock:
            self.server.log.append((method, target, allowed))
        if not allowed:
            self.wfile.write(
                b'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="departement"\r\n'
                b"Content-Length: 0\r\nConnection: close\r\n\r\n"
            )
        elif method == "CONNECT":
            self.tunnel(target)
        else:
            self.forward(line, target, headers)

    def tunnel(self, target):
        host, _, port = target.partition(":")
        with socket.create_connection((host, int(port)), 5) as there:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            self.pump(there)

    def forward(self, line, target, headers):
        method = line.split(" ")[0]
        rest = target.split("//", 1)[1]
        place, _, path = rest.partition("/")
        host, _, port = place.partition(":")
        body = self.rfile.read(int(headers.get("content-length", 0)))
        kept = {name: value for name, value in headers.items() if not name.startswith("proxy-") and name != "connection"}
        lines = [f"{method} /{path} HTTP/1.1", *(f"{name}: {value}" for name, value in kept.items()), "connection: close"]
        with socket.create_connection((host, int(port or 80)), 5) as there:
            there.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)
            self.pump(there)

    def pump(self, there):
        pair = [self.connection, there]
        while True:
            ready, _, _ = select.select(pair, [], [], 10)
            if not ready:
                return
            for source in ready:
                data = source.recv(65536)
                if not data:
                    return
                (there if source is self.connection else self.connection).sendall(data)


@contextmanager
def proxy(name="agent", password="mot de passe"):
    """A proxy; gives (port, log) where log lists (method, target, whether the password was right)."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), ProxyHandler)
    server.lock, server.log = threading.Lock(), []
    server.expected = "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()
    with served(server):
        yield server.server_address[1], server.log
