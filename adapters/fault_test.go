package adapters

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFaultsSayWhatHappened(t *testing.T) {
	require.EqualError(t, &Fault{Kind: Gone}, "gone")
	require.EqualError(t, &Fault{Kind: Busy, After: time.Second, Err: errors.New("429")}, "busy: 429")
	require.ErrorIs(t, &Fault{Kind: Broken, Err: context.DeadlineExceeded}, context.DeadlineExceeded)
	require.NoError(t, (&Fault{Kind: Gone}).Unwrap())
}

func TestWhatIsNoFaultIsTriedAgain(t *testing.T) {
	gone := &Fault{Kind: Gone}
	require.Same(t, gone, AsFault(gone))
	require.Same(t, gone, AsFault(fmt.Errorf("send: %w", gone)), "also inside another error")
	require.Same(t, gone, AsFault(errors.Join(errors.New("one"), gone)))

	reset := errors.New("connection reset")
	fault := AsFault(reset)
	require.Equal(t, Broken, fault.Kind)
	require.ErrorIs(t, fault, reset)
}
