package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"sync"
)

// Schema is the number written in front of every encoded value. It grows when a
// kind of record changes in a way that older programs would misread.
const Schema uint16 = 1

// encoder is an encoder with the buffer it writes to.
type encoder struct {
	out  bytes.Buffer
	body *json.Encoder
}

var encoders = sync.Pool{New: func() any {
	e := &encoder{}
	e.body = json.NewEncoder(&e.out)
	e.body.SetEscapeHTML(false)
	return e
}}

// Encode gives v as the bytes of a record: the schema number in two bytes, then
// JSON, with "<" and the like as they are, because nothing here is put on a page.
func Encode(v any) ([]byte, error) {
	e := encoders.Get().(*encoder)
	e.out.Reset()
	e.out.Write([]byte{byte(Schema >> 8), byte(Schema)})
	if err := e.body.Encode(v); err != nil {
		// The encoder is not used again: it may keep its failure.
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	value := bytes.Clone(bytes.TrimSuffix(e.out.Bytes(), []byte("\n")))
	encoders.Put(e)
	return value, nil
}

// Decode reads what Encode wrote. It returns ErrNewer for a schema it does not
// know and ErrDamaged for bytes that are no record.
func Decode[T any](b []byte) (T, error) {
	var v T
	if len(b) < 2 {
		return v, fmt.Errorf("decode %T: %d bytes: %w", v, len(b), ErrDamaged)
	}
	switch schema := binary.BigEndian.Uint16(b); {
	case schema == 0:
		return v, fmt.Errorf("decode %T of schema 0: %w", v, ErrDamaged)
	case schema > Schema:
		return v, fmt.Errorf("decode %T of schema %d: %w", v, schema, ErrNewer)
	}
	if err := json.Unmarshal(b[2:], &v); err != nil {
		return v, fmt.Errorf("decode %T: %w: %w", v, err, ErrDamaged)
	}
	return v, nil
}

// Get loads and decodes one record. A missing one gives the zero value and
// Version 0.
func Get[T any](ctx context.Context, s Store, key Key) (T, Version, error) {
	var none T
	records, err := s.Load(ctx, key)
	if err != nil {
		return none, 0, fmt.Errorf("load %s: %w", key.Kind(), err)
	}
	if records[0].Version == 0 {
		return none, 0, nil
	}
	v, err := Decode[T](records[0].Value)
	if err != nil {
		return none, 0, fmt.Errorf("load %s: %w", key.Kind(), err)
	}
	return v, records[0].Version, nil
}

// Kind is the first word of the key, or "record" where it has only one. Errors and logs name a record by its kind,
// because the rest may be somebody's number.
func (k Key) Kind() string {
	for i := range len(k) {
		if k[i] == '/' {
			return string(k[:i])
		}
	}
	return "record"
}
