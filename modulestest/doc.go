// Package modulestest evaluates the modules of folder modules. It has tests only.
//
// What a module sets must be what the emitted module of the same client or
// builder sets, for every inventory of testdata/golden, on every Nix. Both are
// evaluated beside the same definitions of a user's own, with the options of the
// records in testdata/options.
//
// nixpkgs' lib is not here, so testdata/lib stands in for the parts of it that
// the modules use. Where BUILDMACHINES_NIXPKGS_LIB names the folder of a real
// one (the lib of a nixpkgs, with its default.nix), everything runs with that as
// well.
package modulestest
