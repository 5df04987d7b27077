package desk

import (
	"fmt"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
	"github.com/firstline-helpdesk/firstline/store"
)

// The records of the desk:
//
//	chat/<place>/talk/<seq>       bot.Line, what a person said and was told
//	chat/<place>/to               bot.Conversation, where it has got to; it sorts behind the newest line,
//	                              because the two are written together
//	ticket/<number>               bot.Ticket
//	thread/<number>/<seq>         bot.Line, also notes; never shown to the person
//	open/<number>                 an empty mark while the ticket is not closed
//	counter/ticket                int, the last number given
//	manner/<person id>            manner, in which language and length they are written to
//	shown/<lane>/<ref>            shown, what stands in a room under a ref
//	sent/<lane>/<message id>      sent, which ticket a message of ours belongs to
//	fate/<lane>/<message id>      fate, how far the words got that staff wrote there
//	held/<place>/<number>         outgoing, a reply that waits until they write
//	moved/<lane>                  bot.Place, where a chat went
//	learned/<lang>/<article>      bot.Learned, what use has taught about an article
//	gap/<lang>/<hash of words>    bot.Gap, a question that was not answered
//	dead/<ticket>/<id>            dead, a reply or message that was given up; ticket 0 for none
//	hold/<lane>/<message id>      holding, words of staff that can still be taken back
//	went/<lane>/<message id>      went, that they went out and where to
//	words/<number>                string, the words by which a ticket is found
//	same                          accounts, which accounts are one member of staff
//	code/<code>                   code, what "me link" gave out
//	prepared/<number>             prepared, words to a person that wait for their owner's press
//	uses                          usage, what the language model was used for
//	staff/<level>/<person id>     colleague, who was met in a room of the level
func conversationKey(p bot.Place) store.Key { return store.Key("chat/" + p.String() + "/to") }

func talkKey(p bot.Place, seq int) store.Key {
	return store.Key(fmt.Sprintf("%s%08d", talkPrefix(p), seq))
}

func talkPrefix(p bot.Place) store.Key { return store.Key("chat/" + p.String() + "/talk/") }

func mannerKey(person string) store.Key { return store.Key("manner/" + person) }

func ticketKey(number int) store.Key { return store.Key(fmt.Sprintf("ticket/%08d", number)) }

func threadKey(number, seq int) store.Key {
	return store.Key(fmt.Sprintf("%s%08d", threadPrefix(number), seq))
}

func threadPrefix(number int) store.Key { return store.Key(fmt.Sprintf("thread/%08d/", number)) }

const openPrefix = store.Key("open/")

func openKey(number int) store.Key { return store.Key(fmt.Sprintf("%s%08d", openPrefix, number)) }

const usesKey = store.Key("uses")

const counterKey = store.Key("counter/ticket")

func shownKey(p bot.Place, ref string) store.Key {
	return store.Key("shown/" + p.Lane() + "/" + ref)
}

func sentKey(p bot.Place, id string) store.Key { return store.Key("sent/" + p.Lane() + "/" + id) }

func fateKey(p bot.Place, id string) store.Key { return store.Key("fate/" + p.Lane() + "/" + id) }

// heldMax is how many held replies one message brings back.
const heldMax = 100

func heldPrefix(p bot.Place) store.Key { return store.Key("held/" + p.String() + "/") }

func heldKey(p bot.Place, n int) store.Key { return store.Key(fmt.Sprintf("%s%08d", heldPrefix(p), n)) }

const movedPrefix = store.Key("moved/")

func movedKey(p bot.Place) store.Key { return movedPrefix + store.Key(p.Lane()) }

func deadPrefix(ticket int) store.Key { return store.Key(fmt.Sprintf("dead/%08d/", ticket)) }

func deadKey(ticket int, id string) store.Key  { return deadPrefix(ticket) + store.Key(id) }
func holdKey(p bot.Place, id string) store.Key { return holdPrefix(p) + store.Key(id) }

func holdPrefix(p bot.Place) store.Key { return store.Key("hold/" + p.Lane() + "/") }

// wentKey is where it is kept that the words of a hold went out.
func wentKey(hold string) store.Key { return store.Key("went/" + strings.TrimPrefix(hold, "hold/")) }

const wordsPrefix = store.Key("words/")

func wordsKey(number int) store.Key { return store.Key(fmt.Sprintf("%s%08d", wordsPrefix, number)) }

const sameKey = store.Key("same")

const codePrefix = store.Key("code/")

func codeKey(word string) store.Key { return codePrefix + store.Key(word) }

func staffKey(level bot.Level, id string) store.Key { return staffPrefix(level) + store.Key(id) }

func staffPrefix(level bot.Level) store.Key { return store.Key(fmt.Sprintf("staff/%d/", level)) }

func historySubject(number int) string { return fmt.Sprintf("ticket/%08d", number) }

func cardRef(number int) string { return fmt.Sprintf("card/%d", number) }

// shown is what stands in a room under a ref: the channel's id of the message.
type shown struct {
	ID string    `json:"id"`
	At time.Time `json:"at,omitzero"`
}

// sent tells which ticket a message of ours in a room belongs to, and what its
// buttons were, so that an answer to it is understood.
type sent struct {
	Ticket  int          `json:"ticket"`
	At      time.Time    `json:"at,omitzero"`
	Buttons []bot.Button `json:"buttons,omitempty"`
	// News is where it is kept what became of it, for news of a known issue.
	News store.Key `json:"news,omitempty"`
	// Asks is the order whose words an answer to it is; "" for most.
	Asks string `json:"asks,omitempty"`
	// Carried is set for words of staff at a person's place, Reach how far they got.
	Carried *receipt  `json:"carried,omitempty"`
	Reach   bot.Reach `json:"reach,omitempty"`
	// Reply is kept where the platform may say later that its window was shut.
	Reply *bot.Reply `json:"reply,omitempty"`
}

// fate is how far words of staff got.
type fate struct {
	Reach bot.Reach `json:"reach"`
	At    time.Time `json:"at,omitzero"`
}
