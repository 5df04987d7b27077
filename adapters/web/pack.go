package web

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
)

// pack makes a page a third of its size for the way, which a person on a weak link
// waits and pays for.
func pack(raw []byte) []byte {
	var packed bytes.Buffer
	// None of these fails: the level exists, and a buffer takes everything.
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	_, _ = w.Write(raw)
	_ = w.Close()
	return packed.Bytes()
}

// takesPacked tells whether a browser reads gzip, and says in the answer's head that
// it comes so.
// https://www.rfc-editor.org/rfc/rfc9110#name-accept-encoding
func takesPacked(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Add("Vary", "Accept-Encoding")
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, weighed := strings.Cut(strings.ReplaceAll(part, " ", ""), ";q=")
		wish, err := strconv.ParseFloat(weight, 64)
		if strings.EqualFold(name, "gzip") && (!weighed || err == nil && wish > 0) {
			w.Header().Set("Content-Encoding", "gzip")
			return true
		}
	}
	return false
}
