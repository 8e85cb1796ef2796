package schema

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
)

// fromFile marks values that came out of file(). They can be used like all
// others, but no message shows anything of them: who writes an inventory need
// not be who may read the files beside it, and messages go into public logs.
type fromFile struct{}

// fileTexts is what came out of files in a run, and where it is used.
type fileTexts struct {
	mu     sync.Mutex // blocks are decoded in parallel
	calls  []hcl.Range
	places []hcl.Range
	texts  map[string]bool
}

// maxFileTexts bounds what is looked for in messages. Beyond it, none of them
// has a detail.
const maxFileTexts = 20_000

// use records that v, which came out of a file, is used at a place.
func (f *fileTexts) use(at hcl.Range, v cty.Value) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.places = append(f.places, at)
	if f.texts == nil {
		f.texts = map[string]bool{}
	}
	f.collect(v)
}

func (f *fileTexts) collect(v cty.Value) {
	v, _ = v.Unmark()
	switch {
	case v.IsNull() || !v.IsKnown() || len(f.texts) > maxFileTexts:
	case v.Type() == cty.String:
		if s := v.AsString(); s != "" {
			f.texts[s[:min(len(s), 2*diag.QuoteLimit)]] = true
		}
	case v.Type() == cty.Number:
		if s := v.AsBigFloat().Text('f', -1); len(s) > 3 {
			f.texts[s] = true
		}
	case v.CanIterateElements():
		for it := v.ElementIterator(); it.Next(); {
			k, e := it.Element()
			f.collect(k)
			f.collect(e)
		}
	}
}

// forget begins a run.
func (f *fileTexts) forget() { f.places, f.texts = nil, nil }

// UseFromFile records that v, which came out of a file, is spoken of at a place
// where no expression stands.
func (s *Sources) UseFromFile(at hcl.Range, v cty.Value) { s.fromFiles.use(at, v) }

// FromFile returns v as a value that came out of a file.
func FromFile(v cty.Value) cty.Value { return v.Mark(fromFile{}) }

// calledIn reports whether file() is called within a range.
func (f *fileTexts) calledIn(at hcl.Range) bool {
	return slices.ContainsFunc(f.calls, func(c hcl.Range) bool { return overlap(c, at) })
}

func overlap(a, b hcl.Range) bool {
	return a.Filename == b.Filename && a.Start.Byte < b.End.Byte && b.Start.Byte < a.End.Byte
}

const (
	notShown     = "What is wrong is not shown, because a part of the value came out of a file."
	fromSomeFile = "(text from a file)"
)

// Hide takes what came out of files out of diags: the details of what is said
// about a value that did, and the text of such values in all others.
func (s *Sources) Hide(diags hcl.Diagnostics) hcl.Diagnostics {
	f := &s.fromFiles
	if len(f.places) == 0 {
		return diags
	}
	hidden := f.index()
	replace := f.replacer()
	out := make(hcl.Diagnostics, len(diags))
	for i, d := range diags {
		clean := *d
		switch {
		case diag.CodeOf(d) == diag.ExpressionLimit: // says the same of every value
		case len(f.texts) > maxFileTexts || d.Subject != nil && hidden.at(*d.Subject):
			clean.Detail = notShown
		default:
			clean.Detail = replace.Replace(d.Detail)
		}
		out[i] = &clean
	}
	return out
}

// replacer replaces the texts as messages show them. Of two that begin at the
// same byte the longer goes first. A short one is only replaced in quotes: it
// may be a part of any word.
func (f *fileTexts) replacer() *strings.Replacer {
	shown := map[string]string{}
	for s := range f.texts {
		for _, s := range []string{s, strings.ToLower(s), strings.TrimSpace(s)} {
			quoted := diag.Quote(s)
			shown[quoted] = fromSomeFile
			if inner, err := strconv.Unquote(quoted); len(s) > 3 && err == nil {
				shown[inner] = fromSomeFile
				shown[quoted[1:len(quoted)-1]] = fromSomeFile
			}
			if cut, long := strings.CutSuffix(quoted, `"...`); long {
				shown[cut[1:]] = fromSomeFile
			}
		}
	}
	keys := make([]string, 0, len(shown))
	for k := range shown {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), strings.Compare(a, b)) })
	var pairs []string
	for _, k := range keys {
		pairs = append(pairs, k, shown[k])
	}
	return strings.NewReplacer(pairs...)
}

// placeIndex finds places by file, in the order of their first bytes, none
// within another.
type placeIndex map[string][]hcl.Range

func (f *fileTexts) index() placeIndex {
	all := slices.Clone(f.places)
	slices.SortFunc(all, func(a, b hcl.Range) int {
		return cmp.Or(strings.Compare(a.Filename, b.Filename), cmp.Compare(a.Start.Byte, b.Start.Byte), cmp.Compare(b.End.Byte, a.End.Byte))
	})
	out := placeIndex{}
	for _, r := range all {
		l := out[r.Filename]
		if n := len(l); n == 0 || r.End.Byte > l[n-1].End.Byte {
			out[r.Filename] = append(l, r)
		}
	}
	return out
}

// at reports whether a place overlaps one of the index.
func (p placeIndex) at(r hcl.Range) bool {
	l := p[r.Filename]
	i, _ := slices.BinarySearchFunc(l, r.Start.Byte, func(of hcl.Range, start int) int { return cmp.Compare(of.End.Byte, start+1) })
	return i < len(l) && overlap(l[i], r)
}
