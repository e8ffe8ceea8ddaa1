// Directions chooses the directions along which package semantic keeps the vectors of sentences: 256 of the network's 512, by
// which sentences differ most. The same texts give the same bytes. `make directions` runs it; an index with vectors along
// others is of another model, so that semantic.Version changes with the file.
//
//	directions OUT
//
// They are the first principal directions, not centred, of two kinds of text of this repository: sentences of its Markdown
// files and samples, and rows of three to eight words and terms of one language, which are what people search for. They
// hold 0.87 to 0.90 of the length² of sentences that had no part in the choice; the first 256 numbers as they are hold half.
// Along them a few numbers are large and many small, which 4 bits a number suit badly: so they are turned among themselves,
// by the matrix of Hadamard with signs at random, until all are of a size. No cosine changes by that.
package main

import (
	"bufio"
	"cmp"
	"io/fs"
	"log"
	"math"
	"math/rand/v2"
	"os"
	"papersearch/internal/gen/matrix"
	"papersearch/semantic"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	width  = len(semantic.Wide{})
	narrow = semantic.Dim
	rows   = 8000 // of words
	sweeps = 30   // at most, of Jacobi's rotations
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: directions OUT")
	}
	e, err := semantic.NewEncoder()
	if err != nil {
		log.Fatal(err)
	}
	sum := newSquare()
	for _, kind := range [][]string{sentences(), wordRows()} {
		log.Printf("%d texts", len(kind))
		out := make([]semantic.Wide, len(kind))
		e.EncodeWide(kind, out)
		for i := range out {
			sum.add(&out[i], 1/float64(len(kind)))
		}
	}
	values, vectors := eigen(sum)
	held, all := 0.0, 0.0
	for i, v := range values {
		all += v
		if i < narrow {
			held += v
		}
	}
	log.Printf("%d directions hold %.3f of these texts", narrow, held/all)
	if err := os.WriteFile(os.Args[1], matrix.Dense(turn(vectors), width, narrow), 0o644); err != nil {
		log.Fatal(err)
	}
}

// sentences are those of the repository's Markdown files and lists of texts.
func sentences() []string {
	var out []string
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := d.Name(); d.IsDir() && (name == "third_party" || name != "." && strings.ContainsAny(name[:1], "._")) {
			return fs.SkipDir
		}
		if filepath.Ext(path) != ".md" {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, s := range semantic.Sentences(string(data)) {
			out = append(out, string(data[s.Start:s.End]))
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	f, err := os.Open("semantic/testdata/texts.txt")
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if s, err := strconv.Unquote(lines.Text()); err == nil && s != "" {
			out = append(out, s)
		}
	}
	return out
}

// wordRows are rows of words of one language, two of five of them terms of the glossary.
func wordRows() []string {
	var words, terms [2][]string // Chinese, English
	sort := func(to *[2][]string, s string) {
		switch r, _ := utf8.DecodeRuneInString(s); {
		case r >= 0x3400 && r <= 0x9fff:
			to[0] = append(to[0], s)
		case r < utf8.RuneSelf:
			to[1] = append(to[1], s)
		}
	}
	for _, line := range lines("segment/translations.txt") {
		word, _, _ := strings.Cut(line, " ")
		sort(&words, word)
	}
	for _, line := range lines("segment/glossary.txt") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for term := range strings.SplitSeq(line, "|") {
			sort(&terms, strings.TrimSpace(term))
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	out := make([]string, rows)
	for i := range out {
		lang, between := i%2, [2]string{"", " "}[i%2]
		row := make([]string, 3+r.IntN(6))
		for k := range row {
			from := words[lang]
			if r.IntN(5) < 2 {
				from = terms[lang]
			}
			row[k] = from[r.IntN(len(from))]
		}
		out[i] = strings.Join(row, between)
	}
	return out
}

func lines(path string) []string {
	data, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	return slices.DeleteFunc(strings.Split(string(data), "\n"), func(s string) bool { return s == "" })
}

// square is a symmetric matrix by rows. Products are rounded before they are added, so that no processor fuses them.
type square [][]float64

func newSquare() square {
	s := make(square, width)
	for i := range s {
		s[i] = make([]float64, width)
	}
	return s
}

// add adds the products of all numbers of v with each other, times weight.
func (s square) add(v *semantic.Wide, weight float64) {
	for i, row := range s {
		x := weight * float64(v[i])
		for k := range row {
			row[k] += float64(x * float64(v[k]))
		}
	}
}

// eigen returns the eigenvalues of s, largest first, and the vector of each, by Jacobi's rotations (Golub and Van Loan, Matrix
// Computations, 8.5); s is lost.
func eigen(s square) (values []float64, vectors square) {
	vectors = newSquare()
	for i := range vectors {
		vectors[i][i] = 1
	}
	rotate := func(a, b []float64, c, sin float64) {
		for k := range a {
			x, y := a[k], b[k]
			a[k], b[k] = float64(c*x)-float64(sin*y), float64(sin*x)+float64(c*y)
		}
	}
	for range sweeps {
		off := 0.0
		for p := range width {
			for q := p + 1; q < width; q++ {
				if math.Abs(s[p][q]) < 1e-15 {
					continue
				}
				off += math.Abs(s[p][q])
				tau := (s[q][q] - s[p][p]) / (2 * s[p][q])
				t := math.Copysign(1, tau) / (math.Abs(tau) + math.Sqrt(1+float64(tau*tau)))
				c := 1 / math.Sqrt(1+float64(t*t))
				sin := t * c
				rotate(s[p], s[q], c, sin)
				for k := range width {
					x, y := s[k][p], s[k][q]
					s[k][p], s[k][q] = float64(c*x)-float64(sin*y), float64(sin*x)+float64(c*y)
				}
				rotate(vectors[p], vectors[q], c, sin)
			}
		}
		if off == 0 {
			break
		}
	}
	order := make([]int, width)
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(s[b][b], s[a][a]) })
	sorted := make(square, width)
	for i, k := range order {
		values, sorted[i] = append(values, s[k][k]), vectors[k]
	}
	return values, sorted
}

// turn is the matrix from wide vectors to narrow ones: by wide number, the turned directions.
func turn(vectors square) []float32 {
	r := rand.New(rand.NewPCG(3, 4))
	signs := make([]float64, narrow)
	for i := range signs {
		signs[i] = float64(1 - 2*r.IntN(2))
	}
	out := make([]float32, width*narrow)
	for i := range width {
		row := make([]float64, narrow)
		for k := range row {
			row[k] = signs[k] * vectors[k][i]
		}
		for half := 1; half < narrow; half *= 2 { // the fast transform of Hadamard
			for k := range row {
				if k&half == 0 {
					row[k], row[k|half] = row[k]+row[k|half], row[k]-row[k|half]
				}
			}
		}
		for k, x := range row {
			out[i*narrow+k] = float32(x / math.Sqrt(narrow))
		}
	}
	return out
}
