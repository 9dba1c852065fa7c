"""Logs sent to a server of this machine."""

import http.server
import json
import threading
import urllib.parse

import numpy as np
import pytest

from theanornn.callbacks import RemoteMonitor


@pytest.fixture
def server():
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.server.got.append((self.path, dict(self.headers), body))
            self.send_response(200 if self.path != "/lost/" else 404)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as running:
        running.got = []
        running.root = f"http://127.0.0.1:{running.server_port}"
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


LOGS = {"loss": np.float32(0.5), "v": np.arange(2)}


def test_a_form(server):
    RemoteMonitor(server.root, field="f", headers={"X-Mine": "1"}).on_epoch_end(3, LOGS)
    ((path, headers, body),) = server.got
    assert path == "/publish/epoch/end/"
    assert headers["X-Mine"] == "1"
    assert json.loads(urllib.parse.parse_qs(body)["f"][0]) == {"epoch": 3, "loss": 0.5, "v": [0, 1]}


def test_json(server):
    RemoteMonitor(server.root, path="/a", send_as_json=True).on_epoch_end(0, LOGS)
    ((path, headers, body),) = server.got
    assert path == "/a" and headers["Content-Type".title()] == "application/json"
    assert json.loads(body)["loss"] == 0.5


def test_no_server_is_warned_of(server):
    with pytest.warns(UserWarning, match="/lost/: HTTP Error 404") as told:
        RemoteMonitor(server.root, path="/lost/").on_epoch_end(0, {})
    assert told[0].filename == __file__
    with pytest.warns(UserWarning, match="127.0.0.1:9.*refused"):
        RemoteMonitor("http://127.0.0.1:9").on_epoch_end(0, {})
