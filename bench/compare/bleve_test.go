package compare_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/en"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/search/query"

	"github.com/firstline-helpdesk/firstline/kb"
)

// page is an article as bleve gets it.
type page struct {
	Title     string   `json:"title"`
	Questions []string `json:"questions"`
	Headings  []string `json:"headings"`
	Body      string   `json:"body"`
}

// boosts are what the fields count. They find best of those tried; larger ones
// for titles or questions find less in every set, because bleve's norm favours
// short fields already.
var boosts = []struct {
	field string
	boost float64
}{{"_all", 1}, {"title", 0.1}, {"headings", 0.1}}

// newBleve indexes the articles with scorch, in a folder of its own, with the
// analyzer of the language. The field of everything is asked, as bleve does by
// default; boosted asks titles and headings as well.
func newBleve(b *testing.B, articles []*kb.Article, lang string, boosted bool) *engine {
	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = lang
	began := processorTime()
	index, err := bleve.NewUsing(filepath.Join(b.TempDir(), "bleve"), mapping, scorch.Name, scorch.Name, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = index.Close() })
	batch := index.NewBatch()
	for _, a := range articles {
		if err := batch.Index(a.Name, pageOf(a)); err != nil {
			b.Fatal(err)
		}
	}
	if err := index.Batch(batch); err != nil {
		b.Fatal(err)
	}
	e := &engine{name: "bleve", load: processorTime() - began}
	if boosted {
		e.name = "bleve-boosted"
	}
	names := make([]string, 0, topHit)
	e.ask = func(question string) []string {
		result, err := index.Search(bleve.NewSearchRequestOptions(queryOf(question, boosted), topHit, 0, false))
		if err != nil {
			b.Fatal(err)
		}
		names = names[:0]
		for _, hit := range result.Hits {
			names = append(names, hit.ID)
		}
		return names
	}
	return e
}

func pageOf(a *kb.Article) page {
	p := page{Title: a.Title, Questions: a.Questions}
	var body strings.Builder
	for i := range a.Sections {
		p.Headings = append(p.Headings, a.Sections[i].Heading)
		body.WriteString(a.Sections[i].Text + "\n")
	}
	p.Body = body.String()
	return p
}

func queryOf(question string, boosted bool) query.Query {
	if !boosted {
		return bleve.NewMatchQuery(question)
	}
	any := bleve.NewDisjunctionQuery()
	for _, b := range boosts {
		match := bleve.NewMatchQuery(question)
		match.SetField(b.field)
		match.SetBoost(b.boost)
		any.AddQuery(match)
	}
	return any
}
