package config

import "time"

// DefaultFile is the configuration that is read when nobody names one.
const DefaultFile = "firstline.yaml"

// Config is a whole configuration. [Load], [Parse] and [Default] make one; it
// is not changed afterwards and may then be read from many goroutines.
type Config struct {
	// Name is what the desk calls itself.
	Name string `key:"name" default:"Help desk" check:"filled" help:"What the help desk calls itself when it greets people."`
	// Languages holds language codes; the first is the default language.
	Languages []string `key:"languages" default:"[en, fr]" check:"language" help:"Languages the desk speaks, as codes. The first is the default."`
	// Timezone is an IANA name; see [Config.Location].
	Timezone string `key:"timezone" default:"UTC" check:"timezone" help:"Time zone of business hours, holidays and reports, as an IANA name."`
	// Store says where tickets are kept.
	Store StoreURL `key:"store" default:"bolt:data/firstline.db" help:"Where everything is kept: bolt: and a file, or postgres://user:password@host/database. The password may be file:/path."`
	// Listen is host:port for hooks, web chat and desk.
	Listen string `key:"listen" default:"127.0.0.1:8080" check:"address" help:"Address for hooks, web chat and desk."`
	// AdminListen is host:port for health checks and metrics.
	AdminListen string `key:"admin_listen" default:"127.0.0.1:8081" check:"address" help:"Address for /healthz, /readyz and /metrics. Never make it public."`
	// PublicURL is how the outside reaches Listen; "" when it cannot.
	PublicURL string `key:"public_url" check:"optional url" help:"How people and platforms reach the listen address from outside. Webhooks need it."`
	// KB sets up the knowledge base.
	KB KB `key:"kb" help:"The knowledge base."`
	// Channels holds the chat services that are configured.
	Channels Channels `key:"channels" default:"{web: {}}" help:"The chat services. One that is left out is off."`
	// Levels holds levels 1 to 3, in order.
	Levels []Level `key:"levels" default:"[{rooms: ['web:desk']}]" help:"The desk, level 1 first, three levels at most."`
	// Types are the support types of tickets; the first is what a ticket is while
	// nothing says another.
	Types []string `key:"types" default:"[how-to, operations, developer, integration, data, training]" check:"type" help:"Support types of tickets. The first is what a ticket is while nothing says another."`
	// Privacy says what is masked and how long things are kept.
	Privacy Privacy `key:"privacy" help:"What is hidden and how long it is kept."`
	// Deployments takes the word of whatever installs the product; nil when it does not.
	Deployments *Deployments `key:"deployments" help:"Lets a deployment say which version is installed: POST {\"version\": \"v1.9.2\"} to /hooks/deployed. Optional."`
	// Alerts takes alerts of monitoring; nil when it does not.
	Alerts *Alerts `key:"alerts" help:"Alerts of monitoring, taken on /hooks/alerts. Optional."`
	// Model is the optional language model; nil when there is none.
	Model *Model `key:"model" help:"An OpenAI-compatible language model. Optional."`

	// Demo tells that no file was given and everything is a default.
	Demo bool

	zone *time.Location
}

// KB sets up the knowledge base.
type KB struct {
	// Dirs are folders of markdown, later ones over earlier ones; none means
	// the articles that are built in.
	Dirs []string `key:"dirs" check:"filled" help:"Folders of markdown. Later ones overlay earlier ones; none means the starter articles that are built in."`
	// Vars fill the {{name}} marks of articles.
	Vars map[string]string `key:"vars" names:"name" help:"What {{name}} stands for in articles."`
	// Confidence is "careful", "balanced" or "generous".
	Confidence string `key:"confidence" default:"balanced" check:"confidence" help:"How sure is sure: careful, balanced or generous."`
}

// Level is one level of the desk: who sits there and how fast they answer.
type Level struct {
	// Rooms are written channel:id.
	Rooms []string `key:"rooms" check:"room" help:"Rooms whose staff get the tickets of this level, as channel:id."`
	// Staff are written channel:id; empty means whoever is in the room.
	Staff []string `key:"staff" check:"person" help:"Who may claim, as channel:id. Empty: whoever is in the room."`
	// Hours are the business hours, in the zone of [Config.Location].
	Hours Hours `key:"hours" help:"Business hours, for example \"Mon-Fri 08:00-12:00, 13:00-17:00; Sat 09:00-12:00\". Empty: always open."`
	// Holidays are days without business hours.
	Holidays []Date `key:"holidays" help:"Days on which the level is closed, as year-month-day."`
	// FirstResponse has a target for each priority.
	FirstResponse map[string]Duration `key:"first_response" default:"{normal: 30m, high: 10m}" names:"priority" help:"Target for the first response in business hours, for each priority: low, normal, high, urgent. What is left out takes the one nearer to normal."`
	// Resolve has a target for each priority.
	Resolve map[string]Duration `key:"resolve" default:"{normal: 8h, high: 2h}" names:"priority" help:"Target for the solution in business hours, for each priority, as above. Waiting for the person does not count."`
	// Lead hears of what is late; "" is the first of Staff.
	Lead string `key:"lead" check:"optional person" help:"Who hears of a ticket that stays over its target, as channel:id. Empty: the first of staff."`
	// ClaimFor is how long a claim holds before the owner is asked.
	ClaimFor Duration `key:"claim_for" default:"2h" help:"How long a claim holds, in business hours, before the owner is asked whether it still does."`
	// NudgeAfter is how long a person may owe an answer before they are asked again.
	NudgeAfter Duration `key:"nudge_after" default:"1d" help:"How long a person may leave a ticket waiting, or not say whether it is solved, before they are asked again, once."`
	// CloseAfter is how long after that the ticket closes.
	CloseAfter Duration `key:"close_after" default:"3d" help:"How long after that the ticket closes by itself. The person may open it again within 7 days."`
	// Hold is how long words to a person can be changed or taken back.
	Hold Duration `key:"hold" default:"5s" help:"How long what staff write to a person waits before it goes out: until then an edit changes it, and a deletion or undo stops it."`
	// Needs are what the level has to know before it takes a ticket.
	Needs map[string][]string `key:"needs" names:"type" check:"filled" help:"What has to be known before the level takes a ticket from the one below: names such as \"since when\", for each support type; all is for every type."`
	// Tracker takes the tickets of level 3; nil when it does not.
	Tracker *Tracker `key:"tracker" help:"The issue tracker of the product's makers. Level 3 only."`
}

