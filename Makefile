# Vigie territoriale: what a developer does. `make help` lists it.
.DEFAULT_GOAL := help
.PHONY: help setup demo run test unit lint guide i18n package bench clean desktop-test pictures scan

PYTHON := .venv/bin/python

help: ## List the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: ## Install QGIS, test servers and the virtual environment (Debian 12/13, Ubuntu; root or sudo)
	@scripts/setup.sh

demo: setup ## Do the main job on the embedded sample, into build/demo (ONLINE=1: live sources; TERRITORY=epci:...)
	@scripts/i18n.sh
	@scripts/demo.sh

run: setup ## Open the QGIS desktop with the plugin, in a profile of its own
	@scripts/i18n.sh
	@$(PYTHON) scripts/guide.py
	@scripts/run.sh

test: setup ## Run all tests: pure rooms without QGIS, then in QGIS, then whole programs
	@scripts/i18n.sh
	@$(PYTHON) scripts/guide.py
	@scripts/test.sh

unit: setup ## Run the tests of the pure rooms only (seconds)
	@scripts/test.sh unit

desktop-test: setup ## Do the main job by hand in the real desktop; pictures in build/desktop
	@scripts/i18n.sh
	@$(PYTHON) scripts/guide.py
	@scripts/desktop.sh
	@scripts/startup.sh 1

pictures: desktop-test ## Take the pictures of the guides anew (docs/images) from the real desktop
	@$(PYTHON) scripts/pictures.py

lint: setup ## Check style, types of names, complexity, translations
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@$(PYTHON) scripts/i18n.py check

guide: setup ## Make the bundled help (resources/help) out of docs/
	@$(PYTHON) scripts/guide.py

i18n: setup ## Collect the strings to translate into i18n/*.ts, and compile
	@$(PYTHON) scripts/i18n.py
	@scripts/i18n.sh

package: setup ## Make build/vigie_territoriale-VERSION.zip
	@scripts/i18n.sh
	@$(PYTHON) scripts/guide.py
	@$(PYTHON) scripts/package.py

scan: package ## Run the portal's security scan over the package
	@PATH="$(CURDIR)/.venv/bin:$$PATH" scripts/portal_scan.sh build/package/vigie_territoriale

bench: setup ## Measure the speed of the main steps; results in build/bench
	@scripts/bench.sh

clean: ## Remove what was built (not the virtual environment)
	@rm -rf build i18n/*.qm resources/help
