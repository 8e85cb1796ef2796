// Package bootstrap writes what runs on a builder: the wrapper, to which the
// clients' keys are bound, and the script that sets a machine up.
package bootstrap
