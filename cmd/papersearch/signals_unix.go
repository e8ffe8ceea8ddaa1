//go:build unix

package main

import (
	"os/signal"
	"syscall"
)

// ignoreLimits makes of a file that may not grow any further an error of Write, which says so.
func ignoreLimits() { signal.Ignore(syscall.SIGXFSZ) }
