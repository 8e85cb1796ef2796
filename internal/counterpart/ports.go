package counterpart

import (
	"io"
	"net"
	"sync/atomic"
	"testing"
)

// Serve returns an address at which each connection is served, and then closed.
func Serve(t testing.TB, with func(net.Conn)) (addr string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	t.Cleanup(func() { l.Close(); close(ended) })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { <-ended; c.Close() }()
			go func() { with(c); c.Close() }()
		}
	}()
	return l.Addr().String()
}

// Tarpit returns an address that greets, and says nothing more. come reports whether
// somebody is there.
func Tarpit(t testing.TB, greeting string) (addr string, come func() bool) {
	t.Helper()
	var taken atomic.Bool
	addr = Serve(t, func(c net.Conn) {
		_, _ = c.Write([]byte(greeting))
		taken.Store(true)
		_, _ = io.Copy(io.Discard, c)
	})
	return addr, taken.Load
}

// FirstThen returns an address at which the first connection comes to one address,
// and all others to another.
func FirstThen(t testing.TB, first, then string) (addr string) {
	t.Helper()
	var before atomic.Bool
	return Serve(t, func(c net.Conn) {
		to := then
		if !before.Swap(true) {
			to = first
		}
		d, err := net.Dial("tcp", to)
		if err != nil {
			return
		}
		go func() { _, _ = io.Copy(d, c); d.Close() }()
		_, _ = io.Copy(c, d)
		d.Close()
	})
}
