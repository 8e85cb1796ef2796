package pubkey

import (
	"fmt"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/check"
	"github.com/buildmachines/buildmachines/secret"
)

// ofTheFile shows nothing of a file: it may be another than the one with keys
// that somebody meant.
func ofTheFile(string) string { return "(a word that is not shown)" }

// ParseFile reads a .pub file: one key a line, with blank lines and lines that
// begin with "#" between them. It returns each key as "TYPE BLOB".
func ParseFile(content []byte) ([]string, *check.Problem) {
	text := string(content)
	if k, _ := secret.Find(content); k != "" {
		return nil, check.New(diag.PrivateKey, "The file holds %s. Name the file that ends in .pub.", k)
	}
	if strings.HasPrefix(text, "----") {
		return nil, invalid("The file holds a public key of another format. \"ssh-keygen -i -f FILE\" turns it into one for OpenSSH.")
	}
	var keys []string
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimRight(line, " \t\r")
		if blank := strings.TrimLeft(line, " \t"); blank == "" || blank[0] == '#' {
			continue
		}
		key, p := parseHost(line, ofTheFile)
		if p != nil {
			return nil, &check.Problem{Code: p.Code, Detail: fmt.Sprintf("Line %d of the file cannot be used. %s", i+1, p.Detail)}
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, invalid("The file holds no key.")
	}
	return keys, nil
}
