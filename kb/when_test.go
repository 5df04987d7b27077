package kb

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhenConditions(t *testing.T) {
	vars := map[string]string{"country": "Farajaland", "region": "South Ibombo", "training": "", "sms": "yes"}
	for text, want := range map[string]bool{
		`country = Farajaland`:                  true,
		`country == "farajaland"`:               true,
		`country != Farajaland`:                 false,
		`country!=Tanzania`:                     true,
		`region = South Ibombo`:                 true,
		`region = South Ibombo and sms`:         true,
		`region in [north, South Ibombo]`:       true,
		`region in ["a, b", 'South Ibombo']`:    true,
		`region not in [north]`:                 true,
		`country in []`:                         false,
		`sms`:                                   true,
		`training`:                              false,
		`unknown`:                               false,
		`not unknown`:                           true,
		`!unknown`:                              true,
		`unknown = x`:                           false,
		`unknown != x`:                          true,
		`sms or unknown and unknown`:            true,
		`(sms or unknown) and unknown`:          false,
		`not (sms and training)`:                true,
		`NOT training AND (country = x OR sms)`: true,
		`training = ""`:                         true,
		`not not sms`:                           true,
		`country = "and"`:                       false,
		`sms and not training and country = Farajaland`: true,
	} {
		holds, _, err := parseWhen(text)
		require.NoError(t, err, text)
		require.Equal(t, want, holds(vars), text)
	}
}

func TestWhenSaysWhatIsWrong(t *testing.T) {
	for text, want := range map[string]string{
		``:                        "the name of a variable is missing at the end",
		`country =`:               "a value is missing at the end",
		`= x`:                     `the name of a variable should stand before "="`,
		`country in north`:        `a list such as "[north, south]" should stand before "north"`,
		`country in [a b`:         `a comma or a closing "]" is missing at the end`,
		`country in [a,,b]`:       `a value should stand before ","`,
		`(country`:                `a closing ")" is missing at the end`,
		`country)`:                `")" is one word too many`,
		`country Farajaland`:      `"Farajaland" is one word too many`,
		`a and`:                   "the name of a variable is missing at the end",
		`a = "b`:                  `the quotation mark before "b" is not closed`,
		`"a" = b`:                 `the name of a variable should stand before "a"`,
		strings.Repeat("(", 5000): "the condition is nested deeper than 32 levels",
	} {
		_, _, err := parseWhen(text)
		require.EqualError(t, err, want, text)
	}
}
