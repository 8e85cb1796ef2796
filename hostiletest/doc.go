// Package hostiletest writes hostile texts into every place of an inventory that
// takes one, in both syntaxes, and holds the program to: a text is carried
// exactly, or refused where it stands. It has tests only.
//
// The places come from schema.Reference, so a new attribute is covered when it
// is added; a new block or map fails the tests until slots_test.go says how to
// write it. What is carried is read back by ssh, sshd, ssh-keygen, every Nix,
// three shells, and parsers of TOML, sh and authorized_keys that are not ours.
package hostiletest
