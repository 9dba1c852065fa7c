"""RemoteMonitor: tell a server what each epoch measured."""

import http.client
import json
import urllib.parse
import urllib.request

from theanornn import callers
from theanornn.argument_kinds import kinds
from theanornn.callbacks.base import Callback

# Seconds after which a server counts as absent.
_PATIENCE = 10


class RemoteMonitor(Callback):
    """Posts the logs of each epoch to a server; one that does not answer is warned of.

    A training that is killed between the end of an epoch and its checkpoint posts that epoch again
    when it goes on.

    Parameters
    ----------
    root : str
        Address of the server, ``"http://localhost:9000"``.
    path : str
        Path on it.
    field : str
        Field of the form that holds the JSON text.
    headers : dict, optional
        HTTP headers.
    send_as_json : bool
        Post the JSON text itself in place of a form.
    """

    @kinds(root="named", path="text", field="named", headers="mapping")
    def __init__(
        self,
        root="http://localhost:9000",
        path="/publish/epoch/end/",
        field="data",
        headers=None,
        send_as_json=False,
    ):
        self.root = root
        self.path = path
        self.field = field
        self.headers = dict(headers or {})
        self.send_as_json = send_as_json

    def on_epoch_end(self, epoch, logs=None):
        numbers = {"epoch": epoch}
        for name, value in (logs or {}).items():
            numbers[name] = value.tolist() if hasattr(value, "tolist") else value
        text, headers = json.dumps(numbers), self.headers
        if self.send_as_json:
            headers = {"Content-Type": "application/json", **headers}
        else:
            text = urllib.parse.urlencode({self.field: text})
        request = urllib.request.Request(self.root + self.path, text.encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE):
                pass
        except (OSError, http.client.HTTPException) as error:
            callers.warn(f"RemoteMonitor: {self.root + self.path}: {error}")
