// Package githubfake is a server that plays GitHub's REST API, as far as issues go, and
// its webhook. It refuses what the real one refuses: a token that is missing or wrong
// (which it repeats in every refusal, so that a leak shows), a request without a User-Agent
// or with an unknown version of the API, an empty title, a body that is too long, a
// repository nobody knows or may write to, a locked conversation, too much at once. It
// gives ETags and answers 304 for nothing new. A [Failure] can be asked for, an answer
// dropped after the request took effect, or a call left without an answer.
//
// What is written is read the way GitHub reads it ([Render]): whom it would ping, which
// issues it would refer to, what it would link and what of it is markup. That code knows
// nothing of how the adapter escapes.
//
// Its clock goes on by a second with everything that happens, as GitHub's times are whole
// seconds. The webhook gets each event once and never again, as the real one does.
package githubfake
