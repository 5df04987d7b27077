package alerts

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/firstline-helpdesk/firstline/bot"
)

// call is what is read of a call: a webhook of Alertmanager, which has alerts, or the
// simple form, which has a title.
// https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
type call struct {
	Version           string            `json:"version"`
	GroupKey          string            `json:"groupKey"`
	Truncated         int               `json:"truncatedAlerts"`
	Status            string            `json:"status"`
	GroupLabels       map[string]string `json:"groupLabels"`
	CommonLabels      map[string]string `json:"commonLabels"`
	CommonAnnotations map[string]string `json:"commonAnnotations"`
	Alerts            []alert           `json:"alerts"`

	Title    string `json:"title"`
	Text     string `json:"text"`
	Key      string `json:"key"`
	Severity string `json:"severity"`
	// ID names this delivery, so that one that is repeated counts once; it may be left
	// out.
	ID string `json:"id"`
}

type alert struct {
	Status      string            `json:"status"`
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
	StartsAt    time.Time         `json:"startsAt"`
	Fingerprint string            `json:"fingerprint"`
}

// maxListed is how many alerts of a group are told one by one.
const maxListed = 10

// decode reads a call. Its error says what is wrong in words for whoever sent it, and
// holds nothing of what was sent.
func decode(body []byte, now time.Time) (bot.Message, error) {
	var c call
	if err := json.Unmarshal(bytes.TrimPrefix(body, []byte("\ufeff")), &c); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return bot.Message{}, fmt.Errorf("the field %s is of the wrong kind", wrong.Field)
		}
		return bot.Message{}, errors.New("this is not JSON")
	}
	said := bot.Alert{Over: strings.EqualFold(c.Status, "resolved")}
	if c.Status != "" && !said.Over && !strings.EqualFold(c.Status, "firing") {
		return bot.Message{}, errors.New(`status: write "firing" or "resolved"`)
	}
	// Without an id of its own every call counts: the desk knows what is told twice, and
	// that the same alert, resolved meanwhile, is a new one.
	key, delivery := "", now.UTC().Format(time.RFC3339Nano)+string(body)
	switch {
	case c.Version != "" || c.GroupKey != "":
		if c.Version != "4" || c.GroupKey == "" || len(c.Alerts) == 0 {
			return bot.Message{}, errors.New("a webhook of Alertmanager has version 4, a groupKey and alerts")
		}
		key, said.Mark = c.GroupKey, short(c.occurrence())
		said.Title, said.Text, said.Severity = c.heading(), c.lines(), c.CommonLabels["severity"]
	case strings.TrimSpace(c.Title) != "" || c.Key != "":
		key = cmp.Or(c.Key, c.Title)
		if c.ID != "" {
			delivery = c.ID + "\x00" + strings.ToLower(c.Status) // some name the trouble, not the call
		}
		said.Title, said.Text, said.Severity = cmp.Or(c.Title, c.Key), c.Text, c.Severity
	default:
		return bot.Message{}, errors.New("title is missing; write what is wrong in a few words")
	}
	place := bot.Place{Channel: Channel, Chat: short(key)}
	return bot.Message{
		Delivery: Channel + ":" + short(key+"\x00"+delivery), Place: place, From: bot.Person{ID: place.Lane(), Name: source(c)},
		Kind: bot.Alerted, Alert: &said, Direct: true, At: now,
	}, nil
}

// source is who is said to have asked.
func source(c call) string {
	if c.GroupKey != "" {
		return "Alertmanager"
	}
	return "alert"
}

// short makes a name of fixed length: keys of groups are long and hold anything.
func short(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:12])
}

// occurrence tells one state of a group from the next: which alerts, how they stand and
// since when.
func (c call) occurrence() string {
	all := make([]string, 0, len(c.Alerts))
	for _, a := range c.Alerts {
		name := cmp.Or(a.Fingerprint, labels(a.Labels))
		all = append(all, name+"\x00"+a.Status+"\x00"+a.StartsAt.UTC().Format(time.RFC3339Nano))
	}
	slices.Sort(all)
	return c.Status + "\x00" + strings.Join(all, "\x00")
}

// heading is a group in a few words.
func (c call) heading() string {
	return cmp.Or(strings.TrimSpace(c.CommonAnnotations["summary"]), c.CommonLabels["alertname"],
		labels(c.GroupLabels), c.Alerts[0].Labels["alertname"], "alert")
}

// lines are the alerts of a group, one a line.
func (c call) lines() string {
	var out []string
	for i, a := range c.Alerts {
		if i == maxListed {
			break
		}
		words := cmp.Or(strings.TrimSpace(a.Annotations["description"]), strings.TrimSpace(a.Annotations["summary"]), labels(a.Labels))
		out = append(out, cmp.Or(a.Status, c.Status)+": "+strings.Join(strings.Fields(words), " "))
	}
	if more := len(c.Alerts) - len(out) + max(0, c.Truncated); more > 0 {
		out = append(out, fmt.Sprintf("(+%d)", more))
	}
	return strings.Join(out, "\n")
}

// labels writes labels in a fixed order.
func labels(of map[string]string) string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(of)) {
		out = append(out, name+"="+of[name])
	}
	return strings.Join(out, " ")
}
