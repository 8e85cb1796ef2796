package outdir

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
)

// state is what the new content of a file is beside what stands at its path.
type state int

const (
	same      state = iota // equal
	differing              // absent, or what we wrote last
	foreign                // changed or made by somebody else
)

// chunk is how much is compared at once.
const chunk = 64 << 10

// comparison takes the new content of one file. As long as that equals what
// stands at the path, it only reads along; from the first difference on it
// writes to the stage. So a run that changes nothing writes nothing, and no
// content is ever held in memory.
type comparison struct {
	tree  *tree
	stage *stage // nil: only look
	path  string
	ours  string      // the hash of what we wrote last, or ""
	was   fs.FileInfo // what stands there, or nil
	buf   []byte      // of chunk bytes, for what stands there

	state  state
	sum    hash.Hash
	old    *os.File
	equal  int64     // how many bytes were the same
	out    io.Writer // where the rest goes after the first difference
	staged string    // the name in the stage, if it went there
}

// run takes what write writes, by way of b.
func (c *comparison) run(write func(io.Writer) error, b *bufio.Writer) (err error) {
	c.sum = sha256.New()
	if c.was == nil {
		err = c.differ()
	} else if c.old, err = c.tree.root.Open(c.path); err == nil {
		defer c.old.Close()
	}
	if err != nil {
		return err
	}
	b.Reset(c)
	if err := write(b); err != nil {
		return err
	}
	if err := b.Flush(); err != nil {
		return err
	}
	return c.end()
}

func (c *comparison) Write(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		part := p[n:min(n+chunk, len(p))]
		err = c.take(part)
		n += len(part)
	}
	return n, err
}

func (c *comparison) take(part []byte) error {
	if c.stage != nil && c.stage.ctx.Err() != nil {
		return context.Cause(c.stage.ctx)
	}
	if c.out == nil {
		n, err := io.ReadFull(c.old, c.buf[:len(part)])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		if !bytes.Equal(c.buf[:n], part) {
			err = c.differ()
		} else {
			c.equal, err = c.equal+int64(n), nil
		}
		if err != nil {
			return err
		}
	}
	c.sum.Write(part)
	if c.out == nil {
		return nil
	}
	_, err := c.out.Write(part)
	return err
}

// differ is called at the first difference.
func (c *comparison) differ() error {
	c.state, c.out = differing, io.Discard
	if c.was != nil {
		hash, err := c.tree.hash(c.path)
		if err != nil {
			return err
		}
		if hash != c.ours {
			c.state = foreign
			return nil
		}
	}
	if c.stage == nil {
		return nil
	}
	f, err := c.stage.create(c.path)
	if err != nil {
		return err
	}
	c.staged, c.out = f.name, f
	if c.equal == 0 {
		return nil
	}
	if _, err := c.old.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err = io.CopyN(f, c.old, c.equal)
	return err
}

// end finds out whether the old file is longer, and finishes the staged one.
func (c *comparison) end() error {
	if c.out == nil {
		_, err := io.ReadFull(c.old, c.buf[:1])
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = c.differ()
		}
		if err != nil {
			return err
		}
	}
	if c.staged == "" {
		return nil
	}
	return c.stage.finish()
}

func (c *comparison) hash() string { return sum(c.sum.Sum(nil)) }

// step is the writing of a file that differs.
func (c *comparison) step() step {
	return step{Op: opWrite, Path: c.path, New: c.hash(), Had: c.was != nil, was: c.was, staged: c.staged}
}
