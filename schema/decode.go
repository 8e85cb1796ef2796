package schema

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/check"
	"github.com/buildmachines/buildmachines/secret"
)

// Decoder turns bodies into values by the tables of this package. It collects
// everything that is wrong and never stops at the first.
type Decoder struct {
	Known *Known
	// Sources are the files of the inventory: the names behind hcl's own
	// diagnostics, and the folder of files such as public_host_key_files.
	Sources *Sources
}

// decoder is a Decoder at work on one block.
type decoder struct {
	*Decoder
	ctx   *hcl.EvalContext
	place Place
	diags hcl.Diagnostics

	fromFile bool // the value that was evaluated last came out of a file
}

func (d *decoder) add(code diag.Code, at hcl.Range, format string, args ...any) {
	d.diags = append(d.diags, diag.New(code, at, format, args...))
}

func (d *decoder) problem(p *check.Problem, at hcl.Range) {
	if p != nil {
		d.add(p.Code, at, "%s", p.Detail)
	}
}

// block decodes body into b by the table t.
func block[B any](d *decoder, t *table[B], body hcl.Body, b *B) {
	content, diags := body.Content(t.body)
	for _, dg := range diags {
		d.diags = append(d.diags, explain(d.Sources, t, d.place, dg))
		if dg.Subject != nil {
			t.refuse(b, d.place, d.Sources.name(*dg.Subject))
		}
	}
	for i := range t.Attrs {
		attr := &t.Attrs[i]
		a := content.Attributes[attr.Name]
		if a == nil {
			continue
		}
		if attr.In&d.place == 0 {
			d.add(diag.MisplacedItem, a.NameRange, "%s", misplaced(attr.Name, attr.In, d.place))
			continue
		}
		if attr.HCLOnly {
			// The compiler evaluates for_each and name itself.
			if _, ok := body.(*hclsyntax.Body); !ok {
				d.add(diag.NotInThisSyntax, a.NameRange, "TOML has literal values only, and %s needs expressions. Write this block in a file in HCL, beside this one in the same folder.", attr.Name)
			}
			continue
		}
		attr.of(b).decode(d, &attr.Row, a)
	}
	subBlocks(d, t, content.Blocks, b)
}

func subBlocks[B any](d *decoder, t *table[B], blocks hcl.Blocks, b *B) {
	if len(blocks) == 0 {
		return
	}
	first := make(map[string]hcl.Range, len(blocks))
	for _, hb := range blocks {
		i := slices.IndexFunc(t.Blocks, func(s subBlock[B]) bool { return s.Name == hb.Type })
		sub := &t.Blocks[i]
		if sub.In&d.place == 0 {
			d.add(diag.MisplacedItem, hb.TypeRange, "%s", misplaced(sub.Name, sub.In, d.place))
			continue
		}
		if _, ok := hb.Body.(*hclsyntax.Body); sub.HCLOnly && !ok {
			d.add(diag.NotInThisSyntax, hb.TypeRange, "TOML has literal values only. Put the %s into a file in HCL, beside this one in the same folder.", hb.Type)
			continue
		}
		id := sub.Name
		for _, l := range hb.Labels {
			id += "\x00" + l
		}
		if at, twice := first[id]; twice && !sub.Repeats {
			d.add(diag.DuplicateBlock, hb.DefRange, "This block is already declared at %s. Merge the two.", diag.Place(at))
			continue
		}
		first[id] = hb.DefRange
		if sub.name.of != nil {
			d.problem(sub.name.of(d.Known, hb.Labels[0]), hb.LabelRanges[0])
		}
		sub.decode(d, b, hb)
	}
}

// value evaluates expr. It returns false when that failed or when the value is
// null, and says so in *state.
func (d *decoder) value(expr hcl.Expression, state *State) (cty.Value, bool) {
	d.fromFile = false
	v, diags := expr.Value(d.ctx)
	if diags.HasErrors() {
		d.diags = append(d.diags, d.Sources.EvaluationErrors(diags, expr, d.ctx)...)
		return v, false
	}
	v, ok := d.plain(v, expr.Range())
	if !ok {
		return v, false
	}
	if v.IsNull() {
		*state = Null
		return v, false
	}
	*state = Given
	return v, true
}

func (d *decoder) plain(v cty.Value, at hcl.Range) (cty.Value, bool) {
	var diags hcl.Diagnostics
	v, d.fromFile, diags = d.Sources.Plain(v, at)
	d.diags = append(d.diags, diags...)
	return v, !diags.HasErrors()
}

// Plain takes off the marks of a value that came out of a file, and remembers
// the place where it is used. It refuses what is not known, and what is too
// large to look at.
func (s *Sources) Plain(v cty.Value, at hcl.Range) (_ cty.Value, isFromFile bool, _ hcl.Diagnostics) {
	if !v.IsMarked() && v.IsKnown() && v.Type().IsPrimitiveType() {
		return v, false, nil // nearly every value
	}
	w := s.Budget().weigh(v)
	switch {
	case s.budget.Spent():
		return v, w.fromFile, s.budget.Refuse(at)
	case w.unknown:
		return v, w.fromFile, hcl.Diagnostics{diag.New(diag.Expression, at, "The value is not known when the inventory is compiled.")}
	case w.fromFile:
		v, _ = v.UnmarkDeep()
		s.fromFiles.use(at, v)
	}
	return v, w.fromFile, nil
}

// EvaluationErrors gives hcl's own diagnostics about expr a code, and drops the
// values that they carry.
func (s *Sources) EvaluationErrors(diags hcl.Diagnostics, expr hcl.Expression, ctx *hcl.EvalContext) hcl.Diagnostics {
	out := make(hcl.Diagnostics, 0, len(diags))
	secrets := s.readsFile(expr, ctx)
	for _, dg := range diags {
		if diag.CodeOf(dg) != "" {
			out = append(out, dg)
			continue
		}
		at := hcl.Range{}
		if dg.Subject != nil {
			at = *dg.Subject
		}
		text := evaluationDetail(dg)
		if secrets && !errorOfFile(dg) {
			text = sentence(dg.Summary) + " More is not shown, because a part of the expression comes out of a file."
		}
		out = append(out, diag.New(diag.Expression, at, "%s", text))
	}
	return out
}

// readsFile reports whether a value in expr may have come out of a file.
func (s *Sources) readsFile(expr hcl.Expression, ctx *hcl.EvalContext) bool {
	if s.fromFiles.calledIn(expr.Range()) {
		return true
	}
	b := s.Budget()
	for _, ref := range expr.Variables() {
		v, diags := ref[:1].TraverseAbs(ctx)
		if whole, more := ref.TraverseAbs(ctx); !more.HasErrors() {
			v, diags = whole, more
		}
		if !diags.HasErrors() && (b.weigh(v).fromFile || b.Spent()) {
			return true
		}
	}
	return false
}

// errorOfFile reports whether an error is one of file() itself, which never
// shows what is in the file.
func errorOfFile(dg *hcl.Diagnostic) bool {
	call, ok := dg.Extra.(hclsyntax.FunctionCallDiagExtra)
	return ok && call.CalledFunctionName() == "file"
}

// evaluationDetail words a diagnostic of hcl's. Functions quote what they got.
func evaluationDetail(dg *hcl.Diagnostic) string {
	text := sentence(dg.Summary) + " " + sentence(dg.Detail)
	switch {
	case secret.MayHold(text):
		return sentence(dg.Summary) + " More is not shown, because it may hold a key."
	case dg.Summary == "Unknown variable":
		return text + " A text stands in quotes; a variable is var.NAME, a local local.NAME."
	}
	return text
}
