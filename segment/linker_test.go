package segment_test

import (
	"papersearch/segment"
	"reflect"
	"testing"

	"github.com/go-ego/gse"
)

// From an Analyzer's type no type leads to gse's segmenter: else a program that puts one into an interface grows by 40 MB.
func TestSmallProgram(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(x reflect.Type, path string)
	walk = func(x reflect.Type, path string) {
		if seen[x] {
			return
		}
		seen[x] = true
		if x == reflect.TypeFor[gse.Segmenter]() {
			t.Errorf("gse's segmenter is reached by %s", path)
			return
		}
		switch x.Kind() {
		case reflect.Struct:
			for i := range x.NumField() {
				walk(x.Field(i).Type, path+"."+x.Field(i).Name)
			}
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Chan:
			walk(x.Elem(), path)
		case reflect.Map:
			walk(x.Key(), path)
			walk(x.Elem(), path)
		case reflect.Func:
			for i := range x.NumIn() {
				walk(x.In(i), path)
			}
			for i := range x.NumOut() {
				walk(x.Out(i), path)
			}
		}
	}
	walk(reflect.TypeFor[*segment.Analyzer](), "Analyzer")
	walk(reflect.TypeFor[*segment.Dictionary](), "Dictionary")
}
