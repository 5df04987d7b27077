package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
)

// ledgerPages answer the ticket and person commands, on the control socket only. What is asked
// for with nothing masked is written into a history before it is given.
func (h *house) ledgerPages(mux *http.ServeMux) {
	mux.HandleFunc("GET /tickets", h.giveTickets)
	mux.HandleFunc("GET /ticket", h.giveTicket)
	mux.HandleFunc("GET /verify", h.giveVerified)
	mux.HandleFunc("GET /person", h.givePerson)
	mux.HandleFunc("POST /forget", h.forget)
	mux.HandleFunc("POST /deployed", h.deployed)
}

func (h *house) givePerson(w http.ResponseWriter, r *http.Request) {
	values := r.URL.Query()
	err := h.desk.Record(r.Context(), "exported a person", operator(values), "")
	var data desk.PersonData
	if err == nil {
		data, err = h.desk.PersonData(r.Context(), values.Get("id"))
	}
	h.giveJSON(w, data, err)
}

func (h *house) forget(w http.ResponseWriter, r *http.Request) {
	values := r.URL.Query()
	done, err := h.desk.Forget(r.Context(), values.Get("id"), operator(values))
	h.giveJSON(w, done, err)
}

// giveTickets streams accounts, one JSON object a line; with "whole" all that was
// said and done is in them.
func (h *house) giveTickets(w http.ResponseWriter, r *http.Request) {
	values := r.URL.Query()
	clear, whole := values.Has("clear"), values.Has("whole")
	which, err := filterOf(values)
	if err == nil && clear {
		err = h.desk.Record(r.Context(), "exported clear", operator(values), "")
	}
	if err != nil {
		h.refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/x-ndjson")
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	err = h.desk.Accounts(r.Context(), which, clear, func(a desk.Account) error {
		if whole {
			var err error
			if a, err = h.desk.Account(r.Context(), a.Number, clear); err != nil {
				return err
			}
		}
		return lines.Encode(a)
	})
	h.endStream(r.Context(), err)
}

// endStream cuts the connection of an answer that failed half way: its headers are
// gone, and that is what tells the other side.
func (h *house) endStream(ctx context.Context, err error) {
	if err == nil {
		return
	}
	if ctx.Err() == nil {
		h.log.Error("an answer on the control socket failed", "err", err)
	}
	panic(http.ErrAbortHandler)
}

func (h *house) giveTicket(w http.ResponseWriter, r *http.Request) {
	values := r.URL.Query()
	n, err := strconv.Atoi(values.Get("n"))
	if err == nil && values.Has("clear") {
		err = h.desk.Shown(r.Context(), n, operator(values))
	}
	var a desk.Account
	if err == nil {
		a, err = h.desk.Account(r.Context(), n, values.Has("clear"))
	}
	h.giveJSON(w, a, err)
}

func (h *house) giveVerified(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(cmp.Or(r.URL.Query().Get("n"), "0"))
	var v desk.Verified
	if err == nil {
		v, err = h.desk.Verify(r.Context(), n)
	}
	h.giveJSON(w, v, err)
}

func (h *house) giveJSON(w http.ResponseWriter, v any, err error) {
	if err != nil {
		h.refuse(w, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		h.log.Error("an answer on the control socket failed", "err", err)
	}
}

// refuse says why there is no answer.
func (h *house) refuse(w http.ResponseWriter, err error) {
	var no *bot.Refusal
	if errors.As(err, &no) || errors.Is(err, fs.ErrNotExist) || errors.Is(err, desk.ErrNoTracker) || errors.Is(err, desk.ErrNoVersion) {
		w.Header().Set("Content-Type", refusalType)
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(err.Error()))
		return
	}
	h.log.Error("a question on the control socket failed", "err", err)
	http.Error(w, err.Error(), http.StatusInternalServerError)
}

// operator is who gave a command, as histories name them.
func operator(values url.Values) bot.Person {
	name := cmp.Or(values.Get("who"), "somebody")
	return bot.Person{ID: "operator:" + name, Name: name}
}

// filterOf reads a filter from what the command sent.
func filterOf(values url.Values) (desk.Filter, error) {
	which := desk.Filter{
		State: bot.State(values.Get("state")), Owner: values.Get("owner"), Type: values.Get("type"), Tag: values.Get("tag"),
	}
	level, err := strconv.Atoi(cmp.Or(values.Get("level"), "0"))
	which.Level = bot.Level(level)
	if err == nil && values.Has("since") {
		which.Since, err = time.Parse(time.RFC3339, values.Get("since"))
	}
	return which, err
}
