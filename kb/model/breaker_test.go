package model_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/kb/model"
	"github.com/firstline-helpdesk/firstline/kb/model/modelfake"
)

// brokenRoad panics while broken is set.
type brokenRoad struct {
	http.RoundTripper
	broken bool
}

func (b *brokenRoad) RoundTrip(r *http.Request) (*http.Response, error) {
	if b.broken {
		panic("in the middle of a call")
	}
	return b.RoundTripper.RoundTrip(r)
}

// TestATrialThatPanicsIsNotTheLast: whoever tries whether an endpoint is back may fail in
// any way, and another tries again.
func TestATrialThatPanicsIsNotTheLast(t *testing.T) {
	road := &brokenRoad{}
	c, fake, at := open(t, func(o *model.Options) {
		road.RoundTripper = o.HTTP.Transport
		o.HTTP = &http.Client{Transport: road}
	})
	rewrite := func() error {
		_, _, _, err := c.Rewrite(t.Context(), "and deaths", "", "en", nil, model.Allowance{})
		return err
	}
	fake.Fail("chat", modelfake.Failure{How: modelfake.Down}, 3)
	for range 3 {
		require.Error(t, rewrite())
	}
	require.False(t, c.Ready(model.ForWording))
	at.pass(3600e9)
	road.broken = true
	require.Panics(t, func() { _ = rewrite() })
	road.broken = false
	require.True(t, c.Ready(model.ForWording))
	require.NoError(t, rewrite())
}
