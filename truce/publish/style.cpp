#include "truce/publish/markup.hpp"

namespace truce {

// Colours of the classes after Okabe and Ito, who chose them for colour-blind readers, darkened (or lightened) until they stand
// 4.5 : 1 against the ground. Colour means the class of a verdict and nothing else, and every class has a shape besides. Two
// typefaces: a serif to read, a sans for tables, the map and the proof. Logical properties throughout, for either direction.
std::string_view page_style() {
    return R"css(
:root{color-scheme:light;--ink:#1b1f1d;--soft:#5a605c;--line:#d6d3c9;--paper:#fdfcf9;--land:#f0ede4;--border:#c9c4b6;--edge:#8c8778;--hatch:#a39d8d;--violation:#b3440b;--exempt:#00649c;--no-violation:#00704c;--undetermined:#4b5560;--serif:"Source Serif 4","Source Serif Pro",Charter,"Iowan Old Style",Georgia,"Noto Serif","Noto Naskh Arabic",serif;--sans:"Source Sans 3","Source Sans Pro","Noto Sans","Noto Sans Arabic","Helvetica Neue",Arial,sans-serif}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;--ink:#e9e7e0;--soft:#a8ada9;--line:#3b403d;--paper:#161918;--land:#242927;--border:#3f4542;--edge:#737a75;--hatch:#5f6661;--violation:#ff9a5c;--exempt:#6cc3ee;--no-violation:#55c79c;--undetermined:#b6c0ca}}
*{box-sizing:border-box}
html{font-size:100%;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-inline-size:62rem;padding:2.6rem 1.6rem 3rem;background:var(--paper);color:var(--ink);font:1rem/1.5 var(--serif);font-variant-numeric:lining-nums tabular-nums;overflow-wrap:break-word}
h1,h2,h3,p{margin:0}
h1{font-size:2rem;line-height:1.15;font-weight:600;text-wrap:balance}
h2{font-size:1.12rem;line-height:1.3;font-weight:600;margin-block:2.4rem .5rem;padding-block-start:.6rem;border-block-start:1px solid var(--ink)}
h3{font:600 .86rem/1.35 var(--sans);margin-block:1.3rem .3rem}
p{max-inline-size:44rem;margin-block:.35rem}
.kicker{font:400 .84rem/1.4 var(--sans);color:var(--soft);margin-block-end:.3rem}
.small,.days{font:400 .8rem/1.5 var(--sans);color:var(--soft)}
.front{display:grid;gap:.4rem 3rem;margin-block:1.4rem 1.6rem;border-block-start:2px solid var(--ink);padding-block-start:.5rem}
.front p{margin-block:.55rem}
table{border-collapse:collapse;font:400 .8rem/1.35 var(--sans);font-variant-numeric:lining-nums tabular-nums}
.wide{overflow-x:auto}
.full{inline-size:100%}
caption{text-align:start;color:var(--soft);padding-block-end:.5rem}
th,td{padding:.3rem .35rem;text-align:end;vertical-align:baseline;border-block-end:1px solid var(--line);font-weight:400}
th:first-child,.text{text-align:start}
th:first-child,.ledger td:first-child{padding-inline-start:0}
thead th{vertical-align:bottom;border-block-end:1px solid var(--ink);font-weight:600}
thead .by,thead .kind{display:block;font-weight:400;color:var(--soft)}
.total th,.total td{font-weight:600;border-block-end-color:var(--edge)}
@media (min-width:48rem){.records th,.records td:nth-child(2){white-space:nowrap}}
.zero,.unsaid{color:var(--soft)}
.gap{background:repeating-linear-gradient(135deg,transparent 0 4px,var(--hatch) 4px 5px)}
.half-gap{background:repeating-linear-gradient(135deg,transparent 0 10px,var(--hatch) 10px 11px)}
.gap span,.half-gap span{background:var(--paper);padding-inline:.2rem}
.ledger{inline-size:100%;align-self:start}
.ledger th,.ledger td{padding-block:.45rem}
.ledger tr:last-child th,.ledger tr:last-child td{border-block-end:0}
.ledger .n{font:400 2rem/1 var(--serif);font-variant-numeric:lining-nums tabular-nums;text-align:end;white-space:nowrap;inline-size:1%;padding-inline-end:1rem}
.ledger th{text-align:start;font-weight:600;font-size:.92rem}
.ledger th span{display:block;font-weight:400;font-size:.8rem;color:var(--soft)}
figure{margin:0}
.map{display:block;inline-size:100%;block-size:auto}
.land{fill:var(--land);stroke:var(--border);stroke-width:.6;fill-rule:evenodd}
.edge{fill:none;stroke:var(--edge);stroke-width:1;stroke-linejoin:round}
.unwatched{fill:url(#unwatched)}.half-watched{fill:url(#half-watched)}.vague{fill:url(#vague)}
.unwatched,.half-watched,.vague{fill-rule:evenodd}
.hatch{stroke:var(--hatch);stroke-width:1}
.stripe{stroke:var(--soft);stroke-width:.7}
.spread{fill-opacity:.07;stroke-width:.9;stroke-opacity:.75}
.perhaps{stroke-dasharray:3 2.5}
g.violation .spread{fill:var(--violation);stroke:var(--violation)}
g.exempt .spread{fill:var(--exempt);stroke:var(--exempt)}
g.no_violation .spread{fill:var(--no-violation);stroke:var(--no-violation)}
g.undetermined .spread{fill:var(--undetermined);stroke:var(--undetermined)}
.mark.violation{fill:var(--violation);stroke:var(--paper);stroke-width:.8}
.mark.exempt{fill:var(--exempt);stroke:var(--paper);stroke-width:.8}
.mark.no_violation{fill:none;stroke:var(--no-violation);stroke-width:2.6}
.mark.undetermined{fill:var(--paper);stroke:var(--undetermined);stroke-width:1.8}
svg text{font-family:var(--sans);font-variant-numeric:lining-nums tabular-nums;fill:var(--ink);text-anchor:middle;paint-order:stroke;stroke:var(--land);stroke-width:3px;stroke-linejoin:round}
.place{font-size:11px;fill:var(--soft)}
.count{font-size:13px;font-weight:600}
.count .code{font-size:10px;font-weight:400}
.times{font-size:10px;font-weight:600}
.scale{stroke:var(--soft);stroke-width:1;fill:none}
text.unit{font-size:10px;fill:var(--soft);stroke:var(--paper);text-anchor:start}
text.over{text-anchor:end}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.3rem;font:400 .8rem/1.4 var(--sans);color:var(--soft);padding:0;margin-block:.6rem .2rem;list-style:none}
.legend svg{inline-size:1.05rem;block-size:1.05rem;vertical-align:-.2rem;margin-inline-end:.4rem}
.mini{inline-size:.8rem;block-size:.8rem;vertical-align:-.08rem;margin-inline-end:.3rem}
.remarks{font:400 .84rem/1.5 var(--sans);padding:0;margin:0;list-style:none;max-inline-size:50rem}
.remarks li{margin-block:.2rem}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.3rem 1.2rem;font:400 .8rem/1.5 var(--sans);margin:.4rem 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}
footer{margin-block-start:2.4rem}
@media (min-width:48rem){.front{grid-template-columns:minmax(0,11fr) minmax(0,10fr)}}
@media (max-width:40rem){body{padding:1.3rem 1rem 2rem}h1{font-size:1.5rem}.place{display:none}.count{font-size:22px}.count .code{font-size:17px}.times{font-size:16px}.mark{stroke-width:2.4}text.unit{font-size:18px}svg text{stroke-width:4px}dl{grid-template-columns:minmax(0,1fr)}dd{margin-block-end:.5rem}}
@page{size:A4;margin:15mm 16mm}
@media print{:root{--paper:#fff}html{font-size:84%}body{padding:0;max-inline-size:none;print-color-adjust:exact;-webkit-print-color-adjust:exact}.front{grid-template-columns:minmax(0,11fr) minmax(0,10fr)}.map{max-block-size:112mm}h2,h3,h2+p{break-after:avoid}.records th,.records td:nth-child(2){white-space:nowrap}tr,figure,.keep,.legend{break-inside:avoid}thead{display:table-header-group}.wide{overflow:visible}}
)css";
}

}  // namespace truce
