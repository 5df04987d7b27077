package bot

// Use is what use has taught about one article in one language, without who said it.
type Use struct {
	Article string `json:"article"`
	Lang    string `json:"lang"`
	// Helped and HelpedNot count what people said of the article.
	Helped    int       `json:"helped"`
	HelpedNot int       `json:"helped_not"`
	Ways      []UsedWay `json:"ways,omitempty"`
}

// UsedWay is one wording: how many say what, and what follows.
type UsedWay struct {
	Text string `json:"text"`
	// Helps and HelpsNot count people who asked, Chosen staff.
	Helps    int `json:"helps"`
	HelpsNot int `json:"helps_not"`
	Chosen   int `json:"chosen"`
	// InUse: it is searched as a way to ask. Refused: the article is no answer to it.
	// TakenBack: somebody took it back. With none of them it waits for more voices.
	InUse     bool `json:"in_use"`
	Refused   bool `json:"refused"`
	TakenBack bool `json:"taken_back"`
}

// Standing is what follows from the voices, in one word of the interface: "in use",
// "refused", "taken back" or "waits".
func (w UsedWay) Standing() string {
	switch {
	case w.TakenBack:
		return "taken back"
	case w.InUse:
		return "in use"
	case w.Refused:
		return "refused"
	}
	return "waits"
}

// Shelved is an article as the people who look after the knowledge base see it. A
// file that was left out has its problems only, and its path as Article.
type Shelved struct {
	Use
	Title string   `json:"title,omitempty"`
	Tags  []string `json:"tags,omitempty"`
	// Questions are other ways to ask, as its authors wrote them.
	Questions []string `json:"questions,omitempty"`
	// StaffOnly and Hidden tell that people do not find it.
	StaffOnly bool `json:"staff_only,omitempty"`
	Hidden    bool `json:"hidden,omitempty"`
	// Problems are for its authors, one line each: file, line, what and the mend.
	Problems []string `json:"problems,omitempty"`
}

// Troubled tells that somebody should look at the article: something in it is wrong,
// or it failed more often than it helped.
func (s Shelved) Troubled() bool { return len(s.Problems) > 0 || s.HelpedNot > s.Helped }

// Trial is what would become of a question, asked by somebody new.
type Trial struct {
	// Lang is the language the person would be spoken to in.
	Lang string
	// Verdict is "sure", "torn" or "unknown"; "" when nothing was searched, because the
	// words are an order or small talk.
	Verdict string
	// Confidence is that of the best hit and Needed what a sure answer needs, both
	// from 0 to 1.
	Confidence, Needed float64
	// Replies are what the person would be told, before they are fitted to a channel.
	Replies []Reply
	// Ticket tells that a ticket would be opened.
	Ticket bool
	// Why explains the verdict in words, several lines in English; "" when nothing was
	// searched.
	Why string
}
