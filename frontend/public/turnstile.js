// Runs in the page of /api/auth/human-check: shows Turnstile's widget, and tells the page around it the token.
const widget = document.getElementById("widget");
const tell = (message) => parent.postMessage({ humanCheck: message }, location.origin);

if (window.turnstile === undefined) {
  tell({ problem: true });
} else {
  const { siteKey, action, theme } = widget.dataset;
  turnstile.render(widget, {
    sitekey: siteKey,
    action,
    theme,
    size: "flexible",
    "response-field": false,
    callback: (token) => tell({ token }),
    "expired-callback": () => tell({ token: null }),
    "error-callback": () => {
      tell({ problem: true });
      return true;
    },
  });
  tell({ shown: true });
}
