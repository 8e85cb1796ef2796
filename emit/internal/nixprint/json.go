package nixprint

import (
	"fmt"
	"strconv"
	"strings"
)

// AppendJSON appends v as JSON on one line. builtins.fromJSON makes of it what the
// printed v evaluates to.
func AppendJSON(dst []byte, v Value) ([]byte, error) {
	switch v := v.(type) {
	case Set:
		return v.appendJSON(dst)
	case List:
		return appendElements(dst, len(v), func(i int) Value { return v[i] })
	case Each:
		return appendElements(dst, v.N, v.Make)
	case Strings:
		return appendElements(dst, len(v), func(i int) Value { return String(v[i]) })
	case Text:
		var text strings.Builder
		err := v(&text)
		return appendString(dst, text.String()), err
	case String:
		return appendString(dst, string(v)), nil
	case Int:
		return strconv.AppendInt(dst, int64(v), 10), nil
	case Float:
		return strconv.AppendFloat(dst, float64(v), 'f', -1, 64), nil
	case Bool:
		return strconv.AppendBool(dst, bool(v)), nil
	case Null:
		return append(dst, "null"...), nil
	}
	return dst, fmt.Errorf("%T has no JSON form", v)
}

func appendElements(dst []byte, n int, at func(int) Value) ([]byte, error) {
	dst = append(dst, '[')
	for i := range n {
		if i > 0 {
			dst = append(dst, ',')
		}
		var err error
		if dst, err = AppendJSON(dst, at(i)); err != nil {
			return dst, err
		}
	}
	return append(dst, ']'), nil
}

// appendJSON writes paths that begin with the same name as one object.
func (s Set) appendJSON(dst []byte) ([]byte, error) {
	dst = append(dst, '{')
	start := len(dst)
	for i, a := range s {
		if hasName(s[:i], a.name) {
			continue
		}
		if len(dst) > start {
			dst = append(dst, ',')
		}
		dst = append(appendString(dst, a.name), ':')
		var err error
		if dst, err = AppendJSON(dst, s[i:].at(a.name)); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

func hasName(s Set, name string) bool {
	for i := range s {
		if s[i].name == name {
			return true
		}
	}
	return false
}

// at returns what s, whose first attribute has the name, says of it.
func (s Set) at(name string) Value {
	if len(s[0].names) == 0 {
		return s[0].value
	}
	var below Set
	for _, a := range s {
		if a.name == name {
			below = append(below, Attr{a.names[0], a.names[1:], a.value})
		}
	}
	return below
}

// appendString appends s, which is UTF-8, in quotes.
func appendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	start := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[start:i]...)
		start = i + 1
		switch c {
		case '\n':
			dst = append(dst, `\n`...)
		case '"', '\\':
			dst = append(dst, '\\', c)
		default:
			dst = append(dst, `\u00`...)
			dst = append(dst, hex[c>>4], hex[c&15])
		}
	}
	return append(append(dst, s[start:]...), '"')
}
