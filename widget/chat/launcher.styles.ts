/**
 * The launcher's styles, apart from the panel's: a plain string, because the loader has no Lit. On the host all is
 * `!important`: there, and only there, the page's own rules reach, and an important rule of ours is above an important
 * one of theirs. The side is the page's: start and end of the panel would be those of the visitor's language.
 */
const dark =
  '{--b:var(--fd-brand-dark,#7cc4b8);--o:var(--fd-on-brand-dark,#0d2420);--i:var(--fd-brand-ink-dark,#7cc4b8);--r:#1b1a18}';

export const launcherStyles = `
:host{--b:var(--fd-brand,#1f5f57);--o:var(--fd-on-brand,#fff);--i:var(--fd-brand-ink,#1f5f57);--r:#fff;
--fd-x:var(--frontdesk-inset-inline,var(--fd-m,20px));--fd-y:var(--frontdesk-inset-block,var(--fd-m,20px));--fd-l:auto;--fd-r:var(--fd-x);
all:initial!important;position:fixed!important;inset:auto var(--fd-r) var(--fd-y) var(--fd-l)!important;z-index:var(--frontdesk-z-index,2147483000)!important;display:block!important}
:host([hidden]){display:none!important}
:host(:dir(rtl):not([position=bottom-left])),:host([position=bottom-left]:not(:dir(rtl))){--fd-l:var(--fd-x);--fd-r:auto;--fd-side:left}
:host([launcher=hidden]){--fd-up:0px}
:host([launcher=hidden]) button{display:none}
button,p{position:relative;display:grid;place-items:center;inline-size:56px;block-size:56px;margin:0;padding:0;border:0;border-radius:50%;
background:var(--b);color:var(--o);cursor:pointer;
box-shadow:0 2px 6px rgb(30 28 25/18%),0 8px 24px rgb(30 28 25/20%);transition:transform 140ms ease-out;-webkit-tap-highlight-color:transparent}
p{inline-size:auto;padding:0 16px;border-radius:8px;font:14px system-ui,sans-serif}
button:hover{transform:translateY(-2px)}
button:active{transform:none}
button:focus-visible{outline:3px solid var(--i);outline-offset:3px}
svg{inline-size:26px;block-size:26px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
@media (prefers-color-scheme:dark){:host(:not([theme=light]))${dark}}
:host([theme=dark])${dark}
@media (max-width:479px){:host{--fd-m:16px}:host([open]) button{visibility:hidden}}
@media (prefers-reduced-motion:reduce){button{transition:none}}
@media (forced-colors:active){button{border:2px solid ButtonText}}
@media print{:host{display:none!important}}
`;
