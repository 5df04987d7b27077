// Package storetest is the law for stores: a suite of small named cases that every
// implementation of [store.Store] passes.
//
// A store's own test calls [Run] with a function that opens a store on a
// directory; the directory stands for one database, and opening it again after
// Close gives the same content. Each case gets a store of its own. A change of the
// contract comes with a case in here.
//
// What the contract leaves open is left open here too: which of ErrFenced and
// Conflict wins when both hold, the order in which free lanes are served, whether
// a lease lives on through a restart.
package storetest
