package splice

// TestOnlyReplaced returns what adding keys to a list would replace, and the
// text that it is in.
func (e *Editor) TestOnlyReplaced(block, label, attribute string, lines []string) (replaced []string, err error) {
	p, err := e.find(block, label)
	if err != nil {
		return nil, err
	}
	changes, err := p.add(entry{name: attribute, kind: list, texts: lines})
	for _, c := range changes {
		replaced = append(replaced, string(p.text[c.start:c.end]))
	}
	return replaced, err
}
