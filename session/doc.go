// Package session chooses the builders of one command: which client this machine
// is, which of its builders may be used, the environment that says so to Nix, and
// whether Nix will listen.
package session
