# Two commands do all the set-up: `make serve` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: setup serve test lint types rooms bundle embedding nearness

setup: $(READY)

$(READY): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || \
	  { echo "incident-coder needs Python 3.11, 3.12 or 3.13; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.9,<1"
	$(BIN)/uv sync --frozen --inexact --quiet
	@touch $(READY)

serve: setup
	$(BIN)/incident-coder serve

test: lint types rooms
	$(BIN)/pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

rooms: setup
	$(BIN)/lint-imports

# Rebuilds models/default from the shipped corpus and frame: an hour on two cores, most of it the
# fine-tuning, whose encoders wait in .tuning/; needs the extra `encoder`.
bundle: setup
	$(BIN)/uv sync --frozen --inexact --quiet --extra encoder
	$(BIN)/python -m training.default_bundle

# Rebuilds models/embedding from the all-MiniLM-L6-v2 weights (needs torch; only for maintainers).
embedding: setup
	$(BIN)/uv sync --frozen --inexact --quiet --extra distill
	$(BIN)/python -m training.distil_embedding

# Rebuilds models/nearness from the shipped corpus, after a change of the corpus or the embedding.
nearness: setup
	$(BIN)/python -m training.narrative_vectors
