package dialogue

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/firstline-helpdesk/firstline/bot"
)

func TestReadProfile(t *testing.T) {
	for _, c := range []struct {
		text  string
		asked bool
		want  bot.Profile
	}{
		{"Ndola office, I am a clerk", true, bot.Profile{Office: "Ndola office", Role: "clerk"}},
		{"I am a registration clerk at the Lusaka District Office. The printer is broken.", true, bot.Profile{Office: "Lusaka District Office", Role: "registration clerk"}},
		{"office: Ndola\nrole: registrar", true, bot.Profile{Office: "office Ndola", Role: "registrar"}},
		{"registrar, Kitwe", true, bot.Profile{Office: "Kitwe", Role: "registrar"}},
		{"bureau de Thiès, officier d'état civil", true, bot.Profile{Office: "bureau de Thiès", Role: "officier d'état civil"}},
		{"ofisi ya Dodoma, karani", true, bot.Profile{Office: "ofisi ya Dodoma", Role: "karani"}},
		{"oficina de San Pedro; registradora", true, bot.Profile{Office: "oficina de San Pedro", Role: "registradora"}},
		{"أنا مسجل في مكتب رام الله", true, bot.Profile{Office: "مكتب رام الله", Role: "مسجل"}},
		{"ঢাকা অফিস, কেরানি", true, bot.Profile{Office: "ঢাকা অফিস", Role: "কেরানি"}},
		{"the printer is on fire", true, bot.Profile{}},
		{"the office is closed", true, bot.Profile{}},
		{"the clerk cannot print", false, bot.Profile{}},
		{"call me an agent", false, bot.Profile{}},
		{"in the Ndola office the clerk cannot print", false, bot.Profile{Office: "Ndola office", Role: "clerk"}},
		{"مكتب التسجيل مغلق", false, bot.Profile{}},
		{"", true, bot.Profile{}},
		{"office office office:", true, bot.Profile{}},
	} {
		require.Equal(t, c.want, ReadProfile(c.text, c.asked), c.text)
	}
	require.Empty(t, From("en", bot.Profile{}))
	require.Equal(t, "clerk", From("en", bot.Profile{Role: "clerk"}))
	require.Equal(t, "Ndola office, clerk", From("en", bot.Profile{Office: "Ndola office", Role: "clerk"}))
}

func FuzzReadProfile(f *testing.F) {
	f.Add("Ndola office, clerk", true)
	f.Add("office: :: ,,\xff", false)
	f.Fuzz(func(t *testing.T, text string, asked bool) {
		p := ReadProfile(text, asked)
		require.LessOrEqual(t, len([]rune(p.Office)), maxProfile)
		require.LessOrEqual(t, len([]rune(p.Role)), maxProfile)
	})
}
