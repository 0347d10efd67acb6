/** `api.js`: renders the widget as a frame of this origin, which gives its token to the page. */
export const SCRIPT = `(() => {
  const base = new URL(document.currentScript.src);
  const widgets = new Map();
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== base.origin) return;
    for (const [frame, options] of widgets) if (frame.contentWindow === source) options.callback(data.token);
  });
  window.turnstile = {
    render(container, options) {
      const query = new URLSearchParams({ sitekey: options.sitekey, action: options.action ?? "", origin: location.origin });
      const frame = document.createElement("iframe");
      frame.src = new URL("widget?" + query, base).href;
      frame.title = "Widget";
      frame.style.cssText = "width: 100%; height: 65px; border: 0";
      widgets.set(frame, options);
      container.append(frame);
      return "widget-" + widgets.size;
    },
  };
})();
`;

/** The page in the widget's frame. Every visitor counts as a person. */
export function widgetPage(token: string, origin: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Widget</title></head>
<body data-token="${token}" data-origin="${origin}"><p>Success</p>
<script>parent.postMessage({ token: document.body.dataset.token }, document.body.dataset.origin);</script></body></html>`;
}
