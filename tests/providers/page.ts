import { escapeHtml } from "./http_server.ts";

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 3rem auto; padding: 0 1rem; color-scheme: light dark }
button, input { font: inherit; padding: .4rem .8rem } pre { white-space: pre-wrap } form { display: inline }
.rows > * { margin: .5rem 0 } .choice { width: 100%; text-align: left } small { opacity: .7 }
table { border-collapse: collapse } td, th { padding: .2rem 1rem .2rem 0; vertical-align: top; text-align: left }`;

/** A page of a simulator: plain, readable in both colour schemes. `body` and `head` are HTML. */
export function page(title: string, body: string, head = ""): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>${STYLE}
</style>
${head}<h1>${escapeHtml(title)}</h1>
${body}
</html>
`;
}

/** A picture for a person: a square in a colour of its own, as SVG. */
export function avatar(seed: string): string {
  const hue = [...seed].reduce((sum, character) => sum + character.charCodeAt(0) * 47, 0) % 360;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="hsl(${hue} 60% 50%)" d="M0 0h8v8H0z"/></svg>`;
}
