// The two pages of GitHub's stand-in.

/** The login screen. */
export function signInPage(login = 'octocat', refusal = '') {
  return page(
    'Sign in',
    `<h1>Who are you on GitHub?</h1>
    ${refusal && `<p class="alert" role="alert">${escaped(refusal)}</p>`}
    <form method="post">
      <label for="login">User name</label>
      <input id="login" name="login" value="${escaped(login)}" autocomplete="off" autocapitalize="none"
        spellcheck="false" aria-describedby="login-hint" required autofocus>
      <p class="hint" id="login-hint">Any name will do. There is no password here.</p>
      <div class="asks">
        <p><b>The demo</b> would like to know</p>
        <ul><li>your user name</li><li>your public profile</li></ul>
      </div>
      <div class="answers">
        <button name="answer" value="authorize">Authorize</button>
        <button class="plain" name="answer" value="cancel" formnovalidate>Cancel</button>
      </div>
    </form>`,
  );
}

/** What went wrong. */
export function failurePage(reason) {
  return page('Failed', `<h1>This did not work</h1><p>${escaped(reason)}</p>`);
}

function escaped(value) {
  return String(value).replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

function page(title, content) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Stand-in for GitHub</title>
<style>${STYLE}</style>
</head>
<body>
<main>
  <p class="banner"><b>Stand-in for GitHub</b> This is not GitHub. It runs on your machine and came with the demo.</p>
  <div class="content">${content}</div>
</main>
</body>
</html>`;
}

const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #e9eef0; --surface: #fff; --sunken: #f1f5f6; --text: #17212b; --muted: #55616d; --line: #d3dbdf;
  --field: #84909b; --accent: #12703f; --accent-strong: #0c5730; --on-accent: #fff; --banner: #fff3cd; --on-banner: #4a3a05;
  --alert: #a3132b; --alert-ground: #fdeef0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0c1116; --surface: #161d24; --sunken: #10161c; --text: #e6ebef; --muted: #a0acb7; --line: #2b353f;
    --field: #66727e; --accent: #57c98a; --accent-strong: #7fdca8; --on-accent: #04170d; --banner: #3b3212; --on-banner: #f5e3a4;
    --alert: #ffb3bd; --alert-ground: #3a1a21;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; padding: clamp(1rem, 8vh, 5rem) 1rem; background: var(--ground); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
}
main {
  max-width: 26rem; margin: 0 auto; overflow: hidden; border: 1px solid var(--line); border-radius: 0.75rem;
  background: var(--surface);
}
h1, p, ul { margin: 0; }
h1 { margin-bottom: 1rem; font-size: 1.4rem; line-height: 1.3; }
.banner { padding: 0.75rem 1.5rem; background: var(--banner); color: var(--on-banner); font-size: 0.9rem; }
.banner b { display: block; }
.content { padding: 1.5rem; }
.alert {
  margin-bottom: 1rem; padding: 0.6rem 0.8rem; border-radius: 0.5rem; background: var(--alert-ground); color: var(--alert);
}
label { font-weight: 550; }
input {
  display: block; width: 100%; margin-top: 0.3rem; padding: 0.55rem 0.7rem; border: 1px solid var(--field);
  border-radius: 0.5rem; background: var(--surface); color: inherit; font: inherit;
}
.hint { margin-top: 0.35rem; color: var(--muted); font-size: 0.9rem; }
.asks { margin: 1.25rem 0; padding: 0.9rem 1rem; border-radius: 0.5rem; background: var(--sunken); }
.asks ul { padding-left: 1.25rem; color: var(--muted); }
.answers { display: flex; gap: 0.75rem; }
button {
  flex: 1; padding: 0.55rem 1rem; border: 1px solid transparent; border-radius: 0.5rem; background: var(--accent);
  color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer;
}
button:hover { background: var(--accent-strong); }
.plain { border-color: var(--field); background: transparent; color: var(--text); }
.plain:hover { background: var(--sunken); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
`;
