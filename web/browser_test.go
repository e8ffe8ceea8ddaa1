package web

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// screenshots, when set, names a folder that gets pictures of the pages: look at them.
const screenshots = "PAPERSEARCH_SCREENSHOTS"

// tab is a page in a real browser, which notes what its console says.
type tab struct {
	*testing.T
	ctx context.Context
}

// browse opens url in Chromium; the test is skipped where there is none. Whatever the console says fails the test.
func browse(t *testing.T, url string, width, height int64) *tab {
	t.Helper()
	if testing.Short() {
		t.Skip("starts a browser")
	}
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		t.Skip("no Chromium here (Debian: apt-get install chromium)")
	}
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(int(width), int(height)))
	limit, stop := context.WithTimeout(context.Background(), 2*time.Minute)
	ctx, end := chromedp.NewExecAllocator(limit, options...)
	ctx, leave := chromedp.NewContext(ctx)
	b := &tab{T: t, ctx: ctx}
	var said []string
	heard := make(chan struct{})
	console := chromedp.Console(ctx)
	go func() {
		defer close(heard)
		for m, err := range console {
			if err != nil {
				return
			}
			said = append(said, fmt.Sprintf("%s: %s (%s:%d)", m.Type, m.Text, m.URL, m.Line))
		}
	}()
	t.Cleanup(func() {
		leave()
		end()
		stop()
		<-heard
		for _, line := range said {
			t.Errorf("console: %s", line)
		}
	})
	b.do(chromedp.EmulateViewport(width, height), chromedp.Navigate(url), chromedp.WaitReady(chromedp.CSS("#page")))
	return b
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.Fatal(err)
	}
}

// eval is the value of an expression of JavaScript in the page.
func (b *tab) eval(js string) string {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[any](js))
	if err != nil {
		b.Fatalf("%s: %v", js, err)
	}
	return fmt.Sprint(v)
}

// wait waits until an expression is true.
func (b *tab) wait(what, js string) {
	b.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Poll[bool](js, chromedp.WithPollingTimeout(10*time.Second), chromedp.WithPollingInterval(20*time.Millisecond))); err != nil {
		b.Fatalf("%s: %v; at %s: %.300s", what, err, b.eval("location.href"), b.eval("document.querySelector('main').innerText"))
	}
}

func (b *tab) first() string { return b.eval("document.querySelector('.hit h3')?.innerText ?? ''") }

// picture writes what is seen, where pictures are asked for.
func (b *tab) picture(name string) {
	b.Helper()
	dir := os.Getenv(screenshots)
	if dir == "" {
		return
	}
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		b.Fatal(err)
	}
}

// drag presses at a share of an element's width and lets go at another.
func (b *tab) drag(selector string, from, to float64) {
	b.Helper()
	box, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]float64](fmt.Sprintf("(r => [r.x, r.y, r.width, r.height])(document.querySelector(%q).getBoundingClientRect())", selector)))
	if err != nil {
		b.Fatal(err)
	}
	y := box[1] + box[3]/3
	b.do(chromedp.DragAndDropXY(box[0]+from*box[2], y, box[0]+to*box[2], y))
}

