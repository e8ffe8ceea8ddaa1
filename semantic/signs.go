package semantic

// SignBytes is what the signs of a vector take.
const SignBytes = Dim / 8

// Signs writes the sign code of a vector: bit i%8 of byte i/8 is set where number i is not negative. The share of bits that
// differ between two vectors grows with the angle between them (Charikar: Similarity Estimation Techniques from Rounding
// Algorithms, 2002).
func Signs(v *Vector, to []byte) {
	_ = to[SignBytes-1]
	for i := range SignBytes {
		b := byte(0)
		for k, x := range v[8*i : 8*i+8] {
			if x >= 0 {
				b |= 1 << k
			}
		}
		to[i] = b
	}
}
