module github.com/firstline-helpdesk/firstline/bench/wordvectors

go 1.26.8
