package splice

// add returns the changes that put e into the block.
func (p *place) add(e entry) ([]change, error) {
	if it := p.item(e.name); it != nil {
		if e.kind != list || !it.isList {
			return nil, refuse("%s is not written as a list in brackets, to which one can add (%s:%d)", e.name, p.file, p.line(it.key.start))
		}
		quoted, err := p.printer().quoteAll(e.texts)
		if err != nil {
			return nil, err
		}
		return p.appendTo(brackets{it.value.start, it.value.end - 1, it.elements, ""}, quoted)
	}
	switch p.form {
	case implied:
		return p.underNewHeader(e)
	case inlined:
		written, err := p.printer().entry(e, p.indent(p.open), 0)
		if err != nil {
			return nil, err
		}
		return p.appendTo(brackets{p.open, p.close, p.values(), " "}, []string{written})
	}
	switch {
	case p.form == braces && p.oneLine():
		return p.unfold(e)
	case p.form == braces && e.kind == nested:
		return p.atEnd(e)
	}
	return p.onNewLine(e)
}

func (p *place) printer() printer { return printer{p.syntax, p.newline()} }

func (p *place) values() []span {
	var out []span
	for _, it := range p.items {
		out = append(out, span{it.key.start, it.value.end})
	}
	return out
}

func (p *place) oneLine() bool {
	return p.lineStart(p.open) == p.lineStart(p.close)
}

// onNewLine puts e behind the last attribute, else first in the block.
func (p *place) onNewLine(e entry) ([]change, error) {
	after, indent, width := p.open, "", 0
	switch {
	case len(p.items) > 0:
		last := p.items[len(p.items)-1]
		after, indent, width = last.value.end, p.indent(last.key.start), p.width(last)
	case p.form == braces:
		after, indent = p.open+len("{"), deeper(p.indent(p.open))
	default:
		indent = p.indent(p.open)
	}
	written, err := p.printer().entry(e, indent, width)
	if err != nil {
		return nil, err
	}
	at, err := p.afterLine(after)
	if err != nil {
		return nil, err
	}
	line := indent + p.prefix + written
	if at > 0 && p.text[at-1] != '\n' {
		return []change{insert(at, p.newline()+line)}, nil // the end of the file
	}
	return []change{insert(at, line+p.newline())}, nil
}

// atEnd puts the block e behind everything in an HCL block of several lines,
// after a blank line.
func (p *place) atEnd(e entry) ([]change, error) {
	if !p.beginsLine(p.close) {
		return nil, p.refuseLayout()
	}
	indent, nl := deeper(p.indent(p.open)), p.newline()
	written, err := p.printer().entry(e, indent, 0)
	blank := nl
	if p.blanksBefore(p.close) == p.open+len("{") {
		blank = ""
	}
	return []change{insert(p.lineStart(p.close), blank+indent+written+nl)}, err
}

// width is that of the names in the column of it, which are padded so that the
// equals signs stand in one.
func (p *place) width(it item) int {
	n := it.key.end
	for p.text[n] == ' ' {
		n++
	}
	if n-it.key.end < 2 || p.text[n] != '=' {
		return it.key.end - it.key.start // one blank: no column, or this is its longest name
	}
	return n - 1 - it.key.start
}

// unfold makes an HCL block of one line, which has room for one attribute, one
// of several lines.
func (p *place) unfold(e entry) ([]change, error) {
	outer := p.indent(p.open)
	indent, nl := deeper(outer), p.newline()
	written, err := p.printer().entry(e, indent, 0)
	if err != nil {
		return nil, err
	}
	first, last := p.open+len("{"), p.close
	closing := nl + indent + written + nl + outer
	if p.blanksAfter(first) == last {
		return []change{{span{first, last}, closing}}, nil
	}
	return []change{
		{span{first, p.blanksAfter(first)}, nl + indent},
		{span{p.blanksBefore(last), last}, closing},
	}, nil
}

// underNewHeader gives a table that only [client.x.override.y] implies a header
// of its own, before that one.
func (p *place) underNewHeader(e entry) ([]change, error) {
	at := p.lineStart(p.open)
	indent, nl := p.indent(p.open), p.newline()
	written, err := p.printer().entry(e, indent, 0)
	return []change{insert(at, indent+p.header+nl+indent+written+nl+nl)}, err
}
