// Package modelfake plays an OpenAI-compatible endpoint for tests: chat with and
// without streams, embeddings, voice and the list of models.
//
// It refuses what real endpoints refuse, fails as they do when a test asks for it
// ([Failure]), and lies as models do ([Lies]). It writes down every prompt, so that a
// test can look for what must not be in one, and puts the key and the prompt into the
// body of every error, so that a leak shows.
package modelfake