// Tracker is where the makers of the product keep their issues.
type Tracker struct {
	// GitHub is owner/repository.
	GitHub string `key:"github" need:"opencrvs/opencrvs-core" check:"repository" help:"The GitHub repository, as owner/name."`
	// Token may write issues.
	Token Secret `key:"token" need:"${GITHUB_TOKEN}" help:"Token that may read and write its issues."`
	// WebhookSecret proves that a call comes from GitHub; "" turns the hook off,
	// and news are looked up.
	WebhookSecret Secret `key:"webhook_secret" help:"Set: /hooks/github takes news that is signed with it. Empty: the desk looks for news every minute."`
	// APIURL is the address of the GitHub API.
	APIURL string `key:"api_url" default:"https://api.github.com" check:"url" help:"Address of the GitHub API."`
}

// Deployments is the hook by which an installation tells its version.
type Deployments struct {
	// Secret is the bearer token of the hook.
	Secret Secret `key:"secret" need:"${DEPLOY_SECRET}" help:"What a deployment sends as its bearer token."`
}

// Privacy says what is masked and how long things are kept.
type Privacy struct {
	// Mask names what is masked: "email", "phone" or a key of Patterns.
	Mask []string `key:"mask" default:"[email, phone]" check:"filled" help:"What is masked before it leaves the desk: email, phone and names of patterns."`
	// Patterns are further kinds of personal data, by name.
	Patterns map[string]Pattern `key:"patterns" names:"name" help:"Further kinds of personal data: a name and a regular expression (RE2) for each."`
	// Keep is how long closed conversations are kept.
	Keep Duration `key:"keep" default:"365d" help:"How long conversations and tickets are kept after they are closed. There is no zero: a century, 36500d, is the longest."`
}

// Model is a language model behind an OpenAI-compatible address. What it may be used
// for is named in Uses; nothing else is sent to it.
type Model struct {
	// BaseURL is the address of the API, with its version.
	BaseURL string `key:"base_url" need:"http://127.0.0.1:11434/v1" check:"url" help:"Address of the model, with its version."`
	// APIKey is empty for models that ask for none.
	APIKey Secret `key:"api_key" help:"Key of the model, where it asks for one."`
	// Chat is the name of the model that words; Embed of the one that gives rows of
	// numbers for meanings, "" when there is none.
	Chat  string `key:"chat" need:"llama3.1" check:"filled" help:"Name of the model that words answers and rewrites questions."`
	Embed string `key:"embed" help:"Name of the model that tells what texts mean, for finding articles that share no word with the question. Empty: words only."`
	// Voice is the name of the model that writes voice notes down, "" when there is none.
	Voice string `key:"voice" help:"Name of the model that writes voice notes down for staff, with transcribe in uses. A voice cannot be masked: it leaves as it is."`
	// Timeout is how long a person waits for it at most.
	Timeout Duration `key:"timeout" default:"8s" help:"How long a person waits for the model at most, up to a minute; then they get the plain section."`
	// Budget is what may be used in a day.
	Budget ModelBudget `key:"budget" help:"How many tokens may be used in a day. When they are spent, people get plain sections until tomorrow."`
	// Uses are "word", "rewrite" and "embed", and for staff "summary", "suggest", "translate",
	// "transcribe" and "draft".
	Uses []string `key:"uses" default:"[word, rewrite, embed]" check:"model use" help:"What the model may do. word: put a section into other words, which are checked against it; rewrite: rewrite a question that found nothing; embed: find by meaning, with the model named in embed. For staff, when they ask for it: summary: a ticket in three lines; suggest: a reply that its owner reads and sends; draft: an article from a solved ticket. For staff, below the original: translate: what a person wrote in another language than the first of languages, and words of the owner when they ask; transcribe: voice notes, with the model named in voice. Leave one out to switch it off."`
}

// ModelBudget is how many tokens of a language model may be used in a day.
type ModelBudget struct {
	// Day is for everybody together, Person for each; 0 is without limit.
	Day    Tokens `key:"day" default:"0" help:"For all people together. 0 is without limit."`
	Person Tokens `key:"person" default:"0" help:"For each person. 0 is without limit."`
}

// Default is the configuration without a file: the demo, with web chat and desk
// on loopback, the embedded store and the built-in articles.
func Default() *Config {
	c, _ := Parse(DefaultFile, nil, nil)
	c.Demo = true
	return c
}

// Location is the zone that Timezone names, or UTC when it names none.
func (c *Config) Location() *time.Location {
	if c.zone != nil {
		return c.zone
	}
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return time.UTC
	}
	return zone
}
