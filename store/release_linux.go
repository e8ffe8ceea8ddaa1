package store

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// mappedAround is how much Linux maps around a byte that is read, at most, where its cache has large folios.
const mappedAround = 2 << 20

// release takes the whole pages of mapped bytes from the process; the kernel keeps them in its cache, and they come back when
// they are read. A process that reads 300 MB in order then never holds more than a stretch.
func release(mapped []byte) {
	if len(mapped) == 0 {
		return
	}
	page := uintptr(os.Getpagesize())
	at := uintptr(unsafe.Pointer(unsafe.SliceData(mapped)))
	from, to := (page-at%page)%page, uintptr(len(mapped))-(at+uintptr(len(mapped)))%page
	if from < to && to <= uintptr(len(mapped)) {
		_ = unix.Madvise(mapped[from:to], unix.MADV_DONTNEED) // advice, no more
	}
}
