package dialogue

// People writes how many people there are: "312 people".
func People(lang string, n int) string { return count(lang, "known.people", n) }
