"""SC95x and SC96x: exchange bundles between agency and appraiser."""

from typing import Final

from scoring.catalog import Entry

E: Final = "error"
W: Final = "warning"
CODES: dict[str, Entry] = {
    "SC950": Entry(E, "không phải gói trao đổi: {why}", "not an exchange bundle: {why_en}",
                   "tạo gói bằng `scoring bundle export`", "make one with `scoring bundle export`"),
    "SC951": Entry(E, "gói bị cắt cụt hoặc hỏng: {why}", "the bundle is cut short or damaged: {why_en}",
                   "xin bên gửi chép lại gói", "ask the sender for a new copy"),
    "SC952": Entry(E, "gói có tên tệp không được phép “{name}”: {why}", "the bundle holds a forbidden name “{name}”: {why_en}",
                   "không nhập gói này; báo cho bên gửi", "do not import it; tell the sender"),
    "SC953": Entry(E, "gói quá lớn: {what} {size}, giới hạn {limit}", "the bundle is too large: {what_en} {size}, limit {limit}",
                   "giảm dung lượng tài liệu hoặc chia thành nhiều gói", "make the attachments smaller or send several bundles"),
    "SC954": Entry(E, "nội dung “{name}” không khớp mã băm ghi trong gói", "“{name}” does not have the digest the bundle records",
                   "gói đã bị sửa hoặc hỏng; xin bên gửi chép lại", "the bundle was altered or damaged; ask the sender for a new copy"),
    "SC955": Entry(E, "gói thiếu “{name}”", "the bundle lacks “{name}”", "xin bên gửi chép lại gói", "ask the sender for a new copy"),
    "SC956": Entry(E, "gói có tệp lạ “{name}” không ghi trong mục lục", "the bundle holds “{name}”, which its manifest does not list",
                   "không nhập gói này; báo cho bên gửi", "do not import it; tell the sender"),
    "SC957": Entry(E, "phiên bản gói {found} không dùng được ở đây (biết: {known})", "bundle version {found} is not known here (known: {known})",
                   "cập nhật chương trình, hoặc xin gói theo phiên bản này", "update the program, or ask for a bundle of a known version"),
    "SC958": Entry(E, "gói dùng bộ tiêu chí {found}, đợt này dùng {wanted}", "the bundle is for the scheme {found}, this campaign uses {wanted}",
                   "lấy đúng bản bộ tiêu chí của đợt, rồi lập lại gói", "use the campaign's version of the scheme and make the bundle again"),
    "SC959": Entry(E, "sổ cái rẽ nhánh ở bản ghi {seq}: ở đây {here}, trong gói {there}", "the ledgers fork at entry {seq}: here {here}, in the bundle {there}",
                   "hai bên đã ghi khác nhau từ bản ghi này; không gộp tự động, xem `scoring bundle show`; gói lập bằng --since thì xin gói đủ", "both sides wrote different entries from there; they are not merged, see `scoring bundle show`; of a bundle made with --since, ask for the whole one"),
    "SC960": Entry(E, "gói bắt đầu từ bản ghi {seq} nhưng sổ ở đây mới đến bản ghi {have}", "the bundle starts at entry {seq}, but the ledger here ends at {have}",
                   "nhập gói trước đó, hoặc xin gói có đủ các bản ghi", "import the earlier bundle first, or ask for one with all entries"),
    "SC961": Entry(E, "bản ghi {seq} trong gói không đúng: {why}", "entry {seq} of the bundle is wrong: {why_en}",
                   "gói đã bị sửa; xin bên gửi chép lại", "the bundle was altered; ask the sender for a new copy"),
    "SC962": Entry(E, "gói của đợt “{found}”, không phải “{wanted}”", "the bundle belongs to the campaign “{found}”, not “{wanted}”",
                   "chọn đúng đợt bằng --campaign", "choose the campaign with --campaign"),
    "SC963": Entry(E, "gói này cũ hơn sổ ở đây: gói đến bản ghi {there}, sổ đã đến bản ghi {have}", "the bundle is older than the ledger here: it ends at entry {there}, the ledger at {have}",
                   "không có gì để nhập; xin gói mới nhất", "there is nothing to import; ask for the newest bundle"),
    "SC964": Entry(E, "bản ghi {seq} trong gói ({act}) không phải việc mới của một cơ quan được đánh giá; không nhận vào cuối sổ ở đây", "entry {seq} of the bundle ({act}) is no new act of one appraised agency; it is not received into this ledger",
                   "nếu đây là sổ của cơ quan thẩm định gửi về, thêm --follow", "if it is the appraiser's ledger coming back, add --follow"),
    "SC965": Entry(E, "không tìm thấy {what} để đưa vào gói", "{what_en} cannot be found for the bundle",
                   "kiểm tra mã đợt, mã cơ quan và các tệp đính kèm; kho chỉ có tệp của một cơ quan thì thêm --agency", "check the campaign, the agency and the attached files; where the store holds one agency’s files only, add --agency"),
    "SC966": Entry(E, "ở đây có bản ghi {seq} ({act}) mà sổ trong gói chưa có", "entry {seq} ({act}) here is not in the bundle's ledger yet",
                   "gửi gói của mình cho cơ quan thẩm định trước, rồi nhập gói họ gửi về sau đó", "send your own bundle to the appraiser first, then import what comes back"),
    "SC967": Entry(E, "chữ ký của cả gói không đúng", "the signature of the bundle is wrong",
                   "gói hoặc chữ ký đã bị sửa; xin bên gửi lập lại", "the bundle or its signature was altered; ask the sender to make it again"),
    "SC968": Entry(E, "gói không có chữ ký", "the bundle is not signed", "xin gói có chữ ký (--key), hoặc bỏ --require-signatures", "ask for a signed bundle (--key), or leave out --require-signatures"),
    "SC969": Entry(E, "gói được ký bằng khóa không có trong danh sách tin cậy ({key})", "the bundle is signed with a key that is not trusted ({key})",
                   "đối chiếu khóa với chủ của nó, rồi chép tệp .pub vào thư mục khóa", "compare the key with its owner, then copy the .pub file into the folder of keys"),
}  # fmt: skip
