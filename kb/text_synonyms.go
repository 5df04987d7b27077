package kb

import (
	"slices"
	"strings"
)

// What a word that is used for another counts beside that other: towards the
// scores, and towards the share of the question that an article mentions.
const (
	synonymShare = 0.3
	synonymMass  = 0.3
)

// synonymGroups lists, by language, words that people who ask use for those
// that people who write use, and the other way round. Groups are separated by
// semicolons. Only words that hardly ever mean something else beside each
// other belong here: a wrong group harms every base, a missing one is mended
// with another way to ask.
var synonymGroups = map[string]string{
	"en": `login signin logon; password passcode; internet network online connection connectivity wifi;
		offline internet network connection; phone mobile cellphone telephone smartphone handset; email mail;
		sms text message notification; notify alert notification inform; computer laptop pc desktop machine; machine server;
		app application; website site page; delete remove erase; fix correct repair amend correction;
		change edit update modify amend; error bug problem issue fault; wrong incorrect mistake error; crash fail broken;
		slow speed performance; fast quick speed; account user; manager supervisor boss; staff team employee worker colleague;
		client customer; stop suspend deactivate disable revoke block; reactivate enable restore; cancel stop withdraw;
		leave exit quit; begin start launch; find search lookup locate; see view show display; look view see read;
		buy purchase order; price cost fee charge; pay payment; refund money; licence license; paper document;
		photo picture image; attachment upload attach file; save draft; send submit transmit; reject return refuse decline;
		approve accept confirm; check verify validate validation; region province district area; office branch location;
		address location place; hospital clinic facility; mother parent; father parent; parent informant family;
		baby child newborn infant kid; dead deceased death die; marry marriage wedding spouse; import migrate migration load;
		export download; old legacy historical previous; install setup deploy; configure configuration setup;
		mandatory required compulsory obligatory require; allow permission permit authorise authorize;
		limit restrict restriction; choose select option pick; train training course learn;
		language translation translate; task work job todo; count number total; statistic report figure; history log audit;
		plan schedule roadmap; feature function; late delay overdue; duplicate twice double;
		secure security protect protection; private privacy confidential; missing lost; reset recover forgot;
		lock locked block; stuck pending waiting wait; hold keep retain; create add new register; link join connect;
		list overview; meaning definition define explain; step instruction guide procedure; ask request;
		answer reply response; talk speak chat; help support contact assistance; certificate copy; print printer;
		scan digitise digitize; automatic automatically; use usage`,
}

// synonyms are the features that mean nearly the same as a word.
type synonyms struct {
	// known lists them by feature, strange by the stem of a word no article has.
	known   map[uint32][]uint32
	strange map[string][]uint32
}

// newSynonyms keeps the groups of which the base knows at least one word, and
// adds kin.
func newSynonyms(v *vocabulary, languages []string) synonyms {
	all := synonyms{known: make(map[uint32][]uint32), strange: make(map[string][]uint32)}
	for _, lang := range languages {
		for group := range strings.SplitSeq(synonymGroups[baseLanguage(lang)], ";") {
			var stems []string
			var features []uint32
			for _, w := range strings.Fields(group) {
				s := stem(w, lang)
				stems = append(stems, s)
				if f, ok := v.stems[s]; ok {
					features = append(features, f)
				}
			}
			for _, s := range stems {
				if f, ok := v.stems[s]; ok {
					all.known[f] = addMissing(all.known[f], features, f)
				} else if len(features) > 0 {
					all.strange[s] = addMissing(all.strange[s], features, none)
				}
			}
		}
	}
	all.addKin(v)
	return all
}

// addMissing appends those of more that are neither in list nor own.
func addMissing(list, more []uint32, own uint32) []uint32 {
	for _, f := range more {
		if f != own && !slices.Contains(list, f) {
			list = append(list, f)
		}
	}
	return list
}

// addSynonyms adds, at a fraction of its weight, the words that articles may
// use for a word of the question. The trained machines are not told: they learn
// from the articles' questions what means the same. Synonyms follow their word
// at once, so that an article that has both mentions the word only once.
func (q *query) addSynonyms(b *Base, a *asked, word int32) {
	if a.stop {
		return
	}
	for _, f := range a.stems {
		q.addPartly(b.synonyms.known[f], a, word)
	}
	q.addPartly(a.alike, a, word)
}

// addPartly adds features that mean nearly the same as a word.
func (q *query) addPartly(features []uint32, a *asked, word int32) {
	for _, f := range features {
		q.features = append(q.features, part{feature: f, weight: synonymShare * a.share(), word: word, mass: synonymMass})
	}
}

// kinLetters is how long a stem is, in bytes of ASCII letters, from which the
// longer ones that begin with it are its kin, and kinEnding how much longer
// they are at most: "regist" (register) and "registrar", which stemming keeps
// apart.
const (
	kinLetters = 4
	kinEnding  = 4
)

// addKin lists, as nearly the same, stems of which one begins the other.
func (s *synonyms) addKin(v *vocabulary) {
	byFeature := make([]string, v.features)
	for stem, f := range v.stems {
		byFeature[f] = stem
	}
	for f, stem := range byFeature {
		if !isASCII(stem) || isNumber(stem) {
			continue
		}
		for n := len(stem) - 1; n >= kinLetters && n >= len(stem)-kinEnding; n-- {
			if g, ok := v.stems[stem[:n]]; ok {
				s.known[uint32(f)] = addMissing(s.known[uint32(f)], []uint32{g}, uint32(f))
				s.known[g] = addMissing(s.known[g], []uint32{uint32(f)}, g)
			}
		}
	}
}
