import { expect, test } from 'vitest';
import { articleText } from './article.js';

test.each([
  ['[a]({{ site.baseurl }}/x/) and ![pic]({{site.baseurl }}/p.png)', 'a and'],
  ['<a href="{{ site.baseurl }}/x">the <b>page</b></a>', 'the **page**'],
  ['{::nomarkdown}<ul><li>one</li><li>two</li></ul>{:/}', '- one\n- two'],
  ['| a | <ul><li>one</li><li>two</li></ul> |', '| a | one; two |'],
  ['{% comment %}hidden{% endcomment %}Shown<!-- not this -->.', 'Shown.'],
  ['<p>\n    One\n    line.\n</p>\n<p>Two<br/>lines.</p>', 'One line.\n\nTwo\nlines.'],
  ['<ol>\n <li>Open\n it</li>\n <li>Close</li>\n</ol>', '1. Open it\n1. Close'],
  ['<h3>Title</h3>Text', '### Title\n\nText'],
  ['See <a href="https://x.example/a (b)">this\npage</a>.', 'See [this page](https://x.example/a%20(b)).'],
  [
    '<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>x|y</td></tr></table>',
    '| A | B |\n| --- | --- |\n| 1 | x\\|y |',
  ],
  ['<script>alert(1)</script>Text <https://x.example> if a < b', 'Text <https://x.example> if a < b'],
  ['Write `{{ name }}` and `<br>`:\n```\n{% if %}<p>\n```', 'Write `{{ name }}` and `<br>`:\n```\n{% if %}<p>\n```'],
])('%j', (body, answer) => expect(articleText(body)).toBe(answer));

test("with the site's address, links into it stay links", () => {
  const body = '[a]({{ site.baseurl }}/x/)';
  expect(articleText(body, { site: 'https://help.example/' })).toBe('[a](https://help.example/x/)');
});

test("a page's other variables go, a canned response's stay for the check to refuse", () => {
  expect(articleText('Version {{ page.version }}.', { page: true })).toBe('Version .');
  expect(articleText('Hello {{contact.name}}.')).toBe('Hello {{contact.name}}.');
});