// What a person does, in a real browser: type, choose, drag over months, open an entry, go back, all the way.
func TestBrowser(t *testing.T) {
	s := sample(t)
	b := browse(t, s.url, 1280, 900)
	b.picture("newest")

	// A key brings to the search field; what is typed is found without Enter, and the URL says it.
	b.do(chromedp.KeyEvent("/"))
	b.eval("document.activeElement.value = ''") // the protocol sends the character even so
	b.do(chromedp.KeyEvent("diffusion 文生图"))
	b.wait("searching while typing", "document.querySelector('.hit h3').innerText.startsWith('Imagen') && document.querySelectorAll('mark').length > 0")
	b.wait("the URL with all that was typed", "new URLSearchParams(location.search).get('q') === 'diffusion 文生图'") // a slow machine shows Imagen for half of it
	if b.eval("document.activeElement.name") != "q" {
		t.Error("the search field has lost the focus")
	}
	b.picture("light")

	// A box narrows, its siblings stay, and the focus stays on it.
	before := b.eval("document.querySelectorAll('.hit').length")
	b.do(chromedp.Click(chromedp.CSS("input[name=subtrack][value=CV]")))
	b.wait("a facet", "location.search.includes('subtrack=CV') && document.querySelector('input[name=subtrack][value=CV]').checked")
	if after := b.eval("document.querySelectorAll('.hit').length"); after >= before || after == "0" {
		t.Errorf("%s entries with the facet, %s without", after, before)
	}
	if b.eval("document.querySelectorAll('input[name=subtrack]').length") < "2" {
		t.Error("the siblings of a chosen facet are gone")
	}
	if b.eval("document.activeElement.value") != "CV" {
		t.Error("the box has lost the focus")
	}
	b.do(chromedp.Click(chromedp.CSS(".chips a")))
	b.wait("taking the facet out", "!location.search.includes('subtrack')")

	// Dragging over the months takes the range; the months outside stay in sight, pale.
	b.drag("[data-range=month] .bars", 0.79, 0.88)
	b.wait("a range", "location.search.includes('month=2024-01..2024-02')")
	if b.eval("document.querySelectorAll('[data-range=month] path.off').length") == "0" {
		t.Error("what is not chosen looks like what is")
	}
	b.picture("range")

	// By keys: to the first entry, open it, to the next, and back to the list as it was.
	b.do(chromedp.Focus(chromedp.CSS("input[name=q]")), chromedp.KeyEvent(kb.ArrowDown))
	title := b.first()
	b.do(chromedp.KeyEvent(kb.Enter))
	b.wait("an entry", "document.querySelector('main').dataset.page === 'entry' && location.pathname.startsWith('/entry/')")
	if got := b.eval("document.querySelector('h1').innerText"); got != title {
		t.Errorf("opened %q, not %q", got, title)
	}
	b.wait("its near ones", "document.querySelectorAll('.related li').length > 2")
	b.picture("entry")
	b.do(chromedp.KeyEvent("j"))
	b.wait("the next entry", fmt.Sprintf("document.querySelector('h1').innerText !== %q", title))
	b.do(chromedp.NavigateBack())
	b.wait("back to the entry", fmt.Sprintf("document.querySelector('h1')?.innerText === %q", title))
	b.do(chromedp.NavigateBack())
	b.wait("back to the list", "document.querySelector('main').dataset.page === 'search' && document.querySelectorAll('.hit').length > 0")
	if q := b.eval("document.querySelector('input[name=q]').value + location.search"); !strings.HasPrefix(q, "diffusion 文生图?") || !strings.Contains(q, "month=2024-01..2024-02") {
		t.Errorf("back at %s", q)
	}
	b.do(chromedp.NavigateBack())
	b.wait("back before the range", "!location.search.includes('month=') && !document.querySelector('[data-range=month] path.off')")

	// A chart by keys: the newest month, with the one before.
	b.do(chromedp.Focus(chromedp.CSS("[data-range=month] .bars")), chromedp.KeyEvent(kb.End), chromedp.KeyEvent(kb.ArrowLeft, chromedp.KeyModifiers(kb.ModifierShift)), chromedp.KeyEvent(kb.Enter))
	b.wait("a range by keys", "location.search.includes('month=2024-02..2024-03')")

	// What is pending, and help.
	b.eval("document.activeElement.blur()")
	b.do(chromedp.KeyEvent("p"))
	b.wait("what is pending", "location.pathname === '/todo' && document.querySelectorAll('.group li').length > 5")
	b.picture("pending")
	b.do(chromedp.KeyEvent("?"))
	b.wait("help", "document.querySelector('#keys').open")
	b.picture("keys")
	b.do(chromedp.KeyEvent(kb.Escape))
	b.wait("help gone", "!document.querySelector('#keys').open")
}

