package boltstore

import (
	"syscall"

	bolt "go.etcd.io/bbolt"
)

// release lets go of the pages of the mapped file that reading has made resident.
// They stay in the system's cache, from where touching them again costs less than a
// microsecond; without this a file that was read once counts as the program's memory
// for as long as it runs. That the advice is not taken is of no consequence.
func release(tx *bolt.Tx) {
	_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, tx.DB().Info().Data, uintptr(tx.Size()), syscall.MADV_DONTNEED)
}
