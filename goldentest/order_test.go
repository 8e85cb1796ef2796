package goldentest_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Order means something for builders, endpoints and overrides alone. All other
// blocks, the attributes of every block, the keys of maps and the names of
// files may be in any order.
func TestOrderDoesNotMatter(t *testing.T) {
	eachCase(t, func(t *testing.T, name string) {
		for _, inventory := range inventories(t, name) {
			want := compile(t, inventory).files
			for seed := range uint64(4) {
				shuffled := shuffleCase(t, name, filepath.Base(inventory), rand.New(rand.NewPCG(seed, 0)))
				sameFiles(t, want, compile(t, shuffled).files)
			}
		}
	})
}

// shuffleCase copies a case and shuffles an inventory there.
func shuffleCase(t *testing.T, name, inventory string, rng *rand.Rand) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(name)); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, inventory)
	if inventory != "inventory" {
		write(t, path, shuffleText(t, read(t, path), inventory, rng))
		return path
	}
	files, err := os.ReadDir(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, j := range rng.Perm(len(files)) {
		old := filepath.Join(path, files[i].Name())
		text := shuffleText(t, read(t, old), old, rng)
		if err := os.Remove(old); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(path, fmt.Sprintf("shuffled-%d%s", j, filepath.Ext(old))), text)
	}
	return path
}

func shuffleText(t *testing.T, text, name string, rng *rand.Rand) string {
	t.Helper()
	if filepath.Ext(name) == ".toml" {
		return shuffleTOML(text, rng)
	}
	file, diags := hclsyntax.ParseConfig([]byte(text), name, hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	h := hclShuffler{text, rng}
	return h.body(file.Body.(*hclsyntax.Body))
}

// A part is a piece of a text. Those that keep their order do so among
// themselves.
type part struct {
	text  string
	keeps bool
}

// shuffle joins parts in another order.
func shuffle(parts []part, rng *rand.Rand) string {
	var kept []string
	for _, p := range parts {
		if p.keeps {
			kept = append(kept, p.text)
		}
	}
	rng.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
	var out strings.Builder
	for _, p := range parts {
		if p.keeps {
			p.text, kept = kept[0], kept[1:]
		}
		out.WriteString(p.text)
	}
	return out.String()
}

// ordered are the blocks whose order means something.
var ordered = []string{"builder", "endpoint", "override"}

// hclShuffler prints bodies anew from pieces of the source, without comments.
type hclShuffler struct {
	src string
	rng *rand.Rand
}

func (h *hclShuffler) at(r hcl.Range) string { return h.src[r.Start.Byte:r.End.Byte] }

func (h *hclShuffler) body(b *hclsyntax.Body) string {
	var parts []part
	for _, name := range slices.Sorted(maps.Keys(b.Attributes)) { // the map's own order is no seed's
		parts = append(parts, part{text: name + " = " + h.value(b.Attributes[name].Expr) + "\n"})
	}
	for _, block := range b.Blocks {
		header := block.Type
		for _, l := range block.LabelRanges {
			header += " " + h.at(l)
		}
		parts = append(parts, part{header + " {\n" + h.body(block.Body) + "}\n", slices.Contains(ordered, block.Type)})
	}
	return shuffle(parts, h.rng)
}

func (h *hclShuffler) value(e hclsyntax.Expression) string {
	object, ok := e.(*hclsyntax.ObjectConsExpr)
	if !ok {
		return h.at(e.Range())
	}
	var parts []part
	for _, item := range object.Items {
		parts = append(parts, part{text: h.at(item.KeyExpr.Range()) + " = " + h.value(item.ValueExpr) + "\n"})
	}
	return "{\n" + shuffle(parts, h.rng) + "}"
}

// tomlHeader is a table's header. Its first two keys name the block.
var tomlHeader = regexp.MustCompile(`(?m)^\[([a-z_]+)(?:\.("[^"]+"|[A-Za-z0-9_-]+))?.*\]`)

// shuffleTOML shuffles the tables of one file, each with the tables inside it,
// and the keys of each table.
func shuffleTOML(text string, rng *rand.Rand) string {
	var head string
	var parts []part
	var last string // the block of the last part
	for i, table := range splitBefore(text, tomlHeader) {
		m := tomlHeader.FindStringSubmatch(table)
		if m == nil && i == 0 {
			head = shuffleKeys(table, rng)
			continue
		}
		header, keys, _ := strings.Cut(table, "\n")
		table = header + "\n" + shuffleKeys(keys, rng)
		if block := m[1] + "." + m[2]; block == last {
			parts[len(parts)-1].text += table
		} else {
			parts = append(parts, part{table, slices.Contains(ordered, m[1])})
			last = block
		}
	}
	return head + shuffle(parts, rng)
}

// tomlKey begins a line with a key. Lines that do not begin so belong to the
// value before them, or are comments.
var tomlKey = regexp.MustCompile(`(?m)^[A-Za-z_][A-Za-z0-9_."-]* = `)

// shuffleKeys shuffles the keys of one table. Dotted ones stay in their order,
// because endpoints may be among them.
func shuffleKeys(text string, rng *rand.Rand) string {
	var parts []part
	for _, p := range splitBefore(text, tomlKey) {
		key, _, _ := strings.Cut(p, " = ")
		parts = append(parts, part{strings.TrimSuffix(p, "\n") + "\n", strings.Contains(key, ".")})
	}
	return shuffle(parts, rng)
}

// splitBefore cuts text before each match.
func splitBefore(text string, re *regexp.Regexp) []string {
	var out []string
	start := 0
	for _, m := range re.FindAllStringIndex(text, -1) {
		if m[0] > start {
			out = append(out, text[start:m[0]])
		}
		start = m[0]
	}
	return append(out, text[start:])
}
