/** The style sheet of a report: light or dark as the reader's screen, always light on paper. */
import { LOOKS } from './plots.js';

/** Told apart without colour too: each has dashes of its own, and a number on the line. */
const looks = [
  { light: '#a3501a', dark: '#f0a070', dash: '7 3' },
  { light: '#2f6db5', dark: '#8fbcf2', dash: '2 3' },
  { light: '#8a3f8f', dark: '#dd9fe0', dash: '9 3 2 3' },
  { light: '#7a6a00', dark: '#d8c658', dash: '4 2' },
  { light: '#b3265e', dark: '#ff9cbc', dash: '12 4' },
  { light: '#4b5a66', dark: '#b4c1cc', dash: '1 3' },
  { light: '#3d7a1f', dark: '#a5d584', dash: '6 2 2 2 2 2' },
  { light: '#1e1c19', dark: '#f2efe9', dash: '5 2 1 2' },
].slice(0, LOOKS);

const colours = (mode: 'light' | 'dark') => looks.map((look, i) => `--look-${i}:${look[mode]}`).join(';');

export const style = `
:root{color-scheme:light dark;--paper:#f7f7f5;--card:#fff;--ink:#1e1c19;--muted:#635f57;--line:#e2e0db;--own:#1f5f57;--soft:#e9f0ef;
--good:#1d6b3c;--bad:#b3261e;--warn:#c98a1b;--still:#b9b5ac;${colours('light')}}
@media screen and (prefers-color-scheme:dark){:root{--paper:#151413;--card:#1f1e1b;--ink:#f2efe9;--muted:#b3aea4;--line:#3a3834;--own:#7cc4b8;
--soft:#1d2c29;--good:#7fcf9c;--bad:#ff9d94;--warn:#f0b860;--still:#6d6962;${colours('dark')}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1120px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:28px;line-height:1.2;margin:0 0 4px;letter-spacing:-.01em}
h2{font-size:19px;line-height:1.3;margin:44px 0 12px}
h3{font-size:15px;margin:24px 0 8px}
p{margin:0 0 12px;max-width:75ch}.card+p{margin-top:8px}
.muted,figcaption,dd{color:var(--muted)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:24px 0 16px;padding:0;list-style:none}
.tiles li{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 16px}
.tiles b{display:block;font-size:26px;line-height:1.25;font-variant-numeric:tabular-nums}
.tiles span{color:var(--muted);font-size:13px}
.card,figure{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:6px 10px;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
tr:last-child>*{border-bottom:0}
th:first-child,.text{text-align:left}
td.text{white-space:normal}
thead th{font-size:13px;color:var(--muted);font-weight:600}
tbody th{font-weight:400}
tr.own>*{background:var(--soft)}tr.own th{font-weight:650;color:var(--own)}
td.best{font-weight:700;text-decoration:underline;text-decoration-thickness:2px;text-underline-offset:3px}
.kind{color:var(--muted);font-size:12px;margin-left:6px}
.up{color:var(--good)}.down{color:var(--bad)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:16px}
figure{margin:0}figcaption{margin-top:8px;font-size:13px}
.plot{width:100%;height:auto;display:block}
svg text{font:11px system-ui,sans-serif;fill:var(--muted)}svg .axis{font-size:12px;font-weight:600}svg .note{font-size:11px}
.grid{stroke:var(--line);fill:none}.guide{stroke:var(--muted);stroke-dasharray:3 4;fill:none}
.line{fill:none;stroke-width:1.5;stroke-linejoin:round}.line.own{stroke:var(--own);stroke-width:3.5}
.dot{fill:var(--own);stroke:var(--card);stroke-width:1.5}.gap{stroke:var(--own);opacity:.35;stroke-width:2}
.chosen{fill:var(--card);stroke:var(--own);stroke-width:3}
.badge circle{fill:var(--card);stroke-width:1.5}.badge text{fill:var(--ink);font-size:10px;font-weight:700}
${looks.map(({ dash }, i) => `.look-${i}{stroke:var(--look-${i});stroke-dasharray:${dash}}.badge.look-${i}{stroke:none}.badge.look-${i} circle{stroke:var(--look-${i});stroke-dasharray:none}`).join('\n')}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:12px 0 0;padding:0;list-style:none;font-size:13px}
.legend li{display:flex;align-items:center;gap:7px}.legend .own-name{font-weight:650}
.sample{flex:none}
.bar{display:flex;height:22px;border-radius:6px;overflow:hidden;gap:2px;margin:0 0 4px}
.bar i{min-width:2px}.swatch{display:inline-block;width:12px;height:12px;border-radius:3px}
.v-right{background:var(--own)}.v-wrong{background:var(--bad)}.v-suggest{background:var(--warn)}.v-talk{background:var(--look-1)}.v-handoff{background:var(--still)}
.v-needless{background:repeating-linear-gradient(45deg,var(--still) 0 5px,var(--own) 5px 7px)}
.case{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--bad);border-radius:10px;padding:14px 16px;margin:0 0 12px;break-inside:avoid}
.case.pity{border-left-color:var(--warn)}
.case .question{font-size:16px;font-weight:600;margin:0 0 4px;overflow-wrap:anywhere}
.case p{margin:0 0 6px;max-width:none}
.case table{font-size:13px;margin:8px 0 6px}.case td,.case th{padding:3px 0 3px 14px}.case th:first-child{padding-left:0}.case td.text{width:100%}
.case tr.expected>*{color:var(--good)}
.plain{list-style:none;margin:0}
code{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--soft);border-radius:4px;padding:1px 5px;overflow-wrap:anywhere}
.signals{font-size:12px;color:var(--muted);display:flex;flex-wrap:wrap;gap:2px 14px;margin:0}
.signals b{color:var(--ink);font-weight:600;font-variant-numeric:tabular-nums}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 20px;margin:0}dt{font-weight:600}dd{margin:0}
@media (max-width:600px){main{padding:20px 14px 48px}dl{grid-template-columns:1fr}dd{margin-bottom:8px}}
@media print{@page{margin:14mm}body{background:#fff;font-size:11px}main{max-width:none;padding:0}h2{break-after:avoid;margin-top:24px}
.card,figure,.tiles li{break-inside:avoid}.wide{overflow:visible}th,td{padding:3px 4px}thead th,.kind,.signals,.legend,.case table,code{font-size:9px}.tiles{grid-template-columns:repeat(6,1fr)}.figures{grid-template-columns:1fr 1fr}.tiles b{font-size:18px}.tiles span{font-size:10px}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`;
