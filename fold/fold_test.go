package fold

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"unicode/utf8"
)

func TestString(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "diffusion model", "diffusion model"},
		{"capitals", "LLaVA-1.5", "llava-1.5"},
		{"full width", "ＧＰＴ－４　模型", "gpt-4 模型"},
		{"traditional", "擴散模型與視覺理解", "扩散模型与视觉理解"},
		{"simplified stays", "扩散模型", "扩散模型"},
		{"beyond the basic plane", "𠌥", "𠆿"},
		{"other scripts", "ÉCOLE Ünïversität", "école ünïversität"},
		{"broken bytes", "a\xffb", "a�b"},
		{"empty", "", ""},
	} {
		if got := String(c.in); got != c.want {
			t.Errorf("%s: String(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestKey(t *testing.T) {
	for _, same := range [][]string{
		{"GPT-4", "gpt 4", "ＧＰＴ４", "Gpt_4"},
		{"《文生圖》", "文生图", "**文** 生图"},
		{"UC, Berkeley", "uc berkeley"},
	} {
		for _, s := range same[1:] {
			if Key(s) != Key(same[0]) {
				t.Errorf("Key(%q) = %q, Key(%q) = %q", s, Key(s), same[0], Key(same[0]))
			}
		}
	}
	if Key("GPT-4") == Key("GPT-3") {
		t.Error("digits must tell keys apart")
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b        string
		limit, want int
	}{
		{"imagen", "imagen", 2, 0},
		{"imgaen", "imagen", 2, 1}, // a swap is one
		{"retrival", "retrieval", 2, 1},
		{"gpt", "clip", 2, 3},
		{"多模太", "多模态", 1, 1},
		{"", "abc", 5, 3},
		{"abcdef", "ghijkl", 2, 3},
	} {
		if got := Distance(c.a, c.b, c.limit); got != c.want {
			t.Errorf("Distance(%q, %q, %d) = %d, want %d", c.a, c.b, c.limit, got, c.want)
		}
		if got := Distance(c.b, c.a, c.limit); got != c.want {
			t.Errorf("Distance(%q, %q, %d) = %d, want %d", c.b, c.a, c.limit, got, c.want)
		}
	}
}

// All cells of the matrix say what those near its diagonal do.
func TestDistanceAsWhole(t *testing.T) {
	whole := func(x, y string) int {
		d := make([][]int, len(x)+1)
		for i := range d {
			d[i] = make([]int, len(y)+1)
			d[i][0] = i
		}
		for j := range d[0] {
			d[0][j] = j
		}
		for i := 1; i <= len(x); i++ {
			for j := 1; j <= len(y); j++ {
				cost := 1
				if x[i-1] == y[j-1] {
					cost = 0
				}
				d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
				if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
					d[i][j] = min(d[i][j], d[i-2][j-2]+1)
				}
			}
		}
		return d[len(x)][len(y)]
	}
	random := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		b := make([]byte, random.IntN(9))
		for i := range b {
			b[i] = "abc"[random.IntN(3)]
		}
		return string(b)
	}
	for range 20000 {
		a, b, limit := word(), word(), random.IntN(6)
		if got, want := Distance(a, b, limit), min(whole(a, b), limit+1); got != want {
			t.Fatalf("Distance(%q, %q, %d) = %d, want %d", a, b, limit, got, want)
		}
	}
}

func FuzzString(f *testing.F) {
	f.Add("擴散模型 ＧＰＴ４ \xff")
	f.Fuzz(func(t *testing.T, s string) {
		folded := String(s)
		if utf8.RuneCountInString(folded) != utf8.RuneCountInString(s) {
			t.Fatalf("%q has %d runes, folded %d", s, utf8.RuneCountInString(s), utf8.RuneCountInString(folded))
		}
		if !utf8.ValidString(folded) {
			t.Fatalf("%q folded is no UTF-8", s)
		}
	})
}

func ExampleString() {
	fmt.Println(String("ＧＰＴ－４ 擴散模型"))
	// Output: gpt-4 扩散模型
}

// The table that is asked says what the list says.
func TestTable(t *testing.T) {
	runes := []rune(t2s)
	pairs := map[rune]rune{}
	for i := 0; i+1 < len(runes); i += 2 {
		pairs[runes[i]] = runes[i+1]
	}
	for r := rune(firstHan); r <= lastHan; r++ {
		want, ok := pairs[r]
		if !ok {
			want = r
		}
		if got := Rune(r); got != want {
			t.Errorf("%c folds to %c, the list says %c: run make generate", r, got, want)
		}
	}
}

func TestScript(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"擴散模型 Diffusion", "扩散模型 Diffusion"},
		{"ＧＰＴ－４　Ｔｕｒｂｏ", "GPT-4 Turbo"},
		{"Ünïcode İ Σ", "Ünïcode İ Σ"},
		{"", ""},
	} {
		if got := Script(c.text); got != c.want {
			t.Errorf("Script(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}
