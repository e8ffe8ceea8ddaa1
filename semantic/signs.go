package semantic

// SignBytes is what the signs of a vector take.
const SignBytes = Dim / 8

// Signs writes the signs of a vector to SignBytes bytes: bit i%8 of byte i/8 is set when v[i] is 0 or above. The more signs two
// vectors share, the nearer they are.
func Signs(v *Vector, to []byte) {
	clear(to[:SignBytes])
	for i, x := range v {
		if x >= 0 {
			to[i/8] |= 1 << (i % 8)
		}
	}
}
