// Firstline is a help desk that lives in chat.
//
// People ask on Telegram, on a web page or in a terminal and get the section of
// the knowledge base that answers, or a human. Staff claim and answer in their own
// chat. This package only wires the rooms together and gives them a command line:
// it reads the configuration, opens the store and the knowledge base, starts the
// desk and the channels, and stops them in reverse order. It holds no rule of the
// desk. Type "firstline help" for the commands.
package main
