package github

import "encoding/json"

// soft is a value that GitHub may send in a shape we do not know: then Value is empty. It
// keeps one odd field from spoiling the answer around it.
type soft[T any] struct {
	Value T
}

// UnmarshalJSON never fails.
func (s *soft[T]) UnmarshalJSON(raw []byte) error {
	var value T
	if json.Unmarshal(raw, &value) == nil {
		s.Value = value
	}
	return nil
}
