//go:build unix && !linux

package indexer

import "syscall"

func yield() { _ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, 10) }
