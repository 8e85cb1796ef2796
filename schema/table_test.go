package schema_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/schema"
)

func rowPath(b *schema.BlockDoc, r *schema.Row) string { return b.Name + "." + r.Name }

func eachRow(f func(b *schema.BlockDoc, r *schema.Row)) {
	for _, b := range schema.Reference() {
		for i := range b.Attrs {
			f(&b, &b.Attrs[i])
		}
	}
}

func TestNamesAreInSnakeCase(t *testing.T) {
	snake := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	eachRow(func(b *schema.BlockDoc, r *schema.Row) {
		if !snake.MatchString(r.Name) {
			t.Errorf("%s", rowPath(b, r))
		}
	})
}

// A spelling of another program that stood for two of our names, or that were
// one of them, would send people to the wrong attribute.
func TestForeignSpellingsMeanOneThingInABlock(t *testing.T) {
	blocks := schema.Reference()
	for _, b := range blocks {
		meaning := map[string]string{}
		own := map[string]bool{}
		add := func(name string, foreign []string) {
			own[name] = true
			for _, f := range foreign {
				if meaning[f] != "" {
					t.Errorf("in %s, %s means %s and %s", b.Name, f, meaning[f], name)
				}
				meaning[f] = name
			}
		}
		for _, r := range b.Attrs {
			add(r.Name, r.Foreign)
		}
		for _, inner := range blocks {
			if slices.Contains(inner.Within, b.Name) || b.Name == "" && len(inner.Within) == 0 && inner.Name != "" {
				add(inner.Name, inner.Foreign)
			}
		}
		for f, name := range meaning {
			if own[f] {
				t.Errorf("in %s, %s is a name of ours and a spelling of %s", b.Name, f, name)
			}
		}
	}
}

func TestEverythingIsDocumentedInWholeSentences(t *testing.T) {
	check := func(name, doc string) {
		if !strings.HasSuffix(doc, ".") || strings.TrimSpace(doc) != doc || len(doc) < 10 {
			t.Errorf("%s: %q", name, doc)
		}
	}
	for _, b := range schema.Reference()[1:] { // the first is the top level
		check(b.Name, b.Doc)
	}
	eachRow(func(b *schema.BlockDoc, r *schema.Row) {
		check(rowPath(b, r), r.Doc)
		if r.Default != nil && r.DefaultDoc != "" {
			t.Errorf("%s has a default, and text in place of one", rowPath(b, r))
		}
		if r.In == 0 {
			t.Errorf("%s may stand nowhere", rowPath(b, r))
		}
	})
}

func TestDefaultsAreValid(t *testing.T) {
	eachRow(func(b *schema.BlockDoc, r *schema.Row) {
		var fits bool
		n := 0.0
		switch v := r.Default.(type) {
		case nil:
			return
		case bool:
			fits = r.Type == schema.Bool
		case int:
			fits, n = r.Type == schema.Int, float64(v)
		case float64:
			fits, n = r.Type == schema.Number, v
		case string:
			fits = r.Type == schema.Text && (len(r.Choices) == 0 || slices.Contains(r.Choices, v))
		case []string:
			fits = r.Type == schema.Words
		}
		if !fits || r.Max > r.Min && (n < r.Min || n > r.Max) {
			t.Errorf("%s cannot be %v", rowPath(b, r), r.Default)
		}
		if r.Required {
			t.Errorf("%s is required and has a default", rowPath(b, r))
		}
	})
}

// A number without a range could be any, and be written to a file.
func TestNumbersHaveARange(t *testing.T) {
	eachRow(func(b *schema.BlockDoc, r *schema.Row) {
		number := r.Type == schema.Int || r.Type == schema.Number
		if number != (r.Max > r.Min) && r.Name != "version" {
			t.Errorf("%s: from %v to %v", rowPath(b, r), r.Min, r.Max)
		}
	})
}

// What other programs call an attribute is recognised, wherever people come from.
func TestSpellingsOfOtherProgramsAreKnown(t *testing.T) {
	foreign := map[string][]string{}
	eachRow(func(b *schema.BlockDoc, r *schema.Row) { foreign[b.Name] = append(foreign[b.Name], r.Foreign...) })
	for program, names := range map[string][]string{
		"NixOS":      {"hostName", "sshUser", "sshKey", "maxJobs", "speedFactor", "supportedFeatures", "mandatoryFeatures", "publicHostKey", "system"},
		"Lix":        {"jobs", "speed-factor", "supported-features", "mandatory-features", "ssh-key", "ssh-public-host-key", "system-types"},
		"nix.conf":   {"max-jobs", "system-features"},
		"Ansible":    {"ansible_host", "ansible_port", "ansible_user", "ansible_ssh_private_key_file"},
		"ssh_config": {"HostName", "Port", "User", "IdentityFile", "HostKeyAlias"},
	} {
		for _, n := range names {
			if !slices.Contains(foreign["builder"], n) {
				t.Errorf("%s of %s is not known", n, program)
			}
		}
	}
}
