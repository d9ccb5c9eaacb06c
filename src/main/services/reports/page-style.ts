import { darkCharts, lightCharts, type ChartTheme } from '../../../shared/charts/theme.ts';

/** The look of a report's page: the studio's colours, set like a paper, on screen in light and dark, and on A4. */

/** What the charts' theme does not have. */
const light = { bg: '#f4f4f5', sunken: '#fafafa', 'accent-soft': '#eef0ff', 'warn-ink': '#a14b06', 'warn-soft': '#fff8e6', 'warn-line': '#f3d489', 'bad-soft': '#fef2f2', shadow: '0 1px 2px #18181b0f, 0 8px 24px #18181b1f' };
const dark = { bg: '#0c0c0f', sunken: '#111114', 'accent-soft': '#1e1e3c', 'warn-ink': '#f5b849', 'warn-soft': '#251c0b', 'warn-line': '#57411a', 'bad-soft': '#2a1315', shadow: '0 0 0 1px #ffffff0a, 0 12px 32px #0000008c' };

function variables(theme: ChartTheme, more: Readonly<Record<string, string>>): string {
  const { series, ...plain } = theme;
  return [...Object.entries({ ...plain, ...more }), ...series.map((colour, index) => [`s${index + 1}`, colour] as const)].map(([name, value]) => `--${name}:${value}`).join(';');
}

