// SPDX-License-Identifier: MIT
// Copyright (c) 2026 dcmstream contributors
//
// How the report's page looks: in the page itself, as it stands alone.

export const pageStyle = `
:root { color-scheme: light dark; --line: #d0d7db; --muted: #54616a; --ground: #fff; --text: #1b2226; --warn: #7a4d00; --warn-ground: #fbf1de; }
@media (prefers-color-scheme: dark) {
  :root { --line: #2b3338; --muted: #9aa6ae; --ground: #101315; --text: #dde3e7; --warn: #e6b35c; --warn-ground: #2b2418; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 14px/1.5 system-ui, -apple-system, 'Segoe UI', sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1200px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { margin: 0 0 16px; font-size: 24px; font-weight: 600; }
h2 { margin: 32px 0 10px; padding-bottom: 6px; border-bottom: 1px solid var(--line); font-size: 16px; font-weight: 600; }
h3 { margin: 16px 0 6px; font-size: 14px; font-weight: 600; }
dl { margin: 0; }
dl > div { display: grid; grid-template-columns: 140px 1fr; gap: 12px; padding: 3px 0; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
ul { margin: 0; padding-left: 20px; }
.warning { margin: 0 0 16px; padding: 12px 16px; border-left: 3px solid var(--warn); background: var(--warn-ground); }
.numbers { display: flex; flex-wrap: wrap; gap: 8px 40px; padding: 0; list-style: none; }
.numbers strong { display: block; font-size: 24px; font-weight: 600; line-height: 1.2; }
.attention, .attention strong { color: var(--warn); }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 13px; }
th, td { padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: break-word; }
th { color: var(--muted); font-weight: 500; white-space: nowrap; }
code { font: 12px/1.5 ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; }
@media (max-width: 600px) { main { padding: 20px 14px 40px; } dl > div { grid-template-columns: 1fr; gap: 0; } }
@media print { .scroll { overflow: visible; } tr { break-inside: avoid; } }
`;
