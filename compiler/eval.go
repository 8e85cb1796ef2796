package compiler

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
	"github.com/buildmachines/buildmachines/schema/check"
)

// evaluator computes the values of blocks, each when it is first needed.
// Dependencies are per block; the stack of blocks at work finds loops.
type evaluator struct {
	dec   *schema.Decoder
	root  *schema.Root
	diags hcl.Diagnostics

	budget    *schema.Budget
	functions map[string]function.Function
	plain     *hcl.EvalContext // for blocks without references
	vars      map[string]cty.Value
	varObject cty.Value // of vars
	locals    map[string]*local
	profiles  map[string]*profile
	builders  map[string]*builderBlock
	defaults  *profile // nil without a defaults block
	all       cty.Value
	stack     []string // names of what is being evaluated, outermost first
	elements  int      // of all for_each so far
	hints     int      // names that were compared with all others

	// incomplete tells that a jump or builder could not be evaluated: a name
	// that seems to be missing may be its.
	incomplete bool
}

type state uint8

const (
	fresh state = iota
	busy
	done
)

type local struct {
	state state
	attr  *hcl.Attribute
	value cty.Value
}

// profile is a profile or the defaults block.
type profile struct {
	state state
	raw   *schema.RawBlock
	place schema.Place
	value *schema.Builder
	cost  int // of laying it over another, in units of the budget
}

type builderBlock struct {
	state     state
	raw       *schema.RawBlock
	refs      []hcl.Traversal
	early     *earlyResult // nil when the block needs others
	instances []*instance
	forEach   bool
	failed    bool // an instance is missing
	object    cty.Value
}

func newEvaluator(src *schema.Sources, root *schema.Root, opts Options) *evaluator {
	e := &evaluator{
		dec:       &schema.Decoder{Known: &root.Known, Sources: src},
		root:      root,
		budget:    src.Budget(),
		functions: schema.Functions(src),
		vars:      map[string]cty.Value{},
		locals:    map[string]*local{},
		profiles:  map[string]*profile{},
		builders:  make(map[string]*builderBlock, len(root.Builders)),
	}
	e.plain = &hcl.EvalContext{Functions: e.functions}
	e.variables(opts.Vars)
	e.varObject = cty.ObjectVal(e.vars)
	for name, a := range root.Locals {
		e.locals[name] = &local{attr: a}
	}
	for _, b := range root.Profiles {
		e.profiles[b.Label.V] = &profile{raw: b, place: schema.InProfile}
	}
	if root.Defaults != nil {
		e.defaults = &profile{raw: root.Defaults, place: schema.InDefaults}
	}
	for _, b := range root.Builders {
		if e.builders[b.Label.V] == nil {
			e.builders[b.Label.V] = &builderBlock{raw: b}
		}
	}
	e.decodeEarly()
	return e
}

// spend takes units from the budget for something at a place. It reports a
// budget that is spent, and returns false.
func (e *evaluator) spend(units int, at hcl.Range) bool {
	if e.budget.Spend(units) {
		return true
	}
	e.diags = append(e.diags, e.budget.Refuse(at)...)
	return false
}

func (e *evaluator) add(code diag.Code, at hcl.Range, format string, args ...any) {
	e.diags = append(e.diags, diag.New(code, at, format, args...))
}

func (e *evaluator) variables(given map[string]string) {
	declared := map[string]bool{}
	var names []string
	for _, b := range e.root.Variables {
		name := b.Label.V
		declared[name] = true
		names = append(names, name)
		var text *string
		if v, ok := given[name]; ok {
			text = &v
		}
		v, diags := e.dec.Variable(b, text)
		e.diags = append(e.diags, diags...)
		e.vars[name] = v
	}
	for _, name := range sortedKeys(given) {
		if !declared[name] {
			e.add(diag.UnknownVariable, hcl.Range{}, "--var sets %s, which no variable block declares.%s", diag.Quote(name), didYouMean(name, names))
		}
	}
}

// enter marks a block as being evaluated. It reports a loop, and returns false,
// when it is already; so it does for a chain that is too long.
func (e *evaluator) enter(s *state, name string, at hcl.Range) bool {
	if *s == busy {
		start := 0
		for i, n := range e.stack {
			if n == name {
				start = i
			}
		}
		e.add(diag.DependencyLoop, at, "%s needs itself: %s.", name, strings.Join(append(e.stack[start:len(e.stack):len(e.stack)], name), " -> "))
		return false
	}
	if len(e.stack) >= schema.MaxDepth { // each level is several calls deep
		e.add(diag.Expression, at, "%s is needed through a chain of more than %d references.", name, schema.MaxDepth)
		return false
	}
	*s = busy
	e.stack = append(e.stack, name)
	return true
}

func (e *evaluator) leave(s *state) {
	*s = done
	e.stack = e.stack[:len(e.stack)-1]
}

// maxHints is how many names are compared with all of an inventory: that takes
// time, and whoever misspells so many sees what is wrong from the first.
const maxHints = 100

// nameHint is didYouMean for the names of blocks, of which there may be many.
func nameHint[V any](asked *int, given string, known map[string]V) string {
	if *asked++; *asked > maxHints {
		return ""
	}
	return didYouMean(given, sortedKeys(known))
}

func didYouMean(given string, known []string) string {
	if s := check.Suggest(given, known); s != "" {
		return fmt.Sprintf(" Did you mean %s?", diag.Quote(s))
	}
	return ""
}
