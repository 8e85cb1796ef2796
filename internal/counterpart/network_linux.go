package counterpart

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"testing"
	"unsafe"
)

// Network is a network of the test's own, whose only addresses are those of the
// loopback interface: on it, every port is free, 22 too.
type Network struct {
	calls chan func() // run on the thread that is on this network
}

// NewNetwork makes a network. Only root can, and not in every container: where
// it cannot be done the test is skipped, even if counterparts are required. What
// has to hold everywhere needs a test that does without.
func NewNetwork(t testing.TB) *Network {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("no private machines: only root can make them")
	}
	if _, err := os.Stat("/usr/bin/nsenter"); err != nil {
		t.Skipf("no private machines: %v", err) // programs are elsewhere, as on NixOS
	}
	n := &Network{make(chan func())}
	made := make(chan error)
	go n.serve(made)
	t.Cleanup(func() { close(n.calls) })
	if err := <-made; errors.Is(err, syscall.EPERM) {
		t.Skipf("no private machines: %v", err)
	} else if err != nil {
		t.Fatal(err)
	}
	return n
}

// serve runs calls on a thread of this network. A process that starts there is
// on it, too. The thread stays locked, so that it ends with this function.
func (n *Network) serve(made chan<- error) {
	runtime.LockOSThread()
	err := syscall.Unshare(syscall.CLONE_NEWNET)
	if err == nil {
		err = loopbackUp()
	}
	made <- err
	for call := range n.calls {
		call()
	}
}

// start starts a process on this network.
func (n *Network) start(start func() error) error {
	done := make(chan error)
	n.calls <- func() { done <- start() }
	return <-done
}

// loopbackUp is `ip link set lo up`, of which a small container has nothing.
func loopbackUp() error {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err != nil {
		return err
	}
	defer syscall.Close(fd)
	// struct ifreq of netdevice(7).
	request := struct {
		name  [syscall.IFNAMSIZ]byte
		flags uint16
		_     [22]byte
	}{flags: syscall.IFF_UP | syscall.IFF_RUNNING}
	copy(request.name[:], "lo")
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), syscall.SIOCSIFFLAGS, uintptr(unsafe.Pointer(&request)))
	if errno != 0 {
		return fmt.Errorf("the loopback interface stays down: %w", errno)
	}
	return nil
}
