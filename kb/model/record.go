package model

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
)

// recordForm is the first byte of a record: how the rest is written.
const recordForm = 1

// vector is the meaning of a text: a direction, each number in one byte. That costs
// less than a hundredth of the likeness of two texts and a quarter of the room.
type vector struct {
	numbers []int8
	length  float64
}

// newVector makes a vector of a row that is usable.
func newVector(row []float32) vector {
	most := float32(0)
	for _, x := range row {
		most = max(most, max(x, -x))
	}
	numbers := make([]int8, len(row))
	for i, x := range row {
		numbers[i] = int8(math.Round(float64(x / most * 127)))
	}
	return measured(numbers)
}

func measured(numbers []int8) vector {
	sum := 0.0
	for _, x := range numbers {
		sum += float64(x) * float64(x)
	}
	return vector{numbers: numbers, length: math.Sqrt(sum)}
}

// record is the vector as the caller keeps it.
func (v vector) record() []byte {
	out := make([]byte, 1, 1+len(v.numbers))
	out[0] = recordForm
	for _, x := range v.numbers {
		out = append(out, byte(x))
	}
	return out
}

// readRecord reads a record. It reports false for what is none, which is then made
// again.
func readRecord(record []byte) (vector, bool) {
	if len(record) < 2 || record[0] != recordForm {
		return vector{}, false
	}
	numbers := make([]int8, len(record)-1)
	for i, x := range record[1:] {
		numbers[i] = int8(x)
	}
	v := measured(numbers)
	return v, v.length > 0
}

// likeness is the cosine of the angle between two vectors; those of two models have
// nothing in common.
func (v vector) likeness(other vector) float64 {
	if len(v.numbers) != len(other.numbers) || v.length == 0 || other.length == 0 {
		return 0
	}
	sum := int64(0)
	for i, x := range v.numbers {
		sum += int64(x) * int64(other.numbers[i])
	}
	return float64(sum) / (v.length * other.length)
}

// recordKey names the record of a text for a model, so that an edit or another model
// makes another.
func recordKey(model, text string) string {
	sum := sha256.Sum256([]byte(model + "\x00" + text))
	return hex.EncodeToString(sum[:16])
}
