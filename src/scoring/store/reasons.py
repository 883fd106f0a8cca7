"""Reasons of database failures in Vietnamese and English."""

from __future__ import annotations

Words = tuple[str, str]
"""Vietnamese and English."""

_SQLITE: dict[str, Words] = {
    "SQLITE_BUSY": ("đang có người khác ghi", "somebody else is writing"),
    "SQLITE_LOCKED": ("đang có người khác ghi", "somebody else is writing"),
    "SQLITE_READONLY": ("tệp hoặc thư mục chỉ đọc", "the file or folder is read-only"),
    "SQLITE_FULL": ("đĩa đầy", "the disk is full"),
    "SQLITE_CANTOPEN": (
        "không mở được tệp, hoặc thư mục không cho ghi",
        "the file cannot be opened, or the folder not written",
    ),
    "SQLITE_IOERR": ("lỗi đọc ghi của ổ đĩa, hoặc hết dung lượng", "the disk fails, or there is no room left"),
    "SQLITE_NOTADB": ("tệp không phải cơ sở dữ liệu SQLite", "the file is no SQLite database"),
    "SQLITE_CORRUPT": ("nội dung tệp bị hỏng", "the file's content is damaged"),
    "SQLITE_NOMEM": ("hết bộ nhớ", "out of memory"),
    "SQLITE_PERM": ("không có quyền", "permission denied"),
    "SQLITE_AUTH": ("không có quyền", "permission denied"),
    "SQLITE_TOOBIG": ("dữ liệu quá lớn", "the data are too large"),
    "SQLITE_PROTOCOL": ("khóa tệp không hoạt động trên ổ đĩa này", "file locks do not work on this disk"),
    "SQLITE_SCHEMA": ("cấu trúc vừa bị đổi", "the structure was just changed"),
}
# PostgreSQL's states, the longest beginning first.
_POSTGRESQL: dict[str, Words] = {
    "25006": ("cơ sở dữ liệu chỉ đọc", "the database is read-only"),
    "28": ("sai tài khoản hoặc mật khẩu", "wrong account or password"),
    "3D000": ("không có cơ sở dữ liệu này", "there is no such database"),
    "40": ("đang có người khác ghi", "somebody else is writing"),
    "42501": ("tài khoản không có quyền", "the account has no permission"),
    "53100": ("đĩa của máy chủ đầy", "the server's disk is full"),
    "53300": ("quá nhiều kết nối", "too many connections"),
    "53": ("máy chủ thiếu tài nguyên", "the server lacks resources"),
    "55P03": ("đang có người khác ghi", "somebody else is writing"),
    "57": ("máy chủ đang dừng hoặc đã ngắt", "the server is stopping or broke off"),
    "08": ("mất kết nối với máy chủ", "the connection to the server was lost"),
    "XX": ("nội dung bị hỏng", "the content is damaged"),
}


def database_reason(name: str, state: str, message: str) -> Words:
    """The reason of a database failure, by SQLite's name of the error or PostgreSQL's SQLSTATE.

    `message` is the driver's message, in English.

    >>> database_reason("SQLITE_READONLY_DIRECTORY", "", "attempt to write a readonly database")
    ('tệp hoặc thư mục chỉ đọc', 'attempt to write a readonly database')
    """
    for start in sorted(_SQLITE, key=len, reverse=True):
        if name.startswith(start):
            return _SQLITE[start][0], message or _SQLITE[start][1]
    for start in sorted(_POSTGRESQL, key=len, reverse=True):
        if state.startswith(start):
            return _POSTGRESQL[start][0], message or _POSTGRESQL[start][1]
    if message.endswith("append-only"):
        return "kho chỉ ghi thêm", message
    return f"cơ sở dữ liệu báo: {message}", message
