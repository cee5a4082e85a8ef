// Keys for judging: j/k go on and back, 1 same, 2 different (then 1 to 4 for the reason), 3 unsure, u undo, ? help.
// Each presses a button or follows a link that stands on the page.
"use strict";

{
  const rows = [...document.querySelectorAll("#queue tr[data-hit]")];
  const kept = "watcher.hits.row"; // which row was judged last: the next one takes its place
  const current = () => document.activeElement.closest("tr[data-hit]");
  const here = () => (rows.length ? current() : document.getElementById("judging"));
  const press = (selector, within = document) => within?.querySelector(selector)?.click();

  const go = (number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, number))];
    row?.querySelector("a.open").focus();
    row?.scrollIntoView({ block: "nearest" });
  };

  const step = (by) => {
    if (!rows.length) return press(by > 0 ? "#next" : "#previous");
    const at = rows.indexOf(current());
    if (by > 0 && at === rows.length - 1) return press("#further");
    return go(at < 0 ? 0 : at + by);
  };

  const reasonsOpen = (place) => place?.querySelector(".verdicts .why[open]");

  const choose = (key) => {
    const place = here();
    const reasons = reasonsOpen(place);
    if (reasons) {
      const reason = reasons.querySelectorAll("input[name=reason]")[key - 1];
      const note = reasons.querySelector("input[name=note]");
      reason.checked = true;
      return reason.value === "other" && !note.value.trim() ? note.focus() : reason.form.requestSubmit();
    }
    if (key === 2) {
      const why = place?.querySelector(".verdicts .why");
      why?.closest("details.again")?.setAttribute("open", "");
      why?.setAttribute("open", "");
      return why?.querySelector("input[name=reason]").focus();
    }
    return press(`.verdicts button[value=${key === 1 ? "same" : "unsure"}]`, key < 4 ? place : null);
  };

  const undo = () => (current()?.querySelector(".undo button") ?? document.querySelector("#undo-last, #undo"))?.click();

  const leave = () => {
    const reasons = reasonsOpen(here());
    reasons?.removeAttribute("open");
    reasons?.querySelector("summary").focus();
  };

  const help = () => {
    const keys = document.getElementById("keys");
    keys?.toggleAttribute("open");
    keys?.querySelector("summary").focus();
  };

  const does = { j: () => step(1), k: () => step(-1), u: undo, "?": help, Escape: leave };
  for (const key of [1, 2, 3, 4]) does[key] = () => choose(key);

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select");
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || (typing && event.key !== "Escape")) return;
    if (!Object.hasOwn(does, event.key)) return;
    if (event.repeat && !"jk".includes(event.key)) return; // a key held down must not judge the next hit too
    event.preventDefault();
    does[event.key]();
  });

  document.addEventListener("submit", (event) => {
    const row = event.target.closest("tr[data-hit]");
    if (row) sessionStorage.setItem(kept, rows.indexOf(row));
  });

  const all = document.getElementById("tick-all");
  all?.removeAttribute("hidden");
  all?.addEventListener("click", () => document.querySelectorAll("#queue input[name=hit]").forEach((one) => { one.checked = true; }));

  if (rows.length && sessionStorage.getItem(kept) !== null) {
    go(Number(sessionStorage.getItem(kept)));
    sessionStorage.removeItem(kept);
  }
}
