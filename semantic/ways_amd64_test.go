package semantic

import "golang.org/x/sys/cpu"

// ways are all ways to multiply that this processor has.
func ways() map[string]func([]int32, []byte, int, int, *dense) {
	out := map[string]func([]int32, []byte, int, int, *dense){"plain Go": multiplyGo}
	if cpu.X86.HasAVX2 {
		out["AVX2"] = multiplyAVX2
	}
	if hasVNNI() {
		out["VNNI"] = multiplyVNNI
	}
	return out
}
