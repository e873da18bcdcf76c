/** The style sheet of a sheet: readable on a screen of any width, in light and dark, and on A4. No font is loaded. */
export const SHEET_STYLE = `:root{color-scheme:light dark;--text:#1b2430;--quiet:#566274;--line:#d5dbe3;--ground:#f4f6f9;--surface:#fff;--good:#0f6b3c;--good-soft:#e6f4ec;--bad:#a3181f;--bad-soft:#fdecec;--accent:#1650a8}
@media (prefers-color-scheme:dark){:root{--text:#e6eaf0;--quiet:#a3afbf;--line:#3a4554;--ground:#12171e;--surface:#1a212b;--good:#7fd6a4;--good-soft:#16301f;--bad:#ff9c9c;--bad-soft:#3a1a1c;--accent:#8ab6ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:14px/1.55 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",system-ui,sans-serif;font-variant-numeric:tabular-nums}
html[lang="en"] .zh,html:not([lang="en"]) .en{display:none}
main,.bar,#verdict{max-width:1080px;margin:0 auto;padding:0 24px}
.bar{display:flex;gap:8px;justify-content:flex-end;padding-block:16px 0}
button{font:inherit;color:inherit;background:var(--surface);border:1px solid var(--line);border-radius:6px;padding:4px 14px;cursor:pointer}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
h1{font-size:26px;margin:8px 0 12px}h2{font-size:18px;margin:0 0 8px}h3{font-size:15px;margin:16px 0 8px}
small{color:var(--quiet);font-weight:400;font-size:12px}
section{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:16px 20px;margin:0 0 16px}
section.period{border-width:1px 0 0;border-radius:0;padding:0;margin:16px 0 0}
dl{display:flex;flex-wrap:wrap;gap:8px 32px;margin:0 0 16px}dt{color:var(--quiet);font-size:12px}dd{margin:0;overflow-wrap:anywhere}
.total{font-weight:700;font-size:16px}
.dates{color:var(--quiet);margin:0 0 8px}.rule{margin:0;padding-inline-start:20px}
table{border-collapse:collapse;width:100%;margin:0 0 12px}caption{text-align:start;font-weight:600;padding:4px 0}
th,td{border-bottom:1px solid var(--line);padding:4px 8px;text-align:start;vertical-align:top;overflow-wrap:anywhere}
th{color:var(--quiet);font-size:12px;font-weight:600}
.number{text-align:end;white-space:nowrap}.date{white-space:nowrap}
tfoot td{font-weight:600;border-bottom:0}.sums{max-width:680px}.lines{font-size:12px}
.hash{font-family:ui-monospace,Consolas,monospace;overflow-wrap:anywhere}
#verdict>div{border:1px solid var(--line);border-inline-start-width:6px;border-radius:8px;padding:12px 20px;margin:16px 0;background:var(--surface)}
#verdict .good{border-color:var(--good);background:var(--good-soft)}#verdict .bad{border-color:var(--bad);background:var(--bad-soft)}
#verdict h2{margin:0}.good h2{color:var(--good)}.bad h2{color:var(--bad)}
#verdict p{margin:4px 0}
.scroll{overflow-x:auto}
@media print{:root{color-scheme:light;--text:#000;--quiet:#444;--line:#bbb;--ground:#fff;--surface:#fff;--good:#000;--bad:#000;--good-soft:#fff;--bad-soft:#fff}
@page{size:A4;margin:14mm 12mm}
body{font-size:10.5pt}.bar{display:none}main,#verdict{max-width:none;padding:0}
section{border-width:0 0 1px;border-radius:0;padding:8px 0}thead{display:table-header-group}tr,dl,h2,h3{break-inside:avoid}h2,h3,caption{break-after:avoid}.lines{font-size:8pt}th,td{padding:2px 5px}.number,.date{white-space:normal}.scroll{overflow:visible}}
`;
