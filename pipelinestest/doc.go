// Package pipelinestest tries what docs/pipelines.md offers: `exec` against real
// Nix, its daemon and two builders; the files of pipelines and the commands of
// the page against stand-ins for the programs that they start.
package pipelinestest
