package web

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// The API is what openapi.json says: its parameters are those that are read, and every kind of answer has its schema, with
// nothing more and nothing less.
func TestOpenAPI(t *testing.T) {
	s := sample(t)
	_, text := s.get(t, "/api/v1/openapi.json")
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		t.Fatal(err)
	}
	for path, read := range map[string][]string{
		"search": searchParams, "facets": facetsParams, "show": showParams, "related": relatedParams, "todo": todoParams,
	} {
		var said []string
		for _, p := range doc.Paths.Find(apiPath + path).Get.Parameters {
			said = append(said, p.Value.Name)
		}
		if a, b := slices.Sorted(slices.Values(said)), slices.Sorted(slices.Values(read)); !slices.Equal(a, b) {
			t.Errorf("%s: openapi.json has the parameters %v, read are %v", path, a, b)
		}
	}
	for name, schema := range doc.Components.Schemas {
		if v := schema.Value; v.Type.Is("object") && v.AdditionalProperties.Schema == nil {
			no := false
			v.AdditionalProperties.Has = &no // what is not told is an error here; clients must take it
			_ = name
		}
	}
	doc.Servers = nil
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		"search", "search?q=diffusion&explain=1&limit=3", "search?q=sourdough+bread", "search?q=LoRA&lexical=1&no-facets=1", "search?semantic=1&q=x",
		"search?kind=all&limit=0", "search?q=rectified+flow", "search?track=nosuch", "search?limit=x",
		"facets?facet=institution&facet=month&limit=2", "facets?facet=author", "show?ref=imagen&explain=1", "show?ref=ufhffmq8cg-2", "show?ref=nosuch",
		"show?ref=attention+all+need", "show", "related?ref=imagen&limit=2", "related?q=gat", "todo", "todo?q=" + url.QueryEscape("图") + "&limit=1",
		"todo?state=open&state=read", "todo?next=1&state=all", "todo?state=nosuch",
		"search?q=" + strings.Repeat("a", 9000),
	} {
		r, err := http.NewRequest(http.MethodGet, s.url+apiPath+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		route, params, err := router.FindRoute(r)
		if err != nil {
			t.Fatal(path, err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		in := &openapi3filter.ResponseValidationInput{
			RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
			Status:                 answer.StatusCode, Header: answer.Header, Options: &openapi3filter.Options{IncludeResponseStatus: true},
		}
		in.SetBodyBytes(body)
		if err := openapi3filter.ValidateResponse(context.Background(), in); err != nil {
			t.Errorf("%.60s: %v", path, err)
		}
	}
}
