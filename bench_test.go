package main

func playLoad() {}
