/** What the launcher's button wears once the rest is here: its cross and its badge. */
export const hostStyles = `
.badge{position:absolute;inset-block-start:-3px;inset-inline-end:-3px;min-inline-size:22px;block-size:22px;padding-inline:6px;box-sizing:border-box;
border-radius:11px;background:#b3261e;color:#fff;border:2px solid var(--r);font:650 12px/18px system-ui,sans-serif;text-align:center}
.badge[hidden],:host([open]) .badge{display:none}
svg{grid-area:1/1;transition:opacity 140ms}
.close,:host([open]) svg{opacity:0}
:host([open]) .close{opacity:1}
@media (prefers-reduced-motion:reduce){svg{transition:none}}
@media (forced-colors:active){.badge{border-color:ButtonText}}`;
