# Everything starts here: make demo, make test. `make` alone lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help demo test test-postgresql check heavy bench trust untrust demo-reset uninstall runtime development weights browser

# make demo PORT=9443 and PORT=9443 make demo both work.
ifdef PORT
export HEMVIST_PORT := $(PORT)
endif

help:
	@echo "make demo        set everything up and start; Ctrl-C stops it (another port: PORT=9443 make demo)"
	@echo "make test        the whole fast test set"
	@echo "make test-postgresql  the tests of rows and jobs, on a PostgreSQL server of their own"
	@echo "make check       style, types, layers, lock"
	@echo "make heavy       the long tests; the result is kept in bench/heavy, dated"
	@echo "make bench       what is measured, on the small data in this repository"
	@echo "make trust       let this machine and its browsers trust the demo's certificate (make untrust takes it back)"
	@echo "make demo-reset  delete the demo's people, projects, documents and keys"
	@echo "make uninstall   delete everything that set-up made"

runtime:
	@sh setup/python.sh

development:
	@sh setup/python.sh development

demo: runtime
	@exec .venv/bin/hemvist demo

weights: runtime
	@.venv/bin/python -P -m hemvist.providers.weights --to var/models/multilingual-e5-small >/dev/null
	@.venv/bin/python -P -m hemvist.providers.letters --to var/models/tesseract-fast-4.1 >/dev/null

# libatomic1: what drives the browser is linked against it.
browser: development
	@command -v chromium >/dev/null && .venv/bin/playwright --version >/dev/null 2>&1 || \
		{ . setup/steps.sh; debian "The tests that look at the page" chromium fonts-liberation libatomic1; }

# Compiled modules are kept: the tests start hundreds of processes, and compiling for each anew takes longer than they do.
test: development weights browser
	@env -u PYTHONDONTWRITEBYTECODE .venv/bin/python -m pytest -n 2 --dist loadfile -m "not slow"

test-postgresql: development weights
	@.venv/bin/python -m tests.postgres .venv/bin/python -m pytest -n 2 --dist loadfile -m "not slow" \
		tests/audit tests/people tests/projects tests/jobs tests/documents tests/assistant tests/closing tests/api

check: development
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@! grep -nE '://|^ *-' requirements.txt requirements-dev.txt | grep -vE ' --hash=sha256:[0-9a-f]{64}( \\)?$$' || \
		{ echo "The lock names an address or an option, and must not."; exit 1; }

heavy: development weights browser
	@mkdir -p bench/heavy
	@file=bench/heavy/$$(date +%F).txt; code=$$(mktemp); \
		{ .venv/bin/python -m pytest --no-header -m slow --durations=0 -vv; echo $$? >$$code; } 2>&1 | tee $$file; \
		echo "Kept in $$file"; exit $$(cat $$code; rm -f $$code)

bench: weights
	@.venv/bin/hemvist bench retrieval tests/data/cuad-tiny --benchmark cuad-tiny --json
	@.venv/bin/hemvist bench answers tests/data/cuad-tiny --benchmark cuad-tiny-one-document --json

trust:
	@sh setup/trust.sh install

untrust:
	@sh setup/trust.sh remove

demo-reset:
	@sh setup/remove.sh reset

uninstall:
	@sh setup/remove.sh all
