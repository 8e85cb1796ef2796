package schema_test

import (
	"testing"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

func TestDialectsAreReadAsTheyAreWritten(t *testing.T) {
	for _, s := range []string{"nix 2.8", "nix 2.8.0", "nix 2.36", "nix 2.36.9", "nix 2.28.2", "lix 2.90", "lix 2.95", "lix 2.93.1", "lix main"} {
		d, p := schema.ParseDialect(s)
		if p != nil || d.String() != s {
			t.Errorf("%s is read as %s: %v", s, d, p)
		}
	}
	if s := (schema.Dialect{}).String(); s != "" {
		t.Errorf("the portable dialect is %q", s)
	}
}

func TestOtherDialectsAreRefused(t *testing.T) {
	for s, want := range map[string]diag.Code{
		"":              diag.InvalidDialect,
		"nix":           diag.InvalidDialect,
		"2.31":          diag.InvalidDialect,
		"Nix 2.31":      diag.InvalidDialect,
		"nix  2.31":     diag.InvalidDialect,
		"nix 2.31 ":     diag.InvalidDialect,
		"nix 2.31\n":    diag.InvalidDialect,
		"nix-2.31":      diag.InvalidDialect,
		"nix 2":         diag.InvalidDialect,
		"nix 2.31.1.1":  diag.InvalidDialect,
		"nix 2.1000":    diag.InvalidDialect,
		"lix 2.95-rc1":  diag.InvalidDialect,
		"determinate 3": diag.InvalidDialect,
		"nix main":      diag.UnsupportedDialect,
		"nix 2.7":       diag.UnsupportedDialect,
		"nix 2.7.99":    diag.UnsupportedDialect,
		"nix 2.37":      diag.UnsupportedDialect,
		"nix 3.8":       diag.UnsupportedDialect,
		"nix 1.11":      diag.UnsupportedDialect,
		"nix 2.93":      diag.UnsupportedDialect,
		"lix 2.89":      diag.UnsupportedDialect,
		"lix 2.96":      diag.UnsupportedDialect,
		"lix 2.31":      diag.UnsupportedDialect,
	} {
		if _, p := schema.ParseDialect(s); p == nil || p.Code != want {
			t.Errorf("%q: %v, want %s", s, p, want)
		}
	}
}

func TestDialectsAreOrdered(t *testing.T) {
	order := []string{"lix 2.90", "lix 2.93", "lix 2.93.1", "lix 2.94", "lix main"}
	for i := range order {
		for j := range order {
			a, _ := schema.ParseDialect(order[i])
			b, _ := schema.ParseDialect(order[j])
			if got := a.Compare(b); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("%s against %s is %d", a, b, got)
			}
		}
	}
}
