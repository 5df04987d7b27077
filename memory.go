package main

import "runtime/debug"

// gcPercent lets the heap grow further than Go's default between collections: the
// desk lives on a few megabytes, and collecting less often is a tenth of the work
// under load. GOGC in the environment overrules it.
const gcPercent = 300

func tuneMemory(env func(string) (string, bool)) {
	if _, set := env("GOGC"); !set {
		debug.SetGCPercent(gcPercent)
	}
}
