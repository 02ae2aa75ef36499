"""What every HTML answer must satisfy, whoever wrote its template."""

import re
from collections import Counter
from functools import cache
from typing import Any

import html5lib
from lxml import html as lxml_html

INLINE = re.compile(r"^(on\w+|style|hx-on.*|data-hx-on.*)$")
PIECE = re.compile(r"(?<=</tr>)|(?<=</li>)|(?<=</option>)|(?<=</form>)")  # more of the same prove no more
# Text between tags and values, without references: the token of a session is one.
PLAIN = re.compile(r"""(?<=>)[^<&]+(?=<)|(?<==")[^"&]+(?=")|(?<==')[^'&]+(?=')""")
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
    _check_targets(page, _check_tree(page))


def _check_syntax(text: str) -> None:
    """Strict HTML. Parsing is slow: pages that differ by words and values, or by more of like rows, once."""
    shape = hash(tuple(dict.fromkeys(PIECE.split(PLAIN.sub("", text)))))
    if shape not in SOUND:
        html5lib.HTMLParser(strict=True).parse(text)
        SOUND.add(shape)


def check_fragment(text: str) -> None:
    """A piece to swap: parses, unique ids, labelled inputs, nothing inline."""
    _check_tree(lxml_html.fragment_fromstring(text, create_parent="div"))


def _check_tree(tree: Any) -> Counter[str]:
    """Gives the ids that it holds."""
    nodes = [node for node in tree.iter() if isinstance(node.tag, str)]
    ids = Counter(node.get("id") for node in nodes if node.get("id"))
    doubles = sorted(one for one, times in ids.items() if times > 1)
    assert not doubles, f"ids used twice: {doubles}"
    with_label = {node.get("for") for node in nodes if node.tag == "label"}
    for node in nodes:
        _check_inline(node)
        _check_label(node, with_label)
    return ids


def _check_inline(node: Any) -> None:
    inline = [name for name in node.attrib if _is_inline(name)]
    assert not inline, f"<{node.tag}> has {inline}"
    assert node.tag != "style", "inline style sheet"
    assert node.tag != "script" or node.get("src"), "inline script"
    assert not str(node.get("href", "")).lower().startswith("javascript:"), "javascript: link"


@cache
def _is_inline(attribute: str) -> bool:
    return bool(INLINE.match(attribute))


def _check_label(node: Any, with_label: set[str]) -> None:
    if node.tag not in {"input", "select", "textarea"} or node.get("type") in UNLABELLED:
        return
    labelled = node.get("aria-label") or node.get("aria-labelledby") or node.get("id") in with_label
    assert labelled or node.xpath("ancestor::label"), f"<{node.tag} name={node.get('name')!r}> has no label"


def _check_targets(page: Any, ids: Counter[str]) -> None:
    for target in set(page.xpath("//@data-hx-target")):
        assert not target.startswith("#") or target[1:] in ids, f"target {target} is not on the page"


def field_error(answer: Any, name: str) -> str:
    """What a page says is wrong beside the field `name`; there must be something."""
    found = lxml_html.document_fromstring(answer.text).xpath("//*[@id=$id]", id=f"{name}-error")
    assert found, f"nothing is said beside {name}"
    return str(found[0].text_content())
