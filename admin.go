package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/VictoriaMetrics/metrics"
)

// adminPages are for the operator and must never be public: they say how the
// desk is doing, and nothing about anybody.
func (h *house) adminPages(ready *atomic.Bool) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, "ok")
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if !ready.Load() {
			http.Error(w, "starting or stopping", http.StatusServiceUnavailable)
			return
		}
		if _, _, err := h.store.Depth(r.Context()); err != nil {
			h.log.Error("the store does not answer", "err", err)
			http.Error(w, "the store does not answer", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
		// What was given up does not make the desk less ready; it must be seen.
		if n, err := h.desk.DeadLetters(r.Context()); err == nil && n > 0 {
			fmt.Fprintf(w, "%d replies or messages were given up; staff can have replies sent again with the order again\n", n)
		}
	})
	mux.HandleFunc("GET /metrics", h.writeMetrics)
	return mux
}

func (h *house) writeMetrics(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	last := ""
	for _, c := range h.desk.Counts() {
		family, _, _ := strings.Cut(c.Name, "{")
		if family != last {
			fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s counter\n", family, c.Help, family)
			last = family
		}
		fmt.Fprintf(w, "%s %d\n", c.Name, c.Value)
	}
	in, out, err := h.store.Depth(r.Context())
	if err != nil {
		h.log.Error("the store does not answer", "err", err)
	}
	dead, err := h.desk.DeadLetters(r.Context())
	if err != nil {
		h.log.Error("the store does not answer", "err", err)
	}
	for i, value := range []int{in, out, dead, len(h.library.Articles()), len(h.library.Problems())} {
		g := gauges[i]
		fmt.Fprintf(w, "# HELP %s %s\n# TYPE %s gauge\n%s %d\n", g.name, g.help, g.name, g.name, value)
	}
	metrics.WriteProcessMetrics(w)
}

// gauges are the figures that go up and down, in the order writeMetrics has them.
var gauges = []struct{ name, help string }{
	{"firstline_inbox_items", "Messages waiting to be handled."},
	{"firstline_outbox_items", "Replies waiting to be sent."},
	{"firstline_dead_letters", "Replies and messages that were given up and wait for somebody."},
	{"firstline_articles", "Articles that answer."},
	{"firstline_article_problems", "Problems in the articles' files."},
}

// controlPages are reached over the control socket only, which belongs to the
// user who runs the desk.
func (h *house) controlPages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /backup", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/octet-stream")
		if err := h.store.Backup(r.Context(), w); err != nil {
			h.log.Error("a backup failed", "err", err)
			// The headers are gone: ending the connection is what tells the other side.
			panic(http.ErrAbortHandler)
		}
	})
	h.ledgerPages(mux)
	h.lessonPages(mux)
	h.modelPages(mux)
	return mux
}
