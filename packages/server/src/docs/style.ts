// How the API page looks. Colours are chosen for contrast of 4.5 or more in light and in dark.

import { Html } from './html.ts'

const colours = `
:root{color-scheme:light dark;--paper:#fff;--panel:#f6f7f9;--ink:#1b2330;--soft:#556072;--line:#dde2e9;--link:#0b5cad;
--code:#eef1f5;--get:#0b6b4f;--post:#0b5cad;--put:#8a5200;--delete:#b3261e;--mark:#8a2f6b}
@media (prefers-color-scheme:dark){:root{--paper:#12161d;--panel:#181d26;--ink:#e4e8ef;--soft:#a3adbd;--line:#2b3340;
--link:#7db7f5;--code:#202733;--get:#63d3ac;--post:#7db7f5;--put:#e5b062;--delete:#ff8f86;--mark:#e79bcb}}`

const text = `
*{box-sizing:border-box}
html{scroll-padding-top:4rem}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:break-word}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
code,var{font:.875em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-style:normal}
code{background:var(--code);padding:.1em .3em;border-radius:4px}
h1{font-size:2rem;line-height:1.2;margin:0 0 .5rem}
h2{font-size:1.5rem;line-height:1.25;margin:0 0 1rem;padding-top:.5rem}
h3{font-size:1.15rem;line-height:1.3;margin:0 0 .5rem}
h4{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;color:var(--soft);margin:1.5rem 0 .4rem}
p{margin:0 0 .75rem;max-width:46rem}
.lead{font-size:1.15rem;color:var(--soft)}`

const frame = `
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;z-index:2;background:var(--paper);padding:.5rem 1rem}
header{position:sticky;top:0;z-index:1;display:flex;justify-content:space-between;align-items:baseline;gap:1rem;padding:.75rem 1.5rem;background:var(--panel);border-bottom:1px solid var(--line)}
header p{margin:0}
.brand a{font-weight:700;color:inherit;text-decoration:none}
.brand span{color:var(--soft)}
.columns{display:grid;grid-template-columns:19rem minmax(0,1fr);max-width:84rem;margin:0 auto}
main{padding:2rem 2.5rem 6rem;min-width:0}
section{margin-bottom:3.5rem}
article{border-top:1px solid var(--line);padding:1.75rem 0 1.25rem}
article:target>.call,article:target>h3:not(:has(+.call)){box-shadow:0 0 0 2px var(--link)}
.self{color:inherit;text-decoration:none}
.self:hover{text-decoration:underline}`

const navigation = `
nav{position:sticky;top:3rem;max-height:calc(100vh - 3rem);overflow-y:auto;padding:1.5rem 1rem 3rem 1.5rem;border-right:1px solid var(--line);font-size:.875rem;line-height:1.35}
nav ul{list-style:none;margin:0;padding:0}
nav ul ul{margin:.25rem 0 1rem}
nav a{display:flex;gap:.5rem;align-items:baseline;padding:.22rem .4rem;color:inherit;text-decoration:none;border-radius:4px}
nav a:hover{background:var(--code)}
nav .topic{font-weight:650}
nav .method{flex:0 0 2.9rem;text-align:right;font-size:.68rem}`

const calls = `
.method{font:700 .78rem/1 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;letter-spacing:.02em}
.get{color:var(--get)}.post{color:var(--post)}.put{color:var(--put)}.delete{color:var(--delete)}
.call{display:flex;flex-wrap:wrap;gap:.35rem .75rem;align-items:baseline;max-width:none;padding:.55rem .8rem;background:var(--panel);border:1px solid var(--line);border-radius:6px}
.call>code{background:none;padding:0;font-size:.95rem}
var{color:var(--mark)}
.scope{margin-left:auto;color:var(--soft);font-size:.85rem}
.index{list-style:none;margin:0 0 1.5rem;padding:0;columns:24rem 2;column-gap:2rem;font-size:.9rem}
.index li{padding:.1rem 0;break-inside:avoid}
.index a{display:flex;gap:.5rem;align-items:baseline;text-decoration:none}
.index .method{flex:0 0 3.6rem}
.index code{background:none;padding:0;overflow-wrap:anywhere}
.index a:hover code{text-decoration:underline}`

const fields = `
.fields{list-style:none;margin:0;padding:0;max-width:52rem}
.fields>li{padding:.4rem 0;border-top:1px solid var(--line)}
.fields>li:first-child{border-top:0}
.fields .fields{margin:.3rem 0 0;padding-left:1rem;border-left:2px solid var(--line)}
.field{display:flex;flex-wrap:wrap;gap:.1rem .6rem;align-items:baseline}
.name{background:none;padding:0;font-weight:650}
.kind,.place{color:var(--soft);font-size:.9rem}
.required{color:var(--mark);font-size:.75rem;font-weight:650}
.fields p{margin:.1rem 0 0;font-size:.92rem}
table{border-collapse:collapse;width:100%;max-width:52rem;font-size:.92rem}
th{text-align:left;font-weight:600;color:var(--soft)}
th,td{padding:.3rem .75rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top}
.names{font-size:.92rem;line-height:1.8}
.names span{white-space:nowrap;color:var(--soft);margin-right:.75rem}
details{margin-top:.6rem;color:var(--soft)}
summary{cursor:pointer;font-size:.92rem}
details table{margin-top:.5rem}`

const small = `
@media (max-width:60rem){
.columns{grid-template-columns:minmax(0,1fr)}
html{scroll-padding-top:3.5rem}
header{padding:.6rem 1rem}
nav{position:static;max-height:none;padding:1rem;border-right:0;border-bottom:1px solid var(--line)}
nav>ul{display:flex;flex-wrap:wrap;gap:.3rem}
nav ul ul{display:none}
nav .topic{border:1px solid var(--line);padding:.35rem .7rem;border-radius:99px;font-weight:500}
main{padding:1.25rem 1rem 4rem}
.scope{margin-left:0}
}
@media print{header,nav,.skip{display:none}.columns{display:block}}`

/** The text between the page's style tags; the hash of it is in the page's policy. */
export const style = [colours, text, frame, navigation, calls, fields, small].join('')

/** The same as a piece of the page: nothing in it is a reader's. */
export const styleHtml = new Html(style)
