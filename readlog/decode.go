package readlog

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// ErrBinary says that a file is no text; ErrEncoding, that its text is neither UTF-8 nor GB18030.
var (
	ErrBinary   = errors.New("a binary file, not text")
	ErrEncoding = errors.New("neither UTF-8 nor GB18030; convert it to UTF-8")
)

// Decode returns the text of a file and the name of its encoding, "" for UTF-8. GB18030 and UTF-16 with a mark
// are decoded; a byte order mark of UTF-8 stays in the text, so that offsets are those of the file.
func Decode(data []byte) (text, encoding string, err error) {
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", "", ErrEncoding
		}
		return string(out), "utf-16", nil
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", "", ErrBinary
	}
	if utf8.Valid(data) {
		return string(data), "", nil
	}
	if out, ok := gb18030(data); ok {
		return out, "gb18030", nil
	}
	if text, ok := mostlyUTF8(data); ok {
		return text, "", nil
	}
	return "", "", ErrEncoding
}

// mostlyUTF8 accepts a text with a few broken bytes, as a cut line or a bad paste leaves them: fewer than one
// in a hundred. They become U+FFFD.
func mostlyUTF8(data []byte) (string, bool) {
	bad := 0
	for rest := data; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		if r == utf8.RuneError && n == 1 {
			bad++
		}
		rest = rest[n:]
	}
	return string(bytes.ToValidUTF8(data, []byte("\uFFFD"))), bad*100 < len(data)
}

// gb18030 decodes a text if it reads as Chinese: no broken bytes, and most of what is not ASCII common Han runes
// and punctuation, which other encodings read as GB18030 do not give.
func gb18030(data []byte) (string, bool) {
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return "", false
	}
	common, other := 0, 0
	for _, r := range string(out) {
		switch {
		case r < utf8.RuneSelf:
		case r >= 0x4E00 && r <= 0x9FA5, r >= 0x3000 && r <= 0x303F, r >= 0xFF00 && r <= 0xFFEF, r >= 0x2010 && r <= 0x2027:
			// The rows of rare characters (second level and behind) are what chance bytes fall into.
			if b, err := simplifiedchinese.GB18030.NewEncoder().String(string(r)); err == nil && len(b) == 2 && b[0] >= 0xA1 && b[0] <= 0xD7 {
				common++
			} else {
				other++
			}
		default:
			other++
		}
	}
	return string(out), common > 4*other
}
