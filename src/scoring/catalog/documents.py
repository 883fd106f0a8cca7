"""SC8xx: templates of Word and PDF documents."""

from typing import Final

from scoring.catalog import Entry

E: Final = "error"
CODES: dict[str, Entry] = {
    "SC800": Entry(E, "“{template}” không phải tệp Word .docx: {why}", "“{template}” is not a Word .docx file: {why_en}",
                   "mở bằng Word rồi lưu lại dạng .docx (không phải .doc, .docm, .dotx)", "open it in Word and save it as .docx (not .doc, .docm, .dotx)"),
    "SC801": Entry(E, "mẫu “{template}” quá lớn: {why}", "the template “{template}” is too large: {why_en}",
                   "bỏ bớt hình ảnh; mẫu văn bản thường dưới 1 MB", "remove pictures; a template is usually below 1 MB"),
    "SC802": Entry(E, "mẫu “{template}” có thành phần chạy được hoặc tệp nhúng: {part}", "the template “{template}” holds active or embedded content: {part}",
                   "bỏ macro, ActiveX, đối tượng nhúng rồi lưu lại dạng .docx", "remove macros, ActiveX and embedded objects, then save as .docx"),
    "SC803": Entry(E, "mẫu “{template}” có liên kết ra ngoài tệp ({part}): {target}", "the template “{template}” links outside the file ({part}): {target}",
                   "bỏ liên kết, hình hoặc mẫu đính kèm lấy từ nơi khác; hình cần dùng thì chèn hẳn vào tệp", "remove links, pictures and attached templates from elsewhere; insert pictures into the file"),
    "SC804": Entry(E, "mẫu “{template}” có phần {part} hỏng hoặc bị cấm: {why}", "the part {part} of the template “{template}” is broken or refused: {why_en}",
                   "mở bằng Word, lưu lại rồi thử lại", "open it in Word, save it again and retry"),
    "SC805": Entry(E, "mẫu “{template}”, {part}, đoạn {line} “{text}”: sai cú pháp: {why}", "template “{template}”, {part}, paragraph {line} “{text}”: syntax error: {why_en}",
                   "mỗi {{{{ … }}}} hay {{% … %}} phải mở và đóng trong một đoạn; if và for phải có endif, endfor", "each {{{{ … }}}} or {{% … %}} opens and closes within one paragraph; if and for need endif and endfor"),
    "SC806": Entry(E, "mẫu “{template}”, {part}, đoạn {line} “{text}”: không có biến “{name}”", "template “{template}”, {part}, paragraph {line} “{text}”: there is no variable “{name}”",
                   "các tên dùng được ở đây: {known}", "names known here: {known}"),
    "SC807": Entry(E, "mẫu “{template}”, {part}, đoạn {line} “{text}”: không được dùng {what}", "template “{template}”, {part}, paragraph {line} “{text}”: {what_en} is not allowed",
                   "mẫu chỉ in dữ liệu: {{{{ tên }}}}, if, for và các bộ lọc nêu ở docs/how-to/van-ban-word-pdf.md", "a template only prints data: {{{{ name }}}}, if, for and the filters of docs/how-to/van-ban-word-pdf.md"),
    "SC808": Entry(E, "mẫu “{template}” chạy quá giới hạn: {why}", "the template “{template}” exceeds the limits: {why_en}",
                   "bớt vòng lặp lồng nhau", "nest fewer loops"),
    "SC809": Entry(E, "mẫu “{template}” làm ra văn bản Word hỏng ({part}): {why}", "the template “{template}” makes a broken Word document ({part}): {why_en}",
                   "đặt mỗi thẻ {{%p … %}} hay {{%tr … %}} ở đoạn, dòng riêng; ô bảng phải còn ít nhất một đoạn", "put each {{%p … %}} or {{%tr … %}} into a paragraph or row of its own; a table cell keeps at least one paragraph"),
    "SC810": Entry(E, "thư mục mẫu {path}: không nhận ra “{name}”", "template folder {path}: “{name}” is not known",
                   "các tên mẫu: {known}", "names of templates: {known}"),
    "SC811": Entry(E, "thư mục mẫu {path} không có mẫu nào", "the template folder {path} holds no template",
                   "chép mẫu kèm theo chương trình: scoring init --templates {path}", "copy the shipped ones: scoring init --templates {path}"),
    "SC812": Entry(E, "mẫu PDF “{template}”: {why}", "PDF template “{template}”: {why_en}",
                   "{advice}", "{advice_en}"),
    "SC813": Entry(E, "mẫu PDF “{template}”: không được dùng “{what}”", "PDF template “{template}”: “{what}” is not allowed",
                   "mẫu chỉ dùng tệp trong thư mục mẫu: import và include với tên tệp viết thẳng; không gói, không eval, std, plugin", "use only files of the template folder: import and include with a literal file name; no packages, no eval, std or plugin"),
}  # fmt: skip
