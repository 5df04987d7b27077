package starter

import (
	"embed"
	"io/fs"
)

// articles names its folders one by one: a new topic joins the binary only when
// somebody adds it here, and a test finds the folder that was forgotten.
//
//go:embed access certificates corrections declarations informants offline
//go:embed performance records search support teams
var articles embed.FS

// Articles gives the starter articles as a read-only tree of markdown files,
// rooted so that a path reads "access/reset-password.md" and its French version
// "access/reset-password.fr.md". It cannot fail, and many goroutines may read it
// at once. Every call gives the same tree.
func Articles() fs.FS {
	return articles
}
