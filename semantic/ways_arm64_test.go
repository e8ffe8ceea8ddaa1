package semantic

// ways are all ways to multiply that this processor has.
func ways() map[string]func([]int32, []byte, int, int, *dense) {
	out := map[string]func([]int32, []byte, int, int, *dense){"plain Go": multiplyGo}
	if hasSDOT() {
		out["SDOT"] = multiplySDOT
	}
	return out
}
