// Package schema says what an inventory may say: its blocks and attributes as
// one table, their Go types, and the decoder that walks the table over HCL and
// TOML alike.
//
// It checks one value or one block at a time. What several blocks mean
// together is the compiler's business.
package schema
