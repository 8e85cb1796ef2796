// Package e2etest does the whole thing for real: an inventory is compiled, a
// fresh builder bootstrapped, the client's files installed, and Nix builds over
// there. Then everything that must be refused is tried.
//
// Where root may make private machines (see counterpart.Network), each end has
// one, with files, accounts and daemons of its own. Elsewhere one test has to do,
// with the current user's account on a high port.
package e2etest
