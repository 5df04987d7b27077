package bot

// TypeBy is who says what type a ticket is of.
type TypeBy string

const (
	// ByDefault: nobody; it is the first of the types.
	ByDefault TypeBy = ""
	// ByArticle: the article that was shown.
	ByArticle TypeBy = "article"
	// ByWords: it was guessed from the question.
	ByWords TypeBy = "words"
	// ByHand: somebody on the desk.
	ByHand TypeBy = "staff"
)

// Retype sets the support type by the word of somebody on the desk: no guess
// changes it any more.
func (t *Ticket) Retype(kind string) { t.Type, t.TypeBy, t.Because = kind, ByHand, nil }

// GuessType sets the support type from words of the question, unless an article or
// somebody on the desk said it.
func (t *Ticket) GuessType(kind string, because []string) {
	if t.TypeBy == ByDefault || t.TypeBy == ByWords {
		t.Type, t.TypeBy, t.Because = kind, ByWords, because
	}
}

// Ask sets what the ticket is about, once. It reports whether that was open.
func (t *Ticket) Ask(question string) bool {
	if t.Question != "" || question == "" {
		return false
	}
	t.Question = CutText(question, MaxQuestion)
	return true
}

// WaitedTooLong raises the priority of a ticket that nobody has taken for too long,
// up to high: what is urgent is said by people. It reports whether it did.
func (t *Ticket) WaitedTooLong() bool {
	if t.State != Open || t.Priority.Rank() <= High.Rank() {
		return false
	}
	t.Priority = t.Priority.Raised()
	return true
}
