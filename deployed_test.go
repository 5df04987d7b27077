package main

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/config"
	"github.com/firstline-helpdesk/firstline/store"
)

// TestDeployedHook: only who has the secret says what is installed, and what cannot be
// read has no effect.
func TestDeployedHook(t *testing.T) {
	text := fmt.Sprintf("store: bolt:%s\nlevels:\n  - rooms: [web:desk]\n  - rooms: [web:tech]\n  - tracker: {github: makers/product, token: abc}\ndeployments: {secret: s3cret}\n",
		filepath.Join(t.TempDir(), "desk.db"))
	c, problems := config.Parse("firstline.yaml", []byte(text), nil)
	require.NotNil(t, c, problems)
	lv, err := levels(c)
	require.NoError(t, err)
	h, err := openHouse(c, slog.New(slog.DiscardHandler), lv)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, h.close()) })
	installed := func() string {
		v, _, err := store.Get[bot.Version](t.Context(), h.store, "installed/github:makers/product")
		require.NoError(t, err)
		return string(v)
	}
	for _, one := range []struct {
		token, body string
		code        int
	}{
		{"", `{"version": "v1.0"}`, 401}, {"Bearer ", `{"version": "v1.0"}`, 401}, {"Bearer s3cre", `{"version": "v1.0"}`, 401},
		{"s3cret", `{"version": "v1.0"}`, 401}, {"Bearer s3cret", `{`, 400}, {"Bearer s3cret", `{"version": "newest"}`, 400},
		{"Bearer s3cret", `{"version": "v1.0", "tickets": [-1]}`, 400}, {"Bearer s3cret", strings.Repeat(" ", maxDeployed+1), 413},
	} {
		require.Equal(t, one.code, tellDeployed(t, h, one.token, one.body), "%s %.40s", one.token, one.body)
		require.Empty(t, installed())
	}
	require.Equal(t, http.StatusOK, tellDeployed(t, h, "Bearer s3cret", `{"version": "1.9.2", "tickets": [12]}`))
	require.Equal(t, "v1.9.2", installed())
}

func tellDeployed(t *testing.T, h *house, token, body string) int {
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, deployedPath, strings.NewReader(body))
	if token != "" {
		request.Header.Set("Authorization", token)
	}
	answer := httptest.NewRecorder()
	h.deployedHook(answer, request)
	return answer.Code
}
