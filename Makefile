# The habits of the house, one word each: `make fast` while you write, `make check` before you commit.

PYTHON := .venv/bin/python

help: ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## /\1  /'

setup: ## an environment with all that is needed, and the checks before each commit
	python3 -m venv .venv
	.venv/bin/pip install -q -r requirements-dev.txt -r requirements-study.txt
	.venv/bin/pre-commit install

run: ## open the page, with the environment as it is
	$(PYTHON) -m coach.door

lint: ## what ruff says of the code, and of how it is set
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

types: ## what mypy says of all the code; two files of one name are looked at one by one
	.venv/bin/mypy
	.venv/bin/mypy tests/page/conftest.py
	.venv/bin/mypy tests/browser/conftest.py

format: ## set the code as ruff does
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

fast: ## the tests that take less than a minute together
	$(PYTHON) -m pytest -n 2 -m "not slow"

test: ## all tests, by the command of the README
	@command=$$(grep -m 1 -- '-m pytest' README.md); echo "+ $$command"; bash -c "$$command"

pictures: ## pictures of every state of the page, to look at, in test-artifacts/looks
	PICTURES=1 $(PYTHON) -m pytest -n 2 tests/browser/test_look.py tests/browser/test_study_page.py

check: lint types fast ## before each commit

docs: ## make docs/scoring.md anew
	$(PYTHON) -m coach.method > docs/scoring.md

goldens: ## make the golden reports and sheets anew: look at what changed before you keep it
	$(PYTHON) tests/golden/make_scores.py
	$(PYTHON) tests/golden/make_summary.py
	$(PYTHON) tests/golden/make_phones.py

bench: ## speed and memory, as ratios to a baseline in the same run
	$(PYTHON) -m benchmarks.assess
	$(PYTHON) -m benchmarks.growth
	$(PYTHON) -m benchmarks.page
	$(PYTHON) -m benchmarks.tabs
	$(PYTHON) -m benchmarks.android
	$(PYTHON) -m benchmarks.study

.PHONY: help setup run lint types format fast test pictures check docs goldens bench
