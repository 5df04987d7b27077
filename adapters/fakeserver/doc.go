// Package fakeserver holds what the fakes of all chat services have in common: waiting
// until something happened ([Bell]), failures that a test asks for ([Plan]), and a
// client that reaches nothing else ([OnlyTo]). What a service knows and refuses is each
// fake's own. Only tests import it.
package fakeserver
