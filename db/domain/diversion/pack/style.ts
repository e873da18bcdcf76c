import type { PackContent } from './content.ts';

/** A screen of any width, light and dark, and A4. No font is loaded. */
const STYLE = `:root{color-scheme:light dark;--text:#16202e;--quiet:#566173;--line:#d5dbe3;--ground:#f3f5f8;--surface:#fff;--land:#fbfcfe;--breach:#c8281e;--good:#16713a;--select:#1f5fff}
@media (prefers-color-scheme:dark){:root{--text:#e8edf5;--quiet:#a3afc2;--line:#3a4554;--ground:#0e131b;--surface:#161c26;--land:#1c2431;--breach:#ff8a80;--good:#6fd08f;--select:#7ea6ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:14px/1.55 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",system-ui,sans-serif;font-variant-numeric:tabular-nums}
html[lang="en"] .zh,html:not([lang="en"]) .en{display:none}
main,.bar,#verdict{max-width:1080px;margin:0 auto;padding:0 24px}
.bar{display:flex;gap:8px;justify-content:flex-end;padding-block:16px 0}
button{font:inherit;color:inherit;background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:4px 14px;cursor:pointer}
:focus-visible{outline:2px solid var(--select);outline-offset:2px}
h1{font-size:24px;margin:8px 0 12px}h2{font-size:17px;margin:0 0 8px}h3{font-size:14px;margin:12px 0 4px}
section{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:16px 20px;margin:0 0 16px}
dl{display:flex;flex-wrap:wrap;gap:8px 32px;margin:0}dt{color:var(--quiet);font-size:12px}dd{margin:0;overflow-wrap:anywhere}
p{margin:0 0 8px;overflow-wrap:anywhere}ul{margin:0;padding-inline-start:20px}
table{border-collapse:collapse;width:100%;font-size:12px}
th,td{border-bottom:1px solid var(--line);padding:4px 8px;text-align:start;vertical-align:top}
th{color:var(--quiet);font-weight:600;white-space:nowrap}
.scroll{overflow-x:auto}.hash{font-family:ui-monospace,Consolas,monospace;overflow-wrap:anywhere}
svg{display:block;width:100%;max-width:720px;border:1px solid var(--line);background:var(--ground)}
.land{fill:var(--land);stroke:var(--quiet);stroke-width:.7}
.sign{fill:var(--breach);fill-opacity:.75;stroke:var(--surface);stroke-width:1}.sign.seat{fill:var(--select)}
.legend{display:flex;flex-wrap:wrap;gap:4px 16px;padding:6px 0;list-style:none}.legend li{display:flex;align-items:center;gap:4px}.legend svg{width:18px;border:0;background:none}
.legal{color:var(--quiet);font-size:12px}
figure{margin:0 0 12px}figure img{display:block;max-width:100%;max-height:420px;margin-top:6px;border:1px solid var(--line)}figcaption{font-size:12px}a{color:var(--select)}
#verdict>div{border:1px solid var(--line);border-inline-start-width:6px;border-radius:8px;padding:12px 20px;margin:16px 0;background:var(--surface)}
#verdict .good{border-color:var(--good)}#verdict .bad{border-color:var(--breach)}
#verdict h2{margin:0}.good h2{color:var(--good)}.bad h2{color:var(--breach)}
@media print{:root{color-scheme:light;--text:#000;--quiet:#444;--line:#bbb;--ground:#fff;--surface:#fff;--land:#fff}
@page{size:A4;margin:14mm 12mm}
body{font-size:10pt}.bar{display:none}main,#verdict{max-width:none;padding:0}
section{border-width:0 0 1px;border-radius:0;padding:8px 0}tr,dl,h2,h3,svg{break-inside:avoid}h2,h3{break-after:avoid}table{font-size:7.5pt}.scroll{overflow:visible}}
`;

const NUMBERS = `td.number{text-align:end;white-space:nowrap}th.number{text-align:end;white-space:normal}tbody th{font-weight:400;color:inherit;white-space:normal}
`;

/** The style sheet of a pack. A page of old keeps what it was made with, or it would not be the same when it is made again. */
export const packStyle = (schema: PackContent['schema']): string =>
  schema === 'diversion-pack/3' ? STYLE + NUMBERS : STYLE;
