// Package files keeps the files that people and staff send, in a folder beside the
// database.
//
// A [Folder] has groups: a group is what lives and goes together, such as the files
// of one ticket, and is a folder of its own on disk. Names of groups and files are
// made by the program; nothing of what people called a file reaches the disk. A file
// is written whole or not at all, never changed, and read by many at once.
//
// What may be kept is bounded for one file, one group and all of them, so that a
// stranger with a large collection of films fills neither a ticket nor the disk.
// Whoever decides that a group's record is gone calls [Folder.Delete]; what such a
// call missed, because the process died, is found by [Folder.Sweep].
package files
