package desktest

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// state describes what the talk asks for, in the form a talk writes it.
func (r *runner) state(text string) (string, error) {
	ctx := context.Background()
	words := strings.Fields(text)
	if len(words) == 0 {
		return "", fmt.Errorf("= needs #1, card #1 or queue")
	}
	if words[0] == "queue" {
		tickets, err := r.desk.Queue(ctx)
		out := "queue"
		for _, t := range tickets {
			out += " #" + strconv.Itoa(t.Number)
		}
		return out, err
	}
	if words[0] == "said" && len(words) > 1 {
		return "said " + words[1] + " " + r.channel.lastTo(r.channel.place(words[1])), nil
	}
	if words[0] == "shown" && len(words) > 1 {
		m, err := r.channel.shown(words[1])
		if err != nil {
			return "", err
		}
		return "shown " + words[1] + " " + strings.Join(render(m), " | "), nil
	}
	if words[0] == "card" && len(words) > 1 {
		n, err := strconv.Atoi(strings.TrimPrefix(words[1], "#"))
		if err != nil {
			return "", err
		}
		m, err := r.channel.card(n)
		if err != nil {
			return "", err
		}
		return "card #" + strconv.Itoa(n) + " " + strings.Join(render(m), " | "), nil
	}
	n, err := strconv.Atoi(strings.TrimPrefix(words[0], "#"))
	if err != nil {
		return "", err
	}
	t, _, err := r.desk.Ticket(ctx, n)
	if err != nil {
		return "", err
	}
	out := fmt.Sprintf("#%d L%d %s", t.Number, t.Level, t.State)
	if !t.Owner.Nobody() {
		out += " by " + strings.TrimPrefix(t.Owner.ID, channelName+":")
	}
	return out, nil
}
