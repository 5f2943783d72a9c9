"""A zip is unpacked into memory, its bytes counted as they come; what its directory claims is not believed."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib

from estates.reading.saying import Wrong, quoted
from estates.reading.terms import Limits
from models.marks import N_

AT_ONCE = 1 << 20
ROOM = 10 << 20  # that a small file may unpack to, however well it is packed
NESTED = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh")


def unpack(data: bytes, limits: Limits) -> dict[str, bytes]:
    """Return the members of a zip by their names without folders; raise Wrong when it is one that means harm."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > limits.members:
                raise Wrong(N_("The zip holds more than %(most)s files."), most=limits.members)
            return _contents(archive, members, max(ROOM, len(data) * limits.unpacked_times), limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise Wrong(
            N_("The zip cannot be unpacked; it is damaged, or locked with a password."), N_("Pack it again.")
        ) from None


def _contents(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], room: int, limits: Limits) -> dict[str, bytes]:
    most = min(room, limits.unpacked_bytes)
    found: dict[str, bytes] = {}
    total = 0
    for member in members:
        name = member.filename.replace("\\", "/").rpartition("/")[2]
        if stat.S_ISLNK(member.external_attr >> 16):
            raise Wrong(N_("The zip holds a link instead of a file: %(name)s"), name=quoted(name))
        if name in found:
            raise Wrong(N_("The zip holds two files of the name %(name)s."), name=quoted(name))
        parts = []
        with archive.open(member) as file:
            while part := file.read(AT_ONCE):
                total += len(part)
                if total > most:
                    raise Wrong(N_("The zip unpacks to more than %(most)s MB."), most=most >> 20)
                parts.append(part)
        found[name] = b"".join(parts)
        if found[name].startswith(NESTED):
            raise Wrong(N_("The zip holds another packed file: %(name)s"), N_("Unpack it first."), name=quoted(name))
    return found
