SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
FUZZTIME ?= 30s
KILLS    ?= 200
CLAIMS   ?= 200
PEOPLE   ?= 5000
BENCH    ?= $(or $(FIRSTLINE_SHARED),../shared)/bench
IMAGE    ?= firstline:$(VERSION)

.PHONY: help test tools fmt check build bench bench-search bench-compare bench-ack bench-desk eval weights fuzz kill broadcast claims cover vuln docker clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

test: tools check ## all there is to know before a commit; installs what it needs when run as root
	go vet ./...
	FIRSTLINE_CLAIMS=8 go test -race -parallel 6 -timeout 14m ./...

tools: ## install the browser and the database the tests run, or say what to install
	@missing=(); \
	command -v gcc >/dev/null || missing+=(gcc libc6-dev); \
	command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium); \
	command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql); \
	if [ $${#missing[@]} -eq 0 ]; then exit 0; fi; \
	if [ "$$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$${missing[@]}"; \
	else \
		echo "The tests need $${missing[*]} (names of Debian packages). Install them and try again:" >&2; \
		echo "  sudo apt-get install $${missing[*]}" >&2; \
		exit 1; \
	fi

fmt: ## format the code
	gofmt -w .

check: ## formatting, generated files and staticcheck
	@unformatted="$$(gofmt -l .)"; if [ -n "$$unformatted" ]; then \
		echo "Not formatted; run: make fmt" >&2; echo "$$unformatted" >&2; exit 1; fi
	@sum() { git ls-files -com --exclude-standard -z | sort -zu | xargs -0 sha256sum 2>/dev/null || true; }; \
	before="$$(sum)"; go generate ./...; \
	if ! changed="$$(diff <(echo "$$before") <(sum))"; then \
		echo "Generated files were stale; commit what changed:" >&2; echo "$$changed" >&2; exit 1; fi
	go tool staticcheck ./...

build: ## the program, static and stripped, as dist/firstline
	CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)" -o dist/firstline .

bench: ## benchmarks, with memory
	go test -run '^$$' -bench . -benchmem ./...

bench-search: ## search: real questions, hostile ones, ten thousand articles, long pages
	go test -run '^$$' -bench 'Search|Hostile|Large|Pages' ./kb

bench-compare: ## questions a second, hit@1 and load beside bleve, in a module of its own; fetches bleve
	cd bench/compare && go vet ./... && go test -run '^$$' -bench . -benchtime 1x -v .

bench-desk: ## a desk with 100,000 tickets: queue, find, start and memory
	go test -run '^$$' -bench '^BenchmarkDesk$$' -benchtime 1x -timeout 20m -v .

bench-ack: ## how long chat services wait for their 200, beside a handler that keeps nothing
	go test -run '^$$' -bench '^BenchmarkAck$$' -benchtime 1x .

eval: build ## answers to the real questions of $FIRSTLINE_SHARED/bench, as a table
	@printf '%-22s %6s %6s %9s %9s %6s %7s %11s\n' set hit1 hit3 precision coverage oos load questions/s
	@for set in $(BENCH)/*/questions.tsv; do \
		dir="$$(dirname "$$set")"; \
		dist/firstline kb eval --kb "$$dir/kb" --split dev "$$set" -o json | tr -d '",' | awk -v name="$$(basename "$$dir")" \
			'{ v[$$1] = $$2 } END { printf "%-22s %6.3f %6.3f %9.3f %9.3f %6.3f %4.0f ms %11.0f\n", name, v["hit1:"], v["hit3:"], \
			v["sure_precision:"], v["sure_coverage:"], v["oos_answered:"], v["load_ms:"], v["questions_per_s:"] }'; \
	done

weights: ## find the weights of search again, and what each set gets from the others'
	FIRSTLINE_FIT=1 go test -count=1 -timeout 30m -v -run '^TestFit' ./kb

fuzz: ## each fuzz target for FUZZTIME (30s)
	@grep -rl --include='*_test.go' '^func Fuzz' . | while read -r file; do \
		for target in $$(sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$$file"); do \
			echo "$$target in $$(dirname "$$file")"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x "$$(dirname "$$file")"; \
		done; \
	done

kill: ## kill the program KILLS (200) times in the middle of its work and look for what is lost
	FIRSTLINE_KILLS=$(KILLS) go test -count 1 -timeout 120m -run Kill -v . ./store/...

broadcast: ## tell PEOPLE (5000) that a known issue is fixed, and kill the program 20 times meanwhile
	FIRSTLINE_PEOPLE=$(PEOPLE) FIRSTLINE_BROADCAST_KILLS=20 go test -count 1 -timeout 60m -run TestKillInABroadcast -v .

claims: ## sixty members of staff press Claim at once, CLAIMS (200) times
	FIRSTLINE_CLAIMS=$(CLAIMS) go test -count 1 -timeout 180m -run TestSixtyClaimAtOnce -v .

cover: ## what the tests reach, as dist/cover.html
	@mkdir -p dist
	go test -timeout 12m -coverpkg ./... -coverprofile dist/cover.out ./...
	go tool cover -html dist/cover.out -o dist/cover.html
	@go tool cover -func dist/cover.out | tail -n 1

vuln: ## known security holes in the dependencies; asks vuln.go.dev
	go tool govulncheck ./...

docker: ## the image
	docker build --build-arg VERSION=$(VERSION) -t $(IMAGE) .

clean: ## take away what was built
	rm -rf dist
