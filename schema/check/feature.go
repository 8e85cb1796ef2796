package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
)

// features are those that Nix, Nixpkgs and nix-darwin ask for.
var features = []string{
	"apple-virt", "benchmark", "big-parallel", "ca-derivations", "cuda", "kvm", "nixos-test", "recursive-nix", "rocm", "uid-range",
}

// notInFeatures are what ends a word in a machines file or makes it another one.
const notInFeatures = " ,;#\"'\\="

// FeatureForm is the form of a feature.
var FeatureForm = regexp.MustCompile("^[^" + regexp.QuoteMeta(notInFeatures) + "]+$")

// Features returns the well-known ones.
func Features() []string { return slices.Clone(features) }

// Feature checks a word of supported_features or mandatory_features. A word
// that is one edit away from a well-known one is a [diag.FeatureTypo], which
// is a warning, unless extra declares it.
func Feature(s string, extra []string) *Problem {
	if slices.Contains(features, s) {
		return nil
	}
	if p := Text(s); p != nil {
		return p
	}
	if p := featureForm(s); p != nil {
		return p
	}
	if strings.HasPrefix(s, "gccarch-") || slices.Contains(extra, s) {
		return nil
	}
	for _, f := range features {
		if distance(fold(s), fold(f), 2) <= 1 {
			return New(diag.FeatureTypo, "Did you mean %s instead of %s? If not, declare it in known_features.", diag.Quote(f), diag.Quote(s))
		}
	}
	return nil
}

// featureForm checks that a machines file carries s as one word: it splits at
// blanks, "," and ";" and cuts at "#" (libstore machines.cc).
func featureForm(s string) *Problem {
	if s == "-" {
		return New(diag.InvalidFeature, "A lone \"-\" means an empty list in a machines file. For no features, write an empty list.")
	}
	if i := strings.IndexAny(s, notInFeatures); i >= 0 {
		return New(diag.InvalidFeature, "%s holds %s. Each feature is a word and an element of its own.", diag.Quote(s), diag.Quote(s[i:i+1]))
	}
	for _, r := range s {
		if r >= 0x80 {
			return New(diag.InvalidFeature, "%s holds %s. Features are ASCII.", diag.Quote(s), diag.Quote(string(r)))
		}
	}
	return nil
}
