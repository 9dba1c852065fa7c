"""What Python says that is done while files are read: :class:`Watch`."""

import os
import sys
from pathlib import Path

#: Events of `sys.addaudithook`, by their beginnings, of what reading a file must not lead to.
FORBIDDEN = (
    "ctypes.dlopen",
    "exec",
    "os.exec",
    "os.fork",
    "os.kill",
    "os.posix_spawn",
    "os.spawn",
    "os.startfile",
    "os.symlink",
    "os.system",
    "pty.",
    "socket.bind",
    "socket.connect",
    "socket.getaddrinfo",
    "socket.sendto",
    "subprocess.Popen",
    "urllib.Request",
)
#: Those that are allowed within a folder, with the places of paths among their arguments.
WITHIN = {
    "os.chmod": (0,),
    "os.chown": (0,),
    "os.link": (0, 1),
    "os.mkdir": (0,),
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.rmdir": (0,),
    "os.truncate": (0,),
    "os.utime": (0,),
    "shutil.rmtree": (0,),
    "tempfile.mkdtemp": (0,),
    "tempfile.mkstemp": (0,),
}
# Whose last argument may be an open folder that the path begins in.
_AT = ("os.mkdir", "os.remove", "os.rmdir")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


_hooked, _watching = [], []


def _tell(event, arguments):
    if _watching:
        _watching[-1]._note(event, arguments)


class Watch:
    """Notes what is done that should not be, while it is used as a context manager.

    Programs that run, processes and connections count, and what is made, changed or removed outside
    of `folder`; so do modules that are imported and were not among those that `may_import` (see
    :meth:`learn`).

    Parameters
    ----------
    folder : path, optional
        Where writing is allowed; nowhere, if None.
    """

    def __init__(self, folder=None):
        self.folder = None if folder is None else os.path.realpath(folder)
        self.may_import = None
        self._deeds, self._imported = [], set()
        if not _hooked:  # hooks cannot be taken away: one for all
            _hooked.append(True)
            sys.addaudithook(_tell)

    def __enter__(self):
        self._deeds = []
        _watching.append(self)
        return self._deeds

    def __exit__(self, *_):
        _watching.remove(self)

    def learn(self, reading, *arguments):
        """Call a function with what is undamaged; what is imported then may always be."""
        self._imported = set()
        with self:
            found = reading(*arguments)
        self.may_import = (self.may_import or set()) | self._imported
        return found

    def _note(self, event, arguments):
        if event == "import":
            self._note_import(arguments[0])
        elif event == "exec":
            if not Path(arguments[0].co_filename).is_file():  # a module of Python's own or ours
                self._deeds.append((event, arguments))
        elif event == "open":
            if isinstance(arguments[2], int) and arguments[2] & _WRITING:
                self._note_paths(event, arguments[:1])
        elif event in WITHIN:
            opened = arguments[-1] if event in _AT else None
            self._note_paths(event, [arguments[at] for at in WITHIN[event]], opened)
        elif event.startswith(FORBIDDEN):
            self._deeds.append((event, arguments))

    def _note_import(self, name):
        self._imported.add(name)
        known = self.may_import is None or name in self.may_import
        if not known and name.partition(".")[0] not in ("theanornn", "encodings"):
            self._deeds.append(("import", name))

    def _note_paths(self, event, paths, opened=None):
        for path in paths:
            if isinstance(path, int) or path is None:
                continue  # a file that is open already
            place = os.path.join(_folder(opened), os.fsdecode(path))
            # An "open" follows links; everything else is done to the name.
            real = os.path.realpath(place)
            if event != "open":
                folder, name = os.path.split(os.path.abspath(place))
                real = os.path.join(os.path.realpath(folder), name)
            inside = self.folder is not None and (real + os.sep).startswith(self.folder + os.sep)
            if not inside and real != os.devnull:
                self._deeds.append((event, path))


def _folder(opened):
    """Where relative paths begin: in a folder that was opened, or in the current one."""
    if isinstance(opened, int) and opened >= 0:
        return os.readlink(f"/proc/self/fd/{opened}")
    return os.getcwd()
