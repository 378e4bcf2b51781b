/** Where things stand: three columns, two, or one, and the table as cards where it is narrow. */
export const LAYOUT = `
header, main, footer { max-width: 96rem; margin: 0 auto; padding: 0 1.25rem; }
header { display: flex; flex-wrap: wrap; gap: .6rem 1.5rem; align-items: center; justify-content: space-between; padding-block: 1rem; }
footer { padding-block: 1.25rem; font-size: .83rem; }
.summary { display: flex; flex-wrap: wrap; gap: .4rem; }
main { display: grid; gap: 1rem; grid-template-columns: 14.5rem minmax(0, 1fr) 21rem; align-items: start; }
aside { grid-row: span 2; }
.chain { grid-column: 2 / -1; }
.card { min-width: 0; padding: 1rem 1.1rem; background: var(--surface); border: 1px solid var(--line);
  border-radius: 10px; box-shadow: var(--shadow); }
.head { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; justify-content: space-between; }
.head label { display: flex; gap: .5rem; align-items: center; min-width: 0; white-space: nowrap; }
.head select { width: auto; min-width: 0; max-width: 14rem; margin: 0; padding: .15rem .4rem; }
.item { padding: .6rem 0; border-top: 1px solid var(--line); font-size: .87rem; }
h2 + .item, h2 + .quiet { margin-top: .5rem; }
* + h2:not(.head h2) { margin-top: 1.25rem; }
aside h2:first-child { margin-top: 0; }
.item h3 { font: 600 .95rem/1.4 var(--mono); overflow-wrap: anywhere; }
.chain > h3 { margin: .8rem 0 .4rem; font-size: .83rem; color: var(--muted); }
.lane { display: flex; gap: 1.6rem; align-items: flex-start; }
.stage { position: relative; flex: 1.5 1 0; min-width: 0; padding: .55rem .65rem; background: var(--sunken);
  border: 1px solid var(--line); border-radius: 8px; font-size: .87rem; }
.stage.small { flex-grow: 1; }
.stage.end { background: var(--login-ground); border-color: var(--login); }
.stage h4 { font: 600 .9rem/1.4 var(--mono); }
.stage > p { color: var(--muted); font-size: .8rem; line-height: 1.35; }
.stage + .stage::before, .stage + .stage::after { content: ''; position: absolute; }
.stage + .stage::before { left: -1.55rem; top: 1.1rem; width: 1.2rem; border-top: 2px solid var(--field); }
.stage + .stage::after { left: -.72rem; top: calc(1.1rem - .27rem); border: .32rem solid transparent; border-left: .55rem solid var(--field); border-right: 0; }
.links { display: grid; gap: .35rem; margin-top: .45rem; }
ul.links { display: flex; flex-wrap: wrap; }
.links li { padding: .3rem .45rem; background: var(--surface); border: 1px solid var(--line); border-radius: 6px; overflow-wrap: anywhere; }
.links li.passed-by { border-style: dashed; background: none; }
.links li.passed-by b { font-weight: 400; text-decoration: line-through; }
.nothing { margin-top: .45rem; font-style: italic; }
.filter { display: grid; gap: .6rem; grid-template-columns: minmax(0, 1fr) 10rem; align-items: end; margin: .6rem 0 .8rem; }
#shown { color: var(--muted); font-size: .87rem; }
table, tbody, thead { display: block; width: 100%; font-size: .9rem; }
tr { display: grid; grid-template: 'route access wants ask' auto 'source access wants ask' 1fr / minmax(0, 1fr) 6.6rem minmax(0, .75fr) 3.2rem;
  gap: 0 .8rem; padding: .5rem .6rem; border-bottom: 1px solid var(--line); }
tr > :nth-child(1) { grid-area: route; } tr > :nth-child(2) { grid-area: access; } tr > :nth-child(3) { grid-area: wants; }
tr > :nth-child(4) { grid-area: source; } tr > :nth-child(5) { grid-area: ask; }
/* Of thousands of rows those are laid out that are seen. */
tbody tr { content-visibility: auto; contain-intrinsic-size: auto 4.6rem; }
th, td { min-width: 0; padding: 0; text-align: left; font-weight: 400; overflow-wrap: anywhere; }
thead th { font-size: .8rem; color: var(--muted); }
tr.open { background: var(--open-ground); box-shadow: inset 4px 0 var(--open); }
tr.open .path { font-weight: 700; }
tr.asked button.ask { color: var(--on-accent); background: var(--accent); border-color: var(--accent); }
.path { color: var(--text); overflow-wrap: anywhere; }
.wants { display: flex; flex-wrap: wrap; gap: .2rem .35rem; align-items: baseline; }
.ask-part { position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow-y: auto; }
form#question { display: grid; gap: .7rem; margin-top: .6rem; }
fieldset { min-width: 0; border: 0; display: grid; gap: .5rem; }
.choices { display: flex; flex-wrap: wrap; gap: .2rem .8rem; }
legend { padding: 0; font-size: .87rem; color: var(--muted); }
.choice { display: inline-flex; gap: .35rem; align-items: center; color: var(--text); }
.choice input { width: 1rem; height: 1rem; margin: 0; }
.pair { display: grid; gap: .6rem; grid-template-columns: 1fr 1fr; align-items: end; }
details > * + * { margin-top: .5rem; }
summary { cursor: pointer; font-size: .87rem; color: var(--accent-strong); }
#answer > * { margin-top: .8rem; }
.verdict { padding: .6rem .8rem; border: 2px solid; border-radius: 8px; }
.verdict b { display: block; font-size: 1.05rem; }
.verdict span { color: var(--text); font-size: .87rem; }
.verdict.yes { color: var(--guard); background: var(--guard-ground); }
.verdict.no { color: var(--open); background: var(--open-ground); }
.reasons li { display: grid; grid-template-columns: 1.3rem minmax(0, 1fr); padding: .45rem 0; border-top: 1px solid var(--line); font-size: .87rem; overflow-wrap: anywhere; }
.reasons .mark { font-weight: 700; }
.reasons .yes > .mark { color: var(--guard); } .reasons .no > .mark, .reasons .error > .mark { color: var(--open); }
.reasons small { color: var(--muted); font-size: .78rem; }
.reasons p { overflow-wrap: anywhere; }
@media (max-width: 1179px) {
  main { grid-template-columns: 14.5rem minmax(0, 1fr); }
  aside { grid-row: span 3; }
  .ask-part { position: static; max-height: none; }
  .chain, .routes, .ask-part { grid-column: 2; }
}
@media (max-width: 1023px) {
  .lane { flex-direction: column; align-items: stretch; gap: 1.5rem; }
  .stage + .stage::before { left: 1.4rem; top: -1.5rem; width: 0; height: 1.1rem; border-top: 0; border-left: 2px solid var(--field); }
  .stage + .stage::after { left: calc(1.4rem - .27rem); top: -.62rem; border: .32rem solid transparent; border-top: .55rem solid var(--field); border-bottom: 0; }
}
@media (max-width: 759px) {
  header, main, footer { padding-inline: .75rem; }
  main { grid-template-columns: minmax(0, 1fr); }
  main > * { grid-column: 1 !important; grid-row: auto; }
  .filter { grid-template-columns: minmax(0, 1fr) 8.5rem; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { grid-template: 'route ask' auto 'access access' auto 'wants wants' auto 'source source' auto / minmax(0, 1fr) 3.2rem;
    gap: .25rem .6rem; margin-bottom: .6rem; padding: .6rem .7rem; border: 1px solid var(--line); border-radius: 8px; }
  tr.open { border-color: var(--open); border-left-width: 4px; box-shadow: none; }
}
/* Where the system chooses the colours, nothing is transparent: arrows would have boxes. */
@media (forced-colors: active) { .stage + .stage::after { display: none; } .badge { border-color: currentColor; } tr.open { border-left: 4px solid; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
