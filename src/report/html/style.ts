import { PALETTE_SIZE } from './tag-colour.ts';

/** Hues far apart for neighbours in the list of tags. */
const HUES = [4, 212, 42, 145, 282, 188, 330, 95, 240, 22, 165, 305];
/** Blue looks darker than its lightness says; names stand on it in dark ink. */
const BLUE = 240;
const BLUE_LIFT = 8;

function palette(lightness: number, saturation: number): string {
  return HUES.slice(0, PALETTE_SIZE)
    .map((hue, i) => `--t${i}:hsl(${hue} ${saturation}% ${lightness + (hue === BLUE ? BLUE_LIFT : 0)}%);`)
    .join('');
}

function fills(): string {
  const tags = HUES.slice(0, PALETTE_SIZE).map((_, i) => `.t${i}{fill:var(--t${i})}`);
  return `${tags.join('')}.tx{fill:var(--tx)}.tr{fill:var(--tr)}`;
}

/** Six shades from nothing to all. */
function scale(letter: string, condition: string): string {
  return Array.from({ length: 6 }, (_, i) => `${condition} .${letter}${i}{fill:var(--s${i})}`).join('');
}

const LIGHT =
  '--bg:#fff;--fg:#1b1b1b;--soft:#595959;--line:#cfcfcf;--box:#f5f5f3;--link:#0b57b0;' +
  '--bad:#a11212;--warn:#8a5a00;--calm:#1d5f8a;--tx:#a9a9a9;--tr:#e4e4e0;--ink:#111;' +
  `--s0:#e4e4e0;--s1:#c6dbef;--s2:#9ecae1;--s3:#6baed6;--s4:#3182bd;--s5:#08519c;${palette(62, 62)}`;

const DARK =
  '--bg:#16181b;--fg:#e8e6e1;--soft:#a6a49e;--line:#44474c;--box:#202328;--link:#8ab8f0;' +
  '--bad:#ff9a8f;--warn:#f0c060;--calm:#8cc4ea;--tx:#828282;--tr:#33363b;--ink:#0c0c0c;' +
  `--s0:#33363b;--s1:#123a5c;--s2:#1b5a8c;--s3:#2f7fbd;--s4:#66a9dc;--s5:#a9d3f2;${palette(60, 48)}`;

/** Everything the page looks like: light and dark by the reader's setting, and on paper. */
export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1060px;padding:1rem 1.25rem 4rem;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,"Segoe UI","Noto Sans JP","Hiragino Sans",Meiryo,sans-serif}
h1{font-size:1.15rem;margin:.2rem 0 1rem;color:var(--soft);font-weight:600}
h2{font-size:1.15rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}
h3{font-size:1.05rem;margin:0 0 .4rem}
h4{font-size:.85rem;margin:.8rem 0 .1rem;color:var(--soft)}
a{color:var(--link)}
nav a{margin-right:1rem;white-space:nowrap}
.skip{position:absolute;left:-999px}.skip:focus{left:1rem;top:.5rem;background:var(--bg);padding:.3rem}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
ul{margin:.2rem 0;padding-left:1.3rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.4rem 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
.verdict{font-size:1.15rem;border-left:6px solid var(--calm);background:var(--box);padding:.8rem 1rem;margin:.5rem 0 1rem}
.verdict.certain,.finding.certain{border-left-color:var(--bad)}
.verdict.probable,.finding.probable{border-left-color:var(--warn)}
.finding{border-left:4px solid var(--calm);background:var(--box);padding:.7rem 1rem;margin:.8rem 0;overflow-wrap:anywhere}
.badge{font-size:.8rem;border:1px solid currentColor;border-radius:1em;padding:.05em .6em;white-space:nowrap;vertical-align:.1em;color:var(--calm)}
.certain .badge{color:var(--bad)}.probable .badge,.suspected .badge{color:var(--warn)}
.source{font-size:.8rem;color:var(--soft);white-space:nowrap}.source::before{content:"["}.source::after{content:"]"}
.who{margin:.3rem 0 0}
pre{overflow-x:auto;margin:.4rem 0;padding:.5rem .7rem;background:var(--bg);border:1px solid var(--line)}
summary{cursor:pointer;color:var(--soft);margin-top:.6rem}
.scroll{overflow:auto;max-height:40rem;border:1px solid var(--line);margin:.5rem 0}
table{border-collapse:collapse;width:100%;font-size:.86rem}
caption{position:absolute;left:-9999px}
th,td{text-align:left;padding:.2rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;font-weight:400}
thead th{position:sticky;top:0;background:var(--box);font-weight:600;word-break:keep-all}
.w{white-space:nowrap}.b{overflow-wrap:anywhere;min-width:12rem}
.n{text-align:right;font-variant-numeric:tabular-nums}
.c,pre{font-family:ui-monospace,Consolas,"Liberation Mono",monospace;white-space:pre}
th button{all:unset;cursor:pointer;font-weight:600}
th button:focus-visible{outline:3px solid var(--link)}
th[aria-sort=ascending] button::after{content:" \\2191"}
th[aria-sort=descending] button::after{content:" \\2193"}
abbr{text-decoration:none;border-bottom:1px dotted;cursor:help}
figure{margin:.6rem 0}figcaption{font-size:.9rem;color:var(--soft)}
svg{width:100%;height:auto;display:block;background:var(--bg)}
.treemap text{font-size:11px;fill:var(--ink);pointer-events:none;white-space:pre}
.treemap .tr+text,.treemap .tr~text{fill:var(--fg)}
${fills()}
.map input{margin:0 .3rem 0 1rem}.map svg{margin-top:.6rem}
${scale('u', '#map-u:checked~svg')}${scale('r', '#map-r:checked~svg')}
.legend{list-style:none;display:none;flex-wrap:wrap;gap:.2rem 1rem;padding:0;font-size:.85rem}
.legend .mark{display:inline-block;width:.8rem;margin:0 .3rem 0 0;vertical-align:-.05rem}
#map-t:checked~.lt,#map-u:checked~.lu,#map-r:checked~.lr{display:flex}
${scale('u', '.lu')}${scale('r', '.lr')}
@media print{body{max-width:none;padding:0;font-size:10pt}nav,.skip,#tag-filter,.map input,.map label{display:none}.scroll{max-height:none;overflow:visible;border:0}table{font-size:7pt}th,td{padding:.1rem .25rem;overflow-wrap:anywhere}td.c,th.c{overflow-wrap:normal}.b{min-width:0}.w{white-space:normal}thead th{position:static}.finding,figure,tr{break-inside:avoid}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
@media (max-width:40rem){dl{grid-template-columns:1fr}dt{margin-top:.3rem}}
`;
