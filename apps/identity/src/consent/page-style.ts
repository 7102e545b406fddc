/** Looks of the sign-in and consent pages, of a piece with the dashboard. */
export const style = `
:root {
  color-scheme: light dark; --page: #f6f8f9; --card: #fff; --text: #1c2024; --dim: #5a6169; --line: #d8dde1;
  --accent: #0b7285; --accent-over: #095c6b; --link: #0b6a7c; --soft: #eef7f9; --warn: #fff8e6;
  --warn-line: #d9a521; --bad: #c92a2a; --bad-soft: #fdf0f0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #141517; --card: #1e2023; --text: #e6e8ea; --dim: #a6a7ab; --line: #3a3f45; --accent: #0b7285;
    --accent-over: #0f8ba3; --link: #4fc7dd; --soft: #1b2c31; --warn: #2d2614; --warn-line: #a8801f;
    --bad: #ff8787; --bad-soft: #321f20;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100dvh; display: grid; place-items: center; padding: 24px 16px;
  background: var(--page); color: var(--text);
  font: 400 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
}
main { width: 100%; max-width: 480px; }
.brand { display: flex; align-items: center; gap: 8px; margin-bottom: 14px; font-weight: 650; font-size: 1.0625rem; }
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 28px;
  box-shadow: 0 1px 3px rgb(0 0 0 / 6%), 0 8px 24px rgb(0 0 0 / 4%);
}
h1 {
  margin: 0 0 8px; font-size: 1.3125rem; line-height: 1.3; font-weight: 650; overflow-wrap: anywhere;
  text-wrap: balance;
}
h2 { margin: 18px 0 6px; font-size: 0.875rem; font-weight: 600; }
p { margin: 0 0 12px; overflow-wrap: anywhere; }
.dim { color: var(--dim); }
a { color: var(--link); }
bdi { font-weight: 600; }
dl { margin: 14px 0 0; border: 1px solid var(--line); border-radius: 8px; }
dl > div { display: grid; grid-template-columns: 6em 1fr; gap: 0 12px; padding: 8px 14px; }
@media (max-width: 420px) { .card { padding: 22px 18px; } dl > div { grid-template-columns: 1fr; } }
dl > div + div { border-top: 1px solid var(--line); }
dt { color: var(--dim); }
dd { margin: 0; overflow-wrap: anywhere; font-weight: 550; }
dd span { display: block; font-weight: 400; font-size: 0.8438rem; color: var(--dim); }
ul { list-style: none; margin: 0; padding: 0; }
li { position: relative; padding: 3px 0 3px 26px; }
li::before {
  content: ""; position: absolute; left: 5px; top: 9px; width: 6px; height: 11px; border: solid var(--link);
  border-width: 0 2.5px 2.5px 0; transform: rotate(42deg);
}
.note {
  margin: 16px 0 0; padding: 10px 14px; border-radius: 8px; border: 1px solid var(--warn-line);
  background: var(--warn);
}
.note p:last-child { margin: 0; }
.bad { border-color: var(--bad); background: var(--bad-soft); margin: 0 0 16px; }
label { display: block; margin: 14px 0 5px; font-weight: 550; font-size: 0.875rem; }
input {
  width: 100%; padding: 9px 11px; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: 6px;
}
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.actions { display: grid; grid-template-columns: 1fr 1fr; gap: 10px; margin-top: 20px; }
.actions form, .whole { display: grid; }
button, .button {
  padding: 10px 16px; font: inherit; font-weight: 600; text-align: center; text-decoration: none;
  border-radius: 6px; border: 1px solid var(--line); background: var(--card); color: inherit; cursor: pointer;
}
button:hover, .button:hover { border-color: var(--dim); }
.main { background: var(--accent); border-color: var(--accent); color: #fff; }
.main:hover { background: var(--accent-over); border-color: var(--accent-over); }
.sign-in .main { width: 100%; margin-top: 20px; }
.cancel, .choice { margin-top: 10px; }
.or { display: flex; align-items: center; gap: 12px; margin: 18px 0; color: var(--dim); font-size: 0.8438rem; }
.or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
.who {
  display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 4px 12px;
  margin: 14px 4px 0; font-size: 0.8438rem; color: var(--dim);
}
.who button {
  padding: 0; border: 0; background: none; font-weight: 500; color: var(--link); text-decoration: underline;
}
code {
  font: 0.8438rem ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  overflow-wrap: anywhere;
}
`;
