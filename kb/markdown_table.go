package kb

import (
	"strings"

	extast "github.com/yuin/goldmark/extension/ast"
)

// grid is a table on its way to lines.
type grid struct {
	header []string
	// hidden columns carry data for other tools and no text.
	hidden map[int]bool
	rows   [][]string
}

func (r *renderer) table(n *extast.Table) []chatPart {
	var g grid
	for _, row := range children(n) {
		var cells []string
		for _, cell := range children(row) {
			if cell.Pos() >= 0 {
				r.offset = cell.Pos()
			}
			cells = append(cells, oneLine(r.phrase(cell)))
		}
		if row.Kind() == extast.KindTableHeader {
			g.header = cells
		} else {
			g.rows = append(g.rows, cells)
		}
	}
	return g.parts()
}

// parts writes a row as a line: "a: b" where the table has two columns, else
// "Column: value; Column: value".
func (g *grid) parts() []chatPart {
	columns := g.columns()
	if len(columns) == 0 {
		return paragraph(joinFilled("; ", g.header))
	}
	var parts []chatPart
	for _, row := range g.rows {
		var values []string
		for _, c := range columns {
			value := cell(row, c)
			if name := strings.TrimSuffix(cell(g.header, c), ":"); value != "" && name != "" && len(columns) > 2 {
				value = name + ": " + value
			}
			values = append(values, value)
		}
		line := joinFilled("; ", values)
		if len(columns) == 2 && values[0] != "" && values[1] != "" {
			line = pair(values[0], values[1])
		}
		for _, p := range paragraph(line) {
			p.tight = len(parts) > 0
			parts = append(parts, p)
		}
	}
	return parts
}

// columns are those that are shown and have a value in some row.
func (g *grid) columns() []int {
	var columns []int
	for c := 0; ; c++ {
		wide, filled := c < len(g.header), false
		for _, row := range g.rows {
			wide = wide || c < len(row)
			filled = filled || cell(row, c) != ""
		}
		if !wide {
			return columns
		}
		if filled && !g.hidden[c] {
			columns = append(columns, c)
		}
	}
}

func cell(row []string, column int) string {
	if column < len(row) {
		return row[column]
	}
	return ""
}

// pair joins a name and its value: "Status: Draft", "Lost it? Call us".
func pair(name, value string) string {
	if strings.IndexByte(":?!.", name[len(name)-1]) >= 0 {
		return name + " " + value
	}
	return name + ": " + value
}

func joinFilled(sep string, texts []string) string {
	var filled []string
	for _, t := range texts {
		if t != "" {
			filled = append(filled, t)
		}
	}
	return strings.Join(filled, sep)
}

// oneLine joins lines with commas, or with a space after a full stop.
func oneLine(words string) string {
	lines := strings.Split(words, "\n")
	out := lines[0]
	for _, line := range lines[1:] {
		switch {
		case line == "":
		case out == "":
			out = line
		case strings.IndexByte(".:;,!?", out[len(out)-1]) >= 0:
			out += " " + line
		default:
			out += ", " + line
		}
	}
	return out
}
