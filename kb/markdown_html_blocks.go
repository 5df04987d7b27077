package kb

import (
	"strconv"
	"strings"
)

// htmlBlock turns a block of raw HTML into parts.
type htmlBlock struct {
	r     *renderer
	parts []chatPart
	words phrase
	// lists are the open lists: the last number of an ordered one, or -1.
	lists []int
	// marker waits for the first words of a list item.
	marker string
	// pre counts open <pre>, whose text is collected in code.
	pre  int
	code strings.Builder
	// skip is an element whose content is not text, until it closes.
	skip string
	// figure is how many pictures there were before the open <figure>.
	figure int
	// inCaption is set inside a <figcaption>, whose words begin at captionAt.
	inCaption bool
	captionAt int
	table     *htmlTable
}

// htmlTable is an open <table>; inner tables are read as text of the cell.
type htmlTable struct {
	grid
	cells []string
	// depth counts <table> inside this one; head is set inside <thead>.
	depth          int
	head, open     bool
	inRow, allHead bool
}

// html renders raw HTML.
func (r *renderer) html(raw string) []chatPart {
	h := &htmlBlock{r: r, words: phrase{r: r}}
	r.inHTML = true
	defer func() { r.inHTML = false }()
	for raw != "" {
		var t htmlToken
		t, raw = nextHTML(raw)
		h.token(t)
	}
	h.endPre()
	h.inCaption = false
	h.flush()
	h.endTable()
	return h.parts
}

func (h *htmlBlock) token(t htmlToken) {
	switch {
	case h.skip != "":
		if t.kind == htmlClose && t.name == h.skip {
			h.skip = ""
		}
	case t.kind == htmlSkip:
	case h.pre > 0 && t.name != "pre" && t.name != "td" && t.name != "tr" && t.name != "table":
		if t.kind == htmlText || !knownElement(t.name) {
			h.code.WriteString(t.text)
		}
	case t.kind == htmlText:
		h.words.words(strings.ReplaceAll(t.text, "\n", " "))
	case t.kind == htmlOpen:
		h.open(t)
	default:
		h.close(t)
	}
}

func (h *htmlBlock) open(t htmlToken) {
	switch t.name {
	case "script", "style", "svg", "noscript", "template":
		h.skip = t.name
	case "ul", "ol", "menu":
		h.flush()
		first := -1
		if t.name == "ol" {
			first, _ = strconv.Atoi(t.attr("start"))
			first = max(0, first-1)
		}
		h.lists = append(h.lists, first)
	case "li":
		h.flush()
		h.marker = h.nextMarker()
	case "pre":
		h.flush()
		h.pre++
	case "figure":
		h.flush()
		h.figure = len(h.r.images)
	case "figcaption":
		h.flush()
		h.inCaption, h.captionAt = true, len(h.words.b)
	case "iframe", "video", "embed":
		if src := shownAddress(t.attr("src")); src != "" {
			h.words.words(" " + hold.Replace(src) + " ")
		}
	case "table", "thead", "tbody", "tr", "th", "td":
		h.openTable(t)
	default:
		if breaksText(t.name) {
			h.flush()
			return
		}
		h.words.tag(t)
	}
}

func (h *htmlBlock) close(t htmlToken) {
	switch t.name {
	case "ul", "ol", "menu":
		h.flush()
		h.marker = ""
		if len(h.lists) > 0 {
			h.lists = h.lists[:len(h.lists)-1]
		}
	case "pre":
		h.endPre()
	case "figcaption":
		h.caption()
	case "table", "thead", "tbody", "tr", "th", "td":
		h.closeTable(t.name)
	default:
		if breaksText(t.name) {
			h.flush()
			return
		}
		h.words.tag(t)
	}
}

// blockElements begin and end a paragraph of their own.
const blockElements = " address article aside blockquote body center dd details dialog div dl dt fieldset figure footer form " +
	"h1 h2 h3 h4 h5 h6 header hr html li main nav p section summary caption "

func breaksText(name string) bool { return strings.Contains(blockElements, " "+name+" ") }

func (h *htmlBlock) nextMarker() string {
	if len(h.lists) == 0 {
		return bullet
	}
	last := &h.lists[len(h.lists)-1]
	if *last < 0 {
		return bullet
	}
	*last++
	return strconv.Itoa(*last) + ". "
}

// flush ends the paragraph, list item or line of a cell that is being collected.
func (h *htmlBlock) flush() {
	if h.inCaption || h.table != nil && h.table.open {
		h.words.b = append(h.words.b, '\n')
		return
	}
	h.emit(paragraph(h.words.finish()))
}

func (h *htmlBlock) emit(parts []chatPart) {
	if len(parts) == 0 {
		return
	}
	if depth := len(h.lists); depth > 0 {
		marker := h.marker
		if marker == "" {
			marker = "  "
		}
		lines := itemLines(marker, parts)
		for i := range lines {
			if !lines[i].code {
				lines[i].text = strings.Repeat("  ", min(depth, maxNesting)-1) + lines[i].text
			}
		}
		h.marker = ""
		parts = []chatPart{{lines: lines, tight: len(h.parts) > 0 && h.tightList()}}
	}
	h.parts = append(h.parts, parts...)
}

// tightList tells whether the part before belongs to the same list.
func (h *htmlBlock) tightList() bool {
	last := h.parts[len(h.parts)-1].lines
	first := strings.TrimLeft(last[0].text, " ")
	return strings.HasPrefix(first, bullet) || numbered(first)
}

func (h *htmlBlock) endPre() {
	if h.pre == 0 {
		return
	}
	h.pre = 0
	code := strings.Trim(h.code.String(), "\n")
	h.code.Reset()
	if h.table != nil && h.table.open {
		h.words.words(" " + holdAll.Replace(strings.TrimSpace(code)) + " ")
		return
	}
	h.emit(codePart(code))
}

// caption gives its words to the picture above it, if that has none of its own.
func (h *htmlBlock) caption() {
	images := h.r.images
	h.inCaption = false
	if len(images) <= h.figure || h.captionAt > len(h.words.b) {
		h.flush()
		return
	}
	words := phrase{r: h.r, b: append([]byte(nil), h.words.b[h.captionAt:]...)}
	h.words.b, h.words.anchors = h.words.b[:h.captionAt], nil
	if images[len(images)-1].Alt == "" {
		images[len(images)-1].Alt = oneLine(words.finish())
	}
}
