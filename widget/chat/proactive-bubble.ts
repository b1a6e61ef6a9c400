/**
 * The sentence beside the launcher: pressed, it opens the chat; its cross closes it for good. No Lit: it comes with the
 * page.
 */

const dark = '--paper:#232220;--ink:#f2efe9;--soft:#b3aea4;--line:#55524c;--ring:var(--fd-brand-ink-dark,#7cc4b8)';

const styles = `
:host{position:absolute;inset:auto 0 68px auto;display:block;inline-size:max-content;max-inline-size:min(280px,calc(100vw - 40px));
--paper:#fff;--ink:#1e1c19;--soft:#635f57;--line:#cbc8c1;--ring:var(--fd-brand-ink,#1f5f57);
font:400 15px/1.45 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;color:var(--ink);animation:come 180ms ease-out}
div{display:flex;align-items:start;background:var(--paper);border:1px solid var(--line);border-radius:14px;box-shadow:0 2px 6px rgb(30 28 25/10%),0 8px 20px rgb(30 28 25/14%)}
button{margin:0;border:0;border-radius:14px;background:none;color:inherit;font:inherit;cursor:pointer}
button:focus-visible{outline:3px solid var(--ring);outline-offset:-3px}
.say{flex:1;min-inline-size:0;padding:11px 0 11px 14px;padding-inline:14px 0;text-align:start;overflow-wrap:anywhere}
.say:hover{text-decoration:underline}
.no{flex:none;inline-size:44px;block-size:44px;display:grid;place-items:center;color:var(--soft)}
.no:hover{color:var(--ink)}
svg{inline-size:16px;block-size:16px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round}
@keyframes come{from{opacity:0;transform:translateY(6px)}}
@media (prefers-color-scheme:dark){:host(:not([theme=light])){${dark}}}
:host([theme=dark]){${dark}}
:host(.left){inset:auto auto 68px 0}
@media (prefers-reduced-motion:reduce){:host{animation:none}}
@media (forced-colors:active){div{border-color:ButtonText}}
@media print{:host{display:none}}
`;

export interface Bubble {
  text: string;
  /** What the cross is called. */
  close: string;
  lang: string;
  onOpen: () => void;
  onClose: () => void;
}

/**
 * Puts it before the launcher's button, so that it comes first by keyboard, too. Nothing takes the focus. Returns how
 * to take it away.
 */
export function showBubble(root: ShadowRoot, { text, close, lang, onOpen, onClose }: Bubble): () => void {
  const host = document.createElement('div');
  host.lang = lang;
  host.setAttribute('theme', root.host.getAttribute('theme') ?? '');
  // On the side of the launcher, which the page chooses.
  const { left, width } = root.host.getBoundingClientRect();
  host.className = left + width / 2 < innerWidth / 2 ? 'left' : '';
  host.dir = lang.startsWith('ar') ? 'rtl' : 'ltr';
  const shadow = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  shadow.adoptedStyleSheets = [sheet];
  const box = document.createElement('div');
  box.setAttribute('role', 'status');
  shadow.append(box);
  root.prepend(host);
  const say = button('say', onOpen);
  say.dir = 'auto';
  say.textContent = text;
  const no = button('no', onClose);
  no.setAttribute('aria-label', close);
  no.append(cross());
  // Announced because the region was there before its words.
  setTimeout(() => box.append(say, no), 50);
  return () => host.remove();
}

function button(name: string, onClick: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = name;
  made.addEventListener('click', onClick);
  return made;
}

function cross(): SVGElement {
  const make = (tag: string) => document.createElementNS('http://www.w3.org/2000/svg', tag);
  const [svg, path] = [make('svg'), make('path')];
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', 'm4 4 8 8M12 4l-8 8');
  svg.append(path);
  return svg;
}
