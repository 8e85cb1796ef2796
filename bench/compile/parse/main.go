// Command parse reads one file with the parser of its syntax and does nothing
// with it: what bench/compile compares the whole program with.
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/hashicorp/hcl/v2/hclparse"
)

func main() {
	if err := parse(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func parse(name string) error {
	src, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if strings.HasSuffix(name, ".toml") {
		var v map[string]any
		_, err := toml.Decode(string(src), &v)
		return err
	}
	if _, diags := hclparse.NewParser().ParseHCL(src, name); diags.HasErrors() {
		return diags
	}
	return nil
}
