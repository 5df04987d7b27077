package desk

import "time"

const (
	// leaseTime is how long an item is ours. It is longer than any send may take,
	// with the wait for its turn.
	leaseTime = 15 * time.Minute
	// sendTime is how long one send may take, fileTime how long one file on a weak
	// link.
	sendTime = 30 * time.Second
	fileTime = 5 * time.Minute
	// fetchAttempts is how often a file is asked of the channel it came on.
	fetchAttempts = 5
	// readTime is how long marking a message as read may take.
	readTime = 5 * time.Second
	// tickTime is how often the loops look without having been called, for items
	// that were kept back and for other processes.
	tickTime = 250 * time.Millisecond
	// settleTick and quietTime are how often Settle looks, and how long nothing must
	// have moved before what is left counts as kept back: longer than the usual hold.
	settleTick = 5 * time.Millisecond
	quietTime  = 6 * time.Second
	// workers and senders bound what is done at the same time. They mostly wait for
	// the disk, which takes many at once as fast as one.
	workers = 64
	senders = 64
	// waiting bounds how many items may wait for their lane's pace.
	waiting = 512

	// defaultClaim is how long a claim lasts when the configuration does not say.
	defaultClaim = 2 * time.Hour
	// graceTime is how long "still on it?" waits for an answer.
	graceTime = 15 * time.Minute

	// undecidedFor is how long "is this about #12?" waits for an answer; then the words
	// go to the ticket, where a human reads them.
	undecidedFor = 10 * time.Minute

	// workAttempts is how often a message is tried before it is set aside.
	workAttempts = 5
	// pauseTime is how long a misconfigured channel is left alone.
	pauseTime = time.Minute
	// conflicts is how often a draft is made again because somebody else was faster.
	conflicts = 1000
	// queueMax is how many tickets a queue shows, showMax how many lines of a
	// thread, statusMax how many tickets a person sees.
	queueMax  = 30
	findMax   = 10
	showMax   = 40
	statusMax = 5
	// historyMax is how many entries of a history are shown.
	historyMax = 50
	// choiceMax is how many buttons a question to staff has, handoverMax how many
	// tickets one order gives back: a change of the store holds only so much.
	choiceMax   = 8
	handoverMax = 20
	// quoteMax is how much of a text a card or a queue line shows, in runes.
	quoteMax = 300
)

// backOff is how long to wait after the n-th failed attempt, from 0.
func backOff(n int) time.Duration {
	d := time.Second << min(n, 9)
	return min(d, 5*time.Minute)
}
