# Avatar Studio; `make help` lists the targets.
#
# Everything Python lives in .venv. The two locks name every package with its hashes, so pip
# installs them without looking at dependencies again. A copy of each lock in .venv tells what is
# installed: nothing asks the network until a lock changes.

VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes
# PyTorch trains the listening network and reads Wav2Lip's weights; nothing else needs it. Its
# builds differ from system to system, so it has no hashes in a lock.
TORCH := torch==2.13.0
OPENVINO := openvino==2026.4.1
PIP_TORCH := $(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH)
PIP_OPENVINO := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $(OPENVINO)
PORT :=
DATA :=
ARGS :=

# Every change is tried on MongoDB as well: the core of it, which takes two minutes, or all of it.
ON_MONGODB := $(BIN)/python -m pytest -p tests.mongodb.plugin
MONGODB_CORE := $(patsubst %,tests/accounts/test_%.py,signing_in google tokens sessions leaving) \
	$(wildcard tests/media_jobs/test_admin*.py) \
	$(patsubst %,tests/media_jobs/test_%.py,actors api models services)
MONGODB_ALL := tests/accounts tests/avatarsite tests/media_jobs tests/mongodb tests/security tests/studio

# Checks run on a data folder of their own, so that they touch nobody's videos.
CHECKS := AVATAR_DATA_DIR=$(CURDIR)/$(VENV)/check-data $(BIN)/python manage.py

.DEFAULT_GOAL := help
.PHONY: help run install install-dev wav2lip check-system test test-mongodb check format lock bench clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo '  make run PORT=8001 DATA=/some/folder   on another port, with another data folder'

run: $(VENV)/runtime.lock check-system ## Install what is missing, prepare, serve until Ctrl-C
	@if ls checkpoints/wav2lip*.pth >/dev/null 2>&1; then $(MAKE) --no-print-directory wav2lip; fi
	@$(if $(DATA),export AVATAR_DATA_DIR='$(DATA)';) \
	$(BIN)/python manage.py migrate --noinput --verbosity 0 && \
	$(BIN)/python manage.py prepare && \
	exec $(BIN)/python manage.py serve $(if $(PORT),--port '$(PORT)')

install: $(VENV)/runtime.lock check-system ## Install what running needs, without running

install-dev: $(VENV)/dev.lock ## Install what tests and linters need as well

wav2lip: $(VENV)/runtime.lock ## Install what the Wav2Lip engine needs besides its weights; see docs/wav2lip.md
	@$(BIN)/python -c 'import openvino, torch' 2>/dev/null || \
	{ echo 'Installing PyTorch and OpenVINO for Wav2Lip'; $(PIP_TORCH) && $(PIP_OPENVINO); }

check-system: $(VENV)/runtime.lock
	@$(BIN)/python tools/check_system.py

$(BIN)/python:
	@python=$$(tools/check_system.sh $(PYTHON)) && \
	echo "Making $(VENV) with $$python" && \
	"$$python" -m venv --clear $(VENV)

$(VENV)/runtime.lock: requirements.txt $(BIN)/python
	@cmp -s $< $@ || { echo 'Installing the pinned packages: a minute or two, once'; $(PIP_INSTALL) -r $<; }
	@cp $< $@

$(VENV)/dev.lock: requirements-dev.txt $(VENV)/runtime.lock
	@cmp -s $< $@ || { echo 'Installing the development tools'; $(PIP_INSTALL) -r $<; }
	@cmp -s $< $@ || { echo 'Installing PyTorch'; $(PIP_TORCH); }
	@cp $< $@

test: install-dev ## Run the tests; ARGS='-k name' chooses some
	@$(BIN)/python tools/check_system.py --browser
	$(BIN)/python -m pytest $(ARGS)

test-mongodb: install-dev ## The tests of accounts, API, jobs, admin and pages on MongoDB; see docs/mongodb.md
	$(ON_MONGODB) $(MONGODB_ALL) $(ARGS)

check: install-dev ## Everything that must pass before a change goes in
	@$(BIN)/python tools/check_system.py --browser
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --check --lint --quiet templates
	$(BIN)/python -m tools.audit_dependencies
	AVATAR_HTTPS=1 $(CHECKS) check --deploy --fail-level WARNING
	$(CHECKS) makemigrations --check --dry-run
	$(CHECKS) make_mongodb_migrations --check
	$(CHECKS) spectacular --validate --fail-on-warn --file $(VENV)/schema.yaml
	$(BIN)/python -m pytest
	$(ON_MONGODB) $(MONGODB_CORE)

format: install-dev ## Format Python and templates, fix what can be fixed
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	$(BIN)/djlint --reformat --quiet templates || true

lock: install-dev ## Resolve the requirements anew; needs the network
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header requirements-dev.in -o requirements-dev.txt

bench: install-dev ## Measure speed, memory and lip-sync; see docs/benchmarks.md
	$(BIN)/python -m tools.bench $(ARGS)

clean: ## Remove caches and the environment; the data folder stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache artifacts
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
