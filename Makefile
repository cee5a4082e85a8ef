# One command each: see it work, prove it, work with it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := watcher sources store alerts

DEBIAN := chromium fonts-noto-cjk

.PHONY: help demo serve test check bench soak letters screenshots system clean

help:
	@echo "make demo    install, run the whole flow on bundled sites, and end"
	@echo "make serve   the same, then stay with a Chinese web page on http://127.0.0.1:8000"
	@echo "make test    install the development tools and run everything that must pass"
	@echo "make bench   measure quality and speed of screening (needs a file of real names, see docs/benchmarks.md)"
	@echo "make soak    break 200 looks, and a day of watching on each database, and see that nothing is lost"
	@echo "make letters write a mail of every sort into letters/, to be looked at in a browser"
	@echo "make screenshots  take pictures of every page, wide and narrow, into screenshots/ (needs make system)"
	@echo "make system  (root) install from Debian what the tests need: a browser and a Chinese font"
	@echo "make clean   remove the virtual environment and the caches"

$(BIN)/pip: # not python: without python3-venv that is left behind by a failed attempt
	$(PYTHON) -m venv $(VENV)

$(VENV)/demo-installed: pyproject.toml constraints.txt | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[demo]'
	touch $@

$(VENV)/test-installed: pyproject.toml constraints.txt | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[demo,dev]'
	touch $@ $(VENV)/demo-installed

demo: $(VENV)/demo-installed
	$(BIN)/watcher demo

serve: $(VENV)/demo-installed
	$(BIN)/watcher demo --serve

test: $(VENV)/test-installed check
	$(BIN)/pytest --quiet --numprocesses 2 --dist loadfile --no-loadscope-reorder

check: $(VENV)/test-installed
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/test-installed
	$(BIN)/python -m benchmarks.quality --real --composed 1000000 --write
	$(BIN)/python -m benchmarks.speed --sizes 20000,100000,1000000 --asked 100000 --write
	$(BIN)/python -m benchmarks.whole --listed 1000000 --asked 100000 --rows 1000000 --xlsx 200000 --write
	$(BIN)/python -m benchmarks.growth --write
	$(BIN)/python -m benchmarks.register --write
	$(BIN)/python -m benchmarks.fetching --write
	$(BIN)/python -m benchmarks.documents --write
	$(BIN)/python -m benchmarks.alerting --write
	$(BIN)/python -m benchmarks.pages --write

soak: $(VENV)/test-installed
	$(BIN)/python -m benchmarks.soak --kills 200 --full 40 --write
	$(BIN)/python -m benchmarks.day --kills 300 --write

letters: $(VENV)/test-installed
	PYTHONPATH=tests $(BIN)/python tests/sample_letters.py letters

screenshots: $(VENV)/test-installed
	PYTHONPATH=tests:. $(BIN)/python tests/screenshots.py screenshots

system:
	dpkg --status $(DEBIAN) >/dev/null 2>&1 || { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends $(DEBIAN); }

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
