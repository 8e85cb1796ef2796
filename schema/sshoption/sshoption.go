// Package sshoption knows the keywords of ssh_config: which of them an
// inventory may set for a builder, with which values, and why not the others.
//
// One unknown keyword or bad value makes ssh refuse the whole file, for every
// user and every host. So a keyword is allowed only if OpenSSH 7.6 has it, and
// a value only if every OpenSSH from 7.6 to 10 reads it alike. The table was
// checked against readconf.c of each release up to 10.5.
package sshoption

import (
	"slices"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/check"
)

// Baseline is the oldest OpenSSH that has to read what is allowed.
const Baseline = "7.6"

// Status says whether an inventory may use a keyword.
type Status string

// Allowed keywords are taken, the others refused.
const (
	Allowed Status = "allowed"
	Ours    Status = "set by buildmachines"
	Unsafe  Status = "not safe"
	TooNew  Status = "too new"
	Gone    Status = "not everywhere" // removed since, or only in some builds of ssh
)

// Row is one keyword.
type Row struct {
	Keyword string
	Since   string // the first OpenSSH that has it; 3.0 is that or earlier, "" a patched ssh
	Status  Status
	Value   string // what it may be set to, for Allowed
	Doc     string // what it does; otherwise, why it is refused and what to do

	grammar grammar
}

// Table returns every keyword, sorted.
func Table() []Row {
	sorted := slices.Clone(table)
	for i := range sorted {
		sorted[i].Value = sorted[i].grammar.doc
	}
	slices.SortFunc(sorted, func(a, b Row) int {
		return strings.Compare(strings.ToLower(a.Keyword), strings.ToLower(b.Keyword))
	})
	return sorted
}

// keywords are those of the table, and rows finds one by its lower case.
var keywords, rows = func() ([]string, map[string]*Row) {
	names, m := make([]string, len(table)), make(map[string]*Row, len(table))
	for i := range table {
		names[i] = table[i].Keyword
		low := strings.ToLower(names[i])
		if m[low] != nil {
			panic("internal error: ssh option " + names[i] + " is in the table twice")
		}
		m[low] = &table[i]
	}
	return names, m
}()

// Check checks one entry of ssh.options and returns the keyword as the manual
// page spells it; case does not count in ssh. It is there also if the problem
// is one of the value.
func Check(keyword, value string) (canonical string, p *check.Problem) {
	r := rows[strings.ToLower(keyword)]
	if r == nil {
		return "", unknown(keyword)
	}
	if p := r.refusal(); p != nil {
		return "", p
	}
	if p := check.Text(value); p != nil {
		if p.Code == diag.InvalidText {
			p.Code = diag.SSHOptionValue
		}
		p.InValue = true
		return r.Keyword, p
	}
	if complaint := r.grammar.complain(value); complaint != "" {
		p := check.New(diag.SSHOptionValue, "%s cannot be %s. %s", r.Keyword, diag.Quote(value), complaint)
		p.InValue = true
		return r.Keyword, p
	}
	return r.Keyword, nil
}

func unknown(keyword string) *check.Problem {
	if near := check.Suggest(keyword, keywords); near != "" {
		return check.New(diag.SSHOptionUnknown, "ssh_config has no keyword %s. Did you mean %s?", diag.Quote(keyword), diag.Quote(near))
	}
	return check.New(diag.SSHOptionUnknown, "ssh_config has no keyword %s.", diag.Quote(keyword))
}

// refusal says why the keyword is not for an inventory, or nil.
func (r *Row) refusal() *check.Problem {
	switch r.Status {
	case Allowed:
		return nil
	case Ours:
		return check.New(diag.SSHOptionOurs, "%s is a part of the stanza that is written for each builder. %s", r.Keyword, r.Doc)
	case Unsafe:
		return check.New(diag.SSHOptionUnsafe, "%s is refused. %s", r.Keyword, r.Doc)
	case TooNew:
		return check.New(diag.SSHOptionTooNew, "%s came with OpenSSH %s. An ssh of %s would refuse the whole file. %s", r.Keyword, r.Since, Baseline, r.Doc)
	case Gone:
		return check.New(diag.SSHOptionUnknown, "%s is not in every ssh from %s on. %s", r.Keyword, Baseline, r.Doc)
	}
	panic("internal error: status " + string(r.Status))
}
