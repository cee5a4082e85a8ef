// What the pages do beside links and forms: keys, files dropped on a form, and asking before what cannot be undone.
// Everything works without it, one click more slowly.
"use strict";

// An answer that is no fragment (a log-in that has ended, an error) is shown as the page that it is.
document.addEventListener("htmx:beforeSwap", (event) => {
  const status = event.detail.xhr.status;
  if (status === 401) window.location.reload();
  else if (status >= 400) event.detail.shouldSwap = true;
});

document.addEventListener("submit", (event) => {
  const words = event.target.dataset.confirm;
  if (words && !window.confirm(words)) event.preventDefault();
});