export const pageStyle = `
:root{color-scheme:light;${variables(lightCharts, light)}}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${variables(darkCharts, dark)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--text);font:400 14px/22px 'Inter Variable',Inter,'Noto Sans SC','PingFang SC','Microsoft YaHei',system-ui,sans-serif;font-feature-settings:'cv05','ss03'}
html:lang(zh-CN) body{line-height:24px}
main{max-width:834px;margin:32px auto;padding:64px 56px 40px;background:var(--panel);border:1px solid var(--line);border-radius:8px}
h1{margin:0;font-size:32px;line-height:40px;font-weight:600;letter-spacing:-.02em;text-wrap:balance;overflow-wrap:anywhere}
.byline{margin:10px 0 0;color:var(--text2);font-size:13px;line-height:20px}
.byline b{font-weight:500;color:var(--text)}
.abstract{margin:28px 0 0;border-top:1px solid var(--text);border-bottom:1px solid var(--line2)}
.abstract>div{display:grid;grid-template-columns:104px minmax(0,1fr);padding:14px 0}
.abstract>div+div{border-top:1px solid var(--line)}
.abstract dt{font-size:13px;font-weight:600;color:var(--text)}
.abstract dd{margin:0}
section{margin-top:40px}
h2{display:flex;gap:12px;margin:0 0 14px;font-size:18px;line-height:24px;font-weight:600;letter-spacing:-.005em;break-after:avoid}
h2 .no{min-width:20px;color:var(--text3);font-weight:400;font-variant-numeric:tabular-nums}
h3{margin:24px 0 8px;font-size:15px;line-height:20px;font-weight:600;break-after:avoid}
h4,h5,h6{margin:16px 0 4px;font-size:14px;line-height:20px;font-weight:600;break-after:avoid}
p{margin:0 0 10px;text-wrap:pretty}
.words>:last-child{margin-bottom:0}
.words{margin-bottom:16px;max-width:680px;overflow-wrap:anywhere}
.abstract .words,.finding .words{margin:0}
a{color:var(--accent);text-underline-offset:2px}
code{font:12.5px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--sunken);border:1px solid var(--line);border-radius:4px;padding:0 4px}
pre{margin:0 0 12px;padding:12px 14px;overflow-x:auto;background:var(--sunken);border:1px solid var(--line);border-radius:6px}
pre code{padding:0;border:0;background:none}
blockquote{margin:0 0 12px;padding-left:16px;border-left:2px solid var(--line2);color:var(--text2)}
ul,ol{margin:0 0 10px;padding-left:22px}
hr{border:0;border-top:1px solid var(--line);margin:20px 0}
math{font-size:1.08em}
.formula{margin:14px 0;overflow-x:auto;overflow-y:hidden}
figure{margin:0 0 28px;break-inside:avoid}
figure.many{break-inside:auto}
figure.many>figcaption{break-before:avoid}
figcaption,caption{color:var(--text2);font-size:12.5px;line-height:18px;text-align:left}
figcaption{margin-top:8px;max-width:680px}
caption{padding:0 0 8px;caption-side:top}
figcaption b,caption b{color:var(--text);font-weight:600}
.scroll{overflow-x:auto;margin:0 0 28px}
table{border-collapse:collapse;width:100%;font-size:13px;line-height:18px;font-variant-numeric:tabular-nums}
.words table{width:auto;margin:0 0 12px}
table.whole{break-inside:avoid}
thead{display:table-header-group}
th{padding:6px 12px 6px 0;text-align:left;vertical-align:bottom;font-weight:500;font-size:12px;color:var(--text2);border-top:1px solid var(--text);border-bottom:1px solid var(--line2)}
td{padding:5px 12px 5px 0;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
tbody tr:last-child td{border-bottom-color:var(--text)}
th:last-child,td:last-child{padding-right:0}
tr{break-inside:avoid}
.n{text-align:right}
td.n{white-space:nowrap}
td strong{font-weight:600}
.quiet{color:var(--text3)}
td.name{min-width:140px}
td.short{white-space:nowrap}
table.pairs td:first-child{width:190px;color:var(--text2)}
table.bare thead{display:none}
table.bare tbody tr:first-child td{border-top:1px solid var(--text)}
.wide{font-size:12px}
.sw{display:inline-block;width:24px;height:8px;margin-right:8px;vertical-align:1px;flex:none}
.legend{display:flex;flex-wrap:wrap;gap:2px 4px;margin:0 0 6px -6px}
.legend button{display:inline-flex;align-items:center;padding:2px 6px;border:0;border-radius:4px;background:none;color:var(--text2);font:inherit;font-size:12.5px;line-height:20px;cursor:pointer}
.legend button:hover{background:var(--bg)}
.legend button[aria-pressed=false]{color:var(--text3);text-decoration:line-through}
.legend button[aria-pressed=false] .sw{opacity:.25}
.figuretitle{margin:0 0 6px;font-size:13px;line-height:20px;font-weight:600;color:var(--text)}
:focus-visible{outline:2px solid var(--accent);outline-offset:1px;border-radius:4px}
.plot{position:relative;touch-action:pan-y}
.plot svg{display:block;width:100%;height:auto;overflow:visible}
.plot text{font-variant-numeric:tabular-nums}
.tip{position:absolute;z-index:2;top:6px;min-width:188px;max-width:300px;padding:8px 12px;background:var(--panel);border:1px solid var(--line2);border-radius:8px;box-shadow:var(--shadow);font-size:12px;line-height:18px;pointer-events:none;font-variant-numeric:tabular-nums}
.tip[hidden]{display:none}
.tip b{display:block;font-weight:500;color:var(--text2)}
.tip div{display:flex;align-items:center}
.tip i{flex:1;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font-style:normal;padding-right:12px}
details{margin-top:4px;font-size:12.5px}
summary{display:inline-block;padding:2px 6px;margin-left:-6px;border-radius:4px;color:var(--text3);cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
summary::before{content:'+';display:inline-block;width:14px}
details[open]>summary::before{content:'−'}
details .scroll{margin:8px 0 0;max-height:340px;overflow:auto}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(300px,1fr));gap:16px 24px}
.note{margin:0 0 16px;color:var(--text2);overflow-wrap:anywhere}
.note.warn{padding:8px 12px;border:1px solid var(--warn-line);border-radius:6px;background:var(--warn-soft);color:var(--warn-ink)}
.finding{margin:0 0 14px;padding:0 0 14px;border-bottom:1px solid var(--line);break-inside:avoid}
.finding:last-child{border-bottom:0;padding-bottom:0}
.finding h3{margin:0 0 2px;font-size:14px;line-height:22px}
.tag{margin-right:8px;padding:1px 7px;border-radius:4px;font-size:12px;font-weight:500;vertical-align:1px;background:var(--accent-soft);color:var(--accent)}
.tag.problem{background:var(--warn-soft);color:var(--warn-ink)}
.where{color:var(--text3);font-size:12.5px}
.finding p{margin:0 0 2px}
.finding dl{display:grid;grid-template-columns:max-content 1fr;gap:0 14px;margin:4px 0 0;font-size:12.5px;line-height:20px}
.finding dt{color:var(--text3)}
.finding dd{margin:0}
.confusion{width:auto;min-width:min(100%,560px);font-size:12.5px}
.confusion th,.confusion td{padding:5px 4px;text-align:center;min-width:38px;border:0}
.confusion caption{text-align:left}
.confusion thead th{border-bottom:1px solid var(--line2);border-top:1px solid var(--text);vertical-align:middle}
.confusion tbody th{border:0;color:var(--text2);padding-right:12px;text-align:right;white-space:nowrap;vertical-align:middle}
.confusion tbody tr:last-child th{border-bottom:1px solid var(--text)}
.confusion td{border-bottom:1px solid var(--panel);border-right:1px solid var(--panel)}
.confusion tbody tr:last-child td{border-bottom-color:var(--text)}
.confusion .zero{color:var(--text3);opacity:.55}
.confusion .hit{background:var(--accent-soft);font-weight:500}
.confusion .miss{background:color-mix(in srgb,var(--bad) calc(var(--v)*46%),var(--bad-soft))}
.confusion .edge{padding-left:14px;color:var(--text2)}
.images{display:grid;grid-template-columns:repeat(auto-fill,minmax(76px,1fr));gap:14px 10px}
.images figure{margin:0;text-align:center;break-inside:avoid}
.images img{width:56px;height:56px;object-fit:contain;image-rendering:pixelated;border:1px solid var(--line);border-radius:4px;padding:3px}
.images figcaption{margin:4px 0 0;font-size:12px;line-height:16px;text-align:center;font-variant-numeric:tabular-nums;color:var(--text)}
.images figcaption span{display:block;color:var(--text3)}
@media screen and (prefers-color-scheme:dark){.images img.ink{filter:invert(1)}}
footer{margin-top:48px;padding-top:12px;border-top:1px solid var(--line);color:var(--text3);font-size:12px;line-height:18px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media screen and (max-width:760px){main{margin:0;border:0;border-radius:0;padding:28px 20px}h1{font-size:26px;line-height:34px}.abstract>div{grid-template-columns:1fr;gap:2px}}
@page{size:A4;margin:17mm 17mm 19mm;@bottom-center{content:counter(page) ' / ' counter(pages);font:9pt/1 Inter,system-ui,sans-serif;color:#6b6b74}}
@media print{
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{background:#fff;font-size:10pt;line-height:15.5pt}
html:lang(zh-CN) body{line-height:16.5pt}
main{max-width:none;margin:0;padding:0;border:0}
h1{font-size:22pt;line-height:28pt}
section{margin-top:24pt}
details,.tip,.legend button[aria-pressed=false]{display:none}
table{font-size:9pt;line-height:12.5pt}
.wide{font-size:8pt}
figcaption,caption{font-size:8.5pt;line-height:12pt}
.scroll{overflow:visible}
.legend{margin-left:0;gap:0 10pt}
.legend button{padding:0;font-size:9pt}
p{orphans:3;widows:3}
a{color:inherit}
footer{margin-top:24pt}
}
`.replaceAll(/\n/g, '');
