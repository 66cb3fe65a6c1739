/**
 * Marks the page's root with `data-left` when it is left, for a style that shows nothing of it (`html[data-left] body {
 * visibility: hidden }`), and loads it anew if the browser brings it back from its memory: a back button after a logout
 * shows no private page. Returns how to stop.
 *
 * @example
 * useEffect(hideWhenLeft, []);
 */
export function hideWhenLeft(): () => void {
  addEventListener("pagehide", hide);
  addEventListener("pageshow", reloadIfKept);
  return () => {
    removeEventListener("pagehide", hide);
    removeEventListener("pageshow", reloadIfKept);
  };
}

function hide(): void {
  document.documentElement.dataset.left = "";
}

function reloadIfKept(event: PageTransitionEvent): void {
  if (event.persisted) location.reload();
}
