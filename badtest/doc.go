// Package badtest runs the bad inventories of testdata/bad: what users get
// wrong, in both syntaxes, with the diagnostic that each mistake earns.
//
// A case is a folder that is named by the mistake. Its inventories are
// inventory.hcl and inventory.toml, or, where several files make the mistake,
// the folders hcl and toml. A mistake that only one syntax can make has a case
// whose name begins with hcl- or toml-.
//
// The expectation stands in a comment at the end of the line to blame:
//
//	use = ["bobb"] # want error unknown-builder at `"bobb"` says `"bob"`
//
// It is the severity and the code; if it matters, also the text that the range
// covers and a part of the detail. A line may have several. Where a line cannot
// hold a comment, the one above it says "want below", and "want nowhere" is a
// diagnostic without a place. What is not expected must not be reported: hints
// neither.
//
// Two more comments are instructions: "var NAME=VALUE" is a --var, and "format
// NAME" checks what --format NAME would write, beside what --out writes; after
// "format NAME --inline" it is what --inline would make of it.
//
// What holds for every attribute of the schema's table, and for every text, is
// not spelled out in cases: attribute_test.go and text_test.go make inventories
// for it.
//
// Placeholders such as @OPENSSH_KEY@ stand for what must not be in the tree or
// would fill pages; placeholders_test.go has them.
package badtest
