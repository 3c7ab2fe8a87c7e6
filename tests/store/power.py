"""A disk that loses what was not synced when its power is cut, and a SQLite log that lies on it.

A kill leaves the pages of the operating system, so that it does not show whether anything was
flushed. Here nothing lasts but what SQLite asked to be synced.
"""

import sqlite3

import apsw

from ip4timeline.store import SqliteStore


class Disk:
    """Files as they are seen, and as they would be found after a power cut."""

    def __init__(self):
        self.seen = {}
        self.synced = {}
        self.life = 0
        self.syncs = 0

    def cut(self):
        """Cut the power; whoever has a file open writes into nothing from now on."""
        self.life += 1
        self.seen = {name: bytearray(data) for name, data in self.synced.items()}


class File:
    """An open file of a disk."""

    def __init__(self, disk, name):
        self.disk, self.name, self.life = disk, name, disk.life
        disk.seen.setdefault(name, bytearray())

    @property
    def data(self):
        return self.disk.seen[self.name] if self.life == self.disk.life else bytearray()

    def xRead(self, amount, offset):  # noqa: N802
        return bytes(self.data[offset : offset + amount])

    def xWrite(self, data, offset):  # noqa: N802
        held = self.data
        held.extend(bytes(max(0, offset + len(data) - len(held))))
        held[offset : offset + len(data)] = data

    def xTruncate(self, size):  # noqa: N802
        del self.data[size:]

    def xSync(self, flags):  # noqa: N802
        if self.life == self.disk.life:
            self.disk.synced[self.name] = bytes(self.data)
            self.disk.syncs += 1

    def xFileSize(self):  # noqa: N802
        return len(self.data)

    def xLock(self, level):  # noqa: N802
        """One connection at a time, by the mode it is opened in."""

    xUnlock = xLock  # noqa: N815

    def xCheckReservedLock(self):  # noqa: N802
        return False

    def xFileControl(self, op, pointer):  # noqa: N802
        return False

    def xSectorSize(self):  # noqa: N802
        return 4096

    def xDeviceCharacteristics(self):  # noqa: N802
        return 0

    def xClose(self):  # noqa: N802
        """Nothing is held."""


class System(apsw.VFS):
    """The file system of a disk."""

    def __init__(self, name, disk):
        self.disk = disk
        super().__init__(name, "")

    def xFullPathname(self, name):  # noqa: N802
        return name

    def xOpen(self, name, flags):  # noqa: N802
        flags[1] = flags[0]
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        return File(self.disk, path or f"temporary-{id(flags)}")

    def xAccess(self, name, flags):  # noqa: N802
        return name in self.disk.seen

    def xDelete(self, name, sync):  # noqa: N802
        self.disk.seen.pop(name, None)
        self.disk.synced.pop(name, None)


class Spoken:
    """A connection of apsw that speaks as one of the standard library, as far as a store asks."""

    def __init__(self, connection, rewritten):
        self.connection, self.rewritten = connection, rewritten

    @property
    def in_transaction(self):
        return self.connection.in_transaction

    def execute(self, statement, values=()):
        try:
            return self.connection.execute(self.rewritten.get(statement, statement), tuple(values))
        except apsw.Error as error:
            raise sqlite3.OperationalError(str(error)) from error

    def executemany(self, statement, rows):
        self.connection.executemany(statement, rows)

    def close(self):
        """The disk is not to be written to by a good-bye."""


class OnDisk(SqliteStore):
    """A SQLite log on a disk; ``rewritten`` puts other statements in the place of some."""

    _count = 0

    def __init__(self, disk=None, rewritten=None):
        self.disk = disk or Disk()
        self.rewritten = rewritten or {}
        super().__init__("log.db")
        # Without shared memory the write-ahead log is for one connection.
        self._reader = self._writer

    def _connect(self):
        OnDisk._count += 1
        name = f"disk-{OnDisk._count}"
        self.system = System(name, self.disk)
        connection = apsw.Connection("log.db", vfs=name)
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        return Spoken(connection, self.rewritten)

    def cut(self):
        """The log as it is found after the power was cut."""
        self.disk.cut()
        return type(self)(self.disk, self.rewritten)
