# The front door. CMake does the work (CMakePresets.json); this file installs what is missing and calls it.
#
#   make           build the optimised program, build/release/chokepoint
#   make demo      run the shipped October 2025 scenario and leave report.html
#   make test      all tests, release and sanitizers; ends with "N passed, N failed"
#   make bench     speed, and its ratio to the memory bandwidth of this machine
#   make load      200 clients of the server for a minute
#   make fuzz      every fuzz target for FUZZ_SECONDS (30) each
#   make page      the interactive page as a folder, out/page, for any static host
#   make screenshots   pictures of the page for README and docs
#   make wasm      the kernel as a WebAssembly module
#   make man       the man page, build/release/chokepoint.1
#   make install   to PREFIX (/usr/local) under DESTDIR
#   make clean     remove build/, out/ and report.html

PRESET       ?= release
PREFIX       ?= /usr/local
DESTDIR      ?=
FUZZ_SECONDS ?= 30
SCENARIO     ?= scenarios/october-2025.yaml
GAME         ?= scenarios/play/october-2025.yaml

.PHONY: all demo test bench load fuzz page screenshots wasm man install clean packages
all: packages
	@tools/build.sh $(PRESET)

packages:
	@tools/install-packages.sh needed-for-demo

demo: packages
	@tools/build.sh release chokepoint
	@build/release/chokepoint run $(SCENARIO) --out out/$(basename $(notdir $(SCENARIO))) --report report.html

test: packages
	@tests/run.sh

bench: packages
	@tools/build.sh release bench
	@for program in build/release/bench/bench_*; do [ -x "$$program" ] || continue; "$$program" || exit 1; done

load: packages
	@tools/install-packages.sh needed-for-tests
	@tools/build.sh release chokepoint
	@CK_LOAD_SECONDS=60 CK_PROGRAM=build/release/chokepoint node tests/serve/test_load.mjs

fuzz: packages
	@tools/install-packages.sh needed-for-tests
	@fuzz/run.sh $(FUZZ_SECONDS)

page: packages
	@tools/install-packages.sh needed-for-page
	@tools/build.sh release chokepoint
	@echo "Writing out/page; the game's emulator takes some dozen runs of the engine"
	@build/release/chokepoint report --folder out/page --game $(GAME)

screenshots: packages
	@tools/install-packages.sh needed-for-page needed-for-browser-tests
	@tools/build.sh release chokepoint
	@CK_PROGRAM=build/release/chokepoint CK_SCRATCH=out/screenshots CK_GAME=$(GAME) node tools/screenshots.mjs docs/pictures

wasm: packages
	@tools/install-packages.sh needed-for-tests
	@tools/build.sh wasm

man: packages
	@tools/build.sh release man

install: packages
	@tools/build.sh release
	@cmake --install build/release --prefix $(PREFIX) >build/release/install.log
	@echo "Installed under $(DESTDIR)$(PREFIX); the list is in build/release/install_manifest.txt"

clean:
	@rm -rf build out report.html
