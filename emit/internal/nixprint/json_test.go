package nixprint_test

import (
	"encoding/json"
	"io"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/emit/internal/nixprint"
)

// JSON has the value that is printed, whatever is in its texts.
func TestAppendJSON(t *testing.T) {
	text := "a\n\"b\"\\ \x01\x02\x1f\x7f\t\r </é\U0001F600"
	v := nixprint.Set{
		nixprint.At(nixprint.String(text), "a", "b"),
		nixprint.At(nixprint.Int(3), "c"),
		nixprint.At(nixprint.Float(1.5), "a", text),
		nixprint.At(nixprint.Null{}, "a", "d", "e"),
		nixprint.At(nixprint.Bool(true), "a", "d", "f"),
		nixprint.At(nixprint.Text(func(w io.Writer) error { _, err := io.WriteString(w, text); return err }), "t"),
		nixprint.At(nixprint.Each{N: 2, Make: func(i int) nixprint.Value { return nixprint.Int(i) }}, "each"),
		nixprint.At(nixprint.List{nixprint.Strings{}, nixprint.Set{}, nixprint.Strings{"x", "y"}}, "list"),
	}
	out, err := nixprint.AppendJSON(nil, v)
	if err != nil {
		t.Fatal(err)
	}
	var got any
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	want := map[string]any{
		"a":    map[string]any{"b": text, text: 1.5, "d": map[string]any{"e": nil, "f": true}},
		"c":    3.0,
		"t":    text,
		"each": []any{0.0, 1.0},
		"list": []any{[]any{}, map[string]any{}, []any{"x", "y"}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
