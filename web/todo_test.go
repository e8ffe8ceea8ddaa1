package web

import (
	"strings"
	"testing"
)

// Pending items stand as the log groups them: what is below an item is with it, what is below a heading has its name.
func TestTodoPage(t *testing.T) {
	s := open(t, `# pending list

- [ ] 图上的大模型
  - [ ] 位置编码
    - [ ] 符号问题
- [x] LoRA: Low-Rank Adaptation
- 检索
  - [ ] ColBERT: Late Interaction

# 2024.1

## 2024.1.2

《BERT: Pre-training》

2018.10 谷歌的一篇文章
`)
	_, body := s.get(t, "/todo")
	for _, want := range []string{"4 open items", "1 done", `<li class="done"`, "符号问题", "ColBERT"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s:\n%s", want, body)
		}
	}
	at := strings.Index(body, "符号问题")
	if steps := strings.Count(body[strings.LastIndex(body[:at], "<li"):at], `class="step"`); steps != 2 {
		t.Errorf("an item two levels down is %d steps in", steps)
	}
	_, body = s.get(t, "/todo?q=ColBERT")
	if strings.Contains(body, "符号问题") || !strings.Contains(body, "Late Interaction") {
		t.Error(body)
	}
}

// What the page and its JSON say of an item is what `papersearch todo` says: read, and by which entry.
func TestTodoRead(t *testing.T) {
	s := open(t, "# pending list\n\n- [ ] BERT: Pre-training\n- [ ] 图上的大模型\n\n# 2024.1\n\n## 2024.1.2\n\n《BERT: Pre-training》\n\n2018.10 谷歌的一篇文章\n")
	_, body := s.get(t, "/api/v1/todo?limit=1")
	for _, want := range []string{`"total":2`, `"counts":{"open":1,"done":0,"read":1,"duplicate":0}`, `"state":"read"`, `"read":"2024-01-02"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the answer lacks %s: %s", want, body)
		}
	}
	if _, page := s.get(t, "/todo"); !strings.Contains(page, "1 open item") || !strings.Contains(page, `<li class="read"`) || !strings.Contains(page, `class="count">1<`) {
		t.Error(page)
	}
}
