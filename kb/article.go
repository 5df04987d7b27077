package kb

import "time"

// Audience says who may be shown an article.
type Audience string

const (
	// Everyone is the default: people who ask and staff.
	Everyone Audience = "everyone"
	// StaffOnly hides an article from people who ask.
	StaffOnly Audience = "staff"
)

// Article is one markdown file in one language, ready to be searched and shown.
type Article struct {
	// Name is the path inside the folder without ending and language,
	// with forward slashes: "printing/print-certificates".
	Name string
	// Lang is a lower-case language code such as "en" or "pt-br".
	Lang string
	// Title is from the front matter, else the first heading, else the file name.
	Title string
	// Questions are other ways to ask for this article, as its authors wrote them.
	Questions []string
	Tags      []string
	// Type is the support type a ticket about this article gets ("how-to", ...), or "".
	Type     string
	Audience Audience
	Owner    string
	// Checked is the day somebody last confirmed the text; zero when unknown.
	Checked time.Time
	// ReviewBy is the day after which the text counts as stale; zero when unset.
	ReviewBy time.Time
	// URL is where people can read the whole article; "" when nowhere.
	URL string
	// Hidden articles are not searched but can be linked to and sent by name.
	Hidden bool
	// Sections are in reading order; the first is the text before any heading
	// (its Heading is "" and it may be missing).
	Sections []Section
	// Notice is the id of the [Notice] that this stands for; "" for an article.
	Notice string
	// File is the path the article was read from, for messages to its authors.
	File string
}

// Section is a heading with the text below it, up to the next heading.
type Section struct {
	// ID is "name#heading" with the heading in GitHub's slug form, or just the
	// article's name for the text before the first heading.
	ID string
	// Heading is the heading's text; "" for the text before the first heading.
	Heading string
	// Above are the headings this one stands under, outermost first.
	Above []string
	// Text is ready for chat: plain text, steps numbered, tables as lines,
	// links as "words (address)". It holds no markdown, HTML or GitBook syntax.
	Text string
	// Images are the pictures of the section, in order.
	Images []Image
	// Line is the heading's line in File, from 1.
	Line int
}

// Image is a picture inside a section.
type Image struct {
	// Alt is the text for people who cannot see it.
	Alt string
	// Path is the file inside the knowledge base folder, or a web address.
	Path string
}
