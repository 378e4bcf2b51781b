/** Colours and small things. Every pair of colours has at least 4.5:1, see WCAG 2.2, 1.4.3. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f8; --surface: #fff; --sunken: #f0f2f6; --line: #d9dde5; --field: #7d8595;
  --text: #1a1e26; --muted: #586070; --accent: #3a4fd0; --accent-strong: #2c3da8; --on-accent: #fff;
  --guard: #1b5a31; --guard-ground: #e6f4ea; --public: #0b5862; --public-ground: #e2f3f5;
  --login: #2c3da8; --login-ground: #eaedfd; --open: #9a1230; --open-ground: #fdecef;
  --shadow: 0 1px 2px rgb(20 25 45 / 6%), 0 6px 20px rgb(20 25 45 / 6%);
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #101319; --surface: #191d25; --sunken: #11141b; --line: #2d333f; --field: #6f7788;
    --text: #e8eaef; --muted: #a2aab9; --accent: #9db0ff; --accent-strong: #bccaff; --on-accent: #11152b;
    --guard: #9fdcb1; --guard-ground: #15301e; --public: #93d8e2; --public-ground: #10303a;
    --login: #b9c6ff; --login-ground: #1f2748; --open: #ffb3bf; --open-ground: #421822;
    --shadow: none;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
h1, h2, h3, h4, p, ul, ol, fieldset { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h1 { display: flex; gap: .5rem; align-items: center; font-size: 1.15rem; overflow-wrap: anywhere; }
h1 .icon { width: 1.5rem; height: 1.5rem; color: var(--accent); }
h2 { font-size: 1.05rem; letter-spacing: -.01em; }
code, .path, .verb { font-family: var(--mono); font-size: .86em; overflow-wrap: anywhere; }
a { color: var(--accent-strong); }
.quiet, .place, .nothing, footer { color: var(--muted); }
.quiet, .nothing { font-size: .87rem; }
.place { display: block; font-size: .78rem; line-height: 1.4; overflow-wrap: anywhere; }
.place > span { display: block; }
.file { display: inline-block; }
.count { color: var(--muted); font-weight: 400; }
.sprite { position: absolute; width: 0; height: 0; }
.icon { width: 1em; height: 1em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.6;
  stroke-linecap: round; stroke-linejoin: round; }
.badge { display: inline-flex; gap: .35em; align-items: center; padding: .08rem .5rem; border-radius: 99px;
  border: 1px solid transparent; font-size: .83rem; font-weight: 600; white-space: nowrap; }
.badge.guard { color: var(--guard); background: var(--guard-ground); }
.badge.public { color: var(--public); background: var(--public-ground); }
.badge.login { color: var(--login); background: var(--login-ground); }
.badge.open { color: var(--open); background: var(--open-ground); border-color: currentColor; }
/* None of these: nothing to look at. */
.badge.none { color: var(--muted); background: none; border-color: var(--line); }
.hint { display: inline-block; padding: 0 .35rem; border-radius: 4px; background: var(--sunken);
  border: 1px solid var(--line); color: var(--muted); font-size: .78rem; overflow-wrap: anywhere; }
.verb { color: var(--muted); font-weight: 600; font-size: .78em; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
section:focus { outline: none; }
section:focus-visible { outline: 3px solid var(--accent); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.skip { position: absolute; left: -99rem; z-index: 2; padding: .5rem 1rem; background: var(--accent); color: var(--on-accent); }
.skip:focus { left: .5rem; top: .5rem; }
label { display: block; font-size: .87rem; color: var(--muted); }
input, select, textarea { display: block; min-height: 2.35rem; width: 100%; margin-top: .15rem; padding: .4rem .55rem; font: inherit; font-size: .93rem;
  color: var(--text); background: var(--surface); border: 1px solid var(--field); border-radius: 6px; }
textarea { font-family: var(--mono); font-size: .85rem; resize: vertical; }
::placeholder { color: var(--muted); opacity: 1; }
button { padding: .45rem 1rem; font: inherit; font-weight: 600; cursor: pointer; border-radius: 6px;
  color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); }
button:hover { background: var(--accent-strong); }
[aria-busy=true] button { opacity: .6; cursor: progress; }
button.ask { padding: .1rem .55rem; font-size: .83rem; color: var(--accent-strong); background: transparent; border-color: var(--field); }
button.ask:hover { background: var(--sunken); }
`;
