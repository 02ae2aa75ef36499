"""What a browser that opened a form would send."""

from lxml import html as lxml_html


def form_of(client, url):
    return values_of(client.get(url).text)


def values_of(text):
    page = lxml_html.fromstring(text)
    return dict(page.xpath("//main//form[@method='post']")[0].form_values())
