package kb

func (h *htmlBlock) openTable(t htmlToken) {
	if t.name == "table" && h.table != nil {
		h.table.depth++
		return
	}
	if h.table == nil {
		// A blank line in the middle of a table ends the block of HTML; the rows
		// behind it come without their <table>.
		h.flush()
		h.table = &htmlTable{grid: grid{hidden: map[int]bool{}}}
		if t.name == "table" {
			return
		}
	}
	if h.table.depth > 0 {
		h.flush()
		return
	}
	switch t.name {
	case "thead":
		h.table.head = true
	case "tr":
		h.endRow()
		h.table.inRow, h.table.allHead = true, true
	case "th", "td":
		h.endCell()
		h.table.open = true
		h.table.allHead = h.table.allHead && t.name == "th"
		if t.name == "th" && t.has("data-hidden") {
			h.table.hidden[len(h.table.cells)] = true
		}
	}
}

func (h *htmlBlock) closeTable(name string) {
	switch {
	case h.table == nil:
	case h.table.depth > 0:
		h.flush()
		if name == "table" {
			h.table.depth--
		}
	case name == "th" || name == "td":
		h.endCell()
	case name == "tr":
		h.endRow()
	case name == "thead":
		h.endRow()
		h.table.head = false
	case name == "table":
		h.endTable()
	}
}

func (h *htmlBlock) endCell() {
	h.endPre()
	if h.table.open {
		h.table.open = false
		h.table.cells = append(h.table.cells, oneLine(h.words.finish()))
	}
}

func (h *htmlBlock) endRow() {
	h.endCell()
	t := h.table
	if len(t.cells) > 0 {
		if t.header == nil && len(t.rows) == 0 && (t.head || t.allHead) {
			t.header = t.cells
		} else {
			t.rows = append(t.rows, t.cells)
		}
	}
	t.cells, t.inRow = nil, false
}

func (h *htmlBlock) endTable() {
	if h.table == nil {
		return
	}
	h.endRow()
	g := h.table.grid
	h.table = nil
	h.emit(g.parts())
}
