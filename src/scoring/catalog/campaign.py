"""SC85x: the files of a campaign – how it is opened, decisions in tables."""

from scoring.catalog import Entry

E, W = "error", "warning"
CODES: dict[str, Entry] = {
    "SC850": Entry(
        E,
        "tệp đợt không có người “{id}”, nên không mở đợt được; mở được: {known}",
        "the campaign's file names no “{id}”, who therefore cannot open it; these can: {known}",
        "ghi mã của một người trong mục people vào --by",
        "give --by the id of somebody under people",
    ),
    "SC851": Entry(
        E,
        "không tìm thấy bộ tiêu chí “{id}” của đợt; có: {known}",
        "the campaign's scheme “{id}” is not to be found; there are: {known}",
        "sửa khóa scheme, hoặc thêm --scheme THƯ_MỤC của đúng bộ đó",
        "mend the key scheme, or add --scheme with that scheme's folder",
    ),
    "SC852": Entry(
        E,
        "không có kết quả năm trước ở “{path}”",
        "there are no earlier results at “{path}”",
        "đường dẫn trong history tính từ thư mục của tệp đợt",
        "paths under history are seen from the campaign file's folder",
    ),
}
