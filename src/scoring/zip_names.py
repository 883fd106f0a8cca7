"""Names inside zip files from anywhere: none may lead outside, stand twice, or be locked away by a password."""

from __future__ import annotations

from zipfile import ZipInfo

from scoring.text import nfc


def refused(info: ZipInfo, seen: set[str]) -> tuple[str, str] | None:
    """Why a name is refused, in Vietnamese and English; `seen` are the names before it, to which it is added."""
    # As it stands in the file: the library cuts a name off at a zero byte.
    name = info.orig_filename
    key = nfc(name).casefold()
    twice = key in seen
    seen.add(key)
    if name.startswith("/") or ".." in name.split("/") or any(one in name for one in ":\\\0"):
        return "đường dẫn ra ngoài", "its path leads outside"
    if info.flag_bits & 0x1:
        return "được mã hóa", "it is encrypted"
    if twice:
        return "có hai phần cùng tên", "two parts have this name"
    return None


__all__ = ["refused"]
