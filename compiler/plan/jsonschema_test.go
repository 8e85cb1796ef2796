package plan

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const schemaFile = "../../docs/plan.schema.json"

// TestGoldenPlansAreValid reads the schema strictly: what it does not name is
// refused, though readers have to accept it.
func TestGoldenPlansAreValid(t *testing.T) {
	schema := compileStrictly(t)
	plans, err := filepath.Glob("../../testdata/golden/*/plan.json")
	if err != nil || len(plans) == 0 {
		t.Fatalf("no goldens: %v", err)
	}
	for _, file := range plans {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(schema, text); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	schema := compileStrictly(t)
	for name, change := range map[string]struct{ old, new string }{
		"another version":      {`"format_version": 1`, `"format_version": 2`},
		"an unknown field":     {`"dir":`, `"folder":`},
		"a number as text":     {`"max_jobs": 4`, `"max_jobs": "4"`},
		"a protocol":           {`"protocol": "ssh-ng"`, `"protocol": "ssh-tng"`},
		"clients in overrides": {`"overrides": {}`, `"overrides": {"ada": {"clients": []}}`},
		"null for a list":      {`"systems": [`, `"systems": null, "x": [`},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := Encode(&b, onePlan()); err != nil {
				t.Fatal(err)
			}
			if err := validate(schema, b.Bytes()); err != nil {
				t.Fatal(err)
			}
			bad := strings.Replace(b.String(), change.old, change.new, 1)
			if bad == b.String() {
				t.Fatalf("the plan has no %s", change.old)
			}
			if validate(schema, []byte(bad)) == nil {
				t.Error("the schema allows it")
			}
		})
	}
}

func onePlan() *Plan {
	ada := &Builder{
		Host:   Host{Name: "ada", HostName: "ada", Port: 22, SSH: SSH{ConnectTimeout: 10, ServerAliveInterval: 15}},
		Enable: true, Protocol: "ssh-ng", URI: "ssh-ng://ada", Systems: []string{"x86_64-linux"}, MaxJobs: 4, SpeedFactor: 1,
		Clients: []string{"laptop"},
	}
	laptop := &Client{Name: "laptop", Platform: "linux", MachinesFormat: "legacy", Dir: "/etc/buildmachines", MaxJobs: -1, Builders: []*Builder{ada}}
	return &Plan{Builders: []*Builder{ada}, Clients: []*Client{laptop}}
}

func validate(schema *jsonschema.Schema, text []byte) error {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return schema.Validate(doc)
}

func readSchema(t *testing.T) map[string]any {
	t.Helper()
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var doc map[string]any
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// compileStrictly returns the schema without its room for later fields.
func compileStrictly(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc := readSchema(t)
	closeObjects(doc)
	c := jsonschema.NewCompiler()
	if err := c.AddResource("plan.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("plan.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func closeObjects(v any) {
	switch v := v.(type) {
	case map[string]any:
		if v["additionalProperties"] == true {
			v["additionalProperties"] = false
		}
		for _, child := range v {
			closeObjects(child)
		}
	case []any:
		for _, child := range v {
			closeObjects(child)
		}
	}
}
