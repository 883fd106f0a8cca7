"""SC2xx: keys and types of schemes, dossiers, overlays and cases."""

from typing import Final

from scoring.catalog import Entry

E: Final = "error"
CODES: dict[str, Entry] = {
    "SC201": Entry(E, "không có khóa nào tên “{key}” ở đây", "unknown key “{key}” here",
                   "xem `scoring schema` để biết các khóa", "see `scoring schema` for the keys"),
    "SC202": Entry(E, "thiếu khóa bắt buộc “{key}”", "the required key “{key}” is missing",
                   "thêm dòng `{key}: …`", "add a line `{key}: …`"),
    "SC203": Entry(E, "sai kiểu: cần {wanted}", "wrong type: {wanted_en} expected",
                   "xem lại cách viết giá trị này", "check how this value is written"),
    "SC204": Entry(E, "giá trị “{value}” không được phép; chỉ nhận {wanted}", "“{value}” is not allowed; one of {wanted}",
                   "chọn một trong: {wanted}", "choose one of: {wanted}"),
    "SC205": Entry(E, "“{value}” không phải số viết đúng cách", "“{value}” is not a plainly written number",
                   "viết số thường như 12 hoặc 7.5; phần trăm viết có dấu %, ví dụ 95 %",
                   "write 12 or 7.5; percentages with %, as in 95 %"),
    "SC206": Entry(E, "“{value}” không phải ngày hợp lệ", "“{value}” is not a valid date",
                   "viết 31/12/2025 hoặc 2025-12-31", "write 2025-12-31"),
    "SC207": Entry(E, "mã “{value}” không hợp lệ", "the id “{value}” is not valid",
                   "mã chỉ gồm chữ không dấu, số, dấu chấm, gạch ngang, gạch dưới", "ids are ASCII letters, digits, . - _"),
    "SC208": Entry(E, "không được để trống", "must not be empty", "điền nội dung hoặc bỏ dòng này", "fill it in or remove it"),
    "SC209": Entry(E, "phải có đúng một trong các khóa: {names} (đang có: {given})", "exactly one of {names} (given: {given})",
                   "giữ lại một khóa", "keep one of them"),
    "SC210": Entry(E, "số nhị phân {value} không được dùng cho điểm", "the binary float {value} is not allowed",
                   "dùng Decimal hoặc số nguyên", "use Decimal or int"),
    "SC211": Entry(E, "giá trị ngoài khoảng cho phép: {value}", "out of range: {value}",
                   "xem lại giá trị", "check the value"),
    "SC212": Entry(E, "“{value}” không phải kỳ đánh giá", "“{value}” is not a period",
                   "viết 2025, 2025-H1 hoặc 2025-Q3", "write 2025, 2025-H1 or 2025-Q3"),
    "SC213": Entry(E, "“{value}” không phải tên tệp trong thư mục của bộ tiêu chí", "“{value}” is not a file inside the scheme's folder",
                   "viết đường dẫn tương đối, ví dụ sets/xa.yaml", "write a relative path such as sets/xa.yaml"),
    "SC299": Entry(E, "không hợp lệ: {why}", "not valid: {why}", "xem lại giá trị này", "check this value"),
}  # fmt: skip
