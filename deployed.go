package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/firstline-helpdesk/firstline/adapters/intake"
	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/bot/desk"
)

const deployedHelp = `
  --config FILE   the configuration of the desk

Tell the desk that a version of the product is installed: firstline deployed v1.9.2.
Everybody whose ticket waits for a fix in that version or an earlier one is asked
whether it works now. Numbers behind the version are tickets that it fixes too,
where the makers do not say in which version a fix is: firstline deployed v1.9.2 12 14.
Saying it again asks nobody twice. It works while the desk runs and when it does not.
A deployment can say it itself: see deployments.secret in the configuration.
`

func runDeployed(ctx context.Context, sh shell, args []string) int {
	if len(args) > 0 && isHelp(args[0]) {
		return printHelp(sh, []string{"deployed"})
	}
	set := flags("deployed", sh)
	path := set.String("config", "", "")
	rest, code, ok := parse(set, args)
	if !ok {
		return code
	}
	if len(rest) == 0 {
		return usage(sh, "deployed needs a version such as v1.9.2; type firstline help deployed")
	}
	c, code, ok := loadConfig(sh, *path, false)
	if !ok {
		return code
	}
	who, _ := sh.env("USER")
	said, err := askOne[string](ctx, c, http.MethodPost, "/deployed", url.Values{"version": {strings.Join(rest, " ")}, "who": {who}})
	if err != nil {
		return fail(sh, err)
	}
	fmt.Fprintf(sh.out, "%s is installed; those who wait for it are asked whether it works\n", said)
	return exitDone
}

// deployed takes the command from the control socket.
func (h *house) deployed(w http.ResponseWriter, r *http.Request) {
	values := r.URL.Query()
	text := values.Get("version")
	err := h.desk.Deployed(r.Context(), text, operator(values))
	h.giveJSON(w, text, err)
}

const (
	// deployedPath takes the word of a deployment.
	deployedPath = "/hooks/deployed"
	// maxDeployed is the longest body it takes, in bytes.
	maxDeployed = 16 << 10
)

// deployedHook lets whatever installs the product say so: POST {"version": "v1.9.2"} with
// the secret as bearer token. The answer is 200 once it is on disk.
func (h *house) deployedHook(w http.ResponseWriter, r *http.Request) {
	secret := h.config.Deployments.Secret.Reveal()
	given, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !bearer || !intake.Same(given, secret) {
		http.Error(w, "wrong or missing bearer token", http.StatusUnauthorized)
		return
	}
	var said struct {
		Version string `json:"version"`
		Tickets []int  `json:"tickets"`
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxDeployed))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		http.Error(w, "the body is too large", http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		http.Error(w, "the body could not be read", http.StatusBadRequest)
		return
	case json.Unmarshal(body, &said) != nil:
		http.Error(w, `write {"version": "v1.9.2"}`, http.StatusBadRequest)
		return
	}
	text := said.Version
	for _, n := range said.Tickets {
		text += " " + strconv.Itoa(n)
	}
	switch err := h.desk.Deployed(r.Context(), text, bot.Person{ID: "operator:deployment", Name: "deployment"}); {
	case errors.Is(err, desk.ErrNoTracker), errors.Is(err, desk.ErrNoVersion):
		http.Error(w, err.Error(), http.StatusBadRequest)
	case err != nil:
		h.log.Error("a deployment could not be noted", "err", err)
		http.Error(w, "it could not be noted; say it again", http.StatusInternalServerError)
	}
}
