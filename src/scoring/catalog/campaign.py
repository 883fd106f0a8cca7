"""SC85x, SC86x: the files of a campaign – how it is opened, decisions in tables –, and what is worth saying of a stage."""

from typing import Final

from scoring.catalog import Entry

E: Final = "error"
W: Final = "warning"
CODES: dict[str, Entry] = {
    "SC850": Entry(E, "tệp đợt không có người “{id}”, nên không mở đợt được; mở được: {known}", "the campaign's file names no “{id}”, who therefore cannot open it; these can: {known}",
                   "ghi mã của một người trong mục people vào --by", "give --by the id of somebody under people"),
    "SC851": Entry(E, "không tìm thấy bộ tiêu chí “{id}” của đợt; có: {known}", "the campaign's scheme “{id}” is not to be found; there are: {known}",
                   "sửa khóa scheme, hoặc thêm --scheme THƯ_MỤC của đúng bộ đó", "mend the key scheme, or add --scheme with that scheme's folder"),
    "SC852": Entry(E, "không có kết quả năm trước ở “{path}”", "there are no earlier results at “{path}”",
                   "đường dẫn trong history tính từ thư mục của tệp đợt", "paths under history are seen from the campaign file's folder"),
    "SC853": Entry(E, "“{text}” không phải nguyên nhân; có: {known}", "“{text}” is no cause; there are: {known}",
                   "ghi một nguyên nhân; nhiều nguyên nhân thì ghi kèm số điểm, cách nhau bằng dấu chấm phẩy: chậm hạn=-0,5; nhận định=-0,5", "write one cause; of several, each with its points, separated by semicolons: late=-0.5; judgement=-0.5"),
    "SC854": Entry(E, "{agency}, {criterion} đã có một dòng khác", "{agency}, {criterion} has another row already",
                   "mỗi tiêu chí của một cơ quan chỉ ghi điểm ở một dòng", "give a criterion of an agency its points in one row only"),
    "SC855": Entry(E, "dòng này có “{filled}” nhưng chưa có điểm", "this row has “{filled}”, but no points",
                   "ghi điểm, hoặc xóa phần đã ghi để dòng này không được tính", "fill in the points, or clear the rest so that the row does not count"),
    "SC856": Entry(E, "thiếu cột {column}", "the column {column} is missing",
                   "lập phiếu trống bằng `scoring campaign sheet`", "make an empty sheet with `scoring campaign sheet`"),
    "SC857": Entry(E, "không có dòng nào được ghi điểm", "no row has points",
                   "điền cột “Điểm thẩm định” rồi chạy lại", "fill in the column “Appraised points”, then run again"),
    "SC858": Entry(E, "điểm “{text}” không phải một con số", "the points “{text}” are no number",
                   "viết số, ví dụ 2,5", "write a number, such as 2.5"),
    "SC859": Entry(E, "sổ có nhiều trang mang bảng quyết định: {sheets}", "several sheets hold a table of decisions: {sheets}",
                   "để bảng ở một trang", "keep the table on one sheet"),
    "SC862": Entry(W, "đã hết hạn ngay khi mở đợt: {stages}", "over before the campaign was opened: {stages}",
                   "kiểm tra năm ghi ở deadline và --at; hạn của đợt đã mở không sửa được, chỉ mở lại cho từng cơ quan hoặc mở đợt khác mã", "check the years under deadline, and --at; an open campaign's deadlines stay: re-open for each agency, or open another campaign"),
    "SC863": Entry(E, "hồ sơ của {agency} không có {kind} “{id}”", "the dossier of {agency} has no {kind_en} “{id}”",
                   "có: {known}", "known: {known}"),
    "SC864": Entry(E, "{number}: “{text}” không phải {sort} như hồ sơ đã khai", "{number}: “{text}” is not {sort_en}, as the dossier declares it",
                   "viết giá trị cùng dạng: 24, 95 %, có, không, hoặc mã mức", "write a value of the same form: 24, 95 %, có, không, or the id of a level"),
    "SC865": Entry(E, "bản ghi {seq} của {agency} ghi {criterion}: {written}, nhưng tính lại từ chính hồ sơ trong gói là {computed}", "entry {seq} of {agency} says {criterion}: {written}, but its dossier in the bundle gives {computed}",
                   "không nhập gì; bảo cơ quan nộp lại bằng chương trình cùng phiên bản (kết quả các năm trước ghi ở history của đợt, không đưa thêm lúc nộp)", "nothing was taken in; have the agency hand in again with the same version of the program (earlier results belong in the campaign’s history, not beside the dossier)"),
    "SC866": Entry(W, "chưa tính lại được điểm ghi trong gói: ở đây không có bộ tiêu chí “{scheme}” đúng bản của đợt", "the points in the bundle could not be computed again: the scheme “{scheme}” is not here in the campaign’s version",
                   "chạy ở thư mục có bộ tiêu chí, hoặc thêm --scheme", "run it where the scheme is, or add --scheme"),
    "SC867": Entry(E, "chọn lại với hạt giống “{seed}” không ra danh sách của bản ghi {entry}", "drawing again with the seed “{seed}” does not give the list of entry {entry}",
                   "lần ấy có --past thì đưa đúng các kết quả ấy; không thì danh sách không do chương trình này chọn", "where --past was given then, give the same results; else the list was not drawn by this program"),
    "SC868": Entry(W, "không nêu thư mục khóa tin cậy (--keys): chữ ký của ai cũng được nhận", "no folder of trusted keys is given (--keys): anybody's signature is accepted",
                   "thêm --keys THƯ_MỤC có các tệp .pub đã đối chiếu với chủ khóa", "add --keys with a folder of the .pub files that were compared with their owners"),
    "SC861": Entry("note", "trong lúc lệnh này chạy, người khác đã ghi thêm {count} bản ghi", "while this command ran, others entered {count} more acts",
                   "xem lại tình trạng (`scoring campaign history`), rồi chạy lại lệnh", "look at the state again (`scoring campaign history`), then run the command again"),
    "SC860": Entry(W, "đã chốt mà còn tiêu chí chưa ai chấm, chưa có điểm chính thức: {agencies}", "locked, although nobody has appraised these criteria and they have no final points: {agencies}",
                   "chấm ở vòng sau hoặc ở hội đồng; không còn vòng nào thì mở lại (`scoring campaign reopen`), vì thiếu điểm thì không công bố được", "appraise them in the next round or the council; where there is none, re-open (`scoring campaign reopen`): without points nothing is published"),
    "SC869": Entry(W, "history không có kết quả nào của cơ quan trong đợt cho một kỳ trước {period}", "history holds no result of the campaign's agencies for a period before {period}",
                   "kiểm tra lại đường dẫn; mã cơ quan phải như trong đợt", "check the paths; agencies need the ids they have in the campaign"),
}  # fmt: skip
