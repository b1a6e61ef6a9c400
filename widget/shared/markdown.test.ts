// @vitest-environment happy-dom
import { beforeAll, describe, expect, test } from 'vitest';
import { hostile } from '../../services/testing/hostile.js';
import { safeLink, safePicture } from './links.js';

let toHtml: typeof import('./markdown.js')['toHtml'];

beforeAll(async () => {
  // DOMPurify reads the getters of Node.prototype, so that a form field cannot stand in for them; happy-dom leaves this
  // one empty there.
  Object.defineProperty(Node.prototype, 'nodeName', {
    get(this: Node) {
      return (
        (this as Element).tagName ?? { 3: '#text', 8: '#comment', 11: '#document-fragment' }[this.nodeType as 3] ?? ''
      );
    },
  });
  ({ toHtml } = await import('./markdown.js'));
});

const ALLOWED = new Set([
  'P',
  'BR',
  'STRONG',
  'EM',
  'DEL',
  'UL',
  'OL',
  'LI',
  'CODE',
  'PRE',
  'BLOCKQUOTE',
  'A',
  'H3',
  'H4',
  'BUTTON',
]);
const ATTRIBUTES = new Set(['href', 'target', 'rel', 'type', 'class', 'data-cite', 'aria-label']);

function parse(html: string): HTMLElement {
  const box = document.createElement('div');
  box.innerHTML = html;
  return box;
}

describe('hostile text', () => {
  test.each(hostile)('%j comes out inert', (text) => {
    const box = parse(toHtml(text, [1]));
    for (const node of box.querySelectorAll('*')) {
      expect(ALLOWED).toContain(node.tagName);
      for (const { name, value } of node.attributes) {
        expect(ATTRIBUTES).toContain(name);
        if (name === 'href') expect(value).toMatch(/^(https?|mailto):/);
      }
      if (node.tagName === 'BUTTON')
        expect(node.outerHTML).toMatch(
          /^<button type="button" class="cite" data-cite="1" aria-label="Source 1">1<\/button>$/,
        );
    }
  });

  test('what looks like a tag is shown as text', () => {
    expect(parse(toHtml('a <b>bold</b> <script>x</script>')).textContent?.trim()).toBe(
      'a <b>bold</b> <script>x</script>',
    );
  });

  test('a link opens apart and tells nothing about the page', () => {
    const link = parse(toHtml('[page](https://a.example/x)')).querySelector('a');
    expect(link?.getAttribute('href')).toBe('https://a.example/x');
    expect(link?.getAttribute('target')).toBe('_blank');
    expect(link?.getAttribute('rel')).toBe('noopener noreferrer nofollow');
  });
});

describe('formatting', () => {
  test('paragraphs, breaks, emphasis, lists, code, quotes', () => {
    const html = toHtml('One **two** _three_\nfour\n\n- a\n- b\n\n1. c\n\n> q\n\n```\nx < y\n```');
    expect(html).toContain('<strong>two</strong> <em>three</em><br>four');
    expect(parse(html).querySelectorAll('ul li, ol li')).toHaveLength(3);
    expect(parse(html).querySelector('pre code')?.textContent).toContain('x < y');
    expect(parse(html).querySelector('blockquote')?.textContent?.trim()).toBe('q');
  });

  test('headings keep to the two small sizes', () => {
    expect(toHtml('# a')).toContain('<h3>a</h3>');
    expect(toHtml('##### b')).toContain('<h4>b</h4>');
  });

  test('numbers of sources become buttons, others stay text', () => {
    const html = toHtml(
      'Two days [1], or [9]. `a[1]` [1](https://a.example) [see [1]](https://a.example)',
      [1],
      'Quelle {n}',
    );
    expect(parse(html).querySelectorAll('button')).toHaveLength(1);
    expect(html).toContain('aria-label="Quelle 1">1</button>, or [9].');
    expect(html).toContain('<code>a[1]</code>');
  });
});

test('links and pictures', () => {
  expect(safeLink('https://a.example')).toBe('https://a.example/');
  for (const bad of ['javascript:alert(1)', '/relative', '', undefined, 'data:text/html,x'])
    expect(safeLink(bad)).toBeUndefined();
  expect(safePicture('/a.png', 'https://desk.example')).toBe('https://desk.example/a.png');
  expect(safePicture('https://evil.example/a.png', 'https://desk.example')).toBeUndefined();
  expect(safePicture('data:image/png;base64,AAAA', 'https://desk.example')).toBe('data:image/png;base64,AAAA');
  expect(safePicture('data:image/svg+xml;base64,AAAA', 'https://desk.example')).toBeUndefined();
});
