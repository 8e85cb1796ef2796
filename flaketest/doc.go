// Package flaketest evaluates flake.nix, default.nix and the templates, and
// builds their checks. It has tests only.
//
// nixpkgs is not here, so testdata/nixpkgs stands in for it: its packages have no
// compiler behind them, and its program is the one that the tests have built. Its
// lib is the stand-in of modulestest. Where BUILDMACHINES_NIXPKGS_LIB names the
// folder of a real one, everything runs with that as well.
package flaketest
