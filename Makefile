# Hai lệnh là đủ trên máy mới: `make demo`, `make test`. / Two commands are enough on a fresh machine.
# Cần Python 3.11–3.13 (có venv), make và trình biên dịch C (gói durable_rules chỉ có mã nguồn C).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
export PIP_DISABLE_PIP_VERSION_CHECK := 1

VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --constraint constraints.txt
TEST_ARGS ?=
SCHEME := criteria/qd-1211-2022
EVIDENCE := evidence/2025
REPORTS := reports/2025
AS_OF := 2026-01-15

RUN_STAMP := $(VENV)/.run-stamp
CHECK_STAMP := $(VENV)/.check-stamp

# Bước 1: thư viện chạy và thư viện kiểm thử, theo đúng phiên bản đã khóa; gói cài ở dạng sửa được.
$(RUN_STAMP): pyproject.toml constraints.txt
	@python=$$(tools/pythons.sh --best); echo "→ $(VENV): $$($$python --version)"; \
	[ -x $(BIN)/python ] || "$$python" -m venv $(VENV)
	@$(PIP) --editable '.[office,parquet,review,agreement,postgres,cluster,test]'
	@# pip compiles what it installs, but not an editable package: do it here, a short start depends on it.
	@$(BIN)/python -m compileall -q src
	@touch $@

# Bước 2: công cụ kiểm tra mã và dựng tài liệu.
$(CHECK_STAMP): $(RUN_STAMP)
	@$(PIP) --editable '.[office,parquet,review,agreement,postgres,cluster,test,dev,docs]'
	@touch $@

.PHONY: help setup demo test check format lint types imports docs docs-serve schemes reference bench lock clean ci

help: ## in danh sách lệnh này
	@echo 'make <lệnh>:'
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 16

setup: $(RUN_STAMP) ## tạo .venv và cài thư viện đã khóa phiên bản

demo: $(RUN_STAMP) ## chấm mọi hồ sơ trong evidence/2025, ghi báo cáo vào reports/2025
	@$(BIN)/scoring report $(EVIDENCE) --scheme $(SCHEME) --as-of $(AS_OF) \
	  --format html,md,json --output $(REPORTS)

test: $(RUN_STAMP) ## chạy mọi kiểm thử (kể cả doctest); thêm tham số bằng TEST_ARGS='-k tên'
	@$(BIN)/python -m pytest -n auto $(TEST_ARGS)

check: lint types imports reference docs schemes test ## mọi kiểm tra trước khi gửi thay đổi

format: $(CHECK_STAMP) ## định dạng lại mã
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: $(CHECK_STAMP)
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

types: $(CHECK_STAMP)
	@$(BIN)/mypy

imports: $(CHECK_STAMP)
	@$(BIN)/lint-imports --no-logo

docs: $(CHECK_STAMP) ## dựng trang tài liệu vào site/ (cảnh báo là lỗi)
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

docs-serve: $(CHECK_STAMP) ## xem tài liệu trên máy này, tự dựng lại khi sửa
	@$(BIN)/mkdocs serve

reference: $(RUN_STAMP) ## so README và trang tra cứu với lệnh thật
	@$(BIN)/python tools/check_docs.py

schemes: $(RUN_STAMP) ## kiểm tra và chạy ca mẫu của mọi bộ tiêu chí đi kèm
	@$(BIN)/scoring validate criteria
	@$(BIN)/scoring test criteria

bench: $(RUN_STAMP) ## đo tốc độ (tỷ lệ so với hàm viết tay, trong cùng một lần chạy)
	@$(BIN)/python benchmarks/bench_engine.py
	@$(BIN)/python benchmarks/bench_startup.py
	@$(BIN)/python benchmarks/bench_store.py
	@$(BIN)/python benchmarks/bench_ledger.py
	@$(BIN)/python benchmarks/bench_report.py
	@$(BIN)/python benchmarks/bench_documents.py

lock: ## ghi lại constraints.txt theo mọi Python tìm thấy
	@"$$(tools/pythons.sh --best)" tools/lock.py

ci: ## chạy đúng những gì máy chủ kiểm tra chạy
	@bash .ci/run

clean: ## xóa mọi thứ dựng ra (không động vào dữ liệu)
	@rm -rf .venv .venv-* build dist site .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
