package plan

import (
	"bytes"
	"encoding/json"
	"testing"
)

// The layout is that of json.Indent, whatever the strings hold.
func FuzzIndent(f *testing.F) {
	for _, s := range []string{`{}`, `[]`, `{"a":[1,{"b":{}},[]],"c":"{[,:\"\\"}`, `"x"`, `null`, `[[[]]]`, `{"":""}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var compact, want bytes.Buffer
		if json.Compact(&compact, []byte(s)) != nil || json.Indent(&want, compact.Bytes(), "", "  ") != nil {
			t.Skip("not JSON")
		}
		if got := indent(nil, compact.Bytes(), 0); !bytes.Equal(got, want.Bytes()) {
			t.Errorf("got %s\nwant %s", got, want.Bytes())
		}
	})
}
