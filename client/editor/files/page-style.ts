import type { HighlightName, InkName } from '../types.ts'

/** Colours that were chosen for a light page, on a dark one: `client/styles/tokens.css` has them for the editor. */
const darkInks: Readonly<Record<InkName, string>> = {
  grey: '#bbb5aa',
  red: '#f5aca4',
  orange: '#efb27e',
  green: '#8ad0a9',
  blue: '#a9c2fb',
  violet: '#d9b4f2',
}
const darkHighlights: Readonly<Record<HighlightName, string>> = {
  yellow: '#453b12',
  green: '#1d3f2c',
  blue: '#203a58',
  pink: '#4d2438',
  grey: '#3a3834',
}
const darkWords = [
  ...Object.entries(darkInks).map(([name, value]) => `[data-ink="${name}"] { color: ${value} !important; }`),
  ...Object.entries(darkHighlights).map(
    ([name, value]) => `[data-highlight="${name}"] { background-color: ${value} !important; }`,
  ),
].join('\n')

/** What a page needs to be good to read, in any browser, on paper and in the dark. Nothing of it marks text. */
export const pageStyle = `
:root {
color-scheme: light; --paper: #ffffff; --ink: #22201c; --soft: #5a564e; --line: #e7e4dd; --strong: #8b857a; --sunken: #f1efea;
--accent: #2f46a8; --wash: #e9edfb; --warn: #8a5300; --warn-wash: #fdf3e0; --good: #1c7348; --good-wash: #e6f4ea;
}
@media screen and (prefers-color-scheme: dark) {
:root {
color-scheme: dark; --paper: #1d1c1a; --ink: #e9e6df; --soft: #b4afa4; --line: #3d3b36; --strong: #7d776c; --sunken: #121110;
--accent: #a3b4ff; --wash: #2a2f4a; --warn: #e3b465; --warn-wash: #332815; --good: #7fc99f; --good-wash: #1b3024;
}
${darkWords}
}
* { box-sizing: border-box; }
body { max-width: 45rem; margin: 3rem auto; padding: 0 1.5rem; background: var(--paper); color: var(--ink); font: 1.0625rem/1.7 system-ui, sans-serif; overflow-wrap: break-word; }
h1, h2, h3, h4 { margin: 2.25rem 0 0.75rem; line-height: 1.3; text-wrap: pretty; break-after: avoid; }
h1 { margin-top: 0; font-size: 2.125rem; }
h2 { font-size: 1.625rem; }
h3 { font-size: 1.3125rem; }
h4 { font-size: 1.0625rem; }
p, ul, ol, pre, figure, table, aside, blockquote, details { margin-block: 0.875rem; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 0.18em; }
hr { margin: 2rem 0; border: 0; border-top: 1px solid var(--strong); opacity: 0.6; }
blockquote { margin-inline: 0; padding-inline-start: 1.25rem; border-inline-start: 3px solid var(--strong); color: var(--soft); }
ul, ol { padding-inline-start: 1.75rem; }
li { margin-block: 0.25rem; }
li > :is(ul, ol) { margin-block: 0.25rem; }
li::marker { color: var(--soft); font-variant-numeric: tabular-nums; }
li:has(> input) { list-style: none; }
li > input { position: relative; appearance: none; width: 1.125rem; height: 1.125rem; margin: 0; margin-inline: -1.75rem 0.625rem; border: 1.5px solid var(--strong); border-radius: 4px; vertical-align: -0.1875rem; print-color-adjust: exact; }
li > input:checked { border-color: var(--accent); background: var(--accent); }
li > input:checked::before { content: ""; position: absolute; inset: 0; background: var(--paper); clip-path: polygon(16% 49%, 27% 39%, 42% 54%, 74% 21%, 85% 31%, 43% 75%); }
aside { --tone: var(--accent); position: relative; padding: 0.75rem 1rem; padding-inline-start: 2.875rem; border-radius: 8px; background: var(--wash); break-inside: avoid; print-color-adjust: exact; }
aside[data-tone="warning"] { --tone: var(--warn); background: var(--warn-wash); }
aside[data-tone="success"] { --tone: var(--good); background: var(--good-wash); }
aside > p { margin-block: 0.25rem; }
aside > :first-child { margin-top: 0; }
aside > :last-child { margin-bottom: 0; }
aside::before { content: "i"; content: "i" / ""; position: absolute; top: 1.03rem; inset-inline-start: 1rem; width: 1.25rem; height: 1.25rem; border-radius: 50%; background: var(--tone); color: var(--paper); font: 700 0.8125rem/1.25rem system-ui, sans-serif; text-align: center; }
aside[data-tone="warning"]::before { content: "!"; content: "!" / ""; }
aside[data-tone="success"]::before { content: "✓"; content: "✓" / ""; }
summary { font-weight: 600; cursor: pointer; }
details > :not(summary) { margin-inline-start: 1.125rem; }
code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.875em; }
:not(pre) > code { padding: 0.125em 0.3125em; border-radius: 4px; background: var(--sunken); box-shadow: inset 0 0 0 1px var(--line); print-color-adjust: exact; }
pre { padding: 0.75rem 1rem; border-radius: 8px; background: var(--sunken); line-height: 1.6; tab-size: 2; white-space: pre-wrap; print-color-adjust: exact; }
pre[data-language]::before { content: attr(data-language); content: attr(data-language) / ""; display: block; margin-bottom: 0.25rem; color: var(--soft); font: 500 0.75rem/1.5 system-ui, sans-serif; user-select: none; }
math { direction: ltr; font-size: 1.1em; }
div:has(> math) { margin: 1rem 0; padding-block: 0.25rem; overflow: auto hidden; break-inside: avoid; }
mark { padding-block: 0.1em; border-radius: 2px; color: inherit; print-color-adjust: exact; }
sub, sup { font-size: 0.72em; line-height: 0; }
.mention { padding: 0.0625em 0.1875em; border-radius: 4px; background: var(--wash); color: var(--accent); }
figure { margin-inline: 0; }
figure img { max-width: 100%; height: auto; border-radius: 4px; vertical-align: middle; }
figcaption { margin-top: 0.5rem; color: var(--soft); font-size: 0.875rem; line-height: 1.5; }
figure[data-file] a { display: inline-block; padding: 0.5rem 0.875rem; border: 1px solid var(--line); border-radius: 8px; text-decoration: none; }
figure[data-file] a::before { content: "↓"; content: "↓" / ""; margin-inline-end: 0.625rem; color: var(--soft); }
figure[data-size]::after { content: attr(data-size); margin-inline-start: 0.625rem; color: var(--soft); font-size: 0.875rem; }
nav { margin-block: 0.875rem; padding: 0.25rem 1rem; border-inline-start: 2px solid var(--line); }
nav ul { margin: 0; padding: 0; list-style: none; }
nav a { color: inherit; text-decoration: none; }
nav a:hover { text-decoration: underline; }
div:has(> table) { overflow-x: auto; }
table { border: 0; border-collapse: collapse; }
th, td { min-width: 5rem; padding: 0.375rem 0.75rem; border: 1px solid color-mix(in srgb, var(--strong) 55%, transparent); text-align: start; vertical-align: top; }
th { background: var(--sunken); font-weight: 600; print-color-adjust: exact; }
:is(th, td) > * { margin-block: 0; }
:is(th, td) > * + * { margin-top: 0.375rem; }
@media (max-width: 40rem) { body { margin-block: 1.5rem; padding-inline: 1.125rem; } h1 { font-size: 1.75rem; } }
@media print {
body { max-width: none; margin: 0; padding: 0; font-size: 11pt; }
figure, tr { break-inside: avoid; }
div:has(> math), div:has(> table) { overflow: visible; }
details::details-content { display: block; block-size: auto; content-visibility: visible; }
}
`.replaceAll(/\s*\n\s*/g, '\n')
