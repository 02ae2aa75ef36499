"""What every HTML answer must satisfy, whoever wrote its template."""

import re
from typing import Any

import html5lib
from lxml import html as lxml_html

INLINE = re.compile(r"^(on\w+|style|hx-on.*|data-hx-on.*)$")
PIECE = re.compile(r"(?<=</tr>)|(?<=</li>)|(?<=</option>)|(?<=</form>)")  # more of the same prove no more
PLAIN = re.compile(r'(?<=>)[^<&]+(?=<)|(?<==")[^"&]+(?=")')  # text between tags and values, without references
SOUND = set[int]()
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


def check_page(text: str) -> None:
    """A whole page: strict HTML, one h1, a title that begins with it, and everything a fragment must be."""
    _check_syntax(text)
    page = lxml_html.document_fromstring(text)
    headings = page.xpath("//h1")
    assert len(headings) == 1, f"{len(headings)} h1"
    title = " ".join(page.xpath("string(//title)").split())
    heading = " ".join(headings[0].text_content().split())
    assert title.startswith(heading), f"title {title!r} does not begin with h1 {heading!r}"
    _check_tree(page)
    _check_targets(page)


def _check_syntax(text: str) -> None:
    """Strict HTML. Parsing is slow: pages that differ by words and values, or by more of like rows, once."""
    shape = hash(tuple(dict.fromkeys(PIECE.split(PLAIN.sub("", text)))))
    if shape not in SOUND:
        html5lib.HTMLParser(strict=True).parse(text)
        SOUND.add(shape)


def check_fragment(text: str) -> None:
    """A piece to swap: parses, unique ids, labelled inputs, nothing inline."""
    _check_tree(lxml_html.fragment_fromstring(text, create_parent="div"))


def _check_tree(tree: Any) -> None:
    ids = [node.get("id") for node in tree.iter() if isinstance(node.tag, str) and node.get("id")]
    doubles = {one for one in ids if ids.count(one) > 1}
    assert not doubles, f"ids used twice: {sorted(doubles)}"
    for node in tree.iter():
        if isinstance(node.tag, str):
            _check_inline(node)
            _check_label(tree, node)


def _check_inline(node: Any) -> None:
    inline = [name for name in node.attrib if INLINE.match(name)]
    assert not inline, f"<{node.tag}> has {inline}"
    assert node.tag != "style", "inline style sheet"
    assert node.tag != "script" or node.get("src"), "inline script"
    assert not str(node.get("href", "")).lower().startswith("javascript:"), "javascript: link"


def _check_label(tree: Any, node: Any) -> None:
    if node.tag not in {"input", "select", "textarea"} or node.get("type") in UNLABELLED:
        return
    labelled = node.get("aria-label") or node.get("aria-labelledby") or node.xpath("ancestor::label")
    if not labelled and node.get("id"):
        labelled = tree.xpath("//label[@for=$id]", id=node.get("id"))
    assert labelled, f"<{node.tag} name={node.get('name')!r}> has no label"


def _check_targets(page: Any) -> None:
    for node in page.xpath("//*[@data-hx-target]"):
        target = node.get("data-hx-target")
        if target.startswith("#"):
            assert page.xpath("//*[@id=$id]", id=target[1:]), f"target {target} is not on the page"


def field_error(answer: Any, name: str) -> str:
    """What a page says is wrong beside the field `name`; there must be something."""
    found = lxml_html.document_fromstring(answer.text).xpath("//*[@id=$id]", id=f"{name}-error")
    assert found, f"nothing is said beside {name}"
    return str(found[0].text_content())
