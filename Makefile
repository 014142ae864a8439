# `make run` opens the app, `make test` checks everything, `make bench` measures speed.
# Python 3.11 or newer and make are enough to begin; PYTHON=python3.12 picks another interpreter.

BIN := .venv/bin

.PHONY: run test bench format browser always

run: .venv/.app
	$(BIN)/streamlit run app.py

test: browser
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 2 --dist loadgroup

bench: browser
	CHROMIUM="$$($(BIN)/python tests/e2e/chromium.py)" $(BIN)/python -m benchmarks

format: .venv/.tests
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

browser: .venv/.tests
	$(BIN)/python tests/e2e/chromium.py

# Asked every time, so that another PYTHON is noticed; the stamp moves only when .venv was made anew.
.venv/.python: always
	@sh .ci/interpreter.sh $(PYTHON)

.venv/.app: requirements.txt .venv/.python
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	@touch $@

.venv/.tests: requirements-dev.txt requirements.txt .venv/.python
	$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	@touch .venv/.app $@
