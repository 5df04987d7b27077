package boltstore

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/store"
)

type marble struct{ slot }

// TestOrder compares the heap with a sorted slice.
func TestOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var o order[*marble]
	var all []*marble
	for range 3000 {
		if len(all) == 0 || random.IntN(5) < 3 {
			m := &marble{}
			o.put(m, int64(random.IntN(100)))
			all = append(all, m)
		} else {
			i := random.IntN(len(all))
			o.take(all[i])
			all = slices.Delete(all, i, i+1)
		}
		require.Equal(t, len(all), o.len())
		if len(all) > 0 {
			least := slices.MinFunc(all, func(a, b *marble) int { return int(a.key - b.key) })
			require.Equal(t, least.key, o.first().key)
		}
	}
}

// TestArena: what was lent is not lent again before reset.
func TestArena(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var a arena
	for range 3 {
		var lent [][]byte
		for i := range 400 {
			b := a.take(random.IntN(1 << (1 + random.IntN(18))))
			b = b[:cap(b)]
			for n := range b {
				b[n] = byte(i)
			}
			lent = append(lent, b)
		}
		for i, b := range lent {
			require.Equal(t, len(b), bytes.Count(b, []byte{byte(i)}))
		}
		a.reset()
		require.LessOrEqual(t, len(a.chunks), keepChunks)
	}
}

func TestFrameBindsKindKeyAndBytes(t *testing.T) {
	frame := func() []byte { return seal(recordKind, []byte("key"), append(make([]byte, frameHead), "payload"...)) }
	payload, err := unseal(recordKind, []byte("key"), frame(), 7)
	require.NoError(t, err)
	require.Equal(t, "payload", string(payload))
	for i := range frame() {
		for bit := range 8 {
			bad := frame()
			bad[i] ^= 1 << bit
			_, err := unseal(recordKind, []byte("key"), bad, 7)
			require.ErrorIs(t, err, store.ErrDamaged)
		}
		_, err := unseal(recordKind, []byte("key"), frame()[:i], 0)
		require.ErrorIs(t, err, store.ErrDamaged)
	}
	_, err = unseal(recordKind, []byte("kez"), frame(), 7)
	require.ErrorIs(t, err, store.ErrDamaged)
	_, err = unseal(timerKind, []byte("key"), frame(), 7)
	require.ErrorIs(t, err, store.ErrDamaged)
	_, err = unseal(recordKind, []byte("key"), frame(), 8)
	require.ErrorIs(t, err, store.ErrDamaged)

	newer := frame()
	newer[0] = frameVersion + 1
	binary.LittleEndian.PutUint32(newer[1:], checksum(recordKind, []byte("key"), newer))
	_, err = unseal(recordKind, []byte("key"), newer, 7)
	require.ErrorIs(t, err, store.ErrNewer)
}

func TestTimesSortAndReturn(t *testing.T) {
	times := []time.Time{{}, time.Unix(-5e9, 1), time.Unix(0, 0), start, start.Add(time.Nanosecond), time.Unix(9e9, 0)}
	last := uint64(0)
	for i, at := range times {
		require.True(t, at.Equal(fromNanos(nanos(at))))
		require.Equal(t, nanos(at), fromOrdinal(ordinal(nanos(at))))
		if i > 0 {
			require.Greater(t, ordinal(nanos(at)), last)
		}
		last = ordinal(nanos(at))
	}
	require.Equal(t, int64(math.MinInt64), nanos(time.Time{}))
}

// FuzzReadItem reads items whose checksum is right and whose content is anything.
func FuzzReadItem(f *testing.F) {
	var w writer
	w.key = []byte("12345678")
	f.Add(w.frameItem(inboxKind, &stored{id: "id", lane: "lane", value: []byte("value")})[frameHead:])
	f.Add([]byte{})
	f.Add(make([]byte, itemSize))
	f.Add(slices.Repeat([]byte{0xff}, 40))
	f.Fuzz(func(t *testing.T, payload []byte) {
		frame := seal(inboxKind, w.key, append(make([]byte, frameHead), payload...))
		it, err := readItem(inboxKind, w.key, frame)
		if err != nil {
			require.ErrorIs(t, err, store.ErrDamaged)
			return
		}
		if len(it.value) == 0 {
			it.value = nil
		}
		var again writer
		again.key = w.key
		require.Equal(t, frame, again.frameItem(inboxKind, &it))
	})
}
