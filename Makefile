# make prove [ORDERS=0-2] [ARGS=...]                 prove the units that need no kernel
# make prove KERNEL=path [ORDERS=all] [ARGS=...]     prove fork on a kernel tree or tarball
# make test                                          run the test suite
# make test-all                                      the same with all cases of tests that take minutes each
# make build | setup | format | lint | clean
#
# SWIFT names the Swift toolchain's program where it is not in PATH.

SHELL := /bin/bash
SWIFT ?= swift
ORDERS ?=
ARGS ?=
# Options of `swift test`. The proofs on real kernels are slow without optimisation.
TEST_FLAGS ?= -c release -Xswiftc -enable-testing
BUILD_FLAGS ?= -c release

DEBIAN_KERNEL := /usr/src/linux-source-6.12.tar.xz
KERNEL ?=

.PHONY: prove test test-all build program setup setup-kernel setup-kernels format lint clean
# Packages first, then the build, whatever -j says.
.NOTPARALLEL:

# Debian's kernel source is a package to install only where it is what is to be proved.
prove: $(if $(filter $(DEBIAN_KERNEL),$(KERNEL)),setup-kernel,setup) program
	"$$("$(SWIFT)" build $(BUILD_FLAGS) --show-bin-path)/pteproof" prove \
	  $(if $(KERNEL),fork --kernel "$(KERNEL)") $(if $(ORDERS),--orders $(ORDERS)) $(ARGS)

build: setup program

program:
	"$(SWIFT)" build $(BUILD_FLAGS) --product pteproof

# The tests prove on Debian's kernels, whatever KERNEL says.
test: setup-kernels
	"$(SWIFT)" test $(TEST_FLAGS)

test-all: export PTEPROOF_TEST_ALL := 1
test-all: test

setup:
	@SWIFT="$(SWIFT)" scripts/setup.sh

# Newer kernels, as tarballs in the cache folder.
setup-kernels:
	@SWIFT="$(SWIFT)" scripts/setup.sh --kernel --kernels

setup-kernel:
	@SWIFT="$(SWIFT)" scripts/setup.sh --kernel

format:
	"$(SWIFT)" format -i -p --configuration .swift-format -r Package.swift Sources Tests specs

lint:
	"$(SWIFT)" format lint -s -p --configuration .swift-format -r Package.swift Sources Tests specs

clean:
	rm -rf .build
