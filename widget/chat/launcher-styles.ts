/** The launcher's styles, apart from the panel's: a plain string, because the loader has no Lit. */
export const launcherStyles = `
:host{position:fixed;inset-block-end:20px;inset-inline-end:20px;z-index:2147483000;display:block}
:host([hidden]){display:none}
button{position:relative;display:grid;place-items:center;inline-size:56px;block-size:56px;margin:0;padding:0;border:0;border-radius:50%;
background:var(--fd-brand,#1f5f57);color:var(--fd-on-brand,#fff);cursor:pointer;
box-shadow:0 2px 6px rgb(30 28 25/18%),0 8px 24px rgb(30 28 25/20%);transition:transform 140ms ease-out;-webkit-tap-highlight-color:transparent}
button:hover{transform:translateY(-2px)}
button:active{transform:none}
button:focus-visible{outline:3px solid var(--fd-brand-ink,#1f5f57);outline-offset:3px}
svg{inline-size:26px;block-size:26px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;grid-area:1/1;transition:opacity 140ms}
.close,:host([opened]) .chat{opacity:0}
:host([opened]) .close{opacity:1}
.badge{position:absolute;inset-block-start:-3px;inset-inline-end:-3px;min-inline-size:22px;block-size:22px;padding-inline:6px;box-sizing:border-box;
border-radius:11px;background:#b3261e;color:#fff;border:2px solid #fff;font:650 12px/18px system-ui,sans-serif;text-align:center}
.badge[hidden],:host([opened]) .badge{display:none}
@media (prefers-color-scheme:dark){button{background:var(--fd-brand-dark,#7cc4b8);color:var(--fd-on-brand-dark,#0d2420)}
button:focus-visible{outline-color:var(--fd-brand-ink-dark,#7cc4b8)}.badge{border-color:#1b1a18}}
@media (max-width:479px){:host{inset-block-end:16px;inset-inline-end:16px}:host([opened]) button{visibility:hidden}}
@media (prefers-reduced-motion:reduce){button,svg{transition:none}}
@media (forced-colors:active){button,.badge{border:2px solid ButtonText}}
@media print{:host{display:none}}
`;