// An entry that is written while the page is open comes into it.
func TestBrowserShowsNewEntries(t *testing.T) {
	s := sample(t)
	b := browse(t, s.url, 1000, 800)
	text, err := os.ReadFile(s.log)
	if err != nil {
		t.Fatal(err)
	}
	added := strings.Replace(string(text), "\n# 2024.3\n", "\n# 2024.4\n\n## 2024.4.1\n\n《Zyzzyva: A Paper Written Just Now》\n\n2024.3 清华的一篇文章，要点：\n\n1. 新的一条\n\n# 2024.3\n", 1)
	if err := os.WriteFile(s.log, []byte(added), 0o644); err != nil {
		t.Fatal(err)
	}
	b.wait("the new entry", "document.querySelector('.hit.new h3')?.innerText.startsWith('Zyzzyva')")
	b.picture("arrived")
}

// By night, on a telephone, and without JavaScript it is the same page.
func TestBrowserDress(t *testing.T) {
	s := sample(t)
	b := browse(t, s.url+"/?q="+url.QueryEscape("扩散模型"), 390, 844)
	b.wait("filters folded", "!document.querySelector('#filters').open")
	if wide := b.eval("document.documentElement.scrollWidth"); wide != "390" {
		t.Errorf("the page is %s pixels wide on a telephone of 390", wide)
	}
	b.picture("phone")
	b.do(chromedp.Navigate(s.url+"/entry/hvehimvfmi"), chromedp.WaitReady(chromedp.CSS("h1")))
	if wide := b.eval("document.documentElement.scrollWidth"); wide != "390" {
		t.Errorf("an entry is %s pixels wide on a telephone of 390", wide)
	}
	b.picture("phone-entry")
	dark := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, dark); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.url+"/?q="+url.QueryEscape("扩散模型")), chromedp.WaitReady(chromedp.CSS(".hit")))
	night := b.eval("getComputedStyle(document.body).backgroundColor")
	b.picture("dark")
	b.do(chromedp.Click(chromedp.CSS("#theme")))
	if day := b.eval("getComputedStyle(document.body).backgroundColor"); day == night {
		t.Error("the button does not make it light")
	}
	b.do(chromedp.Reload(), chromedp.WaitReady(chromedp.CSS(".hit")))
	if b.eval("document.documentElement.dataset.theme") != "light" {
		t.Error("the choice is forgotten")
	}
	scripts := func(off bool) {
		if _, err := chromedp.Call(b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: off}); err != nil {
			t.Fatal(err)
		}
	}
	scripts(true)
	b.do(chromedp.Navigate(s.url+"/"), chromedp.WaitReady(chromedp.CSS(".hit")),
		chromedp.SendKeys(chromedp.CSS("input[name=q]"), "LoRA"), chromedp.Click(chromedp.CSS("input[name=track][value=大模型]")), chromedp.Submit(chromedp.CSS("#f")))
	b.do(chromedp.WaitReady(chromedp.CSS(".chips")))
	scripts(false)
	if at := b.eval("decodeURIComponent(location.search)"); !strings.Contains(at, "q=LoRA") || !strings.Contains(at, "track=大模型") {
		t.Errorf("the form leads to %s", at)
	}
	if got := b.first(); !strings.HasPrefix(got, "LoRA") {
		t.Errorf("found %q", got)
	}
}

// What a person hears who does not see the page: every control has a name, and the parts have roles.
func TestBrowserAccessibility(t *testing.T) {
	s := sample(t)
	b := browse(t, s.url+"/?q=diffusion", 1280, 900)
	roles := map[string]int{}
	tree, err := chromedp.Call(b.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range tree.Nodes {
		if n.Ignored || n.Role == nil {
			continue
		}
		role := strings.Trim(string(n.Role.Value), `"`)
		name := ""
		if n.Name != nil {
			name = strings.Trim(string(n.Name.Value), `"`)
		}
		roles[role]++
		if slices.Contains([]string{"link", "button", "checkbox", "textbox", "searchbox", "figure", "dialog", "navigation", "complementary", "image"}, role) && name == "" {
			t.Errorf("a %s has no name: %v", role, n.BackendDOMNodeID)
		}
	}
	for _, role := range []string{"banner", "main", "search", "searchbox", "navigation", "complementary", "checkbox", "list", "listitem", "heading", "figure", "mark"} {
		if roles[role] == 0 {
			t.Errorf("nothing is a %s; there are %v", role, roles)
		}
	}
}
