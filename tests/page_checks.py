"""What must hold of any page in the browser: found by axe, measured, and reached by the Tab key."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
_RUN = "() => axe.run(document, {resultTypes: ['violations'], iframes: false}).then(found => found.violations)"
_TOO_WIDE = """() => {
  const faults = [], width = document.documentElement.clientWidth;
  const scrolled = (one) => one && (['auto', 'scroll'].includes(getComputedStyle(one).overflowX) || scrolled(one.parentElement));
  if (document.documentElement.scrollWidth > width) faults.push(`the page is ${document.documentElement.scrollWidth} wide of ${width}`);
  for (const one of document.querySelectorAll('main *, .top *')) {
    const style = getComputedStyle(one), box = one.getBoundingClientRect(), inDrawing = one.closest('svg') && one.tagName !== 'svg';
    if (!box.width || inDrawing || box.right <= 0 || style.visibility === 'hidden' || scrolled(one.parentElement)) continue;
    const words = `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 30)}`;
    if (box.right > width + 1) faults.push(`reaches beyond the window: ${words}`);
    if (['hidden', 'clip'].includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1) faults.push(`cut off: ${words}`);
  }
  return faults.slice(0, 5);
}"""
_REACHABLE = """() => {
  const first = (radio) => {  // of a group of them one has a place in the order
    const group = [...document.getElementsByName(radio.name)].filter((one) => one.form === radio.form);
    return group.find((one) => one.checked) || group[0];
  };
  document.querySelectorAll('tbody tr:nth-child(n + 4)').forEach((row) => { row.hidden = true; });  // rows are alike
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')];
  const shown = all.filter(one => one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.tabIndex >= 0 && one.type !== 'hidden'
    && (one.type !== 'radio' || one === first(one)));
  window.toReach = new Set(shown);
  document.addEventListener('focusin', (event) => window.toReach.delete(event.target));
  return shown.length;
}"""
_LEFT = "() => [...window.toReach].map(one => one.outerHTML.slice(0, 120))"


def unfold(page: Page) -> list[str]:
    """Open whatever is folded, for the checks to see it too."""
    page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    return []


def axe(page: Page) -> list[str]:
    """What axe finds serious or critical, with the first place of each."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(_RUN)
    return [f"{one['id']}: {one['help']}: {_where(one)}" for one in found if one["impact"] in ("serious", "critical")]


def _where(violation: dict[str, Any]) -> str:
    node = violation["nodes"][0]
    return f"{node['html'][:160]} {node['failureSummary'][-160:]}"


def too_wide(page: Page) -> list[str]:
    """What a person would have to scroll sideways for, or cannot see at all."""
    faults: list[str] = page.evaluate(_TOO_WIDE)
    return faults


def out_of_reach(page: Page) -> list[str]:
    """What the Tab key does not lead to."""
    page.evaluate("() => document.activeElement.blur()")
    number: int = page.evaluate(_REACHABLE)
    for pressed in range(
        2 * number + 40
    ):  # it does not begin at the top where a field took the focus, and goes through frames
        page.keyboard.press("Tab")
        if pressed > number and pressed % 20 == 0 and not page.evaluate(_LEFT):
            break
    left: list[str] = page.evaluate(_LEFT)
    return left
