"""SC9xx: campaigns and their ledgers (SC90x–SC94x); bundles, stores and keys (SC95x–SC99x) stand in files of their own."""

from scoring.catalog import Entry

E = "error"
CODES: dict[str, Entry] = {
    "SC900": Entry(E, "bản ghi thứ {position} của sổ cái hỏng: {why}", "entry {position} of the ledger is broken: {why_en}",
                   "các bản ghi trước đó vẫn nguyên vẹn; đối chiếu với bản sao lưu và mã đầu chuỗi đã in trên giấy", "the entries before it are whole; compare with a backup and the chain head printed on paper"),
    "SC901": Entry(E, "sổ cái đợt “{campaign}” đã thêm bản ghi: lúc đọc có {expected}, nay có {found}; chưa ghi gì", "the ledger of “{campaign}” has grown: {expected} entries when read, {found} now; nothing was written",
                   "đọc lại tình trạng rồi làm lại", "read the state again, then retry"),
    "SC902": Entry(E, "không có đợt thẩm định “{campaign}”; có: {known}", "there is no campaign “{campaign}”; known: {known}",
                   "mở đợt bằng `scoring campaign init`, hoặc chỉ đúng kho", "open one with `scoring campaign init`, or name the right store"),
    "SC903": Entry(E, "không có tệp đính kèm {sha256} trong kho", "the store holds no attachment {sha256}",
                   "nộp lại tệp, hoặc chỉ đúng kho", "hand the file in again, or name the right store"),
    "SC904": Entry(E, "tệp đính kèm {sha256} không còn đúng mã băm của nó", "the attachment {sha256} does not have its digest any more",
                   "lấy lại tệp từ bản sao lưu", "restore the file from a backup"),
}  # fmt: skip
