package machines_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// machine is one entry as Nix understands it.
type machine struct {
	URI                string
	Systems            []string
	Key, HostKey       string
	Jobs               uint32
	Speed              float32
	Offered, Mandatory []string
}

// machinesOf is what Nix should understand of the entries of c.
func machinesOf(c *plan.Client) []machine {
	var out []machine
	for _, e := range c.Entries() {
		m := machine{URI: e.URI, Systems: e.Systems, Jobs: uint32(e.MaxJobs), Speed: float32(e.SpeedFactor), Mandatory: e.MandatoryFeatures}
		for _, f := range slices.Concat(e.SupportedFeatures, e.MandatoryFeatures) {
			if !slices.Contains(m.Offered, f) {
				m.Offered = append(m.Offered, f)
			}
		}
		out = append(out, m)
	}
	return out
}

// splitters are expandBuilderLines of libstore machines.cc: the old one of
// Nix up to 2.28.1 and of all Lix, the new one of Nix 2.28.2 and later.
var splitters = map[string]func(string) ([]string, error){"old": splitOld, "new": splitNew}

var errInclude = errors.New("an include")

func splitOld(text string) ([]string, error) {
	var out []string
	for _, piece := range tokens(text, "\n;") {
		piece, _, _ = strings.Cut(piece, "#")
		if piece == "" {
			continue
		}
		if piece[0] == '@' {
			return nil, errInclude
		}
		out = append(out, piece)
	}
	return out, nil
}

func splitNew(text string) ([]string, error) {
	var out []string
	for _, line := range tokens(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		for _, entry := range tokens(line, ";") {
			entry = strings.Trim(entry, " \n\r\t")
			if entry == "" {
				continue
			}
			if entry[0] == '@' {
				return nil, errInclude
			}
			out = append(out, entry)
		}
	}
	return out, nil
}

// readMachines is getMachines: it splits text and parses every entry.
func readMachines(text string, split func(string) ([]string, error), whole bool) ([]machine, error) {
	entries, err := split(text)
	var out []machine
	for _, e := range entries {
		m, err := readEntry(e, whole)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", e, err)
		}
		out = append(out, m)
	}
	return out, err
}

func readEntry(entry string, whole bool) (machine, error) {
	cols := tokens(entry, " \t\n\r")
	column := func(i int) string {
		if i >= len(cols) || cols[i] == "-" {
			return ""
		}
		return cols[i]
	}
	m := machine{
		URI: completeURI(column(0)), Systems: tokens(column(1), ","), Key: column(2), HostKey: column(7),
		Offered: tokens(column(5), ","), Mandatory: tokens(column(6), ","),
	}
	if m.URI == "" || m.Systems == nil {
		return m, errors.New("no store URI or no systems")
	}
	jobs, err := strconv.ParseUint(column(3), 10, 32)
	if err != nil {
		return m, err
	}
	m.Jobs = uint32(jobs)
	speed, err := strconv.ParseFloat(column(4), 32)
	if whole {
		var n uint64
		n, err = strconv.ParseUint(column(4), 10, 32)
		speed = float64(n)
	}
	m.Speed = float32(speed)
	return m, err
}

// completeURI is what Machine does to column 1 since Nix 2.4.
func completeURI(s string) string {
	for _, word := range []string{"auto", "daemon", "local"} {
		if s == word || strings.HasPrefix(s, word+"?") {
			return s
		}
	}
	if s == "" || strings.Contains(s, "/") {
		return s
	}
	return "ssh://" + s
}

// readNixConf is applyConfig of libutil config.cc.
func readNixConf(text string) (map[string]string, error) {
	out := map[string]string{}
	for _, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := tokens(line, " \t\n\r")
		if len(words) == 0 {
			continue
		}
		if len(words) < 2 || words[1] != "=" || words[0] == "include" || words[0] == "!include" {
			return nil, fmt.Errorf("bad line %q", line)
		}
		if _, twice := out[words[0]]; twice {
			return nil, fmt.Errorf("setting %q twice", words[0])
		}
		out[words[0]] = strings.Join(words[2:], " ")
	}
	return out, nil
}

// tokens is tokenizeString: runs of separators count as one.
func tokens(s, separators string) []string {
	out := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(separators, r) })
	if len(out) == 0 {
		return nil
	}
	return out
}
