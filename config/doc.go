// Package config reads firstline.yaml, the one file that sets up a help desk.
//
// [Config] is a tree of structs with one field for every key of the file. The
// tags of a field are the only place where its key, its default and its help
// are written, so that what is read, what is assumed and what is documented
// cannot drift apart: [Parse] and [Default] follow the tags, and [Table] prints
// them as the reference for people.
//
// Reading is strict and patient. Unknown keys, wrong types, bad values and
// missing secrets are all faults, and every one of them is told at once as a
// [Problem] with line, column and the mend. A file with a fault gives no
// [Config]; a warning never stops the desk.
//
// A value may hold ${NAME}, which is filled in from the environment; $${ stands
// for a plain ${. A secret may be file:/path, which is read when the
// configuration is. [Secret] and [StoreURL] hide themselves from every way of
// printing; only their Reveal methods give the text.
//
// The package looks at no network and at no disk beyond the configuration and
// the secrets it names: whether a token is good is for the channel to find out.
package config
