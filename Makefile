# Hai lệnh là đủ trên máy mới: `make demo`, `make test`. / Two commands are enough on a fresh machine.
# Cần Python 3.11–3.14 (có venv), make; với 3.11, 3.12 thêm trình biên dịch C (gói durable_rules chỉ có mã nguồn C).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export PIP_DISABLE_PIP_VERSION_CHECK := 1

VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --no-deps
TEST_ARGS ?=
SCHEME := criteria/qd-1211-2022
EVIDENCE := evidence/2025
REPORTS := reports/2025
AS_OF := 2026-01-15

STAMP := $(VENV)/.setup-stamp

# Every package comes from the lock with its hash checked; first what builds packages, so that nothing else is fetched for it.
$(STAMP): pyproject.toml requirements/build.txt requirements/all.txt
	@python=$$(tools/pythons.sh --best); echo "→ $(VENV): $$($$python --version)"; \
	[ -x $(BIN)/python ] || "$$python" -m venv $(VENV)
	@$(PIP) --require-hashes --requirement requirements/build.txt
	@$(PIP) --require-hashes --no-build-isolation --requirement requirements/all.txt
	@$(PIP) --no-build-isolation --editable .
	@# pip compiles what it installs, but not an editable package: do it here, a short start depends on it.
	@$(BIN)/python -m compileall -q src
	@touch $@

.PHONY: help help-all setup demo serve test check format lint types imports docs docs-serve schemes reference bench lock lock-check \
  package portable axe clean ci

# `## ` tells of a command that a newcomer needs, `#+ ` of another.
help: ## in danh sách lệnh này
	@echo 'make <lệnh>:'
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 16

help-all: ## in mọi lệnh
	@echo 'make <lệnh>:'
	@grep -hE '^[a-z-]+:.*#[#+] ' Makefile | sed -E 's/^([a-z-]+):.*#[#+] (.*)/  \1\t\2/' | expand -t 16

setup: $(STAMP) #+ tạo .venv và cài thư viện đã khóa phiên bản

demo: $(STAMP) ## chấm mọi hồ sơ trong evidence/2025, ghi báo cáo vào reports/2025
	@$(BIN)/scoring report $(EVIDENCE) --scheme $(SCHEME) --as-of $(AS_OF) \
	  --format html,md,json --output $(REPORTS)

serve: $(STAMP) ## mở bàn làm việc trên web với ví dụ sáu xã; tài khoản được in ra
	@rm -rf .desk-demo && $(BIN)/scoring web demo .desk-demo
	@$(BIN)/scoring serve .desk-demo

test: $(STAMP) ## chạy mọi kiểm thử (kể cả doctest); thêm tham số bằng TEST_ARGS='-k tên'
	@$(BIN)/python -m pytest -n auto --dist worksteal $(TEST_ARGS)

check: lint types imports reference docs schemes test ## mọi kiểm tra trước khi gửi thay đổi

format: $(STAMP) ## định dạng lại mã
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: $(STAMP) #+ định dạng và quy tắc mã
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .
	@$(BIN)/pre-commit validate-config

types: $(STAMP) #+ kiểu, chế độ strict
	@$(BIN)/mypy

imports: $(STAMP) #+ hướng nhập giữa các phần
	@$(BIN)/lint-imports --no-logo

docs: $(STAMP) ## dựng trang tài liệu vào site/ (cảnh báo là lỗi)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

docs-serve: $(STAMP) #+ xem tài liệu trên máy này, tự dựng lại khi sửa
	@$(BIN)/mkdocs serve

reference: $(STAMP) #+ so README và trang tra cứu với lệnh thật
	@$(BIN)/python tools/check_docs.py

schemes: $(STAMP) #+ kiểm tra và chạy ca mẫu của mọi bộ tiêu chí đi kèm
	@$(BIN)/scoring validate criteria
	@$(BIN)/scoring test criteria

bench: $(STAMP) #+ đo tốc độ (tỷ lệ so với hàm viết tay, trong cùng một lần chạy)
	@$(BIN)/python benchmarks/bench_engine.py
	@$(BIN)/python benchmarks/bench_dossiers.py
	@$(BIN)/python benchmarks/bench_startup.py
	@$(BIN)/python benchmarks/bench_store.py
	@$(BIN)/python benchmarks/bench_ledger.py
	@$(BIN)/python benchmarks/bench_report.py
	@$(BIN)/python benchmarks/bench_documents.py
	@$(BIN)/python benchmarks/bench_stream.py
	@$(BIN)/python benchmarks/bench_personal_data.py
	@$(BIN)/python benchmarks/bench_desk.py
	@$(BIN)/python benchmarks/bench_deadline.py

lock: $(STAMP) #+ ghi lại requirements/ theo pyproject.toml; phiên bản mới nhất: tools/lock.sh --upgrade
	@tools/lock.sh

lock-check: $(STAMP) #+ requirements/ khớp pyproject.toml; trên Windows không gói nào phải biên dịch
	@tools/lock.sh --check

package: $(STAMP) #+ dựng wheel, sdist vào dist/, rồi cài và dùng thử trong môi trường trống
	@tools/package.sh
	@tools/try_package.sh dist $(BIN)/python

portable: $(STAMP) #+ thư mục chạy từ USB trên Windows; EMBED=python-3.….-embed-amd64.zip (gói nhúng 64 bit của python.org)
	@[ -n "$(EMBED)" ] || { echo "cần EMBED=…: tải “Windows embeddable package (64-bit)” ở python.org/downloads/windows" >&2; exit 2; }
	@$(BIN)/python tools/portable.py --embed "$(EMBED)"

axe: tools/axe/node_modules/.package-lock.json #+ cài axe-core (npm) để kiểm thử trang HTML trong Chromium

tools/axe/node_modules/.package-lock.json: tools/axe/package.json tools/axe/package-lock.json
	@cd tools/axe && npm ci --ignore-scripts --no-audit --no-fund --silent

ci: #+ chạy đúng những gì máy chủ kiểm tra chạy
	@bash .ci/run

clean: #+ xóa mọi thứ dựng ra (không động vào dữ liệu)
	@rm -rf .venv .venv-* build dist site tools/axe/node_modules .coverage* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
